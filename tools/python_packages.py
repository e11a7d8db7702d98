"""Makes `.venv` and installs the Python packages through pip. Knows no front end and no browser, and names no package index."""

import subprocess
import sys
from pathlib import Path

from tools.checkout import Checkout
from tools.show import SetupError, run_quietly, step
from tools.stamps import Stamp, digest_of_requirements

PIP_SECONDS = 3000
RUNTIME: tuple[str, ...] = ()
DEVELOPMENT: tuple[str, ...] = ("dev",)


def packages_are_current(checkout: Checkout, extras: tuple[str, ...]) -> bool:
    """Whether pip has nothing to do; reads three small files."""
    stamp = _stamp(checkout, extras)
    return checkout.python.exists() and not _marker(checkout).exists() and stamp.is_current(_digest(checkout, extras))


def install_packages(checkout: Checkout, extras: tuple[str, ...]) -> None:
    """Bring `.venv` up to date. One that an earlier set-up left half-installed is made anew."""
    if packages_are_current(checkout, extras):
        return
    if not _usable(checkout):
        with step("Python environment (.venv)"):
            _make_environment(checkout)
    marker = _marker(checkout)
    with step("Python packages (pip)" + (f" with {', '.join(extras)}" if extras else "")):
        for kind in (RUNTIME, DEVELOPMENT):
            _stamp(checkout, kind).remove()
        marker.touch()
        try:
            pip_install(checkout, "--editable", f".[{','.join(extras)}]" if extras else ".")
        except SetupError:
            if not _pip_began_to_install(checkout):
                marker.unlink()
            raise
        marker.unlink()
    for kind in {RUNTIME, extras}:
        _stamp(checkout, kind).write(_digest(checkout, kind))


def pip_install(checkout: Checkout, *arguments: str) -> None:
    """Install through pip with our pins; the index is whatever pip is set to."""
    command: list[str | Path] = [
        checkout.python,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "-c",
        checkout.constraints,
        *arguments,
    ]
    run_quietly(command, log=_pip_log(checkout), cwd=checkout.root, timeout_seconds=PIP_SECONDS)


def _make_environment(checkout: Checkout) -> None:
    try:
        command: list[str | Path] = [sys.executable, "-m", "venv", "--clear", checkout.venv]
        run_quietly(command, log=checkout.logs / "venv.log", cwd=checkout.root, timeout_seconds=300)
    except SetupError as error:
        raise SetupError(f"{error}\nOn Debian and Ubuntu the package python3-venv is needed: apt-get install python3-venv") from error


def _usable(checkout: Checkout) -> bool:
    """Whether the environment runs, is new enough, has pip, and no pip was killed in it."""
    if _marker(checkout).exists() or not checkout.python.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([checkout.python, "-c", question], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _digest(checkout: Checkout, extras: tuple[str, ...]) -> str:
    return digest_of_requirements(checkout.pyproject.read_text("utf-8"), checkout.constraints.read_text("utf-8"), extras)


def _stamp(checkout: Checkout, extras: tuple[str, ...]) -> Stamp:
    return Stamp(checkout.venv / f"easytune-{'-'.join(extras) or 'runtime'}.stamp")


def _pip_log(checkout: Checkout) -> Path:
    return checkout.logs / "pip.log"


def _pip_began_to_install(checkout: Checkout) -> bool:
    """Before that line a failed pip has changed nothing; after it a package may be half there."""
    return "Installing collected packages" in _pip_log(checkout).read_text(errors="replace")


def _marker(checkout: Checkout) -> Path:
    """There while pip works, and left behind by one that was killed."""
    return checkout.venv / "easytune-pip-at-work"
