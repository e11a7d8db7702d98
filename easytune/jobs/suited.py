"""Whether data, model and way of tuning suit what is to be learned. Pure: knows no counts of steps, no machine and no database."""

from collections.abc import Iterator
from typing import assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.objective import Chat, Classify
from easytune.contract.train_spec import LONGEST_LABEL
from easytune.contract.tuning import HeadOnly
from easytune.jobs.advice import listed
from easytune.jobs.problems import Problem
from easytune.jobs.request import DatasetFacts, Request

MOST_LABELS_NAMED = 5


def is_suited(data: DatasetFacts, request: Request) -> bool:
    """Whether the objective can read these rows at all; without that there is nothing to count."""
    match request.settings.objective:
        case Classify():
            return bool(data.label_rows)
        case Chat():
            return data.task == "conversation"
        case _:
            assert_never(request.settings.objective)


def data_errors(request: Request) -> Iterator[Problem]:
    """What is wrong with the rows, by the field that names them."""
    yield from _kind_errors(request)
    match request.settings.objective:
        case Classify():
            yield from _label_errors(request)
            yield from _validation_label_errors(request)
        case Chat():
            if request.validation is None and is_suited(request.train, request) and request.train.rows < 2:
                yield Problem("dataset_id", ErrorCode.ROWS_TOO_FEW, {"rows": request.train.rows})
        case _:
            assert_never(request.settings.objective)


def model_errors(request: Request) -> Iterator[Problem]:
    """What is wrong with the model or with the weights that are to learn."""
    model = request.model
    if model.is_adapter:
        yield Problem("model_id", ErrorCode.ADAPTER_AS_BASE, {"name": model.reference.name})
    if isinstance(request.settings.objective, Chat):
        if model.task != "language_model":
            yield Problem("model_id", ErrorCode.MODEL_NOT_GENERATIVE, {"name": model.reference.name})
        if isinstance(request.settings.tuning, HeadOnly):
            yield Problem("settings.tuning", ErrorCode.TUNING_UNSUITED, {})


def _kind_errors(request: Request) -> Iterator[Problem]:
    for field, data in (("dataset_id", request.train), ("validation_dataset_id", request.validation)):
        if data is None or is_suited(data, request):
            continue
        is_unlabelled = isinstance(request.settings.objective, Classify) and data.task != "conversation"
        yield Problem(field, ErrorCode.NOT_LABELLED if is_unlabelled else ErrorCode.OBJECTIVE_UNSUITED, {"name": data.name})


def _label_errors(request: Request) -> Iterator[Problem]:
    train, validation = request.train, request.validation
    if len(train.label_rows) == 1:
        yield Problem("dataset_id", ErrorCode.ONE_LABEL, {"label": next(iter(train.label_rows))})
    elif validation is None and train.multi_label and train.rows < 2:
        yield Problem("dataset_id", ErrorCode.LABEL_TOO_FEW, {"label": min(train.label_rows, default=""), "rows": train.rows})
    elif validation is None and not train.multi_label:
        lonely = sorted(label for label, rows in train.label_rows.items() if rows < 2)
        for label in lonely[:MOST_LABELS_NAMED]:
            yield Problem("dataset_id", ErrorCode.LABEL_TOO_FEW, {"label": label, "rows": train.label_rows[label]})
    long = next((label for label in train.label_rows if len(label) > LONGEST_LABEL), None)
    if long is not None:
        yield Problem("dataset_id", ErrorCode.LABEL_TOO_LONG, {"start": long[:40], "limit": LONGEST_LABEL})


def _validation_label_errors(request: Request) -> Iterator[Problem]:
    train, validation = request.train, request.validation
    if validation is None or not validation.label_rows or not train.label_rows:
        return
    unknown = sorted(set(validation.label_rows) - set(train.label_rows))
    if unknown:
        yield Problem("validation_dataset_id", ErrorCode.LABELS_UNKNOWN, {"labels": listed(unknown)})
    if validation.multi_label is not train.multi_label:
        yield Problem("validation_dataset_id", ErrorCode.VALIDATION_KIND, {})
