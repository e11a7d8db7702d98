"""A plan for conversations asks for rows, a model and weights that suit them, and counts rows without labels."""

from dataclasses import replace

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.split import held_out_rows
from easytune.contract.tuning import HeadOnly, Lora
from easytune.jobs.plan import plan, spec_of
from easytune.jobs.request import DatasetFacts, Request
from tests.jobs.test_plan import advised, codes, dataset, request

CHAT = {"kind": "chat"}
USUAL = {"objective": CHAT, "learning_rate": 2e-5, "batch_rows": 8}


def conversations(rows: int = 200, *, dataset_id: int = 1) -> DatasetFacts:
    return replace(dataset({}, dataset_id=dataset_id), name="talks", rows=rows, task="conversation")


def chat_request(rows: int = 200, validation: DatasetFacts | None = None, **settings: object) -> Request:
    asked = request(None, validation, **(USUAL | settings))
    return replace(asked, train=conversations(rows), model=replace(asked.model, task="language_model"))


def test_conversations_are_counted_by_rows_and_steps_are_at_most() -> None:
    found = plan(chat_request(epochs=2))
    assert not found.errors
    assert not found.advice
    assert found.counts is not None
    held_out = held_out_rows(200, 0.1)
    assert (found.counts.train_rows, found.counts.validation_rows) == (200 - held_out, held_out)
    assert (found.counts.steps_per_epoch, found.counts.total_steps, found.counts.at_most) == (23, 46, True)
    classified = plan(request()).counts
    assert classified is not None
    assert not classified.at_most


def test_a_spec_for_conversations_has_no_labels() -> None:
    spec = spec_of(chat_request(objective=CHAT | {"sample_prompts": ["Hello?"]}))
    assert spec.labels == ()
    assert spec.settings.objective.kind == "chat"
    assert spec.settings.objective.sample_prompts == ("Hello?",)


def test_all_conversations_are_learned_where_validation_rows_are_given() -> None:
    counts = plan(chat_request(validation=conversations(30, dataset_id=2))).counts
    assert counts is not None
    assert (counts.train_rows, counts.validation_rows) == (200, 30)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (replace(chat_request(), train=dataset({"a": 50, "b": 50})), [("dataset_id", ErrorCode.OBJECTIVE_UNSUITED)]),
        (replace(chat_request(), train=replace(dataset({}), task="plain_text")), [("dataset_id", ErrorCode.OBJECTIVE_UNSUITED)]),
        (chat_request(validation=dataset({"a": 5}, dataset_id=2)), [("validation_dataset_id", ErrorCode.OBJECTIVE_UNSUITED)]),
        (replace(request(), train=conversations()), [("dataset_id", ErrorCode.OBJECTIVE_UNSUITED)]),
        (request(validation=conversations(dataset_id=2)), [("validation_dataset_id", ErrorCode.OBJECTIVE_UNSUITED)]),
        (chat_request(tuning={"kind": "head"}), [("settings.tuning", ErrorCode.TUNING_UNSUITED)]),
        (replace(chat_request(), model=request().model), [("model_id", ErrorCode.MODEL_NOT_GENERATIVE)]),
        (chat_request(1, batch_rows=1), [("dataset_id", ErrorCode.ROWS_TOO_FEW)]),
        (chat_request(batch_rows=181), [("settings.batch_rows", ErrorCode.BATCH_TOO_LARGE)]),
        (chat_request(max_tokens=1024), [("settings.max_tokens", ErrorCode.MAX_TOKENS_TOO_LONG)]),
    ],
)
def test_what_does_not_suit_is_refused_by_field(asked: Request, found: list[tuple[str, ErrorCode]]) -> None:
    refused = plan(asked)
    assert [error for error in codes(refused) if error[1] is not ErrorCode.BATCH_TOO_LARGE or error in found] == found
    for problem in refused.errors:
        assert "{" not in message(problem.code, problem.params, "zh")


def test_one_conversation_is_enough_with_validation_rows_of_their_own() -> None:
    assert not plan(chat_request(1, conversations(5, dataset_id=2), batch_rows=1)).errors


def test_a_classifier_is_still_made_from_a_language_model() -> None:
    asked = request()
    assert not plan(replace(asked, model=replace(asked.model, task="language_model"))).errors


def test_a_classifier_cannot_learn_to_chat() -> None:
    asked = chat_request()
    found = plan(replace(asked, model=replace(asked.model, task="classifier")))
    assert codes(found) == [("model_id", ErrorCode.MODEL_NOT_GENERATIVE)]


@pytest.mark.parametrize(
    ("tuning", "rate", "said"),
    [
        ("full", 2e-5, []),
        ("full", 5e-4, [ErrorCode.LEARNING_RATE_HIGH]),
        ("lora", 2e-4, []),
        ("lora", 5e-3, [ErrorCode.LEARNING_RATE_HIGH]),
        ("lora", 1e-6, [ErrorCode.LEARNING_RATE_LOW]),
    ],
)
def test_the_usual_rate_of_conversations_is_not_that_of_texts_with_labels(tuning: str, rate: float, said: list[ErrorCode]) -> None:
    assert advised(plan(chat_request(tuning={"kind": tuning}, learning_rate=rate))) == said


def test_rejected_rows_few_steps_and_equal_data_are_worth_saying_of_conversations_too() -> None:
    asked = chat_request(40, conversations(40))
    asked = replace(asked, train=replace(asked.train, rejected_rows=10))
    assert set(advised(plan(asked))) == {ErrorCode.VALIDATION_SAME, ErrorCode.ROWS_REJECTED, ErrorCode.STEPS_FEW}


def test_all_that_does_not_suit_is_told_at_once() -> None:
    asked = request(objective=CHAT, tuning=HeadOnly().model_dump())
    assert {code for _, code in codes(plan(asked))} == {
        ErrorCode.OBJECTIVE_UNSUITED,
        ErrorCode.MODEL_NOT_GENERATIVE,
        ErrorCode.TUNING_UNSUITED,
    }
    assert plan(asked).counts is None
    assert plan(chat_request(tuning=Lora().model_dump(mode="json"))).counts is not None
