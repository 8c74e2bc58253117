"""How numbers are written in a cell and in a sentence, and what the tooltip adds."""

import pytest

from annotator.report.sheets.sheet import (
    SheetCell,
    decimal,
    decimal_interval,
    interval,
    later,
    length,
    number,
    whole,
    with_interval,
)
from annotator.report.wording import or_reason, written
from annotator.statistics.blocks import NOT_COMPUTED
from annotator.statistics.estimate import ConfidenceInterval, Estimate, Undefined
from annotator.text import DASH, fixed

WHY = Undefined("not estimable: nothing to compare")
WAITS = Undefined(NOT_COMPUTED)
AROUND = ConfidenceInterval(-0.1234, 0.8766, 0.95, "jackknife of 12 sessions")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1.00"), (0.995, "> .99"), (0.9949, ".99"), (0.5, ".50"), (0, ".00"), (-0.004, ".00"), (-1, "−1.00")],
)
def test_one_is_said_only_of_what_is_exactly_one(value, text):
    assert number(value) == SheetCell(text, fixed(value, 4))
    assert written(value) == or_reason(value) == text


def test_what_does_not_exist_is_a_dash_with_its_reason_and_what_is_being_computed_waits():
    assert number(WHY) == decimal(WHY) == later(WHY) == interval(WHY) == SheetCell(DASH, WHY.reason)
    assert or_reason(WHY) == "– (not estimable: nothing to compare)"
    assert interval(WAITS) == SheetCell("…", "computing…")
    assert written(WAITS) == "…"


def test_an_interval_says_how_it_was_made():
    said = "95% confidence interval −0.1234 to 0.8766, jackknife of 12 sessions"
    assert interval(AROUND) == SheetCell("[−.12, .88]", said)
    assert decimal_interval(AROUND) == SheetCell("[−0.12, 0.88]", said)
    assert decimal_interval(AROUND, 1).text == "[−0.1, 0.9]"


def test_numbers_that_may_exceed_one_keep_their_zero():
    assert (decimal(-0.5).text, decimal(12.345).text, decimal(12.345, 1).text) == ("−0.50", "12.35", "12.3")


def test_what_is_copied_is_a_number_where_the_text_is_none():
    assert (number(0.9968).text, number(0.9968).copied) == ("> .99", "0.9968")
    assert (number(0.5).copied, number(1).copied, number(WHY).copied) == (".50", "1.00", DASH)


def test_nothing_has_no_minus():
    assert (decimal(-0.001).text, number(-0.001).text, later(-0.3).text) == ("0.00", ".00", "0.000")
    assert decimal_interval(ConfidenceInterval(-0.001, 0.001, 0.95, "")).text == "[0.00, 0.00]"


@pytest.mark.parametrize(("ms", "text"), [(400.0, "+0.400"), (-1250.0, "−1.250"), (0.0, "0.000")])
def test_a_difference_has_its_sign_and_three_decimals(ms, text):
    assert later(ms) == SheetCell(text, f"{fixed(ms, 1)} ms")


def test_lengths_are_seconds_and_counts_plain():
    assert (length(61_500).text, length(1.6).text, whole(12).text) == ("61.500", "0.002", "12")


def test_a_sentence_never_gives_a_number_without_its_interval_or_the_reason_why_there_is_none():
    assert with_interval(Estimate(0.5, AROUND)) == ".50, 95% interval [−.12, .88]"
    assert with_interval(Estimate(0.5, WHY)) == ".50 (interval not estimable: nothing to compare)"
    assert with_interval(Estimate(WHY, WHY)) == "– (not estimable: nothing to compare)"
