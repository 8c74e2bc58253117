"""What a coder of a study with leads finds in the window: the own work, and nothing that gives the rest away."""

import re
import shutil

import pytest
from PySide6.QtCore import QAbstractListModel, QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from annotator.errors import MediaError
from annotator.model.codebook.file import codebook_text
from annotator.model.commands import mark, submit
from annotator.study import create_study
from annotator.study.gold import declare_gold
from annotator.study.people import set_blind, set_leads
from annotator.study.plan import assign, assigned, take_off
from annotator.study.settings import Blind
from annotator.study.variables import set_notes, set_variables
from tests.trail import read_steps
from tests.ui.on_disk import read_anew
from ui.settings import PERSON

OTHER, VALUE, RECORDING, NOTES = "QXJ", "zetacondition", "secretvisit", "born early"
SECRETS = re.compile(rf"\b{OTHER}\b|{VALUE}|{RECORDING}|{NOTES}|★", re.IGNORECASE)


def code(study, session, coder, count, *, submitted=False):
    with study.open_coding(session, coder) as opened:
        for number in range(count):
            opened.history.do(mark(opened.coding, study.codebook, "reach", 100 * number))
        if submitted:
            opened.history.do(submit(opened.coding))


@pytest.fixture
def blind(tmp_path, recording):
    """Three sessions for KM, of which the other coder has submitted one; that is the gold standard of it."""
    study = create_study(tmp_path / "study", "Reunion pilot", codebook_text("strange_situation"))
    for number in (1, 2, 3):
        file = shutil.copy(recording, tmp_path / f"{RECORDING}-{number}.mp4")
        study.add_session(f"S00{number}", [(file, 0)])
    (tmp_path / f"{RECORDING}-3.mp4").unlink()
    for coder in ("KM", OTHER):
        study.add_coder(coder)
    values = {"condition": VALUE, "age": "12"}
    set_variables(study, dict.fromkeys(("S001", "S002", "S003"), values))
    set_notes(study, "S001", NOTES)
    code(study, "S001", "KM", 2)
    code(study, "S001", OTHER, 7, submitted=True)
    code(study, "S002", "KM", 1, submitted=True)
    declare_gold(study, "S001", OTHER)
    set_leads(study, ["MA"])
    set_blind(study, Blind(variables=("condition",), recording_names=True), "MA")
    for session in ("S003", "S001", "S002"):
        assign(study, session, "KM", "MA")
    return study


def settle(qtbot, program):
    qtbot.waitUntil(lambda: not (program.saves.running or program.reads.running or program._is_opening), timeout=20_000)


def texts(program):
    """Return all that the window says, in every workspace that was made, shown or hidden: texts, tips, names."""
    window, actions = program.window, program.actions
    # What is to be deleted is gone with the next turn of the event loop; the page of who works names coders.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    said = [window.windowTitle(), *window.top_bar.said, *window.status_bar.said, window.people_strip.said]
    for one in program.messages.said:
        said += [one.what, one.hint, one.offer.text if one.offer else ""]
    for action_id in actions.specs:
        said += [actions[action_id].text(), actions[action_id].toolTip()]
    for widget in window.findChildren(QWidget):
        if widget.parent() is not window.people_strip or not isinstance(widget, QMenu):  # whom one may say to be
            said += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), *words_of(widget)]
    return [one for one in said if one]


def words_of(widget):
    match widget:
        case QLabel() | QAbstractButton() | QLineEdit():
            return [widget.text()]
        case QPlainTextEdit() | QTextEdit():
            return [widget.toPlainText()]
        case QComboBox():
            return [widget.itemText(place) for place in range(widget.count())]
        case QTabBar():
            return [widget.tabText(place) for place in range(widget.count())]
        case QMenu():
            return [action.text() for action in widget.actions()]
        case QAbstractItemView() if widget.model() is not None:
            return cells(widget.model())
    return []


def cells(model):
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    said = [model.headerData(section, Qt.Orientation.Horizontal) for section in range(columns)]
    for row in range(model.rowCount()):
        said += [model.data(model.index(row, column), role) for column in range(columns) for role in roles]
    return [str(one) for one in said if one]


def secrets(program):
    return [one for one in texts(program) if SECRETS.search(one)]


def walk(qtbot, program, look):
    """Go through all that there is in Study, Code and Codebook, with a look at each."""
    actions, study = program.actions, program.study_workspace
    look()
    for shows_all in (True, False):
        actions["my_list"].trigger()
        settle(qtbot, program)
        for session in ("S001", "S002", "S003") if shows_all else ():
            study.page.table.choose(session, "KM")
            look()
    study.show_versions("S001", "KM")
    settle(qtbot, program)
    look()
    study._show_main()
    for session in ("S001", "S002", "S003"):
        program.open_coding(session, "KM")
        settle(qtbot, program)
        qtbot.waitUntil(lambda: program.coding is not None and program.window.place == "code")
        for _ in range(8):
            actions["next_tab"].trigger()
        look()
    actions["show_codebook"].trigger()
    settle(qtbot, program)
    look()
    actions["show_study"].trigger()
    settle(qtbot, program)
    look()


def test_a_blind_coder_finds_nothing_of_others_in_any_workspace(qtbot, program, blind):
    found = []

    def look():
        found.append(secrets(program))

    program.open_study(blind.folder)
    settle(qtbot, program)
    assert program.study_workspace.currentWidget() is program.study_workspace.who, "it is asked first"
    program.window.people_strip.chosen.emit("KM")
    settle(qtbot, program)
    assert program.settings.get(PERSON) == "KM"
    assert program.window.people_strip.said == "KM: you see your own codings"
    walk(qtbot, program, look)
    for refused in (
        *("show_agree", "show_results", "export", "report", "mark_gold", "people", "plan", "add_session"),
        "verify_study",  # it counts all codings, and names those that are damaged
    ):
        assert not program.actions[refused].isEnabled(), refused
        assert "KM works blind" in program.actions[refused].toolTip()
    codebook = program.codebook_workspace.book
    assert codebook.is_read_only
    assert codebook.use == {}, "it would tell what others have coded"
    program.messages.tell(MediaError(f"{blind.folder.parent / RECORDING}-1.mp4 is cut off.", "Copy it again."))
    assert program.messages.said[-1].what == "camera 1 of S001 is cut off."
    program.compare("S001", "KM", OTHER)
    program.open_coding("S001", OTHER)
    settle(qtbot, program)
    assert program.coding is None
    assert "This coding of S001 is not shown." in [one.what for one in program.messages.said]
    look()
    assert [one for each in found for one in each] == []
    program.work_as("MA")
    settle(qtbot, program)
    found.clear()
    for session in ("S001", "S003"):
        program.study_workspace.page.table.choose(session, "KM")
        look()
    assert {OTHER, VALUE, NOTES, f"{RECORDING}-1.mp4"} <= {one for each in found for one in each}, (
        "a lead sees it: the walk would find it"
    )
    assert "Camera 1: secretvisit-1.mp4" in found[0]
    assert program.window.people_strip.said.startswith("Working as: lead (MA) – you see every coding")
    assert program.actions["show_agree"].isEnabled()
    code(blind, "S001", "KM", 0, submitted=True)
    program.actions["people"].trigger()
    settle(qtbot, program)
    certified = program.study_workspace.team.people.coders.text().splitlines()
    assert certified == ["KM: 1 gold session, no least κ is set", f"{OTHER}: has submitted no gold session"]


def test_a_coder_works_through_the_own_list_and_reopens_with_a_reason(qtbot, program, blind):
    program.settings.put(PERSON, "KM")
    program.open_study(blind.folder)
    settle(qtbot, program)
    own = program.study_workspace.my_list
    assert program.study_workspace.currentWidget() is own
    cells = [[own.table.item(row, column).text() for column in range(4)] for row in range(own.table.rowCount())]
    assert [(one[1], one[3]) for one in cells] == [
        ("S003", "not begun"),
        ("S001", "2 events"),
        ("S002", "1 event · submitted"),
    ]
    assert own.session_id == "S001", "what was begun comes next"
    qtbot.keyClick(own.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: program.coding is not None, timeout=10_000)
    assert program.coding.session.id == "S001"
    program.actions["next_of_mine"].trigger()
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.session.id == "S003", timeout=10_000)
    settle(qtbot, program)
    program.open_coding("S002", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.session.id == "S002", timeout=10_000)
    settle(qtbot, program)
    program.actions["submit"].trigger()
    asked = program.code_workspace.panels.side.reopening
    assert asked.isVisible()
    assert program.coding.coding.is_submitted
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert program.coding.coding.is_submitted, "without a reason it stays as it is"
    qtbot.keyClicks(asked.field, "wrong episode")
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert not program.coding.coding.is_submitted
    assert not asked.isVisible()
    assert program.coding.opened.steps.acts[-1][1].label == "reopen: wrong episode"
    read_anew(qtbot, program, blind.folder)
    step = read_steps(blind.folder)[-1]
    assert (step["what"], step["reason"], step["person"], step["coder"]) == (
        "reopen a submitted coding",
        "wrong episode",
        "KM",
        "KM",
    )


def test_a_lead_says_what_is_blind_plans_and_assigns(qtbot, program, study):
    program.open_study(study.folder)
    settle(qtbot, program)
    assert not program.window.people_strip.isVisible(), "without leads everything is as ever"
    workspace, actions = program.study_workspace, program.actions
    assign(study, "S001", "KM")
    set_variables(study, {"S001": {"born": "2025-01-30"}})
    workspace.refresh()
    settle(qtbot, program)
    assert program.window.people_strip.said == "Who works at this computer?", "a plan has lists for coders"
    assert workspace.currentWidget() is workspace.page
    take_off(study, "S001", "KM")
    actions["people"].trigger()
    settle(qtbot, program)
    form = workspace.team.people
    assert form.coders.text().splitlines() == [f"{one}: no gold standard to be held against" for one in ("KM", "JT")]
    assert [box.text() for box in form.private.boxes] == ["born"]
    form.private.boxes[0].setChecked(True)
    form.leads.setText("MA")
    form.recordings.setChecked(True)
    form.when.setCurrentIndex(1)
    form.keep()
    settle(qtbot, program)
    settle(qtbot, program)
    said = read_anew(qtbot, program, study.folder).said
    assert (said.leads, said.blind) == (("MA",), Blind(recording_names=True, unblind="submitted"))
    assert said.private == ("born",)
    assert program.settings.get(PERSON) == "MA", "who names the first lead goes on as one"
    actions["plan"].trigger()
    settle(qtbot, program)
    plan = workspace.team.plan
    plan.share.show_value(100)
    plan.draw()
    settle(qtbot, program)
    assert plan.summary.text().startswith(
        "1 of 1 session (100.0 %) coded by two. Assigned or begun before, and kept: 0 codings"
    )
    shown = [[plan.table.item(row, column).text() for column in range(4)] for row in range(2)]
    assert shown == [["KM", "1", "1", "S001"], ["JT", "1", "1", "S001"]]
    plan.keep()
    settle(qtbot, program)
    assert {one.coder for one in assigned(read_anew(qtbot, program, study.folder))} == {"KM", "JT"}
    workspace.page.table.choose("S001", "JT")
    assert not actions["assign"].isEnabled()
    actions["take_off"].trigger()
    settle(qtbot, program)
    assert workspace.page.table.sessions.data(workspace.page.table.sessions.index_of("S001", "JT")) == "–"
    assert actions["assign"].isEnabled()
    actions["undo_deed"].trigger()
    settle(qtbot, program)
    assert [one.coder for one in assigned(read_anew(qtbot, program, study.folder))] == ["KM", "JT"]
    code(study, "S001", "KM", 1, submitted=True)
    code(study, "S001", "JT", 2, submitted=True)
    program.work_as("KM")
    settle(qtbot, program)
    actions["my_list"].trigger()
    table = workspace.page.table
    assert table.sessions.data(table.sessions.index_of("S001", "JT")) == "✓ submitted", "both have submitted"
    program.open_coding("S001", "JT")
    settle(qtbot, program)
    assert program.coding.opened.why.startswith("It is the coding of JT."), "read-only"
    assert not actions["show_agree"].isEnabled()

    program.work_as("MA")
    settle(qtbot, program)
    actions["people"].trigger()
    settle(qtbot, program)
    form.leads.setText("LB")
    form.when.setCurrentIndex(0)
    form.private.boxes[0].setChecked(False)
    form.keep()
    settle(qtbot, program)
    said = read_anew(qtbot, program, study.folder).said
    assert (said.leads, said.blind.unblind, said.private) == (("LB",), "never", ()), (
        "who hands over keeps the rest, too"
    )
