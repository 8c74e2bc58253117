"""Three ways lead from two codings to agreement over time: what they share is the same number, or the same reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.pair.counts import compare_points
from annotator.agreement.pair.read import PairData, SessionPair
from annotator.agreement.pair.report import compare_channels
from annotator.agreement.time_agreement import compare
from annotator.agreement.whole_study.compared import compare_sessions
from annotator.agreement.whole_study.events import point_estimates
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.states import state_estimates
from annotator.agreement.window import common_episodes, declared_window
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.statistics.estimate import Resampling, Undefined
from annotator.study.settings import Tolerances
from tests.strategies import CODEBOOK, coding, event_lists, looked_for, looking

END_MS = 180_000
EPISODES = {
    "A": (Span("4", 0, 50_000), Span("5", 50_000, 110_000), Span("8", 120_000, END_MS)),
    "B": (Span("4", 0, 52_000), Span("5", 52_000, 100_000), Span("8", 121_000, END_MS)),
}


def same(one, other, *, in_no_time=False):
    """Whether two statistics are one; where no time is left, the words of the reason may differ."""
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return type(one) is type(other) and (in_no_time or one == other)
    return one == pytest.approx(other, rel=1e-12, abs=1e-12)


@settings(deadline=None)
@given(event_lists, event_lists, looked_for, looked_for, st.sampled_from([(), ("4", "8"), ("5",), ("4", "5", "8")]))
def test_one_session_one_pair_and_the_whole_study_say_the_same_of_two_codings(first, second, of_a, of_b, chosen):
    a, b = looking(coding("A", *first), *of_a), looking(coding("B", *second), *of_b)
    episodes = common_episodes(EPISODES["A"], EPISODES["B"])
    window = declared_window(chosen, episodes, END_MS)

    alone = compare(a, b, CODEBOOK, window)
    data = PairData(
        "A", "B", CODEBOOK, Tolerances(), IntervalRule(), chosen, (SessionPair("s1", a, b, window, episodes),)
    )
    pair, points = dict(compare_channels(data, None)), compare_points(data)
    session = SessionCodings("s1", "", END_MS, {"A": a, "B": b}, EPISODES, ("A", "B"), ("A", "B"), ())
    study = compare_sessions([session], CODEBOOK, chosen)

    assert alone.window_ms == data.window_ms == study.window_ms(0)
    assert [one.channel for one in alone.channels] == list(pair)
    for one in alone.channels:
        other, is_empty = pair[one.channel], not one.table_ms.any()
        assert one.table_ms.tolist() == other.table_ms.tolist() == study.tables_ms[one.channel][0].tolist()
        assert same(one.agreement, other.agreement)
        assert same(one.kappa, other.kappa.value, in_no_time=is_empty)
        for code, coded in zip(one.per_code, other.per_code, strict=True):
            for name in ("code", "a_ms", "b_ms", "both_ms", "bouts_a", "bouts_b"):
                assert getattr(code, name) == getattr(coded, name)
            assert same(code.ppos, coded.ppos)
            assert same(code.kappa, coded.kappa.value)

        found = {
            (each.subject.kind, each.subject.id, each.statistic): each
            for each in state_estimates(study, one.channel, None)
        }
        of_channel = {name: found["channel", one.channel, name] for name in ("po", "kappa")}
        assert same(of_channel["po"].pooled[0].value, one.agreement)
        assert same(of_channel["kappa"].pooled[0].value, one.kappa)
        for coded in other.per_code:
            for name, value in (("kappa", coded.kappa.value), ("ppos", coded.ppos)):
                estimate = found["code", coded.code, name]
                assert same(estimate.pooled[0].value, value, in_no_time=is_empty)
                assert estimate.few == (coded.is_rare,)

    assert alone.points == tuple(one.agreement for one in points)
    for point in alone.points:
        (estimate,) = point_estimates(study, point.code, resampling=Resampling(resamples=2))
        assert same(estimate.pooled[0].value, point.f1)
