"""Functions that an assistant may call or does call, from the shapes they are written in. Knows no turn and no order; pure.

Calls: OpenAI's {"function": {name, arguments}}, or {name, arguments} alone, as ShareGPT files have them. Functions: OpenAI's
{"type": "function", "function": …}, or what is inside of it alone.
"""

from typing import Any

from easytune.contract.rows import ToolCall
from easytune.datasets.cells import as_json


def read_calls(value: Any) -> tuple[ToolCall, ...] | None:
    """A list of calls, a single one, or the JSON text of either; None when it is neither. No value, no calls."""
    if value is None or value == "":
        return ()
    try:
        found = as_json(value)
    except ValueError:
        return None
    calls = [_call(one) for one in (found if isinstance(found, list) else [found])]
    return tuple(call for call in calls if call is not None) if None not in calls else None


def read_tools(value: Any) -> str | None:
    """The JSON text of a list of functions in OpenAI's shape; "" where there are none, None when it is something else."""
    import orjson

    if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
        return ""
    try:
        found = as_json(value)
    except ValueError:
        return None
    tools = [_tool(one) for one in found] if isinstance(found, list) else [None]
    if None in tools:
        return None
    return orjson.dumps(tools).decode() if tools else ""


def _call(value: Any) -> ToolCall | None:
    inner = value.get("function", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        return None
    name, arguments = inner.get("name"), _arguments(inner.get("arguments"))
    return ToolCall(name=name, arguments=arguments) if isinstance(name, str) and name.strip() and arguments is not None else None


def _arguments(value: Any) -> str | None:
    """The text of a JSON object, as it was written where it was text; None for anything else."""
    import orjson

    if value is None or value == "":
        return "{}"
    try:
        found = as_json(value)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    return value if isinstance(value, str) else orjson.dumps(found).decode()


def _tool(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    inner = value.get("function", value)
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str) or not inner["name"].strip():
        return None
    return value if "function" in value else {"type": "function", "function": value}
