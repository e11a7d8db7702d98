"""Whatever an archive holds and says of itself, unpacking it takes no more than 64 MB of memory, measured in a process of its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.worker.evil_archives import EVIL

MOST_BYTES = 64 << 20
LARGE_BYTES = 100 << 20


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that must be refused (too many entries among them), and an honest file of 100 MB."""
    folder = tmp_path_factory.mktemp("archives") / "in"
    folder.mkdir()
    for number, content in enumerate(EVIL.values()):
        (folder / f"evil-{number}").write_bytes(content)
    with zipfile.ZipFile(folder / "large", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("weights.bin", bytes(LARGE_BYTES))
    return folder


def growth_bytes(archives: Path, *options: str) -> int:
    command = [sys.executable, "-m", "tests.worker.measure_unpacking", str(archives), *options]
    return int(subprocess.run(command, capture_output=True, check=True, timeout=200).stdout)


def test_unpacking_anything_takes_no_more_than_64_mb(archives: Path) -> None:
    assert growth_bytes(archives) <= MOST_BYTES


def test_the_measure_sees_whoever_reads_entries_whole(archives: Path) -> None:
    assert growth_bytes(archives, "--at-once") > MOST_BYTES
