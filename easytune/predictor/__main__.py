"""One model served from start to end: `python -m easytune.predictor FOLDER`. Knows the run folder; knows no database."""

import asyncio
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.events import Failed, Finished, LogLevel, Phase, PhaseChanged, Ready, Started, Stopped
from easytune.contract.failure import RunFailed, StopAsked
from easytune.contract.platform import processes
from easytune.contract.run_folder import RunFolder
from easytune.contract.run_spec import PredictSpec, run_spec_adapter
from easytune.predictor.listening import Listening, listening
from easytune.predictor.report import Report

if TYPE_CHECKING:  # imported while it loads, not before it speaks
    import uvicorn

    from easytune.predictor.serving import ServedApp

EXIT_FAILED = 1
POLL_SECONDS = 0.2
STARTING_POLL_SECONDS = 0.02


def main(arguments: list[str]) -> int:
    """Exit code: 0 unloaded when idle, stopped or terminated, 1 failed."""
    processes.on_ending(_terminated)
    folder = RunFolder(Path(arguments[0]))
    spec = run_spec_adapter.validate_json(folder.spec.read_bytes())
    assert isinstance(spec, PredictSpec), f"the predictor cannot do {spec.kind}"
    report = Report(folder, spec.language)
    report.event(Started(pid=os.getpid()))
    report.event(PhaseChanged(phase=Phase.LOAD))
    try:
        report.event(serve(spec, folder, report))
        return 0
    except StopAsked:
        report.event(Stopped(step=0, saved=False))
        return 0
    except Exception as error:  # the one blind except of this process: whatever it is, the run folder says so
        traceback.print_exc()
        failure = error if isinstance(error, RunFailed) else RunFailed(ErrorCode.CRASHED, reason=f"{type(error).__name__}: {error}")
        text = message(failure.code, failure.params, spec.language)
        report.say(text, text, LogLevel.ERROR)
        report.event(Failed(code=failure.code, params=failure.params))
        return EXIT_FAILED
    finally:
        report.close()


def serve(spec: PredictSpec, folder: RunFolder, report: Report) -> Finished:
    """Load, answer until idle. Raises: StopAsked on the file `stop` or SIGTERM; RunFailed when the model cannot be loaded."""
    started = time.monotonic()
    with _application(spec, folder) as app, listening(folder.socket) as at:
        from easytune.predictor.server import make_server, with_token

        server = make_server(with_token(app, at.address))

        def is_ready() -> None:
            seconds = time.monotonic() - started
            report.say(f"模型已加载，用时 {seconds:.1f} 秒", f"The model is loaded, in {seconds:.1f} s")
            report.event(PhaseChanged(phase=Phase.READY))
            report.event(Ready(address=str(at.address), load_seconds=seconds))

        asyncio.run(_serve(server, app, at, lambda: _should_end(spec, app, folder), is_ready))
    if folder.stop.exists():
        raise StopAsked
    report.say("长时间没有请求，已卸载", "Unloaded, since nobody asked for a while")
    return Finished()


def _application(spec: PredictSpec, folder: RunFolder) -> "AbstractContextManager[ServedApp]":
    from easytune.predictor import serving

    match spec.task:
        case "classify":
            return serving.classifier(spec, lambda: _check_stop(folder))
        case "generate":
            return serving.language_model(spec, lambda: _check_stop(folder))
        case _:
            assert_never(spec.task)


async def _serve(
    server: "uvicorn.Server", app: "ServedApp", at: Listening, should_end: Callable[[], bool], is_ready: Callable[[], None]
) -> None:
    serving = asyncio.create_task(server.serve([at.socket]))
    ready = False
    while not serving.done():
        if server.started and not ready:
            ready = True
            is_ready()
        server.should_exit = server.should_exit or should_end()
        if server.should_exit:
            app.close()
        await asyncio.wait([serving], timeout=POLL_SECONDS if ready else STARTING_POLL_SECONDS)
    await serving


def _check_stop(folder: RunFolder) -> None:
    if folder.stop.exists():
        raise StopAsked


def _should_end(spec: PredictSpec, app: "ServedApp", folder: RunFolder) -> bool:
    return app.idle_seconds >= spec.idle_seconds or folder.stop.exists()


def _terminated(_signal: int, _frame: object) -> None:
    """While loading; once it serves, the server takes the signal itself."""
    raise StopAsked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
