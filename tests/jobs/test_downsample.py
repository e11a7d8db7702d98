"""Down-sampling keeps what a person must see."""

import math

from hypothesis import given
from hypothesis import strategies as st

from easytune.jobs.downsample import chosen

numbers = st.floats(allow_nan=True, allow_infinity=True, width=32)
pairs = st.lists(st.tuples(numbers, numbers), max_size=400)


@given(pairs, st.integers(8, 120))
def test_never_more_points_than_asked_and_in_order(points: list[tuple[float, float]], max_points: int) -> None:
    main, extra = [point[0] for point in points], [point[1] for point in points]
    kept = chosen(main, extra, max_points)
    assert len(kept) <= max_points
    assert kept == sorted(set(kept))
    assert len(kept) == len(points) or len(points) > max_points


@given(pairs.filter(lambda points: len(points) > 8), st.integers(8, 120))
def test_first_last_and_the_extremes_of_both_series_stay(points: list[tuple[float, float]], max_points: int) -> None:
    kept = chosen([point[0] for point in points], [point[1] for point in points], max_points)
    assert {0, len(points) - 1} <= set(kept)
    for column in (0, 1):
        finite = [point[column] for point in points if math.isfinite(point[column])]
        shown = [points[index][column] for index in kept]
        if finite:
            assert min(finite) in shown
            assert max(finite) in shown


@given(st.lists(st.booleans(), min_size=9, max_size=400), st.integers(8, 120))
def test_non_finite_points_stay_while_there_is_room(finite: list[bool], max_points: int) -> None:
    main = [float(index) if good else math.nan for index, good in enumerate(finite)]
    kept = set(chosen(main, [0.0] * len(main), max_points))
    bad = [index for index, good in enumerate(finite) if not good]
    if len(bad) <= max_points // 2 - 3:
        assert set(bad) <= kept
    elif bad:
        assert any(index in kept for index in bad)


def test_a_spike_one_step_wide_survives_a_hundred_thousand_points() -> None:
    main = [1.0] * 100_000
    main[54_321] = 9.0
    assert 54_321 in chosen(main, [0.0] * len(main), 500)
