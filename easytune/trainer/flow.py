"""Decides at every step edge: log, evaluate, save, stop. Knows the loop's controls; writes no file and no event.

A checkpoint of an epoch's last step is only ever taken after that epoch's evaluation: resumed, the run would skip it.
"""

import time
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.trainer.interrupts import Interrupts, Wish
from easytune.trainer.loop import FineTuner

LOG_SECONDS = 0.5
NONFINITE_STEPS = 3


class Flow(TrainerCallback):
    """wish says, after the loop ended, whether somebody asked for the end."""

    def __init__(self, interrupts: Interrupts, steps_per_epoch: int, checkpoint_every_steps: int) -> None:
        self.wish: Wish | None = None
        self._interrupts = interrupts
        self._steps_per_epoch = steps_per_epoch
        self._every = checkpoint_every_steps
        self._tuner: FineTuner | None = None
        self._next_log_at = 0.0

    def watch(self, tuner: FineTuner) -> None:
        """Look at this loop for non-finite steps."""
        self._tuner = tuner

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        last_of_epoch = state.global_step % self._steps_per_epoch == 0
        self.wish = self._interrupts.wish()
        if state.global_step % self._every == 0 or self.wish in (Wish.SAVE, Wish.HAND_OVER):
            control.should_save = not last_of_epoch
        control.should_training_stop = self.wish is not None or state.global_step >= state.max_steps
        control.should_log = control.should_save or self.wish is not None or last_of_epoch or self._time_to_log()
        if control.should_log or args.device.type == "cpu":
            self._refuse_nonfinite(state.global_step)

    def on_epoch_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        if state.global_step % self._steps_per_epoch == 0 and self.wish is not Wish.DISCARD:
            control.should_evaluate = True
            control.should_save = True

    def _time_to_log(self) -> bool:
        now = time.monotonic()
        if now < self._next_log_at:
            return False
        self._next_log_at = now + LOG_SECONDS
        return True

    def _refuse_nonfinite(self, step: int) -> None:
        """On a GPU only where the loop waits for the loss anyway. Raises: RunFailed(DIVERGED) with the first such step."""
        bad = int(self._tuner.nonfinite_steps_in_a_row.item()) if self._tuner is not None else 0
        if bad >= NONFINITE_STEPS:
            raise RunFailed(ErrorCode.DIVERGED, step=step - bad + 1)
