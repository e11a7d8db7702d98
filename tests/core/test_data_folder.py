"""The data folder: who may read it, in which mode it is served, and what a start sweeps."""

import os
import stat
from pathlib import Path

import pytest

from easytune.core.config import Settings
from easytune.core.data_folder import DataFolderUnusable, ServerPresence, prepare, require_same_mode


def test_the_folder_is_its_owner_s_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "data")
    prepare(settings)
    prepare(settings)
    for folder in (settings.folder, settings.runs, settings.datasets, settings.models, settings.uploads, settings.cache):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderUnusable, match="cannot be written"):
        prepare(Settings(data_dir=tmp_path / "file" / "data"))


def test_a_demo_s_folder_is_never_served_outside_demo_mode(tmp_path: Path) -> None:
    demo = Settings(data_dir=tmp_path, demo=True)
    prepare(demo)
    require_same_mode(demo)
    (tmp_path / "easytune.db").touch()
    require_same_mode(demo)
    with pytest.raises(DataFolderUnusable, match="published"):
        require_same_mode(Settings(data_dir=tmp_path))


def test_a_folder_in_use_is_never_served_as_a_demo(tmp_path: Path) -> None:
    prepare(Settings(data_dir=tmp_path))
    (tmp_path / "easytune.db").touch()
    with pytest.raises(DataFolderUnusable, match="not a demo"):
        require_same_mode(Settings(data_dir=tmp_path, demo=True))


def test_only_the_first_server_sweeps_what_broken_uploads_left(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    prepare(settings)
    left_over = settings.uploads / "abc"
    left_over.mkdir()
    (left_over / "part").write_text("x")
    first = ServerPresence(settings)
    assert os.listdir(settings.uploads) == []
    (settings.uploads / "running").write_text("x")
    second = ServerPresence(settings)
    first.close()
    third = ServerPresence(settings)
    assert os.listdir(settings.uploads) == ["running"]
    second.close()
    third.close()
    ServerPresence(settings).close()
    assert os.listdir(settings.uploads) == []
