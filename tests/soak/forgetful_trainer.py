"""`python -m tests.soak.forgetful_trainer FOLDER`: a negative control that resumes without its random state. Knows the library."""

import sys

from transformers import Trainer

from tests.soak.real_trainer import run


def forget(self: Trainer, checkpoint: object) -> None:
    """What the library itself does, without a word, when the file is missing."""


if __name__ == "__main__":
    Trainer._load_rng_state = forget  # type: ignore[method-assign]
    sys.exit(run(sys.argv[1:]))
