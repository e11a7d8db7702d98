"""Tells a secret that could be guessed from one that could not. Knows no setting and no file; pure."""

import itertools
import math
from collections import Counter

SHORTEST = 32
LEAST_BITS = 128.0
_FEWEST_DIFFERENT = 12
# what is left of published defaults, examples and keyboards once digits and separators are gone
_WORDS = (
    "changeme changethis replaceme secret default password passwort example insecure django flask rails fastapi easytune lightrag "
    "crawlai labelstudio jupyter mlflow airflow superset gradio qwerty asdfgh zxcvb abcdef admin letmein yoursecretkey supersecret "
    "development production testing keyboardcat hardtoguess notsosecret sosecret mysecret"
).split()


def weakness(secret: str) -> str | None:
    """Why a secret is refused, as the end of a sentence; None for a good one."""
    if len(secret) < SHORTEST:
        return f"it is shorter than {SHORTEST} characters"
    if _is_repeated(secret):
        return "it repeats itself"
    letters = "".join(character for character in secret.lower() if character.isalpha())
    if any(word in letters for word in _WORDS):
        return "it is made of a published default"
    if len(set(secret)) < _FEWEST_DIFFERENT or _is_a_series(secret) or bits(secret) < LEAST_BITS:
        return "it is too regular"
    return None


def bits(secret: str) -> float:
    """Shannon's entropy of the characters times their number (A Mathematical Theory of Communication, 1948, section 6)."""
    total = len(secret)
    return sum(count * math.log2(total / count) for count in Counter(secret).values())


def _is_repeated(secret: str) -> bool:
    return any(secret == (secret[:length] * len(secret))[: len(secret)] for length in range(1, len(secret) // 2 + 1))


def _is_a_series(secret: str) -> bool:
    """0123456789abc…, zyxw…: nearly every character is the neighbour of the one before."""
    steps = sum(abs(ord(after) - ord(before)) <= 1 for before, after in itertools.pairwise(secret))
    return steps > len(secret) // 2
