"""Models over HTTP: list, add, rename, download, delete, and what a hostile path gets."""

import io
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx import AsyncClient

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.security import Role
from easytune.models import folders
from tests.conftest import SignIn
from tests.jobs.stock import add_model
from tests.models.stock import adapter_folder, change_json, classifier_folder, encoder_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The one folder below which models may be added; beside it lies one whose name begins alike."""
    encoder_folder(tmp_path / "safe" / "good")
    encoder_folder(tmp_path / "safe_evil" / "good")
    return tmp_path / "safe"


@pytest.fixture
def settings(settings: Settings, root: Path) -> Settings:
    return settings.model_copy(update={"model_roots": (root,)})


async def test_a_folder_below_an_allowed_root_is_added_once(client: AsyncClient, root: Path) -> None:
    body = {"name": " 我的 BERT ", "folder": str(root / "good")}
    answer = await client.post("/api/v1/models", json=body)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["name"], answer.json()["source"], answer.json()["task"]) == ("我的 BERT", "folder", "encoder")
    again = await client.post("/api/v1/models", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "model_folder_known")


async def test_every_folder_outside_gets_one_and_the_same_answer(client: AsyncClient, root: Path, tmp_path: Path) -> None:
    (root / "link").symlink_to(tmp_path / "safe_evil" / "good")
    hostile = [
        "/etc", "/", "/nowhere", "good", "../safe/good", "~", "C:\\models", "\\\\host\\share", "a\0b", "/" + "a" * 4000,
        f"{root}/../safe_evil/good", f"{root}_evil/good", f"{root}/link", f"{root}/missing", f"{root}/good/config.json",
        f"{root}/..%2fsafe_evil/good", f"{root}/good\0/../../etc",
    ]  # fmt: skip
    answers = [await client.post("/api/v1/models", json={"name": "x", "folder": folder}) for folder in hostile]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(422, "model_folder_outside")}
    assert len({answer.json()["message"] for answer in answers}) == 1


async def test_pickles_and_remote_code_are_refused_over_http(client: AsyncClient, root: Path) -> None:
    encoder_folder(root / "code")
    change_json(root / "code" / "config.json", auto_map={"AutoModel": "own.Model"})
    encoder_folder(root / "pickle")
    (root / "pickle" / "pytorch_model.bin").write_bytes(b"\x80\x02.")
    for name, code in (("code", "remote_code"), ("pickle", "unsafe_weights")):
        answer = await client.post("/api/v1/models", json={"name": name, "folder": str(root / name)})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await client.get("/api/v1/models")).json()["total"] == 0


async def test_models_are_listed_newest_first_and_filtered(client: AsyncClient, database: Database, owner_id: int) -> None:
    for name, source, task in (("100% BERT", "folder", "encoder"), ("评论", "tuned", "classifier"), ("bert_2", "starter", "encoder")):
        await add_model(database, owner_id, name=name, source=source, task=task)

    async def names(**query: str | int) -> list[str]:
        return [model["name"] for model in (await client.get("/api/v1/models", params=query)).json()["items"]]

    assert await names() == ["bert_2", "评论", "100% BERT"]
    assert await names(source="tuned") == ["评论"]
    assert await names(task="encoder", search="BERT") == ["bert_2", "100% BERT"]
    assert await names(search="0%") == ["100% BERT"]
    assert await names(search="t_2") == ["bert_2"]
    assert await names(page=2, page_size=2) == ["100% BERT"]


async def test_bases_and_tuned_models_are_told_apart(client: AsyncClient, database: Database, owner_id: int) -> None:
    rows: list[tuple[str, str, str, bool]] = [
        ("bert", "starter", "encoder", False),
        ("writer", "starter", "language_model", False),
        ("tuned writer", "tuned", "language_model", False),
        ("adapter", "tuned", "language_model", True),
        ("labeller", "tuned", "classifier", False),
        ("added labeller", "folder", "classifier", False),
    ]
    for name, source, task, is_adapter in rows:
        await add_model(database, owner_id, name=name, source=source, task=task, is_adapter=is_adapter)

    async def names(**query: bool | str | list[str]) -> set[str]:
        return {model["name"] for model in (await client.get("/api/v1/models", params=query)).json()["items"]}

    assert await names(base=True) == {"bert", "writer", "tuned writer"}
    assert await names(base=False) == {"adapter", "labeller", "added labeller"}
    assert await names(tuned=True) == {"tuned writer", "adapter", "labeller", "added labeller"}
    assert await names(base=True, tuned=False) == {"bert", "writer"}
    assert await names(base=True, task="language_model") == {"writer", "tuned writer"}
    assert await names(task=["encoder", "classifier"]) == {"bert", "labeller", "added labeller"}
    assert (await client.get("/api/v1/models", params={"task": "nothing"})).status_code == 422


@pytest.mark.parametrize("name", ["", "   ", "a/b", "..\\x", "a\0b", "x" * 300, "tab\there", "\u202eevil"])
async def test_a_bad_name_is_refused_and_changes_nothing(name: str, client: AsyncClient, database: Database, owner_id: int) -> None:
    model_id = await add_model(database, owner_id)
    answer = await client.patch(f"/api/v1/models/{model_id}", json={"name": name})
    assert (answer.status_code, answer.json()["code"]) == (422, "name_invalid")
    assert (await client.get(f"/api/v1/models/{model_id}")).json()["name"] == "tiny"


async def test_a_name_may_hold_what_html_must_not_interpret(client: AsyncClient, database: Database, owner_id: int) -> None:
    model_id = await add_model(database, owner_id)
    answer = await client.patch(f"/api/v1/models/{model_id}", json={"name": "<img src=x onerror=alert(1)>", "description": "d"})
    assert (answer.json()["name"], answer.json()["description"]) == ("<img src=x onerror=alert(1)>", "d")


async def test_the_download_is_the_folder_as_a_zip_with_safe_names(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int
) -> None:
    folder = classifier_folder(folders.tuned_folder(settings, 7))
    (folder / "link").symlink_to("/etc/hostname")
    name = '评论"\r\nx'
    model_id = await add_model(database, owner_id, name=name, source="tuned", folder=str(folder))
    answer = await client.get(f"/api/v1/models/{model_id}/download")
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"model-{model_id}.zip\"; filename*=UTF-8''{quote(name, safe='')}.zip"
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        packed = {entry: archive.read(entry) for entry in archive.namelist()}
    wanted = {f"model-{model_id}/{path.name}": path.read_bytes() for path in folder.iterdir() if not path.is_symlink()}
    assert packed == wanted


async def test_a_model_whose_folder_is_gone_says_so(client: AsyncClient, database: Database, owner_id: int) -> None:
    model_id = await add_model(database, owner_id, folder="/nowhere")
    answer = await client.get(f"/api/v1/models/{model_id}/download")
    assert (answer.status_code, answer.json()["code"]) == (404, "model_folder_gone")


async def test_deleting_frees_our_folder_and_leaves_an_added_one(
    client: AsyncClient, database: Database, settings: Settings, root: Path, owner_id: int
) -> None:
    ours = classifier_folder(folders.tuned_folder(settings, 7))
    for folder, stays in ((ours, False), (root / "good", True)):
        model_id = await add_model(database, owner_id, folder=str(folder))
        assert (await client.delete(f"/api/v1/models/{model_id}")).status_code == 204
        assert folder.exists() is stays
        assert (await client.get(f"/api/v1/models/{model_id}")).status_code == 404


async def test_a_starter_is_taken_with_one_call_and_shown_as_pulling(client: AsyncClient) -> None:
    starter = (await client.get("/api/v1/starters")).json()[0]
    assert (starter["key"], starter["state"], starter["licence"]) == ("bge-small-zh", "absent", "MIT")
    run = await client.post("/api/v1/starters/bge-small-zh")
    assert (run.status_code, run.json()["kind"], run.json()["state"]) == (202, "pull", "PENDING")
    assert (await client.post("/api/v1/starters/bge-small-zh")).json()["id"] == run.json()["id"]
    shown = (await client.get("/api/v1/starters")).json()[0]
    assert (shown["state"], shown["run_id"]) == ("pulling", run.json()["id"])
    unknown = await client.post("/api/v1/starters/nothing")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "starter_unknown")


async def test_a_viewer_reads_and_changes_nothing(sign_in: SignIn, database: Database, owner_id: int) -> None:
    model_id = await add_model(database, owner_id)
    async with await sign_in.user("eve", Role.VIEWER) as viewer:
        assert (await viewer.get(f"/api/v1/models/{model_id}")).status_code == 200
        assert (await viewer.delete(f"/api/v1/models/{model_id}")).status_code == 403
        assert (await viewer.post("/api/v1/starters/bge-small-zh")).status_code == 403


async def test_an_adapter_is_downloaded_alone_or_from_beside_the_merged_weights(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    merged, alone = classifier_folder(tmp_path / "merged"), adapter_folder(tmp_path / "alone")
    adapter_folder(merged / "adapter")
    plain = await add_model(database, owner_id, folder=str(classifier_folder(tmp_path / "plain")))
    for folder, is_adapter in ((merged, False), (alone, True)):
        model_id = await add_model(database, owner_id, folder=str(folder), is_adapter=is_adapter, tuning="lora")
        answer = await client.get(f"/api/v1/models/{model_id}/adapter")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert f"adapter-{model_id}/adapter_model.safetensors" in archive.namelist()
            assert f"adapter-{model_id}/model.safetensors" not in archive.namelist()
    refused = await client.get(f"/api/v1/models/{plain}/adapter")
    assert (refused.status_code, refused.json()["code"]) == (404, "no_adapter")
