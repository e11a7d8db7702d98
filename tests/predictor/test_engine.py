"""The engine gives the probabilities that the library gives, whatever is batched with what, from any thread."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.predict import Prediction
from easytune.predictor.engine import Engine
from tests.predictor.stock import LABELS, tiny_classifier

TEXTS = ["good word1 word2", "bad", "awful " * 100, "word3 " * 30, "unknown words only", "好"]
BF16_TOLERANCE = 0.05


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_classifier(tmp_path_factory.mktemp("model") / "m")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    return Engine(folder, 512)


def run(engine: Engine, texts: list[str]) -> list[Prediction]:
    encoded = engine.encode(texts)
    found: dict[int, Prediction] = {}
    for indices in engine.batches(encoded):
        found.update(zip(indices, engine.predict([encoded[index] for index in indices]), strict=True))
    return [found[index] for index in range(len(texts))]


def test_probabilities_are_those_of_the_library(engine: Engine, folder: Path) -> None:
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for text, prediction in zip(TEXTS, run(engine, TEXTS), strict=True):
        with torch.inference_mode():
            inputs = tokenizer(text, truncation=True, max_length=64, return_tensors="pt")
            expected = torch.softmax(model(**inputs).logits[0], -1).tolist()
        by_label = {choice.label: choice.probability for choice in prediction.probabilities}
        assert [by_label[label] for label in LABELS] == pytest.approx(expected, abs=BF16_TOLERANCE)
        assert sum(by_label.values()) == pytest.approx(1, abs=1e-5)


def test_the_likeliest_label_comes_first(engine: Engine) -> None:
    for prediction in run(engine, TEXTS):
        probabilities = [choice.probability for choice in prediction.probabilities]
        assert probabilities == sorted(probabilities, reverse=True)
        assert (prediction.label, prediction.probability) == (prediction.probabilities[0].label, probabilities[0])


def test_only_texts_longer_than_the_model_reads_are_called_truncated(engine: Engine) -> None:
    assert [prediction.truncated for prediction in run(engine, TEXTS)] == [False, False, True, False, False, False]
    assert run(engine, ["x" * 1_000_000])[0].truncated


def test_answers_keep_the_order_of_the_texts_and_do_not_depend_on_company(engine: Engine) -> None:
    many = [f"{'good ' * (number % 40)}word{number % 60}" for number in range(300)]
    together = run(engine, many)
    for number in (0, 17, 39, 299):
        alone = run(engine, [many[number]])[0]
        assert together[number].probability == pytest.approx(alone.probability, abs=BF16_TOLERANCE)


def test_every_text_is_in_exactly_one_batch_of_like_lengths(engine: Engine) -> None:
    encoded = engine.encode([f"{'word1 ' * (number % 50)}" for number in range(700)])
    batches = engine.batches(encoded)
    assert sorted(index for batch in batches for index in batch) == list(range(700))
    lengths = [[len(encoded[index].ids) for index in batch] for batch in batches]
    assert all(min(before) >= max(after) for before, after in itertools.pairwise(lengths))


def test_several_threads_may_ask_at_once(engine: Engine) -> None:
    expected = [prediction.label for prediction in run(engine, TEXTS)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: [prediction.label for prediction in run(engine, TEXTS)], range(40)))
    assert all(answer == expected for answer in answers)


def test_a_folder_with_a_pickle_is_refused(tmp_path: Path) -> None:
    folder = tiny_classifier(tmp_path / "m")
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x02.")
    with pytest.raises(RunFailed) as refused:
        Engine(folder, 512)
    assert refused.value.code is ErrorCode.UNSAFE_WEIGHTS
