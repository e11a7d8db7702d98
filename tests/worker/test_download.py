"""A file arrives whole however badly the index behaves, or the run says why not; an index on loopback misbehaves."""

import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Progress
from easytune.contract.failure import RunFailed, StopAsked
from easytune.worker import fetch, registry
from easytune.worker.meter import Meter
from easytune.worker.wanted import Wanted
from tests.worker.folders import events_of, report_in
from tests.worker.index_server import FILENAME, GOOD, FakeIndex, Misdeed, running_index

CONTENT = bytes(range(256)) * 5000
WANTED = Wanted("pypi", "Tiny_Model", "1.0", FILENAME, "sha256", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeIndex]:
    """pip itself is told of the index, by its own environment variable; waits between tries are short."""
    monkeypatch.setattr(fetch, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(registry, "WAITS_SECONDS", (0.01,))
    with running_index(CONTENT) as fake:
        monkeypatch.setenv("PIP_INDEX_URL", fake.url)
        yield fake


def take(tmp_path: Path, wanted: Wanted = WANTED, run: str = "run") -> Path:
    report = report_in(tmp_path / run)
    try:
        return registry.Registry(tmp_path / "cache", report).take(wanted, Meter(report, wanted.bytes))
    finally:
        report.close()


def part(tmp_path: Path) -> Path:
    return tmp_path / "cache" / f"{WANTED.digest}.part"


def refusal(tmp_path: Path, wanted: Wanted = WANTED) -> RunFailed:
    with pytest.raises(RunFailed) as failed:
        take(tmp_path, wanted)
    return failed.value


def kept_bytes(tmp_path: Path) -> int:
    return sum(path.stat().st_size for path in (tmp_path / "cache").iterdir())


def test_a_file_comes_to_the_cache_under_its_hash_with_progress_and_speed(index: FakeIndex, tmp_path: Path) -> None:
    index.bytes_per_second = len(CONTENT) / 1.0
    cached = take(tmp_path)
    assert (cached.name, cached.read_bytes()) == (WANTED.digest, CONTENT)
    assert not part(tmp_path).exists()
    progress = [event for event in events_of(tmp_path / "run") if isinstance(event, Progress)]
    assert (progress[-1].done, progress[-1].total) == (len(CONTENT), len(CONTENT))
    speeds = [event.per_second for event in progress if event.per_second is not None]
    assert 0.3 * len(CONTENT) < speeds[-1] < 3 * len(CONTENT)


def test_what_is_in_the_cache_is_not_downloaded_again_unless_it_is_damaged(index: FakeIndex, tmp_path: Path) -> None:
    take(tmp_path)
    take(tmp_path)
    assert (len(index.asked), index.pages) == (1, 1)
    take(tmp_path).write_bytes(b"damaged")
    assert take(tmp_path).read_bytes() == CONTENT


def test_a_connection_that_is_cut_again_and_again_goes_on_where_it_was(index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [*[Misdeed(cut_after=100_000)] * 9, GOOD]
    assert take(tmp_path).read_bytes() == CONTENT
    assert index.asked == [None, *(f"bytes={number * 100_000}-" for number in range(1, 10))]


def test_a_later_run_goes_on_with_what_an_earlier_one_left(index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [Misdeed(cut_after=300_000), Misdeed(status=503)]
    assert refusal(tmp_path).code is ErrorCode.REGISTRY_UNREACHABLE
    assert part(tmp_path).stat().st_size == 300_000
    index.misdeeds.clear()
    index.asked.clear()
    assert take(tmp_path, run="later").read_bytes() == CONTENT
    assert index.asked == ["bytes=300000-"]
    first = next(event for event in events_of(tmp_path / "later") if isinstance(event, Progress))
    assert (first.done, first.total) == (300_000, len(CONTENT))


@pytest.mark.parametrize("misdeed", [Misdeed(no_ranges=True), Misdeed(wrong_range=True)])
def test_a_server_that_does_not_go_on_as_asked_sends_all_of_it_again(misdeed: Misdeed, index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [Misdeed(cut_after=1000), misdeed, GOOD]
    assert take(tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("left", [b"x" * 500, CONTENT[:-1] + b"!", CONTENT + b"more"])
def test_what_is_left_of_another_file_does_no_harm(left: bytes, index: FakeIndex, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    part(tmp_path).write_bytes(left)
    assert take(tmp_path).read_bytes() == CONTENT


def test_a_server_that_asks_for_patience_gets_it(index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [Misdeed(status=429, retry_after="1"), GOOD]
    started = time.monotonic()
    assert take(tmp_path).read_bytes() == CONTENT
    assert time.monotonic() - started > 1.0


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_told_at_once_with_the_host(status: int, index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [Misdeed(status=status)]
    failed = refusal(tmp_path)
    assert (failed.code, failed.params["reason"]) == (ErrorCode.DOWNLOAD_FAILED, f"127.0.0.1: HTTP {status}")
    assert len(index.asked) == 1


def test_a_wrong_hash_is_thrown_away(index: FakeIndex, tmp_path: Path) -> None:
    index.content = CONTENT[:-1] + b"!"
    assert refusal(tmp_path).code is ErrorCode.HASH_MISMATCH
    assert kept_bytes(tmp_path) == 0


@pytest.mark.parametrize("content", [CONTENT + b"x", CONTENT[:-1]])
def test_a_file_of_another_length_than_the_catalogue_says_is_refused(content: bytes, index: FakeIndex, tmp_path: Path) -> None:
    index.content = content
    assert refusal(tmp_path).code is ErrorCode.DOWNLOAD_FAILED
    assert kept_bytes(tmp_path) == 0


def test_a_length_that_promises_more_than_comes_is_noticed(index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [Misdeed(more_length=50)]
    assert refusal(tmp_path).code is ErrorCode.DOWNLOAD_FAILED


def test_a_length_that_nobody_knows_has_a_limit(index: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 1000)
    index.misdeeds = [Misdeed(more_length=-len(CONTENT))]
    assert refusal(tmp_path, Wanted("pypi", "Tiny_Model", "1.0", FILENAME, "sha256", WANTED.digest, None)).code is ErrorCode.HASH_MISMATCH


def test_an_unknown_package_and_an_unknown_file_say_so_with_the_host(index: FakeIndex, tmp_path: Path) -> None:
    for wanted in (
        Wanted("pypi", "no-such", "1.0", FILENAME, "sha256", "0" * 64, 1),
        Wanted("pypi", "tiny-model", "2.0", "x.whl", "sha256", "0" * 64, 1),
    ):
        failed = refusal(tmp_path, wanted)
        assert (failed.code, failed.params["host"]) == (ErrorCode.PACKAGE_NOT_FOUND, "127.0.0.1")


def test_offline_names_the_configured_host_and_never_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "WAITS_SECONDS", (0.01,))
    monkeypatch.setenv("PIP_INDEX_URL", "http://user:canary@127.0.0.1:9/simple")
    failed = refusal(tmp_path)
    assert failed.code is ErrorCode.REGISTRY_UNREACHABLE
    assert failed.params == {"host": "127.0.0.1", "name": "Tiny_Model", "reason": "no connection"}
    assert "canary" not in str(failed)


def test_a_stop_while_waiting_for_patience_is_heard(index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [Misdeed(status=503, retry_after="60")]
    timer = threading.Timer(0.3, lambda: (tmp_path / "run" / "stop").write_text("save"))
    timer.start()
    started = time.monotonic()
    with pytest.raises(StopAsked):
        take(tmp_path)
    timer.join()
    assert time.monotonic() - started < 2


def test_two_runs_that_want_one_file_download_it_once(index: FakeIndex, tmp_path: Path) -> None:
    index.bytes_per_second = len(CONTENT) / 0.5
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda run=run: found.append(take(tmp_path, run=run).read_bytes())) for run in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [CONTENT, CONTENT]
    assert len(index.asked) == 1
