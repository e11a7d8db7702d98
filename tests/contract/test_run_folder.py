"""A file is there whole or not at all."""

from pathlib import Path

import pytest

from easytune.contract.run_folder import RunFolder, write_model, write_once
from easytune.contract.run_spec import PredictSpec, run_spec_adapter


def test_a_write_that_fails_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    write_once(path, b"old")
    with pytest.raises(TypeError):
        write_once(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"


def test_a_spec_reads_back_as_it_was_written(tmp_path: Path) -> None:
    spec = PredictSpec(run_id=3, attempt=1, model_id=2, model_folder="m")
    folder = RunFolder.of(tmp_path, 3, 1)
    folder.path.mkdir(parents=True)
    write_model(folder.spec, spec)
    assert run_spec_adapter.validate_json(folder.spec.read_bytes()) == spec
