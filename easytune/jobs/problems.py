"""One finding about a job that is not submitted yet, and its sentence. Knows no rule."""

from dataclasses import dataclass
from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.jobs.schemas import Finding


@dataclass(frozen=True)
class Problem:
    """field is the field of JobIn it is about, for example settings.batch_rows."""

    field: str
    code: ErrorCode
    params: dict[str, Any]

    def finding(self, language: str) -> Finding:
        return Finding(field=self.field, code=self.code.value, params=self.params, message=message(self.code, self.params, language))
