"""How much faster than TRL and LLaMA-Factory does the platform fine-tune a chat model, and does it learn as much?

All start from the same small language model, learn the same Chinese instructions with a LoRA adapter of the same shape, rate,
batch, epochs and cut-off, one after the other in fresh processes, each with its own defaults otherwise; ours is `python -m
easytune.trainer`, as the product runs it. Seconds of training hold our checkpoints, and of none the loading; our evaluation and
sample answers, which the others do not make, are in the wall seconds only. The outputs are judged by one piece of code: mean loss
over the answers of rows that nobody has seen, in fp32.

usage: python -m benchmarks.sft [--train-rows N] [--epochs N] [--threads N] [--only SIDE…]
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, PreTrainedModel

from benchmarks.materials import ROOT, pull, write_result
from benchmarks.peers import LLAMA_FACTORY, TRL
from easytune.contract.events import Failed, Finished, Plan, event_adapter
from easytune.contract.objective import Chat, ChatTemplate, LearnedTurns
from easytune.contract.rows import Conversation, Role, Turn
from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import BaseModelRef, DataRef, TrainSettings, TrainSpec
from easytune.contract.tuning import Lora
from easytune.core.config import process_environment
from easytune.datasets.samples import sample_of
from easytune.modeling.chat import encode, prepare_template
from easytune.modeling.load import load_tokenizer
from easytune.models.catalog import starter

SIDE_SECONDS = 1800
SYSTEM = "You are a helpful assistant"  # what the model's template says by itself; written out, so that every side reads the same
RANK, ALPHA, RATE, BATCH_ROWS, MAX_TOKENS, SEED = 8, 16, 2e-4, 8, 512, 42
VALIDATION_ROWS = 20


@dataclass(frozen=True)
class Order:
    """What every side is told."""

    model: Path
    train: list[Conversation]
    validation: list[Conversation]
    epochs: int
    threads: int
    scratch: Path

    @property
    def steps(self) -> int:
        return -(-len(self.train) // BATCH_ROWS) * self.epochs

    @property
    def warmup_steps(self) -> int:
        return round(0.1 * self.steps)


@dataclass(frozen=True)
class Side:
    """What a contestant did; output is a whole model or an adapter."""

    train_seconds: float
    wall_seconds: float
    peak_memory_bytes: int
    output: Path


def main() -> None:
    """Run the sides and print one JSON object as the last line."""
    choice = _arguments()
    model = pull("minimind2-small", starter("minimind2-small").package)
    train, heldout = _rows(choice.train_rows)
    with tempfile.TemporaryDirectory() as scratch:
        order = Order(model, train, heldout[:VALIDATION_ROWS], choice.epochs, choice.threads, Path(scratch))
        sides = {name: SIDES[name](order) for name in choice.only}
        judged = {name: heldout_loss(order, side.output, heldout[VALIDATION_ROWS:]) for name, side in sides.items()}
        base_loss = heldout_loss(order, None, heldout[VALIDATION_ROWS:])
    write_result("sft", _result(order, sides, judged, base_loss))


def run_ours(order: Order) -> Side:
    """The product's trainer on a run folder."""
    folder = RunFolder(order.scratch / "ours")
    folder.path.mkdir()
    folder.spec.write_text(_spec(order).model_dump_json())
    wall, memory = _run([sys.executable, "-m", "easytune.trainer", str(folder.path)], process_environment())
    events = [event_adapter.validate_json(line) for line in folder.events.read_bytes().splitlines()]
    last = events[-1]
    if not isinstance(last, Finished):
        raise SystemExit(f"our trainer failed: {last.code if isinstance(last, Failed) else last.type}")
    plan = next(event for event in events if isinstance(event, Plan))
    print(f"ours: {plan.learned_tokens} of {plan.train_tokens} tokens learned", file=sys.stderr)
    return Side(last.train_seconds, wall, memory, folder.output)


def run_trl(order: Order) -> Side:
    """TRL's SFTTrainer with its defaults; the loss is of the answers only, as it does for prompts with completions."""
    rows = order.scratch / "trl.jsonl"
    rows.write_text("\n".join(json.dumps({"messages": _messages(row)}, ensure_ascii=False) for row in order.train), encoding="utf-8")
    told = {
        "model": str(order.model), "rows": str(rows), "output": str(order.scratch / "trl"), "max_tokens": MAX_TOKENS,
        "batch_rows": BATCH_ROWS, "learning_rate": RATE, "epochs": order.epochs, "warmup_steps": order.warmup_steps, "seed": SEED,
        "rank": RANK, "alpha": ALPHA, "threads": order.threads,
    }  # fmt: skip
    path = order.scratch / "trl.json"
    path.write_text(json.dumps(told))
    said = order.scratch / "trl.out"
    wall, memory = _run([str(TRL.python()), str(ROOT / "benchmarks" / "trl_sft.py"), str(path)], _peer_environment(order), said)
    return Side(json.loads(said.read_text().strip().splitlines()[-1])["train_seconds"], wall, memory, order.scratch / "trl")


def run_llama_factory(order: Order) -> Side:
    """`llamafactory-cli train`, at what it takes by itself on a CPU: fp32, padded batches."""
    folder, output = order.scratch / "factory", order.scratch / "factory-output"
    folder.mkdir()
    rows = [{"messages": _messages(row)} for row in order.train]
    (folder / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    tags = {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}
    known = {"rows": {"file_name": "rows.json", "formatting": "sharegpt", "columns": {"messages": "messages"}, "tags": tags}}
    (folder / "dataset_info.json").write_text(json.dumps(known))
    told = {
        "model_name_or_path": str(order.model), "stage": "sft", "do_train": True, "finetuning_type": "lora", "lora_rank": RANK,
        "lora_alpha": ALPHA, "lora_target": "all", "dataset": "rows", "dataset_dir": str(folder), "template": "chatml",
        "cutoff_len": MAX_TOKENS, "output_dir": str(output), "per_device_train_batch_size": BATCH_ROWS,
        "gradient_accumulation_steps": 1, "learning_rate": RATE, "num_train_epochs": order.epochs, "lr_scheduler_type": "linear",
        "warmup_steps": order.warmup_steps, "seed": SEED, "report_to": "none", "save_strategy": "no",
    }  # fmt: skip
    path = folder / "train.yaml"  # JSON is YAML, and this program reads only the latter without a fault
    path.write_text(json.dumps(told))
    python = LLAMA_FACTORY.python()
    wall, memory = _run([str(python.with_name("llamafactory-cli")), "train", str(path)], _peer_environment(order))
    results = json.loads((output / "train_results.json").read_text())
    return Side(results["train_runtime"], wall, memory, output)


SIDES: dict[str, Callable[[Order], Side]] = {"ours": run_ours, "trl": run_trl, "llamafactory": run_llama_factory}


def heldout_loss(order: Order, output: Path | None, rows: Sequence[Conversation]) -> float:
    """Nats per answer token, over all of them; None is the base."""
    torch.set_num_threads(order.threads)
    tokenizer = load_tokenizer(order.model)
    prepare_template(tokenizer, ChatTemplate.AUTO)
    model = _open(order.model, output)
    total, count = 0.0, 0
    with torch.inference_mode():
        for row in rows:
            encoded = encode(row, tokenizer, MAX_TOKENS, LearnedTurns.ALL)
            logits = model(input_ids=torch.from_numpy(encoded.ids.astype(np.int64))[None]).logits[0, :-1].float()
            learned = torch.from_numpy(encoded.learned[1:])
            wanted = torch.from_numpy(encoded.ids[1:].astype(np.int64))
            total += float(torch.nn.functional.cross_entropy(logits[learned], wanted[learned], reduction="sum"))
            count += int(learned.sum())
    return total / count


def _open(base: Path, output: Path | None) -> PreTrainedModel:
    is_adapter = output is not None and (output / "adapter_config.json").is_file()
    start = base if output is None or is_adapter else output
    model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(start, dtype=torch.float32)
    if is_adapter:
        model = PeftModel.from_pretrained(model, str(output)).merge_and_unload()
    model.train(False)
    return model


def _result(order: Order, sides: dict[str, Side], judged: dict[str, float], base_loss: float) -> dict[str, Any]:
    rows = len(order.train) * order.epochs
    result: dict[str, Any] = {
        "train_rows": len(order.train), "epochs": order.epochs, "threads": order.threads, "base_heldout_loss": round(base_loss, 4),
        "sides": {
            name: {
                "samples_per_second": round(rows / side.train_seconds, 3), "train_seconds": round(side.train_seconds, 1),
                "wall_seconds": round(side.wall_seconds, 1), "peak_memory_bytes": side.peak_memory_bytes,
                "heldout_loss": round(judged[name], 4),
            }
            for name, side in sides.items()
        },
    }  # fmt: skip
    for peer in ("llamafactory", "trl"):
        if peer in sides and "ours" in sides:
            result[f"ratio_{peer}"] = round(sides[peer].train_seconds / sides["ours"].train_seconds, 2)
            result[f"heldout_loss_ratio_{peer}"] = round(judged["ours"] / judged[peer], 4)
    return result


def _run(command: list[str], environment: dict[str, str], output: Path | None = None) -> tuple[float, int]:
    """Wall seconds and peak resident bytes of a command. Raises: SystemExit with the end of what it said."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as errors, open(output or os.devnull, "w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=errors)
        timer_ends = started + SIDE_SECONDS
        while (found := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            if time.monotonic() > timer_ends:
                process.kill()
            time.sleep(0.2)
        _, status, usage = found
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{command[0]} failed ({process.returncode}): {errors.read()[-3000:]}")
    return time.monotonic() - started, _peak_bytes(usage)


def _peak_bytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _peer_environment(order: Order) -> dict[str, str]:
    quiet = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": str(order.threads), "TOKENIZERS_PARALLELISM": "false", "DISABLE_VERSION_CHECK": "1"}
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | quiet


def _messages(row: Conversation) -> list[dict[str, str]]:
    return [{"role": turn.role.value, "content": turn.content} for turn in row.turns]


def _rows(train_rows: int) -> tuple[list[Conversation], list[Conversation]]:
    folder = pull("chinese-questions", sample_of("chinese-questions").package)
    train, heldout = (_read(folder / name) for name in ("train.jsonl", "heldout.jsonl"))
    return train[:train_rows], heldout


def _read(path: Path) -> list[Conversation]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        question = "\n".join(part for part in (row["instruction"], row.get("input", "")) if part)
        turns = (Turn(role=Role.SYSTEM, content=SYSTEM), Turn(role=Role.USER, content=question))
        found.append(Conversation(turns=(*turns, Turn(role=Role.ASSISTANT, content=row["output"]))))
    return found


def _spec(order: Order) -> TrainSpec:
    return TrainSpec(
        job_id=0, attempt=1, name="benchmark", language="en",
        model=BaseModelRef(model_id=0, name=order.model.name, folder=str(order.model)),
        train=_written(order.scratch / "train.parquet", order.train, 1),
        validation=_written(order.scratch / "validation.parquet", order.validation, 2),
        settings=TrainSettings(
            objective=Chat(), tuning=Lora(rank=RANK, alpha=ALPHA), epochs=order.epochs, batch_rows=BATCH_ROWS, max_tokens=MAX_TOKENS,
            learning_rate=RATE, weight_decay=0.0, seed=SEED,
        ),
        threads=order.threads,
    )  # fmt: skip


def _written(path: Path, rows: list[Conversation], dataset_id: int) -> DataRef:
    conversations = [row.model_dump_json() for row in rows]
    table = pyarrow.table({"line": list(range(1, len(rows) + 1)), "conversation": conversations, "raw": ["{}"] * len(rows)})
    pyarrow.parquet.write_table(table, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return DataRef(dataset_id=dataset_id, version=1, name=path.stem, rows_file=str(path), sha256=digest)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fine-tuning a chat model, beside TRL and LLaMA-Factory.")
    parser.add_argument("--train-rows", type=int, default=400)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=list(SIDES), default=list(SIDES))
    return parser.parse_args()


if __name__ == "__main__":
    main()
