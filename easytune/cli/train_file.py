"""The file that `easytune train` takes: a training by names and paths instead of numbers. Knows no database."""

from pathlib import Path

from pydantic import Field, ValidationError

from easytune.cli.failure import CommandFailed
from easytune.contract.base import Strict
from easytune.contract.train_spec import TrainSettings
from easytune.datasets.schemas import Mapping


class TrainFile(Strict):
    """model: number, name or starter key. data: number or name of a dataset, or a file, relative to this one.

    mapping says all about the columns of a file, instead of the three fields before it.
    """

    name: str = Field(min_length=1, max_length=400)
    description: str = Field(default="", max_length=4000)
    model: int | str
    data: int | str
    validation_data: int | str | None = None
    text_column: str | None = None
    label_column: str | None = None
    label_separator: str | None = None
    mapping: Mapping | None = None
    output_name: str | None = Field(default=None, max_length=400)
    settings: TrainSettings = TrainSettings()


def read(path: Path) -> TrainFile:
    """Raises: CommandFailed naming the file, and the field that is not valid."""
    try:
        return TrainFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CommandFailed(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the JSON"
        raise CommandFailed(f"{path}: {field} is not valid: {first['msg']}.") from error
