"""The Study workspace: into a study, sessions × coders, forms, export."""

import os
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.model import commands
from annotator.study import Study
from annotator.study.settings import Window
from tests.ui.on_disk import read_anew
from ui.program import Program
from ui.study.recordings import RecordingRow
from ui.study.session_model import SessionModel
from ui.study.session_table import SessionTable
from ui.study.settings_form import SettingsForm
from ui.widgets.message_bar import MessageBar


def field(inside: QWidget, name: str) -> QLineEdit:
    return next(one for one in inside.findChildren(QLineEdit) if one.accessibleName() == name)


def click(inside: QWidget, name: str) -> None:
    buttons = inside.findChildren(QAbstractButton)
    found = next(one for one in buttons if one.isVisible() and name in (one.text(), one.accessibleName()))
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def can_click(inside: QWidget, name: str) -> bool:
    return any(
        one.isVisible() and name in (one.text(), one.accessibleName()) for one in inside.findChildren(QAbstractButton)
    )


def texts(inside: QWidget) -> list[str]:
    return [one.text() for one in inside.findChildren(QLabel) if one.isVisible()]


def table(program: Program) -> SessionTable:
    return program.study_workspace.page.table


def cells(program: Program) -> list[list[str]]:
    model = table(program).sessions
    return [[model.index(row, col).data() for col in range(model.columnCount())] for row in range(model.rowCount())]


@pytest.fixture
def opened(qtbot: QtBot, program: Program, study: Study) -> Program:
    """The program with the study open and its table filled."""
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: table(program).sessions.rowCount() == 1)
    return program


def code_something(study: Study, coder: str) -> None:
    with study.open_coding("S001", coder) as coding:
        coding.history.do(commands.start_state(coding.coding, study.codebook, "crying", 500))
        coding.history.do(commands.mark_episode(coding.coding, study.codebook, "1", 0))


class TestWithoutAStudy:
    def test_there_are_three_ways_in(self, program: Program) -> None:
        page = program.study_workspace.welcome
        names = [one.accessibleName() for one in page.findChildren(QAbstractButton) if one.accessibleName()]
        assert names == ["Open a study", "New study", "Try the sample study"]

    def test_a_study_is_opened_by_its_folder(
        self, qtbot: QtBot, program: Program, answers: list[Path], study: Study
    ) -> None:
        answers.append(study.folder)
        click(program.study_workspace.welcome, "Open a study")
        qtbot.waitUntil(lambda: program.study is not None)
        assert program.study is not None
        assert program.study.name == "Reunion pilot"

    def test_a_folder_without_a_study_is_answered_with_what_to_do(
        self, qtbot: QtBot, program: Program, answers: list[Path], tmp_path: Path
    ) -> None:
        answers.append(tmp_path)
        click(program.study_workspace.welcome, "Open a study")
        qtbot.waitUntil(lambda: bool(program.messages.said))
        assert program.study is None
        assert "study.toml" in program.messages.said[-1].hint

    def test_studies_opened_before_are_listed_while_they_are_there(
        self, qtbot: QtBot, program: Program, study: Study
    ) -> None:
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None)
        program.close_study()
        qtbot.waitUntil(lambda: can_click(program.study_workspace.welcome, "Open study"))
        click(program.study_workspace.welcome, "Open study")
        qtbot.waitUntil(lambda: program.study is not None)


class TestNewStudy:
    def test_a_name_is_enough(self, qtbot: QtBot, program: Program, tmp_path: Path) -> None:
        click(program.study_workspace.welcome, "New study")
        form = program.study_workspace.new_study
        field(form, "Name of the study").setText("Zürich 2026, pilot")
        assert Path(field(form, "Folder of the study").text()).name == "zurich-2026-pilot"
        field(form, "Folder of the study").setText(str(tmp_path / "new"))
        QTest.keyClick(field(form, "Name of the study"), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: program.study is not None)
        assert read_anew(qtbot, program, tmp_path / "new").name == "Zürich 2026, pilot"
        assert program.window.top_bar.said[0] == "Zürich 2026, pilot"

    def test_without_a_name_nothing_is_made(self, program: Program) -> None:
        program.actions["new_study"].trigger()
        click(program.study_workspace.new_study, "Create study")
        assert program.study is None
        assert program.messages.said[-1].what == "The study has no name yet."

    def test_what_was_missing_is_no_longer_said_once_the_study_is_made(
        self, qtbot: QtBot, program: Program, answers: list[Path], tmp_path: Path
    ) -> None:
        program.actions["new_study"].trigger()
        form = program.study_workspace.new_study
        answers.append(tmp_path / "mended")
        click(form, "Choose…")
        click(form, "Create study")
        bar = program.window.findChild(MessageBar)
        assert bar.isVisible()
        QTest.keyClicks(field(form, "Name of the study"), "Mended")
        click(form, "Create study")
        qtbot.waitUntil(lambda: program.study is not None)
        assert not bar.isVisible()

    def test_a_folder_that_was_chosen_is_not_changed_by_the_name(
        self, program: Program, answers: list[Path], tmp_path: Path
    ) -> None:
        program.actions["new_study"].trigger()
        form = program.study_workspace.new_study
        answers.append(tmp_path / "chosen")
        click(form, "Choose…")
        QTest.keyClicks(field(form, "Name of the study"), "Other")
        assert field(form, "Folder of the study").text() == str(tmp_path / "chosen")

    def test_a_codebook_file_can_be_used(
        self, qtbot: QtBot, program: Program, answers: list[Path], study: Study, tmp_path: Path
    ) -> None:
        program.actions["new_study"].trigger()
        form = program.study_workspace.new_study
        own = (study.folder / "codebook.toml").read_text().replace('"Strange Situation"', '"Our own"', 1)
        (tmp_path / "own.toml").write_text(own)
        answers.append(tmp_path / "own.toml")
        click(form, "From a file…")
        chosen = form.findChild(QComboBox)
        assert isinstance(chosen, QComboBox)
        qtbot.waitUntil(lambda: chosen.currentText() == "Our own 2.1")

    def test_a_codebook_that_is_wrong_is_answered_with_its_line(
        self, qtbot: QtBot, program: Program, answers: list[Path], tmp_path: Path
    ) -> None:
        program.actions["new_study"].trigger()
        (tmp_path / "own.toml").write_text("id = ")
        answers.append(tmp_path / "own.toml")
        click(program.study_workspace.new_study, "From a file…")
        qtbot.waitUntil(lambda: bool(program.messages.said))
        assert "own.toml" in program.messages.said[-1].what

    def test_escape_goes_back(self, program: Program) -> None:
        program.actions["new_study"].trigger()
        QTest.keyClick(program.study_workspace.new_study, Qt.Key.Key_Escape)
        assert program.study_workspace.currentWidget() is program.study_workspace.welcome


class TestTable:
    def test_it_shows_how_far_everybody_is(self, qtbot: QtBot, opened: Program, study: Study) -> None:
        assert cells(opened) == [["S001", "0:05", "1", "–", "–", "–", "–"]]
        code_something(study, "KM")
        opened.study_workspace.refresh()
        qtbot.waitUntil(lambda: cells(opened)[0][3:] == ["1×", "begun", "–", "–"])
        assert "1 session · 2 coders · 1 coding" in texts(opened.study_workspace.page)

    def test_a_submitted_coding_says_so(self, qtbot: QtBot, opened: Program, study: Study) -> None:
        code_something(study, "JT")
        with study.open_coding("S001", "JT") as coding:
            coding.history.do(commands.submit(coding.coding))
        opened.study_workspace.refresh()
        qtbot.waitUntil(lambda: cells(opened)[0][5] == "✓ submitted")

    def test_a_coding_that_cannot_be_read_says_so_and_the_rest_is_there(
        self, qtbot: QtBot, opened: Program, study: Study
    ) -> None:
        (study.folder / "sessions/S001/KM.jsonl").write_text("{]\n{]\n")
        opened.study_workspace.refresh()
        qtbot.waitUntil(lambda: cells(opened)[0][3:] == ["1×", "cannot be read", "–", "–"])

    def test_enter_on_a_cell_opens_that_coding(self, qtbot: QtBot, opened: Program) -> None:
        table(opened).setFocus()
        QTest.keyClick(table(opened), Qt.Key.Key_Right)
        QTest.keyClick(table(opened), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: opened.coding is not None)
        assert opened.coding is not None
        assert (opened.coding.session.id, opened.coding.coder) == ("S001", "JT")
        assert opened.window.place == "code"

    def test_a_right_click_on_a_cell_opens_a_menu_that_opens_its_coding(self, qtbot: QtBot, opened: Program) -> None:
        place = table(opened).visualRect(table(opened).sessions.index_of("S001", "JT")).center()
        viewport = table(opened).viewport()
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
        QApplication.sendEvent(viewport, asked)
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        menu = QApplication.activePopupWidget()
        assert {"open_coding", "add_camera", "export"} <= {action.objectName() for action in menu.actions()}
        action = next(one for one in menu.actions() if one.objectName() == "open_coding")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        qtbot.waitUntil(lambda: opened.coding is not None)
        assert opened.coding is not None
        assert opened.coding.coder == "JT"

    def test_the_key_that_opens_a_coding_does_nothing_in_a_form(self, opened: Program) -> None:
        opened.actions["add_session"].trigger()
        QTest.keyClick(opened.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert opened.coding is None

    def test_a_cell_of_no_coder_opens_nothing(self, opened: Program) -> None:
        table(opened).setCurrentIndex(table(opened).sessions.index(0, 0))
        QTest.keyClick(table(opened), Qt.Key.Key_Return)
        assert opened.coding is None
        assert opened.messages.said[-1].severity == "note"

    def test_the_cell_of_the_coding_opened_last_is_the_current_one(
        self, qtbot: QtBot, opened: Program, study: Study
    ) -> None:
        opened.open_coding("S001", "JT")
        qtbot.waitUntil(lambda: opened.coding is not None)
        opened.open_study(study.folder)
        qtbot.waitUntil(lambda: "S001 · JT" in texts(opened.study_workspace.page.detail))

    def test_the_model_keeps_qts_rules(self, opened: Program) -> None:
        model = SessionModel()
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.set_overview(table(opened).sessions.overview)
        assert (model.rowCount(), model.columnCount()) == (1, 7)
        del tester


class TestDetail:
    def test_it_says_what_stands_in_a_coding_and_offers_comparisons(
        self, qtbot: QtBot, opened: Program, study: Study
    ) -> None:
        for coder in ("KM", "JT"):
            code_something(study, coder)
        opened.study_workspace.refresh()
        detail = opened.study_workspace.page.detail
        qtbot.waitUntil(lambda: "1 event · 1 of 8 episodes" in texts(detail))
        click(detail, "Compare with JT")
        qtbot.waitUntil(lambda: opened.agree_workspace.comparison is not None)
        assert opened.window.place == "agree"

    def test_a_missing_recording_is_said_and_can_be_found(
        self, qtbot: QtBot, program: Program, answers: list[Path], study: Study, recording: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "first").mkdir()
        original = tmp_path / "first" / "visit.mp4"
        original.write_bytes(recording.read_bytes())
        study.add_session("S002", [(original, 0)])
        (tmp_path / "elsewhere").mkdir()
        moved = original.rename(tmp_path / "elsewhere" / "renamed.mp4")
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: table(program).sessions.rowCount() == 2)
        table(program).choose("S002", "KM")
        detail = program.study_workspace.page.detail
        qtbot.waitUntil(lambda: "This file is not where it was." in texts(detail))
        answers.append(moved)
        click(detail, "Find it…")
        qtbot.waitUntil(lambda: "renamed.mp4" in texts(detail))
        assert study.recordings.find(study.session("S002"), 0) == moved

    def test_another_recording_is_refused(
        self, qtbot: QtBot, opened: Program, answers: list[Path], study: Study, tmp_path: Path
    ) -> None:
        other = tmp_path / "other.mp4"
        other.write_bytes(b"not it")
        answers.append(other)
        opened.study_workspace.corrections.steps.find(study, "S001", 0)
        qtbot.waitUntil(lambda: bool(opened.messages.said))
        assert opened.messages.said[-1].what == "other.mp4 is not the recording that was added to S001."
        qtbot.waitUntil(lambda: not opened.reads.running)


class TestAdding:
    def test_a_session_with_two_cameras(
        self, qtbot: QtBot, opened: Program, answers: list[Path], study: Study, recording: Path, tmp_path: Path
    ) -> None:
        second = tmp_path / "camera2.mp4"
        second.write_bytes(recording.read_bytes())
        opened.actions["add_session"].trigger()
        form = opened.study_workspace.add_session
        qtbot.waitUntil(lambda: field(form, "Session id").text() == "S002")
        answers.extend([recording, second])
        click(form, "Choose…")
        field(form, "Offset of camera2.mp4").setText("1,28")
        click(form, "Add session")
        qtbot.waitUntil(lambda: table(opened).sessions.rowCount() == 2)
        assert [camera.offset_ms for camera in study.session("S002").cameras] == [0, 1280]
        assert opened.study_workspace.currentWidget() is opened.study_workspace.page

    def test_a_file_that_cannot_be_played_is_refused_and_the_form_stays(
        self, qtbot: QtBot, opened: Program, study: Study, tmp_path: Path
    ) -> None:
        (tmp_path / "notes.mp4").write_text("not a video")
        opened.study_workspace.take_recordings([tmp_path / "notes.mp4"])
        form = opened.study_workspace.add_session
        qtbot.waitUntil(lambda: field(form, "Session id").text() == "S002")
        click(form, "Add session")
        qtbot.waitUntil(lambda: bool(opened.messages.said) and not form.is_busy)
        assert "notes.mp4" in opened.messages.said[-1].what
        assert opened.study_workspace.currentWidget() is form
        assert [session.id for session in study.sessions()] == ["S001"]

    def test_more_recordings_can_be_dropped_on_the_form_and_left_out_again(
        self, qtbot: QtBot, opened: Program, recording: Path, tmp_path: Path
    ) -> None:
        second = tmp_path / "camera2.mp4"
        second.write_bytes(recording.read_bytes())
        opened.study_workspace.take_recordings([recording])
        opened.study_workspace.take_recordings([second, recording])
        form = opened.study_workspace.add_session
        names = {recording.name, "camera2.mp4"}
        qtbot.waitUntil(lambda: [text for text in texts(form) if text in names] == [recording.name, "camera2.mp4"])
        click(form, f"Leave {recording.name} out")
        assert [text for text in texts(form) if text in names or text == "reference"] == ["camera2.mp4", "reference"]

    def test_a_session_needs_a_recording(self, opened: Program) -> None:
        opened.actions["add_session"].trigger()
        click(opened.study_workspace.add_session, "Add session")
        assert opened.messages.said[-1].what == "The session has no recording yet."
        assert opened.window.findChild(MessageBar).isVisible()

    def test_a_file_that_was_refused_is_no_longer_named_once_the_session_is_added(
        self, qtbot: QtBot, opened: Program, recording: Path, tmp_path: Path
    ) -> None:
        text = tmp_path / "text.mp4"
        text.write_text("no film", encoding="utf-8")
        opened.study_workspace.take_recordings([recording, text])
        form, bar = opened.study_workspace.add_session, opened.window.findChild(MessageBar)
        qtbot.waitUntil(lambda: text.name in texts(form))
        click(form, "Add session")
        qtbot.waitUntil(bar.isVisible)
        qtbot.waitUntil(lambda: not form.is_busy)
        click(form, "Leave text.mp4 out")
        click(form, "Add session")
        assert not bar.isVisible()
        qtbot.waitUntil(lambda: table(opened).sessions.rowCount() == 2)

    def test_without_coders_the_session_says_what_comes_next(
        self, qtbot: QtBot, program: Program, study: Study
    ) -> None:
        file = study.folder / "study.toml"
        file.write_text(file.read_text(encoding="utf-8").replace('["KM", "JT"]', "[]"), encoding="utf-8")
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: table(program).sessions.rowCount() == 1)
        qtbot.waitUntil(lambda: "Add a coder to begin." in texts(program.study_workspace.page))

    def test_whoever_comes_back_to_the_table_goes_on_by_keys(self, opened: Program) -> None:
        opened.actions["show_codebook"].trigger()
        opened.actions["show_study"].trigger()
        assert table(opened).hasFocus()

    def test_a_coder(self, qtbot: QtBot, opened: Program, study: Study) -> None:
        opened.actions["add_coder"].trigger()
        name = field(opened.study_workspace.page, "Id of the new coder")
        assert name.hasFocus()
        QTest.keyClicks(name, "AL")
        QTest.keyClick(name, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(cells(opened)[0]) == 8)
        assert read_anew(qtbot, opened, study.folder).coders == ("KM", "JT", "AL")
        assert table(opened).hasFocus(), "the arrows go to the new coder's cell"

    def test_a_coder_who_is_there_already_is_refused(self, qtbot: QtBot, opened: Program) -> None:
        opened.actions["add_coder"].trigger()
        name = field(opened.study_workspace.page, "Id of the new coder")
        QTest.keyClicks(name, "km")
        QTest.keyClick(name, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(opened.messages.said))
        assert opened.messages.said[-1].what == "The study has a coder KM already."


def export_as_offered(opened: Program) -> None:
    """Open the form of exports by its action, and go on by Enter."""
    opened.actions["export"].trigger()
    QTest.keyClick(opened.study_workspace.outputs.form.format, Qt.Key.Key_Return)


class TestExport:
    def test_tables_are_written_to_a_new_folder_in_the_one_chosen(
        self, qtbot: QtBot, opened: Program, answers: list[Path], study: Study, tmp_path: Path
    ) -> None:
        code_something(study, "KM")
        (tmp_path / "tables").mkdir()
        answers.append(tmp_path / "tables")
        export_as_offered(opened)
        qtbot.waitUntil(lambda: bool(opened.messages.said))
        said = opened.messages.said[-1]
        assert said.severity == "done"
        written = {path.name for path in (tmp_path / "tables").glob("study-tables-*/*.csv")}
        assert {"events.csv", "episodes.csv", "summary.csv"} <= written
        assert "events.csv" in said.hint

    def test_nothing_happens_when_no_folder_is_chosen(self, opened: Program) -> None:
        export_as_offered(opened)
        assert opened.messages.said == ()
        assert opened.study_workspace.outputs.form.isVisible()


class TestWhatCannotBeRead:
    def test_a_broken_session_stands_in_its_place_with_the_reason_and_the_rest_is_there(
        self, qtbot: QtBot, opened: Program, study: Study, recording: Path
    ) -> None:
        for name in ("S002", "S003"):
            study.add_session(name, [(recording, 0)])
        (study.folder / "sessions/S002/session.toml").write_text("[[camera]]\nfile = 3\n")
        opened.study_workspace.refresh()
        qtbot.waitUntil(lambda: [row[0] for row in cells(opened)] == ["S001", "S002", "S003"])
        assert cells(opened)[1][1:] == ["–", "cannot be read", "–", "–", "–", "–"]
        table(opened).choose("S002", "KM")
        detail = opened.study_workspace.page.detail
        qtbot.waitUntil(lambda: any("S002/session.toml, line 2" in text for text in texts(detail)))
        assert any("1 cannot be read and is left out" in text for text in texts(opened.study_workspace.page))
        assert table(opened).sessions.index(1, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("S002/session.toml")

    def test_the_export_goes_on_and_says_what_it_leaves_out(
        self, qtbot: QtBot, opened: Program, answers: list[Path], study: Study, tmp_path: Path
    ) -> None:
        code_something(study, "KM")
        (study.folder / "sessions/S001/JT.jsonl").write_text("{]\n{]\n")
        answers.append(tmp_path)
        export_as_offered(opened)
        qtbot.waitUntil(lambda: bool(opened.messages.said))
        said = opened.messages.said[-1]
        assert said.severity == "warning"
        assert "left out: S001 by JT" in said.hint


class TestForLookingOnly:
    @pytest.fixture
    def shown(self, qtbot: QtBot, program: Program, study: Study, monkeypatch: pytest.MonkeyPatch) -> Program:
        code_something(study, "KM")
        monkeypatch.setattr(os, "access", lambda *_args, **_options: False)
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: table(program).sessions.rowCount() == 1)
        return program

    @pytest.mark.parametrize("action", ["add_session", "add_coder"])
    def test_what_would_write_is_greyed_out_and_says_why(self, shown: Program, action: str) -> None:
        assert not shown.actions[action].isEnabled()
        assert "cannot be written" in shown.actions[action].toolTip()

    def test_a_coding_can_be_looked_at_and_one_that_was_not_begun_cannot_be_started(
        self, qtbot: QtBot, shown: Program
    ) -> None:
        detail = shown.study_workspace.page.detail
        table(shown).choose("S001", "JT")
        qtbot.waitUntil(lambda: detail.findChildren(QAbstractButton, "open_coding")[-1].text() == "Start coding")
        start = detail.findChildren(QAbstractButton, "open_coding")[-1]
        assert not start.isEnabled()
        assert "cannot be written" in start.toolTip()
        table(shown).choose("S001", "KM")
        qtbot.waitUntil(lambda: can_click(detail, "Open read-only"))
        click(detail, "Open read-only")
        qtbot.waitUntil(lambda: shown.coding is not None)
        qtbot.waitUntil(lambda: shown.coding.player.pictures[0] is not None)
        assert "read-only" in shown.window.top_bar.said
        QTest.keyClick(shown.window.focusWidget() or shown.window, Qt.Key.Key_C)
        assert shown.coding is not None
        assert len(shown.coding.coding.events) == 1


class TestSettings:
    @pytest.fixture
    def form(self, qtbot: QtBot, opened: Program) -> SettingsForm:
        opened.actions["study_settings"].trigger()
        assert opened.study_workspace.currentWidget() is opened.study_workspace.settings_form
        return opened.study_workspace.settings_form

    def test_all_of_them_are_kept_and_shown_again(
        self, qtbot: QtBot, opened: Program, form: SettingsForm, study: Study
    ) -> None:
        typed = {form.length: "10", form.shortest: "120ms", form.cry_rule: "20", form.sound_grid: "20 ms"}
        assert form.sound_grid.text() == "0.04"
        for number, text in typed.items():
            number.setFocus()
            number.selectAll()
            QTest.keyClicks(number, text)
        form.last.setCurrentIndex(2)
        scales = [box for box in form.ratings.findChildren(QCheckBox) if box.isVisible()]
        scales[0].click()
        next(box for box in form.episodes.findChildren(QCheckBox) if box.text().startswith("5")).click()
        next(box for box in form.code_with.findChildren(QCheckBox) if box.text() == "towards (target)").click()
        click(form, "Save settings")
        qtbot.waitUntil(lambda: opened.study_workspace.currentWidget() is opened.study_workspace.page)
        kept = read_anew(qtbot, opened, study.folder).settings
        assert kept.code_with == ("target",)
        assert (kept.intervals.length_ms, kept.intervals.last) == (10_000, "drop")
        assert (kept.checks.shortest_ms, kept.cry_rule_s, kept.window) == (120, 20.0, ("5",))
        assert (kept.checks.ratings, len(kept.checks.scales), kept.sound_grid_ms) == (True, 1, 20)
        opened.actions["study_settings"].trigger()
        assert [number.text() for number in typed] == ["10", "0.12", "20", "0.02"]
        assert form.code_with.chosen == ("target",)

    @pytest.mark.parametrize(("window", "place"), [("marked", 0), ((), 1)])
    def test_where_no_episode_is_ticked_agreement_goes_over_all_that_both_marked_or_the_whole_session(
        self, qtbot: QtBot, opened: Program, form: SettingsForm, study: Study, window: Window, place: int
    ) -> None:
        assert form.otherwise.currentIndex() == 0
        form.otherwise.setCurrentIndex(place)
        click(form, "Save settings")
        qtbot.waitUntil(lambda: opened.study_workspace.currentWidget() is opened.study_workspace.page)
        assert read_anew(qtbot, opened, study.folder).settings.window == window
        opened.actions["study_settings"].trigger()
        assert form.otherwise.currentIndex() == place

    @pytest.mark.parametrize(
        ("field_name", "typed", "said"),
        [
            ("length", "0", "Interval length must be a number from 1 to 600 s with at most 3 decimals."),
            ("length", "soon", "Interval length must be a number from 1 to 600 s with at most 3 decimals."),
            ("shortest", "61", "Shortest plausible state must be a number from 0 to 60 s with at most 3 decimals."),
            (
                "sound_grid",
                "0",
                "Step of sound-only recordings must be a number from 0.001 to 1 s with at most 3 decimals.",
            ),
            (
                "cry_rule",
                "-3",
                "Cry rule must be a number from 0.1 to 3600 s with at most 1 decimals, or empty (not set).",
            ),
        ],
    )
    def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(
        self, form: SettingsForm, study: Study, field_name: str, typed: str, said: str
    ) -> None:
        before = (study.folder / "study.toml").read_text()
        number = getattr(form, field_name)
        number.setFocus()
        number.selectAll()
        QTest.keyClicks(number, typed)
        QTest.keyClick(number, Qt.Key.Key_Return)
        assert [one.text() for one in form.findChildren(QLabel) if one.isVisible() and "must be" in one.text()] == [
            said
        ]
        assert number.hasFocus()
        assert (study.folder / "study.toml").read_text() == before


class TestSeveralFiles:
    def test_a_recording_in_two_files_is_added_as_one_camera(
        self, qtbot: QtBot, opened: Program, study: Study, recording: Path, tmp_path: Path
    ) -> None:
        second = tmp_path / "part2.mp4"
        second.write_bytes(recording.read_bytes())
        opened.study_workspace.take_recordings([recording, second])
        form = opened.study_workspace.add_session
        qtbot.waitUntil(lambda: field(form, "Session id").text() == "S002")
        click(form, "part2.mp4 is a part of the one above")
        assert f"{recording.name} + part2.mp4" in texts(form)
        click(form, "Add session")
        qtbot.waitUntil(lambda: table(opened).sessions.rowCount() == 2)
        (camera,) = study.session("S002").cameras
        assert len(camera.files) == 2
        assert camera.duration_ms > study.session("S001").duration_ms


def smaller(source, target):
    """The pictures of a recording in another size and quality."""
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        rate = read.streams.video[0].average_rate
        stream = written.add_stream("mpeg4", rate=rate, options={"b": "1M"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number, frame in enumerate(read.decode(video=0)):
            small = frame.reformat(320, 180, "yuv420p")
            small.pts, small.time_base, small.pict_type = number, 1 / rate, 0
            written.mux(stream.encode(small))
        written.mux(stream.encode(None))
    return target


def rows(program):
    """What is shown of each recording; what was shown before may still wait to be deleted."""
    return [one for one in program.study_workspace.page.detail.findChildren(RecordingRow) if one.isVisible()]


def choose(row, text):
    """Choose something of the menu of a recording, opened by the menu key on its button."""
    at = row.menu_button.rect().center()
    key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, row.menu_button.mapToGlobal(at))
    QApplication.sendEvent(row.menu_button, key)
    assert row.menu.isVisible()
    (action,) = [one for one in row.menu.actions() if one.text() == text]
    assert action.isEnabled()
    QTest.mouseClick(row.menu, Qt.MouseButton.LeftButton, pos=row.menu.actionGeometry(action).center())


def question(program, name, qtbot):
    workspace = program.study_workspace
    qtbot.waitUntil(lambda: workspace.findChild(QMessageBox, name) is not None, timeout=20_000)
    return workspace.findChild(QMessageBox, name)


def replace_by_menu(program, qtbot):
    """Choose "Replace recording…" of the first camera; return the question that follows."""
    qtbot.waitUntil(lambda: rows(program) != [] and not program.reads.running, timeout=20_000)
    choose(rows(program)[0], "Replace recording…")
    return question(program, "replace_recording", qtbot)


@pytest.fixture
def replacing(program, study, recording, answers, tmp_path, qtbot):
    """The study shown with its session, its coding open in Code, and a smaller copy of its recording to be chosen."""
    answers.append(smaller(recording, tmp_path / "smaller.mp4"))
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=20_000)
    program.window.show_place("study")
    qtbot.waitUntil(lambda: rows(program) != [])
    return program


def test_a_recording_is_replaced_after_a_look_at_what_was_compared(replacing, study, answers, qtbot):
    new = answers[0]
    question = replace_by_menu(replacing, qtbot)
    assert "Pictures agree at 10 of 10 moments." in question.informativeText()
    (go,) = [one for one in question.buttons() if one.text() == "Replace"]
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: study.session("S001").cameras[0].size == new.stat().st_size, timeout=20_000)
    assert replacing.coding is None, "it let go of the old recording"
    qtbot.waitUntil(lambda: any("new recording" in said.what for said in replacing.messages.said))
    replacing.window.show_place("code")
    qtbot.waitUntil(lambda: replacing.coding is not None and replacing.coding.is_retimable, timeout=20_000)
    assert replacing.coding.session.cameras[0].size == new.stat().st_size, "it is open again, with the new one"


def test_nothing_is_replaced_without_a_yes(replacing, study, qtbot):
    before = study.session("S001")
    question = replace_by_menu(replacing, qtbot)
    qtbot.mouseClick(question.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    qtbot.wait(100)
    assert study.session("S001") == before
    assert replacing.coding is not None
