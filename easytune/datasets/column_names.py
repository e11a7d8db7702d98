"""What a column's name and values say by themselves: spelling made plain, and whether values read as text. Knows no mapping."""

import re
from collections.abc import Sequence
from typing import Any

_NAME_NOISE = re.compile(r"[\s_\-]+")


def plain_name(name: str) -> str:
    """Equal for names that differ in case, spaces and dashes alone."""
    return _NAME_NOISE.sub("_", name.strip().lower().lstrip("\ufeff"))


def may_be_text(values: Sequence[Any]) -> bool:
    return all(isinstance(value, str | int | float) for value in values)
