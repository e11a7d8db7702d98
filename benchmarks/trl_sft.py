"""The TRL side of benchmarks.sft: `python trl_sft.py ORDER.json`, in an environment with TRL and without ours.

SFTTrainer with its own defaults, but for what the order fixes for every side. Knows nothing of the platform.
"""

import json
import sys
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import SFTConfig, SFTTrainer


def main(order: dict[str, Any]) -> None:
    """Train an adapter, save it, and print how long training took."""
    torch.set_num_threads(order["threads"])
    rows = [json.loads(line) for line in Path(order["rows"]).read_text(encoding="utf-8").splitlines()]
    data = Dataset.from_list([{"prompt": row["messages"][:-1], "completion": row["messages"][-1:]} for row in rows])
    config = SFTConfig(
        output_dir=order["output"], max_length=order["max_tokens"], per_device_train_batch_size=order["batch_rows"],
        learning_rate=order["learning_rate"], num_train_epochs=order["epochs"], warmup_steps=order["warmup_steps"],
        lr_scheduler_type="linear", seed=order["seed"], report_to="none", save_strategy="no", disable_tqdm=True,
        dataloader_pin_memory=False, use_cpu=True,
    )  # fmt: skip
    adapter = LoraConfig(r=order["rank"], lora_alpha=order["alpha"], target_modules="all-linear", task_type="CAUSAL_LM")
    trainer = SFTTrainer(
        model=AutoModelForCausalLM.from_pretrained(order["model"]), args=config, train_dataset=data, peft_config=adapter,
        processing_class=AutoTokenizer.from_pretrained(order["model"]),
    )  # fmt: skip
    done = trainer.train()
    trainer.model.save_pretrained(order["output"])
    print(json.dumps({"train_seconds": done.metrics["train_runtime"]}))


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
