"""Watches one run to its end with a progress bar on stderr; the first Ctrl-C asks it to stop. Knows no kind of run."""

import asyncio

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from easytune.cli.failure import CommandFailed
from easytune.cli.local_platform import LocalPlatform
from easytune.cli.serving import stop_at_signals
from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.runs import service as runs
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.service import StopMode
from easytune.runs.tables import Run

POLL_SECONDS = 0.2
MEGABYTE = 1_000_000
_LIVE = frozenset(state.value for state in LIVE_STATES)


async def until_completed(platform: LocalPlatform, run_id: int, title: str, stop_mode: StopMode) -> Run:
    """The run, once it is COMPLETED. stop_mode: what Ctrl-C asks for.

    Raises: CommandFailed with the reason when it failed or was stopped.
    """
    stopping = stop_at_signals()
    title_column, note_column = TextColumn("{task.description}", markup=False), TextColumn("{task.fields[note]}", markup=False)
    with Progress(title_column, BarColumn(), note_column, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task(title, total=None, note="")
        run = await _watch(platform, run_id, progress, bar, stopping, stop_mode)
        if run.state == RunState.COMPLETED.value:
            progress.update(bar, total=1, completed=1, note="done")
            return run
    raise CommandFailed(_why(run, platform.user.language))


async def _watch(
    platform: LocalPlatform, run_id: int, progress: Progress, bar: TaskID, stopping: asyncio.Event, stop_mode: StopMode
) -> Run:
    asked = False
    while True:
        run = await _read(platform, run_id)
        if run.state not in _LIVE:
            return run
        if stopping.is_set() and not asked:
            asked = True
            await _ask_to_stop(platform, run_id, stop_mode)
        _show(progress, bar, run)
        platform.require_scheduler()
        await asyncio.sleep(POLL_SECONDS)


async def _read(platform: LocalPlatform, run_id: int) -> Run:
    async with platform.database.reading() as session:
        return await runs.get(session, run_id)


async def _ask_to_stop(platform: LocalPlatform, run_id: int, stop_mode: StopMode) -> None:
    async with platform.database.session() as session:
        run = await runs.get(session, run_id)
        if run.state in _LIVE:
            await runs.request_stop(session, run, stop_mode)


def _show(progress: Progress, bar: TaskID, run: Run) -> None:
    if run.stop_asked_at is not None:
        progress.update(bar, note="stopping")
    elif run.total_steps:
        loss = f", loss {run.last_loss[:6]}" if run.last_loss is not None else ""
        progress.update(bar, total=run.total_steps, completed=run.step, note=f"{run.phase}, step {run.step} of {run.total_steps}{loss}")
    elif run.progress is not None:
        progress.update(bar, total=run.progress["total"], completed=run.progress["done"], note=_amount(run))
    else:
        progress.update(bar, total=None, note=run.phase)


def _amount(run: Run) -> str:
    """Phase, bytes and speed of a download; the phase alone where bytes say nothing."""
    shown = run.progress or {}
    if shown.get("unit") != "bytes" or not shown.get("total"):
        return run.phase
    speed = f", {shown['per_second'] / MEGABYTE:.1f} MB/s" if shown.get("per_second") else ""
    return f"{run.phase}, {shown['done'] / MEGABYTE:.1f} of {shown['total'] / MEGABYTE:.1f} MB{speed}"


def _why(run: Run, language: str) -> str:
    if run.state == RunState.STOPPED.value:
        kept = "What has arrived is kept; the same command goes on." if run.kind == "pull" else "What it had learned is kept as a model."
        return f"#{run.id} was stopped." + (f" {kept}" if run.stop_mode == "save" else "")
    if run.error_code is None:
        return f"#{run.id} failed."
    return message(ErrorCode(run.error_code), run.error_params or {}, language)
