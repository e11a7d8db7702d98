"""A thousand requests that Schemathesis thinks up: no fault of ours, no status that is not declared, no other shape."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from tests.api.stocked import stocked
from tests.api.storm import storm


def test_a_thousand_requests_meet_no_fault_and_nothing_undeclared(tmp_path: Path) -> None:
    with stocked(tmp_path) as platform:
        figures, told = storm(platform.app, platform.token, cases=1_000, seed=7, most_seconds=120)
    assert told == []
    assert figures.cases >= 1_000
    assert figures.operations_asked == figures.operations > 50
    assert figures.chains > 40
    assert figures.server_errors == 0


def test_the_storm_finds_faults_undeclared_answers_and_other_shapes() -> None:
    """The negative control."""
    app = FastAPI()

    @app.get("/divide")
    async def divide(by: int) -> JSONResponse:
        return JSONResponse({}, 500 if by % 2 == 0 else 418)

    @app.post("/shape")
    async def shape(body: dict[str, int]) -> JSONResponse:
        return JSONResponse({"total": "not a number"})

    document = app.openapi()
    number = {"type": "object", "properties": {"total": {"type": "number"}}}
    document["paths"]["/shape"]["post"]["responses"]["200"]["content"]["application/json"]["schema"] = number
    figures, _ = storm(app, "token", cases=60, seed=1, most_seconds=5)
    assert not figures.passed
    assert figures.by_check["not_a_server_error"] > 0
    assert figures.by_check["response_schema_conformance"] > 0
    assert figures.undocumented_statuses > 0
