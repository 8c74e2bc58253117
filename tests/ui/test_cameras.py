"""Several cameras in the real window: shown, swapped, brought in step by keys; aids, stills, loops and spectrogram."""

import hashlib
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QSlider

from annotator.media.aids import NO_AIDS, PictureAids
from annotator.model import commands
from annotator.study import open_study
from annotator.study.replacing import remove_camera
from sample_videos.frame_mark import read_frame_number
from tests.odd_clips.odd import draw_odd
from tests.trail import read_steps
from ui.coding.picture_popover import PicturePopover
from ui.coding.sound_popover import SoundPopover
from ui.settings import LOOP_LEAD_MS, REPLAY_MS

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="session")
def other_recording(tmp_path_factory):
    """A second camera of another frame rate."""
    return draw_odd("vfr", tmp_path_factory.mktemp("other")).path


@pytest.fixture
def two_cameras(study, recording, other_recording):
    study.add_session("S002", [(recording, 0), (other_recording, 300)])
    return study


@pytest.fixture
def close(program, qtbot):
    def close_(popover):
        qtbot.keyClick(popover, Qt.Key.Key_Escape)
        assert not popover.isVisible()

    return close_


def go_to(qtbot, coding, ms):
    coding.jump(ms)
    qtbot.waitUntil(lambda: coding.player.settled and coding.position_ms == coding.frame_ms(ms))


def number_shown(view, camera):
    """The frame number in the picture that was painted last for a camera, None while there is none."""
    picture = view._converted[camera].picture
    return None if picture is None else read_frame_number(picture.to_bgra(320, 240))


def wheel(view, at, notches):
    at, none = QPointF(at), Qt.KeyboardModifier.NoModifier
    turn = QPoint(0, 120 * notches)
    event = QWheelEvent(
        at, view.mapToGlobal(at), QPoint(), turn, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view, event)


def drag(qtbot, view, start, by):
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.5, 1.0):
        at = QPointF(start) + QPointF(by) * part
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, at, view.mapToGlobal(at), left, left, none))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + by)


@pytest.mark.looks
def test_cameras_side_by_side_show_their_own_frames_and_the_layout_is_remembered(
    program, open_session, two_cameras, panels, press, qtbot
):
    coding = open_session(two_cameras)
    go_to(qtbot, coding, 2000)
    qtbot.waitUntil(lambda: coding.player.pictures[1] is not None)  # it begins later than the first
    press(Qt.Key.Key_F6, SHIFT)
    places = panels().video.places()
    assert not places[0].intersects(places[1])
    assert places[0].height() == pytest.approx(places[1].height(), abs=2)
    table = coding.player._cameras[1].table
    expected = table.index_at(coding.position_ms - 300)
    qtbot.waitUntil(lambda: coding.player.pictures[1].index == expected)
    qtbot.waitUntil(lambda: number_shown(panels().video, 1) == expected)
    press(Qt.Key.Key_F6, SHIFT)
    press(Qt.Key.Key_F6)
    assert panels().cameras.large == 1
    program.close_coding()
    open_session(two_cameras)
    assert (panels().cameras.large, panels().cameras.is_side_by_side) == (1, False)


@pytest.fixture
def middle_missing(study, recording, other_recording, tmp_path):
    """Three cameras, of which the second is on a disk that is gone."""
    gone = tmp_path / "gone.mp4"
    gone.write_bytes(recording.read_bytes() + b"\0")
    study.add_session("S002", [(recording, 0), (gone, 100), (other_recording, 300)])
    gone.unlink()
    return study


def test_with_the_second_camera_missing_the_third_stays_the_third(open_session, middle_missing, panels, press, qtbot):
    coding = open_session(middle_missing)
    assert coding.player.offsets_ms[2] == 300
    go_to(qtbot, coding, 2000)
    press(Qt.Key.Key_F6, SHIFT)
    view = panels().video
    assert list(view.places()) == [0, 1, 2]
    expected = coding.player._cameras[2].table.index_at(coding.position_ms - 300)
    qtbot.waitUntil(lambda: coding.player.pictures[2] is not None and coding.player.pictures[2].index == expected)
    assert coding.player.pictures[1] is None
    assert number_shown(view, 2) == expected
    assert [view.name_of(camera) for camera in range(3)] == [
        "camera 1",
        "camera 2 · not found",
        "camera 3 · +0.300 s",
    ]


def test_aids_and_the_large_camera_stay_with_their_recording_when_a_camera_before_it_is_removed(
    program, open_session, middle_missing, panels, qtbot
):
    open_session(middle_missing)
    cameras = panels().cameras
    cameras.set_aids(1, PictureAids(mirror=True))
    cameras.set_aids(2, PictureAids(brightness=20))
    cameras.make_large(2)
    program.close_study()
    qtbot.waitUntil(lambda: not program.saves.running and not program.reads.running)
    remove_camera(middle_missing, "S002", 1)
    open_session(middle_missing)
    cameras = panels().cameras
    assert cameras.count == 2
    assert cameras.aids(1) == PictureAids(brightness=20)
    assert cameras.large == 1


@pytest.mark.looks
def test_the_place_of_a_missing_camera_can_be_large_and_says_so(
    program, open_session, middle_missing, panels, press, qtbot
):
    coding = open_session(middle_missing)
    go_to(qtbot, coding, 2000)
    press(Qt.Key.Key_F6)
    view = panels().video
    assert view.cameras.large == 1
    assert view.places()[1].width() > view.places()[2].width()
    view.grab()
    press(Qt.Key.Key_S, CONTROL | SHIFT)
    assert program.messages.said[-1].what == "The recording of camera 2 was not found."
    press(Qt.Key.Key_F6, CONTROL)
    assert panels().align_bar.text.startswith("Camera 3 begins +0.3"), "the camera that is there can be aligned"
    press(Qt.Key.Key_Escape)


@pytest.mark.looks
def test_a_camera_is_aligned_by_keys_to_the_frame_and_enter_keeps_it(
    program, open_session, two_cameras, panels, press, qtbot
):
    coding = open_session(two_cameras)
    go_to(qtbot, coding, 2000)
    qtbot.waitUntil(lambda: coding.player.pictures[1] is not None)  # it begins later than the first
    press(Qt.Key.Key_F6, CONTROL)
    assert panels().align_bar.text.startswith("Camera 2 begins")
    assert panels().cameras.is_side_by_side
    table = coding.player._cameras[1].table
    index = table.index_at(coding.position_ms - 300)
    for _ in range(3):
        press(Qt.Key.Key_Right, CONTROL | SHIFT)
    press(Qt.Key.Key_Left, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: number_shown(panels().video, 1) == index + 2)
    expected_ms = coding.position_ms - table.ms_at(index + 2)
    press(Qt.Key.Key_C)
    assert coding.coding.events == (), "while a camera is aligned nothing is coded"
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: two_cameras.session("S002").cameras[1].offset_ms == expected_ms)
    assert panels().align_bar.text == ""
    assert not panels().cameras.is_side_by_side
    assert coding.player.offsets_ms == (0, expected_ms)
    qtbot.waitUntil(lambda: any("To undo it" in said.hint for said in program.messages.said))
    program.actions["align_back"].trigger()
    qtbot.waitUntil(lambda: two_cameras.session("S002").cameras[1].offset_ms == 300)
    qtbot.waitUntil(lambda: coding.player.offsets_ms == (0, 300))
    kept, undone = read_steps(two_cameras.folder)
    assert (kept["old_offset_ms"], kept["new_offset_ms"], kept["found_by"]) == (300, expected_ms, "hand")
    assert (undone["what"], undone["of"], undone["camera"]) == ("taken back", "camera shifted", 2)
    press(Qt.Key.Key_C)
    assert len(coding.coding.events) == 1, "the codes work again"


def test_escape_leaves_the_camera_as_it_was(open_session, two_cameras, panels, press, qtbot):
    coding = open_session(two_cameras)
    before = hashlib.sha256((two_cameras.folder / "sessions/S002/session.toml").read_bytes()).digest()
    go_to(qtbot, coding, 1000)
    press(Qt.Key.Key_F6, CONTROL)
    press(Qt.Key.Key_Up, CONTROL | SHIFT)
    assert coding.player.offsets_ms[1] < 0
    press(Qt.Key.Key_Escape)
    assert coding.player.offsets_ms == (0, 300)
    assert not panels().aligning.is_on
    assert hashlib.sha256((two_cameras.folder / "sessions/S002/session.toml").read_bytes()).digest() == before
    go_to(qtbot, coding, 2000)
    coding.do(lambda: commands.mark(coding.coding, coding.codebook, "reach", 1001))
    press(Qt.Key.Key_Return)
    assert coding.selected_event.start_ms == coding.position_ms, "Enter sets the start of an event again"


def test_without_a_second_camera_aligning_says_so(program, open_session, study, press):
    open_session(study, "S001")
    press(Qt.Key.Key_F6, CONTROL)
    assert program.messages.said[-1].what == "There is no second camera to align."


@pytest.mark.looks
def test_the_wheel_zooms_around_the_cursor_a_drag_moves_and_a_double_click_shows_all(
    open_session, study, panels, qtbot
):
    open_session(study, "S001")
    view, cameras = panels().video, panels().cameras
    place = view.places()[0]
    wheel(view, place.topLeft() + QPoint(2, 2), 4)
    zoomed = cameras.aids(0)
    assert zoomed.zoom == pytest.approx(1.25**4)
    assert zoomed.center == pytest.approx((0.5 / zoomed.zoom, 0.5 / zoomed.zoom), abs=0.01)
    drag(qtbot, view, place.center(), QPoint(-place.width() // 2, 0))
    assert cameras.aids(0).center[0] == pytest.approx(zoomed.center[0] + 0.5 / zoomed.zoom, abs=0.01)
    assert view.shown_index == 0
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place.center())
    assert cameras.aids(0) == NO_AIDS


@pytest.mark.looks
def test_the_picture_panel_changes_the_picture_at_once_and_the_file_never(
    program, open_session, study, panels, press, close, qtbot, recording
):
    digest = hashlib.sha256(recording.read_bytes()).digest()
    open_session(study, "S001")
    view = panels().video
    before = view.grab().toImage()
    press(Qt.Key.Key_F7)
    popover = panels().transport.findChild(PicturePopover)
    assert popover.isVisible()
    popover.findChild(QSlider, "dark_room").setValue(60)
    popover.findChild(QSlider, "zoom").setValue(20)
    qtbot.mouseClick(popover.findChild(QCheckBox, "mirror"), Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    aids = panels().cameras.aids(0)
    assert (aids.dark_room, aids.zoom, aids.mirror) == (60, 2.0, True)
    assert view.grab().toImage() != before
    close(popover)
    program.close_coding()
    open_session(study, "S001")
    assert panels().cameras.aids(0) == aids, "it is remembered for the session"
    press(Qt.Key.Key_F7, SHIFT)
    assert panels().cameras.aids(0) == NO_AIDS
    assert panels().video.grab().toImage() == before
    assert hashlib.sha256(recording.read_bytes()).digest() == digest


@pytest.mark.looks
def test_the_sound_panel_sets_gain_balance_and_channels_for_this_session(
    program, open_session, study, panels, press, close, qtbot
):
    coding = open_session(study, "S001")
    press(Qt.Key.Key_F8)
    popover = panels().transport.findChild(SoundPopover)
    assert popover.isVisible()
    popover.findChild(QSlider, "gain").setValue(18)
    popover.findChild(QSlider, "balance").setValue(-50)
    popover._channels["left"].click()
    popover.findChild(QCheckBox, "sound_while_stepping").click()
    shape = coding.player.sound_shape
    assert (shape.gain_db, shape.balance, shape.channels) == (18, -0.5, "left")
    assert coding.player.sounds_when_stepping
    close(popover)
    program.close_coding()
    coding = open_session(study, "S001")
    assert coding.player.sound_shape == shape
    press(Qt.Key.Key_F8)
    popover = panels().transport.findChild(SoundPopover)
    reset = next(one for one in popover.findChildren(QPushButton) if one.text() == "Reset")
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert coding.player.sound_shape.gain_db == 0
    close(popover)


def test_a_still_is_named_by_session_and_time_and_never_overwrites(program, open_session, study, panels, press, qtbot):
    coding = open_session(study, "S001")
    go_to(qtbot, coding, 1010)
    folder = study.folder / "stills"
    press(Qt.Key.Key_S, CONTROL | SHIFT)
    qtbot.waitUntil((folder / "S001-1001.png").exists)
    panels().cameras.set_aids(0, panels().cameras.aids(0).zoomed(2, 0, 0))
    program.actions["save_still_shown"].trigger()
    qtbot.waitUntil(lambda: (folder / "S001-1001-2.png").exists() and not program.reads.running)
    plain, shown = (cv2.imread(str(folder / f"S001-1001{end}.png")) for end in ("", "-2"))
    assert read_frame_number(plain) == 30
    assert plain.shape == shown.shape == (240, 320, 3)
    assert not np.array_equal(plain, shown)


def test_a_study_can_forbid_stills(program, open_session, study, press, qtbot):
    path = study.folder / "study.toml"
    path.write_text("stills = false\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    open_session(open_study(study.folder), "S001")
    press(Qt.Key.Key_S, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: any("does not allow stills" in said.what for said in program.messages.said))
    assert not (study.folder / "stills").exists()


def test_a_loop_is_set_by_keys_seen_on_the_timeline_and_played(program, open_session, study, panels, press, qtbot):
    coding = open_session(study, "S001")
    times = coding.frame_times_ms()
    go_to(qtbot, coding, 1000)
    press(Qt.Key.Key_Home, CONTROL)
    go_to(qtbot, coding, 1300)
    press(Qt.Key.Key_End, CONTROL)
    expected = (times[29], times[39])
    assert coding.player.looping == panels().timeline.scene.loop == expected
    press(Qt.Key.Key_Space)
    seen = []
    coding.moved.connect(seen.append)
    qtbot.waitUntil(lambda: any(after < before for before, after in pairwise(seen)), timeout=10_000)
    press(Qt.Key.Key_Space)
    assert all(expected[0] <= ms < expected[1] for ms in seen[3:])
    press(Qt.Key.Key_L, CONTROL)
    assert coding.player.looping is panels().timeline.scene.loop is None


def test_the_loop_of_an_event_begins_before_it_and_how_long_is_a_setting(program, open_session, study, panels):
    coding = open_session(study, "S001")
    program.settings.put(LOOP_LEAD_MS, 500)
    coding.do(lambda: commands.mark(coding.coding, coding.codebook, "crying", 2002))
    coding.do(lambda: commands.mark(coding.coding, coding.codebook, "crying", 3003))
    panels().playing.toggle_loop()
    assert coding.player.looping == (1502, 3003)


def test_jump_back_goes_as_far_as_is_set(program, open_session, study, panels, press, qtbot):
    coding = open_session(study, "S001")
    program.settings.put(REPLAY_MS, 1000)
    go_to(qtbot, coding, 3000)
    press(Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: coding.is_playing and 1900 < coding.position_ms < 2900)
    press(Qt.Key.Key_Space)


def test_backwards_is_a_speed_like_others(open_session, study, panels, press, qtbot):
    coding = open_session(study, "S001")
    go_to(qtbot, coding, 4000)
    panels().playing.set_speed(-0.5)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: coding.position_ms < 3800, timeout=10_000)
    press(Qt.Key.Key_Space)
    panels().playing.faster()
    assert coding.player.rate == -0.75


@pytest.mark.looks
def test_the_spectrogram_is_made_when_it_is_first_wanted_and_kept_with_the_study(
    program, open_session, study, panels, press, qtbot
):
    open_session(study, "S001")
    scene = panels().timeline.scene
    assert scene.lanes.spectrum.height == 0
    press(Qt.Key.Key_F9)
    assert scene.lanes.spectrum.height > 0
    qtbot.waitUntil(lambda: scene.spectrum is not None, timeout=10_000)
    assert len(scene.spectrum) == pytest.approx(250, abs=5)
    names = {path.name.split(".", 1)[1] for path in study.cache_dir.iterdir()}
    assert names == {"frames.npz", "peaks.npz", "spectrogram.npz"}, "the study and the player share one cache"
    press(Qt.Key.Key_F9)
    assert scene.lanes.spectrum.height == 0
