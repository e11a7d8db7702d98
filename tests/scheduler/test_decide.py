"""What becomes of an attempt that is over, over all that may be found. Knows no process."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Exit, ExitState, Verified
from easytune.scheduler.decide import Case, Complete, Fail, Finish, Requeue, Stop, decide

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GOOD = Verified(loads=True, differs_from_base=True, output_sha256="", parameters=1, bytes=1)
NOTHING = Case(
    kind="train",
    deaths=0,
    stop_mode=None,
    starts=1,
    rebooted=False,
    exit=None,
    verified=None,
    has_output=False,
    last_output_line="",
    spawned_here=True,
    launch_failures=0,
)


def _exit(state: ExitState, code: ErrorCode | None = None, *, saved: bool = False) -> Exit:
    return Exit(state=state, code=code, saved=saved, ended_at=NOW)


CASES = st.builds(
    Case,
    kind=st.sampled_from(["train", "pull", "predict", "render"]),
    deaths=st.integers(0, 4),
    stop_mode=st.sampled_from([None, "save", "discard"]),
    starts=st.integers(0, 6),
    rebooted=st.booleans(),
    exit=st.none() | st.builds(_exit, st.sampled_from(ExitState), st.none() | st.sampled_from([ErrorCode.STALLED, ErrorCode.KILLED])),
    verified=st.none() | st.builds(Verified, loads=st.booleans(), differs_from_base=st.booleans(), output_sha256=st.just(""),
                                   parameters=st.just(1), bytes=st.just(1)),
    has_output=st.booleans(),
    last_output_line=st.just(""),
    spawned_here=st.booleans(),
    launch_failures=st.integers(0, 4),
)  # fmt: skip


@given(CASES)
def test_a_training_completes_only_when_its_exit_and_its_verification_say_so(case):
    decision = decide(case)
    verified = case.verified is not None and case.verified.loads and case.verified.differs_from_base
    if isinstance(decision, Complete):
        assert case.exit is not None
        assert case.exit.state is ExitState.COMPLETED
        assert verified or case.kind != "train"


@given(CASES)
def test_a_run_that_was_asked_to_stop_is_never_queued_again(case):
    if case.stop_mode is not None:
        assert not isinstance(decide(case), Requeue)


@given(CASES)
def test_deaths_never_pass_their_limit_in_silence(case):
    decision = decide(case)
    if isinstance(decision, Requeue):
        assert decision.deaths <= max(3, case.deaths)
        assert decision.deaths >= case.deaths


@given(CASES)
def test_what_is_discarded_is_not_published(case):
    decision = decide(case)
    if isinstance(decision, Stop):
        assert not (decision.saved and decision.discard)


@pytest.mark.parametrize(
    ("case", "decision"),
    [
        (NOTHING, Requeue(1)),
        (replace(NOTHING, deaths=2), Requeue(3)),
        (replace(NOTHING, deaths=3), Fail(ErrorCode.DIED_TOO_OFTEN, {"deaths": 4})),
        (replace(NOTHING, rebooted=True, deaths=3), Requeue(3)),
        (replace(NOTHING, starts=0, spawned_here=False), Requeue(0)),
        (replace(NOTHING, starts=0), Requeue(0, launch_failed=True)),
        (replace(NOTHING, starts=0, launch_failures=2, last_output_line="no"), Fail(ErrorCode.LAUNCH_FAILED, {"reason": "no"})),
        (replace(NOTHING, has_output=True), Finish()),
        (replace(NOTHING, has_output=True, starts=5), Fail(ErrorCode.DIED_TOO_OFTEN, {"deaths": 5})),
        (replace(NOTHING, has_output=True, launch_failures=5, last_output_line="no"), Fail(ErrorCode.LAUNCH_FAILED, {"reason": "no"})),
        (replace(NOTHING, has_output=True, stop_mode="save"), Finish()),
        (replace(NOTHING, has_output=True, stop_mode="discard"), Stop(saved=False, discard=True)),
        (replace(NOTHING, exit=_exit(ExitState.COMPLETED), verified=GOOD), Complete()),
        (replace(NOTHING, exit=_exit(ExitState.COMPLETED), verified=GOOD, stop_mode="save"), Complete()),
        (replace(NOTHING, exit=_exit(ExitState.STOPPED, saved=True), verified=GOOD, stop_mode="save"), Stop(saved=True, discard=False)),
        (replace(NOTHING, exit=_exit(ExitState.STOPPED, saved=True), stop_mode="save"), Stop(saved=False, discard=False)),
        (replace(NOTHING, exit=_exit(ExitState.INTERRUPTED), deaths=2), Requeue(2)),
        (replace(NOTHING, exit=_exit(ExitState.DIED, ErrorCode.KILLED)), Requeue(1)),
        (replace(NOTHING, exit=_exit(ExitState.FAILED, ErrorCode.STALLED)), Requeue(1)),
        (replace(NOTHING, exit=_exit(ExitState.FAILED, ErrorCode.STALLED), deaths=1), Fail(ErrorCode.STALLED)),
        (replace(NOTHING, exit=_exit(ExitState.FAILED, ErrorCode.DIVERGED), stop_mode="discard"), Stop(saved=False, discard=True)),
    ],
)
def test_each_end_has_its_decision(case, decision):
    assert decide(case) == decision
