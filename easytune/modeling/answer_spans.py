"""Finds the assistant's answers in what a chat template wrote. Knows characters; knows no token ids and no mask.

Where a template marks nothing, an answer begins where the prompt for it ends (the same text that is rendered when the model is
asked), and ends with the token that the template writes after answers. Both are found by rendering, never by the name of a model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from transformers import PreTrainedTokenizerBase

from easytune.contract.rows import Conversation, Role, Turn
from easytune.modeling.chat_render import marks_answers, render, render_marked

_PRIVATE_USE = range(0xE000, 0xE100)
_ASKED, _ANSWERED, _ASKED_AGAIN = "Kvq7", "Wjx3", "Zpm9"  # words that no template writes


@dataclass(frozen=True)
class Written:
    """A text with the answers in it, as characters from and to; closed: each ends with a token that ends a turn."""

    text: str
    answers: tuple[tuple[int, int], ...]
    closed: bool


def write_out(conversation: Conversation, tokenizer: PreTrainedTokenizerBase, *, last_only: bool) -> Written:
    """The whole text, and all answers or the last. Raises: ValueError when no place can be found, and whatever the template does."""
    turns, tools = conversation.turns, conversation.tools
    if marks_answers(tokenizer, tools):
        marked = render_marked(turns, tools, tokenizer)
        return Written(marked.text, marked.answers[-1:] if last_only else marked.answers, True)
    text = render(turns, tools, tokenizer)
    places = [place for place, turn in enumerate(turns) if turn.role is Role.ASSISTANT]
    ends = _ends(text, turns, places, conversation.tools, tokenizer)
    ending = ending_of(tokenizer)
    chosen = list(zip(places, ends, strict=True))[-1:] if last_only else list(zip(places, ends, strict=True))
    answers = [(_start(text, turns[:place], turns[place], end, tools, tokenizer), end) for place, end in chosen]
    limits = [start for start, _ in answers[1:]] + [len(text)]
    closed = tuple((start, _with_ending(text, end, ending.text, limit)) for (start, end), limit in zip(answers, limits, strict=True))
    return Written(text, closed, ending.token is not None)


@dataclass(frozen=True)
class Ending:
    """What a template writes after every answer, up to the token that ends a turn; token is None where it writes none."""

    text: str
    token: str | None


def ending_of(tokenizer: PreTrainedTokenizerBase) -> Ending:
    """Raises: whatever the template does."""
    return _ending(tokenizer, tokenizer.get_chat_template())


@lru_cache(maxsize=8)
def _ending(tokenizer: PreTrainedTokenizerBase, template: str) -> Ending:
    """Asks the template: what stands both at the end of a conversation and between an answer and the next question."""
    turns = [Turn(role=Role.USER, content=_ASKED), Turn(role=Role.ASSISTANT, content=_ANSWERED)]
    at_end = render(turns, None, tokenizer).rpartition(_ANSWERED)[2]
    longer = [*turns, Turn(role=Role.USER, content=_ASKED_AGAIN), turns[1]]
    between = render(longer, None, tokenizer).partition(_ANSWERED)[2].partition(_ASKED_AGAIN)[0]
    shared = at_end[: _shared(at_end, between)]
    known = {*tokenizer.get_added_vocab(), *tokenizer.all_special_tokens}
    found = min(((shared.index(token), -len(token), token) for token in known if token in shared), default=None)
    if found is None:
        return Ending(shared, None)
    return Ending(shared[: found[0] - found[1]], found[2])


def _ends(text: str, turns: Sequence[Turn], places: list[int], tools: str | None, tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """Where the last character of each answer, or the name of its last call, ends: a mark is put there and looked for."""
    mark = next(sign for sign in map(chr, _PRIVATE_USE) if sign not in text)
    marked = [_marked(turn, mark) if place in places else turn for place, turn in enumerate(turns)]
    parts = render(marked, tools, tokenizer).split(mark)
    if len(parts) != len(places) + 1 or "".join(parts) != text:
        called = any(turn.tool_calls for turn in turns)
        raise ValueError("it does not write tool calls" if called else "it leaves answers out, or changes them")
    return [sum(map(len, parts[: place + 1])) for place in range(len(places))]


def _marked(turn: Turn, mark: str) -> Turn:
    """Before white space at the end, which templates may trim."""
    if turn.tool_calls:
        last = turn.tool_calls[-1]
        return turn.model_copy(update={"tool_calls": (*turn.tool_calls[:-1], last.model_copy(update={"name": last.name + mark}))})
    kept = turn.content.rstrip()
    return turn.model_copy(update={"content": kept + mark + turn.content[len(kept) :]})


def _start(text: str, before: Sequence[Turn], turn: Turn, end: int, tools: str | None, tokenizer: PreTrainedTokenizerBase) -> int:
    """Where the prompt for the answer ends; where the template writes the answer after another prompt, where the two part, or
    else where the words of the answer begin."""
    prompt = render(before, tools, tokenizer, ask=True)
    if text.startswith(prompt) and len(prompt) <= end:
        return len(prompt)
    shared = _shared(prompt, text)
    if len(render(before, tools, tokenizer)) <= shared <= end:
        return shared
    if turn.tool_calls:
        raise ValueError("it writes earlier turns otherwise once there are later ones")
    kept = turn.content.rstrip()
    return end - _shared(text[:end][::-1], kept[::-1])


def _with_ending(text: str, end: int, ending: str, limit: int) -> int:
    """The end of an answer with what the template writes after it; the rest of a call lies in between."""
    place = text.find(ending, end, limit)
    return end if place < 0 else place + len(ending)


def _shared(one: str, other: str) -> int:
    """Characters that two texts have in common from their beginning."""
    return next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
