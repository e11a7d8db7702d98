"""The parts of the demo that need no platform: options, port, figures, failures. Knows no HTTP answer."""

import argparse
import json
import socket
from pathlib import Path

import pytest

from easytune.demo.client import Client
from easytune.demo.failure import DemoFailed
from easytune.demo.options import DEFAULT_FOLDER, DemoOptions, add_arguments, from_arguments
from easytune.demo.platform import HOST, choose_port, running_platform
from easytune.demo.result import DemoResult, median_milliseconds, share_equal


def options(*words: str) -> DemoOptions:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return from_arguments(parser.parse_args(words))


def test_the_demo_has_a_folder_of_its_own_and_stays_unless_told_otherwise() -> None:
    plain = options()
    assert plain.data_dir == DEFAULT_FOLDER.expanduser()
    assert not plain.once
    assert not plain.prints_json


def test_once_always_prints_the_result(tmp_path: Path) -> None:
    chosen = options("--once", "--port", "1234", "--data-dir", str(tmp_path), "--setup-seconds", "1.5")
    assert chosen == DemoOptions(once=True, json=False, port=1234, data_dir=tmp_path, setup_seconds=1.5)
    assert chosen.prints_json
    assert options("--json").prints_json


def test_a_taken_port_is_refused_when_it_was_asked_for_and_avoided_when_not() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with pytest.raises(DemoFailed, match=f"Port {port} cannot be used"):
            choose_port(port)
        assert choose_port(None) != port
    assert choose_port(port) == port


def test_a_port_that_does_not_exist_is_a_sentence() -> None:
    with pytest.raises(DemoFailed, match="Port 70000"):
        choose_port(70000)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DemoFailed, match="cannot be written"), running_platform(tmp_path / "file" / "data", None):
        pass


def test_a_platform_that_is_not_there_is_a_sentence() -> None:
    client = Client(f"http://{HOST}:{choose_port(0)}")
    with pytest.raises(DemoFailed, match="did not answer POST /session"):
        client.sign_in("admin", "admin123")
    client.close()


def test_the_last_line_holds_every_figure() -> None:
    result = DemoResult(
        accuracy=0.87654321,
        heldout_rows=4000,
        train_seconds=160,
        train_samples=12000,
        samples_per_second=75.0,
        predict_ms_p50=12.3,
        predictor_ms_p50=8.1,
        setup_seconds=0.2,
        total_seconds=200,
    )
    line = result.line()
    assert "\n" not in line
    assert json.loads(line) == {
        "accuracy": 0.8765,
        "heldout_rows": 4000,
        "train_seconds": 160,
        "train_samples": 12000,
        "samples_per_second": 75.0,
        "predict_ms_p50": 12.3,
        "predictor_ms_p50": 8.1,
        "setup_seconds": 0.2,
        "total_seconds": 200,
    }


def test_accuracy_and_median_are_what_they_say() -> None:
    assert share_equal(["a", "b", "a", "b"], ["a", "b", "b", "b"]) == 0.75
    assert median_milliseconds([0.001, 0.9, 0.002]) == pytest.approx(2.0)
    with pytest.raises(ValueError, match="shorter"):
        share_equal(["a", "b"], ["a"])
