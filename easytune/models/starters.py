"""Taking a starter: its run, and what the catalogue shows of it. Knows no registry."""

import asyncio
from pathlib import Path
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.contract.package_cache import kept_bytes, partial_file
from easytune.contract.run_spec import PullSpec
from easytune.core.config import Settings
from easytune.core.errors import Conflict
from easytune.models.catalog import Starter, starter, starters
from easytune.models.schemas import StarterOut
from easytune.models.tables import Model
from easytune.runs import service as runs
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.tables import Run


def starter_subject(key: str) -> str:
    return f"starter:{key}"


async def pull(session: AsyncSession, settings: Settings, *, owner_id: int, key: str, language: Literal["zh", "en"]) -> Run:
    """The run that takes a starter: a new one, the live one, or the one that took it. Raises: NotFound(STARTER_UNKNOWN)."""
    entry = starter(key)
    if await _model_id(session, key) is not None:
        taken = await runs.newest_of(session, starter_subject(key))
        if taken is not None:
            return taken
    spec = PullSpec(
        run_id=0,
        attempt=1,
        language=language,
        key=key,
        packages=entry.package,
        output_bytes=entry.disk_bytes,
        cache_folder=str(settings.cache),
    )
    return await runs.submit(session, owner_id=owner_id, kind="pull", spec=spec, subject=starter_subject(key))


async def list_starters(session: AsyncSession, settings: Settings) -> list[StarterOut]:
    kept = await asyncio.to_thread(_kept, settings.cache)
    return [await _starter_out(session, entry, kept[entry.key]) for entry in starters()]


async def check_idle(session: AsyncSession, key: str) -> Starter:
    """The entry, when no run is taking it. Raises: NotFound(STARTER_UNKNOWN), Conflict(STATE_CONFLICT)."""
    entry = starter(key)
    live = await runs.live_of(session, starter_subject(key))
    if live is not None:
        raise Conflict(ErrorCode.STATE_CONFLICT, state=live.state, action="discard")
    return entry


def discard_download(settings: Settings, entry: Starter) -> None:
    """Delete what has arrived of files that are not whole. Blocking."""
    for package in entry.package:
        partial_file(settings.cache, package.sha256).unlink(missing_ok=True)


def _kept(cache: Path) -> dict[str, int]:
    return {entry.key: sum(kept_bytes(cache, package.sha256) for package in entry.package) for entry in starters()}


async def _starter_out(session: AsyncSession, entry: Starter, kept: int) -> StarterOut:
    model_id = await _model_id(session, entry.key)
    run = await runs.newest_of(session, starter_subject(entry.key))
    return StarterOut(
        key=entry.key,
        name=entry.name,
        description=entry.description,
        parameters=entry.parameters,
        languages=list(entry.languages),
        licence=entry.licence,
        note=entry.note,
        download_bytes=entry.download_bytes,
        kept_bytes=kept,
        disk_bytes=entry.disk_bytes,
        state=_state(model_id, run),
        model_id=model_id,
        run_id=run.id if run is not None else None,
    )


def _state(model_id: int | None, run: Run | None) -> Literal["absent", "pulling", "ready", "failed"]:
    if model_id is not None:
        return "ready"
    if run is None:
        return "absent"
    state = RunState(run.state)
    if state in LIVE_STATES:
        return "pulling"
    return "failed" if state is RunState.FAILED else "absent"


async def _model_id(session: AsyncSession, key: str) -> int | None:
    found: int | None = await session.scalar(select(Model.id).where(Model.starter_key == key))
    return found
