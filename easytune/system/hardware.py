"""Asks the machine about itself: processor, memory, disk, NVIDIA accelerators. Knows no HTTP; may block for milliseconds."""

import platform
import shutil
from pathlib import Path

import psutil
import pynvml

from easytune.system.schemas import GpuOut


def processor_name() -> str:
    """As the vendor calls it, where the system says so."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def processor_count() -> int:
    return psutil.cpu_count() or 1


def processor_percent() -> float:
    """Mean load of all cores since the last call, 0 to 100; the first call of a process gives 0."""
    return psutil.cpu_percent(interval=None)


def memory_bytes() -> tuple[int, int]:
    """All, and in use."""
    memory = psutil.virtual_memory()
    return memory.total, memory.total - memory.available


def disk_bytes(folder: Path) -> tuple[int, int]:
    """All, and free, of the disk that holds the folder."""
    usage = shutil.disk_usage(folder)
    return usage.total, usage.free


def gpus() -> list[GpuOut]:
    """NVIDIA accelerators; an empty list where there is no driver."""
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return []
    try:
        return [_gpu(index) for index in range(pynvml.nvmlDeviceGetCount())]
    finally:
        pynvml.nvmlShutdown()


def _gpu(index: int) -> GpuOut:
    handle = pynvml.nvmlDeviceGetHandleByIndex(index)
    memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    try:
        utilization = float(pynvml.nvmlDeviceGetUtilizationRates(handle).gpu)
    except pynvml.NVMLError:  # slices of a device do not say
        utilization = None
    name = pynvml.nvmlDeviceGetName(handle)
    return GpuOut(name=str(name), memory_bytes=memory.total, memory_used_bytes=memory.used, utilization_percent=utilization)
