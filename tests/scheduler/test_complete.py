"""What a good output becomes: a model with the figures of its training. Files and rows are real; no process runs."""

from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import TrainSpec
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.models.tables import Model
from easytune.runs.progress import Best, RunMetrics
from easytune.runs.tables import Run
from easytune.scheduler.complete import prepare, register
from tests.models.stock import language_model_folder
from tests.process.submit import spec_of


def chat_spec(settings: Settings) -> TrainSpec:
    spec = spec_of(settings.models).model_dump(mode="json")
    return TrainSpec.model_validate(spec | {"labels": [], "settings": {"objective": {"kind": "chat"}}})


async def test_a_training_on_conversations_leaves_a_language_model_with_its_loss(
    database: Database, settings: Settings, owner_id: int
) -> None:
    async with database.session() as session:
        run = Run(owner_id=owner_id, kind="train", spec=chat_spec(settings).model_dump(mode="json"), state="RUNNING")
        session.add(run)
    language_model_folder(RunFolder.of(settings.runs, run.id, run.attempt).output)
    completion = await prepare(run, RunMetrics(best=Best(step=20, epoch=1.0, loss=2.5)), settings)
    async with database.session() as session:
        await register(session, completion)
    async with database.reading() as session:
        model = await session.get(Model, 1)
    assert model is not None
    assert (model.task, model.source, model.tuning, model.labels) == ("language_model", "tuned", "full", None)
    assert model.has_chat_template
    assert model.metrics == {"loss": 2.5}
