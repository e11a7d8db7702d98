"""The training loop: the library's Trainer with our order of rows, one device and a count of non-finite steps. Knows no journal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from transformers import Trainer, TrainerCallback, TrainingArguments
from transformers.trainer_utils import EvalPrediction

from easytune.contract.train_spec import Device, Precision, TrainSettings
from easytune.modeling.device import Compute
from easytune.modeling.tuned import Tuned, save_trained
from easytune.trainer.rows import Batches, Parts, Rows
from easytune.trainer.sampler import LengthGroupingSampler


class OneDeviceArguments(TrainingArguments):
    """Several visible GPUs would silently become nn.DataParallel; a run has one device."""

    @property
    def n_gpu(self) -> int:
        return min(1, int(super().n_gpu))


class FineTuner(Trainer):
    """transformers.Trainer over Rows; all decisions about logging, evaluation and saving are left to callbacks."""

    def __init__(
        self,
        tuned: Tuned,
        args: TrainingArguments,
        split: Parts,
        batches: Batches,
        loss: Callable[..., torch.Tensor],
        callbacks: list[TrainerCallback],
        score: Callable[[EvalPrediction], dict[str, float]] | None = None,
    ) -> None:
        super().__init__(
            model=tuned.model, args=args, data_collator=batches, train_dataset=split.train, eval_dataset=split.validation,
            callbacks=callbacks, compute_metrics=score, compute_loss_func=loss,
        )  # fmt: skip
        self._tuned = tuned
        self._split = split
        self._batches = batches
        self.nonfinite_steps_in_a_row = torch.zeros((), dtype=torch.int64, device=args.device)

    def get_train_dataloader(self) -> DataLoader[Any]:
        rows = self._split.train
        sampler = LengthGroupingSampler(rows.lengths, self.args.train_batch_size, self.args.seed)
        return self._loader(rows, sampler, self.args.train_batch_size, self._batches)

    def get_eval_dataloader(self, eval_dataset: str | Dataset[Any] | None = None) -> DataLoader[Any]:
        """Longest rows first; the order does not touch the scores."""
        rows = self._split.validation
        return self._loader(rows, (-rows.lengths).argsort(kind="stable").tolist(), self.args.eval_batch_size, self._batches.apart())

    def training_step(self, model: nn.Module, inputs: dict[str, Any], num_items_in_batch: torch.Tensor | int | None = None) -> torch.Tensor:
        loss = super().training_step(model, inputs, num_items_in_batch)
        self._batches.used()
        self.nonfinite_steps_in_a_row = (self.nonfinite_steps_in_a_row + 1) * ~torch.isfinite(loss)
        return loss

    def save_model(self, output_dir: str | None = None, _internal_call: bool = False) -> None:
        """Of a checkpoint: what is trained, and no pickled arguments."""
        assert output_dir is not None
        save_trained(self._tuned, Path(output_dir))

    def floating_point_ops(self, inputs: dict[str, Any]) -> int:
        """Nobody reads the library's estimate, and it walks all parameters every step."""
        return 0

    def _loader(self, rows: Rows, order: Any, batch_rows: int, batches: Batches) -> DataLoader[Any]:
        """A generator of its own: making an iterator draws a number, and evaluation must not move the global one."""
        loader = DataLoader(
            rows, batch_size=batch_rows, sampler=order, collate_fn=batches,
            pin_memory=self.args.dataloader_pin_memory, generator=torch.Generator(),
        )  # fmt: skip
        prepared: DataLoader[Any] = self.accelerator.prepare(loader)
        return prepared


def arguments(settings: TrainSettings, compute: Compute, work: Path, steps_per_epoch: int) -> OneDeviceArguments:
    """The library's arguments of a run; its own logging, evaluation, saving and NaN filter are off."""
    return OneDeviceArguments(
        output_dir=str(work),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_rows,
        per_device_eval_batch_size=2 * settings.batch_rows,
        learning_rate=settings.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=round(settings.warmup_ratio * settings.epochs * steps_per_epoch),
        weight_decay=settings.weight_decay,
        max_grad_norm=settings.max_grad_norm,
        optim="adamw_torch_fused",
        bf16=compute.precision is Precision.BF16,
        use_cpu=compute.device is Device.CPU,
        seed=settings.seed,
        data_seed=settings.seed,
        dataloader_pin_memory=compute.device is Device.CUDA,
        remove_unused_columns=False,
        logging_strategy="no",
        logging_nan_inf_filter=False,
        eval_strategy="no",
        save_strategy="no",
        report_to="none",
        label_names=["labels"],
        disable_tqdm=True,
    )


def logits_and_truth(prediction: EvalPrediction) -> tuple[Any, Any]:
    """The arrays of an evaluation: logits float32[rows, classes], truth int64[rows]."""
    logits = prediction.predictions[0] if isinstance(prediction.predictions, tuple) else prediction.predictions
    return logits, prediction.label_ids
