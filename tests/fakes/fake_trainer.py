"""`python -m tests.fakes.fake_trainer FOLDER`: a trainer without torch that speaks the contract. Knows no model.

Its weights are a hash chain over the steps. Checkpoints, their hashes, resuming, stopping and the journal are the real
trainer's own code; only the learning is made up.
"""

import math
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import (
    CheckpointSaved,
    ClassScore,
    Evaluation,
    Failed,
    Finished,
    Phase,
    Plan,
    Started,
    Step,
    Stopped,
)
from easytune.contract.run_folder import RunFolder
from easytune.contract.space import NO_ROOM_STATUS, is_full
from easytune.contract.train_spec import TrainSpec
from easytune.trainer import checkpoints, manifest
from easytune.trainer.interrupts import EndedEarly, Interrupts, Wish
from easytune.trainer.report import Report
from tests.fakes.behaviour import Behaviour, first_link, next_link
from tests.fakes.fake_output import read_weights, write_output, write_weights
from tests.fakes.witness import Witness

HANDED_OVER = 75


class FakeTraining:
    """One attempt."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.spec = TrainSpec.model_validate_json(folder.spec.read_bytes())
        self.behaviour = Behaviour.of(self.spec)
        self.report = Report(folder, self.spec.language)
        self.interrupts = Interrupts(folder)
        self.witness = Witness(folder.path.parent, self.spec.attempt)
        self.job = manifest.fingerprint(self.spec)
        self.weights, self.step = first_link(self.spec), 0
        self.parent: int | None = None
        self.total = self.spec.settings.epochs * self.behaviour.steps_per_epoch
        self.started_at = time.monotonic()
        self.unlucky = self.spec.attempt <= self.behaviour.until_attempt

    def run(self) -> int:
        """The exit status."""
        if self.behaviour.ignore_sigterm:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        else:
            self.interrupts.listen()
        if self.behaviour.leave_child:
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], close_fds=False)
        try:
            self.prepare()
            self.train()
            return self.end()
        except EndedEarly as early:
            return self.end_early(early.wish)
        except OSError as problem:
            if is_full(problem):
                return NO_ROOM_STATUS
            raise

    def prepare(self) -> None:
        checkpoints.sweep(self.folder)
        found = checkpoints.newest_good(self.spec.resume, self.job, self.report.damaged)
        if found is not None:
            found = checkpoints.adopt(found, self.folder.good)
            self.weights, self.step, self.parent = read_weights(found.folder / "model.safetensors"), found.step, found.step
        self.report.started(Started(pid=0, device="cpu", precision="fp32", resumed_from_step=found.step if found else None))
        self.report.phase(Phase.LOAD)
        self.pause(self.behaviour.load_seconds)
        self.report.phase(Phase.DATA)
        rows = self.behaviour.steps_per_epoch * self.spec.settings.batch_rows
        plan = Plan(
            total_steps=self.total,
            steps_per_epoch=self.behaviour.steps_per_epoch,
            epochs=self.spec.settings.epochs,
            train_rows=rows,
            validation_rows=rows // 10 + 1,
            truncated_rows=0,
            trainable_parameters=32,
            total_parameters=32,
        )
        self.report.event(plan)
        self.interrupts.check()
        self.report.phase(Phase.TRAIN)
        self.report.starting(plan)
        if found is None:
            self.save_checkpoint()

    def pause(self, seconds: float) -> None:
        """Sleep in small pieces, hearing wishes like the real one at its phase edges."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.interrupts.check()
            time.sleep(min(0.02, seconds))

    def train(self) -> None:
        while self.step < self.total:
            self.one_step()
            self.misfortunes()
            wish = self.interrupts.wish()
            last_of_epoch = self.step % self.behaviour.steps_per_epoch == 0
            if last_of_epoch and wish is not Wish.DISCARD:
                self.evaluate()
            if wish is not None:
                if wish is not Wish.DISCARD:
                    self.save_checkpoint()
                raise EndedEarly(wish)
            if last_of_epoch or self.step % self.spec.settings.checkpoint_every_steps == 0:
                self.save_checkpoint()

    def one_step(self) -> None:
        time.sleep(self.behaviour.step_seconds)
        self.step += 1
        self.weights = next_link(self.weights, self.step)
        self.witness.beat(self.step)
        bad = self.unlucky and self.behaviour.nan_from_step is not None and self.step >= self.behaviour.nan_from_step
        elapsed = time.monotonic() - self.started_at
        self.report.event(
            Step(
                step=self.step,
                epoch=self.step / self.behaviour.steps_per_epoch,
                loss=math.nan if bad else 0.1 + 2 * math.exp(-3 * self.step / self.total),
                learning_rate=self.spec.settings.learning_rate,
                grad_norm=math.nan if bad else 1.0,
                rows_per_second=self.spec.settings.batch_rows / max(self.behaviour.step_seconds, 1e-3),
                tokens_per_second=0.0,
                elapsed_seconds=elapsed,
            )
        )
        if bad and self.behaviour.nan_from_step is not None and self.step >= self.behaviour.nan_from_step + 2:
            self.fail(ErrorCode.DIVERGED, step=self.behaviour.nan_from_step)

    def misfortunes(self) -> None:
        if not self.unlucky:
            return
        if self.step == self.behaviour.die_at_step:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.step == self.behaviour.exit_at_step:
            os._exit(self.behaviour.exit_status)
        if self.step == self.behaviour.crash_at_step:
            raise RuntimeError("a fault that nobody foresaw")
        if self.step == self.behaviour.hang_at_step:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(3600)

    def evaluate(self) -> None:
        accuracy = 1 - 0.5 * math.exp(-2 * self.step / self.total)
        epoch = self.step / self.behaviour.steps_per_epoch
        self.report.phase(Phase.EVALUATE)
        scores = tuple(ClassScore(label=label, precision=accuracy, recall=accuracy, f1=accuracy, rows=10) for label in self.spec.labels)
        right = round(10 * accuracy)
        confusion = tuple(
            tuple(right if column == row else 10 - right if column == (row + 1) % len(scores) else 0 for column in range(len(scores)))
            for row in range(len(scores))
        )
        self.report.evaluation(
            Evaluation(
                step=self.step,
                epoch=epoch,
                loss=1 - accuracy,
                accuracy=accuracy,
                macro_f1=accuracy,
                per_class=scores,
                confusion=confusion,
                best=True,
            )
        )
        self.report.phase(Phase.TRAIN)

    def save_checkpoint(self) -> None:
        """The real trainer's way: write into work/, seal, rename into good/, retire old ones."""
        sealed = self.folder.work / f"checkpoint-{self.step}"
        shutil.rmtree(sealed, ignore_errors=True)
        sealed.mkdir()
        for name in manifest.REQUIRED_FILES - {"model.safetensors"}:
            (sealed / name).write_text(f"{name} of step {self.step}")
        write_weights(sealed / "model.safetensors", self.weights)
        time.sleep(self.behaviour.save_seconds)
        written = manifest.seal(sealed, self.step, self.job, self.parent, {}, manifest.Progress())
        kept = checkpoints.commit(sealed, self.folder.good, written)
        self.parent = self.step
        self.report.event(CheckpointSaved(step=self.step, folder=str(kept.folder), bytes=written.bytes, seconds=0.0))
        checkpoints.retire(self.folder.good)

    def end(self) -> int:
        self.report.phase(Phase.SAVE)
        write_output(self.folder, self.spec.labels, self.output_weights(), self.step)
        if self.unlucky and self.behaviour.die_after_output:
            os.kill(os.getpid(), signal.SIGKILL)
        self.report.event(Finished(step=self.step, metrics={"accuracy": 0.9}, train_seconds=time.monotonic() - self.started_at))
        if self.behaviour.tear_last_line:
            with open(self.folder.events, "ab") as file:
                file.write(b'{"type":"step","st')
        return 0

    def end_early(self, wish: Wish) -> int:
        if wish is Wish.HAND_OVER:
            return HANDED_OVER
        if wish is Wish.SAVE and self.step > 0:
            self.report.phase(Phase.SAVE)
            write_output(self.folder, self.spec.labels, self.output_weights(), self.step)
        self.report.event(Stopped(step=self.step, saved=wish is Wish.SAVE and self.step > 0))
        return 0

    def output_weights(self) -> bytes:
        return first_link(self.spec) if self.behaviour.output_unchanged else self.weights

    def fail(self, code: ErrorCode, **params: object) -> None:
        self.report.event(Failed(code=code, params=params))
        self.report.close()
        os._exit(1)


if __name__ == "__main__":
    sys.exit(FakeTraining(RunFolder(Path(sys.argv[1]))).run())
