"""`easytune train` from a file to a tuned model, with the fake trainer in the place of the real one."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from easytune.accounts import service as accounts
from easytune.cli import main
from easytune.core.db import Database
from easytune.migrations.schema import migrate
from easytune.models.tables import Model
from tests.fakes.behaviour import Behaviour
from tests.fakes.fake_output import write_model

ROWS = "text,label\n" + "".join(f"sentence number {number},{'good' if number % 2 else 'bad'}\n" for number in range(40))
FAKES = {"EASYTUNE_TRAINER_MODULE": "tests.fakes.fake_trainer", "EASYTUNE_VERIFY_MODULE": "tests.fakes.fake_verify"}


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A training by names and paths; the base model is there, the data is a file beside the spec."""
    for name, module in FAKES.items():
        monkeypatch.setenv(name, module)
    (tmp_path / "data").mkdir()
    folder = tmp_path / "data" / "models" / "base"
    write_model(folder, (), bytes(32))
    asyncio.run(_add_base_model(tmp_path / "data" / "easytune.db", folder))
    (tmp_path / "rows.csv").write_text(ROWS)
    path = tmp_path / "train.json"
    path.write_text(json.dumps({"name": "mood", "model": "base", "data": "rows.csv", "settings": {"batch_rows": 8}}))
    return path


async def _add_base_model(file: Path, folder: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{file}")
    await migrate(database)
    async with database.session() as session:
        user = await accounts.user_of_command_line(session)
        facts = {"architecture": "BertModel", "parameters": 32, "bytes": 128, "max_tokens": 512}
        session.add(Model(owner_id=user.user_id, name="base", source="folder", task="encoder", folder=str(folder), **facts))
    await database.close()


def behave(spec: Path, behaviour: Behaviour) -> None:
    (spec.parent / "data" / "models" / "base" / "fake.json").write_text(behaviour.model_dump_json())


def test_a_file_becomes_a_tuned_model_and_its_data_is_taken_once(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["train", str(spec), "--data-dir", str(spec.parent / "data")]
    assert main(arguments) == 0
    first = capsys.readouterr().out
    assert first.startswith("model #2 mood (")
    assert Path(first.rpartition(" in ")[2].strip(), "config.json").is_file()
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("model #3 mood-2 (")
    assert len(list((spec.parent / "data" / "datasets").iterdir())) == 1
    assert list((spec.parent / "data" / "uploads").iterdir()) == []


def test_the_columns_of_a_file_may_be_named_as_a_mapping(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(spec.read_text()) | {"mapping": {"kind": "answer", "question": "text", "answer": "label"}}
    spec.write_text(json.dumps(said))
    assert main(["train", str(spec), "--data-dir", str(spec.parent / "data")]) == 1
    assert "does not suit this objective" in capsys.readouterr().err  # conversations are not classified
    spec.write_text(json.dumps(said | {"mapping": {"kind": "answer", "question": "text", "answer": "reply"}}))
    assert main(["train", str(spec), "--data-dir", str(spec.parent / "data")]) == 1
    assert "There is no column “reply”" in capsys.readouterr().err


def test_a_training_that_fails_says_why(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    behave(spec, Behaviour(crash_at_step=3))
    assert main(["train", str(spec), "--data-dir", str(spec.parent / "data")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "easytune train: The program failed" in said.err


def test_the_first_ctrl_c_keeps_what_was_learned(spec: Path) -> None:
    behave(spec, Behaviour(step_seconds=0.2, steps_per_epoch=1000))
    command = [sys.executable, "-m", "easytune", "train", str(spec), "--data-dir", str(spec.parent / "data")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"TERM": "dumb"})
    journal = spec.parent / "data" / "runs" / "1" / "1" / "events.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (journal.exists() and '"type":"step"' in journal.read_text()):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "#1 was stopped" in err
    assert out == ""
    assert (spec.parent / "data" / "models" / "tuned-1" / "config.json").is_file()
