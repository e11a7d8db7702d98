"""HTTP of what a job wrote while it ran: curve, log, answers, word on each validation row. Knows no table; reads files in threads."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from easytune.contract.events import LogLevel
from easytune.contract.train_spec import LONGEST_LABEL
from easytune.core.http import Config, Db
from easytune.core.pages import Page, Paging
from easytune.core.security import Policy, policy
from easytune.jobs.follow import log_end
from easytune.jobs.journal import journal_of
from easytune.jobs.logs import Filter, LogBook
from easytune.jobs.position import Position, Topic, TopicKind, encoded
from easytune.jobs.predictions import Wanted, predictions_page
from easytune.jobs.routes import JobId, read_row
from easytune.jobs.schemas import LogPage, PredictedRow, SamplesOut, SeriesOut

router = APIRouter(tags=["jobs"])
STEPS = 2**53
MOST_SAMPLED_STEPS = 50
MaxPoints = Annotated[int, Query(ge=8, le=5000)]
StepBound = Annotated[int, Query(ge=0, le=STEPS)]
Search = Annotated[str, Query(max_length=400, description="Part of the text, whatever its case.")]


def _filter(
    q: Search = "", level: Annotated[list[LogLevel] | None, Query(description="Any of these; all when not given.")] = None
) -> Filter:
    return Filter(q, frozenset(level or ()))


@router.get("/jobs/{job_id}/series", **policy(Policy.VIEWER))
async def read_series(
    job_id: JobId, database: Db, settings: Config, max_points: MaxPoints = 2000, from_step: StepBound = 0, to_step: StepBound = STEPS
) -> SeriesOut:
    """The training curve in step order; extremes and non-finite points are kept. `cursor` continues it in the event stream."""
    row = await read_row(database, job_id)
    return await asyncio.to_thread(_series, settings.runs, job_id, row.run.attempt, (max_points, from_step, to_step))


@router.get("/jobs/{job_id}/logs", **policy(Policy.VIEWER))
async def read_logs(
    job_id: JobId,
    database: Db,
    settings: Config,
    wanted: Annotated[Filter, Depends(_filter)],
    from_line: Annotated[int, Query(ge=1, le=STEPS)] = 1,
    limit: Annotated[int, Query(ge=1, le=2000)] = 500,
    tail: Annotated[int | None, Query(ge=1, le=2000, description="The last lines instead.")] = None,
) -> LogPage:
    """Lines of the log over all attempts. With q or level: matching lines from from_line on, and how many match in all."""
    row = await read_row(database, job_id)
    return await asyncio.to_thread(_log_page, settings.runs, (job_id, row.run.attempt), wanted, (from_line, limit, tail))


@router.get("/jobs/{job_id}/logs/download", response_class=StreamingResponse, **policy(Policy.VIEWER))
async def download_logs(job_id: JobId, database: Db, settings: Config) -> StreamingResponse:
    """The whole log as plain text."""
    row = await read_row(database, job_id)
    book = await asyncio.to_thread(LogBook, settings.runs, job_id, row.run.attempt)
    lines: Iterator[bytes] = book.plain_text()  # read block by block, in threads
    headers = {"Content-Disposition": f'attachment; filename="job-{job_id}.log"'}
    return StreamingResponse(lines, media_type="text/plain; charset=utf-8", headers=headers)


Name = Annotated[str | None, Query(max_length=LONGEST_LABEL)]


def _wanted(
    label: Annotated[str | None, Query(max_length=LONGEST_LABEL, description="Rows that have this label.")] = None,
    guess: Annotated[str | None, Query(max_length=LONGEST_LABEL, description="Rows that were said to have this label.")] = None,
    not_label: Name = None,
    not_guess: Name = None,
    wrong_only: bool = False,
    search: Annotated[str | None, Query(max_length=200, description="Part of the text, whatever its case.")] = None,
) -> Wanted:
    return Wanted(label, guess, not_label, not_guess, wrong_only, search)


@router.get("/jobs/{job_id}/predictions", **policy(Policy.VIEWER))
async def read_predictions(
    job_id: JobId, database: Db, settings: Config, wanted: Annotated[Wanted, Depends(_wanted)], paging: Annotated[Paging, Depends()]
) -> Page[PredictedRow]:
    """What the best weights say of each validation row, surest first: the rows behind a cell of the confusion matrix."""
    row = await read_row(database, job_id)
    return await asyncio.to_thread(predictions_page, settings.runs, (job_id, row.run.attempt), wanted, paging)


@router.get("/jobs/{job_id}/samples", **policy(Policy.VIEWER))
async def read_samples(
    job_id: JobId, database: Db, settings: Config, most_steps: Annotated[int, Query(ge=2, le=200)] = MOST_SAMPLED_STEPS
) -> SamplesOut:
    """What a language model answered to the fixed prompts: the base first, then at each evaluation. Empty for a classifier."""
    row = await read_row(database, job_id)
    return await asyncio.to_thread(journal_of(settings.runs, job_id).samples, row.run.attempt, most_steps)


def _series(runs: Path, job_id: int, attempts: int, window: tuple[int, int, int]) -> SeriesOut:
    max_points, from_step, to_step = window
    curve = journal_of(runs, job_id).curve(attempts, max_points=max_points, from_step=from_step, to_step=to_step)
    log, lines = log_end(runs, job_id, curve.attempt)
    position = Position(curve.attempt, curve.offset, log, lines)
    return SeriesOut(steps=curve.steps, evaluations=curve.evaluations, cursor=encoded(Topic(TopicKind.JOB, job_id), position))


def _log_page(runs: Path, job: tuple[int, int], wanted: Filter, window: tuple[int, int, int | None]) -> LogPage:
    book = LogBook(runs, *job)
    from_line, limit, tail = window
    if tail is not None:
        return book.tail(tail) if wanted.is_empty else book.search_tail(wanted, tail)
    return book.page(from_line, limit) if wanted.is_empty else book.search(wanted, from_line, limit)
