"""Builds archives that an extractor must refuse, byte by byte where no library would write them. Knows no extractor."""

import gzip
import io
import random
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

Writer = Callable[[Path], None]


def tar_of(members: Iterable[tuple[str, bytes, bytes]], *, compress: bool = True) -> bytes:
    """Members are (name, type flag, content); names are written as they are."""
    raw = b"".join(tar_member(name, kind, content) for name, kind, content in members) + bytes(1024)
    return gzip.compress(raw) if compress else raw


def tar_member(name: str, kind: bytes, content: bytes, *, size: int | None = None, link: str = "") -> bytes:
    """One header and its padded content; size may lie."""
    header = bytearray(512)
    header[0:100] = name.encode().ljust(100, b"\0")[:100]
    header[100:108], header[108:116], header[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
    header[124:136] = f"{len(content) if size is None else size:011o}\0".encode()
    header[136:148], header[148:156], header[156:157] = b"00000000000\0", b" " * 8, kind
    header[157:257], header[257:265] = link.encode().ljust(100, b"\0"), b"ustar\x0000"
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return bytes(header) + content + bytes(-len(content) % 512)


def zip_of(members: Iterable[tuple[str, bytes]], *, mode: int = 0, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            info = zipfile.ZipInfo("placeholder")
            info.filename, info.external_attr, info.compress_type = name, mode << 16, compression
            archive.writestr(info, content)
    return buffer.getvalue()


def overlapping_zip() -> bytes:
    """Two directory entries that point at one local file."""
    data = bytearray(zip_of([("a", b"x" * 100), ("b", b"x" * 100)], compression=zipfile.ZIP_STORED))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 10)
    return bytes(data)


def lying_zip() -> bytes:
    """Says 10 bytes and holds 100."""
    data = bytearray(zip_of([("a", b"x" * 100)], compression=zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 18), (b"PK\x01\x02", 20)):
        at = data.find(signature)
        data[at + offset : at + offset + 8] = struct.pack("<LL", 10, 10)
    return bytes(data)


def many_entries_zip(count: int) -> bytes:
    return zip_of(((f"f{number}", b"") for number in range(count)), compression=zipfile.ZIP_STORED)


def pax_tar(records: bytes) -> bytes:
    """A pax header in front of an innocent file."""
    return tar_of([("x", b"x", records), ("innocent", b"0", b"hello")])


def damaged(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + b"\xff" * 40 + data[middle + 40 :]


def _links_through() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        link = tarfile.TarInfo("folder")
        link.type, link.linkname = tarfile.SYMTYPE, "/tmp"
        archive.addfile(link)
        file = tarfile.TarInfo("folder/evil")
        file.size = 4
        archive.addfile(file, io.BytesIO(b"evil"))
    return buffer.getvalue()


EVIL: dict[str, bytes] = {
    "tar: parent": tar_of([("../evil", b"0", b"x")]),
    "tar: parent inside": tar_of([("a/../../evil", b"0", b"x")]),
    "tar: absolute": tar_of([("/tmp/evil", b"0", b"x")]),
    "tar: backslash": tar_of([("..\\evil", b"0", b"x")]),
    "tar: drive": tar_of([("C:evil", b"0", b"x")]),
    "tar: control character": tar_of([("a\x1b[2Jb", b"0", b"x")]),
    "tar: direction override": tar_of([("a\u202eb", b"0", b"x")]),
    "tar: trailing dot": tar_of([("a./b", b"0", b"x")]),
    "tar: reserved name": tar_of([("aux.txt", b"0", b"x")]),
    "tar: empty name": tar_of([("", b"0", b"x")]),
    "tar: dots only": tar_of([("./", b"5", b"")]),
    "tar: symbolic link": tar_of([("a", b"2", b"")]),
    "tar: link, then a file through it": _links_through(),
    "tar: hard link": tar_of([("a", b"1", b"")]),
    "tar: character device": tar_of([("a", b"3", b"")]),
    "tar: block device": tar_of([("a", b"4", b"")]),
    "tar: pipe": tar_of([("a", b"6", b"")]),
    "tar: GNU sparse": tar_of([("a", b"S", b"")]),
    "tar: duplicate": tar_of([("a", b"0", b"1"), ("a", b"0", b"2")]),
    "tar: duplicate but for case": tar_of([("a/B", b"0", b"1"), ("A/b", b"0", b"2")]),
    "tar: duplicate but for accents": tar_of([("\u00e9", b"0", b"1"), ("e\u0301", b"0", b"2")]),
    "tar: file, then folder": tar_of([("a", b"0", b"1"), ("a/b", b"0", b"2")]),
    "tar: folder, then file": tar_of([("a/b", b"0", b"1"), ("a", b"0", b"2")]),
    "tar: folder with content": tar_of([("a", b"5", b"xyz")]),
    "tar: cut off": gzip.compress(tar_member("a", b"0", b"x" * 100)[:550]),
    "tar: size lies": gzip.compress(tar_member("a", b"0", b"x", size=10**9) + bytes(1024)),
    "tar: huge extra header": gzip.compress(tar_member("a", b"x", b"", size=10**9) + bytes(1024)),
    "tar: endless extra headers": tar_of([("x", b"x", b"8 a=bcd\n")] * 20_000),
    "tar: checksum": gzip.compress(bytes([tar_member("a", b"0", b"")[0] + 1]) + tar_member("a", b"0", b"")[1:] + bytes(1024)),
    "tar: pax path": pax_tar(b"15 path=../evil\n"),
    "tar: pax sparse": pax_tar(b"22 GNU.sparse.major=1\n"),
    "tar: pax length lies": pax_tar(b"99 path=a\n"),
    "tar: pax size": pax_tar(b"17 size=99999999\n"),
    "tar: global header renames": tar_of([("g", b"g", b"15 path=../evil\n"), ("a", b"0", b"x")]),
    "tar: GNU long name": tar_of([("././@LongLink", b"L", b"../evil\0"), ("a", b"0", b"x")]),
    "tar: too deep": tar_of([("/".join("a" * 40), b"0", b"x")]),
    "tar: bomb": gzip.compress(tar_member("a", b"0", bytes(300 * 1024**2 // 10)) + bytes(1024)),
    "gzip: damaged": damaged(tar_of([("a", b"0", random.Random(1).randbytes(5000))])),
    "tar: no entries": gzip.compress(bytes(4096)),
    "gzip: cut off": tar_of([("a", b"0", b"x" * 5000)])[:40],
    "zip: parent": zip_of([("../evil", b"x")]),
    "zip: absolute": zip_of([("/evil", b"x")]),
    "zip: backslash": zip_of([("a\\..\\..\\evil", b"x")]),
    "zip: drive": zip_of([("C:/evil", b"x")]),
    "zip: stream name": zip_of([("a:b", b"x")]),
    "zip: symbolic link": zip_of([("a", b"/etc/passwd")], mode=stat.S_IFLNK | 0o777),
    "zip: device": zip_of([("a", b"")], mode=stat.S_IFCHR | 0o666),
    "zip: duplicate": zip_of([("a", b"1"), ("A", b"2")]),
    "zip: bomb": zip_of([("a", bytes(120 * 1024**2))]),
    "zip: unusual compression": zip_of([("a", b"x" * 100)], compression=zipfile.ZIP_BZIP2),
    "zip: overlapping": overlapping_zip(),
    "zip: size lies": lying_zip(),
    "zip: too many entries": many_entries_zip(10_001),
    "zip: directory too large": many_entries_zip(50_000),
    "zip: cut off": zip_of([("a", b"x" * 1000)])[:60],
    "nothing": b"",
    "unknown": b"7z\xbc\xaf\x27\x1c" + bytes(600),
    "xz": b"\xfd7zXZ\x00" + bytes(600),
}
