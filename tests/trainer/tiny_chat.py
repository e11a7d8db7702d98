"""Tiny language models that write bytes, small sums to learn, and specs for them. Knows no process."""

import random
from pathlib import Path

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from easytune.contract.rows import Conversation
from easytune.contract.train_spec import BaseModelRef, TrainSettings, TrainSpec
from tests.predictor.language_stock import tiny_language_model
from tests.trainer.tiny import data_ref
from tests.worker.conversations import talk, write_rows

CONTEXT_TOKENS = 128


def write_language_model(folder: Path, architecture: str = "llama", dtype: torch.dtype = torch.float32) -> Path:
    """A random model of two layers, with ChatML and a token for each byte."""
    tiny_language_model(folder, context_tokens=CONTEXT_TOKENS)
    torch.manual_seed(5)
    config = AutoConfig.for_model(
        architecture, vocab_size=259, hidden_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        intermediate_size=96, max_position_embeddings=CONTEXT_TOKENS, head_dim=12, eos_token_id=0, pad_token_id=0, bos_token_id=None,
        initializer_range=0.1,
    )  # fmt: skip
    AutoModelForCausalLM.from_config(config, dtype=dtype).save_pretrained(folder)
    return folder


def sums(rows: int) -> list[Conversation]:
    """Questions with one digit for an answer, some followed by a second question."""
    chance = random.Random(7)
    talks = []
    for number in range(rows):
        one, other = chance.randrange(5), chance.randrange(5)
        more = (f"{other}-{other}", "0") if number % 4 == 0 else ()
        talks.append(talk(f"{one}+{other}", str(one + other), *more))
    return talks


def write_sums(path: Path, rows: int = 120) -> Path:
    return write_rows(path, sums(rows))


def chat_spec(model: Path, rows: Path, *, chat: dict[str, object] | None = None, **settings: object) -> TrainSpec:
    """Two epochs of 14 steps, a checkpoint every 4, short sample answers, unless told otherwise."""
    objective = {"kind": "chat", "sample_tokens": 4} | (chat or {})
    chosen = {"epochs": 2, "batch_rows": 8, "max_tokens": 100, "checkpoint_every_steps": 4, "learning_rate": 5e-3} | settings
    return TrainSpec(
        job_id=1,
        attempt=1,
        name="sums",
        language="en",
        model=BaseModelRef(model_id=1, name="tiny-llama", folder=str(model)),
        train=data_ref(rows),
        settings=TrainSettings.model_validate({"objective": objective, **chosen}),
        threads=1,
    )
