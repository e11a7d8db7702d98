"""`python -m tests.worker.measure_unpacking FOLDER [--at-once]`: unpacks every archive in a folder; prints by how many bytes its peak
memory grew over what it held before. --at-once is the negative control: it reads each entry of the zip `large` whole. Knows no test."""

import resource
import sys
import tempfile
import zipfile
from pathlib import Path

from easytune.contract.failure import RunFailed
from easytune.worker.archive import unpack


def peak_bytes() -> int:
    """Of this program alone; ru_maxrss remembers the parent's, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def unpack_all(archives: list[Path], room: Path) -> None:
    for number, archive in enumerate(archives):
        try:
            unpack(archive, room / str(number))
        except RunFailed as refused:
            print(archive.name, refused, file=sys.stderr)


def read_all_at_once(archives: list[Path]) -> None:
    for path in archives:
        if path.name == "large":
            with zipfile.ZipFile(path) as archive:
                for info in archive.infolist():
                    archive.read(info)


if __name__ == "__main__":
    archives = sorted(Path(sys.argv[1]).iterdir())
    before = peak_bytes()
    with tempfile.TemporaryDirectory(dir=Path(sys.argv[1]).parent) as room:
        if "--at-once" in sys.argv:
            read_all_at_once(archives)
        else:
            unpack_all(archives, Path(room))
    print(peak_bytes() - before)
