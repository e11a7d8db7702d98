"""Reads the entries of a zip file: stored or deflated regular files and folders. Knows no paths and writes nothing."""

import stat
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from easytune.worker.entries import CHUNK_BYTES, Entry, refused

MAX_DIRECTORY_BYTES = 2 * 1024**2
_END = struct.Struct("<4s4H2LH")  # APPNOTE 4.3.16: end of central directory record
_END_SIGNATURE = b"PK\x05\x06"
_ZIP64_LOCATOR_SIGNATURE = b"PK\x06\x07"
_ZIP64_LOCATOR_BYTES = 20
_LOCAL_HEADER_BYTES = 30
_MAX_COMMENT_BYTES = 65535


def zip_entries(file: BinaryIO) -> Iterator[Entry]:
    """Entries in the order of the directory. Raises: RunFailed(ARCHIVE_UNSAFE), and what zipfile raises for damage."""
    _check_directory_size(file)
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        _check_overlap(infos)
        for info in infos:
            _check(info)
            yield Entry(info.orig_filename, info.is_dir(), _content(archive, info))


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.is_dir():
        return
    with archive.open(info) as content:
        while chunk := content.read(CHUNK_BYTES):
            yield chunk


def _check(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refused(f"{info.orig_filename!a} is a link, a device or something else that is not a plain file")
    if info.flag_bits & 0x1:
        raise refused(f"{info.orig_filename!a} is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refused(f"{info.orig_filename!a} is compressed in an unusual way")


def _check_overlap(infos: list[zipfile.ZipInfo]) -> None:
    """Entries that share bytes are how a small file becomes a huge tree (Fifield 2019, "A better zip bomb")."""
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < end:
            raise refused("entries overlap")
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size


def _check_directory_size(file: BinaryIO) -> None:
    """Before the library reads the directory into memory. zip64 is refused: nothing we take is that large."""
    file.seek(0, 2)
    tail_bytes = min(file.tell(), _END.size + _ZIP64_LOCATOR_BYTES + _MAX_COMMENT_BYTES)
    file.seek(-tail_bytes, 2)
    tail = file.read(tail_bytes)
    at = tail.rfind(_END_SIGNATURE)
    if at < 0 or at + _END.size > len(tail):
        raise refused("it has no directory")
    directory_bytes: int = _END.unpack_from(tail, at)[5]
    if _ZIP64_LOCATOR_SIGNATURE in tail[max(0, at - _ZIP64_LOCATOR_BYTES) : at] or directory_bytes > MAX_DIRECTORY_BYTES:
        raise refused("it has too many entries")
    file.seek(0)
