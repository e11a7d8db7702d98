"""What this machine offers a training. Knows no job. Blocking for milliseconds: call it in a thread."""

import os
import platform
import shutil
import sys

from easytune.contract.train_spec import Device
from easytune.core.config import Settings
from easytune.jobs.request import MachineFacts
from easytune.system import hardware


def machine_facts(settings: Settings) -> MachineFacts:
    """Devices by driver, not by torch, which the web process never imports; threads as set, else the cores we may use."""
    devices = {Device.CPU}
    if sys.platform == "darwin" and platform.machine() == "arm64":
        devices.add(Device.MPS)
    if hardware.gpus():
        devices.add(Device.CUDA)
    free_bytes = shutil.disk_usage(settings.runs).free
    return MachineFacts(frozenset(devices), settings.threads or _usable_cores(), settings.runs, free_bytes)


def _usable_cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return hardware.processor_count()
