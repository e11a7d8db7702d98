"""Each way of tuning trains what it says and nothing else, and what it saves opens again, here and with plain libraries."""

from pathlib import Path

import pytest
import torch
from peft import PeftModel
from safetensors import safe_open
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from easytune.contract import adapter_base
from easytune.contract.adapter_base import AdapterBase
from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.run_folder import write_model
from easytune.contract.tuning import Full, HeadOnly, Lora, LoraTargets, Tuning
from easytune.modeling.adapter import open_classifier, weights_sha256
from easytune.modeling.load import Base, load_base, load_tokenizer
from easytune.modeling.parts import head_modules, lora_modules
from easytune.modeling.tuned import Tuned, differing_tensors, load_trained, merged, save_trained, trained_tensors, tune
from tests.modeling.stock import DECODERS, ENCODERS, write_model_of

LABELS = ("a", "b", "c")
ALL_HEADS = {
    "bert": ["bert.pooler", "classifier"],
    "roberta": ["classifier"],
    "distilbert": ["classifier", "pre_classifier"],
    "electra": ["classifier"],
    "qwen2": ["score"],
    "llama": ["score"],
}
WAYS: list[Tuning] = [Full(), HeadOnly(), Lora(rank=4), Lora(rank=4, targets=LoraTargets.ATTENTION)]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: write_model_of(name, tmp_path_factory.mktemp("models") / name) for name in (*ENCODERS, *DECODERS)}


def base_of(folder: Path) -> Base:
    torch.manual_seed(7)
    return load_base(folder, LABELS, load_tokenizer(folder))


def learn(tuned: Tuned, steps: int = 2) -> None:
    """A few large steps on one batch."""
    weights = [weight for weight in tuned.model.parameters() if weight.requires_grad]
    optimizer = torch.optim.SGD(weights, lr=0.5)
    for _ in range(steps):
        torch.nn.functional.cross_entropy(logits_of(tuned.model), torch.tensor([0, 2])).backward()
        optimizer.step()
        optimizer.zero_grad()


def logits_of(model: torch.nn.Module) -> torch.Tensor:
    ids = torch.tensor([[3, 9, 10, 11], [6, 12, 13, 14]])
    logits: torch.Tensor = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
    return logits


@pytest.mark.parametrize("architecture", [*ENCODERS, *DECODERS])
def test_the_head_is_known_and_never_gets_an_adapter(folders, architecture: str):
    base = base_of(folders[architecture])
    assert head_modules(base) == ALL_HEADS[architecture]
    every, attention = lora_modules(base, LoraTargets.ALL_LINEAR), lora_modules(base, LoraTargets.ATTENTION)
    assert set(attention) < set(every)
    assert len(attention) == 2 * 4
    assert not [name for name in every if name.startswith(tuple(ALL_HEADS[architecture]))]


@pytest.mark.parametrize("way", WAYS, ids=["full", "head", "lora", "lora attention"])
@pytest.mark.parametrize("architecture", ["bert", "distilbert", "qwen2"])
def test_what_is_trained_changes_and_nothing_else_does(folders, architecture: str, way: Tuning, tmp_path: Path):
    tuned = tune(base_of(folders[architecture]), way, "tiny")
    names = {name for name, weight in tuned.model.named_parameters() if weight.requires_grad}
    before = {name: weight.detach().clone() for name, weight in tuned.model.named_parameters()}
    save_trained(tuned, tmp_path)
    learn(tuned)
    assert {name for name, weight in tuned.model.named_parameters() if not torch.equal(weight, before[name])} <= names
    assert differing_tensors(tuned, tmp_path)
    assert tuned.trainable_parameters == sum(tensor.numel() for tensor in trained_tensors(tuned).values())
    load_trained(tuned, tmp_path)
    assert differing_tensors(tuned, tmp_path) == []
    assert all(torch.equal(weight, before[name]) for name, weight in tuned.model.named_parameters())


@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing:FutureWarning")  # both of peft, which a user loads it with
@pytest.mark.filterwarnings("ignore:The PEFT config's `base_model_name_or_path` was renamed:UserWarning")
@pytest.mark.parametrize("architecture", ["bert", "roberta", "llama"])
def test_merged_adapted_and_reopened_models_answer_alike(folders, architecture: str, tmp_path: Path):
    folder = folders[architecture]
    tuned = tune(base_of(folder), Lora(rank=4), "tiny")
    learn(tuned)
    tuned.model.train(False)
    expected = logits_of(tuned.model).detach()
    save_adapter(tuned, folder, tmp_path / "adapter")
    by_library = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=3, pad_token_id=0, dtype=torch.float32)
    plain = PeftModel.from_pretrained(by_library, tmp_path / "adapter").eval()
    opened = open_classifier(tmp_path / "adapter", folder, load_tokenizer(folder)).eval()
    whole = merged(tuned)
    whole.save_pretrained(tmp_path / "whole")
    again = AutoModelForSequenceClassification.from_pretrained(tmp_path / "whole").eval()
    for model in (plain, opened, whole.eval(), again):
        torch.testing.assert_close(logits_of(model), expected, atol=1e-5, rtol=1e-5)


def save_adapter(tuned: Tuned, base: Path, folder: Path) -> None:
    save_trained(tuned, folder)
    tuned.base_model.config.save_pretrained(folder)
    AutoTokenizer.from_pretrained(base).save_pretrained(folder)
    write_model(folder / adapter_base.FILE_NAME, AdapterBase(model_id=1, name="tiny", weights_sha256=weights_sha256(base)))


def test_an_adapter_is_refused_without_its_base_and_on_another(folders, tmp_path: Path):
    save_adapter(tune(base_of(folders["bert"]), Lora(rank=4), "tiny"), folders["bert"], tmp_path)
    tokenizer = load_tokenizer(tmp_path)
    for base in (None, folders["electra"]):
        with pytest.raises(RunFailed) as refused:
            open_classifier(tmp_path, base, tokenizer)
        assert refused.value.code is ErrorCode.MODEL_FOLDER_INVALID
    with pytest.raises(RunFailed) as refused:
        load_base(tmp_path, LABELS, tokenizer)
    assert refused.value.params["reason"] == "adapter_config.json"


def test_a_checkpoint_of_an_adapter_holds_no_weight_of_the_base(folders, tmp_path: Path):
    tuned = tune(base_of(folders["qwen2"]), Lora(rank=4), "tiny")
    save_trained(tuned, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]
    with safe_open(tmp_path / "adapter_model.safetensors", framework="pt") as file:
        names = list(file.keys())
    assert all("lora_" in name or ".score." in name for name in names)
    assert str(folders["qwen2"]) not in (tmp_path / "adapter_config.json").read_text()


@pytest.mark.parametrize("architecture", DECODERS)
def test_a_decoder_pads_with_its_end_of_text_and_reads_the_last_word_whatever_the_padding(folders, architecture: str, tmp_path: Path):
    tokenizer = load_tokenizer(folders[architecture])
    assert (tokenizer.pad_token, tokenizer.padding_side) == ("<end>", "right")
    model = load_base(folders[architecture], LABELS, tokenizer).model.eval()
    model.save_pretrained(tmp_path)
    saved = AutoModelForSequenceClassification.from_pretrained(tmp_path)
    assert (saved.config.pad_token_id, saved.config.use_cache) == (tokenizer.eos_token_id, False)
    texts = ["good word1", "bad word2 word3 word4 word5 word6"]
    together = model(**tokenizer(texts, padding=True, return_tensors="pt")).logits
    for row, text in enumerate(texts):
        alone = model(**tokenizer([text], return_tensors="pt")).logits[0]
        torch.testing.assert_close(together[row], alone, atol=1e-5, rtol=1e-5)
    assert not torch.allclose(together[0], model(**tokenizer(["good word2"], return_tensors="pt")).logits[0])
