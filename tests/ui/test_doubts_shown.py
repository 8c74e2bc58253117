"""What codings say that cannot be, and what is left out, is told wherever their numbers are: in the window, too."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.commands import mark
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import open_study
from annotator.study.settings import AgreementSettings
from ui.agreement.pages import PAIR, STUDY, WORKBENCH

BACKWARDS = "S001/KM.jsonl: it ends before it begins (1; crying at 2.000 s)."


def write(study, session, coder, *events):
    with study.open_coding(session, coder) as opened:
        opened.history.do(Edit(label="add", changes=tuple(Change(None, event) for event in events)))


@pytest.fixture
def doubtful(study, recording):
    """KM's coding of S001 holds a state that ends before it begins and a running code nobody knows; S002 is damaged."""
    study.add_session("S002", [(recording, 0)])
    write(
        study,
        "S001",
        "KM",
        Event(id="a", code="crying", start_ms=2000, end_ms=1000),
        Event(id="b", code="nobody_knows", start_ms=100, end_ms=None),
    )
    for session in ("S001", "S002"):
        with study.open_coding(session, "JT") as opened:
            opened.history.do(mark(opened.coding, study.codebook, "reach", 500))
    (study.folder / "sessions/S002/JT.jsonl").write_text("{]\n{]\n")
    return open_study(study.folder)


def open_it(qtbot, program, study):
    program.open_study(study.folder)
    page = program.study_workspace.page
    qtbot.waitUntil(lambda: page.table.sessions.rowCount() == 2 and page.table.sessions.overview.coders != ())
    return page


def test_an_export_from_the_window_says_what_it_left_out_and_what_cannot_be(
    qtbot, program, doubtful, answers, tmp_path
):
    page = open_it(qtbot, program, doubtful)
    program.actions["show_codebook"].trigger()
    answers.append(tmp_path)
    program.actions["export"].trigger()
    QTest.keyClick(program.study_workspace.outputs.form.format, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("3 warnings" in one.what for one in program.messages.said))
    message = program.messages.said[-1]
    assert (message.severity, message.what.split(" to ")[0]) == ("warning", "Wrote 17 files")
    assert BACKWARDS in message.hint
    assert "S001/KM.jsonl has 1 event of “nobody_knows”" in message.hint
    assert "left out: S002 by JT" in message.hint
    qtbot.mouseClick(program.window.message_bar.offer_button, Qt.MouseButton.LeftButton)
    assert page.isVisible()


def test_study_marks_the_coding_and_says_beside_it_what_cannot_be(qtbot, program, doubtful):
    page = open_it(qtbot, program, doubtful)
    page.table.choose("S001", "KM")

    def warnings():
        labels = page.detail.findChildren(type(page._summary))
        return [one.text() for one in labels if one.property("kind") == "warning"]

    qtbot.waitUntil(lambda: any(BACKWARDS in text for text in warnings()))  # the codings are read in the background
    assert page.table.currentIndex().data() == "⚠ begun"
    assert BACKWARDS in page.table.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    qtbot.waitUntil(lambda: "⚠ 1 coding to look at" in page._summary.text())
    assert "1 cannot be read and is left out" in page._summary.text()


def test_agree_says_it_of_the_session_of_the_pair_and_of_the_study(qtbot, program, doubtful):
    doubtful.change_settings(agreement=AgreementSettings(include_unfinished=True))
    open_it(qtbot, program, doubtful)
    program.actions["show_agree"].trigger()
    agree = program.agree_workspace
    agree.pages.show_page(STUDY)
    qtbot.waitUntil(lambda: BACKWARDS in agree.study_page.bar.notes.text())
    assert "Left out: S002 JT" in agree.study_page.bar.notes.text()
    agree.pages.show_page(WORKBENCH)
    qtbot.waitUntil(lambda: agree.comparison is not None)
    assert BACKWARDS in agree.scope.notes.text()
    assert "“nobody_knows”" in agree.scope.notes.text()
    agree.pages.show_page(PAIR)
    agree.pair_page.only_submitted.setChecked(False)
    agree.pair_page.span.setCurrentIndex(1)
    qtbot.waitUntil(lambda: BACKWARDS in agree.pair_page.notes.text())
    assert agree.pair_page.notes.isVisible()
