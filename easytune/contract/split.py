"""How many rows of each label a stratified split keeps for validation. Knows counts only; which rows they are is the trainer's choice.

Both the plan before a job and the trainer call this, so that the numbers shown before the start are the numbers trained on.
"""

import math
from collections.abc import Mapping


def validation_rows(label_rows: Mapping[str, int], share: float) -> dict[str, int]:
    """Rows of each label for validation: its share, rounded half up, at least 1, and at least 1 left to train on.

    A label with a single row gives 0: it is trained on and not validated.
    """
    return {label: min(rows - 1, max(1, math.floor(rows * share + 0.5))) for label, rows in label_rows.items()}


def held_out_rows(rows: int, share: float) -> int:
    """Rows for validation when a text has any number of labels: the share of all, rounded half up, 1 to rows - 1.

    Which ones is again the trainer's choice: by rare labels first, for example.
    """
    return min(rows - 1, max(1, math.floor(rows * share + 0.5)))
