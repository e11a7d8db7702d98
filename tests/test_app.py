"""The application as a foreign server starts it."""

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from easytune.app import app_from_environment
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.migrations.schema import migrate


async def test_a_foreign_server_on_a_folder_without_tables_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EASYTUNE_DATA_DIR", str(tmp_path))
    app = app_from_environment()
    with pytest.raises(RuntimeError, match="easytune migrate"):
        async with app.router.lifespan_context(app):
            pass
    await app.state.database.close()


async def test_a_foreign_server_on_a_migrated_folder_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EASYTUNE_DATA_DIR", str(tmp_path))
    database = Database(Settings().database)
    await migrate(database)
    await database.close()
    app = app_from_environment()
    async with app.router.lifespan_context(app), AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
        assert (await client.get("/api/v1/session")).json()["setup_required"] is True
