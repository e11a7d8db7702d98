"""The one extractor of archives: zip, tar and tar.gz; regular files only, all or nothing. Knows no registry and runs nothing."""

import gzip
import os
import shutil
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from easytune.worker.entries import Entry, refused
from easytune.worker.tar_entries import tar_entries
from easytune.worker.zip_entries import zip_entries

_RESERVED_ON_WINDOWS = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_RATIO_FREE_BYTES = 1024**2
# what the libraries say of broken data, whether while listing or while reading an entry
_DAMAGE = (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, UnicodeDecodeError)


@dataclass(frozen=True)
class Limits:
    """Counted while unpacking, never believed from a header; ratio is bytes unpacked per byte of the archive."""

    max_entries: int = 10_000
    max_bytes: int = 2 * 1024**3
    max_ratio: int = 100
    max_name_bytes: int = 1000
    max_depth: int = 32


def unpack(
    archive: Path,
    destination: Path,
    limits: Limits = Limits(),
    *,
    only: Collection[str] = (),
    watch: Callable[[int], None] = lambda _bytes: None,
) -> int:
    """Unpack into a folder that does not exist yet and appears complete or not at all. Returns the bytes unpacked.

    only: names of the files that are wanted; empty: all. The others are passed over, links among them, and count in the limits.
    `watch` is called with the bytes unpacked so far and may raise to give up. Raises: RunFailed(ARCHIVE_UNSAFE).
    """
    unfinished = destination.with_name(f".{destination.name}.unpacking")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        extraction = _Extraction(unfinished, limits, archive.stat().st_size, frozenset(only), watch)
        with _entries(archive) as entries:
            for entry in entries:
                extraction.add(entry)
        if not extraction.entries:
            raise refused("it is empty")
        os.rename(unfinished, destination)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return extraction.unpacked_bytes


@contextmanager
def _entries(archive: Path) -> Iterator[Iterator[Entry]]:
    """Entries by what the first bytes say; the file's name is not asked."""
    with open(archive, "rb") as file:
        start = file.read(512)
        file.seek(0)
        try:
            if start[:2] == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=file) as stream:
                    yield tar_entries(cast(BinaryIO, stream))
            elif start[:4] == b"PK\x03\x04":
                yield zip_entries(file)
            elif start[257:262] == b"ustar":
                yield tar_entries(file)
            else:
                raise refused("it is neither zip nor tar nor tar.gz")
        except _DAMAGE as error:
            raise refused(f"it is damaged ({error!s:.200})") from None


@dataclass
class _Extraction:
    """Writes entries below root while the counters allow it."""

    root: Path
    limits: Limits
    archive_bytes: int
    only: frozenset[str]
    watch: Callable[[int], None]
    unpacked_bytes: int = 0
    entries: int = 0
    files: set[tuple[str, ...]] = field(default_factory=set)
    folders: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, entry: Entry) -> None:
        self.entries += 1
        if self.entries > self.limits.max_entries:
            raise refused(f"it has more than {self.limits.max_entries} entries")
        if self.only and entry.name not in self.only:
            for chunk in entry.content:
                self._count(len(chunk))
            return
        if not entry.is_plain:
            raise refused(f"{entry.name!a:.200} is a link, a device or something else that is not a plain file")
        parts = safe_parts(entry.name, self.limits)
        self._claim(parts, is_folder=entry.is_folder)
        path = self.root.joinpath(*parts)
        if entry.is_folder:
            path.mkdir(parents=True, exist_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            for chunk in entry.content:
                self._count(len(chunk))
                file.write(chunk)

    def _count(self, chunk_bytes: int) -> None:
        self.unpacked_bytes += chunk_bytes
        if self.unpacked_bytes > self.limits.max_bytes:
            raise refused(f"it unpacks to more than {self.limits.max_bytes} bytes")
        if self.unpacked_bytes > self.limits.max_ratio * self.archive_bytes + _RATIO_FREE_BYTES:
            raise refused(f"it unpacks to more than {self.limits.max_ratio} times its size")
        self.watch(self.unpacked_bytes)

    def _claim(self, parts: tuple[str, ...], *, is_folder: bool) -> None:
        """A name may come once, whatever a file system thinks of its case and accents; a file is never also a folder."""
        key = tuple(unicodedata.normalize("NFC", part).casefold() for part in parts)
        above = {key[:depth] for depth in range(1, len(key))}
        if key in self.files or not self.files.isdisjoint(above) or (not is_folder and key in self.folders):
            raise refused(f"the name {'/'.join(parts)!a} comes twice")
        self.folders |= above
        (self.folders if is_folder else self.files).add(key)


def safe_parts(name: str, limits: Limits = Limits()) -> tuple[str, ...]:
    """The components of a relative name that means the same below any folder on any system. Raises: RunFailed(ARCHIVE_UNSAFE)."""
    if not name.isprintable() or any(character in name for character in '\\:*?"<>|\ufffd'):
        raise refused(f"the name {name!a:.200} has unusual characters")
    parts = tuple(part for part in name.removesuffix("/").split("/") if part != ".")
    if not parts or len(parts) > limits.max_depth or len(name.encode()) > limits.max_name_bytes:
        raise refused(f"the name {name!a:.200} is empty or too long")
    for part in parts:
        if part in ("", "..") or part[-1] in ". " or len(part.encode()) > 255:
            raise refused(f"the name {name!a:.200} leaves its folder")
        if part.split(".", 1)[0].rstrip().casefold() in _RESERVED_ON_WINDOWS:
            raise refused(f"the name {name!a:.200} is reserved")
    return parts
