"""The states of a run, which may follow which, and the compare-and-set that moves one. Knows no reason for a move and no file.

PENDING -> PREPARING -> RUNNING -> COMPLETED | FAILED | STOPPED; PENDING -> STOPPED; PREPARING -> FAILED | STOPPED;
PREPARING | RUNNING -> PENDING (requeue) and FAILED | STOPPED -> PENDING (restart, resume), both as attempt + 1.
COMPLETED is final.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.runs.schemas import RunState
from easytune.runs.tables import Run

_S = RunState
ALLOWED: dict[RunState, frozenset[RunState]] = {
    _S.PENDING: frozenset({_S.PREPARING, _S.STOPPED}),
    _S.PREPARING: frozenset({_S.RUNNING, _S.FAILED, _S.STOPPED, _S.PENDING}),
    _S.RUNNING: frozenset({_S.COMPLETED, _S.FAILED, _S.STOPPED, _S.PENDING}),
    _S.COMPLETED: frozenset(),
    _S.FAILED: frozenset({_S.PENDING}),
    _S.STOPPED: frozenset({_S.PENDING}),
}
FINAL_STATES = frozenset({_S.COMPLETED, _S.FAILED, _S.STOPPED})


class ForbiddenTransition(ValueError):
    """Our own code asked for a move that the table does not have."""


@dataclass(frozen=True)
class Position:
    """Where a run stands: the three values that a move compares. attempt is the fencing token."""

    run_id: int
    attempt: int
    state: RunState

    def after(self, to: RunState) -> "Position":
        """The position behind an allowed move. Raises ForbiddenTransition."""
        if to not in ALLOWED[self.state]:
            raise ForbiddenTransition(f"{self.state} -> {to}")
        return Position(self.run_id, self.attempt + 1 if to is RunState.PENDING else self.attempt, to)


def position_of(run: Run) -> Position:
    """As the row was when it was read."""
    return Position(run.id, run.attempt, RunState(run.state))


async def move(
    session: AsyncSession, position: Position, to: RunState, *, unless_stop_asked: bool = False, **changes: Any
) -> Position | None:
    """Compare-and-set one run from where it was seen to a state; the new position, or None when somebody else was first.

    changes: further columns of the row. unless_stop_asked: a stop asked meanwhile wins too.
    Raises: ForbiddenTransition.
    """
    new = position.after(to)
    statement = update(Run).where(Run.id == position.run_id, Run.attempt == position.attempt, Run.state == position.state.value)
    if unless_stop_asked:
        statement = statement.where(Run.stop_asked_at.is_(None))
    statement = statement.values(state=new.state.value, attempt=new.attempt, **changes).execution_options(synchronize_session=False)
    result = await session.execute(statement)
    assert isinstance(result, CursorResult)
    return new if result.rowcount == 1 else None
