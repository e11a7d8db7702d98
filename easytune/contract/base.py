"""The strict pydantic base of everything that crosses a process line. Knows no field of its own."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Frozen, no unknown fields; NaN and infinities travel as strings, since JSON has none."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_inf_nan="strings", protected_namespaces=())


def about(zh: str, en: str, help_zh: str, help_en: str, *, group: str, unit: str = "") -> dict[str, Any]:
    """Form metadata of one field; lands in the JSON schema beside its bounds."""
    return {"label": {"zh": zh, "en": en}, "help": {"zh": help_zh, "en": help_en}, "group": group, "unit": unit}
