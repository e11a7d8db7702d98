"""Files that nobody uploads in good faith. `python -m tests.datasets.hostile_files FOLDER` reads them all and prints what each cost."""

import gc
import json
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets.columns import Columns
from easytune.datasets.importing import import_file

MEBIBYTE = 1 << 20
Made = Callable[[], bytes]


def _rows(text: bytes, count: int = 2) -> bytes:
    return b"text,label\n" + (text + b",a\n") * count


FILES: dict[str, tuple[Made, ErrorCode | None]] = {
    "one-line.csv": (lambda: b"x" * (10 * MEBIBYTE), ErrorCode.HEADER_TOO_LONG),
    "one-line-below.csv": (lambda: b"text,label\n" + b"x" * (10 * MEBIBYTE) + b"\nfine,a\n", None),
    "one-line.txt": (lambda: b"x" * (10 * MEBIBYTE), ErrorCode.NO_VALID_ROWS),
    "one-line.jsonl": (lambda: b'{"text": "' + b"x" * (10 * MEBIBYTE) + b'"}', ErrorCode.NO_VALID_ROWS),
    "one-value.json": (lambda: b'[{"text": "' + b"x" * (10 * MEBIBYTE) + b'"}]', ErrorCode.NO_VALID_ROWS),
    "deep.json": (lambda: b"[" * 1_000_000, ErrorCode.JSON_BROKEN),
    "deep-closed.json": (lambda: b"[" * 1_000_000 + b"]" * 1_000_000, ErrorCode.NO_VALID_ROWS),
    "deep-objects.json": (lambda: b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000, ErrorCode.JSON_SHAPE),
    "deep-row.json": (lambda: b'[{"text": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}]", ErrorCode.NO_VALID_ROWS),
    "deep.jsonl": (lambda: b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n", ErrorCode.NO_VALID_ROWS),
    "nan.json": (lambda: b'[{"text": NaN}, {"text": Infinity}, {"text": -Infinity}]', ErrorCode.JSON_BROKEN),
    "nan.jsonl": (lambda: b'{"text": NaN}\n{"text": Infinity}\n{"text": "fine"}\n', None),
    "surrogate.json": (lambda: b'[{"text": "\\ud800"}]', ErrorCode.JSON_BROKEN),
    "surrogate.jsonl": (lambda: b'{"text": "\\ud800"}\n{"text": "fine"}\n', None),
    "surrogate.csv": (lambda: _rows(b"\xed\xa0\x80"), ErrorCode.ENCODING_UNKNOWN),
    "columns.csv": (lambda: b",".join(b"c%d" % number for number in range(100_000)) + b"\n1\n", ErrorCode.HEADER_TOO_LONG),
    "commas.csv": (lambda: b"," * 100_000 + b"\n" + b"," * 100_000 + b"\n", ErrorCode.HEADER_TOO_LONG),
    "huge-number.json": (lambda: b'[{"text": ' + b"9" * 1_000_000 + b"}]", ErrorCode.JSON_BROKEN),
    "huge-number.jsonl": (lambda: b'{"text": ' + b"9" * 100_000 + b"}\n", ErrorCode.NO_VALID_ROWS),
    "keys.json": (lambda: b"[{" + b",".join(b'"k%d":1' % number for number in range(1_000_000)) + b"}]", ErrorCode.NO_VALID_ROWS),
    "keys.jsonl": (lambda: b"{" + b",".join(b'"k%d":1' % number for number in range(1_000_000)) + b"}", ErrorCode.NO_VALID_ROWS),
    "quotes.csv": (lambda: b'text,label\n"' + b'a\n"' * 100_000, ErrorCode.NO_VALID_ROWS),
    "utf-16.csv": (lambda: "text,label\n好,a\n".encode("utf-16"), None),
    "utf-16-cut.csv": (lambda: "text,label\n好,a\n".encode("utf-16")[:-1], ErrorCode.ENCODING_UNKNOWN),
    "utf-32.csv": (lambda: "text,label\n好,a\n".encode("utf-32"), None),
    "utf-16-unmarked.csv": (lambda: "text,label\n好,a\n".encode("utf-16-le"), ErrorCode.FILE_BINARY),
    "old-mac.csv": (lambda: b"text,label\rgood,a\rbad,b\r", None),
    "mixed-ends.csv": (lambda: b"text,label\r\ngood,a\rbad,b\nfine,c", None),
    "odd-ends.csv": (lambda: "text,label\ngood\u2028still,a\nbad\x85still,b\n".encode(), None),
    "only-ends.csv": (lambda: b"\n" * (5 * MEBIBYTE), ErrorCode.FILE_EMPTY),
    "nul.csv": (lambda: b"\0" * (10 * MEBIBYTE), ErrorCode.FILE_BINARY),
}


@dataclass(frozen=True)
class Measured:
    """code: of the refusal, None when rows were found. seconds are of the processor; growth of the memory held at most."""

    name: str
    code: str | None
    seconds: float
    growth_bytes: int


def _status(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def measured(name: str, folder: Path) -> Measured:
    """Reads the file of that name, and forgets how much memory was held before."""
    file = folder / name
    file.write_bytes(FILES[name][0]())
    (folder / f"{name}.out").mkdir()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before, began = _status("VmRSS"), time.process_time()
    code: str | None = None
    try:
        import_file(file, name, Columns(), folder / f"{name}.out", "en", threading.Event())
    except InvalidInput as refusal:
        code = refusal.code.value
    return Measured(name, code, time.process_time() - began, _status("VmHWM") - before)


def main(folder: Path) -> None:
    import orjson  # noqa: F401 - loaded before the measuring, as in a server that has taken a file before
    import pyarrow.parquet  # noqa: F401

    for name in FILES:
        print(json.dumps(asdict(measured(name, folder))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
