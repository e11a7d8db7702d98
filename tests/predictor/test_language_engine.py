"""Answers are those of the library, token for token, whoever else is answered at the same time."""

import threading
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.generate import Answered, AnyPiece, BrokenOff, GenerateRequest, Piece
from easytune.predictor.decoder import MOST_AT_ONCE, Asked, Decoder
from easytune.predictor.language_engine import READ_TOKENS, LanguageEngine
from easytune.predictor.threads import use_threads
from tests.predictor.language_stock import CONTEXT_TOKENS, TEMPLATE, bare, question, tiny_language_model

PROMPTS = ["Once", "why is the sky blue?", "你好" * 8, "x" * 60, "a b c"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_language_model(tmp_path_factory.mktemp("model") / "m")


@pytest.fixture(scope="module")
def engine(folder: Path) -> LanguageEngine:
    return LanguageEngine(folder, 4096)


@pytest.fixture
def decoder(engine: LanguageEngine) -> "Decoder":
    return Decoder(engine, lambda: use_threads(1))


def written(engine: LanguageEngine, request: GenerateRequest) -> tuple[str, str | None, int]:
    """(text, finish reason, tokens) of one answer, alone."""
    writing = engine.begin(engine.ids_of(request), request.sampling)
    text = ""
    while writing.finish_reason is None:
        text += writing.step()
    return text, writing.finish_reason, writing.answer_tokens


def of_library(folder: Path, prompt: str, dtype: torch.dtype, tokens: int = 24) -> str:
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    inputs = tokenizer(prompt, return_tensors="pt")
    made = model.generate(inputs.input_ids, attention_mask=inputs.attention_mask, do_sample=False, max_new_tokens=tokens)
    new = made[0, inputs.input_ids.shape[1] :]
    return str(tokenizer.decode(new, skip_special_tokens=True)).rstrip("\ufffd")


class Asking:
    """Sends requests to a decoder and collects what comes."""

    def __init__(self, engine: LanguageEngine, decoder: Decoder) -> None:
        self._engine, self._decoder = engine, decoder

    def ask(self, request: GenerateRequest) -> "Collected":
        collected = Collected(threading.Event(), threading.Event(), [])
        collected.asked = Asked(self._engine.ids_of(request), request.sampling, collected.take)
        self._decoder.ask(collected.asked)
        return collected


class Collected:
    asked: Asked

    def __init__(self, begun: threading.Event, ended: threading.Event, pieces: list[AnyPiece]) -> None:
        self.begun, self.ended, self.pieces = begun, ended, pieces

    def take(self, piece: AnyPiece) -> None:
        self.pieces.append(piece)
        self.begun.set()
        if not isinstance(piece, Piece):
            self.ended.set()

    @property
    def text(self) -> str:
        assert self.ended.wait(60)
        return "".join(piece.text for piece in self.pieces if isinstance(piece, Piece))


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_greedy_answer_is_that_of_the_library(prompt: str, engine: LanguageEngine, folder: Path) -> None:
    text = written(engine, bare(prompt))[0]
    assert text == of_library(folder, prompt, engine.model.dtype)
    assert len(text) > 3


def test_a_prompt_that_is_read_in_parts_gets_the_answer_of_the_library(tmp_path: Path) -> None:
    folder = tiny_language_model(tmp_path / "m", context_tokens=1024)
    engine = LanguageEngine(folder, 4096)
    prompt = "".join(chr(97 + number % 23) for number in range(2 * READ_TOKENS + 9))
    steps = engine.begin(engine.ids_of(bare(prompt)), bare(prompt, max_tokens=1).sampling)
    assert [steps.step(), steps.step()] == ["", ""]
    assert steps.answer_tokens == 0
    engine.model.float()
    assert written(engine, bare(prompt))[0] == of_library_in_fp32_of(engine, folder, prompt)


def of_library_in_fp32_of(engine: LanguageEngine, folder: Path, prompt: str) -> str:
    """By the very weights of the engine, which may have been rounded."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    inputs = tokenizer(prompt, return_tensors="pt")
    made = engine.model.generate(inputs.input_ids, attention_mask=inputs.attention_mask, do_sample=False, max_new_tokens=24)
    return str(tokenizer.decode(made[0, inputs.input_ids.shape[1] :], skip_special_tokens=True)).rstrip("\ufffd")


def test_an_answer_does_not_depend_on_who_else_is_asking(engine: LanguageEngine, decoder: Decoder) -> None:
    """Different lengths, some drawn by chance; half of them join while the others are being written, and some leave early."""
    requests = [bare(prompt, max_tokens=10 + 7 * number) for number, prompt in enumerate(PROMPTS)]
    requests += [bare(prompt, temperature=1.5, seed=number) for number, prompt in enumerate(PROMPTS)]
    alone = [written(engine, request)[0] for request in requests]
    asking = Asking(engine, decoder)
    first = [asking.ask(request) for request in requests[::2]]
    decoder.start()
    try:
        assert first[0].begun.wait(60)
        second = [asking.ask(request) for request in requests[1::2]]
        assert [one.text for one in first] == alone[::2]
        assert [one.text for one in second] == alone[1::2]
    finally:
        decoder.close()
        decoder.join()


def test_more_than_there_are_places_are_answered_in_the_end(engine: LanguageEngine, decoder: Decoder) -> None:
    asking = Asking(engine, decoder)
    asked = [asking.ask(bare("Once", max_tokens=4)) for _ in range(MOST_AT_ONCE + 5)]
    decoder.start()
    assert len({one.text for one in asked}) == 1
    decoder.close()
    decoder.join()


def test_who_is_gone_is_written_for_no_longer(engine: LanguageEngine, decoder: Decoder) -> None:
    decoder.start()
    asking = Asking(engine, decoder)
    gone = asking.ask(bare("Once", max_tokens=90))
    assert gone.begun.wait(60)
    gone.asked.gone = True
    assert asking.ask(bare("why", max_tokens=20)).text
    assert not gone.ended.is_set()
    decoder.close()
    decoder.join()


def test_a_decoder_that_is_closed_breaks_off_what_it_writes_and_what_waits(engine: LanguageEngine, decoder: Decoder) -> None:
    asking = Asking(engine, decoder)
    asked = [asking.ask(bare("Once", max_tokens=90)) for _ in range(MOST_AT_ONCE + 1)]
    decoder.start()
    assert asked[0].begun.wait(60)
    decoder.close()
    decoder.join()
    for one in asked:
        last = one.pieces[-1]
        assert isinstance(last, Answered | BrokenOff)
    assert isinstance(asked[-1].pieces[-1], BrokenOff)


def test_the_same_seed_gives_the_same_answer_and_another_one_does_not(engine: LanguageEngine) -> None:
    answers = [written(engine, bare("Once", temperature=1, seed=seed))[0] for seed in (1, 1, 2)]
    assert answers[0] == answers[1] != answers[2]


def test_a_stop_text_ends_the_answer_and_is_not_shown(engine: LanguageEngine) -> None:
    whole = written(engine, bare("Once"))[0]
    stop = whole[5:8]
    text, reason, tokens = written(engine, bare("Once", stop=(stop,)))
    assert (text, reason) == (whole[: whole.index(stop)], "stop")
    assert tokens < 24


def test_an_answer_ends_at_its_most_tokens_or_where_the_context_does(engine: LanguageEngine) -> None:
    assert written(engine, bare("Once", max_tokens=7))[1:] == ("length", 7)
    assert written(engine, bare("x" * (CONTEXT_TOKENS - 5), max_tokens=50))[1:] == ("length", 5)


def test_every_token_that_ends_a_turn_ends_the_answer(folder: Path, tmp_path: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    names = ("<|endoftext|>", "<|im_end|>")
    assert LanguageEngine(folder, 4096).ends == {tokenizer.convert_tokens_to_ids(name) for name in names}
    without = tiny_language_model(tmp_path / "m", template=None)
    model = AutoModelForCausalLM.from_pretrained(without)
    model.generation_config.eos_token_id = [0, 77]
    model.save_pretrained(without)
    engine = LanguageEngine(without, 4096)
    assert engine.ends == {0, 77}


def test_an_end_token_is_counted_and_shown_nowhere(engine: LanguageEngine) -> None:
    ids = engine.ids_of(bare("Once"))
    first = engine.begin(ids, bare("Once").sampling)
    while not (text := first.step()):
        pass
    engine_ends, first_token = engine.ends, engine.tokenizer(text).input_ids[0]
    engine.ends = engine_ends | {first_token}
    try:
        assert written(engine, bare("Once")) == ("", "stop", 0)
    finally:
        engine.ends = engine_ends


def test_turns_go_through_the_template(engine: LanguageEngine) -> None:
    ids = engine.ids_of(question("hi"))
    assert engine.tokenizer.decode(ids) == "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n"
    assert written(engine, question("hi"))[2] > 0


def test_what_cannot_be_answered_is_refused_with_a_reason(engine: LanguageEngine, tmp_path: Path) -> None:
    without = LanguageEngine(tiny_language_model(tmp_path / "plain", template=None), 4096)
    failing = LanguageEngine(tiny_language_model(tmp_path / "fail", template=TEMPLATE), 4096)
    failing.tokenizer.chat_template = "{{ raise_exception('no') }}"
    cases = [
        (engine, bare("x" * CONTEXT_TOKENS), ErrorCode.PROMPT_TOO_LONG),
        (engine, bare("x" * 1_000_000), ErrorCode.PROMPT_TOO_LONG),
        (engine, question("x" * CONTEXT_TOKENS), ErrorCode.PROMPT_TOO_LONG),
        (engine, bare(""), ErrorCode.PROMPT_EMPTY),
        (engine, GenerateRequest(), ErrorCode.PROMPT_EMPTY),
        (without, question("hi"), ErrorCode.CHAT_TEMPLATE_MISSING),
        (failing, question("hi"), ErrorCode.CHAT_TEMPLATE_FAILED),
    ]
    for asked, request, code in cases:
        with pytest.raises(RunFailed) as refused:
            asked.ids_of(request)
        assert refused.value.code is code
    assert written(without, bare("hi"))[2] > 0


def test_far_positions_are_not_rounded(engine: LanguageEngine) -> None:
    frequencies = [buffer for name, buffer in engine.model.named_buffers() if name.endswith("inv_freq")]
    assert frequencies
    assert all(buffer.dtype is torch.float32 for buffer in frequencies)
