"""The HTTP client of the demo: one method per question it asks. Knows paths and shapes; knows no waiting and no display."""

from collections.abc import Iterator
from typing import Any, Literal, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter

from easytune.accounts.schemas import SessionOut
from easytune.core.pages import Page
from easytune.datasets.schemas import DatasetOut, RowOut, SampleOut
from easytune.demo.failure import DemoFailed
from easytune.inference.schemas import PredictIn, PredictorOut, PredictOut
from easytune.jobs.schemas import JobDetail, JobIn, JobOut
from easytune.models.schemas import StarterOut
from easytune.runs.schemas import LIVE_STATES, RunOut

Answer = TypeVar("Answer", bound=BaseModel)
REQUEST_SECONDS = 180  # the first prediction waits for the model to load
ROWS_PER_PAGE = 200


class Client:
    """A signed-in client of one server; every method raises DemoFailed with the server's own sentence."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=f"{address}/api/v1", timeout=REQUEST_SECONDS, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def sign_in(self, username: str, password: str) -> None:
        answer = self._ask("POST", "/session", json={"username": username, "password": password})
        session = SessionOut.model_validate_json(answer)
        self._http.headers["X-CSRF-Token"] = session.csrf_token or ""

    def starter(self, key: str) -> StarterOut:
        return next(starter for starter in self._list(StarterOut, "/starters") if starter.key == key)

    def sample(self, key: str) -> SampleOut:
        return next(sample for sample in self._list(SampleOut, "/samples") if sample.key == key)

    def take_starter(self, key: str) -> RunOut:
        return RunOut.model_validate_json(self._ask("POST", f"/starters/{key}"))

    def take_sample(self, key: str) -> RunOut:
        return RunOut.model_validate_json(self._ask("POST", f"/samples/{key}"))

    def run(self, run_id: int) -> RunOut:
        return RunOut.model_validate_json(self._ask("GET", f"/runs/{run_id}"))

    def dataset(self, dataset_id: int) -> DatasetOut:
        return DatasetOut.model_validate_json(self._ask("GET", f"/datasets/{dataset_id}"))

    def rows(self, dataset_id: int) -> Iterator[RowOut]:
        """All rows of a dataset, page by page."""
        page, seen = 1, 0
        while True:
            found = self._page(RowOut, f"/datasets/{dataset_id}/rows", page=page, page_size=ROWS_PER_PAGE)
            yield from found.items
            page, seen = page + 1, seen + len(found.items)
            if seen >= found.total or not found.items:
                return

    def create_job(self, job: JobIn, idempotency_key: str) -> JobOut:
        body = job.model_dump(mode="json")
        return JobOut.model_validate_json(self._ask("POST", "/jobs", json=body, headers={"Idempotency-Key": idempotency_key}))

    def job(self, job_id: int) -> JobDetail:
        return JobDetail.model_validate_json(self._ask("GET", f"/jobs/{job_id}"))

    def live_jobs(self) -> list[JobOut]:
        return [job for job in self._page(JobOut, "/jobs", page_size=50).items if job.state in LIVE_STATES]

    def stop_job(self, job_id: int, mode: Literal["save", "discard"]) -> None:
        self._ask("POST", f"/jobs/{job_id}/stop", json={"mode": mode})

    def live_downloads(self) -> list[int]:
        """Runs that take a starter or a sample."""
        shown: list[StarterOut | SampleOut] = [*self._list(StarterOut, "/starters"), *self._list(SampleOut, "/samples")]
        return [entry.run_id for entry in shown if entry.state == "pulling" and entry.run_id is not None]

    def stop_run(self, run_id: int) -> None:
        self._ask("POST", f"/runs/{run_id}/stop", json={"mode": "discard"})

    def predict(self, model_id: int, texts: list[str]) -> PredictOut:
        body = PredictIn(model_id=model_id, texts=texts).model_dump(mode="json")
        return PredictOut.model_validate_json(self._ask("POST", "/predict", json=body))

    def predictors(self) -> list[PredictorOut]:
        return self._list(PredictorOut, "/predictors")

    def unload(self, model_id: int) -> None:
        self._ask("DELETE", f"/predictors/{model_id}")

    def _list(self, shape: type[Answer], path: str) -> list[Answer]:
        return TypeAdapter(list[shape]).validate_json(self._ask("GET", path))  # type: ignore[valid-type]

    def _page(self, shape: type[Answer], path: str, **query: int) -> Page[Answer]:
        return Page[shape].model_validate_json(self._ask("GET", path, params=query))  # type: ignore[valid-type]

    def _ask(self, method: str, path: str, **options: Any) -> bytes:
        try:
            answer = self._http.request(method, path, **options)
        except httpx.TransportError as error:
            raise DemoFailed(f"The platform did not answer {method} {path}: {str(error) or type(error).__name__}") from error
        if answer.is_success:
            return answer.content
        raise DemoFailed(_sentence(method, path, answer))


def _sentence(method: str, path: str, answer: httpx.Response) -> str:
    """The message of a {code, message, params, request_id} error, whatever else came."""
    try:
        return str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        return f"The platform answered {method} {path} with status {answer.status_code}."
