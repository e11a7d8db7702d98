"""Which bytes are text, and in which encoding."""

import codecs
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets.encoding import detect
from tests.datasets.files import THREE_ROWS, read


def detected(folder: Path, content: bytes) -> str:
    path = folder / "raw"
    path.write_bytes(content)
    return detect(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_is_read_in_every_supported_encoding(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, "a.csv", THREE_ROWS.encode(encoding))
    assert found.imported.layout.encoding == encoding
    assert [row.text for row in found.rows()] == ["今天天气很好", "我很不开心", "这个产品不错"]


def test_utf16_big_endian_with_a_mark_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", codecs.BOM_UTF16_BE + THREE_ROWS.encode("utf-16-be"))
    assert [row.label for row in found.rows()] == ["positive", "negative", "positive"]


def test_short_chinese_in_gb18030_is_told_from_others_that_it_reads_as(tmp_path: Path) -> None:
    assert detected(tmp_path, "text,label\n好评,正面\n差评,负面\n".encode("gb18030")) == "gb18030"


def test_gb18030_far_behind_ascii_is_found(tmp_path: Path) -> None:
    assert detected(tmp_path, b"text,label\n" + b"plain,ok\n" * 300_000 + "今天天气很好,正面\n".encode("gb18030")) == "gb18030"


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("latin-1", "café très bon et déjà vu,positif\nÇa ne va pas,négatif\n"),
        ("big5", "今天天氣很好，我們去公園玩,好\n我很不開心,壞\n"),
        ("shift_jis", "今日はとても良い天気です,良い\nとても悲しい,悪い\n"),
        ("euc_kr", "오늘 날씨가 정말 좋네요,긍정\n기분이 나빠요,부정\n"),
        ("cp1251", "сегодня хорошая погода,хорошо\nмне грустно,плохо\n"),
    ],
)
def test_another_encoding_is_refused_with_its_first_line(tmp_path: Path, encoding: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        detected(tmp_path, ("text,label\n" + sentence * 20).encode(encoding))
    assert caught.value.code is ErrorCode.ENCODING_UNKNOWN
    assert caught.value.params == {"line": 2, "encoding": "UTF-8"}


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_one_wrong_byte_in_utf8_is_named_by_its_line(tmp_path: Path, ends: bytes) -> None:
    lines = ["今天天气很好,正面".encode()] * 1_000
    lines[730] = b"\xff\xfe,bad"
    with pytest.raises(InvalidInput) as caught:
        detected(tmp_path, ends.join(lines))
    assert caught.value.params == {"line": 731, "encoding": "UTF-8"}


def test_one_wrong_byte_in_gb18030_is_named_by_its_line(tmp_path: Path) -> None:
    lines = ["今天天气很好，我们去公园玩,正面".encode("gb18030")] * 1_000
    lines[730] = "今天".encode("gb18030") + b"\xff,bad"
    with pytest.raises(InvalidInput) as caught:
        detected(tmp_path, b"\n".join(lines))
    assert caught.value.params == {"line": 731, "encoding": "GB18030"}


def test_a_character_cut_at_the_end_of_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        detected(tmp_path, THREE_ROWS.encode() + "好".encode()[:2])
    assert caught.value.params == {"line": 5, "encoding": "UTF-8"}


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n", b"PAR1", b"\xd0\xcf\x11\xe0", b"text\0,label"])
def test_a_binary_file_is_refused_whatever_its_name(tmp_path: Path, start: bytes) -> None:
    with pytest.raises(InvalidInput) as caught:
        detected(tmp_path, start + b" and more")
    assert caught.value.code is ErrorCode.FILE_BINARY


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        detected(tmp_path, b"")
    assert caught.value.code is ErrorCode.FILE_EMPTY
