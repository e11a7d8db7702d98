"""The catalogue says everything that the page and the download need."""

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import NotFound
from easytune.models.catalog import starter, starters
from easytune.worker.recipe import KEYS, recipe_of


def test_every_starter_has_a_recipe() -> None:
    for entry in starters():
        assert entry.key in KEYS
        assert callable(recipe_of(entry.key))


def test_every_starter_says_its_size_licence_and_what_was_done_to_its_weights() -> None:
    for entry in starters():
        assert entry.download_bytes > 0
        assert entry.licence
        assert ("dequantised" in entry.note) == (entry.key != "all-minilm")


def test_the_catalogue_says_which_starters_can_learn_to_chat() -> None:
    assert [entry.key for entry in starters() if "to chat" in entry.description["en"]] == ["minimind2-small", "smollm2"]
    assert [entry.key for entry in starters() if "对话模型" in entry.description["zh"]] == ["minimind2-small", "smollm2"]


def test_an_unknown_starter_names_the_known_ones() -> None:
    with pytest.raises(NotFound) as unknown:
        starter("../etc")
    assert unknown.value.code is ErrorCode.STARTER_UNKNOWN
    assert unknown.value.params["known"] == "bge-small-zh, all-minilm, minimind2-small, smollm2"
