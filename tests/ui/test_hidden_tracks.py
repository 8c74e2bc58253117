"""The track of a code can be hidden; its key still marks, and what was marked is seen at once."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from ui.coding.timeline.rows_bar import HiddenTracks

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def timeline(coder):
    coder.sit_down()
    return coder.program.code_workspace.panels.timeline


def menu_of(head):
    """Open the menu of a head by a right click."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(20, 5), head.mapToGlobal(QPoint(20, 5)))
    QApplication.sendEvent(head, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def hide(timeline, code):
    menu = menu_of(timeline.heads.rows[code])
    next(one for one in menu.actions() if one.text() == "Hide this track").trigger()
    menu.close()


def line(timeline):
    return timeline.findChild(HiddenTracks)


def tracks(timeline):
    return [lane.code_id for lane in timeline.scene.lanes.tracks]


def test_a_hidden_track_is_counted_in_a_line_that_shows_it_again(coder, timeline):
    before = tracks(timeline)
    assert not line(timeline).isVisible()
    hide(timeline, "crying")
    hide(timeline, "search")
    assert tracks(timeline) == [code for code in before if code not in ("crying", "search")]
    assert not timeline.heads.rows["crying"].isVisible(), "nor below the tracks"
    assert (line(timeline).isVisible(), line(timeline).text()) == (True, "2 hidden")
    assert "Crying, Search" in line(timeline).toolTip()
    QTest.mouseClick(line(timeline), Qt.MouseButton.LeftButton)
    assert tracks(timeline) == before
    assert not line(timeline).isVisible()


def test_the_key_of_a_hidden_code_marks_and_its_track_comes_back(coder, timeline):
    hide(timeline, "crying")
    hide(timeline, "search")
    coder.press(Qt.Key.Key_C)
    assert [code for code, _, _ in coder.events] == ["crying"]
    assert "crying" in tracks(timeline)
    assert "search" not in tracks(timeline)
    assert line(timeline).text() == "1 hidden"
    hide(timeline, "crying")
    coder.session.undo()
    assert "crying" not in tracks(timeline), "what went away needs no track"
    coder.session.redo()
    assert "crying" in tracks(timeline)


def test_it_is_remembered_and_moving_a_track_keeps_it(coder, timeline):
    hide(timeline, "crying")
    shown = tracks(timeline)
    timeline.chosen_code = shown[1]
    coder.program.actions["track_up"].trigger()
    assert tracks(timeline) == [shown[1], shown[0], *shown[2:]]
    coder.program.close_study()
    coder.sit_down()
    again = coder.program.code_workspace.panels.timeline
    assert tracks(again) == [shown[1], shown[0], *shown[2:]]
    assert line(again).text() == "1 hidden"


def test_by_keys_the_track_of_the_selected_event_is_hidden_and_all_are_shown_again(coder, timeline):
    coder.press(Qt.Key.Key_C)
    coder.press(Qt.Key.Key_H, CTRL | SHIFT)
    assert line(timeline).text() == "1 hidden"
    assert "crying" not in tracks(timeline)
    coder.press(Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier | SHIFT)
    assert "crying" in tracks(timeline)


def test_a_group_has_its_own_menu(coder, timeline):
    coder.program.actions["fold_all"].trigger()
    caption = next(lane for lane in timeline.scene.lanes.rows if lane.kind == "caption")
    at = QPoint(40, round(caption.middle))
    QApplication.sendEvent(timeline, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, timeline.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert "Hide this track" not in [one.text() for one in menu.actions()]
    menu.close()
