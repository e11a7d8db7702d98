"""An event's id says where its reader stands, and nothing else gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easytune.core.errors import InvalidInput
from easytune.jobs.position import Position, Topic, TopicKind, decoded, encoded, joined, topics_of

numbers = st.integers(0, 2**60)
topics = st.builds(Topic, st.sampled_from(TopicKind), st.integers(1, 10**15))
positions = st.builds(Position, st.integers(1, 1000), numbers, numbers, numbers, st.integers(0, 2**32 - 1).map(lambda value: f"{value:x}"))


@given(st.dictionaries(topics, positions, min_size=1, max_size=50))
def test_what_is_encoded_is_decoded(known: dict[Topic, Position]) -> None:
    cursor = joined([encoded(topic, position) for topic, position in known.items()])
    assert decoded(cursor) == known
    assert cursor.isascii()
    assert cursor.replace("~", "").replace(".", "").isalnum()


BAD_CURSORS = ["x", "j1", "j1.1.1.1.1", "j0.1.1.1.1.0", "j1.1.1.1.1.0\n", "j1.-1.1.1.1.0", "r1.1.1.1.1.0~", "j1.1.1.1.1.zz"]
TOO_MANY = ",".join(f"job:{number}" for number in range(1, 60))


@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_any_other_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        decoded(cursor)


def test_topics_are_read_in_order_and_once() -> None:
    assert [str(topic) for topic in topics_of("job:12, run:5,job:12")] == ["job:12", "run:5"]


@pytest.mark.parametrize("text", ["", "job:", "job:0", "job:-1", "user:1", "job:1;run:2", TOO_MANY])
def test_other_topics_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        topics_of(text)
