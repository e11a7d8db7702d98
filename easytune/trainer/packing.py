"""Lays the rows of a batch one behind the other, without padding, and takes the loss of what is learned. Knows arrays and tensors;
knows no loop and no files."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers.utils.generic import ModelOutput

from easytune.trainer.conversations import Spoken
from easytune.trainer.rows import Batches


class Packer(Batches):
    """Makes one sequence of a batch."""

    def __call__(self, examples: Sequence[Spoken]) -> dict[str, Any]:
        """input_ids and position_ids int64[1, T], positions from 0 in each row; row_lengths, their sum T.

        logits_to_keep int64[N]: the places whose next token is learned; labels int64[N]: that token.
        """
        lengths = [len(example.input_ids) for example in examples]
        ids = np.concatenate([example.input_ids for example in examples]).astype(np.int64)
        learned = np.concatenate([example.learned for example in examples])
        starts = np.cumsum([0, *lengths[:-1]])
        learned[starts] = False  # nothing stands before the first token of a row
        places = np.flatnonzero(learned)
        self.made(len(examples), len(ids))
        return {
            "input_ids": torch.from_numpy(ids)[None],
            "position_ids": torch.from_numpy(np.concatenate([np.arange(length) for length in lengths]))[None],
            "row_lengths": tuple(lengths),
            "use_cache": False,
            "logits_to_keep": torch.from_numpy(places - 1),
            "labels": torch.from_numpy(ids[places]),
        }


def mean_loss(outputs: ModelOutput, labels: torch.Tensor, num_items_in_batch: torch.Tensor | int | None = None) -> torch.Tensor:
    """Mean cross entropy over the learned tokens of a batch, in fp32; logits [1, N, vocabulary], labels int64[N]."""
    logits: torch.Tensor = outputs["logits"][0]
    return cross_entropy(logits.float(), labels)


def summed_loss(outputs: ModelOutput, labels: torch.Tensor) -> float:
    """Sum of what mean_loss is the mean of."""
    logits: torch.Tensor = outputs["logits"][0]
    return float(cross_entropy(logits.float(), labels, reduction="sum"))
