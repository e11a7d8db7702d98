"""A plan refuses what cannot work, advises on what is unusual, and counts as the trainer will."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.split import validation_rows
from easytune.contract.train_spec import BaseModelRef, Device, TrainSettings
from easytune.contract.tuning import Full, HeadOnly, Lora, LoraOutput, Tuning
from easytune.jobs.plan import Plan, plan, spec_of
from easytune.jobs.request import DatasetFacts, MachineFacts, ModelFacts, Request

GOOD_LABELS = {"positive": 200, "negative": 200}


def dataset(labels: dict[str, int], *, dataset_id: int = 1, rejected_rows: int = 0) -> DatasetFacts:
    return DatasetFacts(
        dataset_id=dataset_id,
        name="reviews",
        version=1,
        rows_file="rows.parquet",
        rows_sha256="0" * 64,
        rejected_rows=rejected_rows,
        rows=sum(labels.values()) or 5,
        label_rows=labels,
    )


def request(labels: dict[str, int] | None = None, validation: DatasetFacts | None = None, **settings: object) -> Request:
    return Request(
        name="first",
        language="en",
        settings=TrainSettings.model_validate(settings),
        train=dataset(GOOD_LABELS if labels is None else labels),
        validation=validation,
        model=ModelFacts(BaseModelRef(model_id=1, name="tiny", folder="tiny"), max_tokens=512, parameters=24_000_000),
        machine=MachineFacts(devices=frozenset({Device.CPU}), threads=2, runs_folder=Path("/data/runs"), free_bytes=10**12),
    )


def codes(found: Plan) -> list[tuple[str, ErrorCode]]:
    return [(problem.field, problem.code) for problem in found.errors]


def advised(found: Plan) -> list[ErrorCode]:
    return [problem.code for problem in found.advice]


@pytest.mark.parametrize(
    ("tuning", "need_bytes"),
    [
        (Full(), 4 * 3 * 96_000_000 + 96_000_000 + (64 << 20)),
        (HeadOnly(), 96_000_000 + (64 << 20)),
        (Lora(), 96_000_000 + (64 << 20)),
        (Lora(output=LoraOutput.ADAPTER), 64 << 20),
    ],
)
def test_a_disk_too_small_for_the_checkpoints_is_found_before_submitting(tuning: Tuning, need_bytes: int) -> None:
    asked = request(tuning=tuning)
    too_small = plan(replace(asked, machine=replace(asked.machine, free_bytes=need_bytes - 1)))
    assert codes(too_small) == [("model_id", ErrorCode.DISK_FULL)]
    params = too_small.errors[0].params
    assert (params["need_bytes"], params["free_bytes"], params["folder"]) == (need_bytes, need_bytes - 1, "/data/runs")
    assert "/data/runs" in message(ErrorCode.DISK_FULL, params, "zh")
    assert not plan(replace(asked, machine=replace(asked.machine, free_bytes=need_bytes))).errors


def test_a_sound_request_has_no_findings_and_all_counts() -> None:
    found = plan(request(epochs=2, batch_rows=32))
    assert not found.errors
    assert not found.advice
    assert found.counts is not None
    assert (found.counts.train_rows, found.counts.validation_rows) == (360, 40)
    assert (found.counts.steps_per_epoch, found.counts.total_steps) == (12, 24)


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        (request({}), "dataset_id", ErrorCode.NOT_LABELLED),
        (request({"only": 50}), "dataset_id", ErrorCode.ONE_LABEL),
        (request({"a": 50, "b": 50, "c": 1}), "dataset_id", ErrorCode.LABEL_TOO_FEW),
        (request({"a": 50, "b" * 201: 50}), "dataset_id", ErrorCode.LABEL_TOO_LONG),
        (request(validation=dataset({}, dataset_id=2)), "validation_dataset_id", ErrorCode.NOT_LABELLED),
        (request(validation=dataset({"positive": 5, "neutral": 5}, dataset_id=2)), "validation_dataset_id", ErrorCode.LABELS_UNKNOWN),
        (request(batch_rows=361), "settings.batch_rows", ErrorCode.BATCH_TOO_LARGE),
        (request(max_tokens=513), "settings.max_tokens", ErrorCode.MAX_TOKENS_TOO_LONG),
        (request(device="cuda"), "settings.device", ErrorCode.DEVICE_UNAVAILABLE),
    ],
)
def test_what_cannot_work_is_refused_by_field(asked: Request, field: str, code: ErrorCode) -> None:
    found = plan(asked)
    assert codes(found) == [(field, code)]
    sentence = message(code, found.errors[0].params)
    assert "{" not in sentence


def test_all_errors_are_told_at_once() -> None:
    found = plan(request({"a": 3, "b": 1}, max_tokens=1024, batch_rows=64, device="mps"))
    assert {code for _, code in codes(found)} == {
        ErrorCode.LABEL_TOO_FEW,
        ErrorCode.MAX_TOKENS_TOO_LONG,
        ErrorCode.BATCH_TOO_LARGE,
        ErrorCode.DEVICE_UNAVAILABLE,
    }


def test_a_thousand_lonely_labels_are_named_by_a_few() -> None:
    assert len(plan(request({f"label {number}": 1 for number in range(1000)}, batch_rows=1)).errors) == 5


def test_a_label_with_one_row_is_fine_with_a_validation_set() -> None:
    found = plan(request({"a": 50, "b": 1}, validation=dataset({"a": 5, "b": 5}, dataset_id=2)))
    assert not found.errors
    assert found.counts is not None
    assert (found.counts.train_rows, found.counts.validation_rows) == (51, 10)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (request(learning_rate=5e-3), ErrorCode.LEARNING_RATE_HIGH),
        (request(learning_rate=1e-7), ErrorCode.LEARNING_RATE_LOW),
        (request({"a": 1000, "b": 20}), ErrorCode.LABELS_IMBALANCED),
        (request({"a": 50, "b": 400, "c": 5}, batch_rows=8), ErrorCode.LABEL_ROWS_FEW),
        (request(batch_rows=128), ErrorCode.STEPS_FEW),
        (request(validation=dataset(GOOD_LABELS)), ErrorCode.VALIDATION_SAME),
        (request(validation=dataset({"positive": 20}, dataset_id=2)), ErrorCode.VALIDATION_LABELS_MISSING),
        (replace(request(), train=dataset(GOOD_LABELS, rejected_rows=100)), ErrorCode.ROWS_REJECTED),
    ],
)
def test_the_unusual_is_advised_on_and_not_refused(asked: Request, code: ErrorCode) -> None:
    found = plan(asked)
    assert not found.errors
    assert code in advised(found)
    for problem in found.advice:
        assert "{" not in message(problem.code, problem.params, "zh")


def test_the_spec_names_labels_in_order_and_the_data() -> None:
    spec = spec_of(request({"b": 9, "a": 9}, validation=dataset({"a": 3}, dataset_id=2)))
    assert spec.labels == ("a", "b")
    assert (spec.train.dataset_id, spec.validation and spec.validation.dataset_id) == (1, 2)
    assert spec.threads == 2


SEVERAL = replace(dataset({"food": 60, "price": 50}), rows=80, multi_label=True)


def test_rows_with_several_labels_are_counted_once() -> None:
    asked = replace(request(), train=SEVERAL)
    found = plan(asked)
    assert not found.errors
    assert found.counts is not None
    assert (found.counts.train_rows, found.counts.validation_rows) == (72, 8)
    assert spec_of(asked).multi_label
    assert not spec_of(request()).multi_label


def test_one_row_of_a_label_is_enough_where_texts_have_several_but_not_one_row_in_all() -> None:
    lonely = replace(SEVERAL, label_rows={"food": 70, "price": 1})
    assert not plan(replace(request(), train=lonely)).errors
    one = replace(SEVERAL, label_rows={"food": 1, "price": 1}, rows=1)
    assert (("dataset_id", ErrorCode.LABEL_TOO_FEW)) in codes(plan(replace(request(batch_rows=1), train=one)))


def test_training_and_validation_data_must_be_of_one_kind() -> None:
    other = dataset({"food": 9, "price": 9}, dataset_id=2)
    found = plan(replace(request(), train=SEVERAL, validation=other))
    assert codes(found) == [("validation_dataset_id", ErrorCode.VALIDATION_KIND)]
    assert not plan(replace(request(), train=SEVERAL, validation=replace(SEVERAL, dataset_id=2))).errors


def test_an_adapter_alone_is_no_base() -> None:
    asked = request()
    found = plan(replace(asked, model=replace(asked.model, is_adapter=True)))
    assert codes(found) == [("model_id", ErrorCode.ADAPTER_AS_BASE)]


@pytest.mark.parametrize(
    ("tuning", "rate", "said"),
    [
        ("full", 1e-4, []),
        ("full", 1e-3, [ErrorCode.LEARNING_RATE_HIGH]),
        ("lora", 1e-3, []),
        ("lora", 1e-5, [ErrorCode.LEARNING_RATE_LOW]),
        ("head", 5e-3, []),
        ("head", 1e-4, [ErrorCode.LEARNING_RATE_LOW]),
    ],
)
def test_what_is_a_usual_learning_rate_depends_on_the_way_of_tuning(tuning: str, rate: float, said: list[ErrorCode]) -> None:
    assert advised(plan(request(tuning={"kind": tuning}, learning_rate=rate))) == said


def test_balanced_weights_are_suggested_until_they_are_chosen() -> None:
    found = plan(request({"a": 1000, "b": 20}))
    assert [(problem.field, problem.code) for problem in found.advice] == [
        ("settings.objective.class_weights", ErrorCode.LABELS_IMBALANCED)
    ]
    assert not advised(plan(request({"a": 1000, "b": 20}, objective={"kind": "classify", "class_weights": "balanced"})))


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(1, 10_000), min_size=1), st.floats(0.001, 0.499))
def test_a_split_leaves_every_label_something_to_train_on(labels: dict[str, int], share: float) -> None:
    held_out = validation_rows(labels, share)
    for label, rows in labels.items():
        assert 0 <= held_out[label] < rows
        assert held_out[label] >= 1 or rows == 1
