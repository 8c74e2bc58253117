"""Segment first, code later."""

import pytest

from annotator.errors import EditError
from annotator.model import commands
from annotator.model.coding import Coding
from annotator.model.commands.segments import mark_segment, name_segment, retime_segment
from annotator.model.history import History
from annotator.model.items import Event, Segment
from annotator.model.segments import segment_in_hand


@pytest.fixture
def history():
    return History(Coding("S1", "KM"))


def mark(history, *moments):
    for at_ms in moments:
        history.do(mark_segment(history.coding, at_ms))


def bounds(history):
    return [(segment.start_ms, segment.end_ms) for segment in history.coding.segments]


def test_one_key_starts_and_ends_and_starts_the_next(history):
    mark(history, 1000, 2000, 2000, 5000)
    assert bounds(history) == [(1000, 2000), (2000, 5000)]


def test_at_its_first_frame_a_segment_is_taken_away_again(history):
    mark(history, 1000, 1000)
    assert bounds(history) == []


def test_a_segment_never_runs_into_the_next(history):
    mark(history, 4000, 5000, 1000)
    assert bounds(history) == [(1000, 4000), (4000, 5000)]


def test_going_back_and_ending_earlier_makes_it_shorter(history):
    mark(history, 1000, 5000, 3000)
    assert bounds(history) == [(1000, 3000)]


def test_a_segment_is_no_event_until_it_has_a_code(history, codebook):
    mark(history, 1000, 2000)
    assert history.coding.events == ()
    segment = history.coding.segments[0]
    history.do(name_segment(history.coding, codebook, segment.id, "crying"))
    assert history.coding.segments == ()
    assert history.coding.events == (Event(id=segment.id, code="crying", start_ms=1000, end_ms=2000),)
    history.undo()
    assert (history.coding.events, history.coding.segments) == ((), (segment,))


def test_what_cannot_be_named(history, codebook):
    mark(history, 1000)
    running = history.coding.segments[0]
    with pytest.raises(EditError, match="no end yet"):
        name_segment(history.coding, codebook, running.id, "crying")
    mark(history, 2000)
    with pytest.raises(EditError, match="Reach has no duration"):
        name_segment(history.coding, codebook, running.id, "reach")
    history.do(commands.mark(history.coding, codebook, "fussing", 1500))
    with pytest.raises(EditError, match="would overlap Fussing"):
        name_segment(history.coding, codebook, running.id, "crying")
    with pytest.raises(EditError, match="no segment here"):
        name_segment(history.coding, codebook, "gone", "crying")


def test_the_segment_in_hand_is_the_one_shown_else_the_last_before():
    first, second = Segment(id="a", start_ms=1000, end_ms=2000), Segment(id="b", start_ms=3000, end_ms=None)
    in_hand = [segment_in_hand((first, second), at_ms) for at_ms in (0, 1000, 2500, 3000, 9000)]
    assert in_hand == [None, first, first, second, second]


def test_a_segment_is_moved_and_trimmed_but_never_into_another_or_to_no_length():
    coding = Coding("S1", "KM", [Segment(id="a", start_ms=0, end_ms=100), Segment(id="b", start_ms=200, end_ms=None)])
    edit = retime_segment(coding, "a", 50, 200)
    assert edit.changes[0].after == Segment(id="a", start_ms=50, end_ms=200)
    for start_ms, end_ms in ((0, 201), (300, 400), (0, None), (100, 100), (100, 50)):
        with pytest.raises(EditError):
            retime_segment(coding, "a", start_ms, end_ms)
    with pytest.raises(EditError, match="no segment"):
        retime_segment(coding, "c", 0, 10)
