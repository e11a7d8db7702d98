"""A platform with something on every page: data, models, a token, trainings in every state (by the fake trainer). Knows no page."""

import csv
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext

from tests.e2e.person import OWNER, PASSWORD
from tests.e2e.server import Server
from tests.fakes.behaviour import Behaviour
from tests.fakes.fake_output import write_model
from tests.predictor.stock import tiny_classifier

WAIT_SECONDS = 60
ROWS = 120
NEVER_ENDING = Behaviour(steps_per_epoch=5000, step_seconds=0.5)
BEHAVIOURS = {
    "completed": Behaviour(steps_per_epoch=40, step_seconds=0.002),
    "failed": Behaviour(steps_per_epoch=40, step_seconds=0.002, nan_from_step=25),
    "stopped": Behaviour(steps_per_epoch=2000, step_seconds=0.01),
    "running": NEVER_ENDING,
    "queued": NEVER_ENDING,
}
NAMES = {
    "completed": "客服评价情感分类",
    "failed": "learning-rate-far-too-high",
    "stopped": "外卖评论三分类（第二次尝试，加入了九月和十月的新数据）",
    "running": "a_very_long_training_name_that_nobody_would_type_but_a_script_would_2026_11_23",
    "queued": "夜间任务",
}


@dataclass(frozen=True)
class Planted:
    """jobs: state -> id. model_id answers predictions; reviews_id has rejected rows."""

    server: Server
    client: httpx.Client
    reviews_id: int
    plain_id: int
    model_id: int
    jobs: dict[str, int]

    @property
    def address(self) -> str:
        return self.server.address

    def sign_in(self, context: BrowserContext) -> None:
        """The browser is the owner's from now on."""
        context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": self.address} for cookie in self.client.cookies.jar])


@contextmanager
def garden(folder: Path) -> Iterator[tuple[Server, "Gardener"]]:
    """A platform with an owner and nothing else, whose trainings are the fake's; nothing is left running when it ends."""
    bases = folder / "bases"
    environment = {
        "EASYTUNE_TRAINER_MODULE": "tests.fakes.fake_trainer",
        "EASYTUNE_VERIFY_MODULE": "tests.fakes.fake_verify",
        "EASYTUNE_MODEL_ROOTS": json.dumps([str(bases)]),
    }
    with Server(folder / "data", environment=environment) as server, _owner(server) as client:
        yield server, Gardener(client, bases)


@contextmanager
def planted(folder: Path) -> Iterator[Planted]:
    """Everything is there when it begins."""
    with garden(folder) as (server, gardener):
        client = gardener.client
        reviews_id = gardener.upload(reviews_file(folder / "外卖评论-reviews.csv"))
        plain_id = gardener.upload(_plain(folder / "notes.txt"))
        model_id = gardener.add_model("三分类小模型 tiny", tiny_classifier(gardener.bases / "tiny-classifier"))
        client.post("/tokens", json={"name": "夜间脚本 nightly"}).raise_for_status()
        yield Planted(server, client, reviews_id, plain_id, model_id, gardener.jobs(reviews_id))


@dataclass(frozen=True)
class Gardener:
    """Plants through the API, as the pages do."""

    client: httpx.Client
    bases: Path

    def upload(self, file: Path) -> int:
        with open(file, "rb") as content:
            return self._id(self.client.post("/datasets", files={"file": (file.name, content)}))

    def add_model(self, name: str, folder: Path) -> int:
        return self._id(self.client.post("/models", json={"name": name, "folder": str(folder)}))

    def base(self, name: str, behaviour: Behaviour) -> int:
        folder = self.bases / name
        write_model(folder, (), b"base" * 8)
        (folder / "fake.json").write_text(behaviour.model_dump_json())
        return self.add_model(f"base-{name}", folder)

    def jobs(self, dataset_id: int) -> dict[str, int]:
        """One training in each state; the one that runs keeps the one that waits waiting."""
        found: dict[str, int] = {}
        for state, behaviour in BEHAVIOURS.items():
            found[state] = self.train(NAMES[state], self.base(state, behaviour), dataset_id)
            if state == "queued":
                continue
            if state == "stopped":
                self.wait(found[state], lambda job: job["step"] > 3)
                self.client.post(f"/jobs/{found[state]}/stop", json={"mode": "save"}).raise_for_status()
            self.wait_for_state(found[state], state)
        return found

    def wait_for_state(self, job_id: int, state: str) -> None:
        """A training runs when it has done a step."""
        self.wait(job_id, lambda job: job["state"] == state.upper() and job["step"] > 1)

    def train(self, name: str, model_id: int, dataset_id: int) -> int:
        settings = {"epochs": 2, "checkpoint_every_steps": 10}
        body = {"name": name, "model_id": model_id, "dataset_id": dataset_id, "settings": settings}
        return self._id(self.client.post("/jobs", json=body))

    def wait(self, job_id: int, reached: Callable[[dict[str, Any]], bool]) -> None:
        ends_at = time.monotonic() + WAIT_SECONDS
        while not reached(job := self.client.get(f"/jobs/{job_id}").json()):
            assert time.monotonic() < ends_at, job
            time.sleep(0.1)

    def _id(self, answer: httpx.Response) -> int:
        assert answer.is_success, answer.text
        number: int = answer.json()["id"]
        return number


@contextmanager
def _owner(server: Server) -> Iterator[httpx.Client]:
    """The owner's client: made with the link of the console."""
    token = server.setup_link.split("token=")[1]
    body = {"token": token, "username": OWNER, "password": PASSWORD, "language": "en"}
    with httpx.Client(base_url=f"{server.address}/api/v1", timeout=30) as client:
        answer = client.post("/setup", json=body)
        assert answer.is_success, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield client


def reviews_file(path: Path) -> Path:
    """Three labels of uneven size; some rows cannot be used."""
    texts = {"好评": "送餐很快，味道也好，下次还点", "差评": "等了两个小时，汤全洒了", "neutral": "It was fine, nothing special"}
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label", "shop"))
        for number in range(ROWS):
            label = ("好评", "差评", "好评", "neutral")[number % 4]
            writer.writerow((f"{texts[label]}（{number}）", label, f"shop {number % 7}"))
        writer.writerows(("", "好评", "shop 1") for _ in range(3))
        writer.writerow(("没有标签的一行", "", "shop 2"))
    return path


def _plain(path: Path) -> Path:
    path.write_text("\n".join(f"A note without a label, number {number}" for number in range(30)), encoding="utf-8")
    return path
