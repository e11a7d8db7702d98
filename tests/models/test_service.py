"""Rows of models: registered once, renewed by a later attempt, deleted without loose ends."""

from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.run_spec import PredictSpec
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.errors import Conflict, NotFound
from easytune.models import folders, service, starters
from easytune.models.folders import InspectedFolder
from easytune.models.tables import Model
from easytune.runs import service as runs
from easytune.runs.schemas import RunState
from tests.jobs.stock import set_run
from tests.models.stock import LABELS, adapter_folder, classifier_folder, encoder_folder
from tests.process.submit import spec_of

KEY = "bge-small-zh"


async def register_tuned(
    database: Database, owner_id: int, found: InspectedFolder, base: int | None, accuracy: float, tuning: str = "full"
) -> Model:
    async with database.session() as session:
        return await service.register_tuned(
            session,
            owner_id=owner_id,
            job_id=7,
            name="mine",
            found=found,
            base_model_id=base,
            tuning=tuning,
            metrics={"accuracy": accuracy},
        )


async def register_starter(database: Database, settings: Settings, owner_id: int) -> Model:
    found = folders.inspect_own(encoder_folder(folders.starter_folder(settings, KEY)))
    async with database.session() as session:
        return await service.register_starter(session, owner_id=owner_id, key=KEY, found=found)


async def test_registering_twice_gives_one_model_and_a_later_attempt_renews_it(
    database: Database, settings: Settings, owner_id: int
) -> None:
    base = await register_starter(database, settings, owner_id)
    assert (await register_starter(database, settings, owner_id)).id == base.id
    found = folders.inspect_own(classifier_folder(folders.tuned_folder(settings, 7)))
    first = await register_tuned(database, owner_id, found, base.id, 0.5)
    second = await register_tuned(database, owner_id, found, base.id, 0.9)
    assert (second.id, second.metrics, second.labels) == (first.id, {"accuracy": 0.9}, list(LABELS))
    assert (second.licence, second.note, second.base_model_id) == ("MIT", "int8, dequantised", base.id)


async def test_taking_a_starter_gives_one_run_until_it_failed(database: Database, settings: Settings, owner_id: int) -> None:
    async def pull() -> int:
        async with database.session() as session:
            return (await starters.pull(session, settings, owner_id=owner_id, key=KEY, language="en")).id

    async def state() -> str:
        async with database.reading() as session:
            return (await starters.list_starters(session, settings))[0].state

    assert await state() == "absent"
    first = await pull()
    assert await pull() == first
    assert await state() == "pulling"
    await set_run(database, first, RunState.FAILED)
    assert await state() == "failed"
    second = await pull()
    assert second != first
    await set_run(database, second, RunState.COMPLETED)
    await register_starter(database, settings, owner_id)
    assert await state() == "ready"
    assert await pull() == second


async def test_a_base_with_a_live_training_stays_and_afterwards_its_children_live_on(
    database: Database, settings: Settings, owner_id: int
) -> None:
    base = await register_starter(database, settings, owner_id)
    found = folders.inspect_own(classifier_folder(folders.tuned_folder(settings, 7)))
    child = await register_tuned(database, owner_id, found, base.id, 0.5)
    spec = spec_of(Path(base.folder))
    spec = spec.model_copy(update={"model": spec.model.model_copy(update={"model_id": base.id})})
    async with database.session() as session:
        run = await runs.submit(session, owner_id=owner_id, kind="train", spec=spec)
    with pytest.raises(Conflict) as refused:
        async with database.session() as session:
            await service.delete_model(session, await service.get_model(session, base.id))
    assert (refused.value.code, refused.value.params) == (ErrorCode.MODEL_IN_USE, {"users": f"#{run.id}"})
    await set_run(database, run.id, RunState.STOPPED)
    async with database.session() as session:
        await service.delete_model(session, await service.get_model(session, base.id))
    async with database.reading() as session:
        assert (await service.get_model(session, child.id)).base_model_id is None
        with pytest.raises(NotFound):
            await service.get_model(session, base.id)


async def test_a_base_that_adapters_need_is_not_deleted(database: Database, settings: Settings, owner_id: int) -> None:
    base = await register_starter(database, settings, owner_id)
    adapter = await register_tuned(
        database, owner_id, folders.inspect_own(adapter_folder(folders.tuned_folder(settings, 7))), base.id, 0.5, tuning="lora"
    )
    assert (adapter.tuning, adapter.is_adapter, adapter.labels) == ("lora", True, list(LABELS))
    with pytest.raises(Conflict) as refused:
        async with database.session() as session:
            await service.delete_model(session, await service.get_model(session, base.id))
    assert (refused.value.code, refused.value.params) == (ErrorCode.MODEL_IN_USE, {"users": "mine"})
    async with database.session() as session:
        assert await service.base_folder(session, adapter) == base.folder
        await service.delete_model(session, await service.get_model(session, adapter.id))
        await service.delete_model(session, await service.get_model(session, base.id))


async def test_deleting_a_loaded_model_stops_its_predictor(database: Database, settings: Settings, owner_id: int) -> None:
    found = folders.inspect_own(classifier_folder(folders.tuned_folder(settings, 7)))
    model = await register_tuned(database, owner_id, found, None, 0.5)
    spec = PredictSpec(run_id=0, attempt=1, model_id=model.id, model_folder=model.folder)
    async with database.session() as session:
        run = await runs.submit(session, owner_id=owner_id, kind="predict", spec=spec, subject=service.predictor_subject(model.id))
    await set_run(database, run.id, RunState.RUNNING)
    async with database.session() as session:
        await service.delete_model(session, await service.get_model(session, model.id))
    async with database.reading() as session:
        assert (await runs.get(session, run.id)).stop_mode == "discard"


def test_an_output_is_taken_over_once_and_a_repeat_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    target = folders.tuned_folder(settings, 7)
    output = classifier_folder(tmp_path / "output")
    folders.take_over(output, target)
    folders.take_over(output, target)
    assert (target / "config.json").is_file()
    assert not output.exists()
    newer = classifier_folder(tmp_path / "output")
    (newer / "newer.txt").write_text("x")
    folders.take_over(newer, target)
    assert (target / "newer.txt").exists()


def test_only_our_own_folders_are_ever_removed(settings: Settings, tmp_path: Path) -> None:
    theirs = encoder_folder(tmp_path / "theirs")
    assert not folders.remove(theirs, settings.models)
    assert theirs.is_dir()
    ours = encoder_folder(settings.models / "tuned-1")
    assert folders.remove(ours, settings.models)
    assert list(settings.models.iterdir()) == []


def test_a_removal_that_was_cut_short_is_finished_at_start(settings: Settings) -> None:
    encoder_folder(settings.models / ".removed-1-tuned-1")
    encoder_folder(settings.models / "tuned-2")
    folders.sweep(settings.models)
    assert [path.name for path in settings.models.iterdir()] == ["tuned-2"]
