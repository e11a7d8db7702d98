"""For random rows: what goes in comes out, kept or rejected, and what was written as a table is read back as it was."""

import csv
import io
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from easytune.core.errors import InvalidInput
from tests.datasets.files import Read, read

# what a text file can hold as one row: no surrogates, and the three line ends become one
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff\x1c\x1d\x1e\x1f\x85\u2028\u2029"), max_size=30)
ROWS = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=30)
NUMBER = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
JSON_VALUE = st.none() | st.booleans() | NUMBER | CELL | st.lists(CELL, max_size=3)
ANY_TEXT = st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=20).map("\n".join)


def attempt(name: str, content: str, separator: str | None = None) -> Read | None:
    """None when the file is refused as a whole; only UserErrors may come out of any file."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = read(Path(folder), name, content, text="text", label="label", separator=separator)
        except InvalidInput:
            return None
        assert len(found.rejected()) == found.imported.version.rejected_rows
        assert len(found.rows()) == found.imported.version.rows
        assert sum(found.imported.version.labels.values()) == sum(1 if row.labels is None else len(row.labels) for row in found.rows())
        return found


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_rows_of_a_written_csv_are_all_kept_or_rejected(rows: list[tuple[str, str]]) -> None:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(("text", "label"))
    writer.writerows(rows)
    found = attempt("a.csv", file.getvalue(), separator="")
    good = [(text.strip(), label.strip()) for text, label in rows if text.strip() and label.strip()]
    assert (found is None) == (not good)
    if found is not None:
        assert found.imported.version.labels.keys() == {label for _, label in good}
        assert found.imported.version.rows + found.imported.version.rejected_rows == len(rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["text", "label", "other"]), JSON_VALUE), min_size=1, max_size=20))
def test_rows_of_json_lines_and_of_a_json_list_are_the_same(rows: list[dict[str, object]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    as_lines, as_list = attempt("a.jsonl", "\n".join(lines)), attempt("a.json", "[" + ",\n".join(lines) + "]")
    assert (as_lines is None) == (as_list is None)
    if as_lines is not None and as_list is not None:
        assert as_lines.imported.version.rows_sha256 == as_list.imported.version.rows_sha256
        assert as_lines.imported.version.rows + as_lines.imported.version.rejected_rows == len(rows)


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT, st.sampled_from(["csv", "tsv", "json", "jsonl", "txt"]))
def test_any_text_is_read_or_refused_with_a_reason(content: str, extension: str) -> None:
    attempt(f"a.{extension}", content)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(['"', '""', ",", "\n", "a", "好", "\\"]), max_size=40).map("".join))
def test_quotes_in_any_order_lose_no_line_that_has_none(middle: str) -> None:
    found = attempt("a.csv", "text,label\nfirst,x\n" + middle + "\nlast,y\n" * 3)
    assert found is None or "x" in found.imported.version.labels
