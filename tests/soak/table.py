"""Writes outcomes as a table for people, and keeps the one in docs/RELIABILITY.md. Knows no check."""

from pathlib import Path

from tests.soak.outcome import Outcome, Report

BEGIN, END = "<!-- soak table: written by `python3 dev.py soak --write-table` -->", "<!-- end of the soak table -->"
HEAD = ("check", "database", "what was done", "figures", "broken promises", "negative control", "seconds", "verdict")


def table_of(outcomes: tuple[Outcome, ...]) -> str:
    """Markdown, which a console shows well enough."""
    rows = [HEAD, tuple("---" for _ in HEAD), *(_cells(outcome) for outcome in outcomes)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write_table(report: Report, document: Path) -> None:
    """Replace what lies between the two marks. Raises: ValueError when they are not there."""
    before, _, rest = document.read_text().partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{document} has no place for the table")
    verdict = "passed" if report.passed else "not passed"
    chance = f"seed {report.seed} · scale {report.scale:g}"
    story = f"{verdict} · commit `{report.commit}` · {report.machine} · {chance} · {report.seconds / 60:.1f} minutes"
    document.write_text(f"{before}{BEGIN}\n\n{story}\n\n{table_of(report.checks)}\n\n{END}{after}")


def faults_of(outcomes: tuple[Outcome, ...]) -> list[str]:
    """For below the table: every broken promise and how checks broke off."""
    found = [f"{one.check} ({one.database}): {fault}" for one in outcomes if one.found for fault in one.found.faults]
    return found + [f"{one.check} ({one.database}): {one.error}" for one in outcomes if one.error]


def _cells(outcome: Outcome) -> tuple[str, ...]:
    found, control = outcome.found, outcome.control
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.counts.items()) if found else "broke off"
    figures = ", ".join(f"{name.replace('_', ' ')} {figure:g}" for name, figure in found.figures.items()) if found else ""
    faults = str(len(found.faults)) if found else "?"
    caught = f"{'caught' if control.caught else 'NOT caught'} ({control.build})" if control else "not run"
    verdict = "passed" if outcome.passed else "FAILED"
    return (outcome.check, outcome.database, counts, figures or "–", faults, caught, f"{outcome.seconds:.0f}", verdict)
