"""The ways in which a disk, a person or a program spoils a checkpoint, as data. Knows folders; knows no trainer and no decision."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from easytune.trainer.manifest import MANIFEST

Spoil = Callable[[Path, Path, Path], object]  # the file, the same file of another step, the same file of another job
STRANGERS = ("scaler.pt", "pytorch_model.bin", "model.safetensors.index.json", "adapter_model.bin", "optimizer.bin", "rng_state_0.pth")


@dataclass(frozen=True)
class Case:
    """apply spoils a good/ folder, given that of another job."""

    name: str
    apply: Callable[[Path, Path], None]


def all_cases(good: Path) -> list[Case]:
    """For checkpoints like these: each file each way, the manifest bit by bit, strangers, whole folders, and two damages at once."""
    newest, older, *_ = names = [f"step-{step}" for step in steps_of(good)]
    files = sorted(path.name for path in (good / newest).iterdir())
    cases = [one_file(newest, older, file, way) for file, way in product(files, SPOILS)]
    cases += [one_file(names[-1], older, file, "one bit in the middle") for file in files]  # the best
    cases += [flipped_manifest(newest, position) for position in range(0, (good / newest / MANIFEST).stat().st_size, 16)]
    cases += [stranger(newest, file) for file in STRANGERS]
    cases += list(whole_folders(newest, older))
    cases += [two(one_file(newest, older, first, "one bit in the middle"), one_file(older, newest, second, "truncated"))
              for first, second in zip(files, reversed(files), strict=True)]  # fmt: skip
    cases += [two(one_file(newest, older, file, "of another job"), one_file(newest, older, MANIFEST, "of another job")) for file in files]
    cases.append(Case("every checkpoint: one bit", lambda here, other: _all_of(here, names, files)))
    return cases


def steps_of(good: Path) -> list[int]:
    """Newest first."""
    return sorted((int(path.name.removeprefix("step-")) for path in good.glob("step-*")), reverse=True)


def one_file(folder: str, other_step: str, file: str, way: str) -> Case:
    def apply(good: Path, other: Path) -> None:
        other_job = other / f"step-{steps_of(other)[0]}"
        SPOILS[way](good / folder / file, good / other_step / file, other_job / file)

    return Case(f"{folder}/{file}: {way}", apply)


def flipped_manifest(folder: str, position: int) -> Case:
    """The lowest bit: digits become other digits, and the file stays JSON."""
    return Case(f"{folder}/{MANIFEST}: bit of byte {position}", lambda good, _other: flip(good / folder / MANIFEST, position))


def stranger(folder: str, file: str) -> Case:
    def apply(good: Path, _other: Path) -> None:
        (good / folder / file).write_bytes(b"{}")

    return Case(f"{folder}/{file}: nobody committed it", apply)


def whole_folders(newest: str, older: str) -> Iterator[Case]:
    """What rsync, a person with a file manager, or a lost rename leaves."""

    def swap(good: Path, _other: Path) -> None:
        (good / newest).rename(good / "between")
        (good / older).rename(good / newest)
        (good / "between").rename(good / older)

    def of_other_job(good: Path, other: Path) -> None:
        shutil.rmtree(good / newest)
        shutil.copytree(other / f"step-{steps_of(other)[0]}", good / newest)

    def link(good: Path, _other: Path) -> None:
        (good / newest).rename(good / "elsewhere")
        (good / newest).symlink_to(good / "elsewhere")

    yield Case("two steps change places", swap)
    yield Case("the folder is of another job", of_other_job)
    yield Case("the folder is a link", link)
    yield Case("the folder is gone", lambda good, _other: shutil.rmtree(good / newest))
    yield Case("a folder among the files", lambda good, _other: (good / newest / "adapter").mkdir())


def two(first: Case, second: Case) -> Case:
    def apply(good: Path, other: Path) -> None:
        first.apply(good, other)
        second.apply(good, other)

    return Case(f"{first.name} + {second.name}", apply)


def flip(path: Path, position: int, bit: int = 1) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= bit
    path.write_bytes(content)


def _all_of(good: Path, folders: list[str], files: list[str]) -> None:
    for number, folder in enumerate(folders):
        flip(good / folder / files[number % len(files)], 0)


def _size(path: Path) -> int:
    return path.stat().st_size


def _link(path: Path) -> None:
    """To the very same bytes, which anybody may change later."""
    elsewhere = path.parent.parent / f"elsewhere-{path.name}"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SPOILS: dict[str, Spoil] = {
    "missing": lambda path, _step, _job: path.unlink(),
    "truncated": lambda path, _step, _job: path.write_bytes(path.read_bytes()[: _size(path) // 2]),
    "one byte short": lambda path, _step, _job: path.write_bytes(path.read_bytes()[:-1]),
    "one byte more": lambda path, _step, _job: path.write_bytes(path.read_bytes() + b"\0"),
    "empty": lambda path, _step, _job: path.write_bytes(b""),
    "zeros": lambda path, _step, _job: path.write_bytes(bytes(_size(path))),
    "one bit at the start": lambda path, _step, _job: flip(path, 0),
    "one bit in the middle": lambda path, _step, _job: flip(path, _size(path) // 2, 16),
    "one bit at the end": lambda path, _step, _job: flip(path, _size(path) - 1, 128),
    "of another step": lambda path, step, _job: shutil.copyfile(step, path),
    "of another job": lambda path, _step, job: shutil.copyfile(job, path),
    "a link": lambda path, _step, _job: _link(path),
    "a folder": lambda path, _step, _job: _folder(path),
}
