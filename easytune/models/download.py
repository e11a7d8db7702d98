"""Streams a model folder as a zip file, without a copy on disk. Knows no row and no HTTP."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

CHUNK_BYTES = 256 * 1024
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same folder gives the same bytes
_FILE_MODE = 0o100644 << 16


class _Pipe(io.RawIOBase):
    """What is written waits here until it is taken; not seekable, so sizes go behind the data."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._waiting += piece
        return len(piece)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def zip_stream(folder: Path, name: str) -> Iterator[bytes]:
    """The plain files of a folder below `name/`; stored, since weights do not compress. Links are left out. Blocking."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            info = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _ZIP_EPOCH)
            info.external_attr = _FILE_MODE
            with open(path, "rb") as source, archive.open(info, "w", force_zip64=True) as target:
                while chunk := source.read(CHUNK_BYTES):
                    target.write(chunk)
                    yield pipe.take()
    yield pipe.take()
