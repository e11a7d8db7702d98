"""constraints.txt pins everything that set-up installs, directly or not, and what is installed is what it says."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "easytune-llm"


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    """{canonical name: version} of constraints.txt."""
    lines = [line.split("#")[0].strip() for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()]
    return {canonical(name): version for name, version in (line.split("==") for line in lines if line)}


def required(name: str, extras: frozenset[str], found: dict[str, str]) -> None:
    """Collect {canonical name: installed version} of everything a package needs on this machine."""
    for text in distribution(name).requires or []:
        requirement = Requirement(text)
        environments = [{"extra": extra} for extra in extras or {""}]
        if requirement.marker and not any(requirement.marker.evaluate(environment) for environment in environments):
            continue
        key = canonical(requirement.name)
        asked = frozenset(requirement.extras)
        if key in found and not asked:
            continue
        try:
            found[key] = distribution(requirement.name).version
        except PackageNotFoundError:
            found[key] = "not installed"
            continue
        required(requirement.name, asked, found)


def test_every_installed_requirement_is_pinned_to_the_version_that_is_installed() -> None:
    found: dict[str, str] = {}
    required(PROJECT, frozenset({"dev", "postgres"}), found)
    pinned = pins()
    wrong = {name: (version, pinned.get(name)) for name, version in found.items() if version.split("+")[0] != pinned.get(name)}
    assert len(found) > 50
    assert not wrong, f"installed, pinned: {wrong}"


def test_torch_is_pinned_so_that_no_other_build_is_pulled() -> None:
    assert pins()["torch"] == "2.13.0"


def test_nothing_is_pinned_twice_or_loosely() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+(?: *#.*)?", line) for line in lines)
    assert len(pins()) == len(lines)
