"""`python -m tests.process.submit DATABASE_URL MODEL KEY`: submits one training by key and prints its id. Knows no HTTP."""

import asyncio
import sys
from pathlib import Path

from easytune.contract.train_spec import BaseModelRef, DataRef, TrainSettings, TrainSpec
from easytune.core.db import Database
from easytune.runs import service
from tests.fakes.database import OWNER_ID


def spec_of(model: Path, *, epochs: int = 1, checkpoint_every_steps: int = 7) -> TrainSpec:
    """A training of the fake; `model` may hold a fake.json."""
    return TrainSpec(
        job_id=0,
        attempt=1,
        name="fake",
        language="en",
        model=BaseModelRef(model_id=1, name=model.name, folder=str(model)),
        train=DataRef(dataset_id=1, version=1, name="rows", rows_file=str(model / "rows.parquet"), sha256="0" * 64),
        labels=("bad", "good"),
        settings=TrainSettings(epochs=epochs, checkpoint_every_steps=checkpoint_every_steps),
        threads=1,
    )


async def submit(database: Database, spec: TrainSpec, key: str | None) -> int:
    """As a request does: one transaction, committed before the answer."""
    async with database.session() as session:
        run = await service.submit(session, owner_id=OWNER_ID, kind="train", spec=spec, idempotency_key=key, request_sha256="body")
    return run.id


async def submit_once(url: str, spec: TrainSpec, key: str) -> int:
    database = Database(url)
    try:
        return await submit(database, spec, key)
    finally:
        await database.close()


if __name__ == "__main__":
    print(asyncio.run(submit_once(sys.argv[1], spec_of(Path(sys.argv[2])), sys.argv[3])))
