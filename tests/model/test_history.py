"""All changes of an edit happen or none, listeners hear in order, and undo gives back exactly what was."""

import pytest
from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit, History
from annotator.model.items import EpisodeMark, Event, Rating

ONE = Event(id="1", code="reach", start_ms=5, end_ms=5)
TWO = Event(id="2", code="reach", start_ms=9, end_ms=9)


def _edit(*changes: Change, label: str = "test") -> Edit:
    return Edit(label=label, changes=changes)


@pytest.fixture
def history() -> History:
    made = History(Coding("s1", "A"))
    made.do(_edit(Change(None, ONE), label="first"))
    return made


@pytest.mark.parametrize(
    "unfit",
    [Change(None, ONE), Change(TWO, None), Change(replace(ONE, start_ms=6), None)],
    ids=["add", "delete", "old"],
)
def test_an_edit_that_does_not_fit_changes_nothing_and_is_told_to_nobody(history: History, unfit: Change) -> None:
    told: list[Edit] = []
    history.listen(told.append)
    with pytest.raises(EditError, match="does not fit"):
        history.do(_edit(Change(None, replace(TWO, id="3")), unfit))
    assert history.coding.items == {"1": ONE}
    assert [edit.label for edit in history.done] == ["first"]
    assert told == []


def test_an_edit_that_changes_one_item_twice_is_refused(history: History) -> None:
    with pytest.raises(EditError, match="twice"):
        history.do(_edit(Change(ONE, None), Change(ONE, replace(ONE, start_ms=6))))
    assert history.coding.items == {"1": ONE}


def test_an_edit_that_changes_nothing_is_no_step(history: History) -> None:
    told: list[Edit] = []
    history.listen(told.append)
    history.undo()
    history.redo()
    told.clear()
    history.do(_edit())
    history.do(_edit(Change(ONE, replace(ONE))))
    assert told == []
    assert len(history.done) == 1


def test_undo_and_redo_walk_over_all_edits_and_stop_at_the_ends(history: History) -> None:
    history.do(_edit(Change(ONE, replace(ONE, start_ms=6, end_ms=6)), Change(None, TWO), label="second"))
    after = dict(history.coding.items)

    assert history.undo().label == "second"
    assert history.coding.items == {"1": ONE}
    assert (history.next_undo.label, history.next_redo.label) == ("first", "second")
    assert history.undo().label == "first"
    assert history.undo() is None
    assert history.coding.items == {}

    history.redo()
    history.redo()
    assert history.redo() is None
    assert history.coding.items == after
    assert history.undone == ()


def test_a_new_edit_forgets_what_was_undone(history: History) -> None:
    history.undo()
    history.do(_edit(Change(None, TWO)))
    assert history.next_redo is None
    assert history.redo() is None


def test_listeners_hear_in_the_order_they_joined_until_they_leave(history: History) -> None:
    heard: list[str] = []
    leave = history.listen(lambda edit: heard.append(f"journal {edit.kind}"))
    history.listen(lambda edit: heard.append(f"window {edit.kind}"))
    history.do(_edit(Change(None, TWO)))
    leave()
    history.undo()
    history.redo()
    assert heard == ["journal do", "window do", "window undo", "window redo"]


def test_replay_tells_nobody_and_gives_the_same_history(history: History) -> None:
    edits: list[Edit] = [_edit(Change(None, ONE), label="first")]
    history.listen(edits.append)
    history.do(_edit(Change(None, TWO)))
    history.undo()

    again, told = History(Coding("s1", "A")), list[Edit]()
    again.listen(told.append)
    again.replay(edits)

    assert (again.coding.items, again.done, again.undone) == (history.coding.items, history.done, history.undone)
    assert told == []


@pytest.mark.parametrize("kind", ["undo", "redo"])
def test_a_replayed_undo_without_anything_to_undo_is_refused(kind: str) -> None:
    history = History(Coding("s1", "A"))
    with pytest.raises(EditError, match=f"nothing to {kind}"):
        history.replay([Edit(label="x", changes=(Change(None, ONE),), kind=kind)])


STATE = Event(id="3", code="crying", start_ms=20, end_ms=50)


@pytest.mark.parametrize(
    ("before", "after", "moment_ms"),
    [
        (None, STATE, 20),
        (STATE, None, 20),
        (STATE, replace(STATE, end_ms=60), 60),
        (replace(STATE, end_ms=None), STATE, 50),
        (STATE, replace(STATE, end_ms=None), 50),
        (STATE, replace(STATE, start_ms=30), 30),
        (STATE, replace(STATE, comment="?"), 20),
        (None, EpisodeMark(id="m", episode="2", start_ms=7), 7),
        (None, Rating(id="r", scale="s", episode="", target="", value=1), None),
    ],
)
def test_an_edit_knows_where_in_the_recording_it_shows(before, after, moment_ms) -> None:
    assert _edit(Change(before, after)).moment_ms == moment_ms
    assert _edit(Change(None, replace(TWO, id="4", start_ms=99)), Change(before, after)).moment_ms == (moment_ms or 99)
