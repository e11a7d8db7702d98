"""Deletes the rows of renderings that are old or too many; their folders go with the next sweep. Knows no file."""

from datetime import timedelta

from sqlalchemy import delete, select

from easytune.core.db import Database, utc_now
from easytune.runs.states import FINAL_STATES
from easytune.runs.tables import Run

KEPT = 50
KEPT_FOR = timedelta(days=1)
_ENDED = tuple(state.value for state in FINAL_STATES)


async def forget_renderings(database: Database) -> None:
    """A rendering can be made again at any time; the newest are kept so that they need not be. Raises: database errors."""
    ended = (Run.kind == "render") & Run.state.in_(_ENDED)
    async with database.reading() as session:
        newest_first = (await session.execute(select(Run.id, Run.ended_at).where(ended).order_by(Run.id.desc()))).all()
    oldest = utc_now() - KEPT_FOR
    doomed = [
        run_id for place, (run_id, ended_at) in enumerate(newest_first) if place >= KEPT or (ended_at is not None and ended_at < oldest)
    ]
    if doomed:
        async with database.session() as session:
            await session.execute(delete(Run).where(Run.id.in_(doomed), ended))
