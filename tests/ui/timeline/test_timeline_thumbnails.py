"""Small pictures beside the mouse, of a real recording and made in a thread of its own."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.media.frames import load_or_scan
from annotator.media.keyframes import Keyframes
from annotator.model.codebook.file import codebook_text
from annotator.study import create_study
from ui.coding.timeline import Timeline
from ui.session import CodingSession
from ui.theme import apply_theme


def point_at(timeline, place):
    """Point with the mouse. Not QTest.mouseMove: on X11 the pointer may be there already, and then nothing moves."""
    where, none = QPointF(place), Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    moved = QMouseEvent(QEvent.Type.MouseMove, where, timeline.mapToGlobal(where), none, none, keys)
    QApplication.sendEvent(timeline, moved)


class StillPlayer:
    """A recording whose frames are all known, and which stands."""

    position_ms, playing = 0, False

    def __init__(self, frame_times_ms):
        self.frame_times_ms = frame_times_ms

    def tick(self):
        return False

    def scrub(self, ms):
        pass

    def end_scrub(self):
        pass


@pytest.fixture
def study(tmp_path, recording):
    made = create_study(tmp_path / "study", "test", codebook_text("strange_situation"))
    made.add_session("S001", [(recording, 0)])
    made.add_coder("KM")
    return made


@pytest.fixture
def timeline(study, recording, qtbot, qapp):
    apply_theme(qapp, "dark")
    opened = study.open_coding("S001", "KM")
    table = load_or_scan(recording, None)
    session = CodingSession(study, study.session("S001"), opened, StillPlayer(table.pts_ms))
    made = Timeline(session)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    qtbot.waitExposed(made)
    yield made
    session.close()
    opened.close()


def test_the_picture_over_the_axis_is_that_of_the_nearest_keyframe(timeline, recording, qtbot):
    lane, x = timeline.scene.lanes.ruler, round(timeline.view.x_of(2_000))
    point_at(timeline, QPoint(x, int(lane.middle)))
    qtbot.waitUntil(timeline.thumbnail.isVisible)
    with Keyframes(recording, load_or_scan(recording, None)) as keyframes:
        wanted = keyframes.picture(keyframes.place_near(2_000))
    image = timeline.thumbnail.image
    assert timeline.thumbnail.begins_ms == wanted.pts_ms
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    assert np.array_equal(
        pixels[:, : image.width() * 4], wanted.to_bgra(image.width(), image.height()).reshape(image.height(), -1)
    )
    assert timeline.thumbnail.geometry().top() >= timeline.scene.lanes.body_top


def test_the_picture_over_the_overview_stands_above_it_and_goes_with_the_mouse(timeline, qtbot):
    lane = timeline.scene.lanes.overview
    point_at(timeline, QPoint(timeline.width() - 30, int(lane.middle)))
    qtbot.waitUntil(timeline.thumbnail.isVisible)
    assert timeline.thumbnail.geometry().bottom() < lane.top
    assert timeline.thumbnail.geometry().right() <= timeline.width()
    point_at(timeline, QPoint(timeline.width() - 30, lane.top - 20))
    assert not timeline.thumbnail.isVisible()


def test_nothing_covers_what_is_dragged(timeline, qtbot):
    place = QPoint(400, int(timeline.scene.lanes.ruler.middle))
    point_at(timeline, place)
    qtbot.waitUntil(timeline.thumbnail.isVisible)
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert not timeline.thumbnail.isVisible()
    point_at(timeline, place + QPoint(20, 0))
    assert not timeline.thumbnail.isVisible()
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def small_pictures_threads():
    return [thread for thread in threading.enumerate() if thread.name == "small pictures"]


def test_the_thread_ends_with_the_session(timeline, qtbot):
    point_at(timeline, QPoint(640, int(timeline.scene.lanes.ruler.middle)))
    qtbot.waitUntil(timeline.thumbnail.isVisible)
    assert small_pictures_threads()
    timeline.session.close()
    qtbot.waitUntil(lambda: not small_pictures_threads())


def test_a_missing_recording_has_no_small_pictures(timeline, study, recording, qtbot, tmp_path):
    recording_now = study.recordings.find(study.session("S001"), 0)
    away = recording_now.rename(tmp_path / "elsewhere.away")
    try:
        point_at(timeline, QPoint(600, int(timeline.scene.lanes.ruler.middle)))
        qtbot.waitUntil(lambda: not small_pictures_threads())
        assert not timeline.thumbnail.isVisible()
    finally:
        away.rename(recording_now)
