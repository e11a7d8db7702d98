"""What a training said of each validation row, filtered and paged: the rows behind a cell of the confusion matrix.

Knows the Parquet file of an attempt; knows no table and no model. Blocking: call it in a thread.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.run_folder import RunFolder
from easytune.core.errors import NotFound
from easytune.core.pages import Page, Paging
from easytune.jobs.schemas import PredictedRow


@dataclass(frozen=True)
class Wanted:
    """None and empty mean any. label, guess: rows that have it, or were said to; not_…: rows that have not, or were not."""

    label: str | None = None
    guess: str | None = None
    not_label: str | None = None
    not_guess: str | None = None
    wrong_only: bool = False
    search: str | None = None


def predictions_page(runs: Path, job: tuple[int, int], wanted: Wanted, paging: Paging) -> Page[PredictedRow]:
    """One page, surest first. job: id and present attempt. Raises: NotFound(NO_PREDICTIONS)."""
    import pyarrow.compute as compute
    import pyarrow.parquet

    path = _newest(runs, *job)
    try:
        table = pyarrow.parquet.read_table(path, columns=["text", "labels", "guesses", "probability"])
    except FileNotFoundError:  # removed meanwhile
        raise NotFound(ErrorCode.NO_PREDICTIONS) from None
    table = table.append_column("row", pyarrow.array(range(1, table.num_rows + 1), pyarrow.int64()))
    table = table.filter(_mask(table, wanted))
    order = compute.sort_indices(table, sort_keys=[("probability", "descending"), ("row", "ascending")])
    shown = table.take(order.slice(paging.offset, paging.page_size))
    return Page(items=[_row(row) for row in shown.to_pylist()], total=table.num_rows)


def _newest(runs: Path, run_id: int, attempts: int) -> Path:
    """Of the newest attempt that has any: one that is going on has none yet."""
    for attempt in range(attempts, 0, -1):
        path = RunFolder.of(runs, run_id, attempt).predictions
        if path.is_file():
            return path
    raise NotFound(ErrorCode.NO_PREDICTIONS)


def _mask(table: Any, wanted: Wanted) -> Any:
    """A boolean for each row."""
    import pyarrow
    import pyarrow.compute as compute

    labels, guesses = table["labels"].to_pylist(), table["guesses"].to_pylist()
    keeps = [True] * table.num_rows
    for lists, needed, forbidden in ((labels, wanted.label, wanted.not_label), (guesses, wanted.guess, wanted.not_guess)):
        for number, names in enumerate(lists):
            keeps[number] &= (needed is None or needed in names) and (forbidden is None or forbidden not in names)
    if wanted.wrong_only:
        keeps = [keep and set(true) != set(said) for keep, true, said in zip(keeps, labels, guesses, strict=True)]
    mask = pyarrow.array(keeps, pyarrow.bool_())
    if wanted.search:
        mask = compute.and_(mask, compute.match_substring(table["text"], wanted.search, ignore_case=True))
    return mask


def _row(row: dict[str, Any]) -> PredictedRow:
    return PredictedRow(
        row=row["row"],
        text=row["text"],
        labels=row["labels"],
        guesses=row["guesses"],
        probability=row["probability"],
        right=set(row["labels"]) == set(row["guesses"]),
    )
