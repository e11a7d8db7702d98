"""Has rows of a dataset shown as a model sees them: checks the wish, names it, reads the result. Knows no HTTP and no tokenizer.

A worker does it, since the web side loads no tokenizer. The same wish is the same subject, so it is answered from the run that
did it before while that run's folder is there.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rendered import Rendered, RenderedRow
from easytune.contract.run_folder import RunFolder
from easytune.contract.run_spec import RenderSpec
from easytune.contract.train_spec import DataRef
from easytune.core.config import Settings
from easytune.core.errors import InvalidInput, NotFound
from easytune.datasets import folders
from easytune.datasets import service as datasets
from easytune.datasets.tables import Dataset
from easytune.models import service as models
from easytune.models.tables import Model
from easytune.overview.rendered_schemas import RenderIn
from easytune.runs import service as runs
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run

_NOT_CONTENT: dict[str, Any] = {"run_id": True, "attempt": True, "language": True, "data": {"name"}}


@dataclass(frozen=True)
class Rendering:
    """What a worker shall do, and the name of it."""

    spec: RenderSpec
    subject: str


async def wanted(session: AsyncSession, settings: Settings, dataset_id: int, wish: RenderIn, language: Literal["zh", "en"]) -> Rendering:
    """Raises: NotFound, InvalidInput (OBJECTIVE_UNSUITED, MODEL_NOT_GENERATIVE, MAX_TOKENS_TOO_LONG, ROW_BEYOND_END)."""
    dataset = await datasets.get_dataset(session, dataset_id)
    model = await models.get_model(session, wish.model_id)
    _check(dataset, model, wish)
    spec = RenderSpec(
        run_id=0,
        attempt=1,
        language=language,
        model_folder=model.folder,
        data=DataRef(
            dataset_id=dataset.id,
            version=dataset.version,
            name=dataset.name,
            rows_file=str(folders.rows_file(settings.datasets, dataset)),
            sha256=dataset.rows_sha256,
        ),
        first_row=wish.line_offset,
        rows=min(wish.count, dataset.rows - wish.line_offset),
        max_tokens=wish.max_tokens,
        learn=wish.objective.learn,
        long_rows=wish.objective.long_rows,
        template=wish.objective.template,
    )
    return Rendering(spec, _subject(spec, model))


async def finished(session: AsyncSession, settings: Settings, rendering: Rendering) -> Run | None:
    """The newest run of this very rendering, when it ended well and what it left is still there."""
    run = await runs.newest_of(session, rendering.subject)
    if run is None or run.state != RunState.COMPLETED.value or not _file(settings, run).is_file():
        return None
    return run


async def submit(session: AsyncSession, owner_id: int, rendering: Rendering) -> Run:
    """A run that does it, or the one that does it already."""
    return await runs.submit(session, owner_id=owner_id, kind="render", spec=rendering.spec, subject=rendering.subject)


def rows_of(settings: Settings, run: Run) -> list[RenderedRow] | None:
    """What a completed run left; None of one that is not. Blocking. Raises: NotFound when its folder is gone."""
    if run.state != RunState.COMPLETED.value:
        return None
    try:
        return list(Rendered.model_validate_json(_file(settings, run).read_bytes()).rows)
    except FileNotFoundError:
        raise NotFound(ErrorCode.NOT_FOUND, what=f"#{run.id}") from None


def _check(dataset: Dataset, model: Model, wish: RenderIn) -> None:
    if dataset.task != "conversation":
        raise InvalidInput(ErrorCode.OBJECTIVE_UNSUITED, name=dataset.name)
    if model.task != "language_model":
        raise InvalidInput(ErrorCode.MODEL_NOT_GENERATIVE, name=model.name)
    if wish.max_tokens > model.max_tokens:
        raise InvalidInput(ErrorCode.MAX_TOKENS_TOO_LONG, max_tokens=wish.max_tokens, limit=model.max_tokens)
    if wish.line_offset >= dataset.rows:
        raise InvalidInput(ErrorCode.ROW_BEYOND_END, name=dataset.name, rows=dataset.rows, row=wish.line_offset + 1)


def _subject(spec: RenderSpec, model: Model) -> str:
    """By content: all that decides the result, and of which model it is, since a later attempt of a job renews its model's folder."""
    content = f"{model.id} {model.bytes} {spec.model_dump_json(exclude=_NOT_CONTENT)}"
    return f"rendered:{hashlib.sha256(content.encode()).hexdigest()}"


def _file(settings: Settings, run: Run) -> Path:
    return RunFolder.of(settings.runs, run.id, run.attempt).rendered
