"""`python -m tests.fakes.fake_verify FOLDER`: checks the fake's output against a training that was never disturbed. Knows no journal."""

import hashlib
import json
import sys
import time
from pathlib import Path

from easytune.contract.events import Verified
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.train_spec import TrainSpec
from tests.fakes.behaviour import Behaviour, first_link, link_at
from tests.fakes.fake_output import read_weights


def main(folder: RunFolder) -> int:
    """0: the weights are exactly those that the steps lead to, and differ from the start."""
    spec = TrainSpec.model_validate_json(folder.spec.read_bytes())
    time.sleep(Behaviour.of(spec).verify_seconds)
    weights = read_weights(folder.output / "model.safetensors")
    step = json.loads((folder.output / "step.json").read_text())["step"]
    differs = weights != first_link(spec)
    verified = Verified(
        loads=not differs or weights == link_at(spec, step),
        differs_from_base=differs,
        output_sha256=hashlib.sha256(weights).hexdigest(),
        parameters=len(weights),
        bytes=sum(path.stat().st_size for path in folder.output.iterdir()),
    )
    write_model(folder.verified, verified)
    return 0 if verified.loads and verified.differs_from_base else 1


if __name__ == "__main__":
    sys.exit(main(RunFolder(Path(sys.argv[1]))))
