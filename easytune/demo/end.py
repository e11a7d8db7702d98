"""How the demo ends: it leaves nothing running that it can end, and says what goes on. Knows HTTP only through Client."""

import time
from collections.abc import Callable

from easytune.demo.client import Client
from easytune.demo.display import Display
from easytune.demo.failure import DemoFailed
from easytune.demo.platform import Platform

END_SECONDS = 40
POLL_SECONDS = 0.2
Ending = tuple[str, Callable[[int], None], int]


def end_everything(client: Client) -> None:
    """Discard live trainings, stop downloads, unload models, and wait until none of them runs; at most 40 s."""
    deadline = time.monotonic() + END_SECONDS
    asked: set[str] = set()
    while time.monotonic() < deadline:
        try:
            if not _ask_to_end(client, asked):
                return
        except DemoFailed:
            return  # the server is gone already; the caller says why
        time.sleep(POLL_SECONDS)


def _ask_to_end(client: Client, asked: set[str]) -> bool:
    """Ask each thing once; True while any lives."""
    endings: list[Ending] = [(f"job {job.id}", client.discard_job, job.id) for job in client.live_jobs()]
    endings += [(f"model {predictor.model_id}", client.unload, predictor.model_id) for predictor in client.predictors()]
    endings += [(f"run {run_id}", client.stop_run, run_id) for run_id in client.live_downloads()]
    for name, end, number in endings:
        if name not in asked:
            asked.add(name)
            end(number)
    return bool(endings)


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
