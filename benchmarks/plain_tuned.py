"""The script that anyone writes for LoRA or a head alone: transformers.Trainer and peft with their defaults, fp32, rows as drawn.

usage: python -m benchmarks.plain_tuned ORDER.json; the last line of its output is {"samples_per_second": …}
"""

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet
import torch
from peft import LoraConfig, TaskType, get_peft_model
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainingArguments,
    set_seed,
)


def main(order_file: str) -> None:
    """Train as the order says: model, tuning, rows, labels, output, rate, batch, tokens, seed, threads."""
    order = json.loads(Path(order_file).read_text())
    torch.set_num_threads(order["threads"])
    set_seed(order["seed"])
    labels = order["labels"]
    tokenizer = AutoTokenizer.from_pretrained(order["model"])
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    model = AutoModelForSequenceClassification.from_pretrained(
        order["model"], num_labels=len(labels), dtype=torch.float32, pad_token_id=tokenizer.pad_token_id
    )
    model = _prepared(model, order["tuning"])
    rows = pyarrow.parquet.read_table(order["rows"]).to_pylist()

    def encode(row: dict[str, str]) -> dict[str, object]:
        return {**tokenizer(row["text"], truncation=True, max_length=order["max_tokens"]), "labels": labels.index(row["label"])}

    arguments = TrainingArguments(
        output_dir=order["output"] + "-checkpoints",
        num_train_epochs=order["epochs"],
        learning_rate=order["learning_rate"],
        per_device_train_batch_size=order["batch_rows"],
        seed=order["seed"],
        save_strategy="no",
        use_cpu=True,
        disable_tqdm=True,
        report_to="none",
    )
    data = [encode(row) for row in rows]
    trainer = Trainer(model=model, args=arguments, train_dataset=data, data_collator=DataCollatorWithPadding(tokenizer))
    metrics = trainer.train().metrics
    whole = model.merge_and_unload() if order["tuning"]["kind"] == "lora" else model
    whole.save_pretrained(order["output"])
    tokenizer.save_pretrained(order["output"])
    print(json.dumps({"samples_per_second": metrics["train_samples_per_second"], "train_seconds": metrics["train_runtime"]}))


def _prepared(model: Any, tuning: dict[str, Any]) -> Any:
    """Everything trainable, or all but a new pooler and the head frozen, or adapters in every linear layer."""
    if tuning["kind"] == "lora":
        config = LoraConfig(task_type=TaskType.SEQ_CLS, r=tuning["rank"], lora_alpha=tuning["alpha"], target_modules="all-linear")
        return get_peft_model(model, config)
    if tuning["kind"] == "head":
        for name, weight in model.base_model.named_parameters():
            weight.requires_grad_("pooler" in name)
    return model


if __name__ == "__main__":
    main(sys.argv[1])
