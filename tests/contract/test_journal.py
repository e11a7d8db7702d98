"""Whole lines only, every number survives, one writer and any reader."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from math import isnan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easytune.contract.events import Step, event_adapter
from easytune.contract.journal import JournalWriter, read_from


def _step(loss: float, number: int = 1) -> Step:
    return Step(step=number, epoch=0.1, loss=loss, learning_rate=1e-4, rows_per_second=1, tokens_per_second=1, elapsed_seconds=1)


def _read(path: Path) -> list[Step]:
    steps = [event_adapter.validate_json(line) for line in read_from(path, 0).lines]
    assert all(isinstance(step, Step) for step in steps)
    return [step for step in steps if isinstance(step, Step)]


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), float("-inf"), 0.1, 1e-300])
def test_numbers_that_json_does_not_have_survive_the_way_out_and_back(tmp_path: Path, loss: float) -> None:
    with closing(JournalWriter(tmp_path / "events.jsonl")) as writer:
        writer.write(_step(loss))
    [read] = _read(tmp_path / "events.jsonl")
    assert (isnan(read.loss) and isnan(loss)) or read.loss == loss


def test_events_are_numbered_from_one(tmp_path: Path) -> None:
    with closing(JournalWriter(tmp_path / "events.jsonl")) as writer:
        for number in range(1, 4):
            writer.write(_step(0.5, number))
    assert [step.seq for step in _read(tmp_path / "events.jsonl")] == [1, 2, 3]


def test_a_torn_last_line_is_left_for_the_next_call(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"a":1}\n{"b":')
    first = read_from(path, 0)
    assert (first.lines, first.offset) == ([b'{"a":1}'], 8)
    with open(path, "ab") as file:
        file.write(b"2}\n")
    assert read_from(path, first.offset).lines == [b'{"b":2}']


def test_a_missing_journal_reads_as_empty(tmp_path: Path) -> None:
    assert read_from(tmp_path / "none.jsonl", 7).offset == 7


@given(lines=st.lists(st.binary(min_size=1, max_size=40).map(lambda line: line.replace(b"\n", b".")), max_size=30), most=st.integers(1, 64))
def test_reading_in_pieces_gives_every_line_once(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], most: int) -> None:
    path = tmp_path_factory.mktemp("journal") / "events.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    found: list[bytes] = []
    offset = 0
    while (chunk := read_from(path, offset, max_bytes=most)).offset > offset:
        found += chunk.lines
        offset = chunk.offset
    assert found == lines


def test_a_killed_process_leaves_only_whole_lines_and_perhaps_one_torn(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    program = (
        "import sys; from pathlib import Path; from easytune.contract.journal import JournalWriter;"
        "from easytune.contract.events import PhaseChanged, Phase; w = JournalWriter(Path(sys.argv[1]))\n"
        "while True: w.write(PhaseChanged(phase=Phase.TRAIN))"
    )
    writer = subprocess.Popen([sys.executable, "-c", program, str(path)])
    ends_at = time.monotonic() + 30
    while time.monotonic() < ends_at and not (path.exists() and path.stat().st_size > 10_000):
        time.sleep(0.02)
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait(10)
    offset, numbers = 0, list[int]()
    while (chunk := read_from(path, offset)).offset > offset:
        numbers += [event_adapter.validate_json(line).seq for line in chunk.lines]
        offset = chunk.offset
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 10
