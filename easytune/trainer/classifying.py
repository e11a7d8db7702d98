"""What text classification brings to a run. Knows the parts that classify; knows no conversation."""

from collections.abc import Callable
from pathlib import Path

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase, set_seed
from transformers.trainer_utils import EvalPrediction

from easytune.contract.calibration import Calibration
from easytune.contract.objective import Classify
from easytune.contract.train_spec import Device, TrainSpec
from easytune.contract.tuning import HeadOnly
from easytune.modeling.adapter import open_classifier
from easytune.modeling.device import Compute
from easytune.modeling.load import Attention, is_multi_label, label_names, load_base, load_tokenizer
from easytune.modeling.parts import head_modules
from easytune.modeling.tuned import Tuned, tune
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.data import Split, prepare
from easytune.trainer.lesson import Compared, Context, Lesson, Loop, Materials
from easytune.trainer.loop import FineTuner, logits_and_truth
from easytune.trainer.manifest import Progress
from easytune.trainer.objectives import Collator, Objective
from easytune.trainer.review import review
from easytune.trainer.rows import Batches, Parts
from easytune.trainer.save import write_classifier
from easytune.trainer.scores import score, score_several

EAGER_TOKENS = 256


class Classifying(Lesson):
    """Teaches a classification head, with the base below it, or an adapter in it."""

    def __init__(self, spec: TrainSpec, objective: Classify) -> None:
        super().__init__(spec)
        self._objective = objective

    def load(self, folder: Path, tokenizer: PreTrainedTokenizerBase, compute: Compute) -> Tuned:
        spec = self.spec
        attention = quickest_attention(compute.device, spec.settings.max_tokens)
        dropout, several = spec.settings.dropout, spec.multi_label
        base = load_base(folder, spec.labels, tokenizer, dropout=dropout, attention=attention, multi_label=several)
        return tune(base, spec.settings.tuning, spec.model.name)

    def prepare(self, tokenizer: PreTrainedTokenizerBase, at_chunk: Callable[[int], None]) -> Parts:
        return prepare(self.spec, tokenizer, at_chunk)

    def batches(self, tokenizer: PreTrainedTokenizerBase) -> Batches:
        return Collator(tokenizer.pad_token_id)

    def tuner(self, materials: Materials, loop: Loop) -> FineTuner:
        split, labels = _split(materials), self.spec.labels
        objective = Objective(split.train, len(labels), self._objective.class_weights)

        def judge(prediction: EvalPrediction) -> dict[str, float]:
            """The library's compute_metrics."""
            scores = (score_several if self.spec.multi_label else score)(*logits_and_truth(prediction), labels)
            loop.hear(scores)
            return {"accuracy": scores.accuracy or 0.0, "macro_f1": scores.macro_f1 or 0.0}

        return FineTuner(materials.tuned, loop.args, split, loop.batches, objective, loop.callbacks, judge)

    def review(self, context: Context, materials: Materials, best: Checkpoint) -> Calibration | None:
        return review(context, materials, _split(materials), best)

    def metrics(self, progress: Progress) -> dict[str, float]:
        metrics = {"accuracy": progress.best_accuracy, "macro_f1": progress.best_macro_f1, "loss": progress.best_loss}
        return metrics if progress.best_micro_f1 is None else metrics | {"micro_f1": progress.best_micro_f1}

    def write(self, checkpoint: Checkpoint, materials: Materials, target: Path) -> None:
        write_classifier(checkpoint, materials.tuned, materials.tokenizer, self.spec, target)

    def compare(self, output: Path) -> Compared:
        spec = self.spec
        tokenizer = load_tokenizer(output)
        model = open_classifier(output, Path(spec.model.folder), tokenizer)
        model.train(False)
        if label_names(model) != spec.labels or is_multi_label(model) != spec.multi_label:
            raise ValueError(f"the labels are {label_names(model)}, expected {spec.labels}")
        with torch.inference_mode():
            logits = model(**tokenizer(["easytune"], return_tensors="pt", truncation=True)).logits
        if logits.shape != (1, len(spec.labels)) or not bool(torch.isfinite(logits).all()):
            raise ValueError(f"the logits are not {len(spec.labels)} finite numbers")
        return Compared(_differs(model, spec), sum(weight.numel() for weight in model.parameters()))


def quickest_attention(device: Device, max_tokens: int) -> Attention:
    """On a CPU the fused kernel's backward pass is slower than plain products (docs/experiments.md), but plain ones keep
    every attention weight, which grows with the square of the length."""
    return "eager" if device is Device.CPU and max_tokens <= EAGER_TOKENS else "sdpa"


def _split(materials: Materials) -> Split:
    assert isinstance(materials.split, Split)
    return materials.split


def _differs(model: PreTrainedModel, spec: TrainSpec) -> bool:
    """Whether any weight is another than at step 0, for which the seed draws the same head again.

    Raises: ValueError when weights differ that this way of tuning leaves alone.
    """
    set_seed(spec.settings.seed)
    folder = Path(spec.model.folder)
    base = load_base(folder, spec.labels, load_tokenizer(folder), multi_label=spec.multi_label)
    start = base.model.state_dict()
    changed = [name for name, weight in model.state_dict().items() if name not in start or not torch.equal(weight, start[name])]
    if isinstance(spec.settings.tuning, HeadOnly):
        head = tuple(f"{name}." for name in head_modules(base))
        frozen = [name for name in changed if not name.startswith(head)]
        if frozen:
            raise ValueError(f"weights outside the head have changed: {', '.join(frozen[:3])}")
    return bool(changed)
