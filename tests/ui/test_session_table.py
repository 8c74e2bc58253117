"""The table of sessions: what it says, sorted, filtered, many at once, remembered; the page of progress."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model import commands
from annotator.study.bookmark import Bookmark, write_bookmark
from annotator.study.variables import set_notes, set_variables
from ui.study import overview
from ui.study.overview import Overview, SessionRow, Survey

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def code(study, session, coder, *, submitted):
    with study.open_coding(session, coder) as coding:
        coding.history.do(commands.start_state(coding.coding, study.codebook, "crying", 500))
        if submitted:
            coding.history.do(commands.submit(coding.coding))


@pytest.fixture
def lab(study, recording):
    """Twelve sessions: S002 submitted by both, S003 by one and begun by the other, S001 and the rest not begun."""
    for number in range(2, 13):
        study.add_session(f"S{number:03d}", [(recording, 0)])
    ages = {f"S{number:03d}": {"age": f"{7 + number / 2:g}", "visit": str(number % 2)} for number in range(1, 13)}
    set_variables(study, ages)
    set_notes(study, "S004", "cut short")
    for coder in ("KM", "JT"):
        code(study, "S002", coder, submitted=True)
        code(study, "S003", coder, submitted=coder == "KM")
    write_bookmark(study.journal_path("S003", "JT"), Bookmark(watched=((0, 2000), (3000, 3500))))
    return study


def shown(table):
    return [row.id for row in table.sessions.shown]


def row_of(table, session):
    at = shown(table).index(session)
    return {column.heading: column.text(table.sessions.shown[at]) for column in table.sessions.columns}


def click_head(table, heading):
    at = [column.heading for column in table.sessions.columns].index(heading)
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(at) + 12, header.height() // 2)
    QTest.mouseClick(header.viewport(), LEFT, pos=place)


def click_row(table, session, modifiers=Qt.KeyboardModifier.NoModifier):
    place = table.visualRect(table.sessions.index_of(session, "KM")).center()
    QTest.mouseClick(table.viewport(), LEFT, modifiers, place)


def test_the_table_says_sorts_filters_selects_and_remembers(qtbot, program, lab):
    program.open_study(lab.folder)
    page = program.study_workspace.page
    table, bar = page.table, page.filter_bar
    qtbot.waitUntil(lambda: len(shown(table)) == 12 and all(row.is_read for row in table.sessions.shown))
    table.arrange()

    # What it says.
    said = row_of(table, "S003")
    assert (said["KM"], said["JT"], said["consensus"], said["Coded"]) == ("✓ submitted", "50 %", "waits", "2×")
    assert row_of(table, "S002")["consensus"] == "to settle"
    assert row_of(table, "S004")["Notes"] == "✎"
    assert row_of(table, "S001")["JT"] == "–"
    foot = dict(zip([column.heading for column in table.sessions.columns], table.foot.texts, strict=True))
    assert (foot["Session"], foot["KM"], foot["JT"]) == ("12", "2 of 2 submitted", "1 of 2 submitted")
    assert (foot["age"], foot["visit"], foot["Coded"]) == ("mean 10.2", "0: 6 · 1: 6", "2 twice")

    # Sorted: numbers as numbers, both ways.
    click_head(table, "age")
    assert shown(table)[:2] == ["S001", "S002"]
    click_head(table, "age")
    assert shown(table)[:2] == ["S012", "S011"]
    click_head(table, "JT")
    click_head(table, "JT")
    assert shown(table)[:3] == ["S002", "S003", "S001"], "not begun is last either way"

    # Filtered: by words, by a chip typed, by what is left to do.
    program.actions["filter_sessions"].trigger()
    assert QApplication.focusWidget() is bar.field
    QTest.keyClicks(bar.field, "visit: 1")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert len(shown(table)) == 6
    QTest.keyClicks(bar.field, "age: 8-9")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert set(shown(table)) == {"S003"}
    assert "To settle 0" in [one.text() for one in bar.dues.buttons()]
    for one in ("Only visit: 1; take it away", "Only age: 8-9; take it away"):
        made = next(button for button in bar.findChildren(type(bar.variable)) if button.accessibleName() == one)
        QTest.mouseClick(made, LEFT)
    assert len(shown(table)) == 12
    due = next(one for one in bar.dues.buttons() if one.text() == "To settle 1")
    QTest.mouseClick(due, LEFT)
    assert shown(table) == ["S002"]
    QTest.mouseClick(next(one for one in bar.dues.buttons() if one.text() == "All 12"), LEFT)
    QTest.keyClicks(bar.field, "S01")
    qtbot.waitUntil(lambda: sorted(shown(table)) == ["S010", "S011", "S012"])
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert len(shown(table)) == 12
    assert table.hasFocus()

    # Many at once.
    click_head(table, "Session")
    click_row(table, "S002")
    click_row(table, "S004", SHIFT)
    click_row(table, "S006", CTRL)
    assert table.selected_ids == ("S002", "S003", "S004", "S006")
    program.actions["export_selected"].trigger()
    form = program.study_workspace.outputs.form
    qtbot.waitUntil(lambda: form.sessions.chosen == ("S002", "S003", "S004", "S006"))
    QTest.keyClick(form.format, Qt.Key.Key_Escape)
    QTest.keyClick(table, Qt.Key.Key_A, CTRL)
    assert len(table.selected_ids) == 12
    click_row(table, "S003")

    # Remembered.
    click_head(table, "Session")
    table.setColumnWidth(0, 141)
    program.close_study()
    program.open_study(lab.folder)
    qtbot.waitUntil(lambda: len(shown(table)) == 12)
    assert shown(table)[0] == "S012"
    assert table.selected_ids == ("S003",)
    assert table.columnWidth(0) == 141

    # What waits, on a page of its own.
    qtbot.waitUntil(lambda: not program.reads.running)
    program.actions["study_progress"].trigger()
    standing = program.study_workspace.table_steps.standing
    assert standing.isVisible()
    assert {one.what: len(one.sessions) for one in standing.known.waiting} == {
        "nobody codes yet": 10,
        "with findings": 2,
        "submitted by two, to be settled": 1,
        "begun by JT, not submitted": 1,
    }
    show = next(
        one
        for one in standing.findChildren(type(bar.variable))
        if one.accessibleName() == "Show all: submitted by two, to be settled"
    )
    QTest.mouseClick(show, LEFT)
    assert shown(table) == ["S002"]

    # Shift+Enter compares.
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return, SHIFT)
    qtbot.waitUntil(lambda: program.window.place == "agree")


def test_what_was_read_is_kept_and_only_what_changed_is_read_again(lab, monkeypatch):
    read = []
    whole = overview.coding_state

    def told(study, session, coder, mark):
        read.append(session.id)
        return whole(study, session, coder, mark)

    monkeypatch.setattr(overview, "coding_state", told)

    def survey(before=None):
        read.clear()
        made = Survey(lab, before)
        made.run(lambda _share: None)
        found = list(made.taken())
        assert isinstance(found[0], Overview)
        return found[0].with_rows(row for row in found if isinstance(row, SessionRow))

    monkeypatch.setattr(overview, "_FEW", 1)
    first = survey()
    assert sorted(read) == ["S002", "S002", "S003", "S003"]
    assert survey() == first
    assert read == [], "it was kept beside the study"
    assert survey(first) == first
    assert read == [], "nothing has changed"
    code(lab, "S005", "KM", submitted=False)
    again = survey(first)
    assert read == ["S005"]
    assert again.row("S005").codings["KM"].events == 1


def test_what_is_found_opens_at_its_moment_and_many_recordings_are_added(
    qtbot, program, lab, answers, recording, tmp_path
):
    code(lab, "S004", "KM", submitted=False)
    program.open_study(lab.folder)
    qtbot.waitUntil(lambda: program.study is not None and not program.reads.running)
    steps = program.study_workspace.table_steps

    # A folder of recordings, as their names say.
    folder = tmp_path / "visits"
    folder.mkdir()
    for name in ("2026_T1_cam1.mp4", "2026_T1_cam2.mp4", "2026_S005_cam2.mp4", "2026_T2_cam1.mp4"):
        (folder / name).write_bytes(recording.read_bytes())
    (folder / "notes.mp4").write_bytes(b"no")
    answers.append(folder)
    program.actions["add_many"].trigger()
    many = steps.many
    qtbot.waitUntil(lambda: many.table.rowCount() == 5)
    lines = [[many.table.item(at, place).text() for place in range(4)] for at in range(5)]
    assert many.pattern.text() == "2026_{session}_{camera}"
    assert lines == [
        ["2026_S005_cam2.mp4", "S005", "cam2", "new camera"],
        ["2026_T1_cam1.mp4", "T1", "cam1", "new session"],
        ["2026_T1_cam2.mp4", "T1", "cam2", "new session"],
        ["2026_T2_cam1.mp4", "T2", "cam1", "new session"],
        ["notes.mp4", "", "", "its name does not fit the pattern"],
    ]
    QTest.keyClick(many.do_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not (program.reads.running or program.saves.running), timeout=20_000)
    assert [camera.name for camera in lab.session("T1").cameras] == ["cam1", "cam2"]
    assert len(lab.session("S005").cameras) == 2

    # They were moved, and are found again.
    folder.rename(tmp_path / "archive")
    answers.append(tmp_path)
    program.actions["relink"].trigger()
    qtbot.waitUntil(lambda: many.table.rowCount() == 4 and many.do_button.isEnabled())
    QTest.keyClick(many.do_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not (program.reads.running or program.saves.running), timeout=20_000)
    assert "archive" in lab.session("T2").cameras[0].file

    # Events of all sessions.
    program.actions["find_all"].trigger()
    find = steps.find
    assert QApplication.focusWidget() is find.field
    QTest.keyClicks(find.field, "cry s004")
    qtbot.waitUntil(lambda: find.said.text() == "1 result in 1 session.")
    QTest.keyClick(find.field, Qt.Key.Key_Return)
    QTest.keyClick(find.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.coding is not None)
    assert (program.coding.session.id, program.coding.coder) == ("S004", "KM")
    qtbot.waitUntil(lambda: abs(program.coding.position_ms - 500) < 40)
