"""A browser, pages that may not complain, and servers to visit. Knows no page of the product."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.e2e.planted import Planted, planted
from tests.e2e.server import Server

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STATIC = Path(__file__).parents[2] / "easytune" / "static" / "index.html"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", help="a folder that gets the pictures of the README")
    parser.addoption("--ways", help="a folder that gets a picture of every page in every language, theme and width")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; dev.py sees to it that there is one, and that the pages are built."""
    assert STATIC.exists(), "the front end is not built: run `python3 dev.py setup`"
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    assert path is not None, "no Chromium: run `python3 dev.py test`, which installs it or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Complaints:
    """What the pages of a test say on the console; expected words are those of requests that a test makes fail."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self._expected: list[str] = []

    def expect(self, words: str) -> None:
        self._expected.append(words)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.said.append(f"uncaught: {error.error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def check(self) -> None:
        unexpected = [text for text in self.said if not any(words in text for words in self._expected)]
        assert unexpected == []


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Console errors are bugs: any that was not expected fails the test."""
    complaints = Complaints()
    yield complaints
    complaints.check()


@pytest.fixture
def visit(browser: Browser, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """A page of a fresh browser profile at an address; English, 1280 x 800 unless told otherwise."""
    contexts: list[BrowserContext] = []

    def open_page(address: str, *, locale: str = "en-US", width: int = 1280, height: int = 800, theme: str = "light") -> Page:
        context = browser.new_context(
            base_url=address,
            locale=locale,
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        complaints.watch(context)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def pictures_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where the pictures of the README go: docs/images by `dev.py pictures`, else nowhere that lasts."""
    wanted = request.config.getoption("--pictures", default=None)
    return Path(wanted) if wanted else tmp_path / "pictures"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A fresh platform without an owner."""
    with Server(tmp_path / "data") as server:
        yield server


@pytest.fixture
def demo_server(tmp_path: Path) -> Iterator[Server]:
    """A fresh platform in demo mode."""
    with Server(tmp_path / "demo", "--demo") as server:
        yield server


@pytest.fixture(scope="session")
def planted_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """One platform for all tests that only look; what a test makes there it may change."""
    with planted(tmp_path_factory.mktemp("planted")) as platform:
        yield platform
