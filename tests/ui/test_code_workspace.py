"""The Code workspace in a real window: real keys, a real player; the mark's time is that of the frame on the screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow

from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from annotator.model.items import END_OF_LAST_EPISODE
from ui.actions import Actions
from ui.coding.workspace import CodeWorkspace
from ui.keys.code_keys import CodeKeys
from ui.messages import Messages
from ui.session import CodingSession
from ui.settings import Settings
from ui.tasks import Reads, Saves

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Desk:
    """A window with the workspace in it, as ui.program joins them."""

    def __init__(self, qtbot):
        self.qtbot = qtbot
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.messages = Messages()
        self.reads, self.saves = Reads(self.messages), Saves(self.messages)
        self.settings = Settings()
        self.actions = Actions(self.window)
        self.window.addActions([self.actions[name] for name in self.actions.specs])
        self.workspace = CodeWorkspace(self.actions, self.messages, self.settings, self.reads, self.saves)
        self.keys = CodeKeys(self.actions)
        self.keys.bind(self.workspace.takes_key, self.workspace.press_key)
        self.window.setCentralWidget(self.workspace)
        self.window.resize(1300, 800)
        self.opened = []

    def open(self, study, coder="KM", session_id="S001"):
        session, coding = study.session(session_id), study.open_coding(session_id, coder)
        cameras = enumerate(session.cameras)
        sources = [CameraSource(study.recordings.find(session, number), camera.offset_ms) for number, camera in cameras]
        player = Player(sources, SilentOutput())
        shared = CodingSession(study, session, coding, player, self.messages.tell)
        self.opened.append((shared, player, coding))
        self.workspace.open(shared)
        self.actions.go_to("code")
        self.window.show()
        self.qtbot.waitUntil(lambda: player.settled and len(player.frame_times_ms) == 150)
        self.qtbot.waitUntil(lambda: self.workspace.panels.video.shown_index == 0)
        return shared

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def settle(self, index):
        player, video = self.opened[-1][1], self.workspace.panels.video
        self.qtbot.waitUntil(lambda: player.settled and player.frame_index == video.shown_index == index)

    def close(self):
        self.workspace.close_session()
        for shared, player, coding in self.opened:
            shared.close()
            shared.deleteLater()
            player.close()
            coding.close()
        self.reads.close()
        self.saves.finish()
        self.keys.stop()


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot)
    yield made
    made.close()


@pytest.fixture
def shared(desk, study):
    return desk.open(study)


def events(shared):
    return [(event.code, event.start_ms, event.end_ms) for event in shared.coding.events]


def test_a_code_key_marks_the_frame_on_the_screen(desk, shared):
    for _ in range(10):
        desk.press(Qt.Key.Key_Right)
    desk.settle(10)
    desk.press(Qt.Key.Key_C)
    desk.press(Qt.Key.Key_Right, SHIFT)
    desk.settle(40)
    desk.press(Qt.Key.Key_C)
    times = shared.frame_times_ms()
    assert events(shared) == [("crying", times[10], times[40])]


def test_while_it_plays_too_the_mark_is_the_frame_that_is_painted(desk, shared, qtbot):
    times, video = shared.frame_times_ms(), desk.workspace.panels.video
    desk.press(Qt.Key.Key_Space)
    for number in range(1, 6):
        qtbot.waitUntil(lambda number=number: video.shown_index >= 12 * number)
        painted = video.shown_index
        desk.press(Qt.Key.Key_Q)
        assert events(shared)[-1] == ("reach", times[painted], times[painted])
        desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_Space)
    assert not shared.is_playing


def test_a_click_on_a_code_does_what_its_key_does(desk, shared, qtbot):
    rows = desk.workspace.panels.heads.rows
    qtbot.mouseClick(rows["search"], Qt.MouseButton.LeftButton)
    assert events(shared) == [("search", 0, None)]
    assert rows["search"].is_on
    qtbot.mouseClick(rows["search"], Qt.MouseButton.LeftButton)
    assert events(shared) == [], "a state that ends where it began is none"


def test_a_digit_answers_while_something_is_asked_and_a_letter_marks_its_code(desk, shared):
    desk.press(Qt.Key.Key_T)
    desk.press(Qt.Key.Key_2)
    assert events(shared) == [("contact", 0, None)]
    assert shared.coding.events[0].modifiers == {"target": "stranger"}
    desk.press(Qt.Key.Key_S)
    assert {code for code, *_ in events(shared)} == {"contact", "search"}


def test_escape_skips_the_question_and_only_then_the_selection(desk, shared):
    desk.press(Qt.Key.Key_T)
    desk.press(Qt.Key.Key_Escape)
    assert desk.workspace.panels.question.modifier is None
    assert shared.selected_id
    desk.press(Qt.Key.Key_Escape)
    assert shared.selected_id == ""


def test_undo_and_redo_by_key_and_their_names_in_the_menu(desk, shared):
    assert not desk.actions["undo"].isEnabled()
    desk.press(Qt.Key.Key_E)
    assert desk.actions["undo"].text() == "Undo start Manipulation"
    desk.press(Qt.Key.Key_Z, CONTROL)
    assert events(shared) == []
    assert desk.actions["redo"].text() == "Redo start Manipulation"
    desk.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert events(shared) == [("manipulation", 0, None)]


def test_episodes_are_marked_and_gone_to_by_digits(desk, shared):
    desk.press(Qt.Key.Key_1, CONTROL)
    desk.press(Qt.Key.Key_Right, SHIFT)
    desk.settle(30)
    desk.press(Qt.Key.Key_2, CONTROL)
    desk.press(Qt.Key.Key_End)
    desk.settle(149)
    desk.press(Qt.Key.Key_9, CONTROL)
    times = shared.frame_times_ms()
    marks = [(mark.episode, mark.start_ms) for mark in shared.coding.episode_marks]
    assert marks == [("1", 0), ("2", times[30]), (END_OF_LAST_EPISODE, times[149])]
    desk.press(Qt.Key.Key_2)
    desk.settle(30)
    desk.press(Qt.Key.Key_7)
    assert desk.messages.said[-1].what == "The start of episode 7 is not marked yet."
    assert shared.player.frame_index == 30


def test_enter_sets_the_start_and_shift_enter_the_end_of_the_selected_event(desk, shared):
    desk.press(Qt.Key.Key_S)
    for key, modifiers, index in ((Qt.Key.Key_Right, SHIFT, 30), (Qt.Key.Key_Right, SHIFT, 60)):
        desk.press(key, modifiers)
        desk.settle(index)
    desk.press(Qt.Key.Key_Return, SHIFT)
    desk.press(Qt.Key.Key_Left)
    desk.settle(59)
    desk.press(Qt.Key.Key_Return)
    times = shared.frame_times_ms()
    assert events(shared) == [("search", times[59], times[60])]


def test_up_and_down_go_from_event_to_event_and_delete_deletes(desk, shared):
    desk.press(Qt.Key.Key_S)
    desk.press(Qt.Key.Key_Right, SHIFT)
    desk.settle(30)
    desk.press(Qt.Key.Key_E)
    desk.press(Qt.Key.Key_Up)
    desk.settle(0)
    desk.press(Qt.Key.Key_Down)
    desk.settle(30)
    desk.press(Qt.Key.Key_Delete)
    assert [code for code, *_ in events(shared)] == ["search"]


def test_the_shuttle_the_speed_and_the_replay_keys(desk, shared, qtbot):
    desk.press(Qt.Key.Key_End)
    desk.settle(149)
    desk.press(Qt.Key.Key_Backspace)
    assert shared.is_playing
    qtbot.waitUntil(lambda: 85 < shared.player.frame_index < 120)
    desk.press(Qt.Key.Key_K)
    assert not shared.is_playing
    desk.press(Qt.Key.Key_J)
    assert shared.player.rate == -1
    desk.press(Qt.Key.Key_L)
    assert shared.player.rate == 1
    desk.press(Qt.Key.Key_L)
    assert shared.player.rate == 2
    desk.press(Qt.Key.Key_Minus)
    assert shared.player.rate == 1.5
    desk.press(Qt.Key.Key_K)


def test_letters_typed_into_a_field_are_text(desk, shared, qtbot):
    desk.press(Qt.Key.Key_F, CONTROL)
    box = desk.workspace.panels.events.filter_box
    assert box.hasFocus()
    qtbot.keyClicks(box, "crying")
    assert box.text() == "crying"
    assert events(shared) == []
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_C)
    assert events(shared) == [("crying", 0, None)], "Enter gives the keyboard back"
    desk.press(Qt.Key.Key_G, CONTROL)
    field = desk.workspace.panels.transport.time_field
    qtbot.keyClicks(field, "0:02")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    desk.settle(59)


def test_when_it_is_shown_no_field_has_the_keyboard(desk, shared):
    assert not desk.workspace.panels.events.filter_box.hasFocus()
    desk.press(Qt.Key.Key_C)
    assert events(shared) == [("crying", 0, None)]


def test_f6_shows_the_next_camera_large(desk, study, recording):
    study.add_session("S002", [(recording, 0), (recording, 200)])
    desk.open(study, session_id="S002")
    desk.press(Qt.Key.Key_F6)
    assert desk.workspace.panels.cameras.large == 1


def test_all_panels_show_one_moment(desk, shared, qtbot):
    panels = desk.workspace.panels
    desk.press(Qt.Key.Key_S)
    event_id = shared.coding.events[0].id
    desk.press(Qt.Key.Key_Right, SHIFT)
    desk.settle(30)
    assert panels.heads.rows["search"].on_for_ms == shared.position_ms
    assert panels.events._cells.on_now == {event_id}
    assert panels.transport.time_field.text() == "0:01.001"


def test_the_sound_of_the_recording_is_drawn_below(desk, shared, qtbot):
    scene = desk.workspace.panels.timeline.scene
    qtbot.waitUntil(lambda: scene.sound is not None)
    assert len(scene.sound.peaks) == pytest.approx(500, abs=5)
    assert scene.sound.peaks.max() == pytest.approx(0.1, abs=0.05)


def test_submit_locks_the_coding_and_the_same_key_reopens_it(desk, shared):
    for _ in range(2):  # the first time it is listed what is missing
        desk.press(Qt.Key.Key_Return, CONTROL)
    desk.press(Qt.Key.Key_C)
    assert events(shared) == []
    assert desk.messages.said[-1].what == "This coding is submitted."
    desk.press(Qt.Key.Key_Return, CONTROL)
    desk.press(Qt.Key.Key_C)
    assert events(shared) == [("crying", 0, None)]


def test_after_it_is_closed_the_keys_do_nothing_and_the_layout_is_remembered(desk, shared, study, qtbot):
    desk.workspace.close_session()
    assert desk.workspace.panels is None
    desk.press(Qt.Key.Key_C)
    desk.press(Qt.Key.Key_1, CONTROL)
    assert len(shared.coding.items) == 0
    assert desk.settings.layout("code/columns")
    again = desk.open(study, coder="JT")
    desk.press(Qt.Key.Key_C)
    assert [event.code for event in again.coding.events] == ["crying"]
    assert len(shared.coding.items) == 0
