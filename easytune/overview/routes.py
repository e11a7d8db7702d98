"""HTTP of the dashboard. Knows no table and no file."""

import asyncio
from dataclasses import asdict

from fastapi import APIRouter

from easytune.core.http import Config, CurrentUser, Db
from easytune.core.security import Policy, policy
from easytune.jobs.show import jobs_out
from easytune.overview import service
from easytune.overview.schemas import OverviewOut

router = APIRouter(tags=["overview"])


@router.get("/overview", **policy(Policy.VIEWER))
async def read_overview(database: Db, settings: Config, user: CurrentUser) -> OverviewOut:
    """Counts, the jobs under way and the newest jobs."""
    async with database.reading() as session:
        counts = await service.counts(session)
        live, recent = await service.live_jobs(session), await service.recent_jobs(session)
    shown = await asyncio.to_thread(jobs_out, [*live, *recent], settings.runs, user.language)
    return OverviewOut(**asdict(counts), live_jobs=shown[: len(live)], recent_jobs=shown[len(live) :])
