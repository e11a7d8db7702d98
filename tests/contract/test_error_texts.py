"""Every error has its words, in both languages, and nothing about an error can fail."""

import string

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message, text_of


@pytest.mark.parametrize("code", ErrorCode)
def test_every_code_says_what_happened_and_what_to_do_in_both_languages(code: ErrorCode) -> None:
    text = text_of(code)
    assert text.zh
    assert text.en
    assert message(code, {}, "zh") != message(code, {}, "en")


@pytest.mark.parametrize("code", ErrorCode)
def test_both_languages_name_the_same_params(code: ErrorCode) -> None:
    def blanks(*templates: str) -> set[str]:
        return {name for template in templates for _, name, _, _ in string.Formatter().parse(template) if name}

    text = text_of(code)
    assert blanks(text.zh, text.hint_zh) == blanks(text.en, text.hint_en)


def test_a_missing_param_shows_its_name_instead_of_failing() -> None:
    assert "{seconds}" in message(ErrorCode.LOGIN_THROTTLED, {})
