"""Finds the rows of a table of canonical rows that contain a text, whatever its case. Knows no file and no page."""

from collections.abc import Iterator
from typing import Any

from easytune.datasets.cells import as_list
from easytune.datasets.messages import is_message


def matching(table: Any, search: str) -> Any:
    """The rows of a table whose text, label, turns or raw fields contain it."""
    return _conversations(table, search) if "conversation" in table.column_names else _texts(table, search)


def _texts(table: Any, search: str) -> Any:
    import pyarrow.compute as compute

    label = compute.binary_join(table["labels"], "\n") if "labels" in table.column_names else table["label"]
    return table.filter(_any_contains((table["text"], label, table["raw"]), search))


def _conversations(table: Any, search: str) -> Any:
    """JSON names its keys and roles in every row, so what Arrow finds quickly is looked at once more."""
    import orjson
    import pyarrow

    escaped = orjson.dumps(search).decode()[1:-1]
    candidates = table.filter(_any_contains((table["conversation"], table["raw"]), escaped))
    wanted = search.lower()
    pairs = zip(candidates["conversation"].to_pylist(), candidates["raw"].to_pylist(), strict=True)
    hits = [any(wanted in text.lower() for text in _said(orjson.loads(turns), orjson.loads(raw))) for turns, raw in pairs]
    return candidates.filter(pyarrow.array(hits, type=pyarrow.bool_()))


def _any_contains(columns: tuple[Any, ...], search: str) -> Any:
    import pyarrow.compute as compute

    masks = [compute.match_substring(column, search, ignore_case=True).fill_null(False) for column in columns]
    found = masks[0]
    for mask in masks[1:]:
        found = compute.or_(found, mask)
    return found


def _said(conversation: dict[str, Any], raw: dict[str, Any]) -> Iterator[str]:
    """Contents, calls, and the other fields of the raw row, tools among them."""
    for turn in conversation["turns"]:
        yield turn["content"]
        yield from (text for call in turn["tool_calls"] for text in call.values())
    yield from _values(raw)


def _values(value: Any) -> Iterator[str]:
    """Every value that is no list or object, but for lists of messages, written out or as text."""
    match value:
        case dict():
            for inner in value.values():
                yield from _values(inner)
        case list() if not (value and all(map(is_message, value))):
            for inner in value:
                yield from _values(inner)
        case str():
            found = as_list(value)
            yield from [value] if found is None else _values(found)
        case int() | float():
            yield str(value)
        case _:
            pass
