"""The soak itself, with tiny numbers: what it says, what it refuses, and that nothing outlives it."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.soak.__main__ import ROOT, main
from tests.soak.checks import CHECKS
from tests.soak.ground import Ground
from tests.soak.outcome import Control, Found, Outcome, Report
from tests.soak.real import trainer_kills
from tests.soak.runner import MARKER, run_alone
from tests.soak.submits import commit_cuts
from tests.soak.table import BEGIN, END, write_table

CAUGHT = Control(build="broken", caught=True, storms=1)


def _outcome(*faults: str, control: Control | None = CAUGHT, error: str = "") -> Outcome:
    found = Found(counts={"server_kills": 200}, figures={"p99_seconds": 1.5}, faults=faults)
    return Outcome(check="stops", database="sqlite", found=found, control=control, seconds=12.3, error=error)


def _report(*outcomes: Outcome) -> Report:
    return Report(commit="abc1234", machine="a machine", seed=1, scale=1, seconds=60, checks=outcomes)


@pytest.mark.timeout(200)
def test_a_tiny_soak_stops_trainings_catches_its_broken_build_and_ends_with_one_json_object():
    command = [sys.executable, "-m", "tests.soak", "stops", "--database", "sqlite", "--scale", "0.01"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    said = json.loads(answer.stdout.splitlines()[-1])
    assert (answer.returncode, said["passed"]) == (0, True), answer.stdout
    (check,) = said["checks"]
    assert check["found"]["counts"]["stops"] == 5
    assert check["found"]["figures"]["p99_seconds"] > 0
    assert check["control"]["caught"]
    assert "| stops | sqlite | 5 stops, " in answer.stdout


@pytest.mark.timeout(200)
def test_a_real_trainer_that_is_killed_ends_with_the_same_bits(tmp_path: Path):
    ground = Ground(tmp_path, "sqlite", seed=1, scale=0.01)
    try:
        found = trainer_kills(ground)
    finally:
        ground.close()
    assert (found.faults, found.counts["trainer_kills"]) == ((), 1)


@pytest.mark.timeout(200)
def test_cuts_at_commit_double_no_job(tmp_path: Path):
    ground = Ground(tmp_path, "postgresql", seed=1, scale=0.01)
    try:
        found = commit_cuts(ground)
    finally:
        ground.close()
    assert (found.faults, found.counts["cuts"], found.counts["other_5xx"]) == ((), 4, 0)


def test_a_check_that_takes_too_long_is_ended_with_all_that_it_started():
    outcome = run_alone(replace(CHECKS[0], limit_seconds=4), "sqlite", 1, 0.01)
    assert (outcome.passed, outcome.found) == (False, None)
    assert "did not end within 4 s" in outcome.error
    assert not [process for process in _descendants_of_soaks() if process.is_running()]


def _descendants_of_soaks() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARKER) and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_a_fault_an_uncaught_control_or_a_check_that_broke_off_has_not_passed():
    assert _report(_outcome()).passed
    for outcome in (_outcome("#1 is lost"), _outcome(control=Control(build="x", caught=False, storms=3)), _outcome(error="it broke")):
        assert not _report(_outcome(), outcome).passed
    assert not _report().passed


def test_the_table_replaces_the_one_before_and_leaves_the_page_around_it(tmp_path: Path):
    document = tmp_path / "page.md"
    document.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n")
    for _ in range(2):
        write_table(_report(_outcome()), document)
    written = document.read_text()
    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")
    assert "old" not in written
    assert "| stops | sqlite | 200 server kills | p99 seconds 1.5 | 0 | caught (broken) | 12 | passed |" in written
    assert "commit `abc1234` · a machine · seed 1 · scale 1 · 1.0 minutes" in written
    document.write_text("no place")
    with pytest.raises(ValueError, match="no place for the table"):
        write_table(_report(), document)


def test_the_page_has_a_place_for_the_table_and_names_every_check():
    page = (ROOT / "docs" / "RELIABILITY.md").read_text()
    assert page.count(BEGIN) == page.count(END) == 1
    assert all(f"| `{check.name}` |" in page for check in CHECKS)


def test_an_unknown_check_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["dancing"])
    assert "no such check: dancing" in capsys.readouterr().err
