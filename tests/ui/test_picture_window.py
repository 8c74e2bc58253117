"""The picture in a window of its own: what it shows, that every key works there, and how it comes back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from ui.settings import PICTURE_IS_OUT


@pytest.fixture
def out(coder):
    coder.sit_down()
    coder.program.actions["picture_window"].trigger()
    window = coder.program.code_workspace.panels.picture_window
    coder.qtbot.waitUntil(window.isVisible)
    yield coder
    panels = coder.program.code_workspace.panels
    if panels is not None and panels.picture_window is not None:
        panels.picture_window.close()


def panels_of(coder):
    return coder.program.code_workspace.panels


def test_it_has_the_picture_and_the_line_and_the_main_window_the_rest(out):
    panels = panels_of(out)
    window = panels.picture_window
    assert panels.video.window() is panels.rule.window() is window
    assert panels.transport.window() is panels.timeline.window() is panels.events.window() is out.program.window
    assert panels.transport.isVisible()
    assert out.program.settings.get(PICTURE_IS_OUT)


@pytest.mark.looks
def test_keys_mark_and_play_in_it_and_the_question_is_asked_there(out):
    window = panels_of(out).picture_window
    window.activateWindow()
    out.qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_S)
    assert out.events == [("search", 0, None)]
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert out.events == []
    QTest.keyClick(window, Qt.Key.Key_Right)
    out.settle(1)


@pytest.mark.looks
def test_closing_it_puts_the_picture_back(out):
    panels = panels_of(out)
    panels.picture_window.close()
    assert panels.picture_window is None
    assert panels.video.window() is out.program.window
    assert not out.program.settings.get(PICTURE_IS_OUT)
    out.qtbot.waitUntil(panels.video.isVisible)
    assert panels.video.height() > 200


def test_when_its_screen_is_gone_the_picture_goes_home_and_the_place_is_remembered(out):
    panels = panels_of(out)
    panels.picture_window.lost_screen.emit()
    assert panels.picture_window is None
    assert panels.video.window() is out.program.window
    assert out.program.settings.get(PICTURE_IS_OUT)


def test_it_closes_with_the_coding_and_is_there_again_on_two_screens(out, monkeypatch):
    screens = QGuiApplication.screens()
    out.program.close_study()
    monkeypatch.setattr(QGuiApplication, "screens", lambda: screens * 2)
    out.sit_down()
    window = panels_of(out).picture_window
    assert window is not None
    assert panels_of(out).video.window() is window


def test_full_screen_is_for_the_window_in_front(out):
    window = panels_of(out).picture_window
    window.activateWindow()
    out.qtbot.waitUntil(window.isActiveWindow)
    out.program.actions["full_screen"].trigger()
    assert window.isFullScreen()
    assert not out.program.window.isFullScreen()
    out.program.actions["full_screen"].trigger()
    assert not window.isFullScreen()
