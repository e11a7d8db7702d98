"""HTTP of training jobs. Knows no table; reads files in threads, outside of any transaction."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.http import Config, CurrentUser, Db
from easytune.core.ids import LARGEST_ID
from easytune.core.pages import Page, Paging
from easytune.core.security import Policy, Principal, policy
from easytune.jobs import service
from easytune.jobs.detail import checkpoints_out, job_detail
from easytune.jobs.machine import machine_facts
from easytune.jobs.rows import JobFilter, JobRow, job_row, page_of_jobs
from easytune.jobs.schemas import CheckpointOut, JobCheck, JobDetail, JobIn, JobOut, ResumeIn
from easytune.jobs.show import job_out, jobs_out
from easytune.runs import folders
from easytune.runs import service as runs
from easytune.runs.schemas import RunState, StopIn

router = APIRouter(tags=["jobs"])
JobId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200)]


def _filter(
    state: Annotated[list[RunState] | None, Query(description="Any of these.")] = None,
    search: Annotated[str | None, Query(max_length=200, description="Part of the name, or the number.")] = None,
    model_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    dataset_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> JobFilter:
    return JobFilter(tuple(state or ()), search, model_id, dataset_id)


@router.get("/jobs", **policy(Policy.VIEWER))
async def list_jobs(
    database: Db, settings: Config, user: CurrentUser, wanted: Annotated[JobFilter, Depends(_filter)], paging: Annotated[Paging, Depends()]
) -> Page[JobOut]:
    """Training jobs, newest first."""
    async with database.reading() as session:
        rows, total = await page_of_jobs(session, wanted, paging)
    return Page(items=await asyncio.to_thread(jobs_out, rows, settings.runs, user.language), total=total)


@router.post("/jobs", status_code=201, **policy(Policy.MEMBER))
async def create_job(body: JobIn, database: Db, settings: Config, user: CurrentUser, idempotency_key: IdempotencyKey = None) -> JobOut:
    """Submit a training; it is recorded when this answers. The same Idempotency-Key with the same body gives the same job."""
    machine = await asyncio.to_thread(machine_facts, settings)
    async with database.session() as session:
        row = await service.create(session, settings, service.Submit(body, user, idempotency_key), machine)
    return await shown(row, settings, user)


@router.post("/jobs/validate", **policy(Policy.VIEWER))
async def validate_job(body: JobIn, database: Db, settings: Config, user: CurrentUser) -> JobCheck:
    """What would be said of this job, without submitting it: errors block, advice does not."""
    machine = await asyncio.to_thread(machine_facts, settings)
    async with database.reading() as session:
        return await service.check(session, settings, body, machine, user)


@router.get("/jobs/{job_id}", **policy(Policy.VIEWER))
async def get_job(job_id: JobId, database: Db, settings: Config, user: CurrentUser) -> JobDetail:
    """Everything of a job but its curve and its log."""
    row = await read_row(database, job_id)
    return await asyncio.to_thread(job_detail, row, settings.runs, user.language)


@router.delete("/jobs/{job_id}", status_code=204, **policy(Policy.MEMBER))
async def delete_job(job_id: JobId, database: Db, settings: Config) -> None:
    """Delete an ended job with its files; the model it made stays."""
    async with database.session() as session:
        await service.delete(session, job_id)
    await asyncio.to_thread(folders.remove, settings.runs, job_id)


@router.post("/jobs/{job_id}/stop", **policy(Policy.MEMBER))
async def stop_job(job_id: JobId, body: StopIn, database: Db, settings: Config, user: CurrentUser) -> JobOut:
    """Ask a job to stop; asking twice changes nothing. The answer shows that it was asked, the end follows."""
    async with database.session() as session:
        await runs.request_stop(session, (await job_row(session, job_id)).run, body.mode)
        row = await job_row(session, job_id)
    return await shown(row, settings, user)


@router.post("/jobs/{job_id}/restart", **policy(Policy.MEMBER))
async def restart_job(job_id: JobId, database: Db, settings: Config, user: CurrentUser) -> JobOut:
    """Run a failed or stopped job again from the beginning."""
    return await _again(database, settings, user, job_id, resume=False, step=None)


@router.post("/jobs/{job_id}/resume", **policy(Policy.MEMBER))
async def resume_job(job_id: JobId, body: ResumeIn, database: Db, settings: Config, user: CurrentUser) -> JobOut:
    """Go on with a failed or stopped job from a committed checkpoint; the newest when no step is given."""
    return await _again(database, settings, user, job_id, resume=True, step=body.step)


@router.get("/jobs/{job_id}/checkpoints", **policy(Policy.VIEWER))
async def list_checkpoints(job_id: JobId, database: Db, settings: Config) -> list[CheckpointOut]:
    """Committed checkpoints from which the job can go on, newest first."""
    await read_row(database, job_id)
    return await asyncio.to_thread(checkpoints_out, settings.runs, job_id)


async def _again(database: Database, settings: Settings, user: Principal, job_id: int, *, resume: bool, step: int | None) -> JobOut:
    async with database.session() as session:
        await runs.requeue_by_user(session, (await job_row(session, job_id)).run, resume=resume, step=step)
        row = await job_row(session, job_id)
    return await shown(row, settings, user)


async def read_row(database: Database, job_id: int) -> JobRow:
    """One job in a transaction of its own, so that none is open while files are read. Raises: NotFound."""
    async with database.reading() as session:
        return await job_row(session, job_id)


async def shown(row: JobRow, settings: Settings, user: Principal) -> JobOut:
    return await asyncio.to_thread(job_out, row, settings.runs, user.language)
