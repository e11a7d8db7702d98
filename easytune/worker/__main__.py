"""One task from start to end: `python -m easytune.worker FOLDER` reads spec.json and leaves output/. Knows no database."""

import os
import sys
import traceback
from pathlib import Path
from typing import Protocol, assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Started, Stopped
from easytune.contract.failure import RunFailed, StopAsked
from easytune.contract.run_folder import RunFolder
from easytune.contract.run_spec import PredictSpec, PullSpec, RenderSpec, run_spec_adapter
from easytune.contract.space import NO_ROOM_STATUS, is_full
from easytune.contract.train_spec import TrainSpec
from easytune.worker.pull import Pull
from easytune.worker.report import Report
from easytune.worker.stopping import Stopping

EXIT_FAILED = 1


class Task(Protocol):
    """What a worker can do. run raises RunFailed or StopAsked; tidy comes last, whatever happened."""

    def run(self) -> None: ...

    def tidy(self) -> None: ...


def main(arguments: list[str]) -> int:
    """Exit code: 0 finished or stopped, 1 failed, 75 ended by SIGTERM and to be started again."""
    folder = RunFolder(Path(arguments[0]))
    spec = run_spec_adapter.validate_json(folder.spec.read_bytes())
    report = Report(folder, spec.language)
    report.event(Started(pid=os.getpid()))
    stopping = Stopping(folder)
    task = _task_of(spec, folder, report, stopping)
    try:
        stopping.listen()
        task.run()
    except StopAsked:
        report.event(Stopped(step=0, saved=False))
        return 0
    except Exception as error:  # the one blind except of this process: whatever it is, the run folder says so
        traceback.print_exc()
        failure = _as_failure(error)
        return _tell(failure, report)
    finally:
        stopping.too_late()
        task.tidy()
        report.close()
    return 0


def _task_of(spec: TrainSpec | PullSpec | PredictSpec | RenderSpec, folder: RunFolder, report: Report, stopping: Stopping) -> Task:
    match spec:
        case PullSpec():
            return Pull(spec, folder, report, stopping)
        case RenderSpec():
            from easytune.worker.render import Render  # brings torch, which a pull does without

            return Render(spec, folder, report, stopping)
        case TrainSpec() | PredictSpec():
            raise AssertionError(f"the worker cannot do {spec.kind}")
        case _:
            assert_never(spec)


def _tell(failure: RunFailed, report: Report) -> int:
    """The exit status, which says it alone when the disk is too full for words."""
    try:
        report.event(Failed(code=failure.code, params=failure.params))
        report.say_error(failure.code, failure.params)
    except OSError as still_full:
        if is_full(still_full):
            return NO_ROOM_STATUS
        raise
    return EXIT_FAILED


def _as_failure(error: Exception) -> RunFailed:
    if isinstance(error, RunFailed):
        return error
    if is_full(error):
        return RunFailed(ErrorCode.DISK_FULL_NOW)
    return RunFailed(ErrorCode.CRASHED, reason=f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
