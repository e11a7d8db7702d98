"""Which models are loaded, for lists. Knows no texts and starts nothing."""

import asyncio
from typing import Literal

from easytune.core.db import Database
from easytune.inference import proxy
from easytune.inference.schemas import PredictorOut
from easytune.models.tables import Model
from easytune.runs import service as runs
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.tables import Run


async def list_predictors(database: Database) -> list[PredictorOut]:
    """Live predictors, oldest first; memory is asked of each."""
    async with database.reading() as session:
        live = await runs.list_by_state(session, tuple(LIVE_STATES), kind="predict")
        named = [(run, model) for run in live if (model := await session.get(Model, run.spec["model_id"])) is not None]
    return list(await asyncio.gather(*(predictor_out(run, model) for run, model in named)))


async def predictor_out(run: Run, model: Model) -> PredictorOut:
    health = await proxy.health(run.address) if run.address is not None else None
    return PredictorOut(
        model_id=model.id,
        model_name=model.name,
        run_id=run.id,
        state=RunState(run.state),
        phase=_phase(run),
        memory_bytes=health.memory_bytes if health is not None else None,
    )


def _phase(run: Run) -> Literal["queue", "load", "ready"]:
    if run.address is not None:
        return "ready"
    return "queue" if run.state == RunState.PENDING.value else "load"
