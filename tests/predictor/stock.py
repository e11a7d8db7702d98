"""A tiny real classifier and predictor processes for it. Knows no scheduler."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
import torch
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

from easytune.contract.events import AnyEvent, Ready, event_adapter
from easytune.contract.journal import read_from
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.run_spec import PredictSpec
from easytune.core.config import process_environment
from tests.trainer.tiny import write_model_folder

LABELS = ("bad", "good", "neutral")


def tiny_classifier(folder: Path) -> Path:
    """Random weights, three labels, 64 tokens."""
    write_model_folder(folder)
    torch.manual_seed(5)
    config = BertConfig.from_pretrained(folder, id2label=dict(enumerate(LABELS)), label2id={label: i for i, label in enumerate(LABELS)})
    config.initializer_range = 0.3
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(folder)
    return folder


@dataclass
class Predictor:
    """A real predictor process."""

    folder: RunFolder
    process: subprocess.Popen[bytes]

    @staticmethod
    def start(
        path: Path,
        model: Path,
        *,
        idle_seconds: float = 600,
        threads: int = 2,
        task: Literal["classify", "generate"] = "classify",
        max_tokens: int = 512,
    ) -> "Predictor":
        folder = RunFolder(path)
        path.mkdir(parents=True)
        spec = PredictSpec(
            run_id=1,
            attempt=1,
            language="en",
            model_id=3,
            model_folder=str(model),
            task=task,
            threads=threads,
            idle_seconds=idle_seconds,
            max_tokens=max_tokens,
        )
        write_model(folder.spec, spec)
        command = [sys.executable, "-m", "easytune.predictor", str(path)]
        with open(folder.stdout, "wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, env=process_environment())
        return Predictor(folder, process)

    def events(self) -> list[AnyEvent]:
        return [event_adapter.validate_json(line) for line in read_from(self.folder.events, 0).lines]

    def ready(self, seconds: float = 120) -> str:
        """Its address, once it answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for event in self.events():
                if isinstance(event, Ready):
                    return event.address
            assert self.process.poll() is None, self.folder.stdout.read_text()
            time.sleep(0.05)
        raise AssertionError("it never answered")

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.HTTPTransport(uds=self.ready()), base_url="http://predictor", timeout=60)

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(60)
