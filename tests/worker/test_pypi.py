"""The index is the one that pip is set up to use; of a version's files the most portable one is chosen."""

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.run_spec import PackageWish
from easytune.worker import pypi
from easytune.worker.pypi import Index, read_pip_config

SHA256 = "a" * 64


def test_the_environment_of_pip_wins_over_its_files() -> None:
    listing = "global.index-url='http://a/simple'\ninstall.index-url='http://b/simple'\nglobal.cert='/c.pem'\nnonsense\n"
    assert read_pip_config(listing) == Index("http://b/simple", "/c.pem")
    assert read_pip_config(listing + ":env:.index-url='http://e/simple'\n:env:.proxy='http://p:1'\n") == Index(
        "http://e/simple", "/c.pem", "http://p:1"
    )
    assert read_pip_config("") == Index()


def test_a_host_is_shown_without_its_password() -> None:
    assert Index("https://user:canary@mirror.example:8443/simple").host == "mirror.example"


@pytest.fixture
def index() -> Iterator[Index]:
    """A page of one project whose files are an sdist, two wheels of 1.0 and a wheel of 2.0 without a hash."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            names = ("tiny-1.0.tar.gz", "tiny-1.0-cp311-cp311-linux_x86_64.whl", "tiny-1.0-py3-none-any.whl", "tiny-2.0-py3-none-any.whl")
            files = [
                {"filename": name, "url": f"/f/{name}", "hashes": {} if "2.0" in name else {"sha256": SHA256}, "size": 7}
                for name in (*names, "tiny-nonsense.whl")
            ]
            body = json.dumps({"meta": {"api-version": "1.1"}, "name": "tiny", "versions": [], "files": files}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/vnd.pypi.simple.v1+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield Index(f"http://127.0.0.1:{server.server_port}/simple")
        server.shutdown()
        thread.join()


def test_a_wheel_for_every_system_is_chosen_with_the_sha256_of_the_index(index: Index) -> None:
    wanted = pypi.resolve(PackageWish(registry="pypi", name="tiny", version="1"), index)
    assert (wanted.filename, wanted.digest, wanted.bytes) == ("tiny-1.0-py3-none-any.whl", SHA256, 7)


def test_a_version_that_is_not_there_and_one_without_a_hash_are_refused(index: Index) -> None:
    for version, code in (
        ("3.0", ErrorCode.PACKAGE_NOT_FOUND),
        ("nonsense", ErrorCode.PACKAGE_NOT_FOUND),
        ("2.0", ErrorCode.DOWNLOAD_FAILED),
    ):
        with pytest.raises(RunFailed) as failed:
            pypi.resolve(PackageWish(registry="pypi", name="tiny", version=version), index)
        assert failed.value.code is code
