"""Takes one release file from the Python package index that pip is set up to use. Knows no archive; never installs or builds."""

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import requests
from pypi_simple import NoSuchProjectError, PyPISimple, UnsupportedContentTypeError, UnsupportedRepoVersionError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.run_spec import PackageFile
from easytune.worker.report import Report

CHUNK_BYTES = 256 * 1024
MAX_BYTES = 4 * 1024**3
TIMEOUT_SECONDS = (15.0, 60.0)  # to connect, between two bytes
PIP_CONFIG_SECONDS = 30
_SECTIONS = (":env:", "install", "global")  # pip's own precedence


@dataclass(frozen=True)
class Index:
    """Where pip takes packages from; None means the default of the library."""

    url: str | None = None
    certificates: str | None = None


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

    return Index(first("index-url"), first("cert"))


def download(package: PackageFile, target: Path, index: Index, report: Report) -> None:
    """Stream the file to target; the caller checks the hash. Raises: RunFailed(DOWNLOAD_FAILED), StopAsked."""
    try:
        with requests.Session() as session, _client(index, session) as client:
            page = client.get_project_page(package.name, timeout=TIMEOUT_SECONDS)
            urls = [found.url for found in page.packages if found.filename == package.filename]
            if not urls:
                raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=package.name, reason=f"the index has no file {package.filename}")
            with session.get(urls[0], stream=True, timeout=TIMEOUT_SECONDS) as response:
                response.raise_for_status()
                _save(response, package, target, report)
    except NoSuchProjectError:
        raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=package.name, reason="the index does not have it") from None
    except (requests.RequestException, UnsupportedContentTypeError, UnsupportedRepoVersionError) as error:
        raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=package.name, reason=_reason(error)) from None


def _client(index: Index, session: requests.Session) -> PyPISimple:
    if index.certificates is not None:
        session.verify = index.certificates
    return PyPISimple(session=session) if index.url is None else PyPISimple(index.url.rstrip("/") + "/", session=session)


def _save(response: requests.Response, package: PackageFile, target: Path, report: Report) -> None:
    limit = package.bytes or MAX_BYTES
    done = 0
    with open(target, "wb") as file:
        for chunk in response.iter_content(CHUNK_BYTES):
            done += len(chunk)
            if done > limit:
                raise RunFailed(ErrorCode.DOWNLOAD_FAILED, name=package.name, reason=f"the file is larger than {limit} bytes")
            file.write(chunk)
            report.progress(done, package.bytes)


def _reason(error: Exception) -> str:
    """What happened, without an address: it may carry a password."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__
