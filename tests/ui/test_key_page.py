"""The window in which keys are changed, and the key sheet."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.errors import StudyError
from annotator.model.codebook import Codebook
from tests.shared import disk_without_room
from ui.actions import Actions
from ui.codebook.manual_pdf import write_manual
from ui.keys.page import KeyPage
from ui.keys.sheet import sheet_html, write_sheet
from ui.program import Program


@pytest.fixture
def page(qtbot: QtBot, program: Program, study) -> KeyPage:
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None)
    program.actions["change_keys"].trigger()
    page = program.window.findChild(KeyPage)
    qtbot.waitUntil(page.isVisible)
    return page


def give(page: KeyPage, action_id: str, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier, adds=False) -> None:
    page.choose(action_id)
    QTest.mouseClick(page.add if adds else page.change, Qt.MouseButton.LeftButton)
    QTest.keyClick(page.capture, key, modifiers)


def test_a_new_key_works_at_once_and_the_old_one_no_longer(qtbot: QtBot, page: KeyPage, program: Program) -> None:
    done = []
    give(page, "theme", Qt.Key.Key_F13)
    assert page.said.text() == "F13 now does “Light or dark”."
    page.close()
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    program.actions.bind("theme", lambda: done.append("theme"))
    QTest.keyClick(program.window, Qt.Key.Key_F13)
    QTest.keyClick(
        program.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert done == ["theme"]


def test_another_key_can_be_added(page: KeyPage, program: Program) -> None:
    give(page, "play", Qt.Key.Key_F13, adds=True)
    assert program.actions.keys_of("play") == ("Space", "F13")


def test_a_key_that_is_taken_is_refused_and_another_can_be_pressed(page: KeyPage, program: Program) -> None:
    give(page, "play", Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "“Undo”" in page.said.text()
    assert program.actions.keys_of("play") == ("Space",)
    QTest.keyClick(page.capture, Qt.Key.Key_F13)
    assert program.actions.keys_of("play") == ("F13",)


def test_a_key_of_a_code_is_refused_with_the_code(page: KeyPage, program: Program) -> None:
    give(page, "play", Qt.Key.Key_C)
    assert page.said.text().startswith("C marks Crying")


def test_escape_leaves_the_key_and_the_window_as_they_were(page: KeyPage, program: Program) -> None:
    give(page, "play", Qt.Key.Key_Escape)
    assert program.actions.keys_of("play") == ("Space",)
    assert page.isVisible()


def test_enter_in_the_list_begins_a_change(page: KeyPage, program: Program) -> None:
    page.choose("play")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    QTest.keyClick(page.capture, Qt.Key.Key_F13)
    assert program.actions.keys_of("play") == ("F13",)


def test_defaults_come_back(page: KeyPage, program: Program) -> None:
    give(page, "play", Qt.Key.Key_F13)
    give(page, "loop", Qt.Key.Key_F14)
    page.choose("play")
    QTest.mouseClick(page.default, Qt.MouseButton.LeftButton)
    assert (program.actions.keys_of("play"), program.actions.keys_of("loop")) == (("Space",), ("F14",))
    QTest.mouseClick(page.all_default, Qt.MouseButton.LeftButton)
    assert program.actions.keys_of("loop") == ("Ctrl+L",)


def test_codes_are_listed_but_changed_in_the_codebook(page: KeyPage) -> None:
    crying = next(item for item in page._items() if item.text(0) == "Crying")
    page.list.setCurrentItem(crying)
    assert not page.change.isEnabled()
    assert "codebook" in page.said.text()


def test_typing_narrows_the_list(page: KeyPage) -> None:
    QTest.keyClicks(page.finder, "undo")
    assert {item.text(0) for item in page._items() if not item.isHidden()} == {"Undo", "Undo the alignment"}


def test_the_page_of_all_keys_and_the_buttons_show_the_users_own_key(page: KeyPage, program: Program) -> None:
    give(page, "keys", Qt.Key.Key_F13)
    page.close()
    program.window.show_keys(None)
    texts = {one.text() for one in program.window.overlay.findChildren(type(page.said))}
    assert "F13" in texts
    program.window.overlay.close_page()
    assert program.actions["keys"].toolTip() == "Every key that works here (F13)"


def test_keys_survive_a_restart(page: KeyPage, program: Program, start_program) -> None:
    give(page, "play", Qt.Key.Key_F13)
    page.close()
    program.window.close()
    assert start_program().actions.keys_of("play") == ("F13",)


def test_the_sheet_says_the_codes_the_answers_and_the_users_own_keys(
    program: Program, codebook: Codebook, tmp_path: Path
) -> None:
    program.actions.bind("play", lambda: None)
    program.actions.set_keys({"play": ("F13",)})
    document = QTextDocument()
    document.setHtml(sheet_html(program.actions, codebook))
    text = document.toPlainText()
    assert "Crying" in text
    assert "stranger" in text
    assert "F13" in text
    assert "Space" not in text


@pytest.mark.parametrize("name", ["keys.html", "keys.pdf"])
def test_the_sheet_is_written_as_a_page_or_as_pdf(
    qtbot, program: Program, study, tmp_path: Path, name: str, monkeypatch
) -> None:
    monkeypatch.setattr(program._ask, "save", lambda *_: tmp_path / name, raising=False)
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None)
    program.actions["key_sheet"].trigger()
    written = (tmp_path / name).read_bytes()
    assert written.startswith(b"%PDF" if name.endswith("pdf") else b"<!DOCTYPE html>")
    if name.endswith("pdf"):
        pages = QPdfDocument()
        pages.load(str(tmp_path / name))
        assert 1 <= pages.pageCount() <= 2


def test_a_sheet_that_cannot_be_written_is_told(program: Program, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="cannot be written"):
        write_sheet(tmp_path / "missing" / "keys.pdf", sheet_html(program.actions, None))


@pytest.mark.parametrize("name", ["new.pdf", "old.pdf", "new.html", "old.html"])
@pytest.mark.usefixtures("qapp")
def test_a_sheet_and_a_manual_that_have_no_room_leave_what_stood_there(
    codebook: Codebook, tmp_path: Path, name: str
) -> None:
    if name.startswith("old"):
        (tmp_path / name).write_bytes(b"older")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    page = "<!DOCTYPE html><p>Keys</p>" + "<p>more of them</p>" * 200
    for write in (lambda path: write_sheet(path, page), lambda path: write_manual(path, codebook)):
        with disk_without_room(), pytest.raises(StudyError, match="File too large"):
            write(tmp_path / name)
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_window_without_a_study_has_a_sheet_too(qtbot: QtBot, program: Program) -> None:
    assert "Play or pause" in sheet_html(Actions(program.window), None), "the keys are the same in every study"
