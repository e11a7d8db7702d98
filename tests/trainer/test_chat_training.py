"""Conversations are learned: from a spec to an output that is verified, opens anywhere and answers, for every way of tuning."""

import json
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerControl, TrainerState, TrainingArguments

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Evaluation, Finished, Phase, PhaseChanged, Plan, Sample, Verified
from easytune.contract.failure import RunFailed
from easytune.contract.rows import Role, Turn
from easytune.contract.tuning import Full
from easytune.modeling.language_model import load_language_model, open_language_model
from easytune.modeling.load import load_tokenizer
from easytune.modeling.tuned import tune_language_model
from easytune.trainer.answers import Answers, Prompt
from easytune.trainer.interrupts import Interrupts
from easytune.trainer.report import Report
from easytune.trainer.silence import Silence
from tests.trainer.test_tunings import trained
from tests.trainer.tiny import Attempt
from tests.trainer.tiny_chat import chat_spec, write_language_model, write_sums

LORA = {"kind": "lora", "rank": 8, "dropout": 0.1}
WAYS = {"full": {"kind": "full"}, "merged": LORA, "adapter": {**LORA, "output": "adapter"}}
RATES = {"full": 5e-3, "merged": 0.01, "adapter": 0.01}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_language_model(tmp_path_factory.mktemp("models") / "llama")


@pytest.fixture(scope="module")
def attempts(tmp_path_factory: pytest.TempPathFactory, model: Path) -> dict[str, Attempt]:
    """One finished and verified run of every way of tuning, each the first time it is asked for."""
    rows = write_sums(tmp_path_factory.mktemp("rows") / "rows.parquet")
    folder = tmp_path_factory.mktemp("attempts")
    return {way: trained(folder / way, chat_spec(model, rows, tuning=WAYS[way], learning_rate=RATES[way], epochs=4)) for way in WAYS}


def all_of(attempt: Attempt, kind: type) -> list[Any]:
    return [event for event in attempt.events() if isinstance(event, kind)]


@pytest.mark.parametrize("way", WAYS)
def test_a_run_says_its_plan_its_losses_and_what_the_model_answers(attempts: dict[str, Attempt], way: str):
    attempt = attempts[way]
    (plan,) = all_of(attempt, Plan)
    assert (plan.train_rows, plan.validation_rows, plan.dropped_rows) == (108, 12, 0)
    assert plan.train_tokens > 3 * plan.learned_tokens > 0
    assert (plan.trainable_parameters == plan.total_parameters) == (way == "full")
    measured = all_of(attempt, Evaluation)
    assert [event.step for event in measured] == [14, 28, 42, 56]
    assert measured[-1].loss < 0.9 * measured[0].loss
    assert all(event.accuracy is None and event.macro_f1 is None for event in measured)
    assert [event.best for event in measured] == [
        event.loss == min(one.loss for one in measured[: place + 1]) for place, event in enumerate(measured)
    ]
    (finished,) = all_of(attempt, Finished)
    assert finished.metrics == {"loss": min(event.loss for event in measured)}
    samples = all_of(attempt, Sample)
    assert [(event.step, event.place) for event in samples] == [(step, place) for step in (0, 14, 28, 42, 56) for place in range(3)]
    assert len({event.prompt for event in samples}) <= 3
    assert [event.phase for event in all_of(attempt, PhaseChanged)][:4] == [Phase.LOAD, Phase.DATA, Phase.TRAIN, Phase.EVALUATE]
    log = attempt.folder.log.read_text()
    assert f"Training tokens: {plan.train_tokens}, of which {plan.learned_tokens} are learned" in log


@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing:FutureWarning")  # both of peft, which a user loads it with
@pytest.mark.filterwarnings("ignore:The PEFT config's `base_model_name_or_path` was renamed:UserWarning")
def test_the_output_opens_with_plain_libraries_and_ends_its_answers(attempts: dict[str, Attempt], model: Path):
    prompt = "<|im_start|>user\n2-2<|im_end|>\n<|im_start|>assistant\n"
    for way, attempt in attempts.items():
        output = attempt.folder.output
        tokenizer = AutoTokenizer.from_pretrained(output)
        assert tokenizer.chat_template
        assert json.loads((output / "generation_config.json").read_text())["eos_token_id"] == [0, 2]
        assert "attn" not in (output / "config.json").read_text()
        if way == "adapter":
            opened = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(model), output).eval()
            assert not (output / "model.safetensors").exists()
        else:
            opened = AutoModelForCausalLM.from_pretrained(output).eval()
        ours = open_language_model(output, model).eval()
        ids = tokenizer(prompt, return_tensors="pt").input_ids
        with torch.inference_mode():
            torch.testing.assert_close(opened(ids).logits, ours(ids).logits, rtol=1e-4, atol=1e-4)


def test_a_merged_adapter_thinks_as_the_adapter_on_its_base_and_lies_beside_it(attempts: dict[str, Attempt]):
    verified = {way: Verified.model_validate_json(attempt.folder.verified.read_bytes()) for way, attempt in attempts.items()}
    assert all(one.loads and one.differs_from_base for one in verified.values())
    assert verified["full"].token_agreement is verified["adapter"].token_agreement is None
    assert (verified["merged"].token_agreement or 0) >= 0.99
    beside = attempts["merged"].folder.output / "adapter" / "adapter_model.safetensors"
    assert load_file(beside).keys() == load_file(attempts["adapter"].folder.output / "adapter_model.safetensors").keys()


def test_an_adapter_is_refused_on_another_base(attempts: dict[str, Attempt], tmp_path: Path):
    output = attempts["adapter"].folder.output
    for base in (None, write_language_model(tmp_path / "other", "qwen2")):
        with pytest.raises(RunFailed) as refused:
            open_language_model(output, base)
        assert refused.value.code is ErrorCode.MODEL_FOLDER_INVALID


@pytest.mark.parametrize("way", ["full", "merged"])
def test_a_base_of_16_bits_gives_an_output_of_16_bits(tmp_path: Path, way: str):
    model = write_language_model(tmp_path / "half", "qwen2", torch.bfloat16)
    spec = chat_spec(model, write_sums(tmp_path / "rows.parquet"), tuning=WAYS[way], epochs=1, chat={"sample_tokens": 0})
    attempt = trained(tmp_path / "1", spec)
    assert {tensor.dtype for tensor in load_file(attempt.folder.output / "model.safetensors").values()} == {torch.bfloat16}
    assert all_of(attempt, Sample) == []


def test_prompts_that_were_asked_for_are_answered(model: Path, tmp_path: Path):
    chat = {"sample_prompts": ["2+2", "你好"], "sample_tokens": 3}
    attempt = trained(tmp_path / "1", chat_spec(model, write_sums(tmp_path / "rows.parquet"), chat=chat, epochs=1))
    assert [(event.step, event.prompt) for event in all_of(attempt, Sample)] == [(0, "2+2"), (0, "你好"), (14, "2+2"), (14, "你好")]


def test_answering_moves_no_random_generator_and_no_weight(model: Path, tmp_path: Path):
    rows = write_sums(tmp_path / "rows.parquet")
    outputs = []
    for tokens in (0, 5):
        spec = chat_spec(model, rows, tuning=LORA, epochs=2, chat={"sample_tokens": tokens})
        outputs.append(trained(tmp_path / str(tokens), spec).folder.output / "model.safetensors")
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


def test_nobody_is_kept_waiting_by_an_answer_once_the_end_was_asked_for(model: Path, tmp_path: Path):
    attempt = Attempt.prepare(tmp_path / "1", chat_spec(model, write_sums(tmp_path / "rows.parquet")))
    tuned, tokenizer = tune_language_model(load_language_model(model), Full(), "tiny"), load_tokenizer(model)
    prompts = [Prompt((Turn(role=Role.USER, content="1+1"),), None)] * 2
    with closing(Report(attempt.folder, "en")) as report:
        answers = Answers(prompts, tuned, tokenizer, 4, 128, report, Interrupts(attempt.folder), nullcontext)
        arguments = TrainingArguments(report_to="none", use_cpu=True)
        answers.on_evaluate(arguments, TrainerState(global_step=3), TrainerControl())
        attempt.folder.stop.write_text("save")
        answers.on_evaluate(arguments, TrainerState(global_step=7), TrainerControl())
    assert [(event.step, event.place) for event in all_of(attempt, Sample)] == [(3, 0), (3, 1)]


def test_a_head_alone_cannot_learn_conversations(model: Path, tmp_path: Path):
    with pytest.raises(RunFailed) as refused:
        trained(tmp_path / "1", chat_spec(model, write_sums(tmp_path / "rows.parquet"), tuning={"kind": "head"}))
    assert refused.value.code is ErrorCode.TUNING_UNSUITED


def test_a_loss_that_stays_exactly_0_ends_the_run():
    silence, state = Silence(), TrainerState(global_step=9)
    arguments = TrainingArguments(report_to="none")
    for losses in ([0.0, 0.0, 0.5, 0.0, 0.0], []):
        for loss in losses:
            silence.on_log(arguments, state, TrainerControl(), logs={"loss": loss})
    with pytest.raises(RunFailed) as refused:
        silence.on_log(arguments, state, TrainerControl(), logs={"loss": 0.0})
    assert refused.value.code is ErrorCode.LOSS_ZERO
