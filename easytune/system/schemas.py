"""HTTP shapes of the machine. Knows no domain."""

from typing import Literal

from pydantic import BaseModel


class GpuOut(BaseModel):
    name: str
    memory_bytes: int
    memory_used_bytes: int
    utilization_percent: float | None


class SystemOut(BaseModel):
    cpu_name: str
    cpu_count: int
    cpu_percent: float
    memory_bytes: int
    memory_used_bytes: int
    disk_bytes: int
    disk_free_bytes: int
    gpus: list[GpuOut]
    python: str
    platform: str
    versions: dict[str, str]
    scheduler: bool


class HealthOut(BaseModel):
    """status is the server's own. database away: everything else answers 503 until it is back; trainings go on."""

    status: str = "ok"
    version: str
    database: Literal["ok", "away"]
