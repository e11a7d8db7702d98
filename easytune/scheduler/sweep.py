"""Removes the folders of runs that were deleted. Knows no state; ids are never used again, so a folder without a row is nobody's."""

import asyncio
from pathlib import Path

from sqlalchemy import select

from easytune.core.db import Database
from easytune.runs import folders
from easytune.runs.tables import Run
from easytune.supervisor import liveness


async def sweep(database: Database, runs: Path) -> None:
    """Folders are listed before the rows are read: a row is committed before its folder is made. Raises: OSError, database errors."""
    with_folder = await asyncio.to_thread(folders.numbers, runs)
    if not with_folder:
        return
    async with database.reading() as session:
        with_row = set(await session.scalars(select(Run.id)))
    orphans = [run_id for run_id in with_folder if run_id not in with_row]
    await asyncio.to_thread(_remove, runs, orphans)


def _remove(runs: Path, orphans: list[int]) -> None:
    for run_id in orphans:
        attempts = folders.attempts(runs, run_id)
        if not any(liveness.is_held(attempt.folder.lock) for attempt in attempts):
            folders.remove(runs, run_id)
