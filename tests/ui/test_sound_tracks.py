"""Where a recording has several sound tracks, the coder hears and sees another one at once, and it is remembered."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel

from annotator.media.sound_output import SilentOutput
from annotator.study import open_study
from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat
from tests.trail import read_steps
from ui.coding.sound_popover import SoundPopover
from ui.study.verdict import Verdict

SECONDS = 12


class Heard(SilentOutput):
    """Notes how loud what it gets is."""

    loudest = 0

    def start(self, rate_hz, channels, pull):
        def pull_and_note(size):
            data = pull(size)
            self.loudest = int(np.abs(np.frombuffer(data, np.int16).astype(int)).max(initial=0))
            return data

        super().start(rate_hz, channels, pull_and_note)


def draw(path, *levels):
    """Draw a recording with a sound track for each level (0 to 1) of a tone."""
    seconds = np.arange(SECONDS * SOUND_RATE) / SOUND_RATE
    with MovieFile(path) as movie:
        pictures = movie.add_pictures(PictureFormat(96, 64, options={"g": "10"}))
        tracks = [movie.add_sound("pcm_s16le") for _ in levels]
        for track, level in zip(tracks, levels, strict=True):
            track.write((level * np.sin(2 * np.pi * 440 * seconds)).astype(np.float32), 0)
        for number in range(25 * SECONDS):
            pictures.write(np.full((64, 96, 3), number % 256, np.uint8), number)
    return path


@pytest.fixture
def mixer(tmp_path):
    """A recording whose first sound track is silent, as some mixers write them."""
    return draw(tmp_path / "mixer.mov", 0, 0.5)


@pytest.fixture
def heard(program):
    """What the window plays."""
    program._sound = Heard
    return lambda: program._player._device.loudest


@pytest.fixture
def choices(panels, press):
    """The choices of sound tracks in the panel of the sound, opened by its key."""

    def choices_():
        press(Qt.Key.Key_F8)
        popover = panels().transport.findChild(SoundPopover)
        assert popover.isVisible()
        return {one.accessibleName(): one for one in popover.findChildren(QComboBox)}

    yield choices_
    panels().transport.findChild(SoundPopover).hide()


def choose(qtbot, choice, track):
    """Choose by keys, as a person may."""
    while choice.currentIndex() != track:
        qtbot.keyClick(choice, Qt.Key.Key_Down if choice.currentIndex() < track else Qt.Key.Key_Up)


def wave_of(panels):
    sound = panels().timeline.scene.sound
    return 0.0 if sound is None or not len(sound.peaks) else float(sound.peaks.max())


def test_another_track_is_heard_and_seen_at_once_and_remembered(
    program, open_session, study, mixer, panels, choices, heard, qtbot
):
    study.add_session("S002", [(mixer, 0)])
    coding = open_session(study)
    coding.jump(2000)
    qtbot.waitUntil(lambda: coding.is_settled and coding.position_ms == 2000)
    assert wave_of(panels) == 0
    (choice,) = choices().values()
    assert choice.accessibleName() == "Sound track"
    assert [choice.itemText(at) for at in range(choice.count())] == ["1 of 2", "2 of 2"]
    panels().playing.toggle()
    qtbot.waitUntil(lambda: coding.position_ms > 2100)
    assert heard() == 0
    before_ms = coding.position_ms
    choose(qtbot, choice, 1)
    assert before_ms <= coding.player.target_ms < before_ms + 500, "it goes on where it was"
    assert coding.player.playing
    qtbot.waitUntil(lambda: heard() > 3000, timeout=10_000)
    panels().playing.toggle()
    qtbot.waitUntil(lambda: wave_of(panels) > 0.3, timeout=10_000)
    qtbot.waitUntil(lambda: open_study(study.folder).session("S002").cameras[0].sound_track == 1)
    program.close_coding()
    coding = open_session(study)
    assert wave_of(panels) > 0.3
    (choice,) = choices().values()
    assert choice.currentIndex() == 1


def test_while_it_stands_the_position_stays_and_the_next_play_is_the_other_track(
    open_session, study, mixer, panels, choices, heard, qtbot
):
    study.add_session("S002", [(mixer, 0)])
    coding = open_session(study)
    coding.jump(4000)
    qtbot.waitUntil(lambda: coding.is_settled and coding.position_ms == 4000)
    choose(qtbot, choices()["Sound track"], 1)
    assert (coding.position_ms, coding.player.playing) == (4000, False)
    panels().playing.toggle()
    qtbot.waitUntil(lambda: heard() > 3000, timeout=10_000)
    panels().playing.toggle()


def test_of_a_recording_with_one_track_nothing_is_shown(open_session, study, choices):
    open_session(study, "S001")
    assert choices() == {}


def test_of_two_cameras_the_one_with_several_tracks_is_named(open_session, study, recording, mixer, choices, qtbot):
    study.add_session("S002", [(recording, 0), (mixer, 0)])
    coding = open_session(study)
    found = choices()
    assert list(found) == ["Sound track of camera 2"]
    choose(qtbot, found["Sound track of camera 2"], 1)
    qtbot.waitUntil(lambda: [one.sound_track for one in open_study(study.folder).session("S002").cameras] == [0, 1])
    assert coding.session.cameras[1].sound_track == 1


def test_a_track_that_is_missing_is_silent_and_another_one_is_heard_all_the_same(
    open_session, study, mixer, panels, choices, heard, qtbot
):
    study.add_session("S002", [(mixer, 0)])
    file = study.folder / "sessions" / "S002" / "session.toml"
    file.write_text(file.read_text().replace("[[cameras]]", "[[cameras]]\nsound_track = 4"))
    coding = open_session(open_study(study.folder))
    panels().playing.toggle()
    qtbot.waitUntil(lambda: coding.position_ms > 100)
    choose(qtbot, choices()["Sound track"], 1)
    qtbot.waitUntil(lambda: heard() > 3000, timeout=10_000)
    panels().playing.toggle()


def test_a_session_file_that_cannot_be_written_is_told(
    open_session, program, study, mixer, choices, qtbot, monkeypatch
):
    study.add_session("S002", [(mixer, 0)])
    open_session(study)
    file = study.folder / "sessions" / "S002" / "session.toml"
    file.write_text("cameras = 3")
    choose(qtbot, choices()["Sound track"], 1)
    qtbot.waitUntil(lambda: any("session.toml" in str(said) for said in program.messages.said))
    assert file.read_text() == "cameras = 3"


def words_of_the_check(program):
    return [one.text() for shown in verdicts(program) for one in shown.findChildren(QLabel)]


def verdicts(program):
    return [one for one in program.study_workspace.page.detail.findChildren(Verdict) if one.isVisible()]


def test_the_check_notices_a_silent_first_track_until_the_other_one_is_chosen(
    program, open_session, study, mixer, panels, qtbot
):
    study.add_session("S002", [(mixer, 0)])
    open_session(study)
    program.window.show_place("study")
    program.study_workspace.page.table.choose("S002", "KM")
    program.actions["check_recordings"].trigger()
    qtbot.waitUntil(lambda: len(verdicts(program)) == 1, timeout=20_000)
    said = words_of_the_check(program)
    assert "The sound track that is played is silent, but number 2 of 2 is not." in said
    assert "Choose another one: open the session in Code and use Play > Sound (F8)." in said
    program.window.show_place("code")
    qtbot.waitUntil(lambda: len(panels().tracks.counts) == 1)
    program.actions["sound_options"].trigger()
    popover = panels().transport.findChild(SoundPopover)
    choose(qtbot, popover.findChild(QComboBox), 1)
    popover.hide()
    program.window.show_place("study")
    qtbot.waitUntil(lambda: not program.saves.running and not program.reads.running)
    qtbot.waitUntil(lambda: verdicts(program) == [])
    assert read_steps(study.folder)[-1]["what"] == "sound track chosen"
