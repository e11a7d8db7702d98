"""Brings a package file into the cache, named by its hash and only when that is right. Knows no recipe; runs nothing it takes.

What has arrived of a file lies beside it as `HASH.part` and is kept when the download ends early: whoever asks next goes on there.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.package_cache import kept_bytes, part_name, partial_file, whole_file
from easytune.contract.run_spec import PackageWish
from easytune.contract.space import is_full
from easytune.worker import npm, pypi
from easytune.worker.claim import claimed, discard
from easytune.worker.fetch import Address, Fetch, Refused
from easytune.worker.meter import Meter
from easytune.worker.report import Report
from easytune.worker.wanted import Wanted

PIECE_SECONDS = 0.2
WAITS_SECONDS = (0.3, 0.7)
Answer = TypeVar("Answer")


class Registry:
    """Takes files for one run. Raises, where nothing else is said: RunFailed, StopAsked."""

    def __init__(self, cache: Path, report: Report) -> None:
        self._cache, self._report = cache, report
        self._npm = npm.Npm(npm.npm_command(), report)

    def resolve(self, wish: PackageWish) -> Wanted:
        """Which file the registry has for a package that a user named."""
        return replace(self._patiently(lambda: self._resolved(wish)), part=part_name(wish))

    def cached(self, wanted: Wanted) -> Path | None:
        path = whole_file(self._cache, wanted.cache_name)
        return path if wanted.is_at(path) else None

    def missing_bytes(self, wanted: Wanted) -> int:
        """What is still to come, as far as the length is known."""
        return max(0, (wanted.bytes or 0) - kept_bytes(self._cache, wanted.cache_name, wanted.part_name))

    def take(self, wanted: Wanted, meter: Meter) -> Path:
        """The file in the cache, downloaded or gone on with unless it is there whole."""
        self._cache.mkdir(parents=True, exist_ok=True)
        if (path := self.cached(wanted)) is not None:
            self._report.say(f"{wanted.name} {wanted.version} 已在缓存中", f"{wanted.name} {wanted.version} is in the cache")
            meter.known(path.stat().st_size)
            return path
        try:
            with claimed(self._partial(wanted), self._wait):
                return self.cached(wanted) or self._bring(wanted, meter)
        except OSError as error:
            if is_full(error):
                raise RunFailed(ErrorCode.DISK_FULL_NOW) from error
            raise

    def discard(self, name: str) -> None:
        """Throw away what has arrived of a file that is not whole. name: its part_name."""
        discard(partial_file(self._cache, name))

    def _bring(self, wanted: Wanted, meter: Meter) -> Path:
        partial, path = self._partial(wanted), whole_file(self._cache, wanted.cache_name)
        begun = partial.stat().st_size
        if begun:
            self._report.say(f"继续下载 {wanted.name}，已有 {begun} 字节", f"Going on with {wanted.name}, {begun} bytes are here")
        else:
            self._report.say(f"正在下载 {wanted.name} {wanted.version}", f"Downloading {wanted.name} {wanted.version}")
        self._download(wanted, partial, meter)
        if begun and not wanted.is_at(partial):  # what an earlier try left may be damaged: once more, from its start
            meter.known(-partial.stat().st_size)
            os.truncate(partial, 0)
            self._download(wanted, partial, meter)
        if not wanted.is_at(partial):
            os.truncate(partial, 0)
            raise RunFailed(ErrorCode.HASH_MISMATCH, name=wanted.name)
        with open(partial, "rb") as file:
            os.fsync(file.fileno())
        os.replace(partial, path)
        return path

    def _download(self, wanted: Wanted, partial: Path, meter: Meter) -> None:
        address = self._patiently(lambda: self._located(wanted))
        try:
            Fetch(wanted.name, address, partial, wanted.bytes, meter, self._wait).to_end()
        except Refused as refused:
            if wanted.registry == "npm" and refused.status in (0, 401, 403):
                self._npm.pack(wanted, partial)
                return
            reason = f"HTTP {refused.status}" if refused.status else "its certificate is not trusted"
            raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=wanted.name, reason=f"{address.host}: {reason}") from None

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        """A registry that stumbles is asked again, a few times."""
        for seconds in WAITS_SECONDS:
            try:
                return ask()
            except RunFailed as failed:
                if failed.code is not ErrorCode.REGISTRY_UNREACHABLE:
                    raise
            self._wait(seconds)
        return ask()

    def _resolved(self, wish: PackageWish) -> Wanted:
        match wish.registry:
            case "pypi":
                return pypi.resolve(wish, pypi.pip_index())
            case "npm":
                return self._npm.resolve(wish)

    def _located(self, wanted: Wanted) -> Address:
        match wanted.registry:
            case "pypi":
                return pypi.locate(wanted, pypi.pip_index())
            case "npm":
                return self._npm.locate(wanted)

    def _partial(self, wanted: Wanted) -> Path:
        return partial_file(self._cache, wanted.part_name)

    def _wait(self, seconds: float) -> None:
        """Raises: StopAsked."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._report.check_stop()
            time.sleep(min(PIECE_SECONDS, left))
