"""What is chosen in the window is what is exported; format and decimal comma are remembered, the rest begins anew."""

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from annotator.model.history import Change, Edit
from annotator.model.items import Event


@pytest.fixture
def form(qtbot, program, study, recording):
    study.add_session("S002", [(recording, 0)])
    for session in ("S001", "S002"):
        for coder in ("KM", "JT"):
            with study.open_coding(session, coder) as opened:
                event = Event(id=f"{session}{coder}", code="crying", start_ms=480, end_ms=960, comment="=Her name")
                opened.history.do(Edit(label="code", changes=(Change(None, event),)))
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study_workspace.page.table.sessions.rowCount() == 2)
    QTest.keyClick(program.window.focusWidget() or program.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    shown = program.study_workspace.outputs.form
    qtbot.waitUntil(lambda: shown.sessions.list.count() == 2 and shown.coders.count > 0)
    return shown


def box(form, coder):
    return next(one for one in form.coders.findChildren(QCheckBox) if one.text() == coder)


def test_what_is_ticked_is_what_is_exported_and_the_folder_is_offered(
    qtbot, program, form, answers, tmp_path, monkeypatch
):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    assert form.format.hasFocus()
    QTest.keyClick(form.sessions.list, Qt.Key.Key_Down)
    form.sessions.list.setCurrentRow(0)
    QTest.keyClick(form.sessions.list, Qt.Key.Key_Space)
    assert form.sessions.count.text() == "1 of 2"
    QTest.keyClick(box(form, "JT"), Qt.Key.Key_Space)
    QTest.keyClick(form.comma, Qt.Key.Key_Space)
    QTest.keyClick(form.comments, Qt.Key.Key_Space)
    answers.append(tmp_path)
    QTest.keyClick(form.comments, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(program.messages.said))
    said = program.messages.said[-1]
    assert said.severity == "done", said
    (events,) = tmp_path.glob("study-tables-*/events.csv")
    table = pd.read_csv(events, sep=";", decimal=",", encoding="utf-8-sig")
    assert table[["session", "coder", "start_s", "comment"]].to_numpy().tolist() == [["S002", "KM", 0.48, "'=Her name"]]
    assert opened == []
    qtbot.mouseClick(program.window.message_bar.offer_button, Qt.MouseButton.LeftButton)
    assert opened == [str(events.parent)]
    assert program.study_workspace.page.isVisible()
    program.actions["export"].trigger()
    qtbot.waitUntil(lambda: form.sessions.list.count() == 2)
    assert (form.format.currentData(), form.comma.isChecked()) == ("csv", True)
    assert not form.comments.isChecked(), "what identifies people is asked for anew"
    assert (form.sessions.chosen, box(form, "JT").isChecked()) == (None, True), "nothing is left out unawares"


def test_a_format_says_what_it_is_and_nothing_ticked_is_refused(qtbot, program, form, answers, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    form.format.setFocus()
    QTest.keyClicks(form.format, "Excel")
    assert form.format.currentData() == "xlsx"
    assert "numbers are numbers in every language" in form.about.text()
    assert not form.comma.isEnabled()
    qtbot.mouseClick(form.sessions.none, Qt.MouseButton.LeftButton)
    answers.append(tmp_path)
    QTest.keyClick(form.format, Qt.Key.Key_Return)
    assert program.messages.said[-1].hint == "Tick at least one session and one coder."
    qtbot.mouseClick(form.sessions.all, Qt.MouseButton.LeftButton)
    QTest.keyClick(form.opens, Qt.Key.Key_Space)
    QTest.keyClick(form.format, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened != [])
    assert (next(tmp_path.glob("study-tables-*")) / "tables.xlsx").is_file()


def test_escape_leaves_the_form_and_writes_nothing(program, form, tmp_path):
    QTest.keyClick(form.format, Qt.Key.Key_Escape)
    assert program.study_workspace.page.isVisible()
    assert list(tmp_path.glob("study-tables-*")) == []
