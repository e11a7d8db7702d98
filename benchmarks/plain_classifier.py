"""The script that anyone writes first: transformers.Trainer with its defaults, fp32, every row padded to the maximum length.

usage: python -m benchmarks.plain_classifier ORDER.json; the last line of its output is {"samples_per_second": …}
"""

import json
import sys
from pathlib import Path

import pyarrow.parquet
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments, set_seed


def main(order_file: str) -> None:
    """Train as the order says: model, rows, labels, output, rate, batch, tokens, seed, threads."""
    order = json.loads(Path(order_file).read_text())
    torch.set_num_threads(order["threads"])
    set_seed(order["seed"])
    labels = order["labels"]
    tokenizer = AutoTokenizer.from_pretrained(order["model"])
    model = AutoModelForSequenceClassification.from_pretrained(order["model"], num_labels=len(labels), dtype=torch.float32)
    rows = pyarrow.parquet.read_table(order["rows"]).to_pylist()

    def encode(row: dict[str, str]) -> dict[str, object]:
        encoded = tokenizer(row["text"], padding="max_length", truncation=True, max_length=order["max_tokens"])
        return {**encoded, "labels": labels.index(row["label"])}

    arguments = TrainingArguments(
        output_dir=order["output"] + "-checkpoints",
        num_train_epochs=order["epochs"],
        learning_rate=order["learning_rate"],
        per_device_train_batch_size=order["batch_rows"],
        seed=order["seed"],
        use_cpu=True,
        disable_tqdm=True,
        report_to="none",
    )
    trainer = Trainer(model=model, args=arguments, train_dataset=[encode(row) for row in rows])
    metrics = trainer.train().metrics
    trainer.save_model(order["output"])
    tokenizer.save_pretrained(order["output"])
    print(json.dumps({"samples_per_second": metrics["train_samples_per_second"], "train_seconds": metrics["train_runtime"]}))


if __name__ == "__main__":
    main(sys.argv[1])
