"""Ends a run whose loss is exactly 0: there is nothing in it to learn. Knows what the loop logs; knows no model."""

from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed

LOGS = 3


class Silence(TrainerCallback):
    """Three logged losses of 0 in a row are no accident of rounding."""

    def __init__(self) -> None:
        self._zeros = 0

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Raises: RunFailed(LOSS_ZERO)."""
        loss = kwargs["logs"].get("loss")
        if loss is not None:
            self._zeros = self._zeros + 1 if loss == 0 else 0
        if self._zeros == LOGS:
            raise RunFailed(ErrorCode.LOSS_ZERO, step=state.global_step)
