"""The pages of settings are what the declarations say. Knows no setting by name but one."""

from easytune.core.config import Settings
from tools.settings_reference import DOCS, pages


def test_the_pages_of_settings_are_up_to_date() -> None:
    stale = [name for name, content in pages().items() if (DOCS / name).read_text("utf-8") != content]
    assert not stale, f"{stale}: run .venv/bin/python -m tools.settings_reference"


def test_every_setting_has_a_row_with_a_meaning() -> None:
    page = pages()["SETTINGS.md"]
    assert all(f"| `EASYTUNE_{name.upper()}` |" in page for name in Settings.model_fields)
    assert not [line for line in page.splitlines() if line.endswith("|  |")]
