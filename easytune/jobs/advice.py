"""What an experienced colleague would say about a job before it starts. Pure; blocks nothing."""

from collections.abc import Iterator, Mapping, Sequence

from easytune.contract.error_codes import ErrorCode
from easytune.contract.objective import Classify, ClassWeights
from easytune.contract.recommended import recommended
from easytune.contract.train_spec import TrainSettings
from easytune.jobs.problems import Problem

# around what contract/recommended.py says of the way of tuning: 1e-4 for full gives 2e-5 to 1e-4, and advice beyond 5e-6 and 5e-4
USUAL_FROM, LOW_BELOW, HIGH_ABOVE = 1 / 5, 1 / 20, 5.0
IMBALANCE = 10
ENOUGH_ROWS_PER_LABEL = 10
ENOUGH_STEPS = 10
WORTH_SAYING_REJECTED_SHARE = 0.05
MOST_LABELS_LISTED = 5


def advice(
    *,
    settings: TrainSettings,
    label_rows: Mapping[str, int],
    multi_label: bool,
    validation_label_rows: Mapping[str, int] | None,
    same: bool,
    rejected: Sequence[tuple[str, int, int]],
    total_steps: int,
) -> Iterator[Problem]:
    """rejected: (name, usable rows, rejected rows) of each dataset; same: both datasets are one."""
    yield from _learning_rate(settings)
    if isinstance(settings.objective, Classify):
        if settings.objective.class_weights is ClassWeights.NONE:
            yield from _imbalance(label_rows)
        yield from _scarce(label_rows, at_least=1 if multi_label else 2)
    if same:
        yield Problem("validation_dataset_id", ErrorCode.VALIDATION_SAME, {})
    if validation_label_rows:
        missing = sorted(set(label_rows) - set(validation_label_rows))
        if missing:
            yield Problem("validation_dataset_id", ErrorCode.VALIDATION_LABELS_MISSING, {"labels": listed(missing)})
    for field, (name, rows, rejected_rows) in zip(("dataset_id", "validation_dataset_id"), rejected, strict=False):
        share = rejected_rows / (rows + rejected_rows)
        if share >= WORTH_SAYING_REJECTED_SHARE:
            params = {"name": name, "rejected_rows": rejected_rows, "percent": round(100 * share)}
            yield Problem(field, ErrorCode.ROWS_REJECTED, params)
    if total_steps < ENOUGH_STEPS:
        yield Problem("settings.epochs", ErrorCode.STEPS_FEW, {"total_steps": total_steps})


def _learning_rate(settings: TrainSettings) -> Iterator[Problem]:
    known = recommended(settings.objective, settings.tuning)
    if known is None:
        return
    value, usual = settings.learning_rate, known.learning_rate
    params = {"learning_rate": f"{value:g}", "low": f"{usual * USUAL_FROM:g}", "high": f"{usual:g}"}
    if value > usual * HIGH_ABOVE:
        yield Problem("settings.learning_rate", ErrorCode.LEARNING_RATE_HIGH, params)
    elif value < usual * LOW_BELOW:
        yield Problem("settings.learning_rate", ErrorCode.LEARNING_RATE_LOW, params)


def _imbalance(label_rows: Mapping[str, int]) -> Iterator[Problem]:
    least, most = min(label_rows, key=label_rows.__getitem__), max(label_rows, key=label_rows.__getitem__)
    if label_rows[most] > IMBALANCE * label_rows[least]:
        params = {"most": most, "most_rows": label_rows[most], "least": least, "least_rows": label_rows[least]}
        yield Problem("settings.objective.class_weights", ErrorCode.LABELS_IMBALANCED, params)


def _scarce(label_rows: Mapping[str, int], at_least: int) -> Iterator[Problem]:
    least = min(label_rows, key=label_rows.__getitem__)
    if at_least <= label_rows[least] < ENOUGH_ROWS_PER_LABEL:
        params = {"label": least, "rows": label_rows[least], "enough": ENOUGH_ROWS_PER_LABEL}
        yield Problem("dataset_id", ErrorCode.LABEL_ROWS_FEW, params)


def listed(labels: Sequence[str]) -> str:
    """The first few labels for a sentence."""
    more = len(labels) - MOST_LABELS_LISTED
    return ", ".join(labels[:MOST_LABELS_LISTED]) + (f" … (+{more})" if more > 0 else "")
