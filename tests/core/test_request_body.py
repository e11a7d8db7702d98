"""Depth of JSON without parsing it."""

import json
import time

import pytest

from easytune.core.request_body import nests_deeper_than


@pytest.mark.parametrize("value", [[[[1]]], {"a": [{"b": 1}]}, ["[[[[", "\\", '"', '\\"['], {'"[{': [["}"]]}])
def test_depth_is_counted_outside_of_strings(value: object) -> None:
    assert not nests_deeper_than(json.dumps(value).encode(), 3)
    assert nests_deeper_than(json.dumps([[value]]).encode(), 2)


@pytest.mark.parametrize("body", [b"[]," * 349_000, b'"' * 1_000_000, b'"\\' * 500_000, b'["' * 500_000, b"{" * 1_000_000])
def test_the_worst_body_takes_less_than_a_second(body: bytes) -> None:
    began = time.perf_counter()
    nests_deeper_than(body, 64)
    assert time.perf_counter() - began < 1
