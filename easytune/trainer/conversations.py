"""Turns conversations into token arrays, split into training and validation. Knows Parquet and the tokenizer; knows no model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet
from transformers import PreTrainedTokenizerBase

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.objective import Chat, LongRows
from easytune.contract.rows import Conversation
from easytune.contract.split import held_out_rows
from easytune.contract.train_spec import DataRef, TrainSpec
from easytune.modeling.chat import encode
from easytune.trainer.rows import Rows

CHUNK_ROWS = 200
COLUMN = "conversation"
Ids = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Spoken:
    """One row: input_ids int32[T], and which of them are learned, bool[T]."""

    input_ids: Ids
    learned: Flags


class SpokenRows(Rows):
    """Rows as flat arrays: tokens int32[all], learned bool[all], starts int64[rows + 1]; lines int64[rows] are places in the file.

    dropped counts the rows of the file that are not here.
    """

    def __init__(self, encoded: list[Spoken], truncated: Flags, lines: npt.NDArray[np.int64], dropped: int) -> None:
        self._tokens = np.concatenate([row.input_ids for row in encoded]) if encoded else np.empty(0, dtype=np.int32)
        self._learned = np.concatenate([row.learned for row in encoded]) if encoded else np.empty(0, dtype=np.bool_)
        self._starts = np.concatenate([[0], np.cumsum([len(row.input_ids) for row in encoded])]).astype(np.int64)
        self.truncated = truncated
        self.lines = lines
        self.dropped = dropped

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, index: int) -> Spoken:
        place = slice(self._starts[index], self._starts[index + 1])
        return Spoken(self._tokens[place], self._learned[place])

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        return np.diff(self._starts)

    @property
    def tokens(self) -> int:
        return len(self._tokens)

    @property
    def learned_tokens(self) -> int:
        return int(self._learned.sum())

    def subset(self, rows: npt.NDArray[np.int64], dropped: int) -> "SpokenRows":
        """These rows, in this order."""
        return SpokenRows([self[int(row)] for row in rows], self.truncated[rows], self.lines[rows], dropped)


@dataclass(frozen=True)
class SpokenSplit:
    """What is learned from and what is measured on; measured_file is where the lines of the latter are."""

    train: SpokenRows
    validation: SpokenRows
    measured_file: Path


def prepare(spec: TrainSpec, chat: Chat, tokenizer: PreTrainedTokenizerBase, at_chunk: Callable[[int], None]) -> SpokenSplit:
    """Read, tokenise and split, by chance from the seed; at_chunk hears the rows read so far, and may raise to stop the work.

    Raises: RunFailed (NOTHING_TO_LEARN, ROWS_TOO_FEW, BATCH_TOO_LARGE, CHAT_TEMPLATE_FAILED).
    """
    rows = read(spec.train, spec, chat, tokenizer, at_chunk)
    if spec.validation is not None:
        given = read(spec.validation, spec, chat, tokenizer, at_chunk)
        split = SpokenSplit(rows, given, Path(spec.validation.rows_file))
    else:
        split = _parted(rows, spec)
    if spec.settings.batch_rows > len(split.train):
        raise RunFailed(ErrorCode.BATCH_TOO_LARGE, batch_rows=spec.settings.batch_rows, train_rows=len(split.train))
    return split


def read(data: DataRef, spec: TrainSpec, chat: Chat, tokenizer: PreTrainedTokenizerBase, at_chunk: Callable[[int], None]) -> SpokenRows:
    """All rows of one file with something to learn in them. Raises: RunFailed (NOTHING_TO_LEARN, CHAT_TEMPLATE_FAILED)."""
    found: list[Spoken] = []
    truncated: list[bool] = []
    lines: list[int] = []
    seen = 0
    for line, conversation in conversations(Path(data.rows_file)):
        if line % CHUNK_ROWS == 0:
            at_chunk(line)
        seen += 1
        encoded = encode(conversation, tokenizer, spec.settings.max_tokens, chat.learn)
        too_long = encoded.truncated and chat.long_rows is LongRows.DROP
        if too_long or not encoded.teaches:
            continue
        found.append(Spoken(encoded.ids, encoded.learned))
        truncated.append(encoded.truncated)
        lines.append(line)
    if not found:
        raise RunFailed(ErrorCode.NOTHING_TO_LEARN, max_tokens=spec.settings.max_tokens)
    return SpokenRows(found, np.array(truncated, dtype=np.bool_), np.array(lines, dtype=np.int64), seen - len(found))


def conversations(path: Path) -> Iterator[tuple[int, Conversation]]:
    """Every row of a file with its place in it, from 0."""
    line = 0
    with pyarrow.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=CHUNK_ROWS, columns=[COLUMN]):
            for cell in batch.column(COLUMN).to_pylist():
                yield line, Conversation.model_validate_json(cell)
                line += 1


def _parted(rows: SpokenRows, spec: TrainSpec) -> SpokenSplit:
    """Both parts keep the order of the file. Raises: RunFailed(ROWS_TOO_FEW)."""
    if len(rows) < 2:
        raise RunFailed(ErrorCode.ROWS_TOO_FEW, rows=len(rows))
    order = np.random.default_rng(spec.settings.seed).permutation(len(rows))
    kept = np.zeros(len(rows), dtype=np.bool_)
    kept[order[: held_out_rows(len(rows), spec.settings.validation_share)]] = True
    train, validation = rows.subset(np.flatnonzero(~kept), rows.dropped), rows.subset(np.flatnonzero(kept), 0)
    return SpokenSplit(train, validation, Path(spec.train.rows_file))
