"""Routes of health and of the machine. Knows no domain."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from easytune.core.security import Policy, policy
from easytune.system.schemas import HealthOut, SystemOut
from easytune.system.service import SystemWatch

router = APIRouter(tags=["system"])


def _watch(request: Request) -> SystemWatch:
    watch = request.app.state.system
    assert isinstance(watch, SystemWatch)
    return watch


@router.get("/health", **policy(Policy.PUBLIC))
async def health(request: Request) -> HealthOut:
    """The server answers; cheap, no database and no disk behind it."""
    return HealthOut(version=request.app.version)


@router.get("/system", **policy(Policy.VIEWER))
async def system(watch: Annotated[SystemWatch, Depends(_watch)]) -> SystemOut:
    """Processor, memory, disk, accelerators and versions; at most two seconds old."""
    return await watch.read()
