"""A script that talks to a fresh platform over HTTP: sets it up, takes a token, adds a tiny base model. Knows no scenario."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.e2e.server import Server
from tests.trainer.tiny import write_model_folder


def allow_models_below(folder: Path) -> tuple[str, str]:
    """The environment variable that lets a server take model folders from there."""
    return "EASYTUNE_MODEL_ROOTS", json.dumps([str(folder)])


@contextmanager
def script_on(server: Server, folder: Path) -> Iterator[httpx.Client]:
    """With an API token, on a platform with an owner and one base model in `folder`."""
    with httpx.Client(base_url=server.address, timeout=30, headers={"Accept": "application/json"}) as client:
        token = parse_qs(urlsplit(server.setup_link).fragment)["token"][0]
        owner = {"token": token, "username": "jonathan", "password": "a long enough one", "language": "en"}
        session = answer(client.post("/api/v1/setup", json=owner), 201)
        made = client.post("/api/v1/tokens", json={"name": "script"}, headers={"X-CSRF-Token": session["csrf_token"]})
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {answer(made, 201)['token']}"
        model = write_model_folder(folder / "bert-tiny")
        answer(client.post("/api/v1/models", json={"name": "bert-tiny", "folder": str(model)}), 201)
        yield client


def answer(response: httpx.Response, status: int = 200) -> Any:
    """The JSON of an answer that has this status."""
    assert response.status_code == status, response.text
    return response.json()
