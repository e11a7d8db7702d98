"""Turns canonical rows into token arrays, split into training and validation. Knows Parquet and the tokenizer; knows no model."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet
from transformers import PreTrainedTokenizerBase

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.split import validation_rows
from easytune.contract.train_spec import DataRef, TrainSpec
from easytune.modeling.load import token_ids
from easytune.trainer.rows import Rows
from easytune.trainer.several_labels import held_out

CHUNK_ROWS = 2000
Ids = npt.NDArray[np.int32]
Classes = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Example:
    """One row: input_ids int32[T] and its class int64[], or which labels it has, int8[labels]."""

    input_ids: Ids
    label: Classes


class TokenRows(Rows):
    """Rows as flat arrays: tokens int32[all tokens], starts int64[rows + 1], labels int64[rows] or int8[rows, labels]."""

    def __init__(self, tokens: Ids, starts: npt.NDArray[np.int64], labels: Classes, truncated: npt.NDArray[np.bool_]) -> None:
        self._tokens = tokens
        self._starts = starts
        self.labels = labels
        self.truncated = truncated

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> Example:
        return Example(self._tokens[self._starts[index] : self._starts[index + 1]], self.labels[index])

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each row, int64[rows]."""
        return np.diff(self._starts)

    def subset(self, rows: npt.NDArray[np.int64]) -> "TokenRows":
        """These rows, in this order."""
        parts = [self._tokens[self._starts[row] : self._starts[row + 1]] for row in rows]
        starts = np.concatenate([[0], np.cumsum(self.lengths[rows])]).astype(np.int64)
        return TokenRows(np.concatenate(parts), starts, self.labels[rows], self.truncated[rows])


@dataclass(frozen=True)
class Split:
    """What is learned from and what is measured on; validation_lines int64[rows] says which rows of their file the latter are."""

    train: TokenRows
    validation: TokenRows
    validation_lines: npt.NDArray[np.int64]


def prepare(spec: TrainSpec, tokenizer: PreTrainedTokenizerBase, at_chunk: Callable[[int], None]) -> Split:
    """Read, tokenise and split; at_chunk hears the rows read so far, and may raise to stop the work.

    Raises: RunFailed (NOT_LABELLED, LABELS_UNKNOWN, LABEL_TOO_FEW, BATCH_TOO_LARGE).
    """
    rows = read(spec.train, spec, tokenizer, at_chunk)
    if spec.validation is not None:
        given = read(spec.validation, spec, tokenizer, at_chunk)
        split = Split(rows, given, np.arange(len(given)))
    elif spec.multi_label:
        split = _parted(rows, held_out(rows.labels, spec.settings.validation_share, spec.settings.seed))
    else:
        split = stratify(rows, spec.labels, spec.settings.validation_share, spec.settings.seed)
    if spec.settings.batch_rows > len(split.train):
        raise RunFailed(ErrorCode.BATCH_TOO_LARGE, batch_rows=spec.settings.batch_rows, train_rows=len(split.train))
    return split


def read(data: DataRef, spec: TrainSpec, tokenizer: PreTrainedTokenizerBase, at_chunk: Callable[[int], None]) -> TokenRows:
    """All rows of one Parquet file, at most max_tokens tokens each, special tokens included.

    Raises: RunFailed (NOT_LABELLED, LABELS_UNKNOWN).
    """
    class_of = {label: index for index, label in enumerate(spec.labels)}
    column = "labels" if spec.multi_label else "label"
    tokens: list[Ids] = []
    lengths: list[int] = []
    labels: list[Classes] = []
    truncated: list[bool] = []
    with pyarrow.parquet.ParquetFile(Path(data.rows_file)) as file:
        for batch in file.iter_batches(batch_size=CHUNK_ROWS, columns=["text", column]):
            at_chunk(len(lengths))
            labels.append(_classes(batch.column(column).to_pylist(), class_of, data.name, spec.multi_label))
            encoded = tokenizer(batch.column("text").to_pylist(), truncation=True, max_length=spec.settings.max_tokens).encodings or []
            tokens += [np.array(token_ids(row.ids, tokenizer), dtype=np.int32) for row in encoded]
            truncated += [bool(row.overflowing) for row in encoded]
            lengths += [len(row) for row in tokens[len(lengths) :]]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    flat = np.concatenate(tokens) if tokens else np.empty(0, dtype=np.int32)
    classes = np.concatenate(labels) if labels else _classes([], class_of, data.name, spec.multi_label)
    return TokenRows(flat, starts, classes, np.array(truncated, dtype=np.bool_))


def stratify(rows: TokenRows, labels: tuple[str, ...], share: float, seed: int) -> Split:
    """The same share of every class for validation, chosen by the seed; both parts keep the order of the file.

    Raises: RunFailed(LABEL_TOO_FEW) when a class has one row only.
    """
    counts = Counter({index: int(rows_of) for index, rows_of in enumerate(np.bincount(rows.labels, minlength=len(labels))) if rows_of})
    for index, rows_of in counts.items():
        if rows_of < 2:
            raise RunFailed(ErrorCode.LABEL_TOO_FEW, label=labels[index], rows=rows_of)
    wanted = validation_rows({labels[index]: rows_of for index, rows_of in counts.items()}, share)
    random = np.random.default_rng(seed)
    kept = np.zeros(len(rows), dtype=np.bool_)
    for index in sorted(counts):
        members = np.flatnonzero(rows.labels == index)
        kept[random.permutation(members)[: wanted[labels[index]]]] = True
    return _parted(rows, kept)


def _parted(rows: TokenRows, kept: npt.NDArray[np.bool_]) -> Split:
    return Split(rows.subset(np.flatnonzero(~kept)), rows.subset(np.flatnonzero(kept)), np.flatnonzero(kept))


def _classes(cells: list[Any], class_of: dict[str, int], dataset: str, multi_label: bool) -> Classes:
    """int64[rows] of label cells, or int8[rows, labels] of cells that are lists."""
    if None in cells:
        raise RunFailed(ErrorCode.NOT_LABELLED, name=dataset)
    of_row: list[list[str]] = cells if multi_label else [[cell] for cell in cells]
    unknown = sorted({name for names in of_row for name in names if name not in class_of})
    if unknown:
        raise RunFailed(ErrorCode.LABELS_UNKNOWN, labels=", ".join(unknown[:10]))
    if not multi_label:
        return np.array([class_of[names[0]] for names in of_row], dtype=np.int64)
    has = np.zeros((len(of_row), len(class_of)), dtype=np.int8)
    for row, names in enumerate(of_row):
        has[row, [class_of[name] for name in names]] = 1
    return has
