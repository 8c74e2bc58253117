"""While a recording plays, is jumped in and scrubbed, the thread of the window opens no file of any kind."""

import sys
import threading
from pathlib import Path

import av
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.media.opencv import cv2

LEFT, NONE, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_watchers = []


def _tell_watchers(event, arguments):
    """Python tells of every file that is opened: by open(), pathlib, os and zipfile alike."""
    if event in {"open", "os.listdir", "os.scandir"}:
        for watch in _watchers:
            watch(f"{event} {arguments[0]}")


sys.addaudithook(_tell_watchers)  # for as long as the process lives; it does nothing without a watcher


@pytest.fixture
def opened_here(monkeypatch):
    """What the thread of the test, which is that of the window, opens."""
    noted, here = [], threading.current_thread()

    def note(what):
        if threading.current_thread() is here:
            noted.append(what)

    def watch(owner, name):
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args, **options: (note(name), real(*args, **options))[1])

    watch(av, "open")
    for name in ("imread", "imwrite", "VideoCapture"):  # these read without telling Python
        watch(cv2, name)
    _watchers.append(note)
    yield noted
    _watchers.remove(note)


def test_the_watch_sees_every_way_to_open_a_file(opened_here, recording):
    ways = (
        lambda: open(recording, "rb").close(),  # noqa: PTH123  (the way itself is what is looked at)
        lambda: Path(recording).read_bytes(),
        lambda: list(recording.parent.iterdir()),
        lambda: av.open(str(recording)).close(),
        lambda: cv2.VideoCapture(str(recording)).release(),
        lambda: cv2.imread(str(recording)),
    )
    for way in ways:
        opened_here.clear()
        way()
        assert opened_here


def test_playing_jumping_and_scrubbing_open_no_file_on_the_thread_of_the_window(coder, opened_here):
    coder.sit_down()
    coder.qtbot.waitUntil(lambda: not coder.program.reads.running, timeout=10_000)
    opened_here.clear()
    play_step_and_jump(coder)
    scrub(coder, coder.program.code_workspace.panels.timeline)
    assert opened_here == []


def play_step_and_jump(coder):
    coder.press(Qt.Key.Key_Space)
    begun = coder.session.position_ms
    coder.qtbot.waitUntil(lambda: coder.session.position_ms > begun + 300, timeout=10_000)
    coder.press(Qt.Key.Key_Space)
    for key, modifiers in ((Qt.Key.Key_Right, NONE), (Qt.Key.Key_Left, NONE), (Qt.Key.Key_Right, CONTROL)) * 3:
        coder.press(key, modifiers)
        coder.qtbot.waitUntil(lambda: coder.session.is_settled)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_J):
        coder.press(key)
        coder.qtbot.wait(50)
    coder.press(Qt.Key.Key_K)
    coder.go(70)


def scrub(coder, timeline):
    y = 8  # on the ruler
    QTest.mousePress(timeline, LEFT, NONE, QPoint(timeline.width() // 3, y))
    for x in range(timeline.width() // 3, timeline.width() * 2 // 3, 15):
        QTest.mouseMove(timeline, QPoint(x, y))
        coder.qtbot.wait(5)
    moved_to = coder.session.player.target_ms
    QTest.mouseRelease(timeline, LEFT, NONE, QPoint(timeline.width() * 2 // 3, y))
    coder.qtbot.waitUntil(lambda: coder.session.is_settled)
    assert moved_to > coder.at(70)
