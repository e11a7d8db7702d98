"""HTTP shapes of models. Knows no table and no folder layout."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class ModelOut(BaseModel):
    id: int
    name: str
    description: str
    source: Literal["starter", "folder", "tuned"]
    task: Literal["encoder", "classifier"]
    architecture: str
    parameters: int
    bytes: int
    max_tokens: int
    folder: str
    licence: str | None
    note: str | None
    labels: list[str] | None
    tuning: Literal["full", "head", "lora"] | None = Field(description="How a tuned model was trained.")
    is_adapter: bool = Field(description="Its folder is an adapter alone; the base model is needed to use it.")
    multi_label: bool = Field(description="Gives a text any number of labels.")
    metrics: dict[str, float]
    base_model_id: int | None
    job_id: int | None
    created_at: datetime


class StarterOut(BaseModel):
    """A model that can be taken from a package registry without a hub."""

    key: str
    name: str
    description: dict[Literal["zh", "en"], str]
    parameters: int
    languages: list[str]
    licence: str
    note: str
    download_bytes: int
    state: Literal["absent", "pulling", "ready", "failed"]
    model_id: int | None
    run_id: int | None


class ModelFolderIn(BaseModel):
    """A model folder on the server, below one of the allowed roots."""

    name: str = Field(min_length=1, max_length=400)
    folder: str = Field(min_length=1, max_length=4096)


class ModelPatch(BaseModel):
    name: str | None = Field(default=None, max_length=400)
    description: str | None = Field(default=None, max_length=4000)
