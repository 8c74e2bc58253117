"""One pair at a time and all pairs of a study at once: what both say is the same number, or the same reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.pair.over_time import over_time
from annotator.agreement.pair.read import PairData, SessionPair
from annotator.agreement.whole_study.compared import compare_sessions
from annotator.agreement.whole_study.events import point_estimates
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.states import state_estimates
from annotator.agreement.window import common_episodes, declared_window
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.statistics.estimate import LEVEL, Undefined
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
def test_a_pair_and_the_whole_study_say_the_same_of_two_codings(first, second, of_a, of_b, chosen):
    a, b = looking(coding("A", *first), *of_a), looking(coding("B", *second), *of_b)
    episodes = common_episodes(EPISODES["A"], EPISODES["B"])
    window = declared_window(chosen, episodes, END_MS)

    data = PairData(
        "A", "B", CODEBOOK, Tolerances(), IntervalRule(), chosen, (SessionPair("s1", a, b, window, episodes),)
    )
    pair = over_time(data)
    session = SessionCodings("s1", "", END_MS, {"A": a, "B": b}, EPISODES, ("A", "B"), ("A", "B"), ())
    study = compare_sessions([session], CODEBOOK, chosen)

    assert data.window_ms == study.window_ms(0)
    for channel, one in pair.channels.items():
        assert one.table_ms.tolist() == study.tables_ms[channel][0].tolist()
        found = {
            (each.subject.kind, each.subject.id, each.statistic): each for each in state_estimates(study, channel, None)
        }
        assert same(found["channel", channel, "po"].pooled[0].value, one.agreement)
        assert same(found["channel", channel, "kappa"].pooled[0].value, one.kappa.value)
        for code in one.per_code:
            for name, value in (("kappa", code.kappa.value), ("ppos", code.ppos)):
                estimate = found["code", code.code, name]
                assert same(estimate.pooled[0].value, value, in_no_time=not one.table_ms.any())
                assert estimate.few == (code.is_rare,)

    for point in pair.points:
        (estimate,) = point_estimates(study, point.code, confidence=LEVEL)
        assert same(estimate.pooled[0].value, point.f1)
