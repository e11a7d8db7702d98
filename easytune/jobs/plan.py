"""Turns what a person asks for into a TrainSpec, or into what is wrong with it. Pure: knows no database, no file, no process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.space import Shortage, training_bytes
from easytune.contract.split import held_out_rows, validation_rows
from easytune.contract.train_spec import LONGEST_LABEL, BaseModelRef, DataRef, Device, TrainSettings, TrainSpec
from easytune.contract.tuning import Full, HeadOnly, Lora, LoraOutput
from easytune.jobs import advice
from easytune.jobs.problems import Problem

MOST_LABELS_NAMED = 5
_BYTES_PER_WEIGHT = 4  # trained and kept as fp32


@dataclass(frozen=True)
class DatasetFacts:
    """What a plan needs to know of a dataset; label_rows is empty for one without labels.

    multi_label: a text has any number of labels, so that a row counts for several of them or for none.
    """

    dataset_id: int
    name: str
    version: int
    rows_file: str
    rows_sha256: str
    rejected_rows: int
    rows: int
    label_rows: Mapping[str, int]
    multi_label: bool = False

    @property
    def reference(self) -> DataRef:
        return DataRef(dataset_id=self.dataset_id, version=self.version, name=self.name, rows_file=self.rows_file, sha256=self.rows_sha256)


@dataclass(frozen=True)
class ModelFacts:
    """The base model; max_tokens is the longest input its position embeddings reach. An adapter alone is no base."""

    reference: BaseModelRef
    max_tokens: int
    parameters: int
    is_adapter: bool = False


@dataclass(frozen=True)
class MachineFacts:
    """Devices besides auto that this machine has, the CPU threads a training gets, and the disk that it writes to."""

    devices: frozenset[Device]
    threads: int
    runs_folder: Path
    free_bytes: int


@dataclass(frozen=True)
class Request:
    """Everything that decides a training."""

    name: str
    language: Literal["zh", "en"]
    settings: TrainSettings
    train: DatasetFacts
    validation: DatasetFacts | None
    model: ModelFacts
    machine: MachineFacts


@dataclass(frozen=True)
class Counts:
    """What follows from data and settings; steps are optimizer steps."""

    train_rows: int
    validation_rows: int
    steps_per_epoch: int
    total_steps: int


@dataclass(frozen=True)
class Plan:
    """errors block, advice does not; counts are null when the data itself is unusable."""

    errors: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    counts: Counts | None


def plan(request: Request) -> Plan:
    """All that is wrong or worth saying, not only the first of it."""
    errors = [*_data_errors(request), *_model_errors(request), *_space_errors(request)]
    if errors and not request.train.label_rows:
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


def _data_errors(request: Request) -> Iterator[Problem]:
    train, validation = request.train, request.validation
    if not train.label_rows:
        yield _problem("dataset_id", ErrorCode.NOT_LABELLED, name=train.name)
    if validation is not None and not validation.label_rows:
        yield _problem("validation_dataset_id", ErrorCode.NOT_LABELLED, name=validation.name)
    if len(train.label_rows) == 1:
        yield _problem("dataset_id", ErrorCode.ONE_LABEL, label=next(iter(train.label_rows)))
    elif validation is None and request.train.multi_label and train.rows < 2:
        label = min(train.label_rows, default="")
        yield _problem("dataset_id", ErrorCode.LABEL_TOO_FEW, label=label, rows=train.rows)
    elif validation is None and not request.train.multi_label:
        lonely = sorted(label for label, rows in train.label_rows.items() if rows < 2)
        for label in lonely[:MOST_LABELS_NAMED]:
            yield _problem("dataset_id", ErrorCode.LABEL_TOO_FEW, label=label, rows=train.label_rows[label])
    for label in (label for label in train.label_rows if len(label) > LONGEST_LABEL):
        yield _problem("dataset_id", ErrorCode.LABEL_TOO_LONG, start=label[:40], limit=LONGEST_LABEL)
        break
    if validation is not None and train.label_rows:
        unknown = sorted(set(validation.label_rows) - set(train.label_rows))
        if unknown:
            yield _problem("validation_dataset_id", ErrorCode.LABELS_UNKNOWN, labels=advice.listed(unknown))
        if validation.label_rows and validation.multi_label is not train.multi_label:
            yield _problem("validation_dataset_id", ErrorCode.VALIDATION_KIND)


def _model_errors(request: Request) -> Iterator[Problem]:
    if request.model.is_adapter:
        yield _problem("model_id", ErrorCode.ADAPTER_AS_BASE, name=request.model.reference.name)
    device, limit = request.settings.device, request.model.max_tokens
    if device is not Device.AUTO and device not in request.machine.devices:
        yield _problem("settings.device", ErrorCode.DEVICE_UNAVAILABLE, device=device.value)
    if request.settings.max_tokens > limit:
        yield _problem("settings.max_tokens", ErrorCode.MAX_TOKENS_TOO_LONG, max_tokens=request.settings.max_tokens, limit=limit)


def _size_errors(request: Request, counts: Counts) -> Iterator[Problem]:
    batch_rows = request.settings.batch_rows
    if batch_rows > counts.train_rows:
        yield _problem("settings.batch_rows", ErrorCode.BATCH_TOO_LARGE, batch_rows=batch_rows, train_rows=counts.train_rows)


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
        yield _problem("model_id", ErrorCode.DISK_FULL, **Shortage(request.machine.runs_folder, need, free).params)


def _counts(request: Request) -> Counts:
    rows = _rows(request.train)
    if request.validation is not None:
        held_out, train_rows = _rows(request.validation), rows
    else:
        held_out = _held_out(request.train, request.settings.validation_share)
        train_rows = rows - held_out
    steps_per_epoch = -(-train_rows // request.settings.batch_rows)
    return Counts(train_rows, held_out, steps_per_epoch, steps_per_epoch * request.settings.epochs)


def _rows(data: DatasetFacts) -> int:
    return data.rows if data.multi_label else sum(data.label_rows.values())


def _held_out(train: DatasetFacts, share: float) -> int:
    return held_out_rows(train.rows, share) if train.multi_label else sum(validation_rows(train.label_rows, share).values())


def _problem(field: str, code: ErrorCode, **params: Any) -> Problem:
    return Problem(field, code, params)
