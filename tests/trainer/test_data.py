"""Rows become tokens and a split that depends on the seed alone."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.modeling.load import load_tokenizer
from easytune.trainer.data import Split, TokenRows, prepare, stratify
from tests.trainer.tiny import data_ref, spec_of

LABELS = ("a", "b", "c")


def rows_with(labels: list[int]) -> TokenRows:
    """Row i is the one token i."""
    count = len(labels)
    return TokenRows(np.arange(count, dtype=np.int32), np.arange(count + 1), np.array(labels), np.zeros(count, dtype=np.bool_))


def first_tokens(rows: TokenRows) -> list[int]:
    return [int(rows[index].input_ids[0]) for index in range(len(rows))]


def write(path: Path, texts: list[str], labels: Sequence[str | None]) -> Path:
    pyarrow.parquet.write_table(pyarrow.table({"text": texts, "label": pyarrow.array(labels, pyarrow.string())}), path)
    return path


def prepared(model: Path, rows: Path, **settings: object) -> Split:
    return prepare(spec_of(model, rows, **settings), load_tokenizer(model), lambda _rows: None)


def test_every_label_gives_its_share_and_no_row_is_lost():
    labels = [0] * 100 + [1] * 30 + [2] * 2
    split = stratify(rows_with(labels), LABELS, 0.1, seed=7)
    assert np.bincount(split.validation.labels).tolist() == [10, 3, 1]
    assert sorted(first_tokens(split.train) + first_tokens(split.validation)) == list(range(132))


def test_the_split_follows_the_seed():
    rows = rows_with([0, 1] * 100)
    first = first_tokens(stratify(rows, LABELS, 0.1, seed=1).validation)
    assert first == first_tokens(stratify(rows, LABELS, 0.1, seed=1).validation)
    assert first != first_tokens(stratify(rows, LABELS, 0.1, seed=2).validation)


def test_a_label_with_one_row_is_refused_by_name():
    with pytest.raises(RunFailed) as caught:
        stratify(rows_with([0] * 10 + [1]), LABELS, 0.1, seed=1)
    assert (caught.value.code, caught.value.params) == (ErrorCode.LABEL_TOO_FEW, {"label": "b", "rows": 1})


def test_long_texts_are_cut_and_counted(tmp_path: Path, tiny_model: Path):
    texts = ["good " * 5] * 10 + ["bad " * 50] * 10
    split = prepared(tiny_model, write(tmp_path / "rows.parquet", texts, ["positive"] * 10 + ["negative"] * 10), max_tokens=16)
    lengths = np.concatenate([split.train.lengths, split.validation.lengths])
    assert sorted(set(lengths.tolist())) == [7, 16]
    assert int(split.train.truncated.sum() + split.validation.truncated.sum()) == 10
    separator = load_tokenizer(tiny_model).sep_token_id
    assert all(split.train[index].input_ids[-1] == separator for index in range(len(split.train)))


def test_a_given_validation_set_is_used_whole(tmp_path: Path, tiny_model: Path, tiny_rows: Path):
    given = data_ref(write(tmp_path / "validation.parquet", ["good", "bad", "fine"], ["positive", "negative", "positive"]))
    spec = spec_of(tiny_model, tiny_rows).model_copy(update={"validation": given})
    split = prepare(spec, load_tokenizer(tiny_model), lambda _rows: None)
    assert (len(split.train), len(split.validation)) == (240, 3)


@pytest.mark.parametrize(
    ("texts", "labels", "settings", "code"),
    [
        (["good"], [None], {}, ErrorCode.NOT_LABELLED),
        (["good", "so"], ["positive", "mixed"], {}, ErrorCode.LABELS_UNKNOWN),
        (["good", "bad"] * 4, ["positive", "negative"] * 4, {"batch_rows": 7}, ErrorCode.BATCH_TOO_LARGE),
    ],
)
def test_data_that_cannot_train_is_refused_with_a_code(tmp_path: Path, tiny_model: Path, texts, labels, settings, code):
    with pytest.raises(RunFailed) as caught:
        prepared(tiny_model, write(tmp_path / "rows.parquet", texts, labels), **settings)
    assert caught.value.code is code
