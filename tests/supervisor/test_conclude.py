"""From what a child left to exit.json. Knows no process."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Event, ExitState, Failed, Finished, Stopped, Verified
from easytune.contract.journal import JournalWriter
from easytune.contract.run_folder import RunFolder
from easytune.supervisor import conclude
from easytune.supervisor.watch import Watched

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GOOD = Verified(loads=True, differs_from_base=True, output_sha256="", parameters=1, bytes=1)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


def _left(folder: RunFolder, *events: Event) -> conclude.Left:
    journal = JournalWriter(folder.events)
    for said in events:
        journal.write(said)
    journal.close()
    return conclude.look(folder)


@pytest.mark.parametrize(
    ("watched", "state", "code"),
    [
        (Watched(None, None, 9), ExitState.DIED, ErrorCode.KILLED),
        (Watched(None, 3, None), ExitState.DIED, ErrorCode.CRASHED),
        (Watched(None, 1, None), ExitState.FAILED, ErrorCode.CRASHED),
        (Watched(None, 0, None), ExitState.FAILED, ErrorCode.CRASHED),
        (Watched(None, 75, None), ExitState.INTERRUPTED, None),
        (Watched("interrupted", None, 15), ExitState.INTERRUPTED, None),
        (Watched("stalled", None, 9), ExitState.FAILED, ErrorCode.STALLED),
        (Watched("discard", None, 15), ExitState.STOPPED, None),
        (Watched("save_timeout", None, 9), ExitState.STOPPED, None),
    ],
)
def test_a_child_without_a_last_word_ends_by_its_status(folder: RunFolder, watched: Watched, state: ExitState, code: ErrorCode | None):
    said = conclude.without_output(watched, _left(folder), 600, NOW)
    assert (said.state, said.code) == (state, code)


def test_a_reason_that_was_given_wins_over_the_status(folder: RunFolder):
    left = _left(folder, Failed(code=ErrorCode.DIVERGED, params={"step": 3}))
    said = conclude.without_output(Watched(None, None, 11), left, 600, NOW)
    assert (said.state, said.code, said.params) == (ExitState.FAILED, ErrorCode.DIVERGED, {"step": 3})


def test_the_last_line_that_was_printed_is_the_reason_of_a_crash(folder: RunFolder):
    folder.stdout.write_text("Traceback\n  somewhere\nMemoryError: \x1b[31mred\n\n")
    assert conclude.without_output(Watched(None, 1, None), _left(folder), 600, NOW).params == {"reason": "MemoryError: [31mred"}


def test_only_a_verified_output_is_a_success(folder: RunFolder):
    left = _left(folder, Finished(step=5))
    unchanged = GOOD.model_copy(update={"differs_from_base": False})
    states = [conclude.with_output(verified, "", left, NOW).state for verified in (GOOD, unchanged, None)]
    assert states == [ExitState.COMPLETED, ExitState.FAILED, ExitState.FAILED]


def test_a_stop_that_saved_is_stopped_whether_its_output_is_good_or_not(folder: RunFolder):
    left = _left(folder, Stopped(step=5, saved=True))
    said = [conclude.with_output(verified, "", left, NOW) for verified in (GOOD, None)]
    assert [(one.state, one.saved) for one in said] == [(ExitState.STOPPED, True), (ExitState.STOPPED, False)]


def test_a_torn_last_line_hides_no_last_word(folder: RunFolder):
    _left(folder, Finished(step=5))
    with open(folder.events, "ab") as file:
        file.write(b'{"type":"st')
    assert isinstance(conclude.look(folder).last_word, Finished)
