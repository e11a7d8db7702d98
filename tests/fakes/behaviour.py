"""How the fake trainer behaves (`fake.json` in the base model folder) and the chain that its weights are. Knows no process."""

import hashlib
from pathlib import Path

from easytune.contract.base import Strict
from easytune.contract.train_spec import TrainSpec
from easytune.trainer.manifest import fingerprint


class Behaviour(Strict):
    """What is 0, empty or None does not happen. `until_attempt`: misfortunes happen in attempts up to this one."""

    steps_per_epoch: int = 20
    step_seconds: float = 0.01
    load_seconds: float = 0.0
    save_seconds: float = 0.0
    until_attempt: int = 1_000_000
    die_at_step: int | None = None
    exit_at_step: int | None = None
    exit_status: int = 3
    crash_at_step: int | None = None
    hang_at_step: int | None = None
    nan_from_step: int | None = None
    die_after_output: bool = False
    leave_child: bool = False
    ignore_sigterm: bool = False
    tear_last_line: bool = False
    output_unchanged: bool = False
    verify_seconds: float = 0.0

    @staticmethod
    def of(spec: TrainSpec) -> "Behaviour":
        path = Path(spec.model.folder) / "fake.json"
        return Behaviour.model_validate_json(path.read_bytes()) if path.exists() else Behaviour()


def first_link(spec: TrainSpec) -> bytes:
    """The weights before step 1: 32 bytes that depend on all that a training depends on."""
    return hashlib.sha256(f"{fingerprint(spec)}:{spec.settings.seed}".encode()).digest()


def next_link(weights: bytes, step: int) -> bytes:
    """The weights after one more step; a step left out or done twice changes every later link."""
    return hashlib.sha256(weights + step.to_bytes(8, "little")).digest()


def link_at(spec: TrainSpec, step: int) -> bytes:
    """The weights that a training which was never disturbed has after a step."""
    weights = first_link(spec)
    for number in range(1, step + 1):
        weights = next_link(weights, number)
    return weights
