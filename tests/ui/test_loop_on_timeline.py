"""What is drawn on the ruler is looped by the player, and Escape ends it."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

LEFT, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def timeline(coder):
    coder.sit_down()
    return coder.program.code_workspace.panels.timeline


def draw(timeline, from_ms, to_ms):
    y = int(timeline.scene.lanes.ruler.middle)
    begin, end = (QPoint(round(timeline.view.x_of(ms)), y) for ms in (from_ms, to_ms))
    QTest.mousePress(timeline, LEFT, ALT, begin)
    where = QPointF(end)
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, where, timeline.mapToGlobal(where), none, LEFT, ALT)
    QApplication.sendEvent(timeline, moved)
    QTest.mouseRelease(timeline, LEFT, ALT, end)


def test_a_stretch_drawn_on_the_ruler_is_looped_until_escape(timeline, coder):
    playing = coder.program.code_workspace.panels.playing
    draw(timeline, 1_000, 3_000)
    start_ms, end_ms = playing.loop
    slack_ms = timeline.view.ms_per_px + 34
    assert (start_ms, end_ms) == (pytest.approx(1_000, abs=slack_ms), pytest.approx(3_000, abs=slack_ms))
    assert timeline.scene.loop == playing.loop
    assert coder.session.coding.events == ()
    coder.press(Qt.Key.Key_Escape)
    assert playing.loop is None
    assert timeline.scene.loop is None


def test_escape_ends_the_loop_also_while_the_timeline_has_not_the_keys(timeline, coder):
    workspace = coder.program.code_workspace
    draw(timeline, 1_000, 3_000)
    workspace.setFocus()
    coder.press(Qt.Key.Key_Escape)
    assert workspace.panels.playing.loop is None


def test_keys_set_where_the_loop_begins_and_ends(timeline, coder):
    playing = coder.program.code_workspace.panels.playing
    coder.go(30)
    coder.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    coder.go(60)
    coder.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert playing.loop == (coder.at(30), coder.at(61))
    coder.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert playing.loop is None
