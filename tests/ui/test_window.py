"""The window as a whole: rail, bars, themes, page of all keys, what is dropped on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from annotator.study import Study
from ui.actions import Actions
from ui.program import Program
from ui.settings import THEME, Settings
from ui.theme import current_theme

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def press(program: Program, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(program.window.focusWidget() or program.window, key, modifier)


def drop(window: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, mime, left, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, left, none))


def rail(program: Program) -> dict[str, QAbstractButton]:
    return {one.text(): one for one in program.window.rail.findChildren(QAbstractButton)}


def test_everything_in_the_table_is_done_by_somebody(
    qtbot: QtBot, start_program: Callable[[], Program], study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound, bind = set(), Actions.bind
    monkeypatch.setattr(Actions, "bind", lambda self, name, do: (bound.add(name), bind(self, name, do))[1])
    program = start_program()
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None)
    for place in ("agree", "results", "codebook"):
        program.window.show_place(place)
    assert set(program.actions.specs) - bound == set()


def test_an_empty_program_offers_studies_and_codebooks_only(program: Program) -> None:
    enabled = {name: one.isEnabled() for name, one in rail(program).items()}
    assert enabled == {"Study": True, "Code": False, "Agree": False, "Results": False, "Codebook": True}
    assert program.window.top_bar.said == ("Strange Situation annotator",)


@pytest.mark.looks
def test_keys_and_rail_go_from_workspace_to_workspace(qtbot: QtBot, program: Program, study: Study) -> None:
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.window.place == "code")
    press(program, Qt.Key.Key_1, ALT)
    assert program.window.place == "study"
    assert rail(program)["Study"].isChecked()
    press(program, Qt.Key.Key_3, ALT)
    assert program.window.place == "agree"
    QTest.mouseClick(rail(program)["Code"], Qt.MouseButton.LeftButton)
    assert program.window.place == "code"
    assert [name for name, one in rail(program).items() if one.isChecked()] == ["Code"]


@pytest.mark.looks
def test_the_theme_is_switched_and_remembered(program: Program) -> None:
    assert current_theme().is_dark
    press(program, Qt.Key.Key_L, CTRL | SHIFT)
    assert not current_theme().is_dark
    program.settings.save()
    assert Settings().get(THEME) == "light"
    press(program, Qt.Key.Key_L, CTRL | SHIFT)
    assert current_theme().is_dark


@pytest.mark.looks
def test_size_and_place_come_back(qtbot: QtBot, program: Program) -> None:
    program.window.resize(1100, 700)
    program.window.close()
    program.window.resize(1100, 740)
    program.window.restore()
    assert program.window.height() == 700


class TestPageOfAllKeys:
    def texts(self, program: Program) -> list[str]:
        return [label.text() for label in program.window.overlay.findChildren(QLabel) if not label.isHidden()]

    def test_it_shows_the_keys_of_the_workspace_and_of_the_codebook(
        self, qtbot: QtBot, program: Program, study: Study
    ) -> None:
        program.open_study(study.folder, "S001", "KM")
        qtbot.waitUntil(lambda: program.window.place == "code")
        press(program, Qt.Key.Key_F1)
        texts = self.texts(program)
        assert {"Distress", "Crying", "Play or pause", "Space", "Go to an episode", "1 – 8"} <= set(texts)

    @pytest.mark.looks
    def test_its_sheet_is_large_from_the_first_time(self, program: Program) -> None:
        """It was laid out before the page had its size, and stayed invisible until the window was resized."""
        press(program, Qt.Key.Key_F1)
        sheet = next(one for one in program.window.overlay.findChildren(QWidget) if one.property("kind") == "card")
        assert sheet.width() > 600
        assert sheet.height() > 200

    def test_study_shows_no_keys_of_code(self, program: Program) -> None:
        press(program, Qt.Key.Key_Question)
        texts = self.texts(program)
        assert "New study" in texts
        assert "Play or pause" not in texts

    def test_escape_closes_it_and_the_workspace_has_its_keys_again(
        self, qtbot: QtBot, program: Program, study: Study
    ) -> None:
        program.open_study(study.folder, "S001", "KM")
        qtbot.waitUntil(lambda: program.coding is not None and program.coding.player.pictures[0] is not None)
        press(program, Qt.Key.Key_F1)
        press(program, Qt.Key.Key_C)
        assert program.coding is not None
        assert program.coding.coding.events == ()
        press(program, Qt.Key.Key_Escape)
        assert not program.window.overlay.isVisible()
        press(program, Qt.Key.Key_C)
        assert [event.code for event in program.coding.coding.events] == ["crying"]

    def test_the_same_key_closes_it(self, program: Program) -> None:
        press(program, Qt.Key.Key_F1)
        assert program.window.overlay.isVisible()
        press(program, Qt.Key.Key_F1)
        assert not program.window.overlay.isVisible()


class TestDropping:
    def test_a_study_folder_opens(self, qtbot: QtBot, program: Program, study: Study) -> None:
        drop(program.window, study.folder)
        qtbot.waitUntil(lambda: program.study is not None)
        assert program.window.top_bar.said == ("Reunion pilot", "Strange Situation 2.1")

    def test_recordings_begin_a_session(self, qtbot: QtBot, program: Program, study: Study, recording: Path) -> None:
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None)
        drop(program.window, recording)
        form = program.study_workspace.add_session
        qtbot.waitUntil(lambda: program.study_workspace.currentWidget() is form)
        assert recording.name in [label.text() for label in form.findChildren(QLabel)]

    def test_recordings_without_a_study_are_answered_with_what_to_do(
        self, qtbot: QtBot, program: Program, recording: Path
    ) -> None:
        drop(program.window, recording)
        qtbot.waitUntil(lambda: bool(program.messages.said))
        assert program.messages.said[-1].hint == "Open a study or make a new one first."


class TestStatusBar:
    def test_it_says_what_is_saved_and_what_undo_would_take_back(
        self, qtbot: QtBot, program: Program, study: Study
    ) -> None:
        program.open_study(study.folder, "S001", "KM")
        qtbot.waitUntil(lambda: program.coding is not None and program.coding.player.pictures[0] is not None)
        press(program, Qt.Key.Key_C)
        bar = program.window.status_bar
        qtbot.waitUntil(lambda: bar.said == ("● saved", "1 event", "undo: start Crying"))
        press(program, Qt.Key.Key_Z, CTRL)
        qtbot.waitUntil(lambda: bar.said == ("● saved", "0 events", "undone: start Crying at 0:00.000"))

    def test_work_that_takes_long_is_shown_with_a_way_to_stop_it(self, qtbot: QtBot, program: Program) -> None:
        shown = program.window.status_bar.work
        task = program.reads.run("Reading S001", wait_until_cancelled, str)
        task.slow.emit(task)
        assert shown.isVisible()
        assert "Reading S001" in [label.text() for label in shown.findChildren(QLabel)]
        stop = next(one for one in shown.findChildren(QAbstractButton) if one.accessibleName() == "Cancel this task")
        with qtbot.waitSignal(task.ended):
            stop.click()
        assert not shown.isVisible()


def wait_until_cancelled(progress: object) -> None:
    assert callable(progress)
    while True:
        progress(0.5)


@pytest.mark.parametrize("place", ["study", "code", "agree"])
def test_whatever_takes_the_focus_by_tab_has_a_name(qtbot: QtBot, program: Program, study: Study, place: str) -> None:
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.window.place == "code")
    program.actions[f"show_{place}"].trigger()
    nameless = [
        f"{type(one).__name__} {one.objectName()}"
        for one in program.window.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and not name_of(one)
    ]
    assert nameless == []


def name_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or widget.toolTip()
