"""Every way of tuning, one label or several, encoder or decoder: from a spec to an output that is verified and answers."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from safetensors.torch import load_file

from easytune.contract.events import Calibrated, CheckpointSaved, Evaluation, Finished, Plan
from easytune.contract.train_spec import TrainSpec
from easytune.predictor.engine import Engine
from easytune.trainer import verify
from easytune.trainer.interrupts import Interrupts
from easytune.trainer.lesson import Context
from easytune.trainer.manifest import fingerprint
from easytune.trainer.report import Report
from easytune.trainer.run import run
from tests.modeling.stock import write_model_of
from tests.trainer.tiny import BAD, GOOD, Attempt, data_ref, spec_of, write_rows

SEVERAL = ("bad", "good")
QUICK = {"batch_rows": 32, "checkpoint_every_steps": 1000}
BALANCED = {"kind": "classify", "class_weights": "balanced"}


def trained(path: Path, spec: TrainSpec) -> Attempt:
    """An attempt that ran in this process, and was verified like in a fresh one."""
    spec = spec.model_copy(update={"threads": 1})  # two threads that wait for each other are slow on a busy machine
    attempt = Attempt.prepare(path, spec)
    with closing(Report(attempt.folder, spec.language)) as report:
        run(Context(attempt.folder, spec, fingerprint(spec), report, Interrupts(attempt.folder)))
    assert verify.main([str(path)]) == 0
    return attempt


def the(attempt: Attempt, kind: type) -> object:
    return [event for event in attempt.events() if isinstance(event, kind)][-1]


def write_several(path: Path) -> Path:
    """600 texts with none, one or both of two labels; bad is rare."""
    chance = np.random.default_rng(4)
    texts, labels = [], []
    for _ in range(600):
        has = [label for label, share in (("bad", 0.15), ("good", 0.5)) if chance.random() < share]
        words = [str(chance.choice(GOOD if label == "good" else BAD)) for label in has]
        words += [f"word{number}" for number in chance.integers(0, 60, size=int(chance.integers(1, 8)))]
        chance.shuffle(words)
        texts.append(" ".join(words))
        labels.append(sorted(has))
    pyarrow.parquet.write_table(pyarrow.table({"text": texts, "labels": pyarrow.array(labels, pyarrow.list_(pyarrow.string()))}), path)
    return path


@pytest.fixture(scope="module")
def many_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("rows") / "rows.parquet", 600)


def test_an_adapter_alone_is_small_names_its_base_and_answers_on_it(tmp_path: Path, tiny_model: Path, many_rows: Path):
    spec = spec_of(tiny_model, many_rows, epochs=3, tuning={"kind": "lora", "rank": 4, "output": "adapter"}, learning_rate=1e-2, **QUICK)
    attempt = trained(tmp_path / "1", spec)
    output = attempt.folder.output
    assert (output / "adapter_model.safetensors").stat().st_size < (tiny_model / "model.safetensors").stat().st_size / 3
    assert not (output / "model.safetensors").exists()
    assert json.loads((output / "base.json").read_text())["name"] == "tiny-bert"
    plan = the(attempt, Plan)
    assert isinstance(plan, Plan)
    assert plan.trainable_parameters < plan.total_parameters / 2
    finished, engine = the(attempt, Finished), Engine(output, 64, tiny_model)
    assert isinstance(finished, Finished)
    assert finished.metrics["accuracy"] > 0.8
    assert [one.label for one in engine.predict(engine.encode(["good word1", "awful word2"]))] == ["positive", "negative"]


def test_the_head_alone_leaves_every_weight_of_the_base_as_it_was(tmp_path: Path, tiny_model: Path, many_rows: Path):
    spec = spec_of(tiny_model, many_rows, epochs=1, tuning={"kind": "head"}, learning_rate=1e-2, **QUICK)
    attempt = trained(tmp_path / "1", spec)
    before, after = load_file(tiny_model / "model.safetensors"), load_file(attempt.folder.output / "model.safetensors")
    assert all(after[f"bert.{name}"].equal(weight) for name, weight in before.items())
    saved = the(attempt, CheckpointSaved)
    assert isinstance(saved, CheckpointSaved)
    assert "classifier.weight" in load_file(attempt.folder.path / saved.folder / "model.safetensors")
    assert "bert.embeddings.word_embeddings.weight" not in load_file(attempt.folder.path / saved.folder / "model.safetensors")


def test_a_decoder_learns_several_labels_with_balanced_weights_and_says_which_reach_a_threshold(tmp_path: Path):
    rows, model = write_several(tmp_path / "rows.parquet"), write_model_of("qwen2", tmp_path / "qwen2")
    spec = spec_of(model, rows, epochs=8, learning_rate=5e-3, objective=BALANCED, **QUICK)
    spec = spec.model_copy(update={"labels": SEVERAL, "multi_label": True, "train": data_ref(rows)})
    attempt = trained(tmp_path / "1", spec)
    evaluation = the(attempt, Evaluation)
    assert isinstance(evaluation, Evaluation)
    assert evaluation.micro_f1 is not None
    assert evaluation.micro_f1 > 0.9
    assert evaluation.confusion == ()
    assert sum(score.rows for score in evaluation.per_class) == evaluation_rows(attempt, "labels")
    engine = Engine(attempt.folder.output, 64)
    both, none = engine.predict(engine.encode(["good awful word1", "word3 word4"]))
    assert (set(both.labels), none.labels) == ({"bad", "good"}, ())
    assert len(engine.predict(engine.encode(["word3"]), 0.0)[0].labels) == 2
    assert engine.multi_label


def evaluation_rows(attempt: Attempt, column: str) -> int:
    table = pyarrow.parquet.read_table(attempt.folder.predictions)
    return sum(len(cell) for cell in table.column(column).to_pylist())


def test_calibration_is_said_kept_and_used_and_every_validation_row_is_written_with_its_guess(
    tmp_path: Path, tiny_model: Path, many_rows: Path
):
    attempt = trained(tmp_path / "1", spec_of(tiny_model, many_rows, epochs=2, validation_share=0.2, learning_rate=3e-3, **QUICK))
    calibrated, evaluation = the(attempt, Calibrated), the(attempt, Evaluation)
    assert isinstance(calibrated, Calibrated)
    assert isinstance(evaluation, Evaluation)
    assert calibrated.error_after <= calibrated.error_before
    assert sum(one.rows for one in calibrated.bins) == calibrated.rows == 120
    assert Engine(attempt.folder.output, 64).temperature == calibrated.temperature
    rows = pyarrow.parquet.read_table(attempt.folder.predictions).to_pylist()
    texts = {row["text"]: row["label"] for row in pyarrow.parquet.read_table(many_rows).to_pylist()}
    assert len(rows) == 120
    assert all(row["labels"] == [texts[row["text"]]] for row in rows)
    assert all(0.5 <= row["probability"] <= 1 for row in rows)
    finished = the(attempt, Finished)
    assert isinstance(finished, Finished)
    assert np.mean([row["labels"] == row["guesses"] for row in rows]) == pytest.approx(finished.metrics["accuracy"])


def test_with_few_validation_rows_nothing_is_calibrated_and_the_log_says_so(tmp_path: Path, tiny_model: Path, tiny_rows: Path):
    attempt = trained(tmp_path / "1", spec_of(tiny_model, tiny_rows, epochs=1, **QUICK))
    assert not any(isinstance(event, Calibrated) for event in attempt.events())
    assert not (attempt.folder.output / "calibration.json").exists()
    assert "Not calibrated: 24 validation rows, at least 50 are needed" in attempt.folder.log.read_text()
    assert Engine(attempt.folder.output, 64).temperature is None
