"""Real tokenizers and the starters that write text, from the same cache of packages as the worker's tests."""

from pathlib import Path

import pytest

from tests.modeling.real_tokenizers import TokenizerShelf
from tests.worker.conftest import package_cache, pulled

__all__ = ["package_cache", "pulled"]


@pytest.fixture(scope="session")
def shelf(package_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> TokenizerShelf:
    return TokenizerShelf(package_cache, tmp_path_factory.mktemp("tokenizers"))
