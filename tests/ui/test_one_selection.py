"""What is selected is what is seen: with a filter on, every command acts on the same events, and on no others."""

import pytest
from PySide6.QtCore import Qt

from annotator.model import commands
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.text import clock

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def seated(coder):
    """Three bouts of crying and two of search; the table shows what is typed into its filter."""
    coder.sit_down()
    spans = [("c1", "crying", 0, 10), ("s1", "search", 20, 30), ("c2", "crying", 40, 50), ("s2", "search", 60, 70)]
    spans.append(("c3", "crying", 80, 90))
    made = [Event(id=name, code=code, start_ms=coder.at(a), end_ms=coder.at(b)) for name, code, a, b in spans]
    coder.session.do(lambda: Edit(label="add", changes=tuple(Change(None, event) for event in made)))
    coder.session.select("")
    return coder


def filter_by(coder, text):
    coder.press(KEY.Key_F, CTRL)
    coder.target.setText("")
    coder.qtbot.keyClicks(coder.target, text)
    coder.press(KEY.Key_Return)


def events_panel(coder):
    return coder.program.code_workspace.panels.events


def ids(coder):
    return {event.id for event in coder.session.coding.events}


def test_ctrl_a_takes_what_the_table_shows_and_the_number_is_seen(seated):
    filter_by(seated, "cry")
    seated.press(KEY.Key_A, CTRL)
    assert seated.session.selected_ids == {"c1", "c2", "c3"}
    assert events_panel(seated).bar.heading.text() == "3 events selected"
    filter_by(seated, "")
    seated.press(KEY.Key_A, CTRL)
    assert seated.session.selected_ids == {"c1", "s1", "c2", "s2", "c3"}


@pytest.mark.parametrize(("key", "modifiers"), [(KEY.Key_X, CTRL), (KEY.Key_Delete, Qt.KeyboardModifier.NoModifier)])
@pytest.mark.parametrize(("text", "left"), [("cry", {"s1", "s2"}), ("search", {"c1", "c2", "c3"})])
def test_what_is_cut_and_deleted_is_what_was_seen(seated, key, modifiers, text, left):
    filter_by(seated, text)
    seated.press(KEY.Key_A, CTRL)
    seated.press(key, modifiers)
    assert ids(seated) == left
    seated.press(KEY.Key_Z, CTRL)
    assert ids(seated) == {"c1", "s1", "c2", "s2", "c3"}


def test_where_the_filter_leaves_one_row_delete_deletes_one(seated):
    seated.session.do(
        lambda: Edit(
            label="comment",
            changes=tuple(
                Change(one, type(one)(id=one.id, code=one.code, start_ms=one.start_ms, end_ms=one.end_ms, comment="x"))
                for one in [seated.session.coding.event("c2")]
            ),
        )
    )
    filter_by(seated, "crying x")
    seated.press(KEY.Key_A, CTRL)
    seated.press(KEY.Key_Delete)
    assert ids(seated) == {"c1", "s1", "s2", "c3"}


def test_the_batch_bar_changes_what_was_seen_and_nothing_else(seated):
    filter_by(seated, "cry")
    seated.press(KEY.Key_A, CTRL)
    events_panel(seated).bar.unsure.click()
    assert {event.id for event in seated.session.coding.events if event.unsure} == {"c1", "c2", "c3"}


def test_what_a_filter_takes_out_of_sight_is_no_longer_selected(seated):
    seated.press(KEY.Key_A, CTRL)
    filter_by(seated, "search")
    assert seated.session.selected_ids == {"s1", "s2"}
    filter_by(seated, "nothing like it")
    assert seated.session.selected_ids == frozenset()
    seated.press(KEY.Key_Delete)
    assert seated.said == "No event is selected."
    assert len(ids(seated)) == 5


def test_what_is_selected_outside_the_filter_is_told(seated):
    """On the timeline every event is seen, and a click selects it there."""
    filter_by(seated, "search")
    seated.session.select_many(["s1", "c1", "c2"])
    assert "2 selected outside the filter" in events_panel(seated)._title.text()


def test_up_and_down_go_on_from_the_selected_event_unless_the_recording_was_moved(seated):
    seated.session.select("c3")  # a click on the timeline: the recording stays where it is
    seated.press(KEY.Key_Up)
    assert seated.session.selected_id == "s2"
    seated.settle(60)
    seated.session.select("c3")
    seated.go(35)
    seated.press(KEY.Key_Down)
    assert seated.session.selected_id == "c2"
    seated.settle(40)
    seated.go(45)
    seated.press(KEY.Key_Down)
    assert seated.session.selected_id == "s2", "inside the event one goes on from it"


class TestUndo:
    @pytest.fixture
    def touching(self, coder):
        """Fussing up to frame 40, crying from there on."""
        coder.sit_down()
        made = [
            Event(id="f", code="fussing", start_ms=coder.at(10), end_ms=coder.at(40)),
            Event(id="c", code="crying", start_ms=coder.at(40), end_ms=coder.at(80)),
        ]
        coder.session.do(lambda: Edit(label="add", changes=tuple(Change(None, event) for event in made)))
        return coder

    @pytest.mark.parametrize(
        ("selected", "modifiers"),
        [
            ("c", Qt.KeyboardModifier.AltModifier),
            ("f", Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier),
        ],
    )
    def test_the_same_event_is_selected_after_it_and_the_next_nudge_moves_that(self, touching, selected, modifiers):
        touching.session.select(selected)
        touching.press(KEY.Key_Left, modifiers)
        assert touching.session.selected_id == selected
        assert touching.events == [
            ("fussing", touching.at(10), touching.at(39)),
            ("crying", touching.at(39), touching.at(80)),
        ]
        touching.press(KEY.Key_Z, CTRL)
        assert touching.session.selected_id == selected
        touching.press(KEY.Key_Left, modifiers)
        assert touching.events == [
            ("fussing", touching.at(10), touching.at(39)),
            ("crying", touching.at(39), touching.at(80)),
        ]
        touching.press(KEY.Key_Z, CTRL)
        touching.press(KEY.Key_Y, CTRL)
        assert touching.session.selected_id == selected

    def test_after_a_delete_is_undone_all_of_them_are_selected_again(self, touching):
        touching.session.select_many(["f", "c"])
        touching.press(KEY.Key_Delete)
        touching.press(KEY.Key_Z, CTRL)
        assert touching.session.selected_ids == {"f", "c"}

    def test_what_was_submitted_and_reopened_in_between_changes_nothing_in_that(self, touching):
        session = touching.session
        session.select("c")
        touching.press(KEY.Key_Left, Qt.KeyboardModifier.AltModifier)
        session.select("f")
        for act in (commands.submit, commands.reopen):
            session.do(lambda act=act: act(session.coding))
        assert session.selected_id == "f"
        touching.press(KEY.Key_Z, CTRL)
        assert session.selected_id == "c"

    def test_the_status_bar_says_what_was_undone_and_where(self, touching):
        touching.session.select("c")
        touching.press(KEY.Key_Left, Qt.KeyboardModifier.AltModifier)
        label = touching.session.opened.history.done[-1].label
        touching.press(KEY.Key_Z, CTRL)
        said = touching.program.window.status_bar.said[-1]
        assert said == f"undone: {label} at {clock(touching.at(40))}  ·  undo: add"
        touching.press(KEY.Key_Y, CTRL)
        assert touching.program.window.status_bar.said[-1].startswith(f"redone: {label} at {clock(touching.at(39))}")

    def test_the_timeline_goes_where_something_was_undone_out_of_sight_and_flashes_it(self, touching):
        timeline = touching.program.code_workspace.panels.timeline
        touching.session.select("c")
        touching.press(KEY.Key_Delete)
        timeline.show_view(timeline.view.showing(touching.at(120), touching.at(140)))
        assert not timeline.view.shows(touching.at(40))
        touching.press(KEY.Key_Z, CTRL)
        assert timeline.view.shows(touching.at(40))
        assert [event.id for event in timeline.scene.flashed] == ["c"]
        touching.qtbot.waitUntil(lambda: timeline.scene.flashed == ())
