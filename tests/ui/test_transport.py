"""The transport with a real recording: what its buttons and fields do, and that nothing jumps about."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QToolButton, QToolTip

from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from annotator.model import commands
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.text import clock
from ui.actions import Actions
from ui.coding.cameras import Cameras
from ui.coding.code_actions import bind_all, play_handlers
from ui.coding.playing import Playing
from ui.coding.readouts import EpisodeChip, Readout
from ui.coding.remembered import Remembered
from ui.coding.sound_tracks import SoundTracks
from ui.coding.speeds import shuttle
from ui.coding.transport import Transport
from ui.session import CodingSession
from ui.settings import VOLUME, Settings
from ui.tasks import Wishes

pytestmark = pytest.mark.looks


@pytest.fixture
def shared(study, qtbot):
    session = study.session("S001")
    player = Player([CameraSource(study.recordings.find(session, 0))], SilentOutput())
    with study.open_coding("S001", "KM") as coding:
        made = CodingSession(study, session, coding, player)
        qtbot.waitUntil(lambda: player.ready and len(player.frame_times_ms) == 150)
        yield made
        made.close()
        player.close()


@pytest.fixture
def settings():
    return Settings()


@pytest.fixture
def transport(shared, settings, reads, saves, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.go_to("code")
    remembered = Remembered(shared, settings)
    playing = Playing(shared, settings, remembered)
    bind_all(actions, play_handlers(shared, playing))
    tracks = SoundTracks(shared, Wishes(reads), saves)
    made = Transport(shared, playing, Cameras(shared, remembered), tracks, actions)
    window.setCentralWidget(made)
    window.resize(1000, 60)
    window.show()
    yield made
    window.close()


def button(transport, name):
    return next(one for one in transport.findChildren(QToolButton) if one.accessibleName() == name)


def click(qtbot, transport, name):
    qtbot.mouseClick(button(transport, name), Qt.MouseButton.LeftButton)


def wait_for_frame(qtbot, shared, index):
    qtbot.waitUntil(lambda: shared.player.settled and shared.player.frame_index == index)


def test_the_step_buttons_go_a_frame_and_the_time_is_that_of_the_frame(transport, shared, qtbot):
    for _ in range(3):
        click(qtbot, transport, "Frame forward")
    wait_for_frame(qtbot, shared, 3)
    click(qtbot, transport, "Frame back")
    wait_for_frame(qtbot, shared, 2)
    assert shared.position_ms == shared.frame_times_ms()[2] == 67
    assert transport.time_field.text() == "0:00.067"
    assert transport.findChild(Readout).text == "frame 2"


def test_play_runs_and_pause_stays(transport, shared, qtbot):
    click(qtbot, transport, "Play or pause")
    qtbot.waitUntil(lambda: shared.position_ms > 300)
    assert shared.is_playing
    click(qtbot, transport, "Play or pause")
    assert not shared.is_playing
    qtbot.waitUntil(lambda: shared.player.settled)
    stays_at = shared.position_ms
    qtbot.wait(60)
    assert shared.position_ms == stays_at


@pytest.mark.parametrize(("typed", "index"), [("0:02.005", 60), ("3,1", 92), ("#75", 75), ("#9999", 149)])
def test_a_typed_time_or_frame_number_is_gone_to(transport, shared, qtbot, typed, index):
    field = transport.time_field
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    wait_for_frame(qtbot, shared, index)
    qtbot.waitUntil(lambda: field.text() == clock(shared.position_ms))
    assert field.isReadOnly()


def test_while_a_time_is_typed_it_is_not_overwritten_and_escape_leaves_it(transport, shared, qtbot):
    field = transport.time_field
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "0:0")
    shared.jump(1000)
    wait_for_frame(qtbot, shared, 29)
    assert field.text() == "0:0"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == clock(shared.position_ms)
    assert shared.player.frame_index == 29


def test_what_is_not_a_time_stays_to_be_mended(transport, shared, qtbot):
    field = transport.time_field
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "soon")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "soon"
    assert shared.player.frame_index == 0


def test_nothing_changes_its_place_when_the_digits_change(transport, shared, qtbot):
    parts = [transport.time_field, transport.findChild(Readout), transport.findChild(EpisodeChip)]
    parts += transport.findChildren(QToolButton)
    shared.do(lambda: commands.mark_episode(shared.coding, shared.codebook, "2", 2000))
    before = [part.geometry() for part in parts]
    shared.jump(4900)
    wait_for_frame(qtbot, shared, 146)
    click(qtbot, transport, "Play or pause")
    transport._playing.set_speed(0.25)
    assert [part.geometry() for part in parts] == before


def test_the_chip_says_the_episode_how_long_it_lasts_and_how_long_it_is_planned(transport, shared, qtbot):
    chip = transport.findChild(EpisodeChip)
    assert chip.text == "no episode"
    shared.do(lambda: commands.mark_episode(shared.coding, shared.codebook, "5", 1001))
    shared.jump(4100)
    wait_for_frame(qtbot, shared, 122)
    assert chip.text == "5 · Reunion 0:03 / 3:00"


def test_the_speed_menu_and_the_speed_keys_choose_from_the_same_speeds(transport, shared, qtbot):
    speed = button(transport, "Speed")
    next(action for action in speed.menu().actions() if action.text() == "0.5×").trigger()
    assert (shared.player.rate, speed.text()) == (0.5, "0.5×")
    transport._playing.slower()
    assert (shared.player.rate, speed.text()) == (0.25, "0.25×")


def test_the_shuttle_goes_faster_each_time_and_turns_round(transport, shared):
    playing = transport._playing
    playing.shuttle(1)
    assert shared.is_playing
    assert shared.player.rate == 1
    playing.shuttle(1)
    assert shared.player.rate == 2
    playing.shuttle(-1)
    assert shared.player.rate == -1
    playing.pause()
    assert not shared.is_playing
    playing.toggle()
    assert shared.player.rate == 1, "play is forwards again"
    assert shuttle(4.0, 1, playing=True) == 4.0


def test_the_selected_event_is_looped_and_again_not(transport, shared, qtbot):
    edit = shared.do(lambda: commands.mark(shared.coding, shared.codebook, "reach", 2002))
    shared.select(edit.changes[0].item_id)
    click(qtbot, transport, "Loop the selected event")
    assert shared.player.looping == (2, 3002)
    assert button(transport, "Loop the selected event").isChecked()
    click(qtbot, transport, "Loop the selected event")
    assert shared.player.looping is None
    assert not button(transport, "Loop the selected event").isChecked()


def test_without_a_selected_event_the_loop_says_what_it_needs(transport, shared, qtbot):
    told = []
    shared.tell = told.append
    click(qtbot, transport, "Loop the selected event")
    assert [problem.hint for problem in told] == ["Select one first."]
    assert not button(transport, "Loop the selected event").isChecked()


def test_loudness_is_remembered_and_silence_is_not(transport, shared, settings):
    transport._playing.set_volume(30)
    transport._playing.mute()
    assert shared.player.volume == 0
    assert settings.get(VOLUME) == 30
    transport._playing.mute()
    assert shared.player.volume == pytest.approx(0.3)


def test_skips_add_up_while_the_pictures_are_late(transport, shared, qtbot):
    for _ in range(3):
        transport._playing.skip(1000)
    wait_for_frame(qtbot, shared, 90)
    transport._playing.skip(-5000)
    wait_for_frame(qtbot, shared, 0)


class TestCryRule:
    @pytest.fixture
    def separated(self, shared):
        """Episode 4, a separation, from the first frame on, with crying from 500 ms on; the rule is 1 s."""
        shared.study.change_settings(cry_rule_s=1.0)
        shared.move_episode("4", 0)
        event = Event(id="cry", code="crying", start_ms=shared.frame_ms(500), end_ms=None)
        shared.do(lambda: Edit(label="cry", changes=(Change(None, event),)))
        return shared

    def chip(self, transport):
        return transport.findChild(EpisodeChip)

    def go(self, shared, qtbot, at_ms):
        shared.jump(at_ms)
        qtbot.waitUntil(lambda: shared.position_ms == shared.frame_ms(at_ms))

    def test_a_cry_beyond_the_rule_is_said_at_once_where_the_episode_stands(self, transport, separated, qtbot):
        self.go(separated, qtbot, 1400)
        assert "cry" not in self.chip(transport).text
        self.go(separated, qtbot, 1700)
        assert "cry 0:01, rule 0:01" in self.chip(transport).text
        self.go(separated, qtbot, 400)
        assert "cry" not in self.chip(transport).text

    def test_it_is_said_while_it_plays(self, transport, separated, qtbot):
        self.go(separated, qtbot, 1300)
        separated.player.play()
        qtbot.waitUntil(lambda: "cry" in self.chip(transport).text)
        separated.player.pause()

    def test_without_a_rule_nothing_is_said(self, transport, separated, qtbot):
        separated.study.change_settings(cry_rule_s=None)
        self.go(separated, qtbot, 3000)
        assert "cry" not in self.chip(transport).text


def test_what_is_no_moment_is_refused_in_words_and_goes_nowhere(coder):
    coder.sit_down()
    coder.go(20)
    field = coder.program.code_workspace.panels.transport.time_field
    for typed in ("1e3", "1 000", "soon", "0:75"):
        field.edit()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert (field.text(), QToolTip.text().startswith(f"“{typed}” is no moment.")) == (typed, True)
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert coder.session.position_ms == coder.at(20)
