"""Minutes of crying by part of the session, and interval scores: raw, as if of twelve, by the lab's rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.measures.crying import CRYING_COLUMNS, crying_rows
from annotator.measures.interval_scores import INTERVAL_SCORE_COLUMNS, interval_score_rows
from annotator.model.coding import Coding
from annotator.model.intervals import IntervalRule
from annotator.model.items import IntervalRecord
from annotator.model.measure_rules import MeasureRules
from tests.measures.small_lab import BOOK, MARKS, marked, told


def crying(coded, *names, codes=("crying",)):
    rules = MeasureRules(crying=codes)
    return {row[0]: row[1:] for row in told(crying_rows(coded, BOOK, rules), CRYING_COLUMNS, "part", *names)}


def test_crying_in_total_in_separations_in_reunions_and_with_and_without_the_stranger():
    # 5 s in the introduction, which is not scored; 20 s in episode 4 and 10 s of the same cry in 5; 15 s in 6.
    coded = marked(("crying", 0, 5), ("crying", 110, 140), ("crying", 200, 215), ("crying", 305, 330))
    found = crying(coded, "episodes", "observed_s", "crying_s", "crying_min")
    assert found == {
        "total": ("3 4 5 6 8", 300.0, 50.0, pytest.approx(50 / 60)),
        "baseline": ("3", 60.0, 0.0, 0.0),
        "separation": ("4 6", 120.0, 35.0, pytest.approx(35 / 60)),
        "reunion": ("5 8", 120.0, 15.0, 0.25),
        "with_stranger": ("3 4", 120.0, 20.0, pytest.approx(1 / 3)),
        "without_stranger": ("5 6 8", 180.0, 30.0, 0.5),
        "with_caregiver": ("3 5 8", 180.0, 15.0, 0.25),
        "without_caregiver": ("4 6", 120.0, 35.0, pytest.approx(35 / 60)),
    }


def test_two_kinds_of_crying_at_once_are_one_time():
    coded = marked(("crying", 20, 30), ("fussing", 25, 35))
    assert crying(coded, "crying_s", codes=("crying", "fussing"))["total"] == (15.0,)


def test_what_was_not_looked_for_or_not_held_is_not_zero():
    looked = [(["crying"], 130, 160)]
    found = crying(marked(("crying", 140, 145), looked=looked), "observed_s", "crying_s", "share", "why_empty")
    assert found["reunion"] == (30.0, 5.0, pytest.approx(1 / 6), None)
    assert found["separation"] == (0.0, None, None, "not looked for")
    without = crying(marked(marks=[MARKS[1], MARKS[3]], end_s=180), "not_held", "crying_s", "why_empty")
    assert without["separation"] == ("4 6", None, "no such episode was held")
    assert without["reunion"] == ("8", 0.0, None)


def scores(coded, rule, *names, code="crying"):
    rows = told(interval_score_rows(coded, BOOK, rule), INTERVAL_SCORE_COLUMNS, "code", "by", "episode", *names)
    return [row[1:] for row in rows if row[0] == code]


def test_a_state_scores_every_interval_it_touches_and_raw_scores_are_told_as_if_of_twelve():
    # Intervals of episode 5 from 130, 145, 160, 175: the cry touches three; it ends where the fourth begins.
    coded = marked(("crying", 125, 131), ("crying", 144, 175), ("reach", 145))
    names = ("scored", "observed", "intervals", "per_12")
    assert scores(coded, IntervalRule(), *names)[2] == ("events", "5", 3, 4, 4, 9.0)
    assert scores(coded, IntervalRule(), *names, code="reach")[2] == ("events", "5", 1, 4, 4, 3.0)


@pytest.mark.parametrize(("rule", "expected"), [("merge", (1, 1, 12.0)), ("keep", (1, 2, 6.0)), ("drop", (0, 1, 0.0))])
def test_the_fragment_of_a_curtailed_episode_goes_by_the_rule_of_the_lab(rule, expected):
    coded = marked(("crying", 147, 149), marks=MARKS[:4], end_s=150)  # 20 s: a fragment of 5 s
    assert scores(coded, IntervalRule(last=rule), "scored", "observed", "per_12")[2][2:] == expected


def test_an_interval_that_was_not_looked_for_throughout_was_not_observed():
    coded = marked(("crying", 131, 132), looked=[(["crying"], 130, 158)])
    rows = scores(coded, IntervalRule(), "scored", "observed", "per_12", "why_empty")
    assert rows[2] == ("events", "5", 1, 1, 12.0, None)
    assert rows[0] == ("events", "3", None, 0, None, "not looked for")
    part = marked(looked=[(["crying"], 130, 140)])
    assert scores(part, IntervalRule(), "observed", "why_empty")[2] == ("events", "5", 0, "not looked for")
    short = scores(marked(marks=MARKS[:4], end_s=140), IntervalRule(last="drop"), "observed", "why_empty")
    assert short[2] == ("events", "5", 0, "no interval fits into the episode")
    not_held = scores(marked(marks=MARKS[:3], end_s=100), IntervalRule(), "observed", "why_empty")
    assert not_held[2] == ("events", "5", None, "episode not held")


def test_what_the_coder_recorded_of_intervals_stands_beside_what_the_events_say():
    said = [
        IntervalRecord(id="a", episode="5", start_ms=130_000, end_ms=145_000, codes=("crying",)),
        IntervalRecord(id="b", episode="5", start_ms=145_000, end_ms=160_000),
        IntervalRecord(id="c", episode="5", start_ms=161_000, end_ms=175_000, codes=("crying",)),  # of other bounds
    ]
    coded = marked()
    coded = coded._replace(coding=Coding("S1", "KM", [*coded.coding.items.values(), *said]))
    rows = scores(coded, IntervalRule(), "scored", "observed", "per_12")
    assert [row for row in rows if row[1] == "5"] == [("events", "5", 0, 4, 0.0), ("records", "5", 1, 2, 6.0)]
    whys = scores(coded, IntervalRule(), "observed", "why_empty")
    assert next(row for row in whys if row[:2] == ("records", "3")) == ("records", "3", 0, "no interval was recorded")


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=6))
def test_crying_is_what_counting_every_second_gives(cries):
    found = crying(marked(*(("crying", at, at + more) for at, more in cries)), "crying_s")
    on = [second for second in range(400) if any(at <= second < at + more for at, more in cries)]
    assert found["total"] == (float(sum(10 <= second < 310 for second in on)),)
    assert found["separation"] == (float(sum(70 <= one < 130 or 190 <= one < 250 for one in on)),)
    assert found["with_stranger"] == (float(sum(10 <= one < 130 for one in on)),)
