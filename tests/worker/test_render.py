"""A worker shows rows as the training's own encoding makes them, and nothing of the rows around them."""

from pathlib import Path

import numpy as np
import pytest
from transformers import PreTrainedTokenizerBase

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Finished, Started, Stopped
from easytune.contract.failure import RunFailed
from easytune.contract.objective import ChatTemplate, LearnedTurns, LongRows
from easytune.contract.rendered import MOST_TOKENS_SHOWN, Rendered, RenderedRow, WhyDropped
from easytune.contract.rows import Conversation
from easytune.modeling import chat
from easytune.modeling.load import load_tokenizer
from easytune.worker.pieces import texts_of
from easytune.worker.render import wanted_rows
from easytune.worker.rendered_row import NumberedRow, Renderer
from tests.modeling.stock import write_model_of
from tests.models.stock import change_json
from tests.worker.conversations import render_folder, spec_of, talk, write_rows
from tests.worker.folders import events_of, run_worker

TALK = talk("good bad?", "你好 🙂 fine", "word1", "龘 lovely")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A language model whose tokens are bytes and a few words; it brings no template, so it is given ChatML."""
    return write_model_of("llama", tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="module")
def tokenizer(model: Path) -> PreTrainedTokenizerBase:
    tokenizer = load_tokenizer(model)
    chat.prepare_template(tokenizer, ChatTemplate.AUTO)
    return tokenizer


def rendered(
    tokenizer: PreTrainedTokenizerBase,
    conversation: Conversation = TALK,
    *,
    max_tokens: int = 400,
    learn: LearnedTurns = LearnedTurns.ALL,
    long_rows: LongRows = LongRows.CUT,
) -> RenderedRow:
    return Renderer(tokenizer, max_tokens, learn, long_rows).rendered(NumberedRow(0, 1, conversation))


def learned_text(row: RenderedRow) -> str:
    return "".join(token.text for token in row.tokens if token.learned)


def test_ids_and_marks_are_exactly_those_that_a_training_gets(tokenizer: PreTrainedTokenizerBase) -> None:
    row = rendered(tokenizer)
    given = chat.encode(TALK, tokenizer, 400, LearnedTurns.ALL)
    assert [token.id for token in row.tokens] == given.ids.tolist()
    assert [token.learned for token in row.tokens] == given.learned.tolist()
    assert (row.total_tokens, row.learned_tokens, row.cut_tokens) == (len(given.ids), int(given.learned.sum()), 0)
    assert not any(token.cut for token in row.tokens)


def test_the_texts_of_all_tokens_are_the_rendered_text_also_where_bytes_make_up_a_character(tokenizer: PreTrainedTokenizerBase) -> None:
    row = rendered(tokenizer)
    text = "".join(token.text for token in row.tokens)
    assert text == tokenizer.decode([token.id for token in row.tokens], skip_special_tokens=False)
    assert "你好 🙂 fine" in text
    assert "\ufffd" not in text
    place = next(place for place, token in enumerate(row.tokens) if token.text == "🙂")
    assert [token.text for token in row.tokens[place + 1 : place + 4]] == ["", "", ""]


def test_bytes_that_are_no_character_do_not_swallow_what_follows(tokenizer: PreTrainedTokenizerBase) -> None:
    broken = tokenizer.encode("🙂", add_special_tokens=False)[:3] + tokenizer.encode("good", add_special_tokens=False)
    assert len(texts_of(broken, tokenizer)) == len(broken)
    assert "".join(texts_of(broken, tokenizer)).endswith("good")


def test_answers_are_learned_and_questions_are_not(tokenizer: PreTrainedTokenizerBase) -> None:
    learned = learned_text(rendered(tokenizer))
    assert "你好 🙂 fine" in learned
    assert "龘 lovely" in learned
    assert "good bad?" not in learned
    assert "word1" not in learned


def test_only_the_last_answer_is_learned_when_that_is_asked(tokenizer: PreTrainedTokenizerBase) -> None:
    learned = learned_text(rendered(tokenizer, learn=LearnedTurns.LAST))
    assert "龘 lovely" in learned
    assert "你好" not in learned


def test_the_end_of_a_turn_is_a_special_token_and_words_are_not(tokenizer: PreTrainedTokenizerBase) -> None:
    marks = {token.text for token in rendered(tokenizer).tokens if token.special}
    assert marks == {"<end>"}


def test_what_is_cut_off_is_shown_behind_what_is_kept_and_never_learned(tokenizer: PreTrainedTokenizerBase) -> None:
    whole = rendered(tokenizer)
    length = whole.total_tokens - 8
    row = rendered(tokenizer, max_tokens=length)
    assert [token.id for token in row.tokens] == [token.id for token in whole.tokens]
    assert [token.cut for token in row.tokens] == [False] * length + [True] * 8
    assert not any(token.learned for token in row.tokens if token.cut)
    assert (row.total_tokens, row.cut_tokens, row.truncated) == (length, 8, True)
    assert 0 < row.learned_tokens < whole.learned_tokens


def test_a_row_says_why_a_training_would_leave_it_out(tokenizer: PreTrainedTokenizerBase) -> None:
    assert rendered(tokenizer).dropped is None
    assert rendered(tokenizer, max_tokens=10).dropped is WhyDropped.NOTHING_TO_LEARN
    whole = rendered(tokenizer)
    assert rendered(tokenizer, max_tokens=whole.total_tokens - 1).dropped is None
    assert rendered(tokenizer, max_tokens=whole.total_tokens - 1, long_rows=LongRows.DROP).dropped is WhyDropped.TOO_LONG
    assert rendered(tokenizer, max_tokens=whole.total_tokens, long_rows=LongRows.DROP).dropped is None


def test_a_very_long_row_is_shown_in_part_and_counted_whole(tokenizer: PreTrainedTokenizerBase) -> None:
    row = rendered(tokenizer, talk("q", "x" * 2 * MOST_TOKENS_SHOWN), max_tokens=8192)
    assert len(row.tokens) == MOST_TOKENS_SHOWN
    assert row.total_tokens + row.cut_tokens > 2 * MOST_TOKENS_SHOWN


def test_only_the_row_groups_with_wanted_rows_are_read(model: Path, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.parquet", [talk(f"q{number}", "a" * 50) for number in range(12)], group_rows=4)
    content = np.frombuffer(path.read_bytes(), dtype=np.uint8).copy()
    content[4:200] = 255  # the first group is spoiled
    path.write_bytes(content.tobytes())
    found = list(wanted_rows(spec_of(model, path, first_row=6, rows=4)))
    assert [(one.row, one.line) for one in found] == [(6, 7), (7, 8), (8, 9), (9, 10)]
    assert [one.conversation.turns[0].content for one in found] == ["q6", "q7", "q8", "q9"]
    with pytest.raises(OSError):
        list(wanted_rows(spec_of(model, path, first_row=3, rows=1)))


def test_the_end_of_the_data_ends_the_rows(model: Path, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.parquet", [TALK] * 5, group_rows=2)
    assert [one.row for one in wanted_rows(spec_of(model, path, first_row=3))] == [3, 4]


def test_a_worker_process_leaves_the_rows_in_its_output_and_ends(model: Path, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.parquet", [talk("first", "one"), TALK, talk("third", "three")])
    folder = render_folder(tmp_path / "runs", spec_of(model, path, first_row=1, rows=2))
    assert run_worker(folder) == 0, folder.stdout.read_text()
    events = events_of(folder.path)
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    rows = Rendered.model_validate_json(folder.rendered.read_bytes()).rows
    assert [(row.row, row.line) for row in rows] == [(1, 2), (2, 3)]
    assert "你好 🙂 fine" in learned_text(rows[0])
    assert not folder.output_unfinished.exists()


def test_a_template_that_never_ends_fails_the_run_in_time(tmp_path: Path) -> None:
    model = write_model_of("llama", tmp_path / "looping")
    loop = "{% for one in range(100000) %}{% for two in range(100000) %}{% endfor %}{% endfor %}"
    change_json(model / "tokenizer_config.json", chat_template=loop)
    folder = render_folder(tmp_path / "runs", spec_of(model, write_rows(tmp_path / "rows.parquet", [TALK])))
    assert run_worker(folder) == 1
    last = events_of(folder.path)[-1]
    assert isinstance(last, Failed)
    assert last.code is ErrorCode.CHAT_TEMPLATE_FAILED
    assert not folder.output.exists()


def test_data_that_was_changed_meanwhile_fails_the_run_in_words(model: Path, tmp_path: Path) -> None:
    with pytest.raises(RunFailed) as failed:
        list(wanted_rows(spec_of(model, tmp_path / "gone.parquet")))
    assert (failed.value.code, failed.value.params) == (ErrorCode.DATASET_CHANGED, {"name": "talks"})


def test_a_stop_ends_a_rendering_as_stopped(model: Path, tmp_path: Path) -> None:
    folder = render_folder(tmp_path / "runs", spec_of(model, write_rows(tmp_path / "rows.parquet", [TALK])))
    folder.stop.write_text("discard")
    assert run_worker(folder) == 0
    assert isinstance(events_of(folder.path)[-1], Stopped)
    assert not folder.output.exists()
