"""Every command in docs/API.md works as it is written, in its order, on a fresh platform."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server
from tests.predictor.language_stock import tiny_language_model
from tests.process.script import allow_models_below, answer, script_on

GUIDE = Path(__file__).parents[2] / "docs" / "API.md"
SECONDS = 240


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv(*allow_models_below(tmp_path))
    with Server(tmp_path / "data") as server:
        yield server


@pytest.mark.timeout(SECONDS + 60)
def test_every_command_of_the_guide_works(server: Server, tmp_path: Path) -> None:
    commands = "\n".join(re.findall(r"^```bash\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))
    assert commands.count("curl") > 20
    with script_on(server, tmp_path) as client:
        writer = tiny_language_model(tmp_path / "qa-model")
        assert answer(client.post("/api/v1/models", json={"name": "qa-model", "folder": str(writer)}), 201)["id"] == 2
        token = client.headers["Authorization"].removeprefix("Bearer ")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-x", "-c", commands],
            cwd=tmp_path,
            env=os.environ | {"SERVER": server.address, "TOKEN": token},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert (tmp_path / "job-1.log").stat().st_size > 0
