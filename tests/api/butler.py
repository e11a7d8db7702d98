"""Stands in for the scheduler in a storm: predictors get an address, what is asked to end ends, what was deleted comes back.

Knows no request and starts no process.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.accounts import service as accounts
from easytune.accounts.tables import ApiToken
from easytune.core.db import Database, utc_now
from easytune.models.tables import Model
from easytune.runs.tables import Run
from tests.models.stock import classifier_folder, encoder_folder, language_model_folder

FOLDERS = {"encoder": encoder_folder, "language_model": language_model_folder, "classifier": classifier_folder}


@dataclass(frozen=True)
class Butler:
    """token is the one that all requests carry; socket is where the stand-in of a predictor answers."""

    owner_id: int
    token: str
    folders: Path
    socket: Path

    async def look(self, database: Database) -> None:
        """One round; writes only when there is something to do."""
        async with database.reading() as session:
            calm = await self._is_calm(session)
        if not calm:
            async with database.session() as session:
                await self._tidy(session)

    async def _is_calm(self, session: AsyncSession) -> bool:
        asked = (Run.state == "PENDING") | ((Run.state == "RUNNING") & Run.stop_asked_at.is_not(None))
        waiting = await session.scalar(select(Run.id).where(Run.kind == "predict", asked).limit(1))
        models = set(await session.scalars(select(Model.task)))
        return waiting is None and models.issuperset(FOLDERS) and await self._token_is_known(session)

    async def _tidy(self, session: AsyncSession) -> None:
        predictors = update(Run).where(Run.kind == "predict")
        stopped = predictors.where(Run.state == "RUNNING", Run.stop_asked_at.is_not(None))
        await session.execute(stopped.values(state="STOPPED", ended_at=utc_now()))
        await session.execute(predictors.where(Run.state == "PENDING").values(state="RUNNING", address=str(self.socket)))
        if not await self._token_is_known(session):
            session.add(ApiToken(user_id=self.owner_id, name="storm", token_hash=accounts.hashed(self.token), start=self.token[:8]))
        present = set(await session.scalars(select(Model.task)))
        session.add_all([self._model(task) for task in FOLDERS if task not in present])

    async def _token_is_known(self, session: AsyncSession) -> bool:
        return await session.scalar(select(ApiToken.id).where(ApiToken.token_hash == accounts.hashed(self.token))) is not None

    def _model(self, task: str) -> Model:
        tuned = task == "classifier"
        folder = self.folders / task
        if not folder.is_dir():
            FOLDERS[task](folder)
        return Model(
            owner_id=self.owner_id, name=task, source="tuned" if tuned else "folder", task=task, folder=str(folder),
            architecture="bert", parameters=1000, bytes=4000, max_tokens=512, metrics={}, labels=["long", "short"] if tuned else None,
            has_chat_template=task == "language_model",
        )  # fmt: skip
