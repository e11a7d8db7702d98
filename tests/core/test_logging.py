"""One event is one line, and nothing from outside writes to the terminal."""

import json
import logging

import pytest

from easytune.core.logging import LogFormat, configure, escaped

HOSTILE = "a\r\nINFO forged\x1b]8;;http://evil\x07\x9b31m\u202e\u2028b\x00"


@pytest.fixture(autouse=True)
def quiet_afterwards():
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before[0], before[1]
    logging.captureWarnings(False)


def test_every_control_character_becomes_visible() -> None:
    text = escaped("".join(map(chr, range(0x20))) + "\x7f\x85\u202e" + "中文 ok")
    assert all(ord(character) >= 0x20 and not 0x7F <= ord(character) < 0xA0 for character in text)
    assert text.endswith("中文 ok")


@pytest.mark.parametrize("log_format", ["readable", "json"])
def test_a_hostile_message_stays_one_line(log_format: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    configure(log_format)
    logging.getLogger("easytune").warning("name %s", HOSTILE)
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert not set(written[:-1]) & {"\x1b", "\x07", "\x9b", "\r", "\u202e", "\x00"}


def test_a_traceback_is_one_json_line_and_a_readable_block(capsys: pytest.CaptureFixture[str]) -> None:
    for log_format in ("json", "readable"):
        configure(log_format)
        try:
            raise ValueError(HOSTILE)
        except ValueError:
            logging.getLogger("easytune").exception("broke")
    first, *rest = capsys.readouterr().err.splitlines()
    assert "ValueError" in json.loads(first)["traceback"]
    assert all(line.startswith("    | ") for line in rest[1:])
    assert "\x1b" not in "".join(rest)
