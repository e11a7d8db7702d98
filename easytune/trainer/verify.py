"""`python -m easytune.trainer.verify FOLDER`: loads output/ in a fresh process and compares it with the base. Knows no training.

Writes verified.json. Exit status: 0 it loads and differs, 1 it does not (verified.json says which), 2 called wrongly.
"""

import hashlib
import sys
import traceback
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from transformers import PreTrainedModel

from easytune.contract.events import Verified
from easytune.contract.failure import RunFailed
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.train_spec import TrainSpec
from easytune.modeling.load import label_names, load_classifier, load_tokenizer, stay_offline_and_quiet


def main(arguments: list[str]) -> int:
    """Verify the attempt whose folder is the only argument."""
    if len(arguments) != 1 or not (folder := RunFolder(Path(arguments[0]))).spec.is_file():
        print("usage: python -m easytune.trainer.verify FOLDER (with a spec.json)", file=sys.stderr)
        return 2
    spec = TrainSpec.model_validate_json(folder.spec.read_bytes())
    stay_offline_and_quiet()
    try:
        verified = verify_output(folder.output, Path(spec.model.folder), spec.labels)
    except (RunFailed, SafetensorError, OSError, ValueError, KeyError, RuntimeError):  # an output that cannot be loaded is an answer
        traceback.print_exc()
        verified = Verified(loads=False, differs_from_base=False, output_sha256="", parameters=0, bytes=0)
    write_model(folder.verified, verified)
    return 0 if verified.loads and verified.differs_from_base else 1


def verify_output(output: Path, base: Path, labels: tuple[str, ...]) -> Verified:
    """Load, predict once, compare with the base. Raises: RunFailed, ValueError and whatever loading raises."""
    tokenizer = load_tokenizer(output)
    model = load_classifier(output)
    model.train(False)
    if label_names(model) != labels:
        raise ValueError(f"the labels are {label_names(model)}, expected {labels}")
    with torch.inference_mode():
        logits = model(**tokenizer(["easytune"], return_tensors="pt", truncation=True)).logits
    if logits.shape != (1, len(labels)) or not bool(torch.isfinite(logits).all()):
        raise ValueError(f"the logits are not {len(labels)} finite numbers")
    files = sorted(path for path in output.iterdir() if path.is_file())
    return Verified(
        loads=True,
        differs_from_base=_differs(model, base),
        output_sha256=_sha256(files),
        parameters=sum(weight.numel() for weight in model.parameters()),
        bytes=sum(path.stat().st_size for path in files),
    )


def _differs(model: PreTrainedModel, base: Path) -> bool:
    """Whether any weight that the base has too changed; a name counts as the same when the model only prefixes it."""
    tuned = {name.removeprefix(f"{model.base_model_prefix}."): weight for name, weight in model.state_dict().items()}
    for path in sorted(base.glob("*.safetensors")):
        with safe_open(path, framework="pt") as weights:
            for name in weights.keys():  # noqa: SIM118 - safe_open is no mapping
                ours = tuned.get(name.removeprefix(f"{model.base_model_prefix}."))
                if ours is not None and not torch.equal(ours, weights.get_tensor(name).to(ours.dtype)):
                    return True
    return False


def _sha256(files: list[Path]) -> str:
    """One hash over the names and the hashes of all files."""
    total = hashlib.sha256()
    for path in files:
        with open(path, "rb") as file:
            total.update(f"{path.name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
