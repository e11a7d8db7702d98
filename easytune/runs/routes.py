"""Routes of runs of every kind: what one does, and asking it to stop. Knows no training, model or dataset."""

from typing import Annotated

from fastapi import APIRouter, Path

from easytune.core.http import CurrentUser, Reading, Writing
from easytune.core.ids import LARGEST_ID
from easytune.core.security import Policy, policy
from easytune.runs import service
from easytune.runs.schemas import RunOut, StopIn
from easytune.runs.show import run_out

router = APIRouter(tags=["runs"])
RunId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("/runs/{run_id}", **policy(Policy.VIEWER))
async def get_run(run_id: RunId, session: Reading, user: CurrentUser) -> RunOut:
    """State and progress of a piece of background work."""
    return run_out(await service.get(session, run_id), user.language)


@router.post("/runs/{run_id}/stop", **policy(Policy.MEMBER))
async def stop_run(run_id: RunId, body: StopIn, session: Writing, user: CurrentUser) -> RunOut:
    """Ask it to stop; the answer shows that it was asked, the end follows. Raises: NotFound, Conflict(STATE_CONFLICT)."""
    run = await service.request_stop(session, await service.get(session, run_id), body.mode)
    return run_out(run, user.language)
