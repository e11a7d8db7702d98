"""Chooses the device and the arithmetic, and fixes the threads. Knows torch; knows no model and no data."""

from dataclasses import dataclass
from typing import assert_never

import torch

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.train_spec import Device, Precision

_BF16_INSTRUCTIONS = ("amx_bf16", "avx512_bf16", "arm_bf16", "bf16")


@dataclass(frozen=True)
class Compute:
    """Where and how the matrix products run; device and precision are never AUTO here."""

    device: Device
    precision: Precision
    device_name: str

    @property
    def torch_device(self) -> torch.device:
        return torch.device(self.device.value)


def choose_compute(device: Device, precision: Precision) -> Compute:
    """CUDA before MPS before CPU; bf16 where the device has instructions for it.

    Raises: RunFailed(DEVICE_UNAVAILABLE) when a device was named that this machine lacks.
    """
    chosen = _choose_device(device)
    return Compute(chosen, _choose_precision(precision, chosen), _name_of(chosen))


def fix_threads(threads: int) -> None:
    """Other thread counts give other sums, hence other weights: a job keeps one count for life."""
    torch.set_num_threads(threads)


def bf16_instructions() -> tuple[str, ...]:
    """The bf16 instruction sets of this CPU, as torch's runtime detection names them; empty where there are none."""
    capabilities = torch.cpu.get_capabilities()
    return tuple(name for name in _BF16_INSTRUCTIONS if capabilities.get(name))


def _choose_device(wanted: Device) -> Device:
    usable = {Device.CUDA: torch.cuda.is_available(), Device.MPS: torch.backends.mps.is_available(), Device.CPU: True}
    if wanted is Device.AUTO:
        return next(device for device, there in usable.items() if there)
    if not usable[wanted]:
        raise RunFailed(ErrorCode.DEVICE_UNAVAILABLE, device=wanted.value)
    return wanted


def _choose_precision(wanted: Precision, device: Device) -> Precision:
    """bf16 that was asked for is taken on a CPU without instructions too (slow, but the same results); MPS stays with fp32."""
    match device:
        case Device.CUDA:
            can, fast = torch.cuda.is_bf16_supported(), torch.cuda.is_bf16_supported(including_emulation=False)
        case Device.CPU:
            can, fast = True, bool(bf16_instructions())
        case Device.MPS | Device.AUTO:
            can, fast = False, False
        case _:
            assert_never(device)
    takes_bf16 = fast if wanted is Precision.AUTO else can and wanted is Precision.BF16
    return Precision.BF16 if takes_bf16 else Precision.FP32


def _name_of(device: Device) -> str:
    match device:
        case Device.CUDA:
            return f"CUDA ({torch.cuda.get_device_name()})"
        case Device.MPS:
            return "MPS (Apple Silicon)"
        case Device.CPU | Device.AUTO:
            return f"CPU ({torch.cpu.get_capabilities().get('cpu_name') or 'unknown'})"
        case _:
            assert_never(device)
