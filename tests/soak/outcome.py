"""What a check of the soak found, and what became of its negative control. Knows no check."""

from pydantic import computed_field

from easytune.contract.base import Strict


class Found(Strict):
    """counts: what was done; figures: what was measured, units in the names; faults: broken promises, one sentence each."""

    counts: dict[str, int]
    figures: dict[str, float] = {}
    faults: tuple[str, ...] = ()


class Control(Strict):
    """Whether the judge caught the build that is broken on purpose; storms: how many it took, since chance decides."""

    build: str
    caught: bool
    storms: int
    fault: str = ""


class Outcome(Strict):
    """One row of the table. found None: the check broke off; error says how."""

    check: str
    database: str
    found: Found | None
    control: Control | None
    seconds: float
    error: str = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def passed(self) -> bool:
        """Nothing broken, and a judge that would have seen it."""
        return not self.error and self.found is not None and not self.found.faults and self.control is not None and self.control.caught


class Report(Strict):
    """The last line of the soak."""

    commit: str
    machine: str
    seed: int
    scale: float
    seconds: float
    checks: tuple[Outcome, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def passed(self) -> bool:
        return bool(self.checks) and all(outcome.passed for outcome in self.checks)
