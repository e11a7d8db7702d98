"""Parses a multipart/form-data body piece by piece: one file and a few short fields. Knows no disk and no meaning of the fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from python_multipart.exceptions import ParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets.layout import format_of

FILE_FIELD = "file"
_MAX_PARTS = 16
_MAX_FIELD_BYTES = 8_000
_MAX_FILENAME_CHARACTERS = 255


@dataclass(frozen=True)
class Form:
    filename: str
    fields: Mapping[str, str]


class Multipart:
    """Bytes of the file wait until they are taken; whoever feeds bounds them. A wrong extension is refused at once.

    Raises: InvalidInput(FILE_MISSING) for any other body, FORMAT_UNKNOWN, INVALID_INPUT for a field that is too long.
    """

    def __init__(self, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind.lower() != b"multipart/form-data" or not 0 < len(boundary) <= 200:
            raise InvalidInput(ErrorCode.FILE_MISSING)
        self._file = bytearray()
        self._filename: str | None = None
        self._fields: dict[str, str] = {}
        self._parts = 0
        self._header_name = b""
        self._header_value = b""
        self._disposition = b""
        self._field: str | None = None
        self._value = bytearray()
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_text,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    @property
    def waiting_bytes(self) -> int:
        return len(self._file)

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except ParseError:
            raise InvalidInput(ErrorCode.FILE_MISSING) from None

    def take(self) -> bytes:
        """The waiting bytes of the file, which wait no longer."""
        taken = bytes(self._file)
        self._file.clear()
        return taken

    def finish(self) -> Form:
        """What came beside the file. Raises: InvalidInput(UPLOAD_INCOMPLETE) when the last boundary is missing."""
        if not self._ended:
            raise InvalidInput(ErrorCode.UPLOAD_INCOMPLETE)
        if self._filename is None:
            raise InvalidInput(ErrorCode.FILE_MISSING)
        return Form(self._filename, self._fields)

    def _part_begin(self) -> None:
        self._parts += 1
        if self._parts > _MAX_PARTS:
            raise InvalidInput(ErrorCode.FILE_MISSING)
        self._disposition = self._header_name = self._header_value = b""
        self._value.clear()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _header_text(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _header_end(self) -> None:
        if self._header_name.lower() == b"content-disposition":
            self._disposition = self._header_value
        self._header_name = self._header_value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"name", b"").decode("utf-8", "replace")
        self._field = None if name == FILE_FIELD else name
        if self._field is None:
            if self._filename is not None or b"filename" not in options:
                raise InvalidInput(ErrorCode.FILE_MISSING)
            self._filename = shown_filename(options[b"filename"].decode("utf-8", "replace"))
            format_of(self._filename)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            self._file += data[start:end]
        else:
            self._value += data[start:end]
            if len(self._value) > _MAX_FIELD_BYTES:
                raise InvalidInput(ErrorCode.INVALID_INPUT, field=self._field[:40], reason=f"> {_MAX_FIELD_BYTES}")

    def _part_end(self) -> None:
        if self._field is not None:
            self._fields[self._field] = self._value.decode("utf-8", "replace")

    def _end(self) -> None:
        self._ended = True


def shown_filename(name: str) -> str:
    """The last part of a client's path, printable, at most 255 characters with its extension kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(character if character.isprintable() else "\ufffd" for character in last).strip()
    stem, dot, extension = printable.rpartition(".")
    room = _MAX_FILENAME_CHARACTERS - len(dot) - len(extension)
    return f"{stem[:room]}{dot}{extension}" if room > 0 else printable[:_MAX_FILENAME_CHARACTERS]
