"""Turns what a person asks for into a TrainSpec, or into what is wrong with it. Pure: knows no database, no file, no process."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.objective import Classify
from easytune.contract.space import Shortage, training_bytes
from easytune.contract.split import held_out_rows, validation_rows
from easytune.contract.train_spec import Device, TrainSpec
from easytune.contract.tuning import Full, HeadOnly, Lora, LoraOutput
from easytune.jobs import advice, suited
from easytune.jobs.problems import Problem
from easytune.jobs.request import DatasetFacts, Request

_BYTES_PER_WEIGHT = 4  # trained and kept as fp32


@dataclass(frozen=True)
class Counts:
    """What follows from data and settings; steps are optimizer steps.

    at_most: the trainer may leave rows out once it has read them (contract/events.py: Plan.dropped_rows).
    """

    train_rows: int
    validation_rows: int
    steps_per_epoch: int
    total_steps: int
    at_most: bool = False


@dataclass(frozen=True)
class Plan:
    """errors block, advice does not; counts are null when the data itself is unusable."""

    errors: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    counts: Counts | None


def plan(request: Request) -> Plan:
    """All that is wrong or worth saying, not only the first of it."""
    errors = [*suited.data_errors(request), *suited.model_errors(request), *_limit_errors(request), *_space_errors(request)]
    if not suited.is_suited(request.train, request):
        return Plan(tuple(errors), (), None)
    counts = _counts(request)
    errors.extend(_size_errors(request, counts))
    said = advice.advice(
        settings=request.settings,
        label_rows=request.train.label_rows,
        multi_label=request.train.multi_label,
        validation_label_rows=request.validation.label_rows if request.validation else None,
        same=request.validation is not None and request.validation.dataset_id == request.train.dataset_id,
        rejected=[(data.name, data.rows, data.rejected_rows) for data in (request.train, request.validation) if data],
        total_steps=counts.total_steps,
    )
    return Plan(tuple(errors), tuple(said), counts)


def spec_of(request: Request) -> TrainSpec:
    """spec.json of a request whose plan has no errors; job_id, attempt and resume are filled in at launch."""
    return TrainSpec(
        job_id=0,
        attempt=1,
        name=request.name,
        language=request.language,
        model=request.model.reference,
        train=request.train.reference,
        validation=request.validation.reference if request.validation else None,
        labels=tuple(sorted(request.train.label_rows)),
        multi_label=request.train.multi_label,
        settings=request.settings,
        threads=request.machine.threads,
    )


def _limit_errors(request: Request) -> Iterator[Problem]:
    device, limit = request.settings.device, request.model.max_tokens
    if device is not Device.AUTO and device not in request.machine.devices:
        yield Problem("settings.device", ErrorCode.DEVICE_UNAVAILABLE, {"device": device.value})
    if request.settings.max_tokens > limit:
        params = {"max_tokens": request.settings.max_tokens, "limit": limit}
        yield Problem("settings.max_tokens", ErrorCode.MAX_TOKENS_TOO_LONG, params)


def _size_errors(request: Request, counts: Counts) -> Iterator[Problem]:
    batch_rows = request.settings.batch_rows
    if batch_rows > counts.train_rows:
        params = {"batch_rows": batch_rows, "train_rows": counts.train_rows}
        yield Problem("settings.batch_rows", ErrorCode.BATCH_TOO_LARGE, params)


def _space_errors(request: Request) -> Iterator[Problem]:
    """What is known before the model is loaded; the trainer knows an adapter's size, and looks again before its first step."""
    weights_bytes = _BYTES_PER_WEIGHT * request.model.parameters
    match request.settings.tuning:
        case Full():
            need = training_bytes(saved_bytes=weights_bytes, trained_bytes=weights_bytes, output_bytes=weights_bytes)
        case HeadOnly() | Lora(output=LoraOutput.MERGED):
            need = training_bytes(saved_bytes=0, trained_bytes=0, output_bytes=weights_bytes)
        case Lora():
            need = training_bytes(saved_bytes=0, trained_bytes=0, output_bytes=0)
        case _:
            assert_never(request.settings.tuning)
    free = request.machine.free_bytes
    if free < need:
        yield Problem("model_id", ErrorCode.DISK_FULL, Shortage(request.machine.runs_folder, need, free).params)


def _counts(request: Request) -> Counts:
    rows = _rows(request.train)
    if request.validation is not None:
        held_out, train_rows = _rows(request.validation), rows
    else:
        held_out = _held_out(request.train, request.settings.validation_share)
        train_rows = rows - held_out
    steps_per_epoch = -(-train_rows // request.settings.batch_rows)
    at_most = not isinstance(request.settings.objective, Classify)
    return Counts(train_rows, held_out, steps_per_epoch, steps_per_epoch * request.settings.epochs, at_most)


def _is_stratified(data: DatasetFacts) -> bool:
    """One label a row: then every label gives its share to validation."""
    return data.task == "classification" and not data.multi_label


def _rows(data: DatasetFacts) -> int:
    return sum(data.label_rows.values()) if _is_stratified(data) else data.rows


def _held_out(train: DatasetFacts, share: float) -> int:
    return sum(validation_rows(train.label_rows, share).values()) if _is_stratified(train) else held_out_rows(train.rows, share)
