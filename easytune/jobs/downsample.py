"""Chooses which points of a long series to show. Knows numbers by index only; knows no job and no file.

Min/max buckets: each bucket keeps its lowest and its highest point, so a spike one step wide is never lost, as it
would be with plain striding or averages (the idea of M4, Jugel et al. 2014, without its first and last per bucket).
"""

import math
from collections.abc import Sequence


def chosen(main: Sequence[float], extra: Sequence[float], max_points: int) -> list[int]:
    """Ascending indexes, at most max_points, that keep the picture of both series.

    Kept always: first, last, the extremes of both series. Kept as far as half of max_points reaches, spread evenly:
    non-finite points of either. The rest goes to buckets of equal width: lowest and highest of main, highest of extra.
    main and extra have the same length; max_points >= 8.
    """
    count = len(main)
    if count <= max_points:
        return list(range(count))
    kept = {0, count - 1, *_extremes(main, 0, count), *_extremes(extra, 0, count)}
    bad = [index for index in range(count) if not (math.isfinite(main[index]) and math.isfinite(extra[index]))]
    kept.update(_spread(bad, max_points // 2 - len(kept) // 2))
    buckets = (max_points - len(kept)) // 3
    for bucket in range(buckets):
        first, end = bucket * count // buckets, (bucket + 1) * count // buckets
        kept.update(_extremes(main, first, end))
        kept.update(_extremes(extra, first, end)[1:])
    return sorted(kept)


def _extremes(values: Sequence[float], first: int, end: int) -> list[int]:
    """Indexes of the lowest and highest finite value in [first, end); empty when none is finite."""
    finite = [index for index in range(first, end) if math.isfinite(values[index])]
    if not finite:
        return []
    return [min(finite, key=values.__getitem__), max(finite, key=values.__getitem__)]


def _spread(indexes: list[int], room: int) -> list[int]:
    """At most room of the indexes, first and last among them."""
    if len(indexes) <= room:
        return indexes
    if room < 2:
        return indexes[:room]
    return [indexes[place * (len(indexes) - 1) // (room - 1)] for place in range(room)]
