"""Finds a disk that is too small for a training's checkpoints and output before the first step. Knows the tuned model; writes nothing."""

from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.space import shortage, training_bytes
from easytune.contract.tuning import Lora, LoraOutput, Tuning
from easytune.modeling.tuned import Tuned, trained_tensors

_BYTES_PER_WEIGHT = 4  # kept as fp32


def require_room(folder: Path, tuned: Tuned, tuning: Tuning) -> None:
    """Raises: RunFailed(DISK_FULL) with what is needed, what is free, and where."""
    trained_bytes = sum(weight.numel() * weight.element_size() for weight in trained_tensors(tuned).values())
    adapter_alone = isinstance(tuning, Lora) and tuning.output is LoraOutput.ADAPTER
    output_bytes = trained_bytes if adapter_alone else _BYTES_PER_WEIGHT * tuned.total_parameters
    short = shortage(folder, training_bytes(saved_bytes=trained_bytes, trained_bytes=trained_bytes, output_bytes=output_bytes))
    if short is not None:
        raise RunFailed(ErrorCode.DISK_FULL, **short.params)
