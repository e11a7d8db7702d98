"""The story of a rendering: load a tokenizer, read the wanted rows, leave them in output/. Knows no weights and no token from inside."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Finished, Phase
from easytune.contract.failure import RunFailed
from easytune.contract.rendered import Rendered, RenderedRow
from easytune.contract.rows import Conversation
from easytune.contract.run_folder import RunFolder, sync_folder, write_once
from easytune.contract.run_spec import RenderSpec
from easytune.modeling import chat
from easytune.modeling.load import load_tokenizer, stay_offline_and_quiet
from easytune.worker.rendered_row import NumberedRow, Renderer
from easytune.worker.report import Report
from easytune.worker.stopping import Stopping


class Render:
    """One run. Raises: RunFailed, StopAsked."""

    def __init__(self, spec: RenderSpec, folder: RunFolder, report: Report, stopping: Stopping) -> None:
        self._spec, self._folder, self._report, self._stopping = spec, folder, report, stopping

    def run(self) -> None:
        spec = self._spec
        stay_offline_and_quiet()
        self._report.phase(Phase.LOAD)
        tokenizer = load_tokenizer(Path(spec.model_folder))
        chat.prepare_template(tokenizer, spec.template)
        self._report.phase(Phase.DATA)
        renderer = Renderer(tokenizer, spec.max_tokens, spec.learn, spec.long_rows)
        rows: list[RenderedRow] = []
        for numbered in wanted_rows(spec):
            rows.append(renderer.rendered(numbered))
            self._report.progress(len(rows), spec.rows, "rows")
        self._finish(Rendered(rows=tuple(rows)))

    def tidy(self) -> None:
        """Always at the end: what is half written goes."""
        shutil.rmtree(self._folder.output_unfinished, ignore_errors=True)

    def _finish(self, rendered: Rendered) -> None:
        self._report.phase(Phase.SAVE)
        self.tidy()
        self._folder.output_unfinished.mkdir()
        write_once(self._folder.output_unfinished / self._folder.rendered.name, rendered.model_dump_json().encode())
        shutil.rmtree(self._folder.output, ignore_errors=True)
        self._stopping.too_late()
        os.rename(self._folder.output_unfinished, self._folder.output)
        sync_folder(self._folder.path)
        self._report.event(Finished())


def wanted_rows(spec: RenderSpec) -> Iterator[NumberedRow]:
    """Only the row groups that hold wanted rows are read. Raises: RunFailed(DATASET_CHANGED) when that version's file is gone."""
    path = Path(spec.data.rows_file)
    if not path.is_file():
        raise RunFailed(ErrorCode.DATASET_CHANGED, name=spec.data.name)
    end, before = spec.first_row + spec.rows, 0
    with pyarrow.parquet.ParquetFile(path) as file:
        for group in range(file.metadata.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            first, last = max(spec.first_row, before), min(end, before + size)
            if first < last:
                table = file.read_row_group(group, columns=["line", "conversation"]).slice(first - before, last - first)
                for place, cells in enumerate(table.to_pylist()):
                    yield NumberedRow(first + place, cells["line"], Conversation.model_validate_json(cells["conversation"]))
            before += size
