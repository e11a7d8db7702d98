"""What a classifier is fed and pulled by: padded batches and the loss. Knows arrays and tensors; knows no loop and no files."""

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers.utils.generic import ModelOutput

from easytune.contract.objective import ClassWeights
from easytune.trainer.data import Example, TokenRows
from easytune.trainer.rows import Batches

PAD_TO_MULTIPLE = 8


class Collator(Batches):
    """Pads a batch to its longest row, rounded up to 8 tokens."""

    def __init__(self, pad_token_id: int) -> None:
        super().__init__()
        self._pad = pad_token_id

    def __call__(self, examples: Sequence[Example]) -> dict[str, torch.Tensor]:
        """input_ids and attention_mask int64[B, T], labels int64[B], or int8[B, labels] where a text has several."""
        lengths = [len(example.input_ids) for example in examples]
        width = -(-max(lengths) // PAD_TO_MULTIPLE) * PAD_TO_MULTIPLE
        ids = np.full((len(examples), width), self._pad, dtype=np.int64)
        for row, example in enumerate(examples):
            ids[row, : lengths[row]] = example.input_ids
        mask = (np.arange(width) < np.array(lengths)[:, None]).astype(np.int64)
        self.made(len(examples), sum(lengths))
        labels = torch.from_numpy(np.array([example.label for example in examples]))
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask), "labels": labels}


class Objective:
    """The loss of a batch; called by the library's loop with the model's outputs and the labels of the collator."""

    def __init__(self, rows: TokenRows, labels: int, weights: ClassWeights) -> None:
        """rows are those that are trained on: the balance comes from them."""
        self._several = rows.labels.ndim == 2
        self._weights = None if weights is ClassWeights.NONE else balanced_weights(rows, labels)

    def __call__(self, outputs: ModelOutput, labels: torch.Tensor, num_items_in_batch: torch.Tensor | int | None = None) -> torch.Tensor:
        """Mean cross entropy, a row counted by its label's weight; or mean binary cross entropy over rows and labels, where a
        label that a row has counts by its weight."""
        logits: torch.Tensor = outputs["logits"].float()
        weights = None if self._weights is None else self._weights.to(logits.device)
        if self._several:
            return binary_cross_entropy_with_logits(logits, labels.to(logits.dtype), pos_weight=weights)
        return cross_entropy(logits, labels, weight=weights)


def balanced_weights(rows: TokenRows, labels: int) -> torch.Tensor:
    """float32[labels]: rows / (labels * rows of the label), King and Zeng 2001; rows without / rows with it, where a text may
    have several. A label that no row has counts 1."""
    if rows.labels.ndim == 2:
        having = rows.labels.sum(axis=0, dtype=np.int64)
        weights = (len(rows) - having) / np.maximum(1, having)
    else:
        having = np.bincount(rows.labels, minlength=labels)
        weights = len(rows) / (labels * np.maximum(1, having))
    return torch.tensor(np.where(having > 0, weights, 1.0), dtype=torch.float32)
