"""Writes docs/SETTINGS.md and docs/TRAINING_SETTINGS.md from the declarations. Knows their fields; unlike its neighbours it needs .venv."""

import inspect
import json
import sys
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from easytune.contract.objective import Chat, Classify
from easytune.contract.recommended import RECOMMENDED
from easytune.contract.train_spec import TrainSettings
from easytune.contract.tuning import Lora
from easytune.core.config import Settings

DOCS = Path(__file__).resolve().parent.parent / "docs"


def pages() -> dict[str, str]:
    """{file name in docs/: its content}."""
    return {"SETTINGS.md": server_settings(), "TRAINING_SETTINGS.md": training_settings()}


def server_settings() -> str:
    """A table of every environment variable."""
    lines = [
        "# Settings",
        "",
        "Read from the environment when the platform starts. `easytune serve --help` shows those that also have an option.",
        "Lists are written as JSON. Generated from `easytune/core/config.py`; a test compares.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `EASYTUNE_{name.upper()}` | {_default(field)} | {_cell(field.description or '')} |")
    return "\n".join(lines) + "\n"


def training_settings() -> str:
    """A table of every hyper-parameter, in English and Chinese, and one of what to start from."""
    lines = [
        "# Training settings · 训练设置",
        "",
        "What a training can be told, in the form, over HTTP (`settings` of `POST /api/v1/jobs`) and in a spec file.",
        "Generated from `easytune/contract/`; a test compares.",
        "",
        *_table(TrainSettings),
        *_section("`objective.kind`: `classify` · 文本分类", Classify, "objective."),
        *_section("`objective.kind`: `chat` · 对话", Chat, "objective."),
        *_section("`tuning.kind`: `lora`", Lora, "tuning."),
        "`tuning.kind` is `full`, `lora` or `head`; `full` and `head` have no settings of their own, and `head` is for classifiers only.",
        "",
        "## Where to start · 推荐起点",
        "",
        "The form fills these in. Over HTTP and in a spec file the defaults above hold, whatever the objective and the tuning.",
        "",
        "| objective | tuning | `learning_rate` | `batch_rows` | `max_tokens` | source of the learning rate |",
        "|---|---|---|---|---|---|",
    ]
    for objective, tunings in RECOMMENDED.items():
        for tuning, known in tunings.items():
            numbers = (f"{known.learning_rate:g}", known.batch_rows, known.max_tokens)
            cells = [f"`{cell}`" for cell in (objective, tuning, *numbers)]
            lines.append(f"| {' | '.join(cells)} | {_cell(known.source)} |")
    return "\n".join(lines) + "\n"


def _section(title: str, declared: type[BaseModel], prefix: str) -> list[str]:
    return [f"## {title}", "", *_table(declared, prefix)]


def _table(declared: type[BaseModel], prefix: str = "") -> list[str]:
    """Its fields that have a help text, and an empty line."""
    properties = declared.model_json_schema()["properties"]
    lines = ["| field | default | range | meaning | 含义 |", "|---|---|---|---|---|"]
    for name, field in declared.model_fields.items():
        texts = properties[name]
        if "help" in texts:
            meaning = [f"**{texts['label'][language]}** {texts['help'][language]}" for language in ("en", "zh")]
            row = [f"`{prefix}{name}`", _default(field), _range(texts, field), *meaning]
            lines.append(f"| {' | '.join(_cell(text) for text in row)} |")
    return [*lines, ""]


def _default(field: FieldInfo) -> str:
    default: Any = field.default
    match default:
        case None | ():
            return "not set"
        case tuple():
            return f"`{json.dumps([str(item) for item in default])}`"
        case _:
            return f"`{default}`"


def _range(texts: dict[str, Any], field: FieldInfo) -> str:
    """Bounds of a number, or the words of a choice."""
    if inspect.isclass(field.annotation) and issubclass(field.annotation, Enum):
        return ", ".join(f"`{choice.value}`" for choice in field.annotation)
    if texts.get("type") == "array":
        return f"≤ {texts['maxItems']} texts of ≤ {texts['items']['maxLength']} characters"
    bounds = next((option for option in texts.get("anyOf", [texts]) if option.get("type") != "null"), texts)
    signs = (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"))
    parts = [f"{sign} {bounds[key]}" for key, sign in signs if key in bounds]
    return ", ".join(parts) + (f" {texts['unit']}" if texts.get("unit") else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()


def main() -> int:
    """Write the pages that differ."""
    for name, content in pages().items():
        (DOCS / name).write_text(content, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
