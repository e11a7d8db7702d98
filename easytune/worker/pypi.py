"""Finds release files in the Python package index that pip is set up to use. Knows no archive; never installs or builds."""

import ast
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version
from pypi_simple import (
    PYPI_SIMPLE_ENDPOINT,
    DistributionPackage,
    NoSuchProjectError,
    PyPISimple,
    UnsupportedContentTypeError,
    UnsupportedRepoVersionError,
)

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.run_spec import PackageWish
from easytune.worker.fetch import TIMEOUT_SECONDS, Address, reason_of
from easytune.worker.wanted import Wanted

PIP_CONFIG_SECONDS = 30
_SECTIONS = (":env:", "install", "global")  # pip's own precedence


@dataclass(frozen=True)
class Index:
    """Where pip takes packages from; None means the default of the library."""

    url: str | None = None
    certificates: str | None = None
    proxy: str | None = None

    @property
    def host(self) -> str:
        """For messages: without user and password."""
        return urlsplit(self._client_url()).hostname or "?"

    def _client_url(self) -> str:
        return self.url or PYPI_SIMPLE_ENDPOINT


def pip_index() -> Index:
    """What `pip config` says, so that a company's index set up once is used here too."""
    try:
        listing = subprocess.run(
            [sys.executable, "-m", "pip", "config", "list"],
            capture_output=True,
            text=True,
            timeout=PIP_CONFIG_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Index()
    return read_pip_config(listing)


def read_pip_config(listing: str) -> Index:
    """Lines such as `global.index-url='…'`, the value a Python string."""
    options: dict[str, str] = {}
    for line in listing.splitlines():
        key, equals, value = line.partition("=")
        if equals and value[:1] in ("'", '"'):
            options[key] = str(ast.literal_eval(value))

    def first(name: str) -> str | None:
        return next((options[f"{section}.{name}"] for section in _SECTIONS if f"{section}.{name}" in options), None)

    return Index(first("index-url"), first("cert"), first("proxy"))


def locate(wanted: Wanted, index: Index) -> Address:
    """Where the index keeps the file. Raises: RunFailed(PACKAGE_NOT_FOUND, REGISTRY_UNREACHABLE)."""
    session = _session(index)
    for found in _files(wanted.name, wanted.version, index, session):
        if found.filename == wanted.filename:
            return Address(found.url, session)
    raise RunFailed(ErrorCode.PACKAGE_NOT_FOUND, host=index.host, name=wanted.filename, version=wanted.version)


def resolve(wish: PackageWish, index: Index) -> Wanted:
    """The file of a version: a wheel for every system rather than another, a wheel rather than an sdist; with the index's sha256.

    Raises: RunFailed(PACKAGE_NOT_FOUND, REGISTRY_UNREACHABLE, DOWNLOAD_FAILED when the index says no sha256).
    """
    files = [found for found in _files(wish.name, wish.version, index, _session(index)) if _is_version(found.filename, wish.version)]
    if not files:
        raise RunFailed(ErrorCode.PACKAGE_NOT_FOUND, host=index.host, name=wish.name, version=wish.version)
    best = max(files, key=lambda found: (found.filename.endswith("-none-any.whl"), found.filename.endswith(".whl"), found.filename))
    sha256 = best.digests.get("sha256")
    if sha256 is None:
        raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=wish.name, reason="the index gives no sha256 for it")
    return Wanted("pypi", wish.name, wish.version, best.filename, "sha256", sha256.lower(), best.size)


def _files(name: str, version: str, index: Index, session: requests.Session) -> list[DistributionPackage]:
    client = PyPISimple(session=session) if index.url is None else PyPISimple(index.url.rstrip("/") + "/", session=session)
    try:
        return client.get_project_page(name, timeout=TIMEOUT_SECONDS).packages
    except NoSuchProjectError:
        raise RunFailed(ErrorCode.PACKAGE_NOT_FOUND, host=index.host, name=name, version=version) from None
    except (requests.RequestException, UnsupportedContentTypeError, UnsupportedRepoVersionError) as error:
        raise RunFailed(ErrorCode.REGISTRY_UNREACHABLE, host=index.host, name=name, reason=reason_of(error)) from None


def _session(index: Index) -> requests.Session:
    session = requests.Session()
    if index.certificates is not None:
        session.verify = index.certificates
    if index.proxy is not None:
        session.proxies = {"http": index.proxy, "https": index.proxy}
    return session


def _is_version(filename: str, version: str) -> bool:
    try:
        found = parse_wheel_filename(filename)[1] if filename.endswith(".whl") else parse_sdist_filename(filename)[1]
        return found == Version(version)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return False
