"""Schemathesis over the whole API, in process: sound and unsound data, alone and in chains. `python -m tests.api.storm --cases N`.

The last line of its output is one JSON object. Knows no route by name.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.engine.run import PhaseName
from schemathesis.python import asgi

from tests.api.stocked import stocked

LONGEST_ANSWER_SECONDS = 2.0
COVERAGE_CASES = 5_000  # so many requests it takes to go through every bound of every field, which Schemathesis calls coverage
CASES_PER_CHAIN = 40
# not negative_data_rejection: where JSON holds true or "1" for the number 1, it is understood
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "use_after_free",
)  # fmt: skip


@dataclass
class Figures:
    """What a storm found; passed: every check of every case, and enough cases."""

    check: str = "schema"
    passed: bool = False
    cases: int = 0
    chains: int = 0
    operations: int = 0
    operations_asked: int = 0
    server_errors: int = 0
    undocumented_statuses: int = 0
    failures: int = 0
    slowest_seconds: float = 0.0
    seconds: float = 0.0
    seed: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    by_phase: dict[str, int] = field(default_factory=dict)
    by_check: dict[str, int] = field(default_factory=dict)


def storm(app: FastAPI, token: str, *, cases: int, seed: int, most_seconds: int) -> tuple[Figures, list[str]]:
    """At least `cases` requests, unless time is up. The second value tells every failure once, with how to repeat it."""
    began = time.monotonic()
    schema = schemathesis.openapi.from_dict(app.openapi(), config=_config(token, cases, seed, most_seconds))
    schema.app = app
    figures, told, statuses = Figures(seed=seed), dict[str, str](), Counter[str]()
    asked: set[str] = set()
    found, phases = Counter[str](), Counter[str]()
    figures.operations = sum(1 for _ in schema.get_all_operations())
    stream = from_schema(schema).execute()
    for event in stream:
        match event:
            case events.ScenarioFinished():
                figures.chains += event.phase is PhaseName.STATEFUL_TESTING
                phases[event.phase.value] += len(event.recorder.interactions)
                for response, label in _answers(event):
                    figures.cases += 1
                    statuses[str(response.status_code)] += 1
                    figures.slowest_seconds = max(figures.slowest_seconds, response.elapsed)
                    asked.add(label)
                for title, text in _failures(event):
                    found[title.partition(" · ")[0]] += 1
                    told.setdefault(title, text)
            case events.NonFatalError() | events.FatalError():
                title = f"error · {event}"[:300]
                found["error"] += 1
                told.setdefault(title, title)
            case _:
                pass
        if figures.cases >= cases and figures.chains >= cases // CASES_PER_CHAIN:
            stream.stop()
    asgi.shutdown_lifespans()
    figures.operations_asked = len(asked)
    figures.statuses, figures.by_check = dict(sorted(statuses.items())), dict(found)
    figures.by_phase = dict(phases)
    figures.server_errors = sum(count for status, count in statuses.items() if status >= "500")
    figures.undocumented_statuses = found["status_code_conformance"]
    figures.failures = sum(found.values())
    figures.seconds = round(time.monotonic() - began, 1)
    whole = figures.cases >= cases and figures.operations_asked == figures.operations
    figures.passed = (
        whole and figures.failures == 0 and figures.server_errors == 0 and figures.slowest_seconds <= LONGEST_ANSWER_SECONDS * _slowness()
    )
    return figures, list(told.values())


def _slowness() -> float:
    """A machine that others use too is slower by as many as want each of its cores."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _config(token: str, cases: int, seed: int, most_seconds: int) -> SchemathesisConfig:
    """Two thirds of the cases one by one, the rest in chains; nothing is kept between storms."""
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "max-time": most_seconds,
            "headers": {"Authorization": f"Bearer {token}"},
            "max-stream-events": 1,
            "request-timeout": 30,
            "continue-on-failure": True,
            "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
            "generation": {"database": "none", "no-shrink": True, "unique-inputs": False},
            "phases": {
                "coverage": {"enabled": cases > COVERAGE_CASES},
                "fuzzing": {"generation": {"max-examples": max(1, cases // 150)}},
                "stateful": {"generation": {"max-examples": max(2, cases // CASES_PER_CHAIN)}, "max-steps": 10},
            },
        }
    )


def _answers(event: events.ScenarioFinished) -> Iterator[tuple[Response, str]]:
    for case_id, interaction in event.recorder.interactions.items():
        if interaction.response is not None:
            yield interaction.response, event.recorder.cases[case_id].value.operation.label


def _failures(event: events.ScenarioFinished) -> Iterator[tuple[str, str]]:
    """(title, text); the title is the same for the same failure of the same operation."""
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            case = event.recorder.cases[case_id].value
            response = event.recorder.interactions[case_id].response if case_id in event.recorder.interactions else None
            answer = f"{response.status_code} {response.content[:300]!r}" if response is not None else "no answer"
            title = f"{check.name} · {case.operation.label} · {check.failure_info.failure.title}"
            yield title, f"{title}\n  {check.failure_info.failure.message}\n  {_request(case)[:1500]}\n  {answer}"


def _request(case: Any) -> str:
    return f"{case.method} {case.formatted_path} query={case.query!r} headers={case.headers!r} body={case.body!r}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.api.storm", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=3_600, help="stop asking after that long")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, stocked(Path(folder)) as platform:
        figures, told = storm(platform.app, platform.token, cases=given.cases, seed=given.seed, most_seconds=given.seconds)
    for text in told:
        print(text, end="\n\n")
    print(json.dumps(asdict(figures)))
    return 0 if figures.passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
