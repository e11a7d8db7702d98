"""`python -m easytune.trainer FOLDER`: one training attempt. Knows how a process starts and ends; the story is in run.py.

Exit status: 0 finished or stopped, 1 failed with a reason, 75 handed over (resume me),
74 the disk is too full to give the reason, 2 called wrongly.
"""

import shutil
import sys
import traceback
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import LogLevel, Stopped
from easytune.contract.run_folder import RunFolder
from easytune.contract.space import NO_ROOM_STATUS, is_full
from easytune.contract.train_spec import TrainSpec
from easytune.trainer.interrupts import EndedEarly, Interrupts, Wish
from easytune.trainer.report import Report


def main(arguments: list[str]) -> int:
    """Run the attempt whose folder is the only argument."""
    if len(arguments) != 1 or not (folder := RunFolder(Path(arguments[0]))).spec.is_file():
        print("usage: python -m easytune.trainer FOLDER (with a spec.json)", file=sys.stderr)
        return 2
    spec = TrainSpec.model_validate_json(folder.spec.read_bytes())
    report = Report(folder, spec.language)
    try:
        return _attempt(folder, spec, report)
    finally:
        report.close()


def _attempt(folder: RunFolder, spec: TrainSpec, report: Report) -> int:
    interrupts = Interrupts(folder)
    interrupts.listen()
    try:
        return _train(folder, spec, report, interrupts)
    except EndedEarly as early:
        if early.wish is Wish.HAND_OVER:
            return 75
        report.stopped(0)
        report.event(Stopped(step=0, saved=False))
        return 0
    except Exception as problem:  # the one blind except of this process: every death has a reason that a person can read
        return _tell(problem, folder, report)


def _train(folder: RunFolder, spec: TrainSpec, report: Report, interrupts: Interrupts) -> int:
    """The libraries are loaded only here, so that a process that dies of them has a journal already."""
    from easytune.modeling.load import stay_offline_and_quiet
    from easytune.trainer.lesson import Context
    from easytune.trainer.manifest import fingerprint
    from easytune.trainer.run import run

    stay_offline_and_quiet()
    return run(Context(folder, spec, fingerprint(spec), report, interrupts)).value


def _tell(problem: Exception, folder: RunFolder, report: Report) -> int:
    from easytune.trainer.diagnose import diagnose

    failed = diagnose(problem)
    if failed.code is ErrorCode.DISK_FULL_NOW:  # half a checkpoint is the first thing that nobody needs
        shutil.rmtree(folder.work, ignore_errors=True)
        shutil.rmtree(folder.output_unfinished, ignore_errors=True)
    try:
        report.event(failed)
        report.problem(failed.code, LogLevel.ERROR, **failed.params)
        for line in traceback.format_exception(problem):
            for part in line.rstrip().splitlines():
                report.say(part, part, LogLevel.DEBUG)
    except OSError as still_full:
        if is_full(still_full):
            return NO_ROOM_STATUS
        raise
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
