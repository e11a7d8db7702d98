"""What the system page shows, remembered for a moment so that many viewers cost as much as one. Knows no HTTP."""

import asyncio
import platform
import time
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import text

from easytune.core.config import Settings
from easytune.core.database_errors import DatabaseAway
from easytune.core.db import Database
from easytune.system import hardware, role
from easytune.system.schemas import SystemOut

FRESH_SECONDS = 2.0
ASK_SECONDS = 1.0
SHOWN_PACKAGES = ("easytune-llm", "torch", "transformers", "tokenizers", "accelerate", "fastapi", "sqlalchemy", "pyarrow")


@dataclass
class SystemWatch:
    """One per app; asks the machine at most every two seconds, in a thread."""

    settings: Settings
    database: Database
    _last: SystemOut | None = None
    _at: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self) -> SystemOut:
        async with self._lock:
            if self._last is None or time.monotonic() - self._at > FRESH_SECONDS:
                self._last = await asyncio.to_thread(_look, self.settings, await self._is_scheduled())
                self._at = time.monotonic()
            return self._last

    async def _is_scheduled(self) -> bool:
        if self.database.is_sqlite:
            return await asyncio.to_thread(role.is_held, self.settings.folder / "scheduler.lock")
        return await role.is_held_in(self.database)


@dataclass
class DatabaseWatch:
    """Whether the database was there when somebody last asked anything of it; asks itself only when that is long ago."""

    database: Database
    _asked_at: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def is_away(self) -> bool:
        """At most two seconds old, and known within one."""
        async with self._lock:
            if time.monotonic() - max(self.database.heard_at, self._asked_at) > FRESH_SECONDS:
                await self._ask()
                self._asked_at = time.monotonic()
        return self.database.away

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(ASK_SECONDS), self.database.reading() as session:
                await session.execute(text("SELECT 1"))
        except (DatabaseAway, TimeoutError):
            self.database.away = True


def _look(settings: Settings, scheduler: bool) -> SystemOut:
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
        scheduler=scheduler,
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
