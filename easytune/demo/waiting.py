"""Waits for runs and trainings with live bars. Knows their states and phases; every wait has an end."""

import time
import uuid
from collections.abc import Sequence
from datetime import datetime

from easytune.contract.train_spec import TrainSettings
from easytune.demo.client import Client
from easytune.demo.display import Bar, Display
from easytune.demo.failure import DemoFailed
from easytune.demo.platform import Platform
from easytune.jobs.schemas import JobDetail, JobIn
from easytune.runs.schemas import LIVE_STATES, RunOut, RunState

POLL_SECONDS = 0.4
TAKE_SECONDS = 1200
TRAIN_SECONDS = 3600
DESCRIPTION = "Started by easytune demo."


def wait_for_runs(client: Client, platform: Platform, display: Display, wanted: Sequence[tuple[str, RunOut]]) -> None:
    """Wait until each has completed, with one bar for each.

    Raises: DemoFailed with the reason of the first that has not.
    """
    if not wanted:
        return
    deadline = time.monotonic() + TAKE_SECONDS
    with display.bars() as bars:
        waiting = [(title, run.id, bars.add(title)) for title, run in wanted]
        while waiting:
            platform.assert_alive()
            waiting = [entry for entry in waiting if _is_still_running(client, *entry)]
            if time.monotonic() > deadline:
                raise DemoFailed(f"{waiting[0][0]} was not there after {TAKE_SECONDS} s. Check the network and start the demo again.")
            time.sleep(POLL_SECONDS if waiting else 0)


def _is_still_running(client: Client, title: str, run_id: int, bar: Bar) -> bool:
    run = client.run(run_id)
    if run.state == RunState.COMPLETED:
        bar.finish()
        return False
    if run.state not in LIVE_STATES:
        raise DemoFailed(f"{title}: {run.error.message if run.error else 'it was stopped before its end.'}")
    if run.progress is None:
        bar.show(0, None, run.phase)
    else:
        bar.show(run.progress.done, run.progress.total, run.phase)
    return True


def train(client: Client, platform: Platform, display: Display, *, model_id: int, dataset_id: int) -> JobDetail:
    """Submit a training with the settings that the form offers, and wait for its end.

    Raises: DemoFailed when it does not complete.
    """
    name = f"Demo {datetime.now():%Y-%m-%d %H:%M:%S}"
    wish = JobIn(name=name, description=DESCRIPTION, model_id=model_id, dataset_id=dataset_id, settings=TrainSettings())
    job_id = client.create_job(wish, idempotency_key=uuid.uuid4().hex).id
    deadline = time.monotonic() + TRAIN_SECONDS
    with display.bars() as bars:
        bar = bars.add(f"Training #{job_id}")
        while time.monotonic() < deadline:
            platform.assert_alive()
            job = client.job(job_id)
            if job.state == RunState.COMPLETED:
                bar.finish(_figures(job))
                return job
            if job.state not in LIVE_STATES:
                raise DemoFailed(f"Training #{job_id}: {job.error.message if job.error else 'it was stopped before its end.'}")
            bar.show(job.step, job.total_steps, _figures(job))
            time.sleep(POLL_SECONDS)
    raise DemoFailed(f"Training #{job_id} did not end within {TRAIN_SECONDS} s.")


def _figures(job: JobDetail) -> str:
    parts = [job.phase if job.state in LIVE_STATES else ""]
    if isinstance(job.loss, float):
        parts.append(f"loss {job.loss:.4f}")
    if job.rows_per_second is not None:
        parts.append(f"{job.rows_per_second:.0f} rows/s")
    if job.best is not None:
        parts.append(f"validation accuracy {job.best.accuracy:.2%}")
    return " · ".join(part for part in parts if part)
