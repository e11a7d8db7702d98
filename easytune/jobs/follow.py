"""Turns what was appended to a job's journals into events of the stream, each with the position behind it.

Knows files; knows no database and no HTTP. Blocking: call it in a thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel

from easytune.contract.events import Evaluation, Sample, Step
from easytune.contract.run_folder import RunFolder
from easytune.jobs.journal import parse
from easytune.jobs.lines import Line, complete_bytes, lines_after, size_of
from easytune.jobs.logs import line_out, log_position
from easytune.jobs.position import Position, Topic
from easytune.jobs.samples import sample_point
from easytune.jobs.series import evaluation_point, step_point

BATCH_BYTES = 128 << 10


@dataclass(frozen=True)
class Happening:
    """One event to send; data is a JSON object."""

    name: str
    topic: Topic
    data: str
    position: Position


@dataclass(frozen=True)
class Batch:
    """At most about 256 KiB of journals; more: there was something, so ask again at once."""

    happenings: list[Happening]
    position: Position
    more: bool


def end_of(runs: Path, run_id: int, attempts: int) -> Position:
    """The position behind everything written so far."""
    log, lines = log_end(runs, run_id, attempts)
    return Position(attempts, complete_bytes(RunFolder.of(runs, run_id, attempts).events), log, lines)


def log_end(runs: Path, run_id: int, attempts: int) -> tuple[int, int]:
    """(byte offset in the last attempt's log, lines of all attempts) behind everything written so far."""
    ends = [log_position(RunFolder.of(runs, run_id, attempt).log) for attempt in range(1, attempts + 1)]
    return ends[-1][1], sum(lines for lines, _ in ends)


def read_on(runs: Path, topic: Topic, position: Position, attempts: int) -> Batch:
    """What follows the position; attempts is the run's present attempt.

    An attempt's journals are final once a later attempt exists, so they are read to their end before the next one's.
    """
    folder = RunFolder.of(runs, topic.id, position.attempt)
    happenings: list[Happening] = []
    event_lines, log_lines = _grown(folder.events, position.events), _grown(folder.log, position.log)
    for line in event_lines:
        position = replace(position, events=line.end)
        happenings.extend(_of_event(line.content, topic, position, folder.events))
    for line in log_lines:
        position = replace(position, log=line.end, lines=position.lines + 1)
        shown = line_out(line.content, number=position.lines, attempt=position.attempt)
        happenings.append(Happening("log", topic, with_topic(topic, shown), position))
    more = bool(event_lines or log_lines)
    if not more and position.attempt < attempts:
        return Batch([], Position(position.attempt + 1, lines=position.lines, version=position.version), more=True)
    return Batch(happenings, position, more)


def with_topic(topic: Topic, model: BaseModel, *, of_job: bool = True) -> str:
    """The model's JSON with the topic in front, and the job's id unless it has one."""
    start = f'{{"topic":"{topic}",' + (f'"job_id":{topic.id},' if of_job else "")
    return start + model.model_dump_json().removeprefix("{")


def _grown(path: Path, offset: int) -> list[Line]:
    return lines_after(path, offset, max_bytes=BATCH_BYTES) if size_of(path) > offset else []


def _of_event(content: bytes, topic: Topic, position: Position, path: Path) -> Iterator[Happening]:
    match parse(content, path):
        case Step() as step:
            yield Happening("step", topic, with_topic(topic, step_point(step)), position)
        case Evaluation() as evaluation:
            yield Happening("evaluation", topic, with_topic(topic, evaluation_point(evaluation)), position)
        case Sample() as sample:
            yield Happening("sample", topic, with_topic(topic, sample_point(sample)), position)
        case _:
            pass  # the job's state tells it
