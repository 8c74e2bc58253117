"""What went wrong in a study is put right in the window: by keys and menus, said, and taken back."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from annotator.model import commands
from annotator.study.bin import in_bin
from annotator.study.renaming import rename_coder
from tests.study.putting_right import copy_of
from tests.trail import read_steps
from tests.ui.on_disk import read_anew

CTRL = Qt.KeyboardModifier.ControlModifier


def code(study, coder, count=1):
    with study.open_coding("S001", coder) as coding:
        for _ in range(count):
            coding.history.do(commands.mark(coding.coding, study.codebook, "reach", 100 * len(coding.coding.events)))
        if not coding.coding.episode_marks:
            coding.history.do(commands.mark_episode(coding.coding, study.codebook, "1", 0))


class Lead:
    """Leads a lab, and puts right what went wrong."""

    def __init__(self, program, study, qtbot):
        self.program, self.study, self.qtbot = program, study, qtbot
        self.workspace = program.study_workspace
        self.page = self.workspace.page
        self.detail, self.table = self.page.detail, self.page.table

    def wait(self, is_so):
        self.qtbot.waitUntil(is_so, timeout=20_000)

    def settle(self):
        self.wait(lambda: not self.program.saves.running and not self.program.reads.running)

    def open(self, session="", coder=""):
        self.program.open_study(self.study.folder, session, coder)
        self.wait(lambda: self.table.sessions.rowCount() == 1)
        if coder:
            self.wait(lambda: self.program.coding is not None and self.program.coding.is_retimable)
            self.program.window.show_place("study")
        self.settle()
        return self

    def choose(self, session, coder=""):
        column = self.table.sessions.index_of(session, coder) if coder else self.table.sessions.index(0, 0)
        self.table.setCurrentIndex(column)
        assert self.table.place == (session, coder)

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        self.program.window.activateWindow()  # the offscreen platform does not give the focus back by itself
        self.wait(self.program.window.isActiveWindow)
        self.workspace.focus_table()
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, modifiers)

    def name(self, text):
        """Type into the field at the head of the panel, and press Enter."""
        field = self.detail.name.field
        assert field.isVisible()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def said(self, words):
        self.wait(lambda: any(words in f"{one.what} {one.hint}" for one in self.program.messages.said))
        self.settle()

    def undo(self, what):
        assert f"undo: {what}" in self.program.window.status_bar.said
        self.press(Qt.Key.Key_Z, CTRL)
        self.said(f"Taken back: {what}.")

    def click(self, inside, text):
        found = [one for one in inside.findChildren(QAbstractButton) if one.isVisible() and one.text() == text]
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    @property
    def anew(self):
        return read_anew(self.qtbot, self.program, self.study.folder)

    @property
    def trail(self):
        return [step["what"] for step in read_steps(self.study.folder)]


@pytest.fixture
def lead(program, study, qtbot):
    return Lead(program, study, qtbot)


def test_a_session_is_renamed_by_a_key_while_it_is_open_and_comes_back_under_its_new_name(lead):
    code(lead.study, "KM")
    lead.open("S001", "KM")
    at_ms = lead.program.coding.position_ms
    lead.press(Qt.Key.Key_F2)
    lead.name("S 1")
    complaint = lead.detail.name._complaint
    lead.wait(complaint.isVisible)
    assert "“S 1” cannot be the id of a session" in complaint.text()
    lead.name("S01")
    lead.said("Session S001 is called S01 now.")
    assert not lead.detail.name.isVisible()
    assert lead.table.place == ("S01", "KM")
    assert lead.anew.session_ids() == ["S01"]
    lead.program.window.show_place("code")
    lead.wait(lambda: lead.program.coding is not None)
    assert (lead.program.coding.session.id, lead.program.coding.coder) == ("S01", "KM")
    assert lead.program.coding.position_ms == at_ms
    assert len(lead.program.coding.coding.events) == 1
    lead.program.window.show_place("study")
    lead.settle()
    lead.undo("rename session S001 to S01")
    assert lead.anew.session_ids() == ["S001"]
    lead.press(Qt.Key.Key_F2)
    QTest.keyClick(lead.detail.name.field, Qt.Key.Key_Escape)
    assert not lead.detail.name.isVisible()
    assert QApplication.focusWidget() is lead.table


def test_what_is_removed_is_said_lies_in_the_bin_and_comes_back(lead):
    code(lead.study, "KM", 2)
    lead.open("S001", "KM")
    lead.choose("S001", "KM")
    lead.press(Qt.Key.Key_Delete)
    lead.said("What KM had coded of S001 was removed: 2 events.")
    assert lead.anew.coders_of("S001") == ()
    lead.program.window.show_place("code")
    assert lead.program.window.place == "code"
    lead.settle()
    assert lead.program.coding is None, "what lies in the bin is not begun anew"
    lead.program.window.show_place("study")
    lead.settle()
    lead.undo("remove the coding of S001 by KM")
    lead.choose("S001")
    assert lead.program.actions["remove"].text() == "Remove session S001"
    lead.press(Qt.Key.Key_Delete)
    lead.said("Session S001 was removed, with the coding of KM.")
    assert lead.table.sessions.rowCount() == 0

    lead.program.actions["show_bin"].trigger()
    lead.settle()
    page = lead.workspace.corrections.bin
    assert [page.table.item(0, place).text() for place in (0, 1)] == ["Session S001", "1 (KM)"]
    lead.click(page, "Restore")
    lead.said("Session S001 is back.")
    assert page.table.rowCount() == 0
    assert lead.program.window.status_bar.said == (), "it is not restored a second time"
    assert len(lead.anew.read_coding("S001", "KM").events) == 2
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert lead.workspace.currentWidget() is lead.page
    lead.detail.findChild(QAbstractButton, "open_coding").setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    lead.program.actions["study_settings"].trigger()
    assert not lead.program.actions["remove"].isEnabled()
    lead.settle()
    assert lead.anew.session_ids() == ["S001"], "Delete is for the table"


def test_several_sessions_are_removed_by_one_key_and_come_back_by_one(lead):
    code(lead.study, "KM")
    for session in ("S002", "S003", "S004"):
        (lead.study.folder / "sessions" / session).mkdir()
        said = (lead.study.folder / "sessions/S001/session.toml").read_text().replace("S001", session)
        (lead.study.folder / "sessions" / session / "session.toml").write_text(said)
    lead.program.open_study(lead.study.folder)
    lead.wait(lambda: lead.table.sessions.rowCount() == 4)
    lead.settle()
    lead.choose("S001")
    for _ in range(2):
        lead.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert lead.table.selected_ids == ("S001", "S002", "S003")
    assert lead.program.actions["remove"].text() == "Remove 3 sessions"
    lead.press(Qt.Key.Key_Delete)
    lead.said("S001, S002 and S003 were removed, with 1 coding.")
    assert lead.anew.session_ids() == ["S004"]
    assert lead.trail[-3:] == [f"remove session S00{number}" for number in (1, 2, 3)], (
        "each is a step, and lies in the bin by itself"
    )
    assert len(in_bin(lead.anew)) == 3
    lead.undo("remove 3 sessions")
    assert lead.anew.session_ids() == ["S001", "S002", "S003", "S004"]
    assert len(lead.anew.read_coding("S001", "KM").events) == 1
    assert in_bin(lead.anew) == ()

    with lead.study.open_coding("S002", "KM") as coding:  # somebody codes it: nothing of the three goes
        coding.history.do(commands.mark(coding.coding, lead.study.codebook, "reach", 100))
        lead.choose("S001")
        for _ in range(2):
            lead.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        lead.press(Qt.Key.Key_Delete)
        lead.said("S002")
        lead.settle()
    assert lead.anew.session_ids() == ["S001", "S002", "S003", "S004"]
    assert in_bin(lead.anew) == ()
    assert lead.program.window.status_bar.said == (), "there is nothing to take back"


def test_the_bin_is_emptied_only_by_who_types_so(lead):
    code(lead.study, "KM")
    lead.open()
    lead.choose("S001", "KM")
    lead.program.actions["remove_coder"].trigger()
    lead.said("Coder KM was removed, with 1 coding.")
    lead.program.actions["show_bin"].trigger()
    lead.settle()
    page = lead.workspace.corrections.bin
    lead.click(page, "Empty the bin…")
    QTest.keyClicks(page.word, "yes")
    QTest.keyClick(page.word, Qt.Key.Key_Return)
    assert not page.delete_button.isEnabled()
    QTest.keyClick(page.word, Qt.Key.Key_Escape)
    lead.settle()
    assert len(in_bin(lead.anew)) == 1
    lead.click(page, "Empty the bin…")
    QTest.keyClicks(page.word, "delete")
    QTest.keyClick(page.word, Qt.Key.Key_Return)
    lead.said("1 thing deleted for good.")
    assert in_bin(lead.anew) == ()
    assert lead.trail[-1] == "delete coder KM from the bin"
    assert list(read_steps(lead.study.folder)[-1]["files"]) == ["S001/KM.jsonl"]
    assert lead.anew.coders == ("JT",)


def test_names_of_coder_and_study_and_the_boundaries_of_episodes(lead, monkeypatch):
    monkeypatch.setenv("LOGNAME", "MA")
    code(lead.study, "KM")
    lead.open()
    lead.choose("S001", "KM")
    lead.program.actions["rename_coder"].trigger()
    lead.name("KMA")
    lead.said("Coder KM is called KMA now.")
    assert lead.table.place == ("S001", "KMA")
    assert lead.anew.coders == ("KMA", "JT")
    lead.program.actions["rename_study"].trigger()
    lead.name("Reunions 2027")
    lead.said("The study is called Reunions 2027 now.")
    assert lead.program.window.top_bar.said[0] == "Reunions 2027"
    lead.press(Qt.Key.Key_L, CTRL)
    lead.said("In S001, KMA's episode boundaries hold for all.")
    assert lead.anew.session("S001").locked.who == "MA"
    assert lead.program.actions["lock_boundaries"].text().replace("&", "") == "Unlock episode boundaries"
    lead.undo("lock the episode boundaries of S001")
    assert lead.anew.session("S001").episodes == ()
    lead.undo("rename the study to Reunions 2027")
    lead.undo("rename coder KM to KMA")
    assert (lead.anew.name, lead.anew.coders) == ("Reunion pilot", ("KM", "JT"))


def test_a_coding_that_another_program_has_open_is_named_and_nothing_is_changed(lead):
    code(lead.study, "KM")
    lead.open()
    lead.choose("S001", "KM")
    with lead.study.open_coding("S001", "KM"):
        lead.press(Qt.Key.Key_Delete)
        lead.said("open")
        lead.press(Qt.Key.Key_F2)
        lead.name("S9")
        lead.wait(lead.detail.name._complaint.isVisible)
        assert "KM" in lead.detail.name._complaint.text()
    assert lead.anew.session_ids() == ["S001"]
    assert lead.trail == []
    assert lead.workspace.corrections.deeds.last == ""


def test_variables_and_notes_are_typed_kept_and_taken_back(lead):
    lead.open()
    panel = lead.detail.variables
    lead.program.actions["add_variable"].trigger()
    form = panel._form
    QTest.keyClicks(form._name, "age")
    form._kind.setCurrentIndex(form._kind.findText("Number"))
    QTest.keyClick(form._name, Qt.Key.Key_Return)
    lead.wait(lambda: "age" in panel._fields)
    lead.settle()
    field = panel.field("age")
    field.setFocus()
    QTest.keyClicks(field, "twelve")
    QTest.keyClick(field, Qt.Key.Key_Return)
    lead.wait(field.complaint.isVisible)
    field.selectAll()
    QTest.keyClicks(field, "12,5")
    lead.workspace.refresh()
    lead.settle()
    assert field.text() == "12,5", "typing is not disturbed"
    QTest.keyClick(field, Qt.Key.Key_Return)
    lead.settle()
    assert (field.text(), lead.anew.session("S001").variables) == ("12.5", {"age": "12.5"})
    notes = lead.detail.notes.field
    notes.setFocus()
    QTest.keyClicks(notes, "cut short")
    lead.workspace.refresh()
    lead.settle()
    QTest.keyClick(notes, Qt.Key.Key_Return, CTRL)
    lead.settle()
    assert lead.anew.session("S001").notes == "cut short"
    lead.undo("notes of S001")
    lead.undo("age of S001 = 12.5")
    assert (notes.toPlainText(), field.text()) == ("", "")
    lead.undo("add the variable age")
    assert lead.anew.variable_types == {}


def test_variables_come_from_a_table_that_is_looked_at_first(lead, answers, tmp_path):
    table = tmp_path / "visits.csv"
    table.write_text("id;age;sex\nS001;12,5;f\nS999;13;m\n")
    lead.open()
    answers.append(table)
    lead.program.actions["import_variables"].trigger()
    page = lead.workspace.corrections.variables_form
    lead.wait(page.set_button.isEnabled)
    assert page.unknown.text() == "The study has no S999: 1 row left out."
    assert [page._kinds[name].currentText() for name in ("age", "sex")] == ["Number", "Text"]
    kind = page._kinds["sex"]
    kind.setCurrentIndex(kind.findText("Date"))
    kind.activated.emit(kind.currentIndex())
    lead.wait(lambda: page.problems.text() == "S001, sex: “f” is no date. Write year, month and day: 2026-11-29.")
    page.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    lead.wait(page.set_button.isEnabled)
    assert page.set_button.text() == "Set 1 variable of 1 session"
    QTest.mouseClick(page.set_button, Qt.MouseButton.LeftButton)
    lead.said("1 variable of 1 session set from visits.csv.")
    assert lead.anew.session("S001").variables == {"age": "12.5"}
    assert lead.anew.variable_types == {"age": "number"}
    lead.undo("variables from visits.csv")
    assert (lead.anew.session("S001").variables, lead.anew.variable_types) == ({}, {})


def test_codings_of_another_copy_are_looked_at_and_taken_in(lead, answers):
    code(lead.study, "KM")
    other = copy_of(lead.study, "other")
    code(other, "KM", 2)
    code(other, "JT", 3)
    rename_coder(other, "JT", "J")
    lead.open()
    answers.append(other.folder)
    lead.program.actions["take_in"].trigger()
    page = lead.workspace.corrections.copy_page
    lead.wait(page.take_button.isEnabled)
    shown = [[page.table.item(line, place).text() for place in range(3)] for line in range(2)]
    assert shown == [
        ["S001 by J", "S001 by JT", "new here: 4 items"],
        ["S001 by KM", "S001 by KM", "2 items more"],
    ]
    QTest.mouseClick(page.take_button, Qt.MouseButton.LeftButton)
    lead.said("2 codings taken in.")
    assert {one: len(lead.anew.read_coding("S001", one).events) for one in ("KM", "JT")} == {"KM": 3, "JT": 3}
    answers.append(lead.study.folder)
    lead.program.actions["take_in"].trigger()
    lead.wait(lambda: "This is the study itself." in page.state.text())
    assert json.dumps(lead.trail) == json.dumps(["coding taken in"] * 2)
