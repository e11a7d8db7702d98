"""A mapping is one of three kinds; what was stored before there were kinds is still read."""

from typing import Any

import pytest
from pydantic import ValidationError

from easytune.datasets.schemas import MAPPING, AnswerMapping, TextMapping, TurnsMapping


@pytest.mark.parametrize("stored", [{"text": "a", "label": "b"}, {"text": "a", "label": "b", "label_separator": None}])
def test_a_mapping_without_a_kind_is_a_text(stored: dict[str, Any]) -> None:
    assert MAPPING.validate_python(stored) == TextMapping(text="a", label="b")


@pytest.mark.parametrize(
    "mapping",
    [
        TextMapping(text="a", label="b", label_separator="|"),
        TurnsMapping(kind="turns", turns="a", tools="b"),
        AnswerMapping(kind="answer", question="a", answer="b", history="c"),
    ],
)
def test_every_kind_survives_being_stored(mapping: TextMapping | TurnsMapping | AnswerMapping) -> None:
    assert MAPPING.validate_python(mapping.model_dump()) == mapping
    assert MAPPING.validate_json(mapping.model_dump_json()) == mapping


@pytest.mark.parametrize(
    "wrong", [{}, [], "text", None, {"kind": "pairs", "text": "a"}, {"kind": "turns"}, {"kind": "answer", "question": "a"}]
)
def test_anything_else_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        MAPPING.validate_python(wrong)
