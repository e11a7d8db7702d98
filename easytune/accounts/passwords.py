"""Hashes, checks and judges passwords (argon2id). Knows no account and no table.

A hash takes about 64 MiB and tens of milliseconds (RFC 9106, second recommended option), so they run in threads, two at a time.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from easytune.accounts.weak_passwords import WEAK_PASSWORDS
from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput

MIN_CHARACTERS = 8
MAX_CHARACTERS = 1000

# Of a random password nobody knows: checked for unknown users, so that the answer takes as long as for known ones.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$6Tz3rNMLtpPeUB2mMKahcw$DdOS1vqdwrxNrjvFAW44AX4C5YeoLQHCCtOn2ZaDjQc"


class Passwords:
    """argon2id in two threads of its own; one per app."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password; None, for a user that does not exist, takes as long and is never right."""
        known = password_hash if password_hash is not None else _NOBODY
        right = await asyncio.get_running_loop().run_in_executor(self._threads, self._check, known, password)
        return right and password_hash is not None

    def _check(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def require_strong(password: str, username: str, language: str, *, field: str = "password") -> None:
    """Refuse what is guessed first. Raises: InvalidInput(WEAK_PASSWORD)."""
    chinese = language == "zh"
    folded = password.casefold()
    if len(password) < MIN_CHARACTERS:
        reason = f"少于 {MIN_CHARACTERS} 个字符" if chinese else f"it has fewer than {MIN_CHARACTERS} characters"
    elif folded in WEAK_PASSWORDS or len(set(folded)) <= 2:
        reason = "这是常见密码" if chinese else "it is a common password"
    elif username.casefold() in (folded, folded[::-1]):
        reason = "与用户名相同" if chinese else "it is the username"
    else:
        return
    raise InvalidInput(ErrorCode.WEAK_PASSWORD, field=field, reason=reason)
