"""Hashing and judging of passwords."""

import pytest

from easytune.accounts.passwords import Passwords, require_strong
from easytune.accounts.weak_passwords import WEAK_PASSWORDS
from easytune.core.errors import InvalidInput


async def test_a_hash_fits_its_password_alone() -> None:
    passwords = Passwords()
    password_hash = await passwords.hash("correct horse")
    assert password_hash.startswith("$argon2id$")
    assert await passwords.matches(password_hash, "correct horse")
    assert not await passwords.matches(password_hash, "correct horse ")
    assert not await passwords.matches("not a hash", "correct horse")
    assert not await passwords.matches(None, "correct horse")
    passwords.close()


def test_the_list_of_weak_passwords_is_long_and_of_real_candidates() -> None:
    assert len(WEAK_PASSWORDS) >= 200
    assert all(len(password) >= 8 and password == password.casefold() for password in WEAK_PASSWORDS)


GUESSED_FIRST = ("", "short", "1234567", "admin123", "PASSWORD1", "aaaaaaaaaa", "abababababab", "adalovelace", "ecalevolada")


@pytest.mark.parametrize("password", GUESSED_FIRST)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    for language in ("zh", "en"):
        with pytest.raises(InvalidInput) as refused:
            require_strong(password, "AdaLovelace", language)
        assert refused.value.params["reason"]


@pytest.mark.parametrize("password", ["correct horse", "密码学是一门艺术", "x7#kQ2!b"])
def test_any_other_password_is_taken(password: str) -> None:
    require_strong(password, "ada", "en")
