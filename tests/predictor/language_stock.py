"""A tiny real language model that writes bytes, and requests to it. Knows no process."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from easytune.contract.generate import GenerateRequest, Sampling
from easytune.contract.rows import Role, Turn

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
CONTEXT_TOKENS = 96


def tiny_language_model(folder: Path, *, template: str | None = TEMPLATE, seed: int = 3, context_tokens: int = CONTEXT_TOKENS) -> Path:
    """A random Llama of two layers; its tokenizer has a token for each byte, so it writes halves of characters too."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    names = {"pad_token": SPECIAL[0], "eos_token": SPECIAL[0], "additional_special_tokens": list(SPECIAL[1:])}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=context_tokens, **names)
    fast.chat_template = template
    fast.save_pretrained(folder)
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(vocabulary), hidden_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        intermediate_size=96, max_position_embeddings=context_tokens, initializer_range=0.4, eos_token_id=0, bos_token_id=None,
        pad_token_id=0,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def bare(prompt: str, **sampling: object) -> GenerateRequest:
    """Continue a text; greedily unless said otherwise."""
    return GenerateRequest(prompt=prompt, sampling=Sampling.model_validate({"temperature": 0, "max_tokens": 24, **sampling}))


def question(text: str, **sampling: object) -> GenerateRequest:
    return bare("", **sampling).model_copy(update={"prompt": None, "turns": (Turn(role=Role.USER, content=text),)})
