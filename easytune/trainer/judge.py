"""Keeps the best evaluation and the patience. Knows scores; knows no files and no weights.

Better means a higher macro F1 on the validation rows; where equal, or where there is none, a lower loss.
"""

import math

from easytune.trainer.manifest import Progress
from easytune.trainer.scores import Scores


class Judge:
    """progress is what a checkpoint remembers; a resumed run starts from the one of its checkpoint."""

    def __init__(self, progress: Progress, patience: int | None) -> None:
        self.progress = progress
        self._patience = patience

    def consider(self, step: int, scores: Scores) -> bool:
        """Take note of an evaluation; says whether it is the best so far."""
        best = self._is_better(scores)
        if best:
            self.progress = Progress(
                best_step=step, best_accuracy=scores.accuracy or 0.0, best_macro_f1=scores.macro_f1 or 0.0, best_micro_f1=scores.micro_f1,
                best_loss=scores.loss, train_seconds=self.progress.train_seconds,
            )  # fmt: skip
        else:
            worse = self.progress.evaluations_without_improvement + 1
            self.progress = self.progress.model_copy(update={"evaluations_without_improvement": worse})
        return best

    @property
    def out_of_patience(self) -> bool:
        return self._patience is not None and self.progress.evaluations_without_improvement >= self._patience

    def _is_better(self, scores: Scores) -> bool:
        if not math.isfinite(scores.loss):
            return False
        so_far = (self.progress.best_macro_f1, -self.progress.best_loss)
        return self.progress.best_step is None or (scores.macro_f1 or 0.0, -scores.loss) > so_far
