"""HTTP of the live stream: server-sent events of jobs and runs. Knows no file and no table."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from easytune.accounts.sign_in import Accounts
from easytune.core.guard import credentials_of
from easytune.core.http import Config, CurrentUser, Db, Stopping
from easytune.core.security import Policy, policy
from easytune.jobs.position import decoded, topics_of
from easytune.jobs.stream import LiveStream, Reader

router = APIRouter(tags=["events"])
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
Cursor = Annotated[str | None, Query(max_length=8000, description="The id of the last event seen; a Last-Event-ID header wins.")]


@router.get("/events", response_class=StreamingResponse, **policy(Policy.VIEWER))
async def read_events(
    topics: Annotated[str, Query(max_length=2000, description="For example `job:12,run:5`; at most 50.")],
    request: Request,
    database: Db,
    settings: Config,
    user: CurrentUser,
    stopping: Stopping,
    cursor: Cursor = None,
    last_event_id: Annotated[str | None, Header(max_length=8000)] = None,
) -> StreamingResponse:
    """What happens, as it happens: events `job`, `run`, `step`, `evaluation`, `sample`, `log` and `ping`,
    each with its `topic`.

    An event's id is the place behind it, so a client that comes again with it misses nothing and sees nothing twice. A topic
    without a place begins now, with its present state. Raises: NotFound for a topic that is not there.
    """
    begun = last_event_id or cursor
    reader = Reader(topics_of(topics), decoded(begun) if begun else {}, user.language)
    accounts, credentials = request.app.state.accounts, credentials_of(request.headers)
    assert isinstance(accounts, Accounts)
    assert credentials is not None  # the guard let them in

    async def still_allowed() -> bool:
        return await accounts.principal(credentials) is not None

    stream = LiveStream(database, settings.runs, reader, stopping, still_allowed)
    await stream.open()
    return StreamingResponse(stream.texts(), media_type="text/event-stream", headers=_HEADERS)
