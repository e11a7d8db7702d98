"""`base.json` of an adapter's folder: which model it belongs on. Knows no weights and no library."""

from pathlib import Path

from easytune.contract.base import Strict

FILE_NAME = "base.json"
ADAPTER_CONFIG = "adapter_config.json"


class AdapterBase(Strict):
    """weights_sha256 is over the names and contents of the base's safetensors files: on other weights an adapter is nonsense."""

    model_id: int
    name: str
    weights_sha256: str


def is_adapter(model_folder: Path) -> bool:
    """Whether the folder holds an adapter alone; its base lies elsewhere."""
    return (model_folder / ADAPTER_CONFIG).is_file()


def read_adapter_base(model_folder: Path) -> AdapterBase:
    """Raises: OSError, pydantic.ValidationError."""
    return AdapterBase.model_validate_json((model_folder / FILE_NAME).read_bytes())
