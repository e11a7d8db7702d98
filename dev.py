"""The one command of a checkout: `python3 dev.py demo|serve|test|check|soak|setup`. Knows only where to begin; the work is in tools/."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an old Python must get this sentence, not a syntax error
    sys.exit("EasyTune-LLM needs Python 3.11 or newer, this is {}.{}. Start again with a newer one.".format(*sys.version_info))

from tools.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
