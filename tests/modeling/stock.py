"""Tiny random models of the architectures that can be tuned, as folders. Knows no training."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoConfig, AutoModel, PreTrainedModel, PreTrainedTokenizerFast

WORDS = ("[PAD]", "[UNK]", "good", "fine", "lovely", "bad", "poor", "awful", *(f"word{number}" for number in range(60)))
ENCODERS = ("bert", "roberta", "distilbert", "electra")
DECODERS = ("qwen2", "llama")
SIZES = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
SHAPES = {
    "bert": SIZES,
    "roberta": {**SIZES, "pad_token_id": 0},
    "distilbert": {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64},
    "electra": {**SIZES, "embedding_size": 16},
    "qwen2": {**SIZES, "num_key_value_heads": 2},
    "llama": {**SIZES, "num_key_value_heads": 2},
}


def write_model_of(architecture: str, folder: Path) -> Path:
    """A model folder of some hundred kB; decoders come without a token to pad with."""
    tokenizer = _tokenizer(architecture in DECODERS)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    _model(architecture, len(tokenizer)).save_pretrained(folder)
    return folder


def _tokenizer(of_decoder: bool) -> PreTrainedTokenizerFast:
    if of_decoder:
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<end>"], initial_alphabet=alphabet, show_progress=False)
        tokenizer.train_from_iterator([" ".join(WORDS)] * 9, trainer)
        return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, eos_token="<end>", padding_side="left")
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, unk_token="[UNK]", pad_token="[PAD]")


def _model(architecture: str, vocabulary: int) -> PreTrainedModel:
    small = {"vocab_size": vocabulary, "max_position_embeddings": 80, **SHAPES[architecture]}
    config = AutoConfig.for_model(architecture, **small)
    without_pooler = {"add_pooling_layer": False} if architecture in ("bert", "roberta") else {}
    model: PreTrainedModel = AutoModel.from_config(config, **without_pooler)
    return model
