"""Shared by the tests of the whole window: a coder who sits at it."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.media.peaks import peaks
from annotator.study import open_study
from ui.messages import Messages
from ui.session import CodingSession
from ui.tasks import Reads, Saves

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _as_the_test_is_about(dress):
    """Panels are dressed, or not, as the whole window is."""


@pytest.fixture(scope="session")
def study_to_copy(study_to_copy, recording):
    """The shape of its sound has been measured, as it is from the second time on; each window would do so anew."""
    peaks(recording, cache_dir=open_study(study_to_copy).cache_dir)
    return study_to_copy


@pytest.fixture
def messages(qapp):
    return Messages()


@pytest.fixture
def reads(messages):
    made = Reads(messages)
    yield made
    made.close()


@pytest.fixture
def saves(messages):
    made = Saves(messages)
    yield made
    made.finish()


@pytest.fixture
def shared(study):
    """One open coding without a window, which the panel under test shares."""
    with study.open_coding("S001", "KM") as coding:
        made = CodingSession(study, study.session("S001"), coding)
        yield made
        made.close()
        made.deleteLater()


@pytest.fixture
def open_session(program, qtbot):
    """Opens a coding in the window, waits for its first picture and until nothing is being read."""

    def open_(study, session_id="S002"):
        program.open_study(study.folder, session_id, "KM")
        qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=10_000)
        player = program.coding.player
        qtbot.waitUntil(lambda: player.settled and player.pictures[0] is not None, timeout=10_000)
        qtbot.waitUntil(lambda: not program.reads.running, timeout=10_000)
        return program.coding

    return open_


@pytest.fixture
def panels(program):
    return lambda: program.code_workspace.panels


@pytest.fixture
def press(program, qtbot):
    """Presses a key in the window."""

    def press_(key, modifiers=NONE):
        program.window.activateWindow()  # the offscreen platform does not give the focus back by itself
        qtbot.waitUntil(program.window.isActiveWindow)
        qtbot.keyClick(QApplication.focusWidget() or program.window, key, modifiers)

    return press_


class Coder:
    """Sits at the window and presses keys; the recording has 150 frames."""

    def __init__(self, qtbot, program, study):
        self.qtbot, self.program, self.study = qtbot, program, study

    def sit_down(self, settings=None):
        if settings is not None:
            self.study.save_coder_settings("KM", settings)
        self.program.open_study(self.study.folder, "S001", "KM")
        self.qtbot.waitUntil(lambda: self.program.coding is not None and self.program.coding.is_retimable)
        self.qtbot.waitUntil(lambda: self.program.window.place == "code")
        self.go(0)  # a coding opens where it was left
        return self

    @property
    def session(self):
        return self.program.coding

    @property
    def side(self):
        return self.program.code_workspace.panels.side

    @property
    def heads(self):
        return self.program.code_workspace.panels.heads

    @property
    def target(self):
        return QApplication.focusWidget() or self.program.window

    @property
    def events(self):
        return [(event.code, event.start_ms, event.end_ms) for event in self.session.coding.events]

    @property
    def said(self):
        return self.program.messages.said[-1].what

    @property
    def checks_tab(self):
        tabs = self.side.tabs
        return next(tabs.tabText(at) for at in range(tabs.count()) if tabs.tabText(at).startswith("Checks"))

    def tab(self, name):
        """Return the whole text of a tab at the side."""
        tabs = self.side.tabs
        return next(tabs.tabText(at) for at in range(tabs.count()) if tabs.tabText(at).startswith(name))

    def press(self, key, modifiers=NONE):
        QTest.keyClick(self.target, key, modifiers)

    def down(self, key, modifiers=NONE):
        QTest.keyPress(self.target, key, modifiers)

    def up(self, key, modifiers=NONE):
        QTest.keyRelease(self.target, key, modifiers)

    def repeat(self, key):
        """Send what a held key sends: a release and a press, both marked as auto-repeat."""
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
            QApplication.sendEvent(self.target, QKeyEvent(kind, key, NONE, chr(key).lower(), True))

    def settle(self, index):
        player = self.session.player
        video = self.program.code_workspace.panels.video
        self.qtbot.waitUntil(lambda: player.settled and player.frame_index == video.shown_index == index)

    def go(self, index):
        self.session.jump(self.at(index))
        self.settle(index)

    def at(self, index):
        return int(self.session.frame_times_ms()[index])


@pytest.fixture
def coder(qtbot, program, study):
    return Coder(qtbot, program, study)
