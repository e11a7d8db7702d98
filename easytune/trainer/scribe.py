"""Turns what the loop does into step and evaluation events. Knows the loop's callbacks and the report; decides only the early stop."""

import time
from dataclasses import dataclass
from typing import Any

import psutil
import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from easytune.contract.events import Evaluation, Phase, Plan, Progress, Step
from easytune.trainer.judge import Judge
from easytune.trainer.report import Report
from easytune.trainer.rows import Batches
from easytune.trainer.scores import Scores

LINE_SECONDS = 10.0
PROGRESS_SECONDS = 1.0


@dataclass
class Meter:
    """Rows and tokens since the clock was last started, and the seconds spent training before that."""

    started: float
    rows: int
    tokens: int
    earlier_seconds: float = 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


class Scribe(TrainerCallback):
    """One per run; scores is the last evaluation's result."""

    def __init__(self, report: Report, judge: Judge, batches: Batches, plan: Plan) -> None:
        self.scores: Scores | None = None
        self._report = report
        self._judge = judge
        self._batches = batches
        self._plan = plan
        self._meter = Meter(time.monotonic(), 0, 0, judge.progress.train_seconds)
        self._logged_step = 0
        self._epoch_loss, self._epoch_steps = 0.0, 0
        self._next_line_at = 0.0
        self._next_progress_at = 0.0
        self._evaluated_rows = 0
        self._evaluation_started = 0.0

    @property
    def train_seconds(self) -> float:
        """Time in the loop so far, checkpoints and the attempts resumed from included, evaluations not."""
        return self._meter.earlier_seconds

    def hear(self, scores: Scores) -> None:
        """Take note of an evaluation, before on_evaluate tells of it."""
        self.scores = scores

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        self._logged_step = state.global_step
        self._start_clock()

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        logs: dict[str, float] = kwargs["logs"]
        if "loss" not in logs:
            return
        seconds = max(self._meter.seconds, 1e-9)
        rows, tokens = self._batches.rows - self._meter.rows, self._batches.tokens - self._meter.tokens
        step = Step(
            step=state.global_step, epoch=round(state.epoch or 0.0, 6), loss=logs["loss"], learning_rate=logs["learning_rate"],
            grad_norm=logs.get("grad_norm"), rows_per_second=rows / seconds, tokens_per_second=tokens / seconds,
            elapsed_seconds=self._meter.earlier_seconds + seconds, memory_bytes=_memory_bytes(args.device),
        )  # fmt: skip
        self._report.event(step)
        steps = state.global_step - self._logged_step
        self._epoch_loss += step.loss * steps
        self._epoch_steps += steps
        self._logged_step = state.global_step
        self._start_clock(seconds)
        self._line(step)

    def on_epoch_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        if self._epoch_steps and control.should_evaluate:
            self._report.epoch(round(state.epoch or 0), self._plan.epochs, self._epoch_loss / self._epoch_steps, state.global_step)
        if control.should_evaluate:
            self._report.phase(Phase.EVALUATE)
        self._epoch_loss, self._epoch_steps = 0.0, 0
        self._evaluated_rows = 0
        self._evaluation_started = time.monotonic()

    def on_prediction_step(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        self._evaluated_rows = min(self._plan.validation_rows, self._evaluated_rows + args.eval_batch_size)
        if time.monotonic() >= self._next_progress_at:
            self._next_progress_at = time.monotonic() + PROGRESS_SECONDS
            self._report.event(Progress(phase=Phase.EVALUATE, done=self._evaluated_rows, total=self._plan.validation_rows, unit="rows"))

    def on_evaluate(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        assert self.scores is not None
        best = self._judge.consider(state.global_step, self.scores)
        self._report.evaluation(
            Evaluation(
                step=state.global_step, epoch=round(state.epoch or 0.0, 6), loss=self.scores.loss, accuracy=self.scores.accuracy,
                macro_f1=self.scores.macro_f1, micro_f1=self.scores.micro_f1, per_class=self.scores.per_class,
                confusion=self.scores.confusion, seconds=time.monotonic() - self._evaluation_started, best=best,
            )
        )  # fmt: skip
        if self._judge.out_of_patience and state.global_step < state.max_steps:
            self._report.stopping_early(self._judge.progress.evaluations_without_improvement, state.global_step)
            control.should_training_stop = True
        if not control.should_training_stop:
            self._report.phase(Phase.TRAIN)
        self._start_clock()

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Before the keeper commits, which therefore counts towards the next step; the checkpoint remembers the time so far."""
        self._start_clock(self._meter.seconds)
        self._judge.progress = self._judge.progress.model_copy(update={"train_seconds": self.train_seconds})

    def on_train_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        self._start_clock(self._meter.seconds)

    def _start_clock(self, spent_seconds: float = 0.0) -> None:
        self._meter = Meter(time.monotonic(), self._batches.rows, self._batches.tokens, self._meter.earlier_seconds + spent_seconds)

    def _line(self, step: Step) -> None:
        if time.monotonic() >= self._next_line_at:
            self._next_line_at = time.monotonic() + LINE_SECONDS
            self._report.step(step.step, self._plan.total_steps, step.loss, step.rows_per_second)


def _memory_bytes(device: torch.device) -> int:
    """Peak of the GPU, or what this process holds now."""
    return torch.cuda.max_memory_allocated() if device.type == "cuda" else psutil.Process().memory_info().rss
