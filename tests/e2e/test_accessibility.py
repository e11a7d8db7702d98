"""Every page in both languages, both themes and both widths: nothing for axe to find, no sideways scrolling, a quiet console."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import axe
from tests.e2e.conftest import Complaints
from tests.e2e.planted import Planted
from tests.e2e.server import Server

Theme = Literal["light", "dark"]
LANGUAGES = ("zh", "en")
THEMES: tuple[Theme, ...] = ("light", "dark")
SIZES = ((1280, 800), (390, 844))


@dataclass
class Walk:
    """Shows pages in all ways and gathers what is wrong. pictures: where each way is kept, when they are wanted."""

    page: Page
    address: str
    pictures: Path | None
    faults: list[str]

    def show(self, name: str, path: str) -> None:
        for language in LANGUAGES:
            self._speak(language)
            self.page.goto(f"{self.address}{path}")
            for theme in THEMES:
                self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                self.look_at_both_sizes(f"{name}-{language}-{theme}")

    def look_at_both_sizes(self, way: str) -> None:
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            self._look(f"{way}-{width}")

    def _speak(self, language: str) -> None:
        self.page.add_init_script(f"localStorage.setItem('easytune.language', '{language}')")

    def _look(self, way: str) -> None:
        expect(self.page.locator("h1, h2").first).to_be_visible()
        axe.settle(self.page)
        self.faults += [f"{way}: {fault}" for fault in axe.faults_of(self.page)]
        if self.pictures is not None:
            self.page.screenshot(path=self.pictures / f"{way}.png", full_page=True)


@pytest.fixture
def walk(browser: Browser, complaints: Complaints, request: pytest.FixtureRequest) -> Iterator[Callable[..., Walk]]:
    wanted = request.config.getoption("--ways", default=None)
    contexts = []

    def begin(address: str, platform: Planted | None = None) -> Walk:
        context = browser.new_context(base_url=address)
        if platform is not None:
            platform.sign_in(context)
        complaints.watch(context)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return Walk(page, address, Path(wanted) if wanted else None, [])

    yield begin
    for context in contexts:
        context.close()


def test_the_first_page_of_all_is_clean(server: Server, walk: Callable[..., Walk]) -> None:
    visitor = walk(server.address)
    visitor.show("setup", server.setup_link.removeprefix(server.address))
    visitor.show("setup-without-link", "/setup")
    assert not visitor.faults, "\n".join(visitor.faults)


def test_the_page_to_sign_in_is_clean(planted_platform: Planted, walk: Callable[..., Walk]) -> None:
    visitor = walk(planted_platform.address)
    visitor.show("login", "/login")
    assert not visitor.faults, "\n".join(visitor.faults)


@pytest.mark.timeout(600)
def test_every_page_is_clean(planted_platform: Planted, walk: Callable[..., Walk]) -> None:
    owner = walk(planted_platform.address, planted_platform)
    for name, path in pages_of(planted_platform).items():
        owner.show(name, path)
    assert not owner.faults, "\n".join(owner.faults)


def test_the_page_of_the_api_is_clean(planted_platform: Planted, walk: Callable[..., Walk]) -> None:
    """It has one language and one theme."""
    visitor = walk(planted_platform.address)
    visitor.page.goto(f"{planted_platform.address}/docs")
    expect(visitor.page.get_by_role("heading", name="Routes")).to_be_visible()
    visitor.look_at_both_sizes("docs")
    assert not visitor.faults, "\n".join(visitor.faults)


def pages_of(platform: Planted) -> dict[str, str]:
    """Every address that a person can come to, tabs included."""
    dataset, jobs = f"/datasets/{platform.reviews_id}", platform.jobs
    return {
        "dashboard": "/",
        "datasets": "/datasets",
        "datasets-filtered": "/datasets?search=nothing-is-called-so",
        "dataset-new": "/datasets/new",
        "dataset": dataset,
        **{f"dataset-{tab}": f"{dataset}?tab={tab}" for tab in ("stats", "rejected", "mapping")},
        "models": "/models",
        "model": f"/models?model={platform.model_id}",
        "jobs": "/jobs",
        "job-new": f"/jobs/new?from={jobs['completed']}",
        **{f"job-{state}": f"/jobs/{number}" for state, number in jobs.items()},
        **{f"job-{tab}": f"/jobs/{jobs['completed']}?tab={tab}" for tab in ("charts", "logs", "evaluation", "checkpoints", "config")},
        "playground": f"/playground?model={platform.model_id}",
        "playground-batch": f"/playground?model={platform.model_id}&mode=batch",
        "tokens": "/settings/tokens",
        "appearance": "/settings/appearance",
        "nowhere": "/nowhere/at/all",
    }
