"""What a person does on the pages, in the words that stand on them (English). Knows no API."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

OWNER, PASSWORD = "lin", "correct horse 7"
TRAINING_SECONDS = 240
PULL_SECONDS = 180


def create_owner(page: Page) -> None:
    """On the page that the console's link opened."""
    page.get_by_label("Username").fill(OWNER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, again").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("button", name=re.compile("^Account"))).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Account")).click()
    page.get_by_text("Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def sign_in(page: Page, username: str = OWNER, password: str = PASSWORD) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name=re.compile("^Account"))).to_be_visible()


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select that can be searched, with the keyboard: type, Enter."""
    box = page.get_by_label(label).first
    box.click()
    box.fill(option)
    option_shown = page.locator(".ant-select-item-option-active").filter(has_text=option)
    expect(option_shown.first).to_be_visible()
    box.press("Enter")
    expect(page.locator(".ant-select-dropdown:visible")).to_have_count(0)


def take_starter(page: Page, name: str) -> None:
    """Get a starter model and wait until it is there."""
    page.goto("/models")
    page.get_by_role("button", name=f"Get it: {name}").click()
    expect(page.get_by_role("button", name=f"Get it: {name}")).to_have_count(0, timeout=15_000)
    card = page.locator("article").filter(has_text=name)
    expect(card.get_by_role("link")).to_be_visible(timeout=PULL_SECONDS * 1000)


def upload(page: Page, file: Path, *, text: str, label: str, name: str) -> None:
    """Upload a file, put the guess of its columns right, name it."""
    page.goto("/datasets/new")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("Which column is which?")).to_be_visible()
    choose(page, "Text column", text)
    choose(page, "Label column", label)
    page.get_by_role("button", name="Read again with this mapping").click()
    expect(page.get_by_role("button", name="Read again with this mapping")).to_have_count(0)
    page.get_by_role("button", name="Looks right").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def start_training(page: Page, *, name: str, model: str, dataset: str, epochs: int) -> None:
    """Fill in the form for a new training and start it; ends on the page of the job."""
    page.goto("/jobs/new")
    page.get_by_label("Job name").fill(name)
    choose(page, "Base model", model)
    choose(page, "Training data", dataset)
    page.get_by_label("Epochs").fill(str(epochs))
    expect(page.get_by_text("Ready to train").or_(page.get_by_text("Ready, with advice"))).to_be_visible()
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def steps_done(page: Page) -> int:
    """The step that the page of a job shows; 0 while it shows none."""
    found = re.search(r"([\d,]+) / [\d,]+", page.locator("main").inner_text())
    return int(found[1].replace(",", "")) if found else 0


def wait_for_steps(page: Page, more_than: int) -> None:
    """Until the page, by itself, shows that the training went on."""
    page.wait_for_function(
        """(least) => {
            const found = document.querySelector('main')?.innerText.match(/([\\d,]+) \\/ [\\d,]+/);
            return found && Number(found[1].replaceAll(',', '')) > least;
        }""",
        arg=more_than,
        timeout=TRAINING_SECONDS * 1000,
    )
