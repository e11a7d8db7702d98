"""Finds out how a file's bytes become text: UTF-8, UTF-16 or UTF-32 with a mark, or GB18030. Knows no format and no row.

A guess is only ever a candidate: the whole file is decoded strictly before it is believed, so a wrong one names its line.
"""

import codecs
import io
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput

HEAD_BYTES = 64 * 1024
_CHUNK_BYTES = 1 << 20
_BINARY_STARTS = (
    b"PK\x03\x04",  # zip, xlsx, docx
    b"%PDF-",
    b"\x1f\x8b",  # gzip
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"GIF8",
    b"PAR1",
    b"SQLite format 3",
    b"\xd0\xcf\x11\xe0",  # xls, doc
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",  # zstd
    b"BZh",
    b"\x7fELF",
)
# what a file may be mistaken for; a coherent reading as one of these is no GB18030
_RIVALS = ["gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1251"]
# as much text in front of the first bad byte makes it damaged UTF-8 rather than another encoding
_CONVINCING_CHARACTERS = 8


def detect(path: Path) -> str:
    """The Python codec that decodes the whole file strictly: utf-8, utf-8-sig, utf-16, utf-32 or gb18030.

    Raises: InvalidInput(FILE_EMPTY, FILE_BINARY, ENCODING_UNKNOWN with the first line that cannot be read).
    """
    with open(path, "rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise InvalidInput(ErrorCode.FILE_EMPTY)
    if head.startswith(codecs.BOM_UTF8):
        return _checked(path, "utf-8-sig")
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # the first begins like UTF-16's
        return _checked(path, "utf-32")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(path, "utf-16")
    if b"\0" in head or head.startswith(_BINARY_STARTS):
        raise InvalidInput(ErrorCode.FILE_BINARY)
    bad = _first_bad_byte(path, "utf-8")
    if bad is None:
        return "utf-8"
    if _convincing_before(path, bad) or not _looks_like_gb18030(_lines_around(path, bad)):
        raise _unreadable(path, "utf-8", bad)
    return _checked(path, "gb18030")


def _checked(path: Path, codec: str) -> str:
    bad = _first_bad_byte(path, codec)
    if bad is not None:
        raise _unreadable(path, codec, bad)
    return codec


def _first_bad_byte(path: Path, codec: str) -> int | None:
    """Offset of the first byte that is no text in this codec; None when all of it is."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    read = 0
    with open(path, "rb") as file:
        while True:
            chunk = file.read(_CHUNK_BYTES)
            waiting = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return read - waiting + error.start
            if not chunk:
                return None
            read += len(chunk)


def _unreadable(path: Path, codec: str, bad: int) -> InvalidInput:
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(codec)("replace"), translate=True)
    line, left = 1, bad
    with open(path, "rb") as file:
        while left > 0:
            chunk = file.read(min(left, _CHUNK_BYTES))
            left -= len(chunk)
            line += decoder.decode(chunk, final=left <= 0).count("\n")
    return InvalidInput(ErrorCode.ENCODING_UNKNOWN, line=line, encoding=codec.upper().removesuffix("-SIG"))


def _convincing_before(path: Path, bad: int) -> bool:
    start = max(0, bad - HEAD_BYTES)
    with open(path, "rb") as file:
        file.seek(start)
        before = file.read(bad - start)
    text = before.decode("utf-8", "ignore")
    return sum(character > "\x7f" for character in text) >= _CONVINCING_CHARACTERS


def _lines_around(path: Path, bad: int) -> bytes:
    """Whole lines from the one with the bad byte on, about 64 KiB, as far as they could be GB18030."""
    start = max(0, bad - HEAD_BYTES)
    with open(path, "rb") as file:
        file.seek(start)
        before = file.read(bad - start)
        file.seek(start + before.rfind(b"\n") + 1)
        sample = file.read(HEAD_BYTES)
    return sample[: sample.rfind(b"\n", 0, _damage(sample)) + 1] or sample


def _damage(sample: bytes) -> int:
    """Where the sample stops being GB18030: at a damaged line further down, or a character cut by its end."""
    try:
        sample.decode("gb18030")
    except UnicodeDecodeError as error:
        return error.start
    return len(sample)


def _looks_like_gb18030(sample: bytes) -> bool:
    """charset-normalizer's measure of mess; a tie goes to GB18030, since short Chinese text reads as several."""
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=_RIVALS))
    ours = [match.chaos for match in matches if match.encoding == "gb18030"]
    return bool(ours) and min(ours) <= min(match.chaos for match in matches) + 0.001
