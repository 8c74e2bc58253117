"""Interobserver agreement of behaviour analysts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.statistics.estimate import Undefined
from annotator.statistics.ioa import (
    count_in,
    cut_window,
    interval_agreement,
    mean_duration_agreement,
    total_agreement,
)

counts = st.integers(1, 20).flatmap(
    lambda size: st.tuples(*(st.lists(st.integers(0, 4), min_size=size, max_size=size) for _ in "AB"))
)


@settings(deadline=None)
@given(counts)
def test_each_kind_follows_its_definition_whoever_comes_first(both):
    a, b = (np.array(one) for one in both)
    found = interval_agreement(a, b)
    if not any(a) and not any(b):
        nothing = [found.exact_count, found.mean_count, found.interval_by_interval, found.scored, found.unscored]
        assert nothing == [Undefined("not estimable: neither coder used this code")] * 5
        return
    ratios = [1 if x == y else min(x, y) / max(x, y) for x, y in zip(*both, strict=True)]
    seen = [(x > 0, y > 0) for x, y in zip(*both, strict=True)]
    scored = [x and y for x, y in seen if x or y]
    unscored = [not x and not y for x, y in seen if not (x and y)]
    assert found.mean_count == pytest.approx(sum(ratios) / len(ratios))
    assert found.exact_count == pytest.approx(sum(ratio == 1 for ratio in ratios) / len(ratios))
    assert found.interval_by_interval == pytest.approx(sum(x == y for x, y in seen) / len(seen))
    assert found.scored == (pytest.approx(np.mean(scored)) if scored else found.scored)
    assert found.unscored == (pytest.approx(np.mean(unscored)) if unscored else found.unscored)
    assert isinstance(found.scored, Undefined) == (not scored)
    assert interval_agreement(b, a) == found


@settings(deadline=None)
@given(st.lists(st.integers(0, 200), max_size=30), st.integers(1, 60))
def test_counts_are_of_the_points_of_each_interval_of_each_stretch(times, interval_ms):
    window = np.array([10, 75, 100, 190], dtype=np.int64)
    expected = [
        sum(begin <= at < min(begin + interval_ms, end) for at in times)
        for start, end in ((10, 75), (100, 190))
        for begin in range(start, end, interval_ms)
    ]
    assert count_in(np.array(sorted(times)), *cut_window(window, interval_ms)).tolist() == expected


def test_totals_are_the_smaller_by_the_larger():
    assert total_agreement(10, 8) == total_agreement(8, 10) == 0.8
    assert total_agreement(0, 3) == 0
    assert total_agreement(0, 0) == Undefined("not estimable: neither coder used this code")


def test_durations_are_compared_occurrence_by_occurrence():
    assert mean_duration_agreement([1000, 2000], [500, 2000]) == pytest.approx(0.75)
    assert mean_duration_agreement([1000, 2000, 4000], [1000, 2000]) == pytest.approx(2 / 3)
    assert mean_duration_agreement([0], [0]) == 1
    assert mean_duration_agreement([], []) == Undefined("not estimable: neither coder used this code")


def test_no_intervals_have_reasons():
    empty = count_in(np.array([5]), *cut_window(np.array([], dtype=np.int64)))
    found = interval_agreement(empty, empty)
    assert found.intervals == 0
    assert all(
        isinstance(one, Undefined) for one in (found.exact_count, found.mean_count, found.scored, found.unscored)
    )
