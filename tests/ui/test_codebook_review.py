"""The page on what changes of the codebook mean: a lead opens a coding by Enter, and ticks it off."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from annotator.model.codebook.draft import draft_of, put
from annotator.model.commands import mark
from annotator.study import open_study
from annotator.study.codebook_change import apply_change
from annotator.study.people import set_leads
from tests.trail import read_steps


def settle(qtbot, program):
    qtbot.waitUntil(lambda: not (program.saves.running or program.reads.running or program._is_opening), timeout=20_000)


def press(page, text):
    next(one for one in page.findChildren(QPushButton) if one.text() == text).click()


def test_a_lead_looks_at_what_a_change_touches_and_ticks_it_off(qtbot, program, study):
    for coder in ("KM", "JT"):
        with study.open_coding("S001", coder) as opened:
            opened.history.do(mark(opened.coding, study.codebook, "reach" if coder == "KM" else "crying", 100))
    number = next(number for number, one in enumerate(study.codebook.codes) if one.id == "reach")
    new = put(draft_of(study.codebook_text), ("code", number), {"definition": "The arm is stretched out."}, "")
    apply_change(study, new.text, new.steps)
    set_leads(open_study(study.folder), ["MA"])
    program.open_study(study.folder)
    settle(qtbot, program)
    program.work_as("KM")
    settle(qtbot, program)
    assert not program.actions["review_codings"].isEnabled()
    program.work_as("MA")
    settle(qtbot, program)
    program.actions["review_codings"].trigger()
    settle(qtbot, program)
    page = program.study_workspace.review.page
    assert program.study_workspace.currentWidget() is page
    assert [(row[1], row[6]) for row in page.model.rows] == [("KM", "to review"), ("JT", "untouched")]
    assert "definition changed; 1 event" in page.model.rows[0][3]
    said = page.count.text()
    assert said.startswith(
        "2 codings, 1 to review. S001 by KM, begun with 2.1 (to review): Reach: definition changed; 1 "
    )
    press(page, "Reviewed")
    settle(qtbot, program)
    settle(qtbot, program)
    assert {row[1]: row[6].split(" on ")[0] for row in page.model.rows} == {"KM": "reviewed by MA", "JT": "untouched"}
    assert read_steps(study.folder)[-1]["person"] == "MA"
    press(page, "To review after all")
    settle(qtbot, program)
    settle(qtbot, program)
    assert page.count.text().startswith("2 codings, 1 to review.")
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert program.coding.coder == "KM"
