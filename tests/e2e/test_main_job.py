"""The whole main job as a person does it, with the server killed in the middle."""

import csv
import json
import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import person, pictures
from tests.e2e.conftest import Complaints
from tests.e2e.server import Server

EXAMPLES = Path(__file__).parents[2] / "examples"
COPIES = 40
EPOCHS = 2
AWAY_SECONDS = 4


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """A CSV whose column names mislead: the true text and label stand in the last two."""
    rows = [line.split("\t") for line in (EXAMPLES / "reviews.txt").read_text(encoding="utf-8").splitlines()]
    path = tmp_path / "shop reviews.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label", "review", "feeling"))
        for number in range(COPIES):
            writer.writerows((f"order {number}", f"shop {number % 3}", f"{text}（{number}）", label) for label, text in rows)
    return path


def _get(page: Page, path: str) -> Any:
    answer = page.request.get(f"/api/v1{path}")
    assert answer.ok, answer.text()
    return json.loads(answer.text())


@pytest.mark.timeout(900)
def test_a_person_trains_and_tries_a_model_while_the_server_dies_once(
    server: Server, visit: Callable[..., Page], complaints: Complaints, reviews: Path, pictures_folder: Path
) -> None:
    page = visit(server.setup_link)
    person.create_owner(page)
    person.sign_out(page)
    person.sign_in(page)
    person.take_starter(page, "bge-small-zh-v1.5")
    person.upload(page, reviews, text="review", label="feeling", name="Shop reviews")
    expect(page.get_by_text("1,600").first).to_be_visible()
    person.start_training(page, name="Feelings", model="bge-small-zh-v1.5", dataset="Shop reviews", epochs=EPOCHS)
    job_id = int(page.url.rsplit("/", 1)[1])

    person.wait_for_steps(page, 2)
    expect(page.get_by_role("img", name=re.compile("^Loss: ")).first).to_be_visible()
    for address in ("/", "/datasets", "/models", "/jobs", "/playground", "/settings/tokens", f"/jobs/{job_id}"):
        page.goto(address)
        page.reload()
        expect(page.locator("main h1")).to_be_visible()

    complaints.expect("net::ERR_")  # requests while the server is away
    complaints.expect("Failed to load resource")
    server.kill()
    expect(page.get_by_text("Can’t reach the server").first).to_be_visible(timeout=30_000)
    seen = person.steps_done(page)
    time.sleep(AWAY_SECONDS)
    server.start()
    expect(page.get_by_text("Can’t reach the server")).to_have_count(0, timeout=30_000)
    person.wait_for_steps(page, seen)

    expect(page.get_by_text("Training finished")).to_be_visible(timeout=person.TRAINING_SECONDS * 1000)
    _has_no_gap(page, job_id)
    _nothing_ran_twice(page, job_id)

    page.get_by_role("button", name="Try it").first.click()
    page.get_by_label("Text", exact=True).fill("客服态度很好，下次还会再来")
    page.get_by_role("button", name="Classify").click()
    bars = page.get_by_label("Probability of each label").get_by_role("listitem")
    expect(bars).to_have_count(2, timeout=60_000)
    answer = re.compile("正面|负面")
    expect(page.locator("main strong").filter(has_text=answer)).to_be_visible()
    pictures.take(page, job_id, _get(page, f"/jobs/{job_id}")["output_model_id"], answer, pictures_folder)
    assert len(list(pictures_folder.glob("*.png"))) >= 8


def _has_no_gap(page: Page, job_id: int) -> None:
    """Every logged point is on the chart, every line in the log, also those from while no server was there."""
    series = _get(page, f"/jobs/{job_id}/series")["steps"]
    job = _get(page, f"/jobs/{job_id}")
    assert series[-1]["step"] == job["total_steps"]
    assert all(before["step"] < after["step"] for before, after in pairwise(series))
    page.goto(f"/jobs/{job_id}?tab=charts")
    page.get_by_text("Data table").first.click()
    drawn = page.locator("caption", has_text="Training, smoothed").locator("xpath=..").locator("tr")
    expect(drawn).to_have_count(len(series))
    log = _get(page, f"/jobs/{job_id}/logs?limit=2000")
    assert [line["number"] for line in log["lines"]] == list(range(1, log["total"] + 1))
    page.goto(f"/jobs/{job_id}?tab=logs")
    expect(page.get_by_text(f"{log['total']} lines")).to_be_visible()
    expect(page.get_by_role("button", name=f"Line {log['total']}", exact=True)).to_be_visible()


def _nothing_ran_twice(page: Page, job_id: int) -> None:
    """The death of the server did not touch the training: it is still in its first attempt."""
    assert _get(page, f"/jobs/{job_id}")["attempt"] == 1
