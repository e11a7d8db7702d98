"""What one cell of a raw row says: a text, or a list. Knows no column and no error."""

from typing import Any

from easytune.datasets.read_json import MAX_DEPTH, contains_nul, is_deeper


def as_text(value: Any) -> str | None:
    """Numbers and booleans become text; None for what is neither; a missing value is the empty text. Nothing is cut off."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return None


def as_json(value: Any) -> Any:
    """The value itself, or what it says where it is the text of a JSON list or object, as a cell of a table is. Raises: ValueError."""
    import orjson

    if not isinstance(value, str):
        return value
    if value.lstrip()[:1] not in ("[", "{"):
        raise ValueError("no JSON list or object")
    found = orjson.loads(value)
    if contains_nul(found) or is_deeper(found, MAX_DEPTH):
        raise ValueError("a NUL character, or nested too deep")
    return found


def as_list(value: Any) -> list[Any] | None:
    """A list, or the text of one; None for anything else."""
    try:
        found = as_json(value)
    except ValueError:
        return None
    return found if isinstance(found, list) else None
