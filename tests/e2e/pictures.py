"""Takes the pictures of the README from a platform on which a real model was trained. Knows four pages; knows no server."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

SIZE = {"width": 1280, "height": 820}
TEXTS = {"en": "The pan arrived scratched, and nobody answers my messages", "zh": "客服态度很好，下次还会再来"}
PREDICTION_MILLISECONDS = 60_000


def take(page: Page, job_id: int, model_id: int, answer: re.Pattern[str], folder: Path) -> None:
    """dashboard, job, new-job and playground, in Chinese, then in English. answer: what the model says is one of these labels."""
    page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("zh", "en"):
        page.evaluate("(language) => localStorage.setItem('easytune.language', language)", language)
        for name, path in (("dashboard", "/"), ("job", f"/jobs/{job_id}"), ("new-job", f"/jobs/new?from={job_id}")):
            page.goto(path)
            _keep(page, folder / f"{name}-{language}.png")
        page.goto(f"/playground?model={model_id}")
        page.locator("main textarea").fill(TEXTS[language])
        page.keyboard.press("Control+Enter")
        expect(page.locator("main strong").filter(has_text=answer)).to_be_visible(timeout=PREDICTION_MILLISECONDS)
        _keep(page, folder / f"playground-{language}.png")


def _keep(page: Page, path: Path) -> None:
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".ant-skeleton")).to_have_count(0)
    page.wait_for_timeout(1000)  # a chart draws at most twice a second
    page.screenshot(path=path)
