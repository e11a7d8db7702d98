"""HTTP of what the model sees: rows of a dataset as tokens, each learned or not. Knows no table and no file."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Path

from easytune.core.config import Settings
from easytune.core.http import Config, CurrentUser, Db
from easytune.core.ids import LARGEST_ID
from easytune.core.security import Policy, policy
from easytune.datasets.routes import DatasetId
from easytune.overview import rendered
from easytune.overview.rendered_schemas import RenderIn, RenderingOut
from easytune.runs import service as runs
from easytune.runs.schemas import RunState
from easytune.runs.show import error_out
from easytune.runs.tables import Run

router = APIRouter(tags=["what the model sees"])


@router.post("/datasets/{dataset_id}/rendered", status_code=202, **policy(Policy.VIEWER))
async def render_rows(dataset_id: DatasetId, body: RenderIn, database: Db, settings: Config, user: CurrentUser) -> RenderingOut:
    """Show conversations as a training would give them to a model; asked again, what was shown before is answered at once."""
    language: Literal["zh", "en"] = "zh" if user.language == "zh" else "en"
    async with database.reading() as session:
        rendering = await rendered.wanted(session, settings, dataset_id, body, language)
        run = await rendered.finished(session, settings, rendering)
    if run is None:
        async with database.session() as session:
            run = await rendered.submit(session, user.user_id, rendering)
    return await _shown(run, settings, user.language)


@router.get("/renderings/{run_id}", **policy(Policy.VIEWER))
async def get_rendering(
    run_id: Annotated[int, Path(ge=1, le=LARGEST_ID)], database: Db, settings: Config, user: CurrentUser
) -> RenderingOut:
    """How a rendering stands, with its rows once it is COMPLETED; kept for a day."""
    async with database.reading() as session:
        run = await runs.get(session, run_id, kind="render")
    return await _shown(run, settings, user.language)


async def _shown(run: Run, settings: Settings, language: str) -> RenderingOut:
    rows = await asyncio.to_thread(rendered.rows_of, settings, run)
    return RenderingOut(run_id=run.id, state=RunState(run.state), error=error_out(run, language), rows=rows)
