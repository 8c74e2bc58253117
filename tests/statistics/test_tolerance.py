"""Tolerance against its definition, evaluated millisecond by millisecond."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.window import window_edges
from annotator.model.episodes import Span
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.streams import Stream, Times
from annotator.statistics.tables import NOBODY_USED, cohen_kappa, duration_table, is_unused, observed_agreement
from annotator.statistics.tolerance import CURVE_MS, tolerance_curve

CODES = ("crying", "fussing", "")


def stream(edges: list[int], seed: int = 0, later_ms: int = 0) -> Stream:
    """Codes at random between every first and second edge, none between."""
    edges = edges[: len(edges) // 2 * 2]
    states = np.full(len(edges) + 1, 2)
    states[1::2] = np.random.default_rng(seed).integers(0, 2, len(edges) // 2)
    return Stream(CODES, np.array(edges, dtype=np.int64) + later_ms, states)


boundaries = st.lists(st.integers(0, 120), unique=True, max_size=12).map(sorted)
streams = st.builds(stream, boundaries, st.integers(0, 99))
windows = st.lists(
    st.builds(lambda start, length: Span("", start, start + length), st.integers(0, 100), st.integers(0, 40)),
    max_size=3,
).map(window_edges)


def scanned(a: Stream, b: Stream, window: Times, tolerance_ms: int) -> np.ndarray:
    inside = [at for start, end in zip(window[::2], window[1::2], strict=True) for at in range(start, end)]
    table = np.zeros((3, 3), dtype=np.int64)
    for at in inside:
        near = np.array([other for other in inside if abs(other - at) <= tolerance_ms])
        first = a.at(np.array([at]))[0]
        second = first if (b.at(near) == first).any() else b.at(np.array([at]))[0]
        table[first, second] += 1
    return table


@settings(deadline=None)
@given(streams, streams, windows, st.integers(0, 15))
def test_both_directions_equal_a_scan_of_every_millisecond(a, b, window, tolerance_ms):
    (found,) = tolerance_curve([(a, b, window)], [tolerance_ms])
    tables = scanned(a, b, window, tolerance_ms), scanned(b, a, window, tolerance_ms)
    for table, kappa, agreement in zip(
        tables, (found.kappa_a, found.kappa_b), (found.agreement_a, found.agreement_b), strict=True
    ):
        assert number(kappa) == pytest.approx(float(cohen_kappa(table)), nan_ok=True)
        plain = duration_table(a, b, window)
        assert number(agreement) == pytest.approx(
            float("nan") if is_unused(plain) else float(observed_agreement(table)), nan_ok=True
        )


def number(value: Statistic) -> float:
    return float("nan") if isinstance(value, Undefined) else value


@settings(deadline=None)
@given(streams, streams, windows)
def test_no_tolerance_is_the_plain_table_and_more_never_takes_agreement_away(a, b, window):
    curve = tolerance_curve([(a, b, window)], (0, 1, 3, 10, 40))
    plain = duration_table(a, b, window)
    assert number(curve[0].kappa) == pytest.approx(float(cohen_kappa(plain)), nan_ok=True)
    if not is_unused(plain):
        agreed = [point.agreement_a for point in curve]
        assert agreed == sorted(agreed)
        assert agreed[0] == pytest.approx(float(observed_agreement(plain)))


@settings(deadline=None)
@given(streams, streams, windows, st.integers(0, 15))
def test_swapping_the_coders_swaps_the_two_directions(a, b, window, tolerance_ms):
    (one,), (other,) = (tolerance_curve([(*pair, window)], [tolerance_ms]) for pair in ((a, b), (b, a)))
    assert (one.kappa_a, one.kappa_b, one.kappa) == (other.kappa_b, other.kappa_a, other.kappa)
    assert (one.agreement_a, one.agreement_b) == (other.agreement_b, other.agreement_a)


@settings(deadline=None)
@given(boundaries, boundaries, st.integers(0, 100_000))
def test_moving_both_coders_and_the_window_changes_nothing(first, second, later_ms):
    window = np.array([10, 110], dtype=np.int64)
    here = tolerance_curve([(stream(first), stream(second, 1), window)], [0, 7])
    moved = stream(first, later_ms=later_ms), stream(second, 1, later_ms=later_ms)
    assert here == tolerance_curve([(*moved, window + later_ms)], [0, 7])


def test_a_cry_seen_a_second_later_agrees_fully_from_a_second_on():
    a, b = stream([30_000, 50_000]), stream([31_000, 51_000])
    window = np.array([0, 180_000], dtype=np.int64)
    curve = tolerance_curve([(a, b, window)])
    assert [point.tolerance_ms for point in curve] == list(CURVE_MS)
    assert curve[0].kappa == pytest.approx(float(cohen_kappa(duration_table(a, b, window))))
    assert all(point.kappa < 1 for point in curve[:4])
    assert all(point.kappa_a == point.kappa_b == 1 for point in curve[4:])


def test_where_the_other_coder_does_not_have_the_code_it_matters_who_is_asked():
    a, b = stream([30_000, 31_000]), stream([])
    (found,) = tolerance_curve([(a, b, np.array([0, 60_000], dtype=np.int64))], [1000])
    assert found.agreement_a == pytest.approx(59 / 60)
    assert found.agreement_b == 1


def test_silence_and_an_empty_window_have_reasons():
    silent = stream([])
    (quiet,) = tolerance_curve([(silent, silent, np.array([0, 1000], dtype=np.int64))], [500])
    assert quiet.agreement_a == quiet.agreement_b == quiet.kappa == Undefined(NOBODY_USED)
    (empty,) = tolerance_curve([(silent, silent, np.array([], dtype=np.int64))], [500])
    assert empty.kappa == empty.agreement_a == Undefined("not estimable: the window has no length")


def test_two_who_said_nothing_have_nothing_to_agree_on_at_any_tolerance():
    silent = Stream(("crying", "fussing", ""), np.empty(0, dtype=np.int64), np.array([2]))
    window = np.array([0, 60, 100, 120], dtype=np.int64)
    found = tolerance_curve([(silent, silent, window)], (0, 10))
    assert {one.agreement_a for one in found} == {one.agreement_b for one in found} == {Undefined(NOBODY_USED)}
