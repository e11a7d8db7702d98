"""The main job with the keyboard alone, and what keyboards and screen readers are owed: focus, dialogs, announcements, shortcuts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.keyboard import Keyboard
from tests.e2e.person import OWNER, PASSWORD
from tests.e2e.planted import NEVER_ENDING, Gardener, Planted, garden, reviews_file
from tests.predictor.stock import tiny_classifier

PREDICTION_MILLISECONDS = 60_000


@dataclass(frozen=True)
class Garden:
    address: str
    gardener: Gardener
    folder: Path


@pytest.fixture
def fresh_garden(tmp_path: Path) -> Iterator[Garden]:
    """An owner, a base model whose training never ends, a model that answers; no data and no training yet."""
    with garden(tmp_path) as (server, gardener):
        gardener.base("slow", NEVER_ENDING)
        gardener.add_model("tiny", tiny_classifier(gardener.bases / "tiny"))
        yield Garden(server.address, gardener, tmp_path)


@pytest.fixture
def owners_page(browser: Browser, complaints: Complaints, planted_platform: Planted) -> Iterator[Page]:
    with browser.new_context(base_url=planted_platform.address, locale="en-US") as context:
        planted_platform.sign_in(context)
        complaints.watch(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        yield page


def test_the_main_job_needs_no_mouse(fresh_garden: Garden, visit: Callable[..., Page]) -> None:
    page = visit(fresh_garden.address)
    keyboard = Keyboard(page)
    _sign_in(page, keyboard)
    _upload(page, keyboard, reviews_file(fresh_garden.folder / "reviews.csv"))
    _train(page, keyboard)
    _stop_and_discard(page, keyboard)
    _delete(page, keyboard)
    _predict(page, keyboard)


def _sign_in(page: Page, keyboard: Keyboard) -> None:
    expect(page.get_by_label("Username")).to_be_focused()
    keyboard.type(OWNER)
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Dashboard")).to_be_visible()


def _upload(page: Page, keyboard: Keyboard, file: Path) -> None:
    keyboard.tab_to("link", "Datasets")
    keyboard.press("Enter")
    keyboard.tab_to("link", "Upload a dataset")
    keyboard.press("Enter")
    keyboard.tab_to("button", "Click or drag a file here")
    with page.expect_file_chooser() as chooser:
        keyboard.press("Enter")
    chooser.value.set_files(file)
    keyboard.choose("Text column", "text")
    keyboard.choose("Label column", "label")
    keyboard.tab_to("button", "Looks right")
    keyboard.press("Enter")
    keyboard.tab_to("textbox", "Name", exact=True)
    keyboard.press("Control+a")
    keyboard.type("By keyboard")
    keyboard.tab_to("button", "Save")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="By keyboard")).to_be_visible()


def _train(page: Page, keyboard: Keyboard) -> None:
    keyboard.tab_to("link", "Train with this")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="New training")).to_be_visible()
    keyboard.choose("Base model", "slow")
    keyboard.tab_to("spinbutton", "Epochs")
    keyboard.press("Control+a")
    keyboard.type("3")
    expect(page.get_by_text("Ready to train").or_(page.get_by_text("Ready, with advice"))).to_be_visible()
    keyboard.tab_to("button", "Start training")
    keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop and save")).to_be_visible()


def _stop_and_discard(page: Page, keyboard: Keyboard) -> None:
    expect(page.locator("main [role=status]").filter(has_text=": Running")).to_be_attached()
    keyboard.tab_to("button", "More actions")
    keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Stop and discard")).to_be_visible()
    _choose_in_menu(page, keyboard, "Stop and discard")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(5):
        keyboard.press("Tab")
        assert keyboard.is_kept_inside()
    keyboard.tab_to("button", "Yes")
    keyboard.press("Enter")
    expect(dialog).to_have_count(0)  # it gives the focus back when it has faded out
    expect(page.locator("main [role=status]").filter(has_text=": Stopped")).to_be_attached()


def _choose_in_menu(page: Page, keyboard: Keyboard, name: str) -> None:
    """Arrow down to the entry of the open menu, then Enter. The focus follows the arrow a frame later, as the eye does."""
    for _ in range(10):
        keyboard.press("ArrowDown")
        page.wait_for_timeout(100)
        if page.evaluate("() => document.activeElement.innerText") == name:
            break
    keyboard.press("Enter")


def _delete(page: Page, keyboard: Keyboard) -> None:
    name = page.locator("h1").inner_text()
    keyboard.tab_to("button", "More actions", backwards=True)
    keyboard.press("Enter")
    _choose_in_menu(page, keyboard, "Delete")
    expect(page.get_by_role("dialog")).to_be_visible()
    if page.get_by_role("dialog").get_by_role("textbox").count():
        keyboard.type(name)
    keyboard.tab_to("button", "Delete")
    keyboard.press("Enter")
    expect(page.get_by_text("No trainings yet")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def _predict(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("g", "p")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    keyboard.type("客服态度很好")
    keyboard.press("Control+Enter")
    bars = page.get_by_label("Probability of each label").get_by_role("listitem")
    expect(bars).to_have_count(3, timeout=PREDICTION_MILLISECONDS)


def test_the_first_tab_offers_to_skip_the_navigation(owners_page: Page) -> None:
    owners_page.goto("/jobs")
    expect(owners_page.locator("main h1")).to_be_visible()
    keyboard = Keyboard(owners_page)
    keyboard.press("Tab")
    skip = owners_page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keyboard.press("Enter")
    expect(owners_page.locator("main")).to_be_focused()
    keyboard.press("Tab")
    assert owners_page.locator("main").evaluate("(main) => main.contains(document.activeElement)")


def test_every_stop_of_the_tab_key_is_seen_and_in_reading_order(owners_page: Page) -> None:
    owners_page.goto("/datasets")
    expect(owners_page.get_by_role("link", name="notes")).to_be_visible()
    keyboard = Keyboard(owners_page)
    for role, name in (
        ("link", "Skip to main content"),
        ("link", "Datasets"),
        ("button", "Search Ctrl K"),
        ("button", "Language"),
        ("button", "Account"),
        ("link", "Upload a dataset"),
        ("textbox", "Search by name"),
        ("link", "notes"),
    ):
        keyboard.tab_to(role, name)


@pytest.mark.parametrize(
    ("path", "opener"),
    [("/models", "base-failed"), ("/models", "Add a model"), ("/settings/tokens", "Revoke")],
)
def test_escape_closes_what_is_open_and_the_focus_returns(owners_page: Page, path: str, opener: str) -> None:
    owners_page.goto(path)
    keyboard = Keyboard(owners_page)
    button = owners_page.locator("main").get_by_role("button", name=opener).first
    button.focus()
    keyboard.press("Enter")
    expect(owners_page.get_by_role("dialog")).to_be_visible()
    for _ in range(12):
        keyboard.press("Tab")
        assert keyboard.is_kept_inside()
    if keyboard.has_left_the_page():
        keyboard.press("Tab")
    keyboard.press("Escape")
    expect(owners_page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_menu_of_phones_closes_by_escape_and_gives_the_focus_back(owners_page: Page) -> None:
    owners_page.set_viewport_size({"width": 390, "height": 844})
    owners_page.goto("/jobs")
    keyboard = Keyboard(owners_page)
    keyboard.tab_to("button", "Open the menu")
    keyboard.press("Enter")
    expect(owners_page.get_by_role("dialog").get_by_role("link", name="Models")).to_be_visible()
    keyboard.press("Escape")
    expect(owners_page.get_by_role("button", name="Open the menu")).to_be_focused()


def test_search_goes_to_a_training_by_its_name(owners_page: Page, planted_platform: Planted) -> None:
    owners_page.goto("/")
    expect(owners_page.locator("main h1")).to_be_visible()
    keyboard = Keyboard(owners_page)
    keyboard.press("Control+k")
    expect(owners_page.get_by_role("combobox", name="Search and go to")).to_be_focused()
    keyboard.type("rate-far")
    expect(owners_page.get_by_role("option")).to_have_count(1)
    keyboard.press("Enter")
    expect(owners_page).to_have_url(re.compile(rf"/jobs/{planted_platform.jobs['failed']}$"))
    expect(owners_page.get_by_role("dialog")).to_have_count(0)


def test_search_gives_the_focus_back(owners_page: Page) -> None:
    owners_page.goto("/jobs")
    keyboard = Keyboard(owners_page)
    keyboard.tab_to("button", "Search Ctrl K")
    keyboard.press("Enter")
    expect(owners_page.get_by_role("combobox", name="Search and go to")).to_be_focused()
    keyboard.press("Escape")
    expect(owners_page.get_by_role("button", name="Search Ctrl K")).to_be_focused()


def test_single_keys_go_to_pages_and_rows_unless_a_person_types(owners_page: Page) -> None:
    owners_page.goto("/")
    expect(owners_page.locator("main h1")).to_be_visible()
    keyboard = Keyboard(owners_page)
    keyboard.press("?")
    expect(owners_page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    keyboard.press("Escape")
    expect(owners_page.get_by_role("dialog")).to_have_count(0)
    keyboard.press("g", "s")
    expect(owners_page.get_by_role("link", name="notes")).to_be_visible()
    keyboard.press("j", "j")
    expect(owners_page.get_by_role("link", name="外卖评论-reviews")).to_be_focused()
    keyboard.press("/")
    expect(owners_page.get_by_label("Search by name")).to_be_focused()
    keyboard.type("gj")
    expect(owners_page.get_by_label("Search by name")).to_have_value("gj")
    expect(owners_page).to_have_url(re.compile("/datasets"))


def test_single_keys_can_be_switched_off(owners_page: Page) -> None:
    owners_page.goto("/settings/appearance")
    owners_page.get_by_label("Single-key shortcuts").get_by_text("Off").click()
    keyboard = Keyboard(owners_page)
    owners_page.locator("main").focus()
    keyboard.press("?", "g", "s")
    expect(owners_page.get_by_role("dialog")).to_have_count(0)
    expect(owners_page).to_have_url(re.compile("/settings/appearance"))


def test_nothing_moves_for_those_who_asked_for_less_motion(owners_page: Page, planted_platform: Planted) -> None:
    owners_page.emulate_media(reduced_motion="reduce")
    owners_page.goto(f"/jobs/{planted_platform.jobs['running']}")
    expect(owners_page.get_by_role("img", name=re.compile("^Loss: ")).first).to_be_visible()
    moving = "() => document.getAnimations().filter((animation) => animation.playState === 'running').map((a) => String(a.animationName))"
    assert owners_page.evaluate(moving) == []
