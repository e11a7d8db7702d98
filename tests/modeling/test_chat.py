"""What a conversation becomes under the templates of real tokenizers, and which tokens of it are learned, word for word."""

import time
from threading import Thread

import numpy as np
import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.objective import ChatTemplate, LearnedTurns
from easytune.contract.rows import Conversation, Role, ToolCall, Turn
from easytune.modeling.chat import encode, end_ids, prepare_template, prompt_ids
from easytune.models.catalog import starter
from tests.modeling.real_tokenizers import SHA256, TokenizerShelf
from tests.worker.conftest import Pull

WEATHER = (
    '[{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]'
)
CALLED = '{"name": "weather", "arguments": {"city": "Paris"}}'


def says(role: str, content: str, *calls: ToolCall) -> Turn:
    return Turn(role=Role(role), content=content, tool_calls=calls)


SIMPLE = Conversation(turns=(says("user", "Hi"), says("assistant", "Hello there.")))
SEVERAL = Conversation(
    turns=(
        says("system", "Be kind."),
        says("user", "你好"),
        says("assistant", "您好！"),
        says("user", "1+1?"),
        says("assistant", "等于 2。"),
    )
)
THOUGHT = Conversation(turns=(says("user", "Hi"), says("assistant", "<think>\nhm\n</think>\n\nHello there.")))
TOOLS = Conversation(
    turns=(
        says("user", "Weather?"),
        says("assistant", "", ToolCall(name="weather", arguments='{"city": "Paris"}')),
        says("tool", '{"degrees": 20}'),
        says("assistant", "20 degrees."),
    ),
    tools=WEATHER,
)
# of every template: what is learned of SIMPLE, SEVERAL, THOUGHT and TOOLS; None where the template cannot write it
LEARNED: dict[str, tuple[list[str], list[str], list[str], list[str] | None]] = {
    "minimind2-small": (
        ["Hello there.<|im_end|>"],
        ["您好！<|im_end|>", "等于 2。<|im_end|>"],
        ["<think>\nhm\n</think>\n\nHello there.<|im_end|>"],
        [f"<tool_call>\n{CALLED}\n</tool_call><|im_end|>", "20 degrees.<|im_end|>"],
    ),
    "smollm2": (
        ["Hello there.<|im_end|>"],
        ["您好！<|im_end|>", "等于 2。<|im_end|>"],
        ["<think>\nhm\n</think>\n\nHello there.<|im_end|>"],
        None,
    ),
    "qwen2_5": (
        ["Hello there.<|im_end|>"],
        ["您好！<|im_end|>", "等于 2。<|im_end|>"],
        ["<think>\nhm\n</think>\n\nHello there.<|im_end|>"],
        [f"<tool_call>\n{CALLED}\n</tool_call><|im_end|>", "20 degrees.<|im_end|>"],
    ),
    "qwen3": (
        ["<think>\n\n</think>\n\nHello there.<|im_end|>"],
        ["您好！<|im_end|>", "<think>\n\n</think>\n\n等于 2。<|im_end|>"],
        ["<think>\nhm\n</think>\n\nHello there.<|im_end|>"],
        [f"<tool_call>\n{CALLED}\n</tool_call><|im_end|>", "<think>\n\n</think>\n\n20 degrees.<|im_end|>"],
    ),
    "llama3": (
        ["Hello there.<|eot_id|>"],
        ["您好！<|eot_id|>", "等于 2。<|eot_id|>"],
        ["<think>\nhm\n</think>\n\nHello there.<|eot_id|>"],
        None,
    ),
    "chatglm3": (
        ["\n Hello there.</s>"],
        ["\n 您好！", "\n 等于 2。</s>"],
        ["\n <think>\nhm\n</think>\n\nHello there.</s>"],
        None,
    ),
    "baichuan2": (
        ["Hello there.</s>"],
        ["您好！</s>", "等于 2。</s>"],
        ["<think>\nhm\n</think>\n\nHello there.</s>"],
        [f"<tool_call>{CALLED}</tool_call></s>", "20 degrees.</s>"],
    ),
}
ROWS = (SIMPLE, SEVERAL, THOUGHT, TOOLS)


@pytest.fixture(params=list(LEARNED))
def named(request: pytest.FixtureRequest, shelf: TokenizerShelf, pulled: Pull) -> tuple[str, PreTrainedTokenizerBase]:
    """Each tokenizer, ready for `auto`."""
    name: str = request.param
    tokenizer = shelf.take(name) if name in SHA256 else AutoTokenizer.from_pretrained(pulled(name, starter(name).package))
    prepare_template(tokenizer, ChatTemplate.AUTO)
    return name, tokenizer


def segments(tokenizer: PreTrainedTokenizerBase, ids: np.ndarray, learned: np.ndarray) -> list[str]:
    """Runs of learned tokens, decoded."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], learned, [False]])))
    return [str(tokenizer.decode(ids[start:end])) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def learned_of(tokenizer: PreTrainedTokenizerBase, conversation: Conversation, learn: LearnedTurns = LearnedTurns.ALL) -> list[str]:
    encoded = encode(conversation, tokenizer, 4096, learn)
    assert not encoded.truncated
    assert encoded.learned[-1]
    return segments(tokenizer, encoded.ids, encoded.learned)


def test_the_answers_and_their_ends_are_learned_and_nothing_else(named: tuple[str, PreTrainedTokenizerBase]):
    name, tokenizer = named
    for conversation, expected in zip(ROWS, LEARNED[name], strict=True):
        if expected is not None:
            assert learned_of(tokenizer, conversation) == expected
            assert learned_of(tokenizer, conversation, LearnedTurns.LAST) == expected[-1:]
        else:
            with pytest.raises(RunFailed) as refused:
                encode(conversation, tokenizer, 4096, LearnedTurns.ALL)
            assert refused.value.code is ErrorCode.CHAT_TEMPLATE_FAILED
            assert refused.value.params["reason"] == "it does not write tool calls"


def test_what_stands_before_an_answer_is_the_prompt_for_it(named: tuple[str, PreTrainedTokenizerBase]):
    name, tokenizer = named
    for conversation, expected in zip(ROWS, LEARNED[name], strict=True):
        if expected is not None:
            encoded = encode(conversation, tokenizer, 4096, LearnedTurns.LAST)
            prompt = prompt_ids(conversation.turns[:-1], conversation.tools, tokenizer)
            assert encoded.ids[: int(encoded.learned.argmax())].tolist() == prompt


def test_an_answer_ends_with_a_token_at_which_writing_stops(named: tuple[str, PreTrainedTokenizerBase]):
    name, tokenizer = named
    encoded = encode(SEVERAL, tokenizer, 4096, LearnedTurns.ALL)
    assert int(encoded.ids[-1]) in end_ids(tokenizer)
    assert len(end_ids(tokenizer)) == (2 if name == "llama3" else 1)


def test_a_long_conversation_loses_its_end(named: tuple[str, PreTrainedTokenizerBase]):
    _, tokenizer = named
    whole = encode(SEVERAL, tokenizer, 4096, LearnedTurns.ALL)
    length = len(whole.ids)
    exact, short = (encode(SEVERAL, tokenizer, most, LearnedTurns.ALL) for most in (length, length - 2))
    assert (exact.truncated, len(exact.ids)) == (False, length)
    assert (short.truncated, short.ids.tolist()) == (True, whole.ids[:-2].tolist())
    assert short.learned.tolist() == whole.learned[:-2].tolist()
    nothing = encode(SEVERAL, tokenizer, int(whole.learned.argmax()), LearnedTurns.ALL)
    assert nothing.truncated
    assert not nothing.learned.any()


@pytest.mark.parametrize("template", [ChatTemplate.CHATML, ChatTemplate.PLAIN])
def test_our_own_templates_write_everything_for_every_tokenizer(named: tuple[str, PreTrainedTokenizerBase], template: ChatTemplate):
    _, tokenizer = named
    prepare_template(tokenizer, template)
    end = tokenizer.decode([encode(SIMPLE, tokenizer, 99, LearnedTurns.ALL).ids[-1]])
    assert learned_of(tokenizer, SEVERAL) == [f"您好！{end}", f"等于 2。{end}"]
    assert learned_of(tokenizer, THOUGHT) == [f"<think>\nhm\n</think>\n\nHello there.{end}"]
    assert learned_of(tokenizer, TOOLS) == [f"<tool_call>{CALLED}</tool_call>{end}", f"20 degrees.{end}"]
    assert "Be kind." in tokenizer.decode(encode(SEVERAL, tokenizer, 999, LearnedTurns.ALL).ids)
    assert '"city": {"type": "string"}' in tokenizer.decode(encode(TOOLS, tokenizer, 999, LearnedTurns.ALL).ids)


def test_a_template_that_marks_answers_is_taken_at_its_word(shelf: TokenizerShelf):
    tokenizer = shelf.take("qwen2_5")
    tokenizer.chat_template = (
        "{% for message in messages %}{% if message.role == 'assistant' %}A:{% generation %}{{ message.content }}<|im_end|>"
        "{% endgeneration %}{% else %}Q:{{ message.content }}{% endif %}{{ '\n' }}{% endfor %}{% if add_generation_prompt %}A:{% endif %}"
    )
    assert learned_of(tokenizer, SEVERAL) == ["您好！<|im_end|>", "等于 2。<|im_end|>"]
    assert learned_of(tokenizer, SEVERAL, LearnedTurns.LAST) == ["等于 2。<|im_end|>"]


def test_a_template_that_cannot_add_an_object_to_a_text_gets_the_text_of_arguments(shelf: TokenizerShelf):
    tokenizer = shelf.take("qwen2_5")
    tokenizer.chat_template = (
        "{% for message in messages %}[{{ message.role }}]{{ message.content }}{% for call in message.tool_calls or [] %}"
        "{{ call.id + call.function.name + call.function.arguments }}{% endfor %}{{ message.tool_call_id }}<|im_end|>{% endfor %}"
        "{% if add_generation_prompt %}[assistant]{% endif %}"
    )
    assert learned_of(tokenizer, TOOLS) == ['call00000weather{"city": "Paris"}<|im_end|>', "20 degrees.<|im_end|>"]
    assert '[tool]{"degrees": 20}call00000' in tokenizer.decode(encode(TOOLS, tokenizer, 99, LearnedTurns.ALL).ids)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ raise_exception('roles must alternate') }}", "roles must alternate"),
        ("{% for message in messages %}{% endfor %}hello", "it leaves answers out, or changes them"),
        ("{{ messages[99].content.strip() }}", "list object has no element 99"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "it took longer than 2 s"),
    ],
)
def test_a_template_that_fails_or_never_ends_is_named(shelf: TokenizerShelf, template: str, reason: str):
    tokenizer = shelf.take("baichuan2")
    tokenizer.chat_template = template
    started = time.monotonic()
    found: list[RunFailed] = []

    def work() -> None:
        with pytest.raises(RunFailed) as failed:
            encode(SIMPLE, tokenizer, 99, LearnedTurns.ALL)
        found.append(failed.value)

    in_another_thread = Thread(target=work)
    in_another_thread.start()
    in_another_thread.join(60)
    work()
    assert time.monotonic() - started < 60
    assert [failed.code for failed in found] == [ErrorCode.CHAT_TEMPLATE_FAILED] * 2
    assert reason in found[0].params["reason"]
