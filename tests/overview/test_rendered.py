"""What the model sees: a wish is checked, becomes one run by its content, and is answered from that run while its folder is there."""

import shutil
from typing import Any

import pytest
from httpx import AsyncClient, Response

from easytune.contract.rendered import Rendered, RenderedRow, RenderedToken
from easytune.contract.run_folder import RunFolder
from easytune.contract.run_spec import RenderSpec
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.security import Role
from easytune.runs import service as runs
from easytune.runs.schemas import RunState
from tests.conftest import SignIn
from tests.jobs.stock import add_conversations, add_dataset, add_language_model, add_model, set_run

pytestmark = pytest.mark.anyio
ROWS = 45


@pytest.fixture
async def dataset_id(database: Database, owner_id: int) -> int:
    return await add_conversations(database, owner_id, rows=ROWS, name="talks")


@pytest.fixture
async def model_id(database: Database, owner_id: int) -> int:
    return await add_language_model(database, owner_id, max_tokens=1024)


async def ask(client: AsyncClient, dataset_id: int, model_id: int, **changes: Any) -> Response:
    return await client.post(f"/api/v1/datasets/{dataset_id}/rendered", json={"model_id": model_id} | changes)


def leave_rows(settings: Settings, run_id: int) -> None:
    """What a worker leaves in the run's first attempt."""
    token = RenderedToken(id=7, text="hello", learned=True, special=False, cut=False)
    row = RenderedRow(row=0, line=1, tokens=(token,), total_tokens=1, learned_tokens=1, cut_tokens=0, truncated=False, dropped=None)
    path = RunFolder.of(settings.runs, run_id, 1).rendered
    path.parent.mkdir(parents=True)
    path.write_text(Rendered(rows=(row,)).model_dump_json())


async def test_a_wish_becomes_a_run_that_names_rows_model_and_settings(
    client: AsyncClient, database: Database, dataset_id: int, model_id: int
) -> None:
    objective = {"kind": "chat", "learn": "last", "template": "plain", "sample_tokens": 12}
    answer = await ask(client, dataset_id, model_id, line_offset=40, max_tokens=64, objective=objective)
    assert answer.status_code == 202, answer.text
    assert answer.json() == {"run_id": answer.json()["run_id"], "state": "PENDING", "error": None, "rows": None}
    async with database.reading() as session:
        run = await runs.get(session, answer.json()["run_id"], kind="render")
    spec = RenderSpec.model_validate(run.spec)
    assert (spec.first_row, spec.rows, spec.max_tokens) == (40, 5, 64)
    assert (spec.learn.value, spec.long_rows.value, spec.template.value) == ("last", "cut", "plain")
    assert (spec.data.dataset_id, spec.data.version, spec.model_folder) == (dataset_id, 1, "writer")
    assert (await client.get(f"/api/v1/runs/{run.id}")).json()["kind"] == "render"


async def test_the_same_wish_is_the_same_run_and_another_is_another(client: AsyncClient, dataset_id: int, model_id: int) -> None:
    first = (await ask(client, dataset_id, model_id)).json()["run_id"]
    assert (await ask(client, dataset_id, model_id, objective={"sample_tokens": 0})).json()["run_id"] == first
    others: list[dict[str, Any]] = [
        {"line_offset": 20},
        {"count": 3},
        {"max_tokens": 64},
        {"objective": {"learn": "last"}},
        {"objective": {"long_rows": "drop"}},
    ]
    asked = [(await ask(client, dataset_id, model_id, **other)).json()["run_id"] for other in others]
    assert len({first, *asked}) == 1 + len(others)


async def test_a_finished_rendering_is_answered_at_once_until_its_folder_is_gone(
    client: AsyncClient, database: Database, settings: Settings, dataset_id: int, model_id: int
) -> None:
    run_id = (await ask(client, dataset_id, model_id)).json()["run_id"]
    leave_rows(settings, run_id)
    await set_run(database, run_id, RunState.COMPLETED)
    again = (await ask(client, dataset_id, model_id)).json()
    assert (again["run_id"], again["state"]) == (run_id, "COMPLETED")
    assert again["rows"][0]["tokens"] == [{"id": 7, "text": "hello", "learned": True, "special": False, "cut": False}]
    assert (await client.get(f"/api/v1/renderings/{run_id}")).json() == again
    shutil.rmtree(settings.runs / str(run_id))
    anew = (await ask(client, dataset_id, model_id)).json()
    assert (anew["run_id"] > run_id, anew["state"]) == (True, "PENDING")
    assert (await client.get(f"/api/v1/renderings/{run_id}")).status_code == 404


async def test_a_failed_rendering_says_why_and_is_tried_anew(
    client: AsyncClient, database: Database, dataset_id: int, model_id: int
) -> None:
    run_id = (await ask(client, dataset_id, model_id)).json()["run_id"]
    await set_run(database, run_id, RunState.FAILED, error_code="chat_template_failed", error_params={"reason": "no role"})
    shown = (await client.get(f"/api/v1/renderings/{run_id}")).json()
    assert (shown["state"], shown["rows"], shown["error"]["code"]) == ("FAILED", None, "chat_template_failed")
    assert "no role" in shown["error"]["message"]
    assert (await ask(client, dataset_id, model_id)).json()["run_id"] != run_id


async def test_other_data_another_model_too_many_tokens_and_rows_beyond_the_end_are_refused(
    client: AsyncClient, database: Database, owner_id: int, dataset_id: int, model_id: int
) -> None:
    labelled, encoder = await add_dataset(database, owner_id), await add_model(database, owner_id, name="reader")
    refused = [
        (await ask(client, labelled, model_id), "objective_unsuited"),
        (await ask(client, dataset_id, encoder), "model_not_generative"),
        (await ask(client, dataset_id, model_id, max_tokens=1025), "max_tokens_too_long"),
        (await ask(client, dataset_id, model_id, line_offset=ROWS), "row_beyond_end"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer, _ in refused] == [(422, code) for _, code in refused]
    assert refused[-1][0].json()["params"] == {"name": "talks", "rows": ROWS, "row": ROWS + 1}
    assert (await ask(client, dataset_id, model_id, line_offset=ROWS - 1)).status_code == 202


async def test_what_is_not_there_is_not_found(client: AsyncClient, dataset_id: int, model_id: int) -> None:
    assert (await ask(client, dataset_id + 1, model_id)).status_code == 404
    assert (await ask(client, dataset_id, model_id + 1)).status_code == 404
    assert (await client.get("/api/v1/renderings/1")).status_code == 404


async def test_only_renderings_are_shown_as_such(client: AsyncClient, database: Database, owner_id: int, model_id: int) -> None:
    labelled, encoder = await add_dataset(database, owner_id), await add_model(database, owner_id)
    job = (await client.post("/api/v1/jobs", json={"name": "job", "dataset_id": labelled, "model_id": encoder})).json()
    assert (await client.get(f"/api/v1/renderings/{job['id']}")).status_code == 404


async def test_a_viewer_may_look_too(sign_in: SignIn, dataset_id: int, model_id: int) -> None:
    async with await sign_in.user("guest", Role.VIEWER) as guest:
        assert (await ask(guest, dataset_id, model_id)).status_code == 202
