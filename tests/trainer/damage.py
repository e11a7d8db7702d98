"""Damages every file of real committed checkpoints in every way and asks the trainer's own code what it would resume from.

`python -m tests.trainer.damage [--processes N]` prints one JSON object as its last line. A resume is silently wrong when the
checkpoint that was chosen is not, byte for byte, what the trainer once committed for that step, or when nothing was said.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import ResumePoint, TrainSpec
from easytune.contract.tuning import Full, HeadOnly, Lora, Tuning
from easytune.trainer import checkpoints
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.manifest import MANIFEST, Manifest, fingerprint
from tests.trainer.damages import Case, all_cases
from tests.trainer.tiny import Attempt, spec_of, write_model_folder, write_rows

Decide = Callable[[Iterable[ResumePoint], str, Callable[[int, str], None]], Checkpoint | None]
TUNINGS: dict[str, Tuning] = {"full": Full(), "lora": Lora(), "head_only": HeadOnly()}


@dataclass(frozen=True)
class Stock:
    """Finished trainings of two jobs that differ in their seed, with the checkpoints that they left, a best among them."""

    home: Path
    job: Attempt
    other: Attempt

    @property
    def fingerprint(self) -> str:
        return fingerprint(TrainSpec.model_validate_json(self.job.folder.spec.read_bytes()))


@dataclass(frozen=True)
class Outcome:
    """chosen: the step that would be resumed from, None for a start from zero; wrong: why nobody should accept it."""

    case: Case
    chosen: int | None
    said: tuple[str, ...]
    wrong: str = ""


def make_stock(home: Path, tuning: Tuning) -> Stock:
    """Two real trainings."""
    model, rows = write_model_folder(home / "tiny-bert"), write_rows(home / "rows.parquet", 240)
    attempts = [Attempt.prepare(home / name / "1", spec(model, rows, seed, tuning)) for name, seed in (("job", 42), ("other", 7))]
    for attempt in attempts:
        attempt.start()
    for attempt in attempts:
        assert attempt.wait() == 0, attempt.folder.log.read_text()[-2000:]
        assert len(attempt.committed_steps()) >= 3, "two newest and a best"
    return Stock(home, *attempts)


def spec(model: Path, rows: Path, seed: int, tuning: Tuning) -> TrainSpec:
    """Two epochs of 27 steps; one thread, which a busy machine bears best."""
    made = spec_of(model, rows, epochs=2, seed=seed)
    return made.model_copy(update={"threads": 1, "settings": made.settings.model_copy(update={"tuning": tuning})})


def outcome(stock: Stock, case: Case, decide: Decide = checkpoints.newest_good) -> Outcome:
    """Damage a copy of the stock and look at the decision."""
    said: list[str] = []
    with tempfile.TemporaryDirectory(dir=stock.home) as room:
        good = Path(room) / "good"
        shutil.copytree(stock.job.folder.good, good)
        case.apply(good, stock.other.folder.good)
        points = [ResumePoint(folder=str(good / f"step-{step}"), step=step) for step in stock.job.committed_steps()]
        chosen = decide(points, stock.fingerprint, lambda step, reason: said.append(f"step {step}: {reason}"))
        found = Outcome(case, chosen.step if chosen is not None else None, tuple(said))
        return replace(found, wrong=_fault(stock, chosen, found))


def _fault(stock: Stock, chosen: Checkpoint | None, found: Outcome) -> str:
    if chosen is None:
        return "" if found.said else "it starts from zero and says nothing"
    for step in {chosen.step, chosen.manifest.progress.best_step or chosen.step}:
        if contents(chosen.folder.with_name(f"step-{step}")) != contents(stock.job.folder.good / f"step-{step}"):
            return f"step {step} is not what was committed"
    is_newest = chosen.step == stock.job.committed_steps()[0]
    return "" if is_newest or found.said else "it falls back and says nothing"


def contents(folder: Path) -> dict[str, object]:
    """What is in a checkpoint; a link is told from the file that it leads to, and of the manifest counts what it says."""
    return {path.name: _content(path) for path in folder.glob("*")}


def _content(path: Path) -> object:
    if path.is_symlink() or not path.is_file():
        return "no file"
    return json.loads(path.read_bytes()) if path.name == MANIFEST else path.read_bytes()


def believe_names(points: Iterable[ResumePoint], job: str, on_damaged: Callable[[int, str], None]) -> Checkpoint | None:
    """The negative control: files that are there and not empty are believed, as libraries do."""
    for point in points:
        folder = Path(point.folder)
        try:
            manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        except (OSError, ValueError) as problem:
            on_damaged(point.step, str(problem))
            continue
        if all((folder / file.name).is_file() and (folder / file.name).stat().st_size for file in manifest.files):
            return Checkpoint(folder, manifest)
        on_damaged(point.step, "a file is missing")
    return None


def resume(stock: Stock, case: Case, name: str) -> Attempt:
    """A real process that resumes from a damaged copy of the whole run, to its end; bit-equal, if all is well."""
    home = stock.home / name
    shutil.copytree(stock.job.folder.path.parent, home, ignore=shutil.ignore_patterns("output"))
    damaged = Attempt(RunFolder(home / "1"))
    points = damaged.resume_points()
    case.apply(damaged.folder.good, stock.other.folder.good)
    before = TrainSpec.model_validate_json(damaged.folder.spec.read_bytes())
    second = Attempt.prepare(home / "2", before.model_copy(update={"attempt": 2, "resume": points})).start()
    assert second.wait() == 0, second.folder.stdout.read_text()[-2000:]
    return second


def output_of(attempt: Attempt) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in attempt.folder.output.glob("*.safetensors")}


def sample(cases: list[Case], processes: int) -> list[Case]:
    """So many cases, spread over the list."""
    return cases[:: max(1, len(cases) // processes)][:processes] if processes else []


@dataclass(frozen=True)
class Survey:
    """All cases over the checkpoints of one way of tuning. processes: cases resumed by a real process; bit_equal: of these."""

    cases: int
    fell_back: int
    restarted: int
    harmless: int
    processes: int
    bit_equal: int
    silent_wrong: tuple[str, ...]


def survey(home: Path, name: str, processes: int) -> Survey:
    """Make a stock in an empty folder and damage it in every way."""
    stock = make_stock(home, TUNINGS[name])
    cases = all_cases(stock.job.folder.good)
    outcomes = [outcome(stock, case) for case in cases]
    newest, wanted = stock.job.committed_steps()[0], output_of(stock.job)
    resumed = [output_of(resume(stock, case, f"resumed-{number}")) for number, case in enumerate(sample(cases, processes))]
    return Survey(
        cases=len(cases),
        fell_back=sum(one.chosen not in (None, newest) for one in outcomes),
        restarted=sum(one.chosen is None for one in outcomes),
        harmless=sum(one.chosen == newest for one in outcomes),
        processes=len(resumed),
        bit_equal=resumed.count(wanted),
        silent_wrong=tuple(f"{name}: {one.case.name}: {one.wrong}" for one in outcomes if one.wrong),
    )


def faults_of_believing_names(home: Path) -> list[str]:
    """The negative control over the same cases: what it would resume from silently."""
    stock = make_stock(home, TUNINGS["full"])
    outcomes = [outcome(stock, case, believe_names) for case in all_cases(stock.job.folder.good)]
    return [f"{one.case.name}: {one.wrong}" for one in outcomes if one.wrong]


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.trainer.damage")
    parser.add_argument("--processes", type=int, default=3, help="cases of each tuning that are resumed by a real process to the end")
    parser.add_argument("--tuning", choices=sorted(TUNINGS), nargs="*", default=sorted(TUNINGS))
    arguments = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as room:
        surveys = [survey(_made(Path(room) / name), name, arguments.processes) for name in arguments.tuning]
        control = faults_of_believing_names(_made(Path(room) / "control"))
    wrong = [fault for one in surveys for fault in one.silent_wrong]
    passed = not wrong and bool(control) and all(one.bit_equal == one.processes for one in surveys)
    print(*wrong, sep="\n")
    counted = ("cases", "fell_back", "restarted", "harmless", "processes", "bit_equal")
    figures = {name: sum(asdict(one)[name] for one in surveys) for name in counted}
    figures |= {"silent_wrong": len(wrong), "control_wrong": len(control)}
    print(json.dumps({"check": "damage", "passed": passed, **figures, "seconds": round(time.monotonic() - started, 1)}))
    return 0 if passed else 1


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
