"""Language models by the names that OpenAI's clients use. Knows no socket and no predictor."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import NotFound
from easytune.core.ids import LARGEST_ID
from easytune.inference.openai_schemas import ListedModel
from easytune.models.tables import Model

_OWNER = "easytune"


async def listed_models(session: AsyncSession) -> list[ListedModel]:
    """All that can write, newest first; one whose name a newer one bears too is listed by its number."""
    rows = await session.scalars(select(Model).where(Model.task == "language_model").order_by(Model.id.desc()))
    taken: set[str] = set()
    result = []
    for model in rows:
        result.append(listed(model, str(model.id) if model.name in taken else model.name))
        taken.add(model.name)
    return result


async def model_called(session: AsyncSession, name: str) -> Model:
    """The newest language model of that name, else the one of that number. Raises: NotFound."""
    writes = select(Model).where(Model.task == "language_model")
    model: Model | None = await session.scalar(writes.where(Model.name == name).order_by(Model.id.desc()).limit(1))
    if model is None and name.isascii() and name.isdigit() and int(name[:20]) <= LARGEST_ID:
        model = await session.scalar(writes.where(Model.id == int(name)))
    if model is None:
        raise NotFound(ErrorCode.NOT_FOUND, what=name)
    return model


def listed(model: Model, name: str) -> ListedModel:
    return ListedModel(id=name, created=int(model.created_at.timestamp()), owned_by=_OWNER)
