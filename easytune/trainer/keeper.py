"""Makes the library's saves into committed checkpoints, and proves at the start that this will work. Knows torch and the loop."""

import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import peft
import torch
import transformers
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import CheckpointSaved
from easytune.contract.failure import RunFailed
from easytune.contract.run_folder import RunFolder
from easytune.modeling.tuned import Tuned, differing_tensors, save_trained, trained_tensors
from easytune.trainer.checkpoints import Checkpoint, commit, retire
from easytune.trainer.judge import Judge
from easytune.trainer.manifest import Damaged, seal
from easytune.trainer.report import Report


class Keeper(TrainerCallback):
    """newest is the last committed checkpoint, or the one that the run resumed from."""

    def __init__(self, folder: RunFolder, fingerprint: str, report: Report, judge: Judge, tuned: Tuned, resumed: Checkpoint | None) -> None:
        self.newest = resumed
        self._tuned = tuned
        self._folder = folder
        self._fingerprint = fingerprint
        self._report = report
        self._judge = judge
        self._resumed = resumed

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Resumed: the library must really have loaded everything. Fresh: a real checkpoint proves space and rights."""
        optimizer, lr_scheduler = kwargs["optimizer"], kwargs["lr_scheduler"]
        if self._resumed is not None:
            _assert_resumed(self._resumed, self._tuned, state, optimizer, lr_scheduler)
            return
        folder = self._folder.work / "checkpoint-0"
        _write_first(folder, self._tuned, optimizer, lr_scheduler, state)
        self._commit(folder, 0, optimizer, time.monotonic())

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        started = time.monotonic()
        if state.global_step >= state.max_steps or self._judge.out_of_patience:
            self._judge.progress = self._judge.progress.model_copy(update={"over": True})
        self._commit(self._folder.work / f"checkpoint-{state.global_step}", state.global_step, kwargs["optimizer"], started)

    def _commit(self, work: Path, step: int, optimizer: Any, started: float) -> None:
        _require_finite(step, self._tuned, optimizer)
        parent = self.newest.step if self.newest is not None else None
        manifest = seal(work, step, self._fingerprint, parent, versions(), self._judge.progress)
        self.newest = commit(work, self._folder.good, manifest)
        try:
            retire(self._folder.good)
        except Damaged as damage:
            reason = f"the checkpoint of step {step} reads back otherwise than it was written: {damage}"
            raise RunFailed(ErrorCode.CRASHED, reason=reason) from damage
        seconds = time.monotonic() - started
        relative = str(self.newest.folder.relative_to(self._folder.path))
        self._report.event(CheckpointSaved(step=step, folder=relative, bytes=manifest.bytes, seconds=seconds))
        self._report.checkpoint(step, manifest.bytes / 1e6, seconds)


def versions() -> dict[str, str]:
    """Of the libraries that decide the bits."""
    return {"torch": str(torch.__version__), "transformers": str(transformers.__version__), "peft": str(peft.__version__)}


def _require_finite(step: int, tuned: Tuned, optimizer: Any) -> None:
    """Raises: RunFailed(DIVERGED): such weights never recover, so nothing is gained by going on."""
    tensors = [*trained_tensors(tuned).values(), *(value for state in optimizer.state_dict()["state"].values() for value in state.values())]
    floats = [value for value in tensors if torch.is_tensor(value) and value.is_floating_point()]
    if not all(bool(torch.isfinite(value).all()) for value in floats):
        raise RunFailed(ErrorCode.DIVERGED, step=step)


def _write_first(folder: Path, tuned: Tuned, optimizer: Any, lr_scheduler: Any, state: TrainerState) -> None:
    """A checkpoint of step 0 in the library's own format, so that it can be resumed from like any other."""
    save_trained(tuned, folder)
    torch.save(optimizer.state_dict(), folder / "optimizer.pt")
    torch.save(lr_scheduler.state_dict(), folder / "scheduler.pt")
    generators = {"python": random.getstate(), "numpy": np.random.get_state(), "cpu": torch.random.get_rng_state()}
    if torch.cuda.is_available():
        generators["cuda"] = torch.cuda.random.get_rng_state()
    torch.save(generators, folder / "rng_state.pth")
    state.save_to_json(str(folder / "trainer_state.json"))


def _assert_resumed(checkpoint: Checkpoint, tuned: Tuned, state: TrainerState, optimizer: Any, lr_scheduler: Any) -> None:
    """The library resumes without an error where files are missing or names do not fit; this looks at the result.

    Raises: RunFailed(CRASHED).
    """
    step = checkpoint.step
    found = (state.global_step, lr_scheduler.last_epoch, bool(optimizer.state_dict()["state"]))
    if found != (step, step, step > 0):
        raise RunFailed(ErrorCode.CRASHED, reason=f"resumed as (step, schedule, optimizer) {found}, expected {(step, step, step > 0)}")
    differing = differing_tensors(tuned, checkpoint.folder)
    if differing:
        raise RunFailed(ErrorCode.CRASHED, reason=f"resumed with other weights than the checkpoint's: {', '.join(differing[:3])}")
