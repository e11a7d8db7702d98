"""Files that nobody uploads in good faith are read or refused with a reason, soon and in little memory."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from tests.datasets.hostile_files import FILES, MEBIBYTE, Measured

MOST_SECONDS = 1.0
MOST_GROWTH_BYTES = 64 * MEBIBYTE
ADDRESS_SPACE_BYTES = 3 << 30  # a reader that runs away is ended by it
CHILD_SECONDS = 200


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))


def test_each_is_understood_within_a_second_and_64_mebibytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.datasets.hostile_files", str(tmp_path)]
    environment = os.environ | {"ARROW_DEFAULT_MEMORY_POOL": "system"}
    child = subprocess.run(command, capture_output=True, text=True, timeout=CHILD_SECONDS, env=environment, preexec_fn=limited, check=False)
    found = [Measured(**json.loads(line)) for line in child.stdout.splitlines()]
    assert [one.name for one in found] == list(FILES), child.stderr
    for one in found:
        wanted = FILES[one.name][1]
        assert one.code == (wanted.value if wanted is not None else None), one
        assert one.growth_bytes <= MOST_GROWTH_BYTES, one
        assert one.seconds <= MOST_SECONDS * _slowness(), one


def _slowness() -> float:
    """A processor that many share is slower for each, also in processor time: caches and cores are shared too."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
