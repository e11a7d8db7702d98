"""How the demo ends: it leaves nothing running that it can end, and says what goes on. Knows HTTP only through Client."""

import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from easytune.demo.client import Client
from easytune.demo.display import Display
from easytune.demo.failure import DemoFailed
from easytune.demo.platform import Platform
from easytune.demo.waiting import DESCRIPTION
from easytune.jobs.schemas import JobOut

END_SECONDS = 150
POLL_SECONDS = 0.2
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if sys.platform != "win32" else (signal.SIGINT, signal.SIGTERM)


def end_everything(client: Client) -> None:
    """Stop live trainings (those of a person are saved), stop downloads, unload models, and wait until none of them runs.

    Signals are ignored from here on: a second one, as `timeout` and impatient people send, would leave a training behind.
    Raises: DemoFailed when something still runs after END_SECONDS.
    """
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    deadline = time.monotonic() + END_SECONDS
    asked: set[str] = set()
    while alive := _living(client):
        if time.monotonic() > deadline:
            raise DemoFailed(f"{', '.join(ending.name for ending in alive)} did not end within {END_SECONDS} s.")
        for ending in alive:
            if ending.name not in asked:
                asked.add(ending.name)
                ending.ask()
        time.sleep(POLL_SECONDS)


@dataclass(frozen=True)
class Ending:
    """Something that runs, and how it is asked to end."""

    name: str
    request: Callable[[], None]

    def ask(self) -> None:
        """It may have ended by itself meanwhile; whether it lives is what the next look says."""
        with suppress(DemoFailed):
            self.request()


def _living(client: Client) -> list[Ending]:
    endings = [Ending(f"training #{job.id}", partial(_stop, client, job)) for job in client.live_jobs()]
    loaded = [predictor.model_id for predictor in client.predictors()]
    endings += [Ending(f"model #{model_id}", partial(client.unload, model_id)) for model_id in loaded]
    endings += [Ending(f"download #{run_id}", partial(client.stop_run, run_id)) for run_id in client.live_downloads()]
    return endings


def _stop(client: Client, job: JobOut) -> None:
    client.stop_job(job.id, "discard" if job.description == DESCRIPTION else "save")


def stay(platform: Platform) -> None:
    """Return when the person presses Ctrl-C or the server ends."""
    try:
        while platform.process.poll() is None:
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        return


def say_what_goes_on(client: Client, display: Display) -> None:
    """Unload models; trainings go on by themselves, as on any server."""
    try:
        for predictor in client.predictors():
            client.unload(predictor.model_id)
        live = client.live_jobs()
    except DemoFailed:
        return
    if live:
        names = ", ".join(f"#{job.id}" for job in live)
        display.say(f"  {names} goes on training; start the demo again to see it.")
