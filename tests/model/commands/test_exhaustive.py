"""A channel in which something is always on: its keys never leave it empty."""

import pytest

from annotator.errors import EditError
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.commands import mark, trim
from annotator.model.history import History

BOOK = parse_codebook(codebook_text("still_face"), "codebook.toml")
FIRST, SECOND, THIRD = [code.id for code in BOOK.codes if code.channel == "infant_phase"][:3]


@pytest.fixture
def history():
    return History(Coding("S1", "KM"))


def press(history, code, at_ms):
    history.do(mark(history.coding, BOOK, code, at_ms))


def events(history):
    return [(event.code, event.start_ms, event.end_ms) for event in history.coding.events]


def test_its_own_key_does_not_end_a_state_and_says_what_does(history):
    press(history, FIRST, 0)
    with pytest.raises(EditError, match="one code is always on") as refused:
        press(history, FIRST, 1000)
    assert refused.value.hint == "Press the key of what comes next, or Shift+Enter to end it anyway."
    press(history, SECOND, 1000)
    assert events(history) == [(FIRST, 0, 1000), (SECOND, 1000, None)]


def test_at_its_first_frame_it_is_taken_away_and_what_it_cut_off_goes_on(history):
    press(history, FIRST, 0)
    press(history, SECOND, 1000)
    press(history, SECOND, 1000)
    assert events(history) == [(FIRST, 0, None)]


def test_the_same_in_the_middle_of_what_was_marked(history):
    press(history, FIRST, 0)
    press(history, THIRD, 5000)
    press(history, SECOND, 2000)
    assert events(history) == [(FIRST, 0, 2000), (SECOND, 2000, 5000), (THIRD, 5000, None)]
    press(history, SECOND, 2000)
    assert events(history) == [(FIRST, 0, 5000), (THIRD, 5000, None)]


def test_the_very_first_state_is_taken_away_as_any_other(history):
    press(history, FIRST, 1000)
    press(history, FIRST, 1000)
    assert events(history) == []


def test_who_wants_a_hole_can_make_one(history):
    press(history, FIRST, 0)
    event = history.coding.events[0]
    history.do(trim(history.coding, BOOK, event.id, end_ms=1000))
    assert events(history) == [(FIRST, 0, 1000)]
