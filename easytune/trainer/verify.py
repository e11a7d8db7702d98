"""`python -m easytune.trainer.verify FOLDER`: loads output/ in a fresh process and compares it with the base. Knows no training.

Writes verified.json. Exit status: 0 it loads and differs, 1 it does not (verified.json says which), 2 called wrongly.
"""

import hashlib
import sys
import traceback
from pathlib import Path

from safetensors import SafetensorError

from easytune.contract.events import Verified
from easytune.contract.failure import RunFailed
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.train_spec import TrainSpec
from easytune.modeling.device import fix_threads
from easytune.modeling.load import stay_offline_and_quiet
from easytune.trainer.lessons import lesson_of


def main(arguments: list[str]) -> int:
    """Verify the attempt whose folder is the only argument."""
    if len(arguments) != 1 or not (folder := RunFolder(Path(arguments[0]))).spec.is_file():
        print("usage: python -m easytune.trainer.verify FOLDER (with a spec.json)", file=sys.stderr)
        return 2
    spec = TrainSpec.model_validate_json(folder.spec.read_bytes())
    stay_offline_and_quiet()
    fix_threads(spec.threads)
    try:
        verified = verify_output(folder.output, spec)
    except (RunFailed, SafetensorError, OSError, ValueError, KeyError, RuntimeError):  # an output that cannot be loaded is an answer
        traceback.print_exc()
        verified = Verified(loads=False, differs_from_base=False, output_sha256="", parameters=0, bytes=0)
    write_model(folder.verified, verified)
    return 0 if verified.loads and verified.differs_from_base else 1


def verify_output(output: Path, spec: TrainSpec) -> Verified:
    """Load, use once, compare with the start. Raises: RunFailed, ValueError and whatever loading raises."""
    found = lesson_of(spec).compare(output)
    files = sorted(path for path in output.rglob("*") if path.is_file())
    return Verified(
        loads=True,
        differs_from_base=found.differs_from_base,
        output_sha256=_sha256(output, files),
        parameters=found.parameters,
        bytes=sum(path.stat().st_size for path in files),
        token_agreement=found.token_agreement,
    )


def _sha256(output: Path, files: list[Path]) -> str:
    """One hash over the names and the hashes of all files."""
    total = hashlib.sha256()
    for path in files:
        with open(path, "rb") as file:
            total.update(f"{path.relative_to(output).as_posix()}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
