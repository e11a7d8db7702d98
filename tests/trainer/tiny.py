"""Builds the tiny model, the tiny rows and specs for them, and runs real trainer processes on them."""

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow
import pyarrow.parquet
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from easytune.contract.events import AnyEvent, event_adapter
from easytune.contract.journal import read_from
from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import BaseModelRef, DataRef, ResumePoint, TrainSettings, TrainSpec

LABELS = ("negative", "positive")
GOOD, BAD, NEUTRAL = ("good", "fine", "lovely"), ("bad", "poor", "awful"), tuple(f"word{number}" for number in range(60))
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
POLL_SECONDS = 0.002


def write_model_folder(folder: Path, *, seed: int = 1) -> Path:
    """A random two-layer BERT encoder without a head, dropout on."""
    vocabulary = {word: index for index, word in enumerate(SPECIAL + GOOD + BAD + NEUTRAL + ("poison",))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    ends = [("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **names).save_pretrained(folder)
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128,
        max_position_embeddings=64, hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def write_rows(path: Path, rows: int, *, poisoned: int = 0) -> Path:
    """Canonical rows; the last `poisoned` rows hold the word poison."""
    chance = random.Random(3)
    texts, labels = [], []
    for number in range(rows):
        label = LABELS[number % 2]
        words = [chance.choice(GOOD if label == "positive" else BAD), *chance.choices(NEUTRAL, k=chance.randint(1, 21))]
        chance.shuffle(words)
        texts.append(" ".join(words + ["poison"] * (number >= rows - poisoned)))
        labels.append(label)
    raw = [json.dumps({"text": text, "label": label}) for text, label in zip(texts, labels, strict=True)]
    lines = pyarrow.array(range(1, rows + 1), pyarrow.int64())
    pyarrow.parquet.write_table(pyarrow.table({"line": lines, "text": texts, "label": labels, "raw": raw}), path)
    return path


def data_ref(rows: Path) -> DataRef:
    digest = hashlib.sha256(rows.read_bytes()).hexdigest()
    return DataRef(dataset_id=1, version=1, name="tiny", rows_file=str(rows), sha256=digest)


def spec_of(model: Path, rows: Path, **settings: object) -> TrainSpec:
    """Three epochs of 27 steps, a checkpoint every 4, unless settings say otherwise."""
    chosen = {"epochs": 3, "batch_rows": 8, "max_tokens": 32, "checkpoint_every_steps": 4, "learning_rate": 1e-3, "dropout": 0.1} | settings
    return TrainSpec(
        job_id=1,
        attempt=1,
        name="tiny",
        language="en",
        model=BaseModelRef(model_id=1, name="tiny-bert", folder=str(model)),
        train=data_ref(rows),
        labels=LABELS,
        settings=TrainSettings.model_validate(chosen),
        threads=2,
    )


@dataclass
class Attempt:
    """One attempt's folder and, once started, its process."""

    folder: RunFolder
    process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def prepare(path: Path, spec: TrainSpec) -> "Attempt":
        path.mkdir(parents=True)
        attempt = Attempt(RunFolder(path))
        attempt.folder.spec.write_text(spec.model_dump_json())
        return attempt

    def start(self) -> "Attempt":
        with open(self.folder.stdout, "wb") as output:
            command = [sys.executable, "-m", "easytune.trainer", str(self.folder.path)]
            self.process = subprocess.Popen(command, stdout=output, stderr=output, env=dict(os.environ))
        return self

    def wait(self, seconds: float = 240) -> int:
        assert self.process is not None
        return self.process.wait(timeout=seconds)

    def when(self, condition: Callable[[], bool], seconds: float = 240) -> "subprocess.Popen[bytes]":
        """The running process, once the condition holds; fails when it ended before."""
        assert self.process is not None
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, f"ended before: {self.folder.stdout.read_text()[-2000:]}"
            assert time.monotonic() < deadline, "nothing happened"
            time.sleep(POLL_SECONDS)
        return self.process

    def kill_when(self, condition: Callable[[], bool]) -> None:
        process = self.when(condition)
        process.kill()
        assert process.wait(timeout=30) == -9

    def events(self) -> list[AnyEvent]:
        return [event_adapter.validate_json(line) for line in read_from(self.folder.events, 0, max_bytes=1 << 24).lines]

    def committed_steps(self) -> list[int]:
        """Steps of good/step-*, newest first."""
        return sorted((int(path.name.removeprefix("step-")) for path in self.folder.good.glob("step-*")), reverse=True)

    def resume_points(self) -> tuple[ResumePoint, ...]:
        return tuple(ResumePoint(folder=str(self.folder.good / f"step-{step}"), step=step) for step in self.committed_steps())

    def next_attempt(self) -> "Attempt":
        """The folder of the attempt after this one, resuming from this one's checkpoints."""
        spec = TrainSpec.model_validate_json(self.folder.spec.read_text())
        after = spec.model_copy(update={"attempt": spec.attempt + 1, "resume": self.resume_points()})
        return Attempt.prepare(self.folder.path.parent / str(after.attempt), after)
