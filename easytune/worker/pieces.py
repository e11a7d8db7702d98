"""Which piece of the text each token is, and which tokens are marks. Knows tokenizers; knows no conversation and no file."""

from collections.abc import Sequence

from transformers import PreTrainedTokenizerBase

_UNFINISHED = "�"
_MOST_TOKENS_OF_A_CHARACTER = 4  # UTF-8 writes none with more bytes


def texts_of(ids: Sequence[int], tokenizer: PreTrainedTokenizerBase) -> list[str]:
    """One text a token, such that joined they are the text of all; what a single token cannot show is given to the first of its group.

    A token is decoded together with the group before it, since some tokenizers write a space only between two.
    """
    texts: list[str] = []
    before: list[int] = []
    group: list[int] = []
    for token_id in ids:
        group.append(token_id)
        known = _decoded(before, tokenizer)
        both = _decoded(before + group, tokenizer)
        if both.endswith(_UNFINISHED) and len(group) < _MOST_TOKENS_OF_A_CHARACTER:
            continue
        texts += _shared(both[len(known) :], group)
        before, group = group, []
    if group:
        texts += _shared(_decoded(before + group, tokenizer)[len(_decoded(before, tokenizer)) :], group)
    return texts


def special_ids(tokenizer: PreTrainedTokenizerBase) -> frozenset[int]:
    """The tokens that stand for something besides text: ends of turns, roles, padding."""
    added = (number for number, token in tokenizer.added_tokens_decoder.items() if token.special)
    return frozenset({*added, *tokenizer.all_special_ids})


def _decoded(ids: list[int], tokenizer: PreTrainedTokenizerBase) -> str:
    return str(tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False))


def _shared(text: str, group: list[int]) -> list[str]:
    return [text] + [""] * (len(group) - 1)
