"""What the system page shows, remembered for a moment so that many viewers cost as much as one. Knows no HTTP."""

import asyncio
import platform
import time
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from easytune.core.config import Settings
from easytune.system import hardware
from easytune.system.role import is_held
from easytune.system.schemas import SystemOut

FRESH_SECONDS = 2.0
SHOWN_PACKAGES = ("easytune-llm", "torch", "transformers", "tokenizers", "accelerate", "fastapi", "sqlalchemy", "pyarrow")


@dataclass
class SystemWatch:
    """One per app; asks the machine at most every two seconds, in a thread."""

    settings: Settings
    _last: SystemOut | None = None
    _at: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self) -> SystemOut:
        async with self._lock:
            if self._last is None or time.monotonic() - self._at > FRESH_SECONDS:
                self._last = await asyncio.to_thread(_look, self.settings)
                self._at = time.monotonic()
            return self._last


def _look(settings: Settings) -> SystemOut:
    memory_bytes, memory_used_bytes = hardware.memory_bytes()
    disk_bytes, disk_free_bytes = hardware.disk_bytes(settings.folder)
    return SystemOut(
        cpu_name=_processor_name(),
        cpu_count=hardware.processor_count(),
        cpu_percent=hardware.processor_percent(),
        memory_bytes=memory_bytes,
        memory_used_bytes=memory_used_bytes,
        disk_bytes=disk_bytes,
        disk_free_bytes=disk_free_bytes,
        gpus=hardware.gpus(),
        python=platform.python_version(),
        platform=platform.platform(),
        versions=package_versions(),
        scheduler=is_held(settings.folder / "scheduler.lock"),
    )


@cache
def _processor_name() -> str:
    return hardware.processor_name()


@cache
def package_versions() -> dict[str, str]:
    """Installed versions, read from their metadata: asking torch itself would cost seconds and 300 MB."""
    found: dict[str, str] = {}
    for name in SHOWN_PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
