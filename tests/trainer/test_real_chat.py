"""A real small model learns a real small domain: who it is. The rows are LLaMA-Factory's identity set, from its source package."""

import json
from pathlib import Path

import pytest
import torch

from easytune.contract.events import Evaluation, Sample, Verified
from easytune.contract.objective import Chat
from easytune.contract.recommended import recommended
from easytune.contract.run_spec import PackageFile
from easytune.contract.train_spec import TrainSpec
from easytune.contract.tuning import Full, Lora, Tuning
from easytune.datasets.samples import sample_of
from easytune.modeling.language_model import load_language_model
from easytune.modeling.load import load_tokenizer
from easytune.models.catalog import starter
from easytune.trainer.conversations import prepare
from easytune.trainer.packing import Packer, summed_loss
from easytune.worker.archive import unpack
from tests.trainer.test_tunings import trained
from tests.trainer.tiny_chat import chat_spec
from tests.worker.conftest import Pull, package_cache, pulled
from tests.worker.conversations import talk, write_rows

__all__ = ["package_cache", "pulled"]
IDENTITY = "llamafactory-0.9.5/data/identity.json"
LEAST_FALL = 0.3


@pytest.fixture(scope="module")
def identity(pulled: Pull, package_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """91 questions of who the model is, in two languages, with the answers of a model called 小易."""
    package: PackageFile = sample_of("chinese-questions").package[0]
    pulled("chinese-questions", (package,))
    folder = tmp_path_factory.mktemp("identity")
    unpack(package_cache / package.sha256, folder / "package", only=[IDENTITY])
    rows = json.loads((folder / "package" / IDENTITY).read_text("utf-8"))
    answers = [row["output"].replace("{{name}}", "小易").replace("{{author}}", "EasyTune") for row in rows]
    return write_rows(folder / "rows.parquet", [talk(row["instruction"], answer) for row, answer in zip(rows, answers, strict=True)])


@torch.inference_mode()
def loss_of_base(spec: TrainSpec) -> float:
    """On the rows that the run holds out."""
    chat, folder = spec.settings.objective, Path(spec.model.folder)
    assert isinstance(chat, Chat)
    split = prepare(spec, chat, load_tokenizer(folder), lambda rows: None)
    batch = Packer()([split.validation[place] for place in range(len(split.validation))])
    labels = batch.pop("labels")
    return summed_loss(load_language_model(folder, attention="packed").eval()(**batch), labels) / len(labels)


@pytest.mark.parametrize("tuning", [Full(), Lora()], ids=["full", "lora"])
def test_minimind_learns_who_it_is_with_the_recommended_settings(tuning: Tuning, identity: Path, pulled: Pull, tmp_path: Path):
    model = pulled("minimind2-small", starter("minimind2-small").package)
    advice = recommended(Chat(), tuning)
    assert advice is not None
    settings = {"learning_rate": advice.learning_rate, "batch_rows": advice.batch_rows, "max_tokens": advice.max_tokens}
    chat = {"sample_prompts": ["你是谁？"], "sample_tokens": 24}
    spec = chat_spec(model, identity, chat=chat, tuning=tuning.model_dump(), epochs=2, validation_share=0.2, **settings)
    attempt = trained(tmp_path / "1", spec)
    events = attempt.events()
    after = [event.loss for event in events if isinstance(event, Evaluation)]
    before = loss_of_base(spec)
    assert min(after) < (1 - LEAST_FALL) * before
    answers = [event.text for event in events if isinstance(event, Sample)]
    assert "小易" not in answers[0]
    assert "小易" in answers[-1]
    verified = Verified.model_validate_json(attempt.folder.verified.read_bytes())
    assert isinstance(tuning, Full) or (verified.token_agreement or 0) >= 0.99
