"""`python -m tests.soak.broken_platform --BROKEN COMMAND …`: `easytune` with one promise broken. Knows no promise; see broken.py."""

import sys

from easytune.cli import main
from tests.process import broken

if __name__ == "__main__":
    broken.apply(sys.argv[1:2])
    sys.exit(main(sys.argv[2:]))
