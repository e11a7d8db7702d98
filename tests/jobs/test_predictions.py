"""The rows behind a cell: filtered, searched, surest first, of the newest attempt that has any; and what calibration said."""

from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from httpx import AsyncClient

from easytune.contract.events import Calibrated, ReliabilityBin, Started
from easytune.contract.run_folder import RunFolder
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.errors import NotFound
from easytune.core.pages import Paging
from easytune.jobs.predictions import Wanted, predictions_page
from tests.jobs.journals import write_events
from tests.jobs.stock import add_dataset, add_model

ROWS = [
    ("好吃", ["good"], ["good"], 0.9),
    ("难吃", ["bad"], ["good"], 0.6),
    ("Slow service", ["bad"], ["good"], 0.8),
    ("态度差", ["bad"], ["bad"], 0.7),
]
SEVERAL = [("a", ["x", "y"], ["y", "x"], 0.9), ("b", [], ["x"], 0.6), ("c", ["y"], [], 0.4)]


def write_predictions(runs: Path, attempt: int, rows: list[tuple[str, list[str], list[str], float]]) -> None:
    path = RunFolder.of(runs, 1, attempt).predictions
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ("text", "labels", "guesses", "probability")
    types = (pyarrow.string(), pyarrow.list_(pyarrow.string()), pyarrow.list_(pyarrow.string()), pyarrow.float64())
    columns = {name: pyarrow.array(values, kind) for name, values, kind in zip(names, zip(*rows, strict=True), types, strict=True)}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


def texts(runs: Path, attempts: int = 1, **wanted: Any) -> list[str]:
    return [row.text for row in predictions_page(runs, (1, attempts), Wanted(**wanted), Paging()).items]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["好吃", "Slow service", "态度差", "难吃"]),
        ({"label": "bad", "guess": "good"}, ["Slow service", "难吃"]),
        ({"wrong_only": True}, ["Slow service", "难吃"]),
        ({"label": "good"}, ["好吃"]),
        ({"not_label": "bad", "not_guess": "bad"}, ["好吃"]),
        ({"search": "SLOW"}, ["Slow service"]),
        ({"label": "nobody"}, []),
    ],
)
def test_filters_give_the_rows_of_a_cell_surest_first(wanted: dict[str, Any], found: list[str], tmp_path: Path) -> None:
    write_predictions(tmp_path, 1, ROWS)
    assert texts(tmp_path, **wanted) == found


def test_labels_in_another_order_are_right(tmp_path: Path) -> None:
    write_predictions(tmp_path, 1, SEVERAL)
    assert texts(tmp_path, wrong_only=True) == ["b", "c"]
    assert texts(tmp_path, label="y", not_guess="y") == ["c"]


def test_pages_count_from_the_first_row_of_the_file(tmp_path: Path) -> None:
    write_predictions(tmp_path, 1, ROWS)
    page = predictions_page(tmp_path, (1, 1), Wanted(), Paging(page=2, page_size=3))
    assert (page.total, [(row.row, row.right) for row in page.items]) == (4, [(2, False)])


def test_an_attempt_that_is_going_on_does_not_hide_the_one_before(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        texts(tmp_path)
    write_predictions(tmp_path, 1, ROWS)
    assert len(texts(tmp_path, attempts=2)) == 4


async def test_a_job_tells_its_calibration_and_its_rows(client: AsyncClient, database: Database, settings: Settings, owner_id: int) -> None:
    dataset_id = await add_dataset(database, owner_id, multi_label=True, rows=90)
    body = {"name": "first", "dataset_id": dataset_id, "model_id": await add_model(database, owner_id), "settings": {"batch_rows": 8}}
    job_id = (await client.post("/api/v1/jobs", json=body)).json()["id"]
    path = f"/api/v1/jobs/{job_id}"
    job = (await client.get(path)).json()
    assert (job["calibration"], job["multi_label"]) == (None, True)
    missing = await client.get(f"{path}/predictions")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_predictions")
    bins = (ReliabilityBin(confidence=0.9, accuracy=0.88, rows=50),)
    write_events(
        settings.runs, job_id, 1, Started(pid=1), Calibrated(temperature=1.3, error_before=0.1, error_after=0.02, rows=50, bins=bins)
    )
    write_predictions(settings.runs, job_id, ROWS)
    assert (await client.get(path)).json()["calibration"] == {
        "temperature": 1.3, "error_before": 0.1, "error_after": 0.02, "rows": 50,
        "bins": [{"confidence": 0.9, "accuracy": 0.88, "rows": 50}],
    }  # fmt: skip
    page = (await client.get(f"{path}/predictions", params={"label": "bad", "guess": "good", "page_size": 1})).json()
    assert (page["total"], page["items"][0]["text"]) == (2, "Slow service")
