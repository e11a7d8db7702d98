"""What a command does with the schema that it finds."""

import argparse
from pathlib import Path

import pytest

from easytune.cli import data_folder
from easytune.cli.failure import CommandFailed
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.migrations import schema


async def test_a_fresh_sqlite_file_gets_the_schema_and_no_copy(settings: Settings) -> None:
    database = await data_folder.open_database(settings)
    assert await schema.current(database) == schema.newest()
    await database.close()
    assert list(settings.folder.glob("*.before-*")) == []


async def test_an_old_sqlite_file_is_copied_before_it_is_migrated(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await (await data_folder.open_database(settings)).close()
    present = schema.newest()
    monkeypatch.setattr(schema, "newest", lambda: "9999")  # as if the code were of a later version
    await (await data_folder.open_database(settings)).close()
    assert [path.name for path in settings.folder.glob("*.before-*")] == [f"easytune.before-{present}.db"]


async def test_postgresql_is_never_migrated_without_being_told_to(settings: Settings, postgres_url: str) -> None:
    on_postgres = settings.model_copy(update={"database_url": postgres_url})
    with pytest.raises(CommandFailed, match="easytune migrate"):
        await data_folder.open_database(on_postgres)
    told = Database(postgres_url)
    await schema.migrate(told)
    await told.close()
    await (await data_folder.open_database(on_postgres)).close()


async def test_a_database_that_is_away_is_said_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    for url in ("postgresql+asyncpg://nobody@127.0.0.1:1/none", f"sqlite+aiosqlite:///{tmp_path}/no/folder.db"):
        with pytest.raises(CommandFailed, match="cannot be opened"):
            await data_folder.open_database(settings.model_copy(update={"database_url": url}))


HOSTS = (("localhost", True), ("127.8.9.1", True), ("[::1]", True), ("0.0.0.0", False), ("a.example", False))


@pytest.mark.parametrize(("host", "here"), HOSTS)
def test_loopback_is_told_from_the_rest(host: str, here: bool) -> None:
    assert data_folder.is_loopback(host) is here


def test_the_command_line_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EASYTUNE_PORT", "7000")
    monkeypatch.setenv("EASYTUNE_DATA_DIR", "/nowhere")
    settings = data_folder.settings_from(argparse.Namespace(data_dir=tmp_path), port=9000, host=None)
    assert (settings.port, settings.folder, settings.host) == (9000, tmp_path, "127.0.0.1")
