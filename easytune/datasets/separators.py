"""Several labels in one cell: finds out what separates them, and splits. Knows no file and no column."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

SEPARATORS = ("|", ";", "；", "、", ",", "，")
MAX_SEPARATOR_CHARACTERS = 8
_RECURRING_SHARE = 0.75
_LONGEST_USUAL_LABEL = 40


def guess_separator(values: Sequence[Any]) -> str | None:
    """What separates the labels of a sample of cells; None when each cell is one label.

    "a|b", "a" and "b|c" tell: parts of split cells come again in other cells. "Paris, TX" and "Reno, NV" do not.
    """
    cells = {value.strip() for value in values if isinstance(value, str) and value.strip()}
    return next((separator for separator in SEPARATORS if _recombines(cells, separator)), None)


def split_labels(cell: str, separator: str) -> list[str]:
    """The parts of a cell without the spaces around them; empty ones ("a||b", "a|") are left out."""
    return [part for piece in cell.split(separator) if (part := piece.strip())]


def _recombines(cells: set[str], separator: str) -> bool:
    """Whether most parts of the cells that have the separator are found in another cell too."""
    used_in: dict[str, set[str]] = defaultdict(set)
    of_split: set[str] = set()
    for cell in cells:
        parts = split_labels(cell, separator)
        for part in parts:
            used_in[part].add(cell)
        if len(parts) > 1:
            of_split.update(parts)
    if not of_split or max(map(len, of_split)) > _LONGEST_USUAL_LABEL:
        return False
    recurring = sum(len(used_in[part]) > 1 for part in of_split)
    return recurring >= _RECURRING_SHARE * len(of_split)
