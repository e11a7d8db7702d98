"""Teaching a language model to answer, as a person does it: upload, look at what is learned, train, watch, stop, resume, talk, call it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest
from playwright.sync_api import Page, expect

from tests.e2e import person
from tests.e2e.server import Server

QUESTIONS = Path(__file__).parents[2] / "examples" / "questions.jsonl"
MODEL = "MiniMind2-Small"
ANSWER_SECONDS = 120_000
EPOCHS = 30


@pytest.mark.timeout(900)
def test_a_person_teaches_a_model_to_answer_and_talks_to_it(server: Server, visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit(server.setup_link)
    person.create_owner(page)
    person.take_starter(page, MODEL)
    _upload(page, QUESTIONS, name="Library questions")
    _look_at_what_is_learned(page)

    person.start_training(page, name="Librarian", model=MODEL, dataset="Library questions", epochs=EPOCHS)
    job = page.url.split("?")[0]
    page.goto(f"{job}?tab=samples")
    _watch_answers_change(page)
    _stop_and_save(page, job)
    page.get_by_role("button", name="Resume").first.click()
    expect(page.get_by_text("Training finished")).to_be_visible(timeout=person.TRAINING_SECONDS * 1000)

    page.get_by_role("button", name="Try it").first.click()
    expect(page).to_have_url(re.compile("mode=chat"))
    _ask(page, "周一能去图书馆吗？")
    expect(page.get_by_text(re.compile(r"\d+ tokens")).first).to_be_visible(timeout=ANSWER_SECONDS)
    page.get_by_text("Side by side", exact=True).click()
    _ask(page, "怎么办借书证？")
    expect(page.get_by_role("log")).to_have_count(2)
    expect(page.get_by_text(re.compile(r"\d+ tokens"))).to_have_count(2, timeout=ANSWER_SECONDS)

    _call_it_with_a_token_of_the_page(page, server)


def _upload(page: Page, file: Path, *, name: str) -> None:
    page.goto("/datasets/new")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("radio", name="Questions and answers")).to_be_checked()
    page.get_by_role("button", name="Looks right").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def _look_at_what_is_learned(page: Page) -> None:
    """The answer of the first row, and nothing of its question, is marked as learned."""
    page.get_by_role("tab", name="What the model sees").click()
    learned = page.locator("[data-fate=learned]")
    expect(learned.first).to_be_visible(timeout=ANSWER_SECONDS)
    assert "周二到周日上午九点开门，周一闭馆。<|im_end|>" in "".join(learned.all_inner_texts())
    assert "图书馆几点开门" in "".join(page.locator("[data-fate=read]").all_inner_texts())


def _watch_answers_change(page: Page) -> None:
    """Without a reload: the base's answers, then those of the model as it learns."""
    expect(page.get_by_role("columnheader", name="Base")).to_be_visible(timeout=ANSWER_SECONDS)
    base = page.get_by_role("cell").first.inner_text()
    expect(page.get_by_role("columnheader", name=re.compile("^Step")).nth(1)).to_be_visible(timeout=ANSWER_SECONDS)
    later = page.locator("tbody tr").first.get_by_role("cell").all_inner_texts()
    assert any(answer != base for answer in later[1:])


def _stop_and_save(page: Page, job: str) -> None:
    page.goto(job)
    person.wait_for_steps(page, 5)
    page.get_by_role("button", name="Stop and save").click()
    expect(page.get_by_text("Stopped").first).to_be_visible(timeout=60_000)


def _ask(page: Page, question: str) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def _call_it_with_a_token_of_the_page(page: Page, server: Server) -> None:
    page.goto("/settings/tokens")
    page.get_by_label("What is it for?").fill("from python")
    page.get_by_role("button", name="Create token").click()
    token = page.get_by_role("dialog").get_by_text(re.compile(r"^et_")).first.inner_text().strip()
    client = openai.OpenAI(base_url=f"{server.address}/v1", api_key=token, timeout=120)
    assert "Librarian" in [model.id for model in client.models.list()]
    messages: Any = [{"role": "user", "content": "周一能去图书馆吗？"}]
    answer = client.chat.completions.create(model="Librarian", messages=messages, temperature=0, max_tokens=40)
    assert answer.choices[0].message.content
