"""Survival with censored times: against counting everybody at every moment, and against R where it is installed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.statistics.estimate import Undefined
from annotator.statistics.survival import kaplan_meier
from tests.asking_r import ask_r, needs_r

waits = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=15)


@given(waits)
def test_the_curve_is_what_counting_everybody_at_every_moment_gives(waited):
    found = kaplan_meier([ms for ms, _ in waited], [ended for _, ended in waited])
    share, expected = Fraction(1), []
    for moment in sorted({ms for ms, _ in waited}):
        at_risk = sum(ms >= moment for ms, _ in waited)
        ended = sum(ms == moment and over for ms, over in waited)
        share *= 1 - Fraction(ended, at_risk)
        expected.append((moment, at_risk, ended, sum(ms == moment and not over for ms, over in waited), share))
    told = zip(found.times_ms, found.at_risk, found.ended, found.censored, found.waiting, strict=True)
    for (moment, at_risk, ended, censored, waiting), (*whole, exact) in zip(told, expected, strict=True):
        assert [moment, at_risk, ended, censored] == whole
        assert waiting == pytest.approx(float(exact))
    median = next((moment for moment, *_, exact in expected if exact <= Fraction(1, 2)), None)
    if median is None:
        assert isinstance(found.median_ms, Undefined)
    else:
        assert found.median_ms == median


def test_where_most_still_wait_there_is_no_median_and_nobody_is_nobody():
    assert kaplan_meier([5, 9, 9], [True, False, False]).median_ms == Undefined(
        "not estimable: more than half were still waiting when they were last seen"
    )
    assert kaplan_meier([], []).median_ms == Undefined("not estimable: nobody waited")


@needs_r
def test_the_curve_and_the_median_are_those_of_r():
    times, ended = [3, 5, 5, 8, 8, 8, 12, 20, 20, 31], [True, True, False, True, True, False, False, True, True, False]
    script = """
        half <- length(given) / 2
        fit <- survival::survfit(survival::Surv(given[1:half], given[half + 1:half]) ~ 1)
        cat(fit$time, fit$n.risk, fit$n.event, fit$n.censor, fit$surv, summary(fit)$table["median"])
    """
    found = kaplan_meier(times, ended)
    told = [*found.times_ms, *found.at_risk, *found.ended, *found.censored, *found.waiting, found.median_ms]
    assert told == pytest.approx(ask_r(script, *times, *map(int, ended), package="survival"), abs=1e-9)
