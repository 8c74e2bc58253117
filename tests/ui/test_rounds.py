"""Coding a session again in the window: a lead asks for it, and whoever does it sees nothing of the first time."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from annotator.model.commands import mark, submit
from annotator.study.people import set_leads
from annotator.study.plan import assign
from tests.ui.on_disk import read_anew


def code(study, session, coding, count):
    with study.open_coding(session, coding) as opened:
        for number in range(count):
            opened.history.do(mark(opened.coding, study.codebook, "reach", 100 * number))
        opened.history.do(submit(opened.coding))


def settle(qtbot, program):
    qtbot.waitUntil(lambda: not (program.saves.running or program.reads.running or program._is_opening), timeout=20_000)


@pytest.fixture
def coded(study):
    code(study, "S001", "KM", 7)
    code(study, "S001", "JT", 6)
    assign(study, "S001", "KM")
    set_leads(study, ["MA"])
    return study


def test_a_session_is_coded_again_blind_and_shown_apart(qtbot, program, coded):
    program.open_study(coded.folder)
    settle(qtbot, program)
    program.work_as("MA")
    settle(qtbot, program)
    page, actions = program.study_workspace.page, program.actions
    page.table.choose("S001", "KM")
    page.table.menu_wanted.emit(QPoint(10, 10))
    menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
    assert "Code again" in [one.text() for one in menu.actions()]
    menu.close()
    actions["code_again"].trigger()
    settle(qtbot, program)
    assert program.messages.said[-1].what == "KM codes S001 again: round 2."
    actions["undo_deed"].trigger()
    settle(qtbot, program)
    assert read_anew(qtbot, program, coded.folder).codings_of("S001") == ("JT", "KM")
    page.table.choose("S001", "KM")
    actions["code_again"].trigger()
    settle(qtbot, program)
    assert read_anew(qtbot, program, coded.folder).codings_of("S001") == ("JT", "KM", "KM~2")
    cell = page.table.sessions.index_of("S001", "KM")
    assert page.table.sessions.data(cell) == "✓ submitted", "the lead sees what counts"
    actions["code_again"].trigger()
    settle(qtbot, program)
    assert program.messages.said[-1].what.startswith("KM has not submitted round 2 of S001 yet.")

    program.work_as("KM")
    settle(qtbot, program)
    listed = program.study_workspace.my_list
    assert [listed.table.item(0, column).text() for column in (1, 3)] == ["S001", "round 2 · 0 events"]
    assert not actions["code_again"].isEnabled()
    listed.open_current()
    settle(qtbot, program)
    assert (program.coding.coder, len(program.coding.coding.events)) == ("KM~2", 0)
    actions["show_study"].trigger()
    actions["my_list"].trigger()
    assert page.table.sessions.data(page.table.sessions.index_of("S001", "KM")).startswith("round 2 · ")
    page.table.choose("S001", "KM")
    page.detail.versions_requested.emit("S001", "KM")
    settle(qtbot, program)
    assert program.study_workspace.versions.title.text() == "Versions of KM~2's coding of S001"
    program.open_coding("S001", "KM")
    settle(qtbot, program)
    assert program.coding.coder == "KM~2", "the first cannot be had"
    program.coding.do(lambda: submit(program.coding.coding))
    settle(qtbot, program)
    program.open_coding("S001", "KM")
    settle(qtbot, program)
    assert (program.coding.coder, len(program.coding.coding.events)) == ("KM", 7)
