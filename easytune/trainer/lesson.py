"""What an objective brings to a run: model, data, loss, evaluation and output, one file each. Knows the shape; knows no objective."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from transformers import PreTrainedTokenizerBase, TrainerCallback, TrainingArguments

from easytune.contract.calibration import Calibration
from easytune.contract.events import Plan
from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import TrainSpec
from easytune.modeling.device import Compute
from easytune.modeling.tuned import Tuned
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.interrupts import Interrupts
from easytune.trainer.loop import FineTuner
from easytune.trainer.manifest import Progress
from easytune.trainer.report import Report
from easytune.trainer.rows import Batches, Parts
from easytune.trainer.scores import Scores


@dataclass(frozen=True)
class Context:
    """What every part of an attempt needs: where, what, how to speak and how to hear."""

    folder: RunFolder
    spec: TrainSpec
    fingerprint: str
    report: Report
    interrupts: Interrupts


@dataclass(frozen=True)
class Materials:
    """Everything loaded: what is trained, on what, with what."""

    compute: Compute
    tuned: Tuned
    tokenizer: PreTrainedTokenizerBase
    split: Parts
    plan: Plan


@dataclass(frozen=True)
class Loop:
    """The parts of a loop that are the same for every objective; hear takes note of an evaluation's scores."""

    args: TrainingArguments
    batches: Batches
    callbacks: list[TrainerCallback]
    hear: Callable[[Scores], None]


@dataclass(frozen=True)
class Compared:
    """What a fresh process found of an output that loads; token_agreement is of a merged adapter (Verified says what it is)."""

    differs_from_base: bool
    parameters: int
    token_agreement: float | None = None


class Lesson(ABC):
    """One objective's part in a run. Classify and Chat are a file each; another objective is another file."""

    def __init__(self, spec: TrainSpec) -> None:
        self.spec = spec

    @abstractmethod
    def load(self, folder: Path, tokenizer: PreTrainedTokenizerBase, compute: Compute) -> Tuned:
        """The model to train, new weights drawn from torch's generator, and the tokenizer made ready. Raises: RunFailed."""

    @abstractmethod
    def prepare(self, tokenizer: PreTrainedTokenizerBase, at_chunk: Callable[[int], None]) -> Parts:
        """Read, tokenise and split; at_chunk hears the rows read so far, and may raise to stop the work. Raises: RunFailed."""

    def counted(self, plan: Plan, split: Parts) -> Plan:
        """The plan with what only this objective counts."""
        return plan

    @abstractmethod
    def batches(self, tokenizer: PreTrainedTokenizerBase) -> Batches: ...

    @abstractmethod
    def tuner(self, materials: Materials, loop: Loop) -> FineTuner:
        """The loop with this objective's loss and evaluation."""

    def callbacks(self, context: Context, materials: Materials) -> list[TrainerCallback]:
        """Called before the scribe's, so that what they take is not counted as training."""
        return []

    def review(self, context: Context, materials: Materials, best: Checkpoint) -> Calibration | None:
        """A last look at the validation rows with the best weights. Raises: EndedEarly, OSError."""
        return None

    @abstractmethod
    def metrics(self, progress: Progress) -> dict[str, float]:
        """Of the best evaluation, as `finished` tells them."""

    @abstractmethod
    def write(self, checkpoint: Checkpoint, materials: Materials, target: Path) -> None:
        """Weights, configuration and tokenizer of a committed checkpoint; the tuned model may be used up. Raises: OSError."""

    @abstractmethod
    def compare(self, output: Path) -> Compared:
        """In a fresh process: load the output, use it once, compare it with the start. Raises: ValueError and what loading raises."""
