"""The picture on the screen is the frame that the session stands on; real recordings, a real player."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from sample_videos.frame_mark import read_frame_number
from tests.odd_clips.odd import draw_odd
from ui.coding.cameras import Cameras
from ui.coding.remembered import Remembered
from ui.coding.video import VideoView
from ui.session import CodingSession
from ui.settings import Settings

pytestmark = pytest.mark.looks

NATIVE = (320, 240)


@pytest.fixture
def look(study, qtbot):
    """Opens a session of the study with a player of its own cameras and shows its video."""
    opened = []

    def look_(session_id="S001", paths=None, size=NATIVE):
        session, coding = study.session(session_id), study.open_coding(session_id, "KM")
        paths = paths or [study.recordings.find(session, number) for number in range(len(session.cameras))]
        sources = [CameraSource(path, camera.offset_ms) for path, camera in zip(paths, session.cameras, strict=True)]
        player = Player(sources, SilentOutput()) if sources else None
        shared = CodingSession(study, session, coding, player)
        view = VideoView(shared, Cameras(shared, Remembered(shared, Settings())))
        qtbot.addWidget(view)
        view.resize(*size)
        view.show()
        opened.append((shared, player, coding))
        return shared, player, view

    yield look_
    for shared, player, coding in opened:
        shared.close()
        shared.deleteLater()
        player.close()
        coding.close()


def on_screen(view, place=None):
    """The frame number that is painted, read off the pixels."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    place = place or view.places()[view.cameras.large]
    painted = pixels[place.top() : place.bottom() + 1, place.left() : place.right() + 1]
    return read_frame_number(np.ascontiguousarray(painted))


def settle(qtbot, player, index):
    qtbot.waitUntil(lambda: player.ready and player.settled and player.frame_index == index)


def test_the_pixels_on_the_screen_are_of_the_frame_the_session_stands_on(look, qtbot):
    shared, player, view = look()
    for ms, index in ((0, 0), (1010, 30), (4900, 146), (333, 9)):
        shared.jump(ms)
        settle(qtbot, player, index)
        assert on_screen(view) == view.shown_index == index
        assert shared.position_ms == player.frame_times_ms[index]


def test_a_step_is_painted_before_the_session_says_that_it_moved_on(look, qtbot):
    shared, player, view = look()
    settle(qtbot, player, 0)
    seen = []
    shared.moved.connect(lambda ms: seen.append((ms, view.shown_index)))
    for index in range(1, 6):
        player.step(1)
        settle(qtbot, player, index)
    assert view.shown_index == 5
    assert len(seen) == 5
    assert all(player.frame_times_ms[index] == ms for ms, index in seen)


def test_the_second_camera_is_small_in_the_corner_until_it_is_clicked(study, recording, look, qtbot):
    study.add_session("S002", [(recording, 0), (recording, 500)])
    shared, player, view = look("S002", size=(656, 496))
    shared.jump(2000)
    settle(qtbot, player, 59)
    qtbot.waitUntil(lambda: player.pictures[1] is not None)
    large, small = view.places()[0], view.places()[1]
    assert large.contains(small)
    assert small.width() < large.width() / 3
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=small.center())
    assert view.cameras.large == 1
    assert view.places()[1].width() > view.places()[0].width()
    assert view.shown_index == 59, "the reference camera gives the time, large or small"
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert view.cameras.large == 1, "a click on the large picture changes nothing"
    view.cameras.swap()
    assert view.cameras.large == 0


def test_pixels_that_are_not_square_are_shown_in_their_shape(study, tmp_path, look, qtbot):
    clip = draw_odd("nonsquare", tmp_path)
    study.add_session("S003", [(clip.path, 0)])
    _, player, view = look("S003", size=(800, 600))
    settle(qtbot, player, 0)
    place = view.places()[0]
    assert abs(place.width() / place.height() - (360 * 16 / 15) / 288) < 0.02


def test_until_the_first_frame_is_there_it_says_what_it_waits_for(look, qtbot):
    _, player, view = look()
    assert view.notice.text.startswith(("Reading the recording…", "Looking for the frame…"))
    settle(qtbot, player, 0)
    qtbot.waitUntil(lambda: view.notice.text == "")


def test_a_recording_that_cannot_be_opened_is_said_and_can_be_looked_for(look, tmp_path, qtbot):
    broken = draw_odd("truncated", tmp_path).path
    _, player, view = look(paths=[broken])
    qtbot.waitUntil(lambda: player.error is not None)
    qtbot.waitUntil(lambda: player.error.what in view.notice.text)
    button = next(one for one in view.findChildren(QPushButton) if one.text() == "Find it…")
    with qtbot.waitSignal(view.find_wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_without_a_recording_the_coding_can_still_be_read(study, qtbot):
    with study.open_coding("S001", "KM") as coding:
        shared = CodingSession(study, study.session("S001"), coding)
        view = VideoView(shared, Cameras(shared, Remembered(shared, Settings())))
        qtbot.addWidget(view)
        view.resize(400, 300)
        view.show()
        assert view.notice.text.startswith("The recording was not found.")
        assert view.shown_index is None
        shared.close()
        shared.deleteLater()
