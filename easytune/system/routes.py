"""Routes of health and of the machine. Knows no domain."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from easytune.core.security import Policy, policy
from easytune.system.schemas import HealthOut, SystemOut
from easytune.system.service import DatabaseWatch, SystemWatch

router = APIRouter(tags=["system"])


def _watch(request: Request) -> SystemWatch:
    watch = request.app.state.system
    assert isinstance(watch, SystemWatch)
    return watch


@router.get("/health", **policy(Policy.PUBLIC))
async def health(request: Request) -> HealthOut:
    """The server answers, always 200; whether its database does is at most two seconds old."""
    watch = request.app.state.database_watch
    assert isinstance(watch, DatabaseWatch)
    return HealthOut(version=request.app.version, database="away" if await watch.is_away() else "ok")


@router.get("/system", **policy(Policy.VIEWER))
async def system(watch: Annotated[SystemWatch, Depends(_watch)]) -> SystemOut:
    """Processor, memory, disk, accelerators and versions; at most two seconds old."""
    return await watch.read()
