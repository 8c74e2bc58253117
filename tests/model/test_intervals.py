"""Episodes cut into intervals, and the records of what occurred in each."""

import pytest

from annotator.errors import EditError
from annotator.model.coding import Coding
from annotator.model.commands.intervals import score_interval, toggle_in_interval
from annotator.model.episodes import Span
from annotator.model.history import History
from annotator.model.intervals import Interval, IntervalRule, interval_at, lay_intervals, record_of

FIRST = Interval("4", 1, 0, 15_000)


def edges(length_s, last="merge"):
    spans = [Span("4", 1000, 1000 + round(length_s * 1000))]
    return [(one.start_ms - 1000, one.end_ms - 1000) for one in lay_intervals(spans, IntervalRule(last=last))]


@pytest.mark.parametrize(
    ("length_s", "last", "expected"),
    [
        (30, "merge", [(0, 15_000), (15_000, 30_000)]),
        (37.5, "merge", [(0, 15_000), (15_000, 30_000), (30_000, 37_500)]),
        (37.499, "merge", [(0, 15_000), (15_000, 37_499)]),
        (37.499, "keep", [(0, 15_000), (15_000, 30_000), (30_000, 37_499)]),
        (37.5, "drop", [(0, 15_000), (15_000, 30_000)]),
        (30, "drop", [(0, 15_000), (15_000, 30_000)]),
        (5, "merge", [(0, 5_000)]),
        (5, "keep", [(0, 5_000)]),
        (5, "drop", []),
        (0.001, "merge", [(0, 1)]),
    ],
)
def test_the_rest_of_an_episode(length_s, last, expected):
    assert edges(length_s, last) == expected


def test_intervals_are_laid_from_the_start_of_each_episode_and_counted_there():
    laid = lay_intervals([Span("4", 500, 20_500), Span("5", 20_500, 50_500)], IntervalRule())
    assert [(one.episode, one.number, one.start_ms) for one in laid] == [
        ("4", 1, 500),
        ("5", 1, 20_500),
        ("5", 2, 35_500),
    ]
    assert lay_intervals([], IntervalRule()) == ()


def test_the_interval_at_a_moment_is_half_open_and_before_the_first_it_is_the_first():
    laid = lay_intervals([Span("4", 1000, 31_000)], IntervalRule())
    assert [interval_at(laid, at_ms) for at_ms in (0, 1000, 15_999, 16_000, 31_000)] == [
        laid[0],
        laid[0],
        laid[0],
        laid[1],
        None,
    ]


def test_codes_are_toggled_and_undone_and_an_empty_record_says_none_occurred(codebook):
    history = History(Coding("S1", "KM"))
    for code in ("search", "crying", "search"):
        history.do(toggle_in_interval(history.coding, codebook, FIRST, code))
    assert record_of(history.coding, FIRST).codes == ("crying",)
    history.undo()
    assert record_of(history.coding, FIRST).codes == ("crying", "search"), "in the order of the codebook"
    history.do(score_interval(history.coding, codebook, FIRST, ()))
    assert record_of(history.coding, FIRST).codes == ()
    assert len(history.coding.intervals) == 1
    assert history.coding.events == (), "a record is not an event"
    assert record_of(history.coding, Interval("4", 1, 0, 14_000)) is None, "other bounds, another interval"


def test_an_unknown_code_is_refused(codebook):
    with pytest.raises(EditError, match="no code “gone”"):
        score_interval(Coding("S1", "KM"), codebook, FIRST, ["gone"])
