"""One conversation as the tokens that a training would make of it, each with what becomes of it. Knows no file and no run."""

from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase

from easytune.contract.objective import LearnedTurns, LongRows
from easytune.contract.rendered import MOST_TOKENS_SHOWN, RenderedRow, RenderedToken, WhyDropped
from easytune.contract.rows import Conversation
from easytune.modeling import chat
from easytune.worker.pieces import special_ids, texts_of

_NO_LIMIT_TOKENS = 1 << 30


@dataclass(frozen=True)
class NumberedRow:
    """row counts from 0, line from 1, as an editor counts."""

    row: int
    line: int
    conversation: Conversation


class Renderer:
    """Uses the training's own encoding for every row; the tokenizer's template must be prepared."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, max_tokens: int, learn: LearnedTurns, long_rows: LongRows) -> None:
        self._tokenizer, self._max_tokens = tokenizer, max_tokens
        self._learn, self._long_rows = learn, long_rows
        self._special = special_ids(tokenizer)

    def rendered(self, numbered: NumberedRow) -> RenderedRow:
        """What is cut off is the end of the same conversation encoded without a limit. Raises: RunFailed(CHAT_TEMPLATE_FAILED)."""
        given = self._encoded(numbered.conversation, self._max_tokens)
        whole = self._encoded(numbered.conversation, _NO_LIMIT_TOKENS) if given.truncated else given
        return RenderedRow(
            row=numbered.row,
            line=numbered.line,
            tokens=self._tokens(given, [int(token_id) for token_id in whole.ids[:MOST_TOKENS_SHOWN]]),
            total_tokens=len(given.ids),
            learned_tokens=int(given.learned.sum()),
            cut_tokens=len(whole.ids) - len(given.ids),
            truncated=given.truncated,
            dropped=why_dropped(given, self._long_rows),
        )

    def _encoded(self, conversation: Conversation, max_tokens: int) -> chat.Encoded:
        return chat.encode(conversation, self._tokenizer, max_tokens, self._learn)

    def _tokens(self, given: chat.Encoded, shown: list[int]) -> tuple[RenderedToken, ...]:
        seen = len(given.ids)
        return tuple(
            RenderedToken(
                id=token_id,
                text=text,
                learned=place < seen and bool(given.learned[place]),
                special=token_id in self._special,
                cut=place >= seen,
            )
            for place, (token_id, text) in enumerate(zip(shown, texts_of(shown, self._tokenizer), strict=True))
        )


def why_dropped(given: chat.Encoded, long_rows: LongRows) -> WhyDropped | None:
    """What a training does with a row that is too long or leaves nothing to learn."""
    if given.truncated and long_rows is LongRows.DROP:
        return WhyDropped.TOO_LONG
    return None if given.teaches else WhyDropped.NOTHING_TO_LEARN
