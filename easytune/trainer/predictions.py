"""Writes what a model says of each validation row beside its text, as Parquet. Knows files and probabilities; knows no model."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow
import pyarrow.parquet

from easytune.contract.run_folder import sync_folder
from easytune.contract.train_spec import DataRef, TrainSpec

CHUNK_ROWS = 2000
SEVERAL_THRESHOLD = 0.5
_STRINGS = pyarrow.list_(pyarrow.string())
SCHEMA = pyarrow.schema([("text", pyarrow.string()), ("labels", _STRINGS), ("guesses", _STRINGS), ("probability", pyarrow.float64())])


def write_predictions(path: Path, spec: TrainSpec, lines: npt.NDArray[np.int64], probabilities: npt.NDArray[np.float64]) -> None:
    """The file of RunFolder.predictions, whole or not at all.

    lines int64[rows], ascending: places in the validation file, or in the training file it was split from;
    probabilities float64[rows, labels] in the same order. Raises: OSError.
    """
    unfinished = path.with_name(f".{path.name}.tmp")
    with open(unfinished, "wb") as file:
        with pyarrow.parquet.ParquetWriter(file, SCHEMA) as writer:
            done = 0
            for rows in _rows_at(spec.validation or spec.train, "labels" if spec.multi_label else "label", lines):
                writer.write_batch(_judged(rows, probabilities[done : done + len(rows)], spec))
                done += len(rows)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
    sync_folder(path.parent)


def _rows_at(data: DataRef, column: str, lines: npt.NDArray[np.int64]) -> Iterator[pyarrow.RecordBatch]:
    """The wanted rows of a file, chunk by chunk; two columns, text and labels or label."""
    start = 0
    with pyarrow.parquet.ParquetFile(Path(data.rows_file)) as file:
        for batch in file.iter_batches(batch_size=CHUNK_ROWS, columns=["text", column]):
            inside = lines[(lines >= start) & (lines < start + len(batch))]
            if len(inside):
                yield batch.take(pyarrow.array(inside - start))
            start += len(batch)


def _judged(rows: pyarrow.RecordBatch, probabilities: npt.NDArray[np.float64], spec: TrainSpec) -> pyarrow.RecordBatch:
    labels = rows.column(1).to_pylist()
    guesses = [[spec.labels[place] for place in _given(row, spec.multi_label)] for row in probabilities]
    columns = [
        rows.column(0),
        pyarrow.array(labels if spec.multi_label else [[label] for label in labels], _STRINGS),
        pyarrow.array(guesses, _STRINGS),
        pyarrow.array(probabilities.max(axis=1), pyarrow.float64()),
    ]
    return pyarrow.record_batch(columns, schema=SCHEMA)


def _given(row: npt.NDArray[np.float64], several: bool) -> list[int]:
    """Places of the labels that a row is given: the likeliest, or every one that reaches the threshold."""
    return [int(place) for place in np.flatnonzero(row >= SEVERAL_THRESHOLD)] if several else [int(row.argmax())]
