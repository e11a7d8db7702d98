"""Texts that lead elsewhere, in every place of the API that could become a path: nothing outside the data folder is ever opened."""

import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from easytune.core.config import Settings
from easytune.core.security import Role
from tests.api.hostile_texts import TRAVERSALS
from tests.conftest import SignIn

ROOT = Path(__file__).resolve().parents[2]
HARMLESS = (str(ROOT), sys.prefix, sys.base_prefix, "/usr/lib", "/usr/share/zoneinfo", "/proc/meminfo", "/proc/stat", "/sys", "/dev/null")
Opened = list[str]
ABOUT_FILES = pytest.mark.parametrize("database_template", ["sqlite"], indirect=True)
_listening: list[Opened] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _listening and isinstance(arguments[0], str | bytes):
        _listening[-1].append(os.fsdecode(arguments[0]))


sys.addaudithook(_hear)


@contextmanager
def listening() -> Iterator[Opened]:
    """Collects every path that is opened meanwhile, in any thread."""
    opened: Opened = []
    _listening.append(opened)
    try:
        yield opened
    finally:
        _listening.remove(opened)


def outside(opened: Opened, settings: Settings) -> list[str]:
    """Paths that are neither of the data folder nor of the program itself."""
    inside = (os.path.realpath(settings.folder) + "/", *(f"{place}/" for place in HARMLESS))
    return [path for path in opened if not (os.path.realpath(path) + "/").startswith(inside)]


@pytest.fixture
async def caller(sign_in: SignIn) -> AsyncClient:
    return await sign_in.bearer("owner", Role.OWNER)


@pytest.fixture
def canary(settings: Settings) -> Path:
    """A file beside the data folder, and a symbolic and a hard link to it inside the stores."""
    file = settings.folder.parent / "outside.txt"
    file.write_text("text,label\nsecret,1\n")
    for store in (settings.datasets, settings.models, settings.runs):
        (store / "link.csv").symlink_to(file)
        os.link(file, store / "hard.csv")
    return file


async def send(client: AsyncClient, method: str, target: str) -> Response:
    """The path as it is written."""
    request = client.build_request(method, "/", json={} if method != "GET" else None)
    request.url = request.url.copy_with(raw_path=target.encode())
    return await client.send(request)


def spelled(text: str) -> tuple[str, ...]:
    """How a path may carry it: all escaped, and what can stand there as it is."""
    return quote(text, safe="%"), quote(text, safe="/%.\\;")


@ABOUT_FILES
async def test_no_part_of_a_path_leads_out(app: FastAPI, caller: AsyncClient, canary: Path, settings: Settings) -> None:
    paths = app.openapi()["paths"]
    templates = [(method.upper(), path) for path, methods in paths.items() for method in methods if "{" in path]
    files = [("GET", path) for path in ("/assets/{x}", "/docs/{x}", "/{x}")]
    asked = itertools.cycle([*templates, *files])
    bodies: set[str] = set()
    with listening() as opened:
        for text in TRAVERSALS:
            for target in spelled(text):
                for method, template in itertools.islice(asked, 2):
                    part = template[template.index("{") : template.index("}") + 1]
                    response = await send(caller, method, template.replace(part, target, 1))
                    assert response.status_code < 500, (method, template, text)
                    assert "secret,1" not in response.text
                    if response.status_code != 200:  # a single dot is the list itself, for the client has tidied it away
                        said = response.json()
                        bodies.add(said.get("error", said)["code"])  # below /v1 it stands in OpenAI's shape
    assert len(opened) > 0
    assert outside(opened, settings) == []
    assert bodies <= {"not_found", "invalid_input", "method_not_allowed", "starter_unknown"}
    assert canary.read_text() == "text,label\nsecret,1\n"


@ABOUT_FILES
async def test_names_and_file_names_stay_text(caller: AsyncClient, canary: Path, settings: Settings) -> None:
    content = b"text,label\ngood,1\nbad,0\n"
    before = {path for path in settings.folder.parent.rglob("*") if not path.is_relative_to(settings.folder)}
    with listening() as opened:
        for text in TRAVERSALS[::12]:
            name = text.encode("utf-8", "replace").decode()
            named = await caller.post("/api/v1/datasets", files={"file": ("a.csv", content)}, data={"name": name})
            filed = await caller.post("/api/v1/datasets", files={"file": (f"{name}.csv", content)})
            for response in (named, filed):
                assert response.status_code in (201, 409, 422), (text, response.text)
                if response.status_code == 201:
                    dataset = response.json()
                    download = await caller.get(f"/api/v1/datasets/{dataset['id']}/download")
                    assert download.content == content
                    assert "/" not in dataset["filename"]
                    assert (await caller.delete(f"/api/v1/datasets/{dataset['id']}")).status_code == 204
    assert outside(opened, settings) == []
    assert {path for path in settings.folder.parent.rglob("*") if not path.is_relative_to(settings.folder)} == before


@ABOUT_FILES
async def test_no_folder_outside_the_roots_becomes_a_model(caller: AsyncClient, canary: Path, settings: Settings) -> None:
    with listening() as opened:
        for text in (
            *TRAVERSALS[::3],
            str(settings.folder),
            str(settings.models),
            f"{settings.models}_evil",
            str(settings.models / "link.csv"),
        ):
            folder = text.encode("utf-8", "replace").decode()
            response = await caller.post("/api/v1/models", json={"name": "x", "folder": folder})
            assert response.status_code == 422, (text, response.text)
    assert outside(opened, settings) == []


def test_the_ear_hears_what_is_opened(settings: Settings, canary: Path) -> None:
    """The negative control."""
    with listening() as opened:
        (settings.datasets / "link.csv").read_text()
        (settings.datasets / "x").write_text("")
    assert outside(opened, settings) == [str(settings.datasets / "link.csv")]
