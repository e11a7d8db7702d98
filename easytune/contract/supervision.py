"""What a supervisor says in supervisor.jsonl about the process tree it owns, one JSON line each. Knows no files."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from easytune.contract.events import Event, ExitState


class SupervisorStarted(Event):
    """pid is the session of the whole tree too; boot changes with every start of the machine or container."""

    type: Literal["supervisor_started"] = "supervisor_started"
    pid: int
    boot: str


class ChildStarted(Event):
    type: Literal["child_started"] = "child_started"
    module: str
    pid: int


class ChildEnded(Event):
    """Exactly one of exit_status and signal is given."""

    type: Literal["child_ended"] = "child_ended"
    module: str
    exit_status: int | None
    signal: int | None


class Ending(Event):
    """The supervisor asked the child to end, and will kill it if it does not."""

    type: Literal["ending"] = "ending"
    reason: Literal["discard", "save_timeout", "stalled", "interrupted"]


class Ended(Event):
    """exit.json is written; the last line."""

    type: Literal["ended"] = "ended"
    state: ExitState


AnySupervision = SupervisorStarted | ChildStarted | ChildEnded | Ending | Ended
supervision_adapter: TypeAdapter[AnySupervision] = TypeAdapter(Annotated[AnySupervision, Field(discriminator="type")])
