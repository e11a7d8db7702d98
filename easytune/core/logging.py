"""Writes the server's own log: one event, one line, no control character from outside. Knows no logger by name but the noisy ones."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

LogFormat = Literal["readable", "json"]

# C0, DEL, C1, and what turns the writing direction around or breaks a line in a terminal
_UNSAFE = [*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
_ESCAPES = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in _UNSAFE}


def configure(log_format: LogFormat, level: int = logging.INFO) -> None:
    """Send everything to stderr in one of the formats."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if log_format == "json" else _ReadableFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "aiosqlite", "alembic", "asyncio", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # it says that it starts and stops; we say so ourselves
    logging.captureWarnings(True)


def escaped(text: str) -> str:
    """The text with every control character made visible."""
    return text.translate(_ESCAPES)


class _ReadableFormatter(logging.Formatter):
    """Time, level, message; a traceback follows behind a bar, line by line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        lines = [f"{at} {record.levelname:<7} {escaped(record.getMessage())}"]
        lines += [f"    | {escaped(line)}" for line in _traceback(self, record).splitlines()]
        return "\n".join(lines)


class _JsonFormatter(logging.Formatter):
    """One JSON object a line; times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        event = {"at": at, "level": record.levelname, "source": record.name, "message": escaped(record.getMessage())}
        traceback = _traceback(self, record)
        return json.dumps(event | {"traceback": traceback} if traceback else event, ensure_ascii=True)


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info else ""
