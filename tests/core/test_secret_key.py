"""The server's secret cannot be guessed: weak ones are refused, none set means a made one, and no foreign signature counts."""

import base64
import hashlib
import hmac
import itertools
import json
import secrets
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx import AsyncClient
from pydantic import ValidationError

from easytune.core.config import Settings
from easytune.core.secret_key import FILE, Signer, kept
from easytune.core.security import SESSION_COOKIE
from easytune.core.weak_secrets import weakness
from tests.cli.server import environment

KNOWN = """
changeme change-me changethis secret supersecret super-secret-key my-secret-key mysecretkey your-secret-key your_secret_key_here
django-insecure-abcdefghijklmnopqrstuvwxyz0123456789 SECRET_KEY dev development flask-secret keyboard-cat hard-to-guess-string admin
admin123 password password123 passw0rd letmein qwerty 123456 12345678 1234567890 test testing default example insecure not-so-secret
lightrag-jwt-default-secret label-studio-secret-key jupyter mlflow superset-secret please-change-this-to-a-random-string
""".split()
SEQUENCES = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "0123456789abcdef", "ab", "xyz", "12", "correct-horse")
PADDED = [f"{word}-{tail}" for word in KNOWN[:20] for tail in ("for-development-and-testing-only", "0123456789012345678901234567890123")]
REPEATED = [character * length for character in "0aAx-=*." for length in (1, 8, 16, 32, 48, 64)]
CYCLES = [(sequence * 10)[:length] for sequence in SEQUENCES for length in (8, 32, 50, 64)]
SHORT = [secrets.token_urlsafe(32)[:length] for length in range(32)]
REVERSED = [secret[::-1] for secret in CYCLES]
WEAK = sorted({*KNOWN, *PADDED, *REPEATED, *CYCLES, *REVERSED, *SHORT})
GOOD = [secrets.token_urlsafe(32), secrets.token_hex(32), base64.b64encode(secrets.token_bytes(48)).decode()]


def test_two_hundred_weak_secrets_are_refused_and_not_repeated() -> None:
    assert len(WEAK) >= 200
    for secret in WEAK:
        assert weakness(secret) is not None, secret
        with pytest.raises(ValidationError) as caught:
            Settings(secret=secret)
        if len(secret) > 8:
            assert secret not in str(caught.value)


def test_random_secrets_are_taken_and_never_shown() -> None:
    for secret in itertools.chain(GOOD, (secrets.token_urlsafe(32) for _ in range(300))):
        assert weakness(secret) is None, secret
        assert secret not in repr(Settings(secret=secret))


def test_a_server_does_not_start_with_a_weak_secret(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "easytune", "serve", "--data-dir", str(tmp_path / "data"), "--port", "0"]
    variables = environment() | {"EASYTUNE_SECRET": "django-insecure-" + "k3v" * 12}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=variables, check=False)
    assert ended.returncode == 1
    assert "EASYTUNE_SECRET is refused" in ended.stderr
    assert "django" not in ended.stderr
    assert not (tmp_path / "data").exists()


def test_without_one_a_secret_of_256_bits_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(kept, [tmp_path / FILE] * 50))
    assert len(found) == 1
    assert len(base64.urlsafe_b64decode(found.pop() + b"=")) == 32
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_signature_counts_for_its_text_and_its_server_alone(tmp_path: Path) -> None:
    signer, other = Signer(Settings(secret=GOOD[0])), Signer(Settings(secret=GOOD[1]))
    signed = signer.signed("token")
    assert signer.checked(signed) == "token"
    for wrong in (other.signed("token"), signed[:-1], signed + "0", "x" + signed, signed.upper(), "token", "token.", ".", ""):
        assert signer.checked(wrong) is None, wrong


def forged(secret: str, token: str) -> list[str]:
    """Cookies that somebody who knew the secret might try: ours, and JSON web tokens of several kinds."""
    raw = secret.encode()
    encode = lambda content: base64.urlsafe_b64encode(content).rstrip(b"=").decode()  # noqa: E731
    jwt = lambda algorithm: f"{encode(json.dumps({'alg': algorithm}).encode())}.{encode(json.dumps({'sub': '1'}).encode())}"  # noqa: E731
    ours = hmac.new(raw, b"easytune session\0" + token.encode(), hashlib.sha256).hexdigest()
    web = encode(hmac.new(raw, jwt("HS256").encode(), hashlib.sha256).digest())
    return [f"{token}.{ours}", f"{jwt('HS256')}.{web}", f"{jwt('none')}."]


async def test_no_cookie_signed_with_a_weak_secret_lets_anybody_in(client: AsyncClient, anonymous: AsyncClient) -> None:
    token = client.cookies[SESSION_COOKIE].rpartition(".")[0]  # even with a real one
    for cookie in [token, *itertools.chain.from_iterable(forged(secret, token) for secret in WEAK)]:
        answer = await anonymous.get("/api/v1/tokens", headers={"Cookie": f"{SESSION_COOKIE}={cookie}"})
        assert answer.status_code == 401
    assert (await client.get("/api/v1/tokens")).status_code == 200
