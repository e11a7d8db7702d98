"""The sample of questions is split fairly: nothing that is trained on is held out, under no guise."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from easytune.contract.failure import RunFailed
from easytune.contract.run_folder import RunFolder
from easytune.worker import chinese_questions
from easytune.worker.chinese_questions import build
from easytune.worker.labelled_lines import skeleton
from easytune.worker.report import Report

TRAIN, HELDOUT = 30, 10
Rows = list[dict[str, str]]


@pytest.fixture(autouse=True)
def small_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chinese_questions, "TRAIN_ROWS", TRAIN)
    monkeypatch.setattr(chinese_questions, "HELDOUT_ROWS", HELDOUT)


def _package(folder: Path, content: object) -> Path:
    data = folder / "llamafactory-0.9.5" / "data"
    data.mkdir(parents=True)
    (data / "alpaca_zh_demo.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def _built(folder: Path, package: Path) -> tuple[Rows, Rows]:
    output = folder / "output"
    output.mkdir()
    with closing(Report(RunFolder(folder), "zh")) as report:
        build({"llamafactory": package}, output, report)
    train, heldout = [(output / name).read_text(encoding="utf-8").splitlines() for name in ("train.jsonl", "heldout.jsonl")]
    return [json.loads(line) for line in train], [json.loads(line) for line in heldout]


def _rows(count: int) -> Rows:
    return [{"instruction": f"问题{number}？", "input": "", "output": f"回答\n第{number}条。"} for number in range(count)]


def test_no_held_out_question_or_answer_is_trained_on_in_another_guise(tmp_path: Path) -> None:
    twins = [{**row, "instruction": f" {row['instruction']}!", "output": row["output"] + "新"} for row in _rows(40)]
    same_answers = [{**row, "input": "另一个", "output": row["output"].upper() + " "} for row in _rows(40)]
    train, heldout = _built(tmp_path, _package(tmp_path / "p", _rows(40) + twins + same_answers))
    assert (len(train), len(heldout)) == (TRAIN, HELDOUT)
    for key in ("instruction", "output"):
        assert len({skeleton(row[key]) for row in train + heldout}) == TRAIN + HELDOUT


def test_rows_stay_as_they_are(tmp_path: Path) -> None:
    train, heldout = _built(tmp_path, _package(tmp_path / "p", _rows(40)))
    assert sorted(map(str, train + heldout)) == sorted(map(str, _rows(40)))


def test_the_same_package_gives_the_same_files(tmp_path: Path) -> None:
    package = _package(tmp_path / "p", _rows(50))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert _built(tmp_path / "a", package) == _built(tmp_path / "b", package)


@pytest.mark.parametrize(
    "content", [_rows(39), [*_rows(39), {"instruction": "问", "input": "", "output": " "}], [{"instruction": 1}], {}, None]
)
def test_too_few_rows_or_another_shape_are_an_error(tmp_path: Path, content: object) -> None:
    with pytest.raises(RunFailed):
        _built(tmp_path, _package(tmp_path / "p", content))


def test_a_package_without_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    with pytest.raises(RunFailed):
        _built(tmp_path, tmp_path / "p")
