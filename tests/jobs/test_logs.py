"""The log book pages, searches and cleans up logs of any size."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easytune.contract.events import LogLevel, LogLine
from easytune.contract.journal import JournalWriter
from easytune.contract.run_folder import RunFolder
from easytune.jobs.logs import Filter, LogBook
from easytune.jobs.safe_text import safe_text

AT = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
MILLION = 1_000_000
FORBIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e]")


def line(text: str, level: LogLevel = LogLevel.INFO) -> LogLine:
    return LogLine(at=AT, level=level, source="trainer", text=text)


def write_log(runs: Path, attempt: int, lines: list[LogLine]) -> Path:
    folder = RunFolder.of(runs, 7, attempt)
    folder.path.mkdir(parents=True, exist_ok=True)
    journal = JournalWriter(folder.log)
    for entry in lines:
        journal.append(entry)
    journal.close()
    return folder.log


@pytest.fixture(scope="module")
def huge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of a million lines; every 100,000th is an error about a needle."""
    runs = tmp_path_factory.mktemp("runs")
    path = write_log(runs, 1, [])
    pattern = line("第 NUMBER 步：loss 0.4321, learning rate 5.0e-05, 1234 rows per second").model_dump_json()
    error = line("Needle NUMBER 在草堆里", LogLevel.ERROR).model_dump_json()
    with open(path, "w", encoding="utf-8") as file:
        for number in range(1, MILLION + 1):
            template = error if number % 100_000 == 0 else pattern
            file.write(template.replace("NUMBER", str(number)) + "\n")
    LogBook(runs, 7, 1)  # makes the index
    return runs


@pytest.mark.parametrize("from_line", [1, 499_999, 999_501])
def test_a_page_of_a_million_lines_takes_less_than_50_ms(huge: Path, from_line: int) -> None:
    started = time.perf_counter()
    page = LogBook(huge, 7, 1).page(from_line, 500)
    assert time.perf_counter() - started < 0.05
    assert page.total == MILLION
    assert [entry.number for entry in page.lines] == list(range(from_line, from_line + 500))
    assert page.lines[0].text.startswith(f"第 {from_line} 步")


def test_the_tail_of_a_million_lines_is_its_end(huge: Path) -> None:
    page = LogBook(huge, 7, 1).tail(3)
    assert [entry.number for entry in page.lines] == [999_998, 999_999, MILLION]


@pytest.mark.parametrize("text", ["needle", "在草堆", "needle 300000"])
def test_a_search_finds_all_lines_whatever_their_case_and_in_bounded_time(huge: Path, text: str) -> None:
    started = time.perf_counter()
    page = LogBook(huge, 7, 1).search(Filter(text=text), 1, 100)
    assert time.perf_counter() - started < 3
    assert all(entry.number % 100_000 == 0 for entry in page.lines)
    assert page.total == len(page.lines) == (1 if "3" in text else 10)
    assert not page.total_is_capped


def test_a_search_that_matches_everything_is_bounded(huge: Path) -> None:
    started = time.perf_counter()
    page = LogBook(huge, 7, 1).search(Filter(text="loss"), 1, 100)
    tail = LogBook(huge, 7, 1).search_tail(Filter(text="loss"), 100)
    far = LogBook(huge, 7, 1).search(Filter(text="loss"), 900_000, 2)
    assert time.perf_counter() - started < 3
    assert page.total == tail.total == 10_000
    assert page.total_is_capped
    assert tail.total_is_capped
    assert tail.lines[-1].number == 999_999
    assert [entry.number for entry in far.lines] == [900_001, 900_002]


def test_levels_select_lines(huge: Path) -> None:
    page = LogBook(huge, 7, 1).search(Filter(levels=frozenset({LogLevel.ERROR})), 200_001, 2)
    assert page.total == 10
    assert [entry.number for entry in page.lines] == [300_000, 400_000]


def test_numbers_run_on_over_attempts_and_a_torn_last_line_is_left_out(tmp_path: Path) -> None:
    first = write_log(tmp_path, 1, [line(f"one {number}") for number in range(1500)])
    first.write_bytes(first.read_bytes() + b'{"at": "2026')
    write_log(tmp_path, 3, [line("three")])
    book = LogBook(tmp_path, 7, 3)
    assert book.total == 1501
    assert [(entry.number, entry.attempt, entry.text) for entry in book.tail(2).lines] == [(1500, 1, "one 1499"), (1501, 3, "three")]


def test_lines_appended_later_are_seen(tmp_path: Path) -> None:
    write_log(tmp_path, 1, [line("a")])
    assert LogBook(tmp_path, 7, 1).total == 1
    write_log(tmp_path, 1, [line("b")] * 2500)
    assert LogBook(tmp_path, 7, 1).page(2501, 5).lines[0].number == 2501


def test_a_line_that_is_no_log_line_is_shown_and_hurts_no_other(tmp_path: Path) -> None:
    path = write_log(tmp_path, 1, [line("before")])
    path.write_bytes(path.read_bytes() + b"\xff\x00 not json\n")
    write_log(tmp_path, 1, [line("after")])
    before, broken, after = LogBook(tmp_path, 7, 1).page(1, 10).lines
    assert (before.text, after.text) == ("before", "after")
    assert broken.text == "�<U+0000> not json"
    assert broken.level == "WARNING"


def test_a_search_sees_through_escapes_and_quotes(tmp_path: Path) -> None:
    write_log(tmp_path, 1, [line("a\x1b[31mRed\x1b[0m alarm"), line('say "hi" \\ there'), line("other")])
    book = LogBook(tmp_path, 7, 1)
    assert [entry.number for entry in book.search(Filter(text="ared al"), 1, 10).lines] == [1]
    assert [entry.number for entry in book.search(Filter(text='y "hi" \\'), 1, 10).lines] == [2]


@given(st.text(max_size=30), st.text(min_size=1, max_size=3))
def test_a_search_for_any_part_of_a_line_finds_it(tmp_path_factory: pytest.TempPathFactory, text: str, part: str) -> None:
    runs = tmp_path_factory.mktemp("runs")
    shown = safe_text(text + part + text)
    write_log(runs, 1, [line("x"), LogLine.model_construct(at=AT, level=LogLevel.INFO, source="trainer", text=shown, rank=0, step=None)])
    found = LogBook(runs, 7, 1).search(Filter(text=shown[len(shown) // 2 :]), 1, 10)
    assert 2 in [entry.number for entry in found.lines]


def test_a_very_long_line_is_cut_in_a_page_and_whole_in_the_download(tmp_path: Path) -> None:
    write_log(tmp_path, 1, [line("y" * 25_000)])
    book = LogBook(tmp_path, 7, 1)
    assert book.page(1, 1).lines[0].text == "y" * 10_000 + "… (+15000)"
    assert b"".join(book.plain_text()) == b"2026-01-02T03:04:05.678Z INFO    #1 trainer: " + b"y" * 25_000 + b"\n"


@given(st.text())
def test_safe_text_has_nothing_that_acts_on_a_terminal(text: str) -> None:
    assert not FORBIDDEN.search(safe_text(text))


def test_colours_links_and_progress_bars_become_plain_text() -> None:
    assert safe_text("\x1b[1;32mgreen\x1b[0m \x1b]8;;http://x\x1b\\link\x1b]8;;\x07") == "green link"
    assert safe_text("10%\r50%\r100%\n") == "100%"
    assert safe_text("bell\x07 \u202eevil") == "bell<U+0007> <U+202E>evil"
    assert safe_text("a\tb") == "a\tb"
