"""The address of a predictor as one text: a socket file, or a port of loopback with the token that it asks for. Pure; opens nothing."""

import re
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
TOKEN_HEADER = "X-EasyTune-Predictor"  # noqa: S105 - the name of a header
_PORT = re.compile(r"tcp:127\.0\.0\.1:(\d{1,5})#([A-Za-z0-9_-]{32,})")


@dataclass(frozen=True)
class SocketFile:
    """Who may open the file may ask."""

    path: str

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True)
class LoopbackPort:
    """Every account of the machine reaches a port, so the token decides."""

    port: int
    token: str

    def __str__(self) -> str:
        return f"tcp:{LOOPBACK}:{self.port}#{self.token}"


Address = SocketFile | LoopbackPort


def parse(text: str) -> Address:
    """What str() of an address gave; anything that is no port of loopback is a path."""
    found = _PORT.fullmatch(text)
    if found is None or not 0 < int(found[1]) < 1 << 16:
        return SocketFile(text)
    return LoopbackPort(int(found[1]), found[2])
