"""The strict pydantic base of everything that crosses a process line. Knows no field of its own."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Frozen, no unknown fields; NaN and infinities travel as strings, since JSON has none."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_inf_nan="strings", protected_namespaces=())
