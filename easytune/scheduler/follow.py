"""Reads what attempts have written since the last look, by byte offset, and saves it for all in one transaction. Knows no end of a run.

The offset is saved with what was read up to it, or neither is: a killed scheduler reads the same lines again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.events import event_adapter
from easytune.contract.journal import read_from
from easytune.contract.run_folder import RunFolder
from easytune.runs import states
from easytune.runs.progress import RunProgress, apply
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run

_CHUNKS_AT_ONCE = 8
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Followed:
    """A run's row as it should look once the journal is applied up to the offset (bytes)."""

    run: Run
    progress: RunProgress
    offset: int

    @property
    def is_news(self) -> bool:
        return self.offset != self.run.event_offset


def read(run: Run, folder: RunFolder, *, to_end: bool) -> Followed:
    """Apply the whole lines behind the saved offset: all of them, or some megabytes. A line that cannot be read is skipped."""
    progress, offset, chunks = RunProgress.of(run), run.event_offset, 0
    while to_end or chunks < _CHUNKS_AT_ONCE:
        chunk = read_from(folder.events, offset)
        chunks += 1
        for line in chunk.lines:
            progress = _applied(progress, line, run)
        if chunk.offset == offset:
            break
        offset = chunk.offset
    return Followed(run, progress, offset)


def _applied(progress: RunProgress, line: bytes, run: Run) -> RunProgress:
    try:
        event = event_adapter.validate_json(line)
    except ValidationError:
        _log.warning("run %d attempt %d: an unreadable line of events.jsonl was skipped: %r", run.id, run.attempt, line[:200])
        return progress
    return apply(progress, event, run.kind)


async def save(session: AsyncSession, followed: Sequence[Followed]) -> None:
    """Write the news of all runs; a run that was moved or followed by somebody else meanwhile stays as it is."""
    for news in followed:
        if not news.is_news:
            continue
        run = news.run
        statement = update(Run).where(Run.id == run.id, Run.attempt == run.attempt, Run.state == run.state)
        statement = statement.where(Run.event_offset == run.event_offset).execution_options(synchronize_session=False)
        await session.execute(statement.values(event_offset=news.offset, **news.progress.columns()))
        if news.progress.working and run.state == RunState.PREPARING.value:
            await states.move(session, states.position_of(run), RunState.RUNNING)
