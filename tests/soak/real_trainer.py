"""`python -m tests.soak.real_trainer FOLDER`: the real trainer, with a witness that it was alone. Knows no training."""

import sys
from pathlib import Path

from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import TrainSpec
from easytune.trainer.__main__ import main
from tests.fakes.witness import Witness


def run(arguments: list[str]) -> int:
    """The real one's exit status."""
    folder = RunFolder(Path(arguments[0]))
    witness = Witness(folder.path.parent, TrainSpec.model_validate_json(folder.spec.read_bytes()).attempt)
    status = main(arguments)
    witness.beat(0)
    return status


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
