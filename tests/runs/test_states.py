"""The transition table and its compare-and-set, against random sequences. Knows no process."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from easytune.contract.run_spec import PredictSpec
from easytune.core.db import Database
from easytune.runs import service, states
from easytune.runs.schemas import LIVE_STATES, RunState
from tests.fakes.database import OWNER_ID, open_database

SPEC = PredictSpec(run_id=0, attempt=0, model_id=1, model_folder="m")
EVERY_STATE = list(RunState)


def test_completed_is_final_and_every_other_state_leads_on():
    assert states.ALLOWED[RunState.COMPLETED] == frozenset()
    assert all(states.ALLOWED[state] for state in RunState if state is not RunState.COMPLETED)


def test_every_live_state_can_reach_every_end():
    for start in LIVE_STATES:
        reached, frontier = {start}, [start]
        while frontier:
            for following in states.ALLOWED[frontier.pop()] - reached:
                reached.add(following)
                frontier.append(following)
        assert reached >= states.FINAL_STATES


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(EVERY_STATE), max_size=60))
def test_the_attempt_counts_the_returns_to_pending_and_never_falls(wanted):
    position = states.Position(1, 1, RunState.PENDING)
    returns = 0
    for to in wanted:
        if to not in states.ALLOWED[position.state]:
            with pytest.raises(states.ForbiddenTransition):
                position.after(to)
            continue
        returns += to is RunState.PENDING
        position = position.after(to)
    assert position.attempt == 1 + returns


async def _play(database: Database, moves: list[tuple[int, RunState]]) -> None:
    """Several actors with stale positions: a move works exactly when its position is the present one."""
    async with database.session() as session:
        run = await service.submit(session, owner_id=OWNER_ID, kind="predict", spec=SPEC)
        present = states.position_of(run)
        seen = [present]
        for which, to in moves:
            position = seen[which % len(seen)]
            if to not in states.ALLOWED[position.state]:
                continue
            moved = await states.move(session, position, to)
            assert (moved is not None) == (position == present)
            if moved is not None:
                present = moved
                seen.append(moved)
        fresh = await service.get(session, run.id)
        assert states.position_of(fresh) == present


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(EVERY_STATE)), max_size=80))
def test_of_all_who_saw_the_same_position_one_moves_it(moves):
    async def with_database() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with open_database(Path(folder) / "db") as database:
                await _play(database, moves)

    asyncio.run(with_database())
