"""Conversations as token ids, and which of them are learned: the only caller of a chat template. Knows tokenizers; knows no files,
no batches and no devices.

The row ends with its last learned token. An answer ends with the token that the template writes after it, which is learned too;
where the template writes none, the tokenizer's end of text stands after the last answer, so that a tuned model stops.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, assert_never

import numpy as np
import numpy.typing as npt
from transformers import PreTrainedTokenizerBase

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.objective import ChatTemplate, LearnedTurns
from easytune.contract.rows import Conversation, Turn
from easytune.modeling.answer_spans import Written, ending_of, write_out
from easytune.modeling.chat_render import render
from easytune.modeling.chat_templates import chatml, plain
from easytune.modeling.deadline import within

T = TypeVar("T")
TEMPLATE_SECONDS = 2.0  # for one conversation; usual templates take a thousandth of it
_CHATML_END = "<|im_end|>"
_REASON_CHARACTERS = 200


@dataclass(frozen=True)
class Encoded:
    """One conversation: ids int32[T], learned bool[T], T <= max_tokens; truncated: its end was cut off."""

    ids: npt.NDArray[np.int32]
    learned: npt.NDArray[np.bool_]
    truncated: bool

    @property
    def teaches(self) -> bool:
        """Whether a token is learned that something stands before: a first token cannot be told from anything."""
        return bool(self.learned[1:].any())


def prepare_template(tokenizer: PreTrainedTokenizerBase, template: ChatTemplate) -> None:
    """Choose how the tokenizer writes turns: auto keeps its own template, and gives it ChatML where it has none."""
    match template:
        case ChatTemplate.AUTO if tokenizer.chat_template is not None:
            pass
        case ChatTemplate.AUTO | ChatTemplate.CHATML:
            has_end = _CHATML_END in tokenizer.get_vocab()
            tokenizer.chat_template = chatml(_CHATML_END if has_end else _end_of_text(tokenizer))
        case ChatTemplate.PLAIN:
            tokenizer.chat_template = plain(_end_of_text(tokenizer))
        case _:
            assert_never(template)


def encode(conversation: Conversation, tokenizer: PreTrainedTokenizerBase, max_tokens: int, learn: LearnedTurns) -> Encoded:
    """The tokens up to the last answer's end, the end cut off beyond max_tokens. Raises: RunFailed(CHAT_TEMPLATE_FAILED)."""
    written = _in_time(lambda: write_out(conversation, tokenizer, last_only=learn is LearnedTurns.LAST))
    ids, learned = _tokens(written, tokenizer)
    length = int(np.flatnonzero(learned)[-1]) + 1 if learned.any() else 0
    ids, learned = ids[:length], learned[:length]
    if not written.closed and isinstance(tokenizer.eos_token_id, int):
        ids, learned = np.append(ids, np.int32(tokenizer.eos_token_id)), np.append(learned, True)
    return Encoded(ids[:max_tokens], learned[:max_tokens], truncated=len(ids) > max_tokens)


def prompt_ids(turns: Sequence[Turn], tools: str | None, tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """What stands before the answer to these turns. Raises: RunFailed(CHAT_TEMPLATE_FAILED)."""
    text = _in_time(lambda: render(turns, tools, tokenizer, ask=True))
    return list(tokenizer(text, add_special_tokens=False).input_ids)


def end_ids(tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """Tokens that end an answer: the template's end of a turn, and the tokenizer's end of text. Raises: as prompt_ids."""
    ending = _in_time(lambda: ending_of(tokenizer)).token
    found = {tokenizer.convert_tokens_to_ids(ending)} if ending is not None else set()
    return sorted(one for one in {*found, tokenizer.eos_token_id} if isinstance(one, int))


def _tokens(written: Written, tokenizer: PreTrainedTokenizerBase) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """All tokens of the text, and which begin inside an answer. A token without width is white space that its tokenizer trimmed."""
    encoding = (tokenizer(written.text, add_special_tokens=False).encodings or [])[0]
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    learned = np.zeros(len(offsets), dtype=np.bool_)
    for start, end in written.answers:
        learned |= (offsets[:, 0] >= start) & (offsets[:, 1] > start) & (offsets[:, 0] < end)
    return np.array(encoding.ids, dtype=np.int32), learned


def _in_time(work: Callable[[], T]) -> T:
    """A template is somebody else's program: whatever it raises is its failure, and so is an endless loop."""
    try:
        return within(TEMPLATE_SECONDS, work)
    except Exception as problem:
        first = (str(problem).strip().splitlines() or [""])[0] or type(problem).__name__
        raise RunFailed(ErrorCode.CHAT_TEMPLATE_FAILED, reason=first[:_REASON_CHARACTERS]) from problem


def _end_of_text(tokenizer: PreTrainedTokenizerBase) -> str:
    return tokenizer.eos_token if isinstance(tokenizer.eos_token, str) else _CHATML_END
