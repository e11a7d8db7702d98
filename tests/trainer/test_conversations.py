"""Conversations as rows: what is kept, cut, left out and counted, and what cannot be learned from."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.objective import Chat
from easytune.contract.rows import Conversation
from easytune.contract.split import held_out_rows
from easytune.contract.train_spec import TrainSpec
from easytune.modeling.load import load_tokenizer
from easytune.trainer.conversations import SpokenSplit, prepare
from tests.trainer.tiny import data_ref
from tests.trainer.tiny_chat import chat_spec, sums, write_language_model, write_sums
from tests.worker.conversations import talk, write_rows


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_language_model(tmp_path_factory.mktemp("models") / "llama")


def prepared(spec: TrainSpec) -> SpokenSplit:
    chat = spec.settings.objective
    assert isinstance(chat, Chat)
    return prepare(spec, chat, load_tokenizer(Path(spec.model.folder)), lambda rows: None)


def lines(split: SpokenSplit) -> tuple[list[int], list[int]]:
    return split.train.lines.tolist(), split.validation.lines.tolist()


def test_the_seed_chooses_the_validation_rows_and_every_row_is_in_one_part(model: Path, tmp_path: Path):
    rows = write_sums(tmp_path / "rows.parquet", 120)
    split, again = prepared(chat_spec(model, rows)), prepared(chat_spec(model, rows))
    assert lines(split) == lines(again)
    assert lines(split) != lines(prepared(chat_spec(model, rows, seed=1)))
    train, validation = lines(split)
    assert sorted(train + validation) == list(range(120))
    assert len(validation) == held_out_rows(120, 0.1)
    assert train == sorted(train)


def test_rows_keep_their_tokens_and_their_answers(model: Path, tmp_path: Path):
    tokenizer = load_tokenizer(model)
    split = prepared(chat_spec(model, write_sums(tmp_path / "rows.parquet", 40)))
    for place, line in enumerate(split.train.lines):
        row, conversation = split.train[place], sums(40)[line]
        answers = "".join(f"{turn.content}<|im_end|>" for turn in conversation.turns[1::2])
        assert tokenizer.decode(row.input_ids[row.learned]) == answers
    assert split.train.tokens == split.train.lengths.sum()
    assert split.train.learned_tokens == sum(int(split.train[place].learned.sum()) for place in range(len(split.train)))


@pytest.mark.parametrize(("long_rows", "kept", "cut", "dropped"), [("cut", 18, 4, 2), ("drop", 14, 0, 6)])
def test_long_rows_are_cut_or_dropped_and_those_without_an_answer_left_are_dropped(
    model: Path, tmp_path: Path, long_rows: str, kept: int, cut: int, dropped: int
):
    short, long_answer, long_question = talk("1+1", "2"), talk("1+1", "2" * 90), talk("1" * 90, "2")
    rows = write_rows(tmp_path / "rows.parquet", [short] * 14 + [long_answer] * 4 + [long_question] * 2)
    split = prepared(chat_spec(model, rows, max_tokens=64, chat={"long_rows": long_rows}))
    assert len(split.train) + len(split.validation) == kept
    assert int(split.train.truncated.sum() + split.validation.truncated.sum()) == cut
    assert split.train.dropped + split.validation.dropped == dropped
    assert max(split.train.lengths) <= 64


def test_a_validation_set_of_its_own_is_taken_whole(model: Path, tmp_path: Path):
    spec = chat_spec(model, write_sums(tmp_path / "train.parquet", 30))
    split = prepared(spec.model_copy(update={"validation": data_ref(write_sums(tmp_path / "validation.parquet", 7))}))
    assert (len(split.train), len(split.validation)) == (30, 7)
    assert split.measured_file == tmp_path / "validation.parquet"


def test_only_the_last_answer_is_learned_where_that_was_asked(model: Path, tmp_path: Path):
    rows = write_rows(tmp_path / "rows.parquet", [talk("1+1", "2", "2+2", "4")] * 10)
    split = prepared(chat_spec(model, rows, chat={"learn": "last"}))
    row = split.train[0]
    assert load_tokenizer(model).decode(row.input_ids[row.learned]) == "4<|im_end|>"
    assert np.flatnonzero(row.learned).tolist() == [len(row.input_ids) - 2, len(row.input_ids) - 1]


@pytest.mark.parametrize(
    ("rows", "settings", "code"),
    [
        ([talk("1+1", "2")], {"batch_rows": 1}, ErrorCode.ROWS_TOO_FEW),
        ([talk("1" * 90, "2")] * 20, {"max_tokens": 32}, ErrorCode.NOTHING_TO_LEARN),
        ([talk("1+1", "2")] * 8, {}, ErrorCode.BATCH_TOO_LARGE),
    ],
)
def test_too_few_rows_and_rows_without_answers_are_refused(
    model: Path, tmp_path: Path, rows: list[Conversation], settings: dict[str, Any], code: ErrorCode
):
    with pytest.raises(RunFailed) as refused:
        prepared(chat_spec(model, write_rows(tmp_path / "rows.parquet", rows), **settings))
    assert refused.value.code is code
