"""`easytune openapi`: the files that the front end is generated from. Knows the app's shape, starts nothing."""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from easytune.app import create_app
from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import text_of
from easytune.contract.recommended import RECOMMENDED
from easytune.contract.train_spec import TrainSettings
from easytune.core.config import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, help="folder of the front end; without it, openapi.json goes to stdout")


def run(arguments: argparse.Namespace) -> int:
    documents = _documents()
    if arguments.out is None:
        print(documents["openapi.json"], end="")
        return 0
    for name, content in documents.items():
        path: Path = arguments.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return 0


def _documents() -> dict[str, str]:
    """Content by path below the front end's folder."""
    with tempfile.TemporaryDirectory() as nowhere:
        openapi = create_app(Settings(data_dir=Path(nowhere))).openapi()
    return {
        "openapi.json": _json(openapi),
        "src/api/settings.gen.json": _json(TrainSettings.model_json_schema() | {"recommended": _recommended()}),
        "src/locales/errors.gen.json": _json({code.value: text_of(code)._asdict() for code in ErrorCode}),
    }


def _recommended() -> dict[str, dict[str, dict[str, float]]]:
    """What the form starts from, by objective and way of tuning."""
    return {
        objective: {kind: values.model_dump(exclude={"source"}) for kind, values in tunings.items()}
        for objective, tunings in RECOMMENDED.items()
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
