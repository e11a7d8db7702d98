"""Finds the predictor of a model, or has one started, and asks it. Knows no socket protocol and loads no weights.

Waits take many short transactions, so these functions take the database, not a session.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.predict import PredictRequest
from easytune.contract.run_spec import PredictSpec
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.errors import InvalidInput, NotFound, Unavailable
from easytune.core.security import Principal
from easytune.inference import proxy
from easytune.inference.schemas import PredictOut
from easytune.models import service as models
from easytune.models.tables import Model
from easytune.runs import service as runs
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.tables import Run

LOAD_SECONDS = 120.0
POLL_SECONDS = 0.05
ROOM_SECONDS = 1.0
MAX_THREADS = 8
_LIVE = frozenset(state.value for state in LIVE_STATES)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Platform:
    """What every question needs; user is who pays for a predictor that must be started."""

    database: Database
    settings: Settings
    user: Principal


async def predict(platform: Platform, model_id: int | None, texts: Sequence[str], threshold: float | None = None) -> PredictOut:
    """Ask a model, loading it first where needed. model_id None: the newest tuned classifier.

    Raises: NotFound(NOT_FOUND, NO_MODEL, MODEL_FOLDER_GONE, ADAPTER_BASE_GONE), InvalidInput(MODEL_NOT_CLASSIFIER, TEXT_MISSING),
    Unavailable(PREDICTOR_FAILED, PREDICTOR_TIMEOUT).
    """
    if not texts or not all(text.strip() for text in texts):
        raise InvalidInput(ErrorCode.TEXT_MISSING)
    model = await classifier(platform.database, model_id)
    request = PredictRequest(texts=tuple(texts), threshold=threshold)
    answer = await asked(platform, model, lambda address: proxy.predict(address, request))
    return PredictOut(
        model_id=model.id,
        model_name=model.name,
        predictions=list(answer.predictions),
        multi_label=answer.multi_label,
        threshold=answer.threshold,
        temperature=answer.temperature,
        seconds=answer.seconds,
    )


async def asked(platform: Platform, model: Model, ask: Callable[[str], Awaitable[Answer]]) -> Answer:
    """What the predictor of a model answers: started first where needed, asked again when it went away before it answered.

    ask: given its address. Raises: what ask raises but PredictorGone, NotFound(ADAPTER_BASE_GONE), Unavailable(PREDICTOR_FAILED,
    PREDICTOR_TIMEOUT).
    """
    deadline = time.monotonic() + LOAD_SECONDS
    while True:
        run = await start(platform, model)
        address = await _ready(platform, run.id, deadline)
        try:
            if address is not None:
                return await ask(address)
        except proxy.PredictorGone:
            await _until_over(platform, run.id, address, deadline)
        _check(deadline)


async def classifier(database: Database, model_id: int | None) -> Model:
    """Raises: NotFound, InvalidInput(MODEL_NOT_CLASSIFIER)."""
    async with database.reading() as session:
        model = await models.newest_classifier(session) if model_id is None else await models.get_model(session, model_id)
    if model.task != "classifier":
        raise InvalidInput(ErrorCode.MODEL_NOT_CLASSIFIER, name=model.name)
    await check_folder(model)
    return model


async def loadable(database: Database, model_id: int) -> Model:
    """A model that can be asked something. Raises: as classifier."""
    async with database.reading() as session:
        model = await models.get_model(session, model_id)
    if model.task != "language_model":
        return await classifier(database, model_id)
    await check_folder(model)
    return model


async def check_folder(model: Model) -> None:
    """Raises: NotFound(MODEL_FOLDER_GONE)."""
    if not await asyncio.to_thread(Path(model.folder).is_dir):
        raise NotFound(ErrorCode.MODEL_FOLDER_GONE, name=model.name)


async def start(platform: Platform, model: Model) -> Run:
    """The live predictor of a model; a new one, in place of the longest idle, when there is none."""
    subject = models.predictor_subject(model.id)
    async with platform.database.reading() as session:
        run = await runs.live_of(session, subject)
        base_folder = await models.base_folder(session, model) if run is None else None
    if run is not None:
        return run
    await _make_room(platform, wanted=1)
    language: Literal["zh", "en"] = "zh" if platform.user.language == "zh" else "en"
    spec = PredictSpec(
        run_id=0, attempt=1, language=language, model_id=model.id, model_folder=model.folder,
        base_folder=base_folder, max_tokens=model.max_tokens,
        task="generate" if model.task == "language_model" else "classify",
        threads=_threads(platform.settings), idle_seconds=platform.settings.predictor_idle_seconds,
    )  # fmt: skip
    async with platform.database.session() as session:
        return await runs.submit(session, owner_id=platform.user.user_id, kind="predict", spec=spec, subject=subject)


async def unload(database: Database, model_id: int) -> None:
    """Stop the predictor of a model; nothing happens when there is none. Raises: NotFound when there is no such model."""
    async with database.session() as session:
        await models.get_model(session, model_id)
        run = await runs.live_of(session, models.predictor_subject(model_id))
        if run is not None:
            await runs.request_stop(session, run, "discard")


async def _make_room(platform: Platform, *, wanted: int) -> None:
    """Ask predictors that idle longest to end, until all that wait and `wanted` more have a slot; busy ones are left alone."""
    async with platform.database.reading() as session:
        live = await runs.list_by_state(session, tuple(LIVE_STATES), kind="predict")
    going = [run for run in live if run.stop_asked_at is None]
    surplus = len(going) + wanted - platform.settings.predictors
    if surplus <= 0:
        return
    reports = await asyncio.gather(*(proxy.health(run.address) for run in going if run.address is not None))
    idle = {report.model_id: report.idle_seconds for report in reports if report is not None and report.idle_seconds > 0}
    longest = sorted(idle, key=lambda model_id: idle[model_id], reverse=True)[:surplus]
    async with platform.database.session() as session:
        for model_id in longest:
            run = await runs.live_of(session, models.predictor_subject(model_id))
            if run is not None:
                await runs.request_stop(session, run, "discard")


async def _ready(platform: Platform, run_id: int, deadline: float) -> str | None:
    """The address, once it answers; None when the run ended by request or idleness, so that another may be started.

    While it is queued, room is asked for again and again: who was busy at first may be idle now.
    Raises: Unavailable(PREDICTOR_FAILED, PREDICTOR_TIMEOUT).
    """
    asks_at = time.monotonic() + ROOM_SECONDS
    while True:
        run = await _fresh(platform.database, run_id)
        if run.state == RunState.PENDING.value and time.monotonic() > asks_at:
            await _make_room(platform, wanted=0)
            asks_at = time.monotonic() + ROOM_SECONDS
        if run.state == RunState.FAILED.value:
            raise Unavailable(ErrorCode.PREDICTOR_FAILED, reason=_why(run, platform.user.language))
        if run.state not in _LIVE:
            return None
        if run.address is not None and run.stop_asked_at is None:
            return run.address
        _check(deadline)
        await asyncio.sleep(POLL_SECONDS)


async def _until_over(platform: Platform, run_id: int, address: str | None, deadline: float) -> None:
    """After a lost connection: until the scheduler has noticed, so that the next question does not meet the same dead socket."""
    while True:
        run = await _fresh(platform.database, run_id)
        if run.state not in _LIVE or run.address != address:
            return
        _check(deadline)
        await asyncio.sleep(POLL_SECONDS)


async def _fresh(database: Database, run_id: int) -> Run:
    async with database.reading() as session:
        return await runs.get(session, run_id)


def _check(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise Unavailable(ErrorCode.PREDICTOR_TIMEOUT, seconds=int(LOAD_SECONDS))


def _why(run: Run, language: str) -> str:
    if run.error_code is None:
        return "?"
    return message(ErrorCode(run.error_code), run.error_params or {}, language)


def _threads(settings: Settings) -> int:
    return min(settings.threads or os.cpu_count() or 1, MAX_THREADS)
