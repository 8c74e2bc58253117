"""Blocks of time and the intervals made from them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.window import window_edges
from annotator.model.episodes import Span
from annotator.statistics.bootstrap import NOT_COMPUTED, block_tables, blocks_of, kappa_with_interval
from annotator.statistics.estimate import Resampling, Undefined
from annotator.statistics.streams import Stream, Times
from annotator.statistics.tables import code_versus_rest, cohen_kappa, duration_table

CODES = ("crying", "fussing", "")


def stream(edges: list[int], seed: int = 0) -> Stream:
    """Codes at random between every first and second edge, none between."""
    edges = edges[: len(edges) // 2 * 2]
    states = np.full(len(edges) + 1, 2)
    states[1::2] = np.random.default_rng(seed).integers(0, 2, len(edges) // 2)
    return Stream(CODES, np.array(edges, dtype=np.int64), states)


boundaries = st.lists(st.integers(0, 200), unique=True, max_size=10).map(sorted)
streams = st.builds(stream, boundaries, st.integers(0, 99))
windows = st.lists(
    st.builds(lambda start, length: Span("", start, start + length), st.integers(0, 180), st.integers(0, 60)),
    min_size=1,
    max_size=3,
).map(window_edges)


def moments(window: Times) -> list[int]:
    return [at for start, end in zip(window[::2], window[1::2], strict=True) for at in range(start, end)]


@settings(deadline=None)
@given(streams, streams, windows, st.integers(1, 70))
def test_every_block_is_a_scan_of_its_share_of_the_window(a, b, window, block_ms):
    found = block_tables(a, b, window, block_ms)
    inside = moments(window)
    for number, table in enumerate(found):
        at = np.array(inside[number * block_ms : (number + 1) * block_ms], dtype=np.int64)
        scanned = np.zeros((3, 3), dtype=np.int64)
        np.add.at(scanned, (a.at(at), b.at(at)), 1)
        assert table.tolist() == scanned.tolist()
    assert found.sum(axis=0).tolist() == duration_table(a, b, window).tolist()


def pair(seed: int = 1) -> tuple[Stream, Stream, Times]:
    random = np.random.default_rng(seed)
    truth = np.sort(random.choice(np.arange(600_000), 60, replace=False))
    seen = np.sort(truth + random.integers(-900, 900, truth.size))
    return stream(truth.tolist()), stream(seen.tolist()), np.array([0, 600_000], dtype=np.int64)


def test_the_same_settings_give_the_same_interval_and_say_what_they_were():
    one, again = kappa_with_interval(blocks_of([pair()])), kappa_with_interval(blocks_of([pair()]))
    other = kappa_with_interval(blocks_of([pair()]), Resampling(seed=7, resamples=500))
    assert one == again
    assert one.interval.resampling == Resampling()
    assert one.interval.method == "bootstrap of 20 blocks of 30 s"
    assert other.interval.resampling == Resampling(seed=7, resamples=500)
    assert other.interval != one.interval


def test_the_interval_holds_the_value_and_lies_where_slow_resampling_puts_it():
    blocks = blocks_of([pair()])
    found = kappa_with_interval(blocks)
    random = np.random.default_rng(3)
    drawn = random.integers(0, len(blocks.tables), (4000, len(blocks.tables)))
    slow = np.quantile(cohen_kappa(blocks.tables[drawn].sum(axis=1)), (0.025, 0.975))
    assert found.interval.low < found.value < found.interval.high
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(slow), abs=0.02)


def test_ten_sessions_are_the_blocks_themselves_and_nine_are_cut():
    nine = [pair(seed) for seed in range(9)]
    assert blocks_of(nine).unit == "blocks of 30 s"
    assert len(blocks_of(nine).tables) == 9 * 20
    ten = blocks_of([*nine, pair(9)])
    assert (ten.unit, len(ten.tables)) == ("sessions", 10)


def test_many_values_at_once_get_the_bounds_that_each_gets_alone():
    resampling = Resampling(resamples=400)
    stack = code_versus_rest(blocks_of([pair()]).tables)
    drawn = resampling.weights(len(stack)) @ stack.reshape(len(stack), -1)
    values = cohen_kappa(drawn.astype(np.int64).reshape(400, 3, 2, 2))
    values[:10, 1], values[:40, 2] = np.nan, np.nan  # few enough to be left out, and too many
    low, high = resampling.bounds(values)
    for code in range(3):
        assert (low[code], high[code]) == pytest.approx(tuple(resampling.bounds(values[:, code])), nan_ok=True)
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [False, False, True]


def test_perfect_agreement_has_an_interval_without_width():
    a, _, window = pair()
    found = kappa_with_interval(blocks_of([(a, a, window)]))
    assert (found.value, found.interval.low, found.interval.high) == (1, 1, 1)


def test_where_there_is_no_kappa_there_is_no_interval():
    silent = stream([])
    window = np.array([0, 90_000], dtype=np.int64)
    reason = Undefined("not estimable: both coders used only one code")
    found = kappa_with_interval(blocks_of([(silent, silent, window)]))
    assert found.value == found.interval == reason


def test_a_coder_who_marked_nothing_has_no_kappa_and_no_interval():
    """Kappa would be 0 whatever the other coder marked, and every resample would give 0 as well."""
    a, _, window = pair()
    found = kappa_with_interval(blocks_of([(a, stream([]), window)]))
    assert found.value == found.interval == Undefined("not estimable: one coder used only one code")


def test_without_resampling_the_value_stands_and_the_interval_is_not_computed():
    quick, full = (kappa_with_interval(blocks_of([pair()]), how) for how in (None, Resampling()))
    assert quick.value == full.value
    assert quick.interval == Undefined(NOT_COMPUTED)


def test_one_block_has_no_interval_and_a_code_in_one_block_of_many_has_none_either():
    a, b = stream([1000, 5000]), stream([1200, 5100])
    short = kappa_with_interval(blocks_of([(a, b, np.array([0, 20_000], dtype=np.int64))]))
    assert short.interval == Undefined("not estimable: there is only one block to resample")
    rare = kappa_with_interval(blocks_of([(a, b, np.array([0, 1_500_000], dtype=np.int64))]))
    assert rare.value == pytest.approx(2 * 3.8 / 7.9, abs=0.001)
    assert rare.interval == Undefined("not estimable: too many resamples have no value")
