"""Every example file is read whole."""

from pathlib import Path

import pytest

from easytune.cli import train_file
from easytune.contract.rows import Role
from easytune.datasets.layout import Format
from easytune.datasets.schemas import AnswerMapping, TextMapping, TurnsMapping
from tests.datasets.files import read

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LABELLED = [
    ("reviews.csv", Format.CSV, "utf-8"),
    ("reviews.tsv", Format.TSV, "utf-8"),
    ("reviews-gb18030.csv", Format.CSV, "gb18030"),
    ("reviews.json", Format.JSON, "utf-8"),
    ("reviews.jsonl", Format.JSONL, "utf-8"),
    ("reviews.txt", Format.TXT, "utf-8"),
]


@pytest.mark.parametrize(("name", "expected", "encoding"), LABELLED)
def test_a_labelled_example_gives_forty_rows_of_two_labels(tmp_path: Path, name: str, expected: Format, encoding: str) -> None:
    found = read(tmp_path, name, (EXAMPLES / name).read_bytes()).imported
    assert found.layout.format is expected
    assert found.layout.encoding == encoding
    assert (found.version.rows, found.version.rejected_rows) == (40, 0)
    assert found.version.labels == {"正面": 20, "负面": 20}


def test_the_unlabelled_example_is_plain_text(tmp_path: Path) -> None:
    found = read(tmp_path, "lines.txt", (EXAMPLES / "lines.txt").read_bytes()).imported
    assert found.mapping == TextMapping(text="text")
    assert found.version.rows > 0
    assert found.version.rejected_rows == 0


def test_the_questions_are_forty_conversations(tmp_path: Path) -> None:
    found = read(tmp_path, "questions.jsonl", (EXAMPLES / "questions.jsonl").read_bytes())
    assert found.imported.mapping == AnswerMapping(kind="answer", question="question", answer="answer")
    assert (found.imported.version.rows, found.imported.version.rejected_rows) == (40, 0)
    assert len({row.text for row in found.rows()}) == 40


def test_the_messages_show_a_prompt_several_turns_and_a_tool(tmp_path: Path) -> None:
    found = read(tmp_path, "messages.jsonl", (EXAMPLES / "messages.jsonl").read_bytes())
    assert found.imported.mapping == TurnsMapping(kind="turns", turns="messages", tools="tools")
    assert found.imported.version.rejected_rows == 0
    conversations = [row.conversation for row in found.rows() if row.conversation is not None]
    assert {turn.role for conversation in conversations for turn in conversation.turns} == set(Role)
    assert [conversation.tools is not None for conversation in conversations] == [False, False, False, True]


@pytest.mark.parametrize("name", ["train.json", "chat.json"])
def test_a_training_of_an_example_names_a_file_that_is_there(name: str) -> None:
    wanted = train_file.read(EXAMPLES / name)
    assert (EXAMPLES / str(wanted.data)).is_file()


def test_every_example_of_data_is_read_by_a_test() -> None:
    data = {path.name for path in EXAMPLES.iterdir()} - {"README.md", "train.json", "chat.json"}
    assert data == {name for name, _, _ in LABELLED} | {"lines.txt", "questions.jsonl", "messages.jsonl"}
