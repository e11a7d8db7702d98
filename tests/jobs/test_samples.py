"""Answers to the fixed prompts are read from the journals: the base first, a later attempt wins."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from easytune.contract.events import Evaluation, Plan, Sample, Started
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.jobs.journal import JobJournal
from easytune.jobs.schemas import SamplesOut
from easytune.runs.schemas import RunState
from tests.jobs.journals import write_events
from tests.jobs.stock import add_chat_job, set_run

PROMPTS = ("Who are you?", "你好")


def answers(step: int, *texts: str) -> list[Sample]:
    return [Sample(step=step, place=place, prompt=PROMPTS[place], text=text) for place, text in enumerate(texts)]


def texts_of(found: SamplesOut, place: int) -> list[tuple[int, str]]:
    return [(answer.step, answer.text) for answer in found.prompts[place].answers]


def test_each_prompt_has_its_answers_in_the_order_of_steps(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *answers(0, "I", "好"), *answers(10, "I am", "你好！"), *answers(5, "I a", "你"))
    found = JobJournal(tmp_path, 7).samples(1, most_steps=10)
    assert [prompt.prompt for prompt in found.prompts] == list(PROMPTS)
    assert (found.steps, found.left_out) == ([0, 5, 10], 0)
    assert texts_of(found, 0) == [(0, "I"), (5, "I a"), (10, "I am")]
    assert texts_of(found, 1) == [(0, "好"), (5, "你"), (10, "你好！")]


def test_what_a_resumed_attempt_says_replaces_what_came_after_its_checkpoint(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *answers(0, "base"), *answers(10, "ten"), *answers(20, "lost"), *answers(30, "lost"))
    journal = JobJournal(tmp_path, 7)
    assert journal.samples(1, most_steps=10).steps == [0, 10, 20, 30]
    write_events(tmp_path, 7, 2, Started(pid=1, resumed_from_step=10), *answers(20, "again"))
    assert texts_of(journal.samples(2, most_steps=10), 0) == [(0, "base"), (10, "ten"), (20, "again")]


def test_a_restart_from_zero_forgets_all_answers(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *answers(0, "base"), *answers(10, "ten"))
    write_events(tmp_path, 7, 2, Started(pid=1), *answers(0, "base again"))
    assert texts_of(JobJournal(tmp_path, 7).samples(2, most_steps=10), 0) == [(0, "base again")]


def test_of_many_evaluations_the_base_and_the_newest_are_shown(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *(sample for step in range(0, 100, 10) for sample in answers(step, str(step))))
    found = JobJournal(tmp_path, 7).samples(1, most_steps=4)
    assert (found.steps, found.left_out) == ([0, 70, 80, 90], 6)
    assert texts_of(found, 0) == [(0, "0"), (70, "70"), (80, "80"), (90, "90")]


def test_a_training_without_samples_has_none(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1))
    assert JobJournal(tmp_path, 7).samples(1, most_steps=4) == SamplesOut(prompts=[], steps=[], left_out=0)


@pytest.mark.anyio
async def test_a_chat_job_shows_its_samples_plan_and_loss_but_no_accuracy(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int
) -> None:
    job_id = await add_chat_job(client, database, owner_id)
    planned = Plan(
        total_steps=40, steps_per_epoch=20, epochs=2, train_rows=180, validation_rows=20, truncated_rows=3, trainable_parameters=5,
        total_parameters=9, train_tokens=9000, learned_tokens=4000, dropped_rows=2,
    )  # fmt: skip
    evaluated = Evaluation(step=20, epoch=1.0, loss=2.5, best=True)
    write_events(settings.runs, job_id, 1, Started(pid=1), planned, *answers(0, "?"), evaluated, *answers(20, "I am."))
    metrics = {"best": {"step": 20, "epoch": 1.0, "loss": 2.5, "accuracy": None, "macro_f1": None}}
    await set_run(database, job_id, RunState.RUNNING, metrics=metrics)
    job = (await client.get(f"/api/v1/jobs/{job_id}")).json()
    assert (job["objective"], job["labels"]) == ("chat", [])
    assert job["best"] == {"step": 20, "epoch": 1.0, "loss": 2.5, "accuracy": None, "macro_f1": None}
    assert (job["plan"]["learned_tokens"], job["plan"]["train_tokens"], job["plan"]["dropped_rows"]) == (4000, 9000, 2)
    assert [entry["params"]["loss"] for entry in job["timeline"] if entry["type"] == "best"] == [2.5]
    samples = (await client.get(f"/api/v1/jobs/{job_id}/samples")).json()
    assert samples["steps"] == [0, 20]
    assert samples["prompts"][0] == {
        "place": 0,
        "prompt": PROMPTS[0],
        "answers": [{"step": 0, "text": "?"}, {"step": 20, "text": "I am."}],
    }
    series = (await client.get(f"/api/v1/jobs/{job_id}/series")).json()
    assert [(point["loss"], point["accuracy"], point["macro_f1"]) for point in series["evaluations"]] == [(2.5, None, None)]
    missing = await client.get("/api/v1/jobs/999/samples")
    assert missing.status_code == 404
