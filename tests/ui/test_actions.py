"""The table of actions, and who may use which key where."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.model.keymap import key_problem
from ui.actions import ACTIONS, MENUS, Actions, ActionSpec, shown_key, tooltip
from ui.icons import SHAPES

PLACES = ("study", "code", "agree")


@pytest.mark.parametrize("place", PLACES)
def test_no_two_actions_that_work_in_the_same_workspace_share_a_key(place: str) -> None:
    keys = Counter(
        QKeySequence(key).toString() for spec in ACTIONS if spec.where in ("always", place) for key in spec.keys
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_no_action_that_works_while_coding_takes_a_key_that_a_codebook_may_use() -> None:
    coding = [spec for spec in ACTIONS if spec.where in ("always", "code")]
    taken = [key for spec in coding for key in spec.keys if key_problem(QKeySequence(key).toString()) is None]
    assert taken == []


def test_every_key_is_one_that_qt_understands() -> None:
    unread = [key for spec in ACTIONS for key in spec.keys if QKeySequence(key).isEmpty()]
    assert unread == []


def test_every_action_has_its_own_id_a_menu_and_a_known_icon() -> None:
    ids = [spec.id for spec in ACTIONS]
    assert len(set(ids)) == len(ids)
    assert {spec.group for spec in ACTIONS} == set(MENUS)
    assert {spec.icon for spec in ACTIONS if spec.icon} <= set(SHAPES)


def test_the_keys_of_the_player_are_those_of_the_design() -> None:
    first = {spec.id: spec.keys[0] for spec in ACTIONS if spec.keys}
    expected = {
        "play": "Space",
        "frame_back": "Left",
        "second_forward": "Shift+Right",
        "five_back": "Ctrl+Left",
        "shuttle_pause": "K",
        "set_start": "Return",
        "set_end": "Shift+Return",
        "replay": "Backspace",
        "episode_5": "5",
        "mark_episode_5": "Ctrl+5",
        "mark_episode_end": "Ctrl+9",
        "redo": "Ctrl+Shift+Z",
        "keys": "F1",
    }
    assert {one: first[one] for one in expected} == expected


def test_a_tooltip_says_what_a_button_does_and_its_key() -> None:
    assert tooltip(ActionSpec("a", "Frame back", "Play"), ("Left",)) == "Frame back (←)"
    assert tooltip(ActionSpec("a", "Export…", "File", tip="Write the tables"), ()) == "Write the tables"
    assert shown_key("Ctrl++") == "Ctrl++"


class TestBinding:
    @pytest.fixture
    def window(self, qtbot: QtBot) -> QWidget:
        window = QWidget()
        qtbot.addWidget(window)
        return window

    @pytest.fixture
    def actions(self, window: QWidget) -> Actions:
        actions = Actions(window)
        window.addActions([actions[one] for one in actions.specs])
        return actions

    def test_what_nobody_has_bound_is_disabled(self, actions: Actions) -> None:
        actions.go_to("code")
        assert not actions["play"].isEnabled()

    def test_a_bound_action_works_in_its_own_workspace_only(self, actions: Actions) -> None:
        actions.bind("play", lambda: None)
        enabled = []
        for place in ("study", "code", "agree"):
            actions.go_to(place)
            enabled.append(actions["play"].isEnabled())
        assert enabled == [False, True, False]

    def test_an_action_that_works_everywhere_is_enabled_as_soon_as_it_is_bound(self, actions: Actions) -> None:
        actions.bind("quit", lambda: None)
        assert actions["quit"].isEnabled()

    def test_the_last_handler_that_was_bound_is_the_one_that_is_called(self, actions: Actions) -> None:
        called: list[str] = []
        actions.bind("quit", lambda: called.append("first"))
        actions.bind("quit", lambda: called.append("second"))
        actions["quit"].trigger()
        assert called == ["second"]

    def test_a_switched_off_action_stays_off_until_it_is_switched_on(self, actions: Actions) -> None:
        actions.bind("undo", lambda: None)
        actions.switch("undo", on=False)
        actions.go_to("code")
        assert not actions["undo"].isEnabled()
        actions.switch("undo", on=True)
        assert actions["undo"].isEnabled()

    def test_the_same_key_does_another_thing_in_another_workspace(
        self, qtbot: QtBot, window: QWidget, actions: Actions
    ) -> None:
        called: list[str] = []
        actions.bind("next_event", lambda: called.append("event"))
        actions.bind("next_disagreement", lambda: called.append("disagreement"))
        with qtbot.waitExposed(window):
            window.show()
        for place in ("code", "agree"):
            actions.go_to(place)
            QTest.keyClick(window, Qt.Key.Key_Down)
        assert called == ["event", "disagreement"]
