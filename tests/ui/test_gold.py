"""Gold standards in the window: marking and unmarking them in Study, and the page on gold sessions in Agree."""

import pandas as pd
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.consensus.agreed import Sources
from annotator.consensus.consensus import begin
from annotator.demo_coders import many_coders_study
from annotator.model.commands import reopen, submit
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study.gold import declare_gold, golds
from annotator.study.settings import CONSENSUS, AgreementSettings
from tests.ui.on_disk import read_anew
from ui.agreement.gold_page import GoldPage
from ui.settings import Settings


def code(study, coder, *, submitted, session="S001"):
    with study.open_coding(session, coder) as opened:
        event = Event(id=f"{coder}-1", code="crying", start_ms=100, end_ms=2000)
        opened.history.do(Edit(label="code", changes=(Change(None, event),)))
        if submitted:
            opened.history.do(submit(opened.coding))


@pytest.fixture
def opened(qtbot, program, study):
    code(study, "KM", submitted=True)
    code(study, "JT", submitted=False)
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None and text(program, "JT") == "begun")
    return program


def text(program, coder):
    page = program.study_workspace.page
    page.table.choose("S001", coder)
    cell = page.table.sessions.index_of("S001", coder)
    return page.table.sessions.data(cell) if cell.isValid() else ""


def settle(qtbot, program):
    qtbot.waitUntil(lambda: not program.saves.running and not program.reads.running)


def test_only_what_is_submitted_can_be_marked_and_the_mark_can_be_taken_away(qtbot, opened, study):
    actions = opened.actions
    assert text(opened, "JT") == "begun"
    assert not actions["mark_gold"].isEnabled()
    assert text(opened, "KM") == "✓ submitted"
    assert actions["mark_gold"].isEnabled()
    assert not actions["unmark_gold"].isEnabled()
    actions["mark_gold"].trigger()
    settle(qtbot, opened)
    assert text(opened, "KM") == "★ gold"
    assert [mark.coder for mark in golds(read_anew(qtbot, opened, study.folder))] == ["KM"]
    assert not actions["mark_gold"].isEnabled()
    actions["unmark_gold"].trigger()
    settle(qtbot, opened)
    assert text(opened, "KM") == "✓ submitted"
    assert golds(read_anew(qtbot, opened, study.folder)) == ()


def test_a_gold_standard_that_was_reopened_is_said_in_the_table_and_beside_it(qtbot, opened, study):
    declare_gold(study, "S001", "KM")
    with study.open_coding("S001", "KM") as coding:
        coding.history.do(reopen(coding.coding))
    opened.open_study(study.folder)
    qtbot.waitUntil(lambda: text(opened, "KM") == "⚠ ★ gold")
    detail = opened.study_workspace.page.detail
    words = [one.text() for one in detail.findChildren(type(opened.study_workspace.page._summary))]
    assert any("the gold standard was reopened" in one for one in words)


def test_beside_a_session_that_is_coded_blind_no_comparison_is_offered(qtbot, opened, study):
    detail = opened.study_workspace.page.detail

    def offered(coder):
        text(opened, coder)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what stood there before
        return [one.text() for one in detail.findChildren(QPushButton) if one.text().startswith("Compare")]

    assert offered("JT") == ["Compare with KM"]
    declare_gold(study, "S001", "KM")
    opened.open_study(study.folder)
    qtbot.waitUntil(lambda: text(opened, "KM") == "★ gold")
    assert offered("JT") == []
    assert offered("KM") == []


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """KM's coding of five sessions is gold; AB has submitted all, LS three."""
    study = many_coders_study(tmp_path_factory.mktemp("course") / "study", sessions=7, coders=("KM", "AB", "LS"))
    for session in study.session_ids()[:5]:
        declare_gold(study, session, "KM")
    return study


@pytest.fixture
def page(qtbot, tmp_path, messages, reads, saves, answers):
    shown = GoldPage(messages, Settings(tmp_path / "settings"), reads, saves)
    shown.ask = type("Answers", (), {"folder": lambda *_: answers.pop(0) if answers else None})()
    qtbot.addWidget(shown)
    shown.resize(1300, 640)
    shown.show()
    yield shown
    shown.show_study(None)


def look(qtbot, page, study):
    with qtbot.waitSignal(page.shown, timeout=30_000):
        page.show_study(study)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=30_000)


def rows(table):
    return [[table.item(row, at).text() for at in range(table.columnCount())] for row in range(table.rowCount())]


def choose(qtbot, page, place):
    page.attempts.setCurrentCell(place, 0)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=30_000)


def type_into(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_page_says_what_to_do_where_there_is_no_gold_standard(qtbot, page, study):
    look(qtbot, page, study)
    assert page.empty.what.text() == "No session has a gold standard."
    assert not page.threshold.isEnabled()
    code(study, "KM", submitted=True)
    declare_gold(study, "S001", "KM")
    look(qtbot, page, study)
    assert page.empty.what.text() == "Nobody has submitted a gold session yet."


def test_threshold_and_latest_are_kept_in_the_study_and_change_the_verdicts(qtbot, page, course, answers, tmp_path):
    course.change_settings(agreement=AgreementSettings())
    look(qtbot, page, course)
    choose(qtbot, page, 0)
    assert {row[2] for row in rows(page.codes)} <= {"–", ""}
    type_into(page.threshold, "0.6")
    qtbot.waitUntil(lambda: not page.is_busy and any(row[2] == "reached" for row in rows(page.codes)), timeout=30_000)
    assert course.settings.agreement.threshold == 0.6
    assert rows(page.attempts)[0][:2] == ["AB", "all that count (5)"]
    type_into(page.latest, "2")
    qtbot.waitUntil(lambda: rows(page.attempts)[0][1] == "all that count (2)", timeout=30_000)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=30_000)
    assert course.settings.agreement.gold_sessions == 2
    assert {row[2] for row in rows(page.codes)} <= {"not enough to say", "–", ""}
    assert "fewer than 4 sessions" in page.why.text()
    answers.append(tmp_path / "out")
    QTest.mouseClick(page.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil((tmp_path / "out" / "study_certification.json").is_file)
    assert len(pd.read_csv(tmp_path / "out" / "study_certification_attempts.csv")) == len(page.found.attempts)


def test_a_line_by_code_and_a_line_by_kind_lead_to_their_moments(qtbot, page, course):
    look(qtbot, page, course)
    choose(qtbot, page, 1)
    wanted = []
    page.video_wanted.connect(lambda *said: wanted.append(said))
    at = next(n for n, row in enumerate(rows(page.codes)) if row[0].strip() == "Crying")
    page.codes.setCurrentCell(at, 0)
    page.codes.setFocus()
    QTest.keyClick(page.codes, Qt.Key.Key_Return)
    first = rows(page.kinds)[0]
    page.kinds.setCurrentCell(0, 0)
    page.kinds.setFocus()
    QTest.keyClick(page.kinds, Qt.Key.Key_Return)
    (session, gold, coder, by_code), (*_, by_kind) = wanted
    assert (session, gold, coder, by_code.code, by_code.kind) == ("S001", "KM", "AB", "crying", "")
    assert by_kind.cells == tuple(first)
    assert by_kind.kind


@pytest.fixture
def watched(qtbot, program, study):
    """S001 in the workbench, without anybody having been chosen: KM's is gold, AB has submitted, JT is coding."""
    study.add_coder("AB")
    code(study, "KM", submitted=True)
    code(study, "AB", submitted=True)
    code(study, "JT", submitted=False)
    declare_gold(study, "S001", "KM")
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None and not program.reads.running)
    program.window.show_place("agree")
    program.agree_workspace.open(program.study, "S001")
    settle(qtbot, program)
    return program.agree_workspace


def test_nobody_comes_upon_a_gold_standard_by_going_to_agree_while_the_session_is_coded_blind(qtbot, program, watched):
    qtbot.waitUntil(lambda: watched.empty.what.text() == "JT is coding S001 blind.")
    assert watched.comparison is None
    watched.scope.coders_wanted.emit("KM", "AB")
    qtbot.waitUntil(lambda: watched.comparison is not None)
    assert watched.comparison.coders == ("KM", "AB")
    watched.scope.coders_wanted.emit("KM", "JT")
    qtbot.waitUntil(lambda: "JT has not submitted yet" in watched.empty.what.text())


def test_a_consensus_that_is_compared_is_not_begun_again_from_itself(qtbot, program, study):
    code(study, "KM", submitted=True)
    code(study, "JT", submitted=True)
    session = study.session("S001")
    a, b = (study.read_coding("S001", coder) for coder in ("KM", "JT"))
    with study.open_coding("S001", CONSENSUS) as opened:
        opened.history.do(begin(opened.coding, Sources((a, b), study.codebook, study.episodes_of(session, a))))
    before = study.journal_path("S001", CONSENSUS).read_bytes()
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None and not program.reads.running)
    program.compare("S001", CONSENSUS, "JT")
    agree = program.agree_workspace
    agree.pages.show_page("agree_workbench")
    qtbot.waitUntil(lambda: agree.comparison is not None)
    assert "not of itself" in agree.page.settling.note
    assert not agree.page.bar.begin.isVisible()
    agree.page.settling.begin_again()
    settle(qtbot, program)
    assert "not of itself" in program.messages.said[-1].what
    assert study.journal_path("S001", CONSENSUS).read_bytes() == before
