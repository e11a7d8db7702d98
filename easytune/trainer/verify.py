"""`python -m easytune.trainer.verify FOLDER`: loads output/ in a fresh process and compares it with the base. Knows no training.

Writes verified.json. Exit status: 0 it loads and differs, 1 it does not (verified.json says which), 2 called wrongly.
"""

import hashlib
import sys
import traceback
from pathlib import Path

import torch
from safetensors import SafetensorError
from transformers import PreTrainedModel, set_seed

from easytune.contract.events import Verified
from easytune.contract.failure import RunFailed
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.train_spec import TrainSpec
from easytune.contract.tuning import HeadOnly
from easytune.modeling.adapter import open_classifier
from easytune.modeling.load import is_multi_label, label_names, load_base, load_tokenizer, stay_offline_and_quiet
from easytune.modeling.parts import head_modules


def main(arguments: list[str]) -> int:
    """Verify the attempt whose folder is the only argument."""
    if len(arguments) != 1 or not (folder := RunFolder(Path(arguments[0]))).spec.is_file():
        print("usage: python -m easytune.trainer.verify FOLDER (with a spec.json)", file=sys.stderr)
        return 2
    spec = TrainSpec.model_validate_json(folder.spec.read_bytes())
    stay_offline_and_quiet()
    try:
        verified = verify_output(folder.output, spec)
    except (RunFailed, SafetensorError, OSError, ValueError, KeyError, RuntimeError):  # an output that cannot be loaded is an answer
        traceback.print_exc()
        verified = Verified(loads=False, differs_from_base=False, output_sha256="", parameters=0, bytes=0)
    write_model(folder.verified, verified)
    return 0 if verified.loads and verified.differs_from_base else 1


def verify_output(output: Path, spec: TrainSpec) -> Verified:
    """Load, predict once, compare with the start. Raises: RunFailed, ValueError and whatever loading raises."""
    base = Path(spec.model.folder)
    tokenizer = load_tokenizer(output)
    model = open_classifier(output, base, tokenizer)
    model.train(False)
    if label_names(model) != spec.labels or is_multi_label(model) != spec.multi_label:
        raise ValueError(f"the labels are {label_names(model)}, expected {spec.labels}")
    with torch.inference_mode():
        logits = model(**tokenizer(["easytune"], return_tensors="pt", truncation=True)).logits
    if logits.shape != (1, len(spec.labels)) or not bool(torch.isfinite(logits).all()):
        raise ValueError(f"the logits are not {len(spec.labels)} finite numbers")
    files = sorted(path for path in output.rglob("*") if path.is_file())
    return Verified(
        loads=True,
        differs_from_base=_differs(model, spec),
        output_sha256=_sha256(output, files),
        parameters=sum(weight.numel() for weight in model.parameters()),
        bytes=sum(path.stat().st_size for path in files),
    )


def _differs(model: PreTrainedModel, spec: TrainSpec) -> bool:
    """Whether any weight is another than at step 0, for which the seed draws the same head again.

    Raises: ValueError when weights differ that this way of tuning leaves alone.
    """
    set_seed(spec.settings.seed)
    folder = Path(spec.model.folder)
    base = load_base(folder, spec.labels, load_tokenizer(folder), multi_label=spec.multi_label)
    start = base.model.state_dict()
    changed = [name for name, weight in model.state_dict().items() if name not in start or not torch.equal(weight, start[name])]
    if isinstance(spec.settings.tuning, HeadOnly):
        head = tuple(f"{name}." for name in head_modules(base))
        frozen = [name for name in changed if not name.startswith(head)]
        if frozen:
            raise ValueError(f"weights outside the head have changed: {', '.join(frozen[:3])}")
    return bool(changed)


def _sha256(output: Path, files: list[Path]) -> str:
    """One hash over the names and the hashes of all files."""
    total = hashlib.sha256()
    for path in files:
        with open(path, "rb") as file:
            total.update(f"{path.relative_to(output).as_posix()}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
