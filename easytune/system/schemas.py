"""HTTP shapes of the machine. Knows no domain."""

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
    """Cheap: no database, no disk."""

    status: str = "ok"
    version: str
