"""Everything that decides a training, as facts: data, model, machine, wishes. Knows no rule, no database and no file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from easytune.contract.train_spec import BaseModelRef, DataRef, Device, TrainSettings

DatasetTask = Literal["classification", "conversation", "plain_text"]
ModelTask = Literal["encoder", "language_model", "classifier"]


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
    task: DatasetTask = "classification"

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
    task: ModelTask = "encoder"


@dataclass(frozen=True)
class MachineFacts:
    """Devices besides auto that this machine has, the CPU threads a training gets, and the disk that it writes to."""

    devices: frozenset[Device]
    threads: int
    runs_folder: Path
    free_bytes: int


@dataclass(frozen=True)
class Request:
    """What was asked for, and of what."""

    name: str
    language: Literal["zh", "en"]
    settings: TrainSettings
    train: DatasetFacts
    validation: DatasetFacts | None
    model: ModelFacts
    machine: MachineFacts
