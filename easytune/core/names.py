"""Names that people give to things: cleaned, bounded, safe to show in any list. Knows no table."""

import unicodedata

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput

LONGEST_NAME = 120


def clean_name(name: str, *, field: str = "name") -> str:
    """The name in NFC without spaces around it. Raises: InvalidInput(NAME_INVALID); the name itself never becomes a path."""
    cleaned = unicodedata.normalize("NFC", name).strip(" ")
    if not cleaned:
        raise InvalidInput(ErrorCode.NAME_INVALID, field=field, reason="0")
    if len(cleaned) > LONGEST_NAME:
        raise InvalidInput(ErrorCode.NAME_INVALID, field=field, reason=f"{len(cleaned)} > {LONGEST_NAME}")
    bad = [character for character in cleaned if character in "/\\" or not character.isprintable()]
    if bad:
        raise InvalidInput(ErrorCode.NAME_INVALID, field=field, reason=ascii(bad[0]))
    return cleaned
