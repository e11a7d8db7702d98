"""`python -m easytune`: the command line. Knows nothing else."""

import sys

from easytune.cli import main

if __name__ == "__main__":
    sys.exit(main())
