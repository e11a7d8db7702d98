"""The server's secret: the one that was set, else one that is made once and kept in the data folder. Knows not what it signs."""

import hashlib
import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path

from easytune.core.config import Settings

FILE = "secret"
_BYTES = 32
_MAC_CHARACTERS = 64


class Signer:
    """Signs texts so that only this server, and others with its secret, can have made them. Reads or makes the file at first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def signed(self, text: str) -> str:
        """The text, a dot, and its HMAC-SHA256 in hexadecimal digits."""
        return f"{text}.{self._mac(text)}"

    def checked(self, signed: str) -> str | None:
        """The text, when the signature is this server's."""
        text, _, mac = signed.rpartition(".")
        good = hmac.compare_digest(mac.encode(), self._mac(text).encode())
        return text if good and len(mac) == _MAC_CHARACTERS else None

    def _mac(self, text: str) -> str:
        return hmac.new(self._key, b"easytune session\0" + text.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _key(self) -> bytes:
        given = self._settings.secret
        return given.get_secret_value().encode() if given is not None else kept(self._settings.folder / FILE)


def kept(path: Path) -> bytes:
    """The secret in the file; made when there is none: 256 bits, for the owner's eyes only, whole or not at all."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    whole = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_urlsafe(_BYTES).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(whole, path)  # of two servers that start at once, one is first
    except FileExistsError:
        pass
    finally:
        whole.unlink()
    return path.read_bytes()
