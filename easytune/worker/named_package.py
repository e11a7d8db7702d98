"""Finds the ordinary model folder in a package that a user named and copies its data files. Knows no registry and loads nothing.

Only files of known kinds are taken, so that code and pickles beside the weights stay behind; what the taken files say
(a pointer to code, damaged weights) is judged by the scan before the model is registered.
"""

import fnmatch
import shutil
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.report import Report

TAKEN = (
    "config.json", "generation_config.json", "*.safetensors", "*.safetensors.index.json", "tokenizer.json", "tokenizer_config.json",
    "special_tokens_map.json", "added_tokens.json", "vocab.json", "vocab.txt", "merges.txt", "spiece.model", "sentencepiece.bpe.model",
    "tokenizer.model", "chat_template.jinja", "README.md", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE",
)  # fmt: skip
_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model")
_MOST_NAMED = 5


def copy_model(unpacked: Path, name: str, folder: str | None, output: Path, report: Report) -> None:
    """Raises: RunFailed(PACKAGE_NO_MODEL) when there is no model folder, several, or not the one that was named; StopAsked."""
    found = {path.relative_to(unpacked).as_posix(): path for path in _model_folders(unpacked)}
    source = found.get(folder.strip("/")) if folder is not None else next(iter(found.values())) if len(found) == 1 else None
    if source is None:
        raise RunFailed(ErrorCode.PACKAGE_NO_MODEL, name=name, reason=_why(list(found), folder))
    left: list[str] = []
    for path in sorted(source.iterdir()):
        if path.is_file() and any(fnmatch.fnmatchcase(path.name, pattern) for pattern in TAKEN):
            report.check_stop()
            shutil.copyfile(path, output / path.name)
        else:
            left.append(path.name)
    if left:
        report.say(f"未取用 {len(left)} 项，例如 {left[0]}", f"{len(left)} entries were left behind, for example {left[0]}")


def _model_folders(root: Path) -> list[Path]:
    return sorted(
        config.parent
        for config in root.rglob("config.json")
        if any(config.parent.glob("*.safetensors")) and any((config.parent / name).is_file() for name in _TOKENIZERS)
    )


def _why(found: list[str], folder: str | None) -> str:
    if not found:
        return "no folder has config.json, *.safetensors and a tokenizer"
    names = ", ".join(found[:_MOST_NAMED])
    return f"there are several ({names}); name one" if folder is None else f"{folder!a:.100} is none of {names}"
