"""Files come from the index that pip is set up to use, whole or not at all; a small index on loopback plays it."""

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Progress
from easytune.contract.failure import RunFailed, StopAsked
from easytune.contract.run_spec import PackageFile
from easytune.worker import pypi, registry
from easytune.worker.pypi import Index, read_pip_config
from tests.worker.folders import events_of, report_in

CONTENT = bytes(range(256)) * 5000
GOOD = PackageFile(
    registry="pypi",
    name="Tiny_Model",
    version="1.0",
    filename="tiny_model-1.0.tar.gz",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    bytes=len(CONTENT),
)


@dataclass
class FakeIndex:
    """Serves one project with one file; `content` is what it really sends."""

    url: str = ""
    content: bytes = CONTENT
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    fake = FakeIndex()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.requests.append(self.path)
            if self.path == "/simple/tiny-model/":
                files = [{"filename": GOOD.filename, "url": f"/files/{GOOD.filename}", "hashes": {}}]
                page = {"meta": {"api-version": "1.0"}, "name": "tiny-model", "files": files}
                self._send(json.dumps(page).encode(), "application/vnd.pypi.simple.v1+json")
            elif self.path == f"/files/{GOOD.filename}":
                self._send(fake.content, "application/octet-stream")
            else:
                self.send_error(404)

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(CONTENT) if kind.endswith("stream") else len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.url = f"http://127.0.0.1:{server.server_port}/simple"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield fake
        server.shutdown()
        thread.join()


@pytest.fixture
def pip_index(index: FakeIndex, monkeypatch: pytest.MonkeyPatch) -> FakeIndex:
    """pip itself is told of the index, by its own environment variable."""
    monkeypatch.setenv("PIP_INDEX_URL", index.url)
    return index


def take(tmp_path: Path, package: PackageFile = GOOD) -> Path:
    report = report_in(tmp_path / "run")
    (tmp_path / "scratch").mkdir(exist_ok=True)
    try:
        return registry.take(package, tmp_path / "cache", tmp_path / "scratch", report)
    finally:
        report.close()


def test_a_file_is_streamed_to_the_cache_under_its_hash_with_progress(pip_index: FakeIndex, tmp_path: Path) -> None:
    cached = take(tmp_path)
    assert cached == tmp_path / "cache" / GOOD.sha256
    assert cached.read_bytes() == CONTENT
    progress = [event for event in events_of(tmp_path / "run") if isinstance(event, Progress)]
    assert (progress[-1].done, progress[-1].total) == (len(CONTENT), len(CONTENT))


def test_what_is_in_the_cache_is_not_downloaded_again(pip_index: FakeIndex, tmp_path: Path) -> None:
    take(tmp_path)
    asked = len(pip_index.requests)
    take(tmp_path)
    assert len(pip_index.requests) == asked


def test_a_damaged_cache_file_is_downloaded_again(pip_index: FakeIndex, tmp_path: Path) -> None:
    take(tmp_path).write_bytes(b"damaged")
    assert take(tmp_path).read_bytes() == CONTENT


def test_a_wrong_hash_is_thrown_away(pip_index: FakeIndex, tmp_path: Path) -> None:
    pip_index.content = CONTENT[:-1] + b"!"
    with pytest.raises(RunFailed) as failed:
        take(tmp_path)
    assert failed.value.code is ErrorCode.HASH_MISMATCH
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_file_longer_than_the_catalogue_says_is_cut_off(pip_index: FakeIndex, tmp_path: Path) -> None:
    with pytest.raises(RunFailed) as failed:
        take(tmp_path, GOOD.model_copy(update={"bytes": 1000}))
    assert failed.value.code is ErrorCode.DOWNLOAD_FAILED
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_connection_that_breaks_is_a_failed_download(pip_index: FakeIndex, tmp_path: Path) -> None:
    pip_index.content = CONTENT[:1000]
    with pytest.raises(RunFailed) as failed:
        take(tmp_path)
    assert failed.value.code is ErrorCode.DOWNLOAD_FAILED


def test_an_unknown_package_and_an_unknown_file_say_so(index: FakeIndex, tmp_path: Path) -> None:
    report = report_in(tmp_path / "run")
    for change in ({"name": "no-such-package"}, {"filename": "tiny_model-2.0.tar.gz"}):
        with pytest.raises(RunFailed) as failed:
            pypi.download(GOOD.model_copy(update=change), tmp_path / "file", Index(index.url), report)
        assert failed.value.code is ErrorCode.DOWNLOAD_FAILED
    report.close()


def test_an_error_never_shows_the_password_of_the_index(tmp_path: Path) -> None:
    report = report_in(tmp_path / "run")
    with pytest.raises(RunFailed) as failed:
        pypi.download(GOOD, tmp_path / "file", Index("http://user:canary@127.0.0.1:9/simple"), report)
    report.close()
    assert failed.value.params == {"name": "Tiny_Model", "reason": "no connection"}
    assert "canary" not in str(failed.value)


def test_a_download_stops_when_asked(pip_index: FakeIndex, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "stop").write_text("discard")
    with pytest.raises(StopAsked):
        take(tmp_path)


def test_the_environment_of_pip_wins_over_its_files() -> None:
    listing = "global.index-url='http://a/simple'\ninstall.index-url='http://b/simple'\nglobal.cert='/c.pem'\nnonsense\n"
    assert read_pip_config(listing) == Index("http://b/simple", "/c.pem")
    assert read_pip_config(listing + ":env:.index-url='http://e/simple'\n") == Index("http://e/simple", "/c.pem")
    assert read_pip_config("") == Index()
