"""Bouts, how they are linked and aligned, and what is computed from them."""

from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.agreement.window import window_edges
from annotator.model.episodes import Span
from annotator.statistics.estimate import Undefined
from annotator.statistics.events.alignment import GAP_COST, SWAP_COST, align, align_streams
from annotator.statistics.events.bouts import Bouts, bouts_in
from annotator.statistics.events.linked import link, link_streams
from annotator.statistics.events.tables import agreement_of, expected_events, structural_kappa
from annotator.statistics.events.unitizing import unitized
from annotator.statistics.streams import Stream, bouts
from annotator.statistics.tables import cohen_kappa

CODES = ("crying", "fussing", "")
WINDOW = np.array([0, 1000], dtype=np.int64)


def unitizing_alpha(sessions):
    return unitized(sessions, None).u_alpha.value


def stream(*events: tuple[int, int, int], later_ms: int = 0) -> Stream:
    """Start, end and code of each, in order."""
    states = np.full(2 * len(events) + 1, 2)
    states[1::2] = [code for _, _, code in events]
    return Stream(CODES, np.array([at + later_ms for one in events for at in one[:2]], dtype=np.int64), states)


def drawn(edges: list[int], seed: int, touching: bool = False, later_ms: int = 0) -> Stream:
    """Bouts between every first and second edge, or between all of them, with codes at random."""
    codes = np.random.default_rng(seed).integers(0, 2, 40).tolist()
    spans = list(pairwise(edges))[:: 1 if touching else 2]
    return stream(*((start, end, code) for (start, end), code in zip(spans, codes, strict=False)), later_ms=later_ms)


def table_of(cells: list[int]) -> np.ndarray:
    table = np.array(cells, dtype=np.int64).reshape(4, 4)
    table[3, 3] = 0
    return table


boundaries = st.lists(st.integers(0, 100), unique=True, max_size=8).map(sorted)
streams = st.builds(drawn, boundaries, st.integers(0, 99), st.booleans())
windows = st.lists(
    st.builds(lambda start, length: Span("", start, start + length), st.integers(0, 90), st.integers(0, 60)), max_size=3
).map(window_edges)
counts = st.lists(st.integers(0, 9), min_size=16, max_size=16).map(table_of)


# Bouts


@settings(deadline=None)
@given(streams, windows)
def test_bouts_are_those_that_streams_counts_and_lie_inside_the_window(one, window):
    found = bouts_in(one, window)
    assert np.bincount(found.codes, minlength=3).tolist() == bouts(one, window).tolist()
    assert (found.lengths_ms > 0).all()
    assert (np.diff(found.starts_ms) >= 0).all()
    assert all(window.searchsorted(start, side="right") % 2 == 1 for start in found.starts_ms)


def test_a_bout_cut_by_the_window_knows_which_end_was_not_seen():
    found = bouts_in(stream((10, 40, 0), (50, 60, 1), (80, 120, 0)), np.array([20, 100], dtype=np.int64))
    assert found.starts_ms.tolist() == [20, 50, 80]
    assert found.ends_ms.tolist() == [40, 60, 100]
    assert found.onset_seen.tolist() == [False, True, True]
    assert found.offset_seen.tolist() == [True, True, False]


# Links


def linked_by_search(a: Bouts, b: Bouts, criterion: float) -> list[tuple[int, int]]:
    pairs = []
    for i in range(len(a)):
        for j in range(len(b)):
            shared = min(a.ends_ms[i], b.ends_ms[j]) - max(a.starts_ms[i], b.starts_ms[j])
            if shared >= criterion * max(a.lengths_ms[i], b.lengths_ms[j]):
                pairs.append((i, j))
    return pairs


@settings(deadline=None)
@given(streams, streams, windows, st.sampled_from([0.51, 0.6, 0.75, 1.0]))
def test_links_are_all_pairs_that_overlap_enough_and_none_has_two(a, b, window, criterion):
    first, second = bouts_in(a, window), bouts_in(b, window)
    found = list(zip(*(of.tolist() for of in link(first, second, criterion)), strict=True))
    assert found == linked_by_search(first, second, criterion)
    assert len({i for i, _ in found}) == len({j for _, j in found}) == len(found)


@settings(deadline=None)
@given(streams, streams, windows)
def test_swapping_the_coders_transposes_the_table_of_links_and_negates_differences(a, b, window):
    one, other = link_streams([(a, b, window)]), link_streams([(b, a, window)])
    assert one.events.table.tolist() == other.events.table.T.tolist()
    assert (one.matched, one.events.f1, one.events.linked) == (other.matched, other.events.f1, other.events.linked)
    if isinstance(one.events.kappa, Undefined):
        assert one.events.kappa == other.events.kappa
    else:
        assert one.events.kappa == pytest.approx(other.events.kappa, abs=1e-9)
    if one.onsets.count:
        assert one.onsets.median_ms == -other.onsets.median_ms
        assert one.onsets.lower_quartile_ms == pytest.approx(-other.onsets.upper_quartile_ms)


@settings(deadline=None)
@given(boundaries, boundaries, st.integers(0, 10**6))
def test_moving_both_coders_and_the_window_changes_nothing(first, second, later_ms):
    here = drawn(first, 1), drawn(second, 2)
    there = drawn(first, 1, later_ms=later_ms), drawn(second, 2, later_ms=later_ms)
    one, other = link_streams([(*here, WINDOW)]), link_streams([(*there, WINDOW + later_ms)])
    assert one.events.table.tolist() == other.events.table.tolist()
    assert (one.onsets, one.offsets) == (other.onsets, other.offsets)


@settings(deadline=None)
@given(streams.filter(lambda one: {0, 1} <= set(one.states.tolist())))
def test_a_coder_agrees_perfectly_with_herself(one):
    linked, aligned = link_streams([(one, one, WINDOW)]), align_streams([(one, one, WINDOW)])
    for found in (linked.events, aligned.events):
        assert (found.f1, found.linked, found.kappa, found.kappa_max) == (1, 1, 1, 1)
    assert linked.onsets.median_ms == linked.offsets.upper_quartile_ms == 0
    assert unitizing_alpha([([one, one], WINDOW)]) == 1


def test_differences_are_of_matched_pairs_whose_ends_lie_in_the_window():
    a = stream((0, 100, 0), (200, 300, 0), (400, 500, 0), (600, 700, 1), (950, 1010, 0))
    b = stream((10, 104, 0), (230, 300, 0), (390, 480, 0), (600, 700, 0), (960, 1200, 0))
    found = link_streams([(a, b, WINDOW)])
    assert (found.bouts_a, found.bouts_b, found.pairs, found.matched) == (5, 5, 5, 4)
    assert (found.onsets.count, found.onsets.median_ms) == (4, 10)
    assert (found.offsets.count, found.offsets.median_ms) == (3, 0)
    assert found.events.table.tolist() == [[8, 0, 0], [2, 0, 0], [0, 0, 0]]


def test_a_criterion_of_half_or_less_is_refused():
    one = bouts_in(stream((0, 10, 0)), WINDOW)
    for criterion in (0.5, 0.0, 1.2):
        with pytest.raises(ValueError, match="above 0"):
            link(one, one, criterion)


# Kappa of events


def fitted(table: np.ndarray, steps: int = 20_000) -> np.ndarray:
    """Iterative proportional fitting as published: rows and columns scaled in turn, from ones with a zero corner."""
    expected = np.ones(table.shape)
    expected[-1, -1] = 0
    for _ in range(steps):
        for axis in (1, 0):
            sums = expected.sum(axis=axis, keepdims=True)
            wanted = table.sum(axis=axis, keepdims=True)
            expected = expected * np.divide(wanted, sums, out=np.zeros_like(sums), where=sums > 0)
        if np.allclose(expected.sum(axis=1), table.sum(axis=1), rtol=0, atol=1e-12):
            break
    return expected


@settings(max_examples=settings().max_examples // 2)
@given(counts.filter(lambda table: table[:-1, :-1].sum() >= 2))
def test_the_expected_table_is_the_limit_of_iterative_proportional_fitting(table):
    expected = expected_events(table)
    np.testing.assert_allclose(expected, fitted(table), atol=1e-7)
    np.testing.assert_allclose(expected.sum(axis=0), table.sum(axis=0), atol=1e-9)
    np.testing.assert_allclose(expected.sum(axis=1), table.sum(axis=1), atol=1e-9)


@settings(deadline=None)
@given(counts)
def test_every_table_of_events_has_numbers_or_reasons(table):
    found = agreement_of(table)
    for value in (found.linked, found.f1, found.kappa, found.kappa_max, found.kappa_of_linked, *found.f1_per_code):
        assert isinstance(value, Undefined) or np.isfinite(value)
    if isinstance(found.kappa, float):
        assert found.kappa <= found.kappa_max + 1e-9


@settings(deadline=None)
@given(counts.filter(lambda table: table[:-1, :-1].any(axis=1).sum() > 1))
def test_without_events_that_stand_alone_it_is_cohens_kappa(table):
    table[-1], table[:, -1] = 0, 0
    plain = cohen_kappa(table[:-1, :-1])
    assert structural_kappa(table) == pytest.approx(float(plain), abs=1e-9)


def test_one_code_has_no_kappa_of_events_but_f1():
    found = agreement_of(np.array([[8, 0, 2], [0, 0, 0], [1, 0, 0]]))
    assert isinstance(found.kappa, Undefined)
    assert "only one code" in found.kappa.reason
    assert found.f1 == pytest.approx(8 / 11)
    reasons = [one.reason.removeprefix("not estimable: ") for one in found.kappa_per_code]
    assert reasons == ["only one code used; read the share of linked events and F1", "neither coder used this code"]


def test_a_coder_who_never_used_a_code_has_a_kappa_all_the_same():
    """EasyDIAg divides 0 by 0 here and prints a kappa of 0."""
    found = agreement_of(np.array([[10, 0, 1], [4, 0, 3], [2, 0, 0]]))
    assert 0 < found.kappa < found.kappa_max < 1
    assert found.f1_per_code == (pytest.approx(10 / 15), 0)  # 5 pairs; 6 bouts of A, 9 of B


@settings(deadline=None)
@given(streams, streams, windows)
def test_f1_counts_every_bout_once_however_pairs_are_counted(a, b, window):
    marked = bouts(a, window)[:-1] + bouts(b, window)[:-1]
    for found, per_pair in (
        (link_streams([(a, b, window)]).events, 2),
        (align_streams([(a, b, window)]).events, 1),
    ):
        both = 2 * found.table.diagonal()[:-1] // per_pair
        f1s = *found.f1_per_code, found.f1
        for f1, shared, count in zip(f1s, [*both, both.sum()], [*marked, marked.sum()], strict=True):
            assert f1 == pytest.approx(shared / count) if count else isinstance(f1, Undefined)


@settings(deadline=None)
@given(streams, streams, windows)
def test_kappa_of_a_code_is_that_of_a_channel_in_which_all_others_are_one(a, b, window):
    """Every event is crying or something else, seen by A and by B; what neither saw cannot be counted."""
    for events, per_pair in (
        (link_streams([(a, b, window)]).events, 2),
        (align_streams([(a, b, window)]).events, 1),
    ):
        pairs, alone_a, alone_b = events.table[:-1, :-1] // per_pair, events.table[:-1, -1], events.table[-1, :-1]
        for code in range(2):
            seen = [(i == code, j == code) for i in range(2) for j in range(2) for _ in range(per_pair * pairs[i, j])]
            seen += [(i == code, False) for i in range(2) for _ in range(alone_a[i])]
            seen += [(False, j == code) for j in range(2) for _ in range(alone_b[j])]
            kappa, said = events.kappa_per_code[code], np.array(seen, dtype=bool).reshape(-1, 2)
            if isinstance(kappa, Undefined):
                assert said.all(axis=0).any() or not said.any(axis=0).all() or not (events.table[1 - code].any())
                continue
            same, (by_a, by_b) = (said[:, 0] == said[:, 1]).mean(), said.mean(axis=0)
            chance = by_a * by_b + (1 - by_a) * (1 - by_b)
            assert kappa == pytest.approx((same - chance) / (1 - chance))
            assert kappa <= events.kappa_max_per_code[code] + 1e-9


def test_nobody_marked_anything():
    found = link_streams([(stream(), stream(), WINDOW)])
    none = Undefined("not estimable: neither coder marked an event")
    assert found.events.kappa == found.events.f1 == found.events.linked == none
    assert isinstance(found.onsets.median_ms, Undefined)
    assert align_streams([(stream(), stream((0, 10, 0)), WINDOW)]).events.f1 == 0


# Alignment


def cost_by_search(a: Bouts, b: Bouts, tolerance_ms: int) -> int:
    """Least cost over every order-preserving pairing."""
    allowed = {
        (i, j)
        for i in range(len(a))
        for j in range(len(b))
        if abs(a.starts_ms[i] - b.starts_ms[j]) <= tolerance_ms
        or min(a.ends_ms[i], b.ends_ms[j]) > max(a.starts_ms[i], b.starts_ms[j])
    }
    costs = [GAP_COST * (len(a) + len(b))]
    for size in range(1, min(len(a), len(b)) + 1):
        for of_a in combinations(range(len(a)), size):
            for of_b in combinations(range(len(b)), size):
                pairs = list(zip(of_a, of_b, strict=True))
                if allowed.issuperset(pairs):
                    swaps = sum(a.codes[i] != b.codes[j] for i, j in pairs)
                    costs.append(GAP_COST * (len(a) + len(b) - 2 * size) + SWAP_COST * int(swaps))
    return min(costs)


@settings(max_examples=settings().max_examples // 2)
@given(streams, streams, st.integers(0, 20))
def test_no_other_alignment_costs_less(a, b, tolerance_ms):
    """No worked example of Quera, Bakeman & Gnisci (2007) was at hand: exhaustive search is the oracle."""
    first, second = bouts_in(a, WINDOW), bouts_in(b, WINDOW)
    pairs = align(first, second, tolerance_ms)
    swaps = sum(int(first.codes[i] != second.codes[j]) for i, j in pairs)
    cost = GAP_COST * (len(first) + len(second) - 2 * len(pairs)) + SWAP_COST * swaps
    assert cost == cost_by_search(first, second, tolerance_ms)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


@settings(deadline=None)
@given(streams, streams, st.integers(0, 20))
@example(drawn(list(range(8)), 2, True), drawn(list(range(8)), 27, True), 1)
def test_the_alignment_does_not_depend_on_who_is_coder_a(a, b, tolerance_ms):
    first, second = bouts_in(a, WINDOW), bouts_in(b, WINDOW)
    assert align(first, second, tolerance_ms) == [(i, j) for j, i in align(second, first, tolerance_ms)]
    one, other = (align_streams([(*pair, WINDOW)], tolerance_ms) for pair in ((a, b), (b, a)))
    assert one.events.table.tolist() == other.events.table.T.tolist()


def test_a_swap_of_codes_is_cheaper_than_a_miss_and_an_invention():
    a, b = stream((0, 100, 0), (200, 300, 1)), stream((0, 100, 0), (220, 310, 0))
    found = align_streams([(a, b, WINDOW)])
    assert found.pairs == 2
    assert found.events.table.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 0]]


def test_bouts_too_far_apart_are_a_miss_each():
    a, b = stream((0, 10, 0), (500, 510, 1)), stream((0, 10, 0), (700, 710, 1))
    assert align_streams([(a, b, WINDOW)], tolerance_ms=100).pairs == 1
    assert align_streams([(a, b, WINDOW)], tolerance_ms=200).pairs == 2


# Unitizing


@settings(deadline=None)
@given(st.lists(streams, min_size=2, max_size=4), windows)
def test_alpha_for_unitizing_is_the_same_in_any_order_of_coders(several, window):
    found = unitizing_alpha([(several, window)])
    for order in list(permutations(several))[:4]:
        other = unitizing_alpha([(order, window)])
        assert other == found or other == pytest.approx(found, abs=1e-9)


def test_alpha_for_unitizing_has_reasons():
    silent, one = stream(), stream((0, 10, 0))
    assert unitizing_alpha([([one], WINDOW)]) == Undefined("not estimable: fewer than two coders")
    assert unitizing_alpha([([one, one], WINDOW[:0])]) == Undefined("not estimable: the window has no length")
    assert unitizing_alpha([([silent, silent], WINDOW)]) == Undefined("not estimable: all coders used only one code")


def tokens_of(streams, window):
    """Every ms of every coder: code, the unit it belongs to, and the codes that the others have there."""
    inside = [ms for start, end in zip(window[::2], window[1::2], strict=True) for ms in range(start, end)]
    none = len(CODES) - 1
    told = []
    for coder, one in enumerate(streams):
        for ms in inside:
            code = int(one.at(np.array([ms]))[0])
            event, stretch = one.edges_ms.searchsorted(ms, side="right"), window.searchsorted(ms, side="right")
            unit = (coder, ms) if code == none else (coder, int(event), int(stretch))
            others = [int(other.at(np.array([ms]))[0]) for place, other in enumerate(streams) if place != coder]
            told.append((code, unit, others))
    return told


def alpha_of(told, code=None):
    """1 - Do / De, by looking at every two ms that are not of one unit; of one code: of those that have it."""
    mine = [one for one in told if code is None or one[0] == code]
    met = [(mark, other) for mark, _, others in mine for other in others]
    drawn = [(one[0], other[0]) for one in mine for other in told if one[1] != other[1]]
    observed, expected = ([a != b for a, b in some] for some in (met, drawn))
    return 1 - np.mean(observed) / np.mean(expected) if any(expected) else None


def equal(found, wanted):
    value = found.value
    return isinstance(value, Undefined) if wanted is None else value == pytest.approx(wanted, abs=1e-9)


@settings(deadline=None, max_examples=settings().max_examples // 4)
@given(st.lists(streams, min_size=2, max_size=3), windows)
def test_u_alpha_is_that_of_every_ms_of_every_coder_looked_at(several, window):
    found = unitized([(several, window)], None)
    assert equal(found.u_alpha, alpha_of(tokens_of(several, window)))


@settings(deadline=None, max_examples=settings().max_examples // 4)
@given(streams, streams, windows)
@example(drawn([0, 40, 60], 1, True), drawn([10, 35, 70], 1, True), WINDOW[:] // 10)
def test_cu_alpha_and_that_of_each_code_are_those_of_the_ms_that_both_have_coded(a, b, window):
    none = len(CODES) - 1
    told = [one for one in tokens_of([a, b], window) if one[0] != none and one[2] != [none]]
    found = unitized([((a, b), window)], None)
    assert equal(found.cu_alpha, alpha_of(told))
    for code, one in enumerate(found.ku_alpha_per_code):
        assert equal(one, alpha_of(told, code))


def test_sessions_are_laid_end_to_end_and_left_out_in_turn():
    pairs = [((drawn(edges, 3), drawn([at + n for at in edges], 3)), WINDOW) for n, edges in enumerate(SESSIONS)]
    found = unitized(pairs)
    apart = [unitized(pairs[:n] + pairs[n + 1 :], None).u_alpha.value for n in range(len(pairs))]
    error = float(np.sqrt((len(pairs) - 1) / len(pairs) * np.sum((apart - np.mean(apart)) ** 2)))
    value, around = found.u_alpha.value, found.u_alpha.interval
    assert around.method == "jackknife of 5 sessions"
    assert around.low < value < around.high
    assert np.arctanh(around.high) - np.arctanh(value) > 2.776 * error / (1 - value**2)  # t with 4 degrees of freedom


SESSIONS = [[20 * n + 7 * i + (n * i) % 3 for i in range(20)] for n in range(5)]
