"""What an experienced colleague would say about a job before it starts. Pure; blocks nothing."""

from collections.abc import Iterator, Mapping, Sequence

from easytune.contract.error_codes import ErrorCode
from easytune.contract.train_spec import TrainSettings
from easytune.jobs.problems import Problem

# Devlin et al. 2019 (BERT, appendix A.3) search 2e-5 to 5e-5; small encoders bear more (benchmarks/classification.py)
USUAL_LEARNING_RATES = (2e-5, 1e-4)
LOW_LEARNING_RATE, HIGH_LEARNING_RATE = 5e-6, 5e-4
IMBALANCE = 10
ENOUGH_ROWS_PER_LABEL = 10
ENOUGH_STEPS = 10
WORTH_SAYING_REJECTED_SHARE = 0.05
MOST_LABELS_LISTED = 5


def advice(
    *,
    settings: TrainSettings,
    label_rows: Mapping[str, int],
    validation_label_rows: Mapping[str, int] | None,
    same: bool,
    rejected: Sequence[tuple[str, int, int]],
    total_steps: int,
) -> Iterator[Problem]:
    """rejected: (name, usable rows, rejected rows) of each dataset; same: both datasets are one."""
    yield from _learning_rate(settings.learning_rate)
    yield from _labels(label_rows)
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


def _learning_rate(value: float) -> Iterator[Problem]:
    low, high = USUAL_LEARNING_RATES
    params = {"learning_rate": f"{value:g}", "low": f"{low:g}", "high": f"{high:g}"}
    if value > HIGH_LEARNING_RATE:
        yield Problem("settings.learning_rate", ErrorCode.LEARNING_RATE_HIGH, params)
    elif value < LOW_LEARNING_RATE:
        yield Problem("settings.learning_rate", ErrorCode.LEARNING_RATE_LOW, params)


def _labels(label_rows: Mapping[str, int]) -> Iterator[Problem]:
    least, most = min(label_rows, key=label_rows.__getitem__), max(label_rows, key=label_rows.__getitem__)
    if label_rows[most] > IMBALANCE * label_rows[least]:
        params = {"most": most, "most_rows": label_rows[most], "least": least, "least_rows": label_rows[least]}
        yield Problem("dataset_id", ErrorCode.LABELS_IMBALANCED, params)
    if 2 <= label_rows[least] < ENOUGH_ROWS_PER_LABEL:
        params = {"label": least, "rows": label_rows[least], "enough": ENOUGH_ROWS_PER_LABEL}
        yield Problem("dataset_id", ErrorCode.LABEL_ROWS_FEW, params)


def listed(labels: Sequence[str]) -> str:
    """The first few labels for a sentence."""
    more = len(labels) - MOST_LABELS_LISTED
    return ", ".join(labels[:MOST_LABELS_LISTED]) + (f" … (+{more})" if more > 0 else "")
