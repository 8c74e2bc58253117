"""Blocks of time and the intervals made from them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.window import window_edges
from annotator.model.episodes import Span
from annotator.statistics.blocks import NOT_COMPUTED, block_tables, blocks_of, kappa_with_interval
from annotator.statistics.estimate import LEVEL, Undefined
from annotator.statistics.streams import Stream, Times
from annotator.statistics.tables import cohen_kappa, duration_table

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


def test_the_interval_leaves_out_each_part_of_one_recording_and_each_session_of_several():
    alone = blocks_of([pair()])
    assert (alone.unit, len(alone.tables), alone.tables.sum()) == ("parts of this recording", 12, 600_000)
    assert kappa_with_interval(alone).interval.method == "jackknife of 12 parts of this recording"
    four = blocks_of([pair(seed) for seed in range(4)])
    assert (four.unit, len(four.tables), four.bouts) == ("sessions", 4, 120)
    assert kappa_with_interval(four).interval.method == "jackknife of 4 sessions"


def test_the_interval_is_what_leaving_out_by_hand_gives():
    blocks = blocks_of([pair(seed) for seed in range(6)])
    found = kappa_with_interval(blocks)
    rest = [float(cohen_kappa(np.delete(blocks.tables, one, axis=0).sum(axis=0))) for one in range(6)]
    error = (5 / 6 * sum((one - np.mean(rest)) ** 2 for one in rest)) ** 0.5
    total = blocks.tables.sum(axis=0)
    either = total.sum() - total[-1, -1]
    differ = total.sum() - total.trace()
    one_bout = (1 - found.value) * either / blocks.bouts / differ * 1.25**0.5
    reach = ((2.5706 * error) ** 2 + (1.96 * one_bout) ** 2) ** 0.5 / (1 - found.value**2)
    assert np.arctanh(found.interval.low) == pytest.approx(np.arctanh(found.value) - reach, rel=1e-4)
    assert np.arctanh(found.interval.high) == pytest.approx(np.arctanh(found.value) + reach, rel=1e-4)


def test_a_session_more_never_makes_the_interval_jump():
    """Ten sessions were 60 % wider than nine: below ten, stretches of all sessions were taken as if none differed."""
    widths = []
    for count in range(4, 16):
        found = [kappa_with_interval(blocks_of([pair(20 * n + seed) for seed in range(count)])) for n in range(20)]
        widths.append(np.mean([one.interval.high - one.interval.low for one in found]))
    assert all(later < 1.15 * earlier for earlier, later in pairwise(widths))
    assert widths[-1] < widths[0] / 1.5


def test_below_four_sessions_and_below_twenty_bouts_there_is_no_interval_and_it_is_said_why():
    two = kappa_with_interval(blocks_of([pair(1), pair(2)]))
    assert two.interval == Undefined("not estimable: fewer than 4 sessions")
    a, b = stream([1000, 5000, 8000, 9000]), stream([1200, 5100, 8100, 9200])
    window = np.array([0, 20_000], dtype=np.int64)
    rare = kappa_with_interval(blocks_of([(a, b, window)] * 5))
    assert rare.value > 0.8
    assert rare.interval == Undefined("not estimable: one coder marked it fewer than 20 times")


def test_perfect_agreement_is_not_certain():
    """It was: kappa 1.000 [1.000, 1.000] from one bout in each of five sessions."""
    a, _, window = pair()
    for count in (1, 5):
        found = kappa_with_interval(blocks_of([(a, a, window)] * count))
        assert found.value == 1
        assert "never differ" in str(found.interval)


def test_where_there_is_no_kappa_there_is_no_interval():
    silent = stream([])
    window = np.array([0, 90_000], dtype=np.int64)
    reason = Undefined("not estimable: both coders used only one code")
    found = kappa_with_interval(blocks_of([(silent, silent, window)]))
    assert found.value == found.interval == reason


def test_a_coder_who_marked_nothing_has_no_kappa_and_no_interval():
    """Kappa would be 0 whatever the other coder marked."""
    a, _, window = pair()
    found = kappa_with_interval(blocks_of([(a, stream([]), window)]))
    assert found.value == found.interval == Undefined("not estimable: one coder used only one code")


def test_without_a_confidence_the_value_stands_and_the_interval_is_not_computed():
    quick, full = (kappa_with_interval(blocks_of([pair()]), how) for how in (None, LEVEL))
    assert quick.value == full.value
    assert quick.interval == Undefined(NOT_COMPUTED)


def test_a_window_without_length_has_nothing():
    empty = np.array([], dtype=np.int64)
    found = kappa_with_interval(blocks_of([(pair()[0], pair()[1], empty)]))
    assert found.value == Undefined("not estimable: nothing to compare")
