"""What is selected after an edit, and which event is next: without a window."""

import subprocess
import sys

import pytest

from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from ui.selection import Selection, selection_of

A, B, C = (
    Event(id=name, code="crying", start_ms=at, end_ms=at + 100) for name, at in (("a", 0), ("b", 500), ("c", 900))
)


def coding_of(*events):
    coding = Coding("S001", "KM")
    for event in events:
        coding.put(event)
    return coding


def edit(*changes):
    return Edit(label="edit", changes=tuple(Change(before, after) for before, after in changes))


@pytest.mark.parametrize(
    ("selected", "changes", "left", "expected"),
    [
        ([], [(None, B)], (A, B), ["b"]),
        (["a"], [(None, B)], (A, B), ["b"]),
        (["a", "b"], [(A, A)], (A, B), ["b", "a"]),
        (["a", "b"], [(B, None)], (A,), ["a"]),
        (["a"], [(A, None)], (B,), []),
        (["c"], [(None, A), (None, B)], (A, B, C), ["a", "b"]),
        (["c"], [(A, A), (None, B)], (A, B, C), ["b"]),
        (["a"], [(A, A), (B, B)], (A, B), ["a"]),
        (["b"], [(B, B), (A, A)], (A, B), ["b"]),
        (["a"], [(A, A), (None, B)], (A, B), ["b"]),
    ],
)
def test_an_edit_selects_what_it_has_touched_and_keeps_what_is_there(selected, changes, left, expected):
    found = selection_of(selected).after(edit(*changes), coding_of(*left))
    assert (found.ids, found.last) == (frozenset(expected), expected[-1] if expected else "")


def test_next_and_previous_go_from_the_selected_event_or_from_the_moment():
    coding = coding_of(A, B, C)
    chosen = Selection(frozenset("b"), "b")
    assert (chosen.next(coding, 0), chosen.previous(coding, 0)) == (C, A)
    assert (Selection().next(coding, 500), Selection().previous(coding, 500)) == (C, A)
    assert (selection_of("c").next(coding, 0), selection_of("a").previous(coding, 0)) == (None, None)


def test_it_is_known_whether_somebody_is_still_at_the_selected_event():
    running = Event(id="r", code="search", start_ms=5000, end_ms=None)
    coding = coding_of(A, running)
    assert [selection_of("a").is_at(coding, at_ms) for at_ms in (0, 100, 1100, 1101)] == [True, True, True, False]
    assert [selection_of("r").is_at(coding, at_ms) for at_ms in (3999, 4000, 6000, 6001)] == [False, True, True, False]
    assert not Selection().is_at(coding, 0)


def test_the_rules_need_no_qt():
    said = "import sys, ui.selection; print('PySide6' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"
