"""Variables of a whole study: what is said of two coders is said of the pair, and which design all coders have."""

import numpy as np
import pytest

from annotator.agreement.pair.read import read_pair
from annotator.agreement.pair.variables import compare_variables
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.report import report_lines, study_report
from annotator.agreement.whole_study.study import whole_study
from annotator.agreement.whole_study.subjects import OF_VARIABLE
from annotator.agreement.whole_study.variables import many_variables, measure_study
from annotator.demo_coders import many_coders_study
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.model.items import Event, LookedFor
from annotator.statistics.estimate import Undefined
from tests.strategies import CODEBOOK

SPANS = (Span("4", 0, 30_000), Span("5", 30_000, 60_000))


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return many_coders_study(tmp_path_factory.mktemp("study") / "s", sessions=11, coders=("AB", "KM", "LS"), seed=5)


def same(one, other):
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return type(one) is type(other)
    return one == pytest.approx(other, abs=1e-12)


def test_a_pair_and_the_whole_study_say_the_same_of_every_variable(study):
    whole = whole_study(study)
    pairs = [read_pair(study, *names, only_submitted=True) for names in whole.compared.pairs]
    told = [
        {(one.code, one.variable): one for one in compare_variables(data) if not (one.episode or one.is_total)}
        for data in pairs
    ]
    compared = 0
    for subject in whole.subjects:
        for statistic in [one for one in subject.statistics if one in OF_VARIABLE]:
            found = whole.estimates(subject, statistic)
            for place, of_pair in enumerate(told):
                one = of_pair.get((subject.id, OF_VARIABLE[statistic]))
                if one is None:
                    assert isinstance(found.pooled[place].value, Undefined)
                    continue
                assert same(found.pooled[place].value, one.agreement.icc_a1.value)
                assert found.few[place] == (one.agreement.cases < 30)
                compared += 1
    assert compared > 100


def crying(coder, seconds, looked=()):
    said = [LookedFor(id="l", codes=("crying",), start_ms=a, end_ms=b) for a, b in looked]
    end_ms = 1_000 + round(1000 * seconds)
    return Coding("s", coder, [Event(id="e", code="crying", start_ms=1_000, end_ms=end_ms), *said])


def session(number, codings):
    names = tuple(one.coder for one in codings)
    both = {one.coder: one for one in codings}
    return SessionCodings(f"S{number}", "", 60_000, both, dict.fromkeys(names, SPANS), names, names, ())


def together(sessions):
    measured = measure_study(sessions, CODEBOOK, (), IntervalRule())
    return {
        (one.variable, one.episode, one.is_total): one for one in many_variables(measured) if one.code.id == "crying"
    }


def test_coders_who_take_turns_have_a_one_way_design():
    random = np.random.default_rng(2)
    turns = [("A", "B"), ("B", "C"), ("A", "C")]
    sessions = [session(n, [crying(coder, 5 + random.integers(0, 20)) for coder in turns[n % 3]]) for n in range(12)]
    found = together(sessions)
    one = found["total_s", "4", False]
    assert (one.found.design, one.found.cases, one.coders) == ("one-way", 12, ("A", "B", "C"))
    assert one.found.icc.interval.method == "jackknife of 12 sessions"
    given = measure_study(sessions, CODEBOOK, (), IntervalRule()).values[:, :, 0, 0, 0]
    values = given[~np.isnan(given)].reshape(12, 2)
    means, within = values.mean(axis=1), values.var(axis=1, ddof=1).mean()
    between = 2 * means.var(ddof=1)
    assert one.found.icc.value == pytest.approx((between - within) / (between + within))


def test_the_same_two_coders_have_a_two_way_design_and_blanks_are_no_case():
    sessions = [session(n, [crying("A", n), crying("B", n + n % 2)]) for n in range(1, 13)]
    sessions.append(session(13, [crying("A", 3), crying("B", 4, looked=[(30_000, 60_000)])]))
    sessions.append(session(14, [crying("A", 3)]))
    found = together(sessions)
    assert {one.found.design for one in found.values()} == {"two-way"}
    assert found["total_s", "4", False].found.cases == 12
    assert found["total_s", "", False].found.cases == 25, "episode 5 was looked for"
    assert found["total_s", "", True].found.cases == 12
    assert ("latency_s", "", True) not in found
    assert "fewer than 30 sessions" in str(found["latency_s", "4", False].found.icc.interval) or isinstance(
        found["latency_s", "4", False].found.icc.value, Undefined
    )


def test_the_report_says_the_design_of_each_and_keeps_lines_few(study):
    report = study_report(whole_study(study))
    rows = [one for one in report.all_coders if one.variable]
    assert {one.kind for one in rows} == {"variable", "total"}
    assert all(list(one.statistics) == [{"two-way": "icc_a1", "one-way": "icc_11"}[one.design]] for one in rows)
    lines = [line for line in report_lines(report) if "  total_s icc_" in line]
    assert 0 < len(lines) <= len({one.subject for one in rows if one.variable == "total_s"})
