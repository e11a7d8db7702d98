"""One task from start to end: `python -m easytune.worker FOLDER` reads spec.json and leaves output/. Knows no database."""

import os
import shutil
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Finished, Phase, Started, Stopped
from easytune.contract.failure import RunFailed, StopAsked
from easytune.contract.run_folder import RunFolder, sync_folder, sync_tree
from easytune.contract.run_spec import PullSpec, run_spec_adapter
from easytune.worker.archive import unpack
from easytune.worker.recipe import recipe_of
from easytune.worker.registry import take
from easytune.worker.report import Report

EXIT_FAILED = 1
EXIT_INTERRUPTED = 75


def main(arguments: list[str]) -> int:
    """Exit code: 0 finished or stopped, 1 failed, 75 ended by SIGTERM and to be started again."""
    signal.signal(signal.SIGTERM, _interrupted)
    folder = RunFolder(Path(arguments[0]))
    spec = run_spec_adapter.validate_json(folder.spec.read_bytes())
    assert isinstance(spec, PullSpec), f"the worker cannot do {spec.kind}"
    report = Report(folder, spec.language)
    report.event(Started(pid=os.getpid()))
    try:
        pull(spec, folder, report)
    except StopAsked:
        report.event(Stopped(step=0, saved=False))
        return 0
    except Exception as error:  # the one blind except of this process: whatever it is, the run folder says so
        traceback.print_exc()
        failure = error if isinstance(error, RunFailed) else RunFailed(ErrorCode.CRASHED, reason=f"{type(error).__name__}: {error}")
        report.say_error(failure.code, failure.params)
        report.event(Failed(code=failure.code, params=failure.params))
        return EXIT_FAILED
    finally:
        shutil.rmtree(_scratch(folder), ignore_errors=True)
        report.close()
    return 0


def pull(spec: PullSpec, folder: RunFolder, report: Report) -> None:
    """Take the packages, unpack them, build output/ by the recipe."""
    build = recipe_of(spec.key)
    _empty_scratch(folder)
    report.phase(Phase.DOWNLOAD)
    archives = {package.name: take(package, Path(spec.cache_folder), _scratch(folder), report) for package in spec.packages}
    report.phase(Phase.CONVERT)
    unpacked: dict[str, Path] = {}
    for name, archive in archives.items():
        unpacked[name] = _scratch(folder) / str(len(unpacked))
        unpack(archive, unpacked[name], watch=report.progress)
    shutil.rmtree(folder.output_unfinished, ignore_errors=True)
    folder.output_unfinished.mkdir()
    build(unpacked, folder.output_unfinished, report)
    report.phase(Phase.SAVE)
    sync_tree(folder.output_unfinished)
    shutil.rmtree(folder.output, ignore_errors=True)
    os.rename(folder.output_unfinished, folder.output)
    sync_folder(folder.path)
    report.say("完成", "Done")
    report.event(Finished())


def _scratch(folder: RunFolder) -> Path:
    return folder.path / "packages"


def _empty_scratch(folder: RunFolder) -> None:
    """Also of attempts that were killed: their lock is free, or this one would not run."""
    for left_over in folder.path.parent.glob("*/packages"):
        shutil.rmtree(left_over, ignore_errors=True)
    _scratch(folder).mkdir()


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
