"""An attempt that made its output but not its last word is finished by another supervisor. A real one; the scheduler is ticked by hand."""

import asyncio
import os
import signal
import time

from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.supervision import SupervisorStarted
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.runs import service
from easytune.runs.tables import Run
from easytune.scheduler.tick import Scheduler
from easytune.supervisor import liveness
from tests.fakes.behaviour import link_at
from tests.fakes.fake_output import write_output
from tests.process.submit import spec_of

NOBODY = 2**22 + 1  # larger than any pid
STEPS = 20
FAKE = {"trainer_module": "tests.fakes.fake_trainer", "verify_module": "tests.fakes.fake_verify"}


async def _run_with_output(database: Database, settings: Settings, owner_id: int) -> tuple[int, RunFolder]:
    """Its supervisor is dead, its trainer ended well."""
    spec = spec_of(settings.models)
    async with database.session() as session:
        run = Run(owner_id=owner_id, kind="train", spec=spec.model_dump(mode="json"), state="PREPARING")
        session.add(run)
        await session.flush()
    folder = RunFolder.of(settings.runs, run.id, 1)
    folder.path.mkdir(parents=True)
    write_model(folder.spec, spec.model_copy(update={"job_id": run.id}))
    said = SupervisorStarted(pid=NOBODY, boot=liveness.machine_start())
    folder.supervisor_events.write_text(said.model_dump_json() + "\n")
    write_output(folder, spec.labels, link_at(spec, STEPS), STEPS)
    return run.id, folder


async def _pid_of_supervisor(folder: RunFolder) -> int:
    for _ in range(500):
        found = await asyncio.to_thread(liveness.tree, folder.path, None)
        if found:
            return found[0].pid
        await asyncio.sleep(0.01)
    raise AssertionError("no supervisor was started")


async def test_a_supervisor_on_its_way_to_its_lock_is_not_taken_for_an_orphan(
    database: Database, settings: Settings, owner_id: int
) -> None:
    run_id, folder = await _run_with_output(database, settings, owner_id)
    scheduler = Scheduler(database, settings.model_copy(update=FAKE))
    await scheduler.begin()
    await scheduler.tick()
    pid = await _pid_of_supervisor(folder)
    os.kill(pid, signal.SIGSTOP)  # a slow start
    slow_until = time.monotonic() + 1.2  # longer than the scheduler leaves it alone
    while time.monotonic() < slow_until:
        await scheduler.tick()
        await asyncio.sleep(0.05)
    os.kill(pid, signal.SIGCONT)
    state, deadline = "PREPARING", time.monotonic() + 30
    while state != "COMPLETED" and time.monotonic() < deadline:
        await scheduler.tick()
        await asyncio.sleep(0.05)
        async with database.reading() as session:
            state = (await service.get(session, run_id)).state
    await scheduler.end()
    assert state == "COMPLETED"
    assert folder.supervisor_events.read_text().count('"pid":' + str(pid)) == 1
