"""Agreement on the variables that are analysed: counted by hand from the events, blanks, statistics by the oracles."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.measured import NotCompared
from annotator.agreement.pair.read import PairData, SessionPair
from annotator.agreement.pair.variables import compare_variables
from annotator.exchange.event_tables import episode_summary
from annotator.measures.variables import VARIABLES
from annotator.model.codebook.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.model.items import Event, LookedFor
from annotator.statistics.estimate import Undefined
from annotator.study.settings import Tolerances
from tests.statistics.test_ratings import by_pingouin
from tests.strategies import CODEBOOK

SPANS = (Span("4", 1_000, 31_000), Span("5", 31_000, 61_000))
RULE = IntervalRule(length_ms=10_000)
bouts = st.lists(st.tuples(st.integers(1, 20_000), st.integers(1, 15_000)), max_size=5)
"""Gap before each bout, and its length: bouts of one code do not overlap."""


def crying(coder, *starts_and_ends, looked=()):
    events = [
        Event(id=f"{n}", code="crying", start_ms=start, end_ms=end) for n, (start, end) in enumerate(starts_and_ends)
    ]
    said = [LookedFor(id="l", codes=("crying",), start_ms=a, end_ms=b) for a, b in looked]
    return Coding("s", coder, [*events, *said])


def pair(*sessions, spans=None, chosen=(), codebook: Codebook = CODEBOOK):
    """Each session is (coding A, coding B); spans are those of both coders in each."""
    observed = spans or [(SPANS, SPANS)] * len(sessions)
    both = [
        SessionPair(f"S{n}", a, b, (Span("", 0, 61_000),), one[0], observed=one)
        for n, ((a, b), one) in enumerate(zip(sessions, observed, strict=True))
    ]
    return PairData("A", "B", codebook, Tolerances(), RULE, chosen, tuple(both))


def found(data, variable, episode="", *, is_total=False):
    results = compare_variables(data)
    return next(
        one
        for one in results
        if (one.code, one.variable, one.episode, one.is_total) == ("crying", variable, episode, is_total)
    )


def by_hand(drawn, span):
    """What the bouts give in an episode, from every ms of it."""
    on = np.zeros(200_000, dtype=bool)
    starts, at = [], 0
    for gap, length in drawn:
        on[at + gap : at + gap + length] = True
        starts.append(at + gap)
        at += gap + length
    inside = on[span.start_ms : span.end_ms]
    begun = [start for start in starts if span.start_ms <= start < span.end_ms]
    latency = 0.0 if on[span.start_ms - 1 : span.start_ms + 1].all() else None
    if latency is None and begun:
        latency = (begun[0] - span.start_ms) / 1000
    scored = sum(inside[first : first + 10_000].any() for first in range(0, 30_000, 10_000))
    return inside.sum() / 1000, len(begun), scored, latency


def coded(coder, drawn):
    at, told = 0, []
    for gap, length in drawn:
        told.append((at + gap, at + gap + length))
        at += gap + length
    return crying(coder, *told)


@settings(deadline=None)
@given(bouts, bouts)
def test_the_values_are_those_counted_from_every_moment_and_those_of_the_exported_summary(of_a, of_b):
    codings = coded("A", of_a), coded("B", of_b)
    results = {(one.variable): one.cases for one in compare_variables(pair(codings)) if one.code == "crying"}
    if not results:
        assert all(not any(by_hand(one, span)[:3]) for one in (of_a, of_b) for span in SPANS)
        return
    told = [
        episode_summary([SimpleNamespace(session=SimpleNamespace(id="s"), coding=one, spans=SPANS)], CODEBOOK, RULE)
        for one in codings
    ]
    summaries = [table[table["code"] == "crying"].set_index("episode") for table in told]
    for place, variable in enumerate(VARIABLES):
        hands = [[by_hand(one, span)[place] for one in (of_a, of_b)] for span in SPANS]
        there = [episode for episode, both in enumerate(hands) if None not in both]
        assert results[variable].episodes.tolist() == there
        assert results[variable].values.tolist() == [pytest.approx(hands[episode]) for episode in there]
        exported = [[float(one[variable][SPANS[episode].episode]) for one in summaries] for episode in there]
        assert results[variable].values.tolist() == exported


def test_blank_is_not_zero():
    cries, silent = crying("A", (5_000, 9_000), (40_000, 45_000)), crying("B", (6_000, 9_000))
    half = crying("B", (6_000, 9_000), looked=[(0, 31_000)])
    one, other = (SPANS, SPANS), (SPANS, SPANS[:1])
    data = pair((cries, silent), (cries, half), (cries, silent), spans=[one, one, other])
    seconds, latency = found(data, "total_s"), found(data, "latency_s")
    assert seconds.cases.values.tolist() == [[4, 3], [5, 0], [4, 3], [4, 3]]
    assert seconds.not_compared == NotCompared(not_held=1, not_looked_for=1, never_came=0)
    assert latency.cases.values.tolist() == [[4, 5], [4, 5], [4, 5]]
    assert latency.not_compared == NotCompared(not_held=1, not_looked_for=1, never_came=1)
    total = found(data, "total_s", is_total=True)
    assert total.cases.values.tolist() == [[9, 3]]
    assert total.not_compared == NotCompared(not_held=1, not_looked_for=1, never_came=0)
    assert found(data, "onsets", "5").not_compared == NotCompared(1, 1, 0)


def test_part_of_an_episode_that_was_not_looked_for_leaves_it_out():
    cries, most = crying("A", (5_000, 9_000)), crying("B", (5_000, 9_000), looked=[(2_000, 61_000)])
    assert found(pair((cries, most)), "onsets").not_compared == NotCompared(0, 1, 0)


def test_a_total_is_of_the_episodes_that_both_have_where_neither_has_more():
    cries, other = crying("A", (5_000, 9_000)), crying("B", (6_000, 9_000))
    short = (SPANS[:1], SPANS[:1])
    total = found(pair((cries, other), (cries, other), spans=[short, (SPANS, SPANS)]), "total_s", is_total=True)
    assert total.cases.values.tolist() == [[4, 3], [4, 3]]


def test_only_chosen_episodes_count_and_unused_codes_and_episodes_have_no_line():
    data = pair(*[(crying("A", (5_000, 9_000)), crying("B", (6_000, 9_000)))] * 2, chosen=("4",))
    results = compare_variables(data)
    assert {one.code for one in results} == {"crying"}
    assert {one.episode for one in results} == {"", "4"}
    assert {one.episode for one in compare_variables(pair(*[(crying("A", (5_000, 9_000)), crying("B"))] * 2))} == {
        "",
        "4",
    }


def test_of_one_session_there_is_one_line_for_all_episodes():
    results = compare_variables(pair((crying("A", (5_000, 9_000)), crying("B", (6_000, 40_000)))))
    assert [(one.variable, one.episode, one.is_total) for one in results] == [(one, "", False) for one in VARIABLES]


def many(count):
    random = np.random.default_rng(4)
    sessions = []
    for _ in range(count):
        start, first, second = random.integers(1_000, 15_000), *random.integers(2_000, 14_000, 2)
        sessions.append(
            (
                crying("A", (start, start + first)),
                crying("B", (start + int(random.integers(200, 900)), start + second + 900)),
            )
        )
    return pair(*sessions)


def test_iccs_and_limits_are_those_of_the_oracles():
    one = found(many(12), "total_s", "4")
    a, b = one.cases.values.T
    oracle = by_pingouin(np.column_stack((a, b)))["ICC"].tolist()
    found_iccs = one.agreement.icc_a1.value, one.agreement.icc_c1.value
    assert found_iccs == pytest.approx((oracle[1], oracle[2]), abs=1e-9)
    limits = one.agreement.limits
    later = b - a
    assert (limits.bias.value, limits.sd) == pytest.approx((later.mean(), later.std(ddof=1)))
    assert limits.upper.value == pytest.approx(later.mean() + 1.96 * later.std(ddof=1))
    assert one.agreement.icc_a1.interval.method == limits.upper.interval.method == "jackknife of 12 sessions"
    assert (one.agreement.mean_a, one.agreement.mean_b) == pytest.approx((a.mean(), b.mean()))


def test_few_sessions_have_no_interval_and_latencies_need_more():
    nine, twelve = (found(many(count), "onsets", "4").agreement for count in (9, 12))
    assert "fewer than 10 sessions" in str(found(many(9), "total_s").agreement.icc_a1.interval)
    assert not isinstance(found(many(12), "total_s").agreement.limits.bias.interval, Undefined)
    assert "fewer than 30 sessions" in str(found(many(12), "latency_s").agreement.limits.lower.interval)
    assert (
        nine.icc_a1.value
        == twelve.icc_a1.value
        == Undefined("not estimable: the ratings do not vary from unit to unit")
    )
