"""Says in zh and en why a field of a request is not valid, from pydantic's finding. Knows no field by name."""

from typing import Any

from pydantic_core import ErrorDetails

MAX_CHARACTERS = 300

_ZH: dict[str, str] = {
    "missing": "必填。",
    "extra_forbidden": "没有这个字段。",
    "json_invalid": "不是有效的 JSON：{error}。",
    "greater_than": "必须大于 {gt}。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than": "必须小于 {lt}。",
    "less_than_equal": "不能大于 {le}。",
    "finite_number": "必须是有限的数。",
    "int_parsing": "必须是整数。",
    "int_type": "必须是整数。",
    "int_from_float": "必须是整数。",
    "int_parsing_size": "整数太大。",
    "float_parsing": "必须是数字。",
    "float_type": "必须是数字。",
    "bool_parsing": "必须是 true 或 false。",
    "bool_type": "必须是 true 或 false。",
    "string_type": "必须是文本。",
    "string_too_short": "至少 {min_length} 个字符。",
    "string_too_long": "最多 {max_length} 个字符。",
    "string_unicode": "含有无效的字符。",
    "too_short": "至少 {min_length} 项。",
    "too_long": "最多 {max_length} 项。",
    "enum": "只能是 {expected}。",
    "literal_error": "只能是 {expected}。",
    "union_tag_invalid": "只能是 {expected_tags}。",
    "union_tag_not_found": "缺少 {discriminator}。",
    "list_type": "必须是列表。",
    "dict_type": "必须是对象。",
    "model_attributes_type": "必须是对象。",
    "model_type": "必须是对象。",
}
_EN: dict[str, str] = {
    "missing": "it is required.",
    "extra_forbidden": "there is no such field.",
    "json_invalid": "it is not valid JSON: {error}.",
}
VALUE_REFUSED = {
    "zh": "数据库无法保存其中的某个值（例如空字符 NUL）。",
    "en": "the database cannot keep one of its values (a NUL character, for example).",
}


def reason(finding: ErrorDetails, language: str) -> str:
    """One sentence; pydantic's own English where we have no better one."""
    texts = _ZH if language == "zh" else _EN
    context: dict[str, Any] = finding.get("ctx", {})
    template = texts.get(finding["type"])
    sentence = template.format_map(context) if template is not None else finding["msg"] + "."
    return sentence[:MAX_CHARACTERS]
