"""`output/calibration.json`: the temperature that a trainer fitted and a predictor divides logits by. Knows no logits."""

from pathlib import Path

from pydantic import Field

from easytune.contract.base import Strict

FILE_NAME = "calibration.json"


class Calibration(Strict):
    """Guo et al. 2017, section 4.2. Errors are expected calibration errors on the validation rows, before and after."""

    temperature: float = Field(gt=0, allow_inf_nan=False)
    error_before: float
    error_after: float
    rows: int


def read_calibration(model_folder: Path) -> Calibration | None:
    """None for a model that was never calibrated. Raises: pydantic.ValidationError when the file is broken."""
    path = model_folder / FILE_NAME
    return Calibration.model_validate_json(path.read_bytes()) if path.is_file() else None
