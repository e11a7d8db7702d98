"""Conversations as a dataset's rows, and runs that show them. Knows no tokenizer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from easytune.contract.rows import Conversation, Role, Turn
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.run_spec import RenderSpec
from easytune.contract.train_spec import DataRef


def talk(*texts: str) -> Conversation:
    """Questions and answers in turn."""
    roles = (Role.USER, Role.ASSISTANT)
    return Conversation(turns=tuple(Turn(role=roles[place % 2], content=text) for place, text in enumerate(texts)))


def write_rows(path: Path, conversations: Sequence[Conversation], group_rows: int = 2000) -> Path:
    """rows.parquet of a version; row 0 stands in line 1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [conversation.model_dump_json() for conversation in conversations]
    table = pyarrow.table({"line": range(1, len(cells) + 1), "conversation": cells, "raw": ["{}"] * len(cells)})
    pyarrow.parquet.write_table(table, path, row_group_size=group_rows)
    return path


def spec_of(model: Path, rows_file: Path, **changes: Any) -> RenderSpec:
    data = DataRef(dataset_id=1, version=1, name="talks", rows_file=str(rows_file), sha256="0" * 64)
    values = {"run_id": 1, "attempt": 1, "language": "en", "model_folder": str(model), "data": data, "first_row": 0, "rows": 20}
    return RenderSpec(**(values | {"max_tokens": 400} | changes))


def render_folder(runs: Path, spec: RenderSpec) -> RunFolder:
    folder = RunFolder.of(runs, 1, 1)
    folder.path.mkdir(parents=True)
    write_model(folder.spec, spec)
    return folder
