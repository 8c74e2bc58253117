"""The page on all coders: a made-up study of four coders and twelve sessions, with real keys and the real window."""

import io
import shutil

import pandas as pd
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.agreement.pair.read import read_pair
from annotator.agreement.pair.report import report_pair
from annotator.agreement.whole_study import whole_study
from annotator.agreement.whole_study.registered import freeze_plan
from annotator.demo_coders import many_coders_study
from annotator.model import commands
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.report.sheets.code_sheet import code_sheet
from annotator.report.wording import written
from annotator.study import open_study
from annotator.study.preregistration import Plan
from annotator.study.settings import MARKED, AgreementSettings
from annotator.text import statistic
from tests.agreement.test_rounds import code_again_as
from tests.undrawn import undrawn
from ui.agreement.pages import STUDY
from ui.agreement.sheet_table import SheetTable
from ui.agreement.study_page import WholeStudyPage
from ui.messages import Messages
from ui.settings import Settings


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return many_coders_study(tmp_path_factory.mktemp("many") / "study", sessions=12).folder


@pytest.fixture
def study(tmp_path):
    return many_coders_study(tmp_path / "study", sessions=5, coders=("AB", "JT", "KM"))


@pytest.fixture
def page(qtbot, tmp_path, messages, reads, saves, answers):
    shown = WholeStudyPage(messages, Settings(tmp_path / "settings"), reads, saves)
    shown.ask = type("Answers", (), {"folder": lambda *_: answers.pop(0) if answers else None})()
    qtbot.addWidget(shown)
    shown.resize(1204, 700)
    shown.show()
    yield shown
    shown.show_study(None)


@pytest.fixture
def look(qtbot, page):
    """Show a study, and wait until everything is on the screen."""

    def show(study):
        with qtbot.waitSignal(page.shown, timeout=30_000):
            page.show_study(study)
        qtbot.waitUntil(lambda: not page.is_busy, timeout=30_000)
        return page

    return show


def choose(qtbot, page, subject, statistic=None):
    at = next(n for n in range(page.bar.subject.count()) if page.bar.subject.itemText(n).strip().startswith(subject))
    page.bar.subject.setCurrentIndex(at)
    page.bar.subject.activated.emit(at)
    if statistic is not None:
        page.bar.statistic.setCurrentIndex(page.bar.statistic.findData(statistic))
        page.bar.statistic.activated.emit(page.bar.statistic.currentIndex())
    qtbot.waitUntil(lambda: not page.is_busy, timeout=30_000)


def rows(table):
    return [[table.item(row, at).text() for at in range(table.columnCount())] for row in range(table.rowCount())]


def test_every_pair_has_a_number_and_the_chosen_one_is_said_in_words(qtbot, look, made):
    page = look(open_study(made))
    found = page.found
    assert len(found.pooled) == 6
    assert all(0 < one.value < 1 for one in found.pooled)
    a, b = page.whole.compared.pairs[page.heat_map.pair]
    assert page.words.text().startswith(f"{a} × {b}")
    assert "jackknife of" in page.words.text()
    assert page.heat_map.accessibleDescription() == page.words.text()
    assert page.heat_map.grab().toImage() != page.chart.grab().toImage()


def test_arrow_keys_go_from_pair_to_pair_over_the_diagonal_and_enter_opens_one(qtbot, look, made):
    page = look(open_study(made))
    page.heat_map.setFocus()
    page.heat_map.choose("AB", "JT")
    QTest.keyClick(page.heat_map, Qt.Key.Key_Right)
    assert page.whole.compared.pairs[page.heat_map.pair] == ("AB", "KM")
    QTest.keyClick(page.heat_map, Qt.Key.Key_Down)
    assert page.whole.compared.pairs[page.heat_map.pair] == ("JT", "KM")
    QTest.keyClick(page.heat_map, Qt.Key.Key_Down)
    assert page.whole.compared.pairs[page.heat_map.pair] == ("KM", "LS")
    assert "KM × LS" in page.tabs.tabText(0)
    with qtbot.waitSignal(page.whole_pair_wanted) as asked:
        QTest.keyClick(page.heat_map, Qt.Key.Key_Return)
    assert asked.args == ["S001", "KM", "LS"]


def test_a_click_lists_the_sessions_of_the_pair_and_a_double_click_opens_it(qtbot, look, made):
    page = look(open_study(made))
    place = page.heat_map.cell_rect(3, 0).center().toPoint()
    QTest.mouseClick(page.heat_map, Qt.MouseButton.LeftButton, pos=place)
    assert page.whole.compared.pairs[page.heat_map.pair] == ("AB", "LS")
    listed = [row[0] for row in rows(page.sessions.table)]
    assert listed == [f"S{number:03d}" for number in range(1, 9)]  # LS has not submitted two, two are coded by AB alone
    with qtbot.waitSignal(page.whole_pair_wanted) as asked:
        QTest.mouseDClick(page.heat_map, Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == ["S001", "AB", "LS"]
    page.sessions.table.setCurrentCell(2, 0)
    with qtbot.waitSignal(page.pair_wanted) as asked:
        QTest.keyClick(page.sessions.table, Qt.Key.Key_Return)
    assert asked.args == ["S003", "AB", "LS"]


def test_the_mouse_reads_a_cell_with_its_interval(look, made):
    page = look(open_study(made))
    place = page.heat_map.cell_rect(2, 1).center().toPoint()
    asked = QHelpEvent(QEvent.Type.ToolTip, place, page.heat_map.mapToGlobal(place))
    QApplication.sendEvent(page.heat_map, asked)
    assert QToolTip.text().startswith("JT × KM, Distress: κ .")
    assert "jackknife of" in QToolTip.text()
    QToolTip.hideText()


def test_po_of_a_code_of_a_pair_is_that_of_the_study(made):
    study = open_study(made)
    whole, report = whole_study(study), report_pair(read_pair(study, "AB", "JT"), None)
    shown = {row.code: row.cells[2] for row in code_sheet(report).rows if row.code and row.is_used}
    pair = whole.compared.pairs.index(("AB", "JT"))
    assert {"crying", "fussing", "contact"} <= set(shown)
    for code, cell in shown.items():
        subject = next(one for one in whole.subjects if (one.kind, one.id) == ("code", code))
        assert cell.text == written(whole.estimates(subject, "po").pooled[pair].value)
        assert "1 is best" in cell.tip


def test_every_table_of_the_study_says_what_its_numbers_are(look, made):
    page = look(open_study(made))
    headers = page.master.table.horizontalHeaderItem
    assert [bool(headers(place).toolTip()) for place in range(2, 7)] == [True, True, False, True, True]
    assert page.sessions.table.horizontalHeaderItem(1).toolTip().startswith("Cohen's kappa")
    many = page.many.table
    assert all("is best" in many.item(row, 4).toolTip() for row in range(many.rowCount()))


def test_what_nobody_marked_is_not_offered(look, made):
    page = look(open_study(made))
    offered = [page.bar.subject.itemText(place) for place in range(page.bar.subject.count())]
    assert "Distress  ·  channel" in offered
    assert [one for one in offered if one.endswith("point")] == ["Reach  ·  point", "Smile  ·  point"]
    assert sum(one.kind == "point" for one in page.whole.subjects) > 2


def test_another_subject_and_statistic(qtbot, look, made):
    page = look(open_study(made))
    choose(qtbot, page, "Crying", "ppos")
    assert (page.found.subject.id, page.found.statistic) == ("crying", "ppos")
    choose(qtbot, page, "Smile")
    assert page.found.statistic in page.found.subject.statistics
    choose(qtbot, page, "A, B, C, D")
    assert {tuple(part[:2] for part in row[3].split(", ")) for row in rows(page.sessions.table)} == {("AB", "JT")}
    choose(qtbot, page, "Avoidance  ·  scale", "icc")
    assert "ratings by both" in rows(page.sessions.table)[0][3]
    assert page.found.subject.kind == "scale"
    assert all(0.5 < one.value < 1 for one in page.found.pooled)


def test_the_drift_chart_says_each_session_under_the_mouse(qtbot, look, made):
    page = look(open_study(made))
    page.heat_map.choose("AB", "LS")
    assert "Trend −" in page.trend.text()
    course = page.chart.plot.lines[0]
    assert page.chart.plot.x.names == tuple(f"S{number:03d}" for number in range(1, 9))
    QTest.mouseMove(page.chart, page.chart.place(2, course.ys[2]).toPoint())
    qtbot.waitUntil(lambda: page.chart.words == f"S003: AB × LS {statistic(course.ys[2], 3)}")
    page.chart.setFocus()
    QTest.keyClick(page.chart, Qt.Key.Key_Right)
    assert page.chart.words.startswith("S004: ")


def type_number(field, text):
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_master_and_the_threshold_are_the_labs_and_are_kept(qtbot, look, study, saves):
    page = look(study)
    assert "no master" in page.master.sentence.text()
    page.master.master.setCurrentText("AB")
    with qtbot.waitSignal(page.shown, timeout=30_000):
        page.master.master.activated.emit(page.master.master.currentIndex())
    assert "no threshold" in page.master.sentence.text()
    assert {row[5] for row in rows(page.master.table)} == {"–"}
    with qtbot.waitSignal(page.shown, timeout=30_000):
        type_number(page.master.threshold, "0,6")
    assert {row[0] for row in rows(page.master.table)} == {"JT", "KM"}
    assert page.master.table.height() > page.master.height() / 2
    assert {row[5] for row in rows(page.master.table)} <= {"yes", "no"}
    qtbot.waitUntil(lambda: not saves.running)
    assert open_study(study.folder).settings.agreement == AgreementSettings(master="AB", threshold=0.6)


def test_which_sessions_still_need_a_second_coder(qtbot, look, study):
    page = look(study)
    assert "no target" in page.double.sentence.text()
    with qtbot.waitSignal(page.shown, timeout=30_000):
        type_number(page.double.share, "80")
    assert "4 wanted: 1 more" in page.double.sentence.text()
    assert rows(page.double.table) == [["S004", "AB", "–", "JT, KM"], ["S005", "AB", "–", "JT, KM"]]


def test_how_much_has_to_be_coded_for_an_interval(qtbot, look, made, tmp_path):
    page = look(open_study(shutil.copytree(made, tmp_path / "copy")))
    page.heat_map.choose("AB", "JT")
    assert "Enter the full width" in page.size_panel.sentence.text()
    with qtbot.waitSignal(page.shown, timeout=30_000):
        type_number(page.size_panel.width_wanted, "0.05")
    assert "double-coded sessions" in page.size_panel.sentence.text()


def test_unfinished_codings_count_only_when_asked(qtbot, look, study):
    page = look(study)
    at = page.whole.compared.pairs.index(("AB", "KM"))
    assert len(page.whole.compared.meetings_of(at)) == 1  # KM has not submitted two
    with qtbot.waitSignal(page.shown, timeout=30_000):
        box = QPoint(8, page.bar.unfinished.height() // 2)
        QTest.mouseClick(page.bar.unfinished, Qt.MouseButton.LeftButton, pos=box)
    assert len(page.whole.compared.meetings_of(at)) == 3
    assert "unfinished codings too" in page.bar.sentence.text()


def test_a_study_that_nobody_coded_twice_says_so(look, tmp_path):
    page = look(many_coders_study(tmp_path / "one", sessions=2, coders=("AB",)))
    assert "No session was coded by two coders" in page.empty.what.text()
    assert not page.count_unfinished.isVisible()


def test_a_study_of_unfinished_codings_offers_to_count_them(qtbot, look, study):
    for session in study.sessions():
        for coder in study.coders_of(session.id):
            with study.open_coding(session.id, coder) as opened:
                if opened.coding.is_submitted:
                    opened.history.do(commands.reopen(opened.coding))
    page = look(study)
    assert "submitted" in page.empty.what.text()
    with qtbot.waitSignal(page.shown, timeout=30_000):
        QTest.mouseClick(page.count_unfinished, Qt.MouseButton.LeftButton)
    assert len(page.whole.compared.pairs) == 3


def test_a_broken_journal_is_left_out_and_named(look, study):
    (study.folder / "sessions/S001/KM.jsonl").write_text("{}\n{}\n")
    page = look(study)
    assert "S001 KM" in page.bar.notes.text()
    assert page.bar.notes.isVisible()


def test_nothing_is_computed_again_while_nothing_is_new(qtbot, look, study):
    page = look(study)
    before = page.whole
    page.refresh()
    qtbot.waitUntil(lambda: not page.is_busy)
    assert page.whole is before
    with study.open_coding("S004", "JT") as opened:
        opened.history.do(_smile())
    with qtbot.waitSignal(page.shown, timeout=30_000):
        page.refresh()
    assert page.whole is not before


def _smile():
    return Edit(label="smile", changes=(Change(None, Event(id="1", code="smile", start_ms=0, end_ms=1_000)),))


def test_a_master_whom_nobody_knows_is_named_and_another_can_be_chosen(look, study):
    study.change_settings(agreement=AgreementSettings(master="XX"))
    page = look(study)
    assert "XX, the master" in page.bar.notes.text()
    assert page.found is not None


def test_what_was_cancelled_can_be_done_again(qtbot, page, reads, study):
    page.show_study(study)
    reads.running[0].cancel()
    qtbot.waitUntil(page.again.isVisible)
    with qtbot.waitSignal(page.shown, timeout=30_000):
        page.again.click()
    assert page.whole.compared.pairs


def test_the_dividers_stay_where_they_were(qtbot, look, study, reads, saves):
    page = look(study)
    page._splitters["agree/study"].setSizes([600, 400])
    sizes = page._splitters["agree/study"].sizes()
    page.hide()
    again = WholeStudyPage(Messages(), page._settings, reads, saves)
    qtbot.addWidget(again)
    again.resize(page.size())
    again.show()
    with qtbot.waitSignal(again.shown, timeout=30_000):
        again.show_study(study)
    assert again._splitters["agree/study"].sizes() == sizes
    again.show_study(None)


def test_the_heat_map_is_copied_with_title_and_intervals(look, made):
    page = look(open_study(made))
    page.bar.copy.click()
    data = QGuiApplication.clipboard().mimeData()
    title, crossed, pairs = data.text().split("\n\n")
    assert title.startswith(f"κ of {page.found.subject.name}. 4 coders, 12 sessions, submitted codings only; over")
    assert crossed.splitlines()[0] == "\tAB\tJT\tKM\tLS"
    assert crossed.splitlines()[1].split("\t")[:2] == ["AB", ""]
    first = pd.read_csv(io.StringIO(pairs), sep="\t").iloc[0]
    estimate = page.found.pooled[0]
    shown = [first["κ"], first["95% from"], first["to"]]
    assert shown == pytest.approx([estimate.value, estimate.interval.low, estimate.interval.high], abs=0.005)
    assert "<th>95% from</th>" in data.html()
    assert title in data.html()


def test_the_methods_text_names_settings_and_versions(look, study):
    page = look(study)
    page.bar.methods.click()
    text = QGuiApplication.clipboard().text()
    assert "Only submitted codings counted" in text
    assert "leave out each session of a pair in turn" in text
    assert "held against" not in text


def test_the_export_holds_tables_document_and_pictures(qtbot, look, study, reads, answers, tmp_path):
    page = look(study)
    answers.append(tmp_path / "out")
    with undrawn():
        page.bar.export.click()
        qtbot.waitUntil(lambda: not reads.running, timeout=30_000)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"study_pairs.csv", "study_agreement.json", "study_figures.pdf", "study_methods.txt"} <= names
    assert {"heat_map_channel_distress.png", "drift_channel_distress.svg"} <= names
    assert not {"heat_map.png", "drift.png"} & names  # screenshots
    pairs = pd.read_csv(tmp_path / "out" / "study_pairs.csv")
    kappa = pairs[(pairs.subject == page.found.subject.id) & (pairs.statistic == page.found.statistic)]
    assert kappa.value.tolist() == pytest.approx([one.value for one in page.found.pooled])


@pytest.mark.looks
@pytest.mark.parametrize("width", [1280, 1366])
def test_a_message_covers_nothing_of_agree(qtbot, program, made, width):
    program.window.resize(width, 720)
    program.open_study(made)
    qtbot.waitUntil(lambda: program.study is not None, timeout=30_000)
    program.compare("", "", "")
    agree, bar = program.agree_workspace, program.window.message_bar
    agree.pages.show_page(STUDY)
    qtbot.waitUntil(lambda: agree.study_page.found is not None and not agree.study_page.is_busy, timeout=30_000)
    export = agree.study_page.bar.export
    free = export.mapTo(program.window, QPoint(0, 0)).y()
    tabs = agree.pages.tabs
    last = tabs.mapTo(program.window, tabs.tabRect(tabs.count() - 1).topRight()).x()
    hint = "Choose another folder, or take away what is in this one."
    for said in (("The heat map was copied.",), ("out already holds study_pairs.csv and 90 more.", hint * 2)):
        program.messages.warn(*said)
        place = bar.mapTo(program.window, QPoint(0, 0))
        assert place.x() > last
        assert place.y() + bar.height() <= free
        assert place.x() + bar.width() <= width


def test_from_the_heat_map_of_the_window_to_the_two_coders(qtbot, program, made):
    program.open_study(made)
    qtbot.waitUntil(lambda: program.study is not None, timeout=30_000)
    program.compare("", "", "")
    agree = program.agree_workspace
    agree.pages.show_page(STUDY)
    qtbot.waitUntil(lambda: agree.study_page.found is not None and not agree.study_page.is_busy, timeout=30_000)
    agree.study_page.heat_map.setFocus()
    QTest.keyClick(agree.study_page.heat_map, Qt.Key.Key_Right)
    chosen = agree.study_page.whole.compared.pairs[agree.study_page.heat_map.pair]
    QTest.keyClick(agree.study_page.heat_map, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (agree.scope.coders, agree.study_page.isVisible()) == (chosen, False), timeout=30_000)
    qtbot.waitUntil(lambda: agree.comparison.coders == chosen, timeout=30_000)
    pooled = agree.study_page.found.pooled[agree.study_page.heat_map.pair].value
    assert agree.pair_page.is_whole
    qtbot.waitUntil(lambda: written(pooled) in first_kappas(agree.pair_page), timeout=30_000)
    agree.pages.show_page(STUDY)
    agree.study_page.sessions.table.setCurrentCell(0, 0)
    agree.study_page.sessions.table.setFocus()
    QTest.keyClick(agree.study_page.sessions.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not agree.study_page.isVisible(), timeout=30_000)
    assert not agree.pair_page.is_whole


def first_kappas(page):
    """What stands in the first line of the table of codes on the page on two coders."""
    [table, *_] = page.codes.findChildren(SheetTable)
    return next(iter(table.texts().values()), [])


def test_over_stands_on_the_study_page_too_and_is_a_look_there(qtbot, program, study):
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None, timeout=30_000)
    program.compare("", "", "")
    agree = program.agree_workspace
    agree.pages.show_page(STUDY)
    page = agree.study_page
    qtbot.waitUntil(lambda: page.found is not None and not page.is_busy, timeout=30_000)
    before = page.words.text()
    next(one for one in page.bar.over.menu.actions() if one.text().startswith("4 ")).trigger()
    qtbot.waitUntil(lambda: page.whole.window == ("4",) and not page.is_busy, timeout=30_000)
    assert "over episode 4" in page.bar.sentence.text()
    assert page.words.text() != before
    assert open_study(study.folder).settings.window == MARKED
    QTest.mouseClick(page.bar.over.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: open_study(study.folder).settings.window == ("4",), timeout=30_000)
    qtbot.waitUntil(lambda: not page.bar.over.keep.isVisible(), timeout=30_000)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=30_000)


def test_a_variable_and_one_cell_of_a_scale_are_chosen_like_any_other(qtbot, look, made):
    page = look(open_study(made))
    choose(qtbot, page, "Crying", "icc_total_s")
    assert page.found.statistic == "icc_total_s"
    assert all(0 < one.value <= 1 for one in page.found.pooled)
    assert "ICC seconds" in page.words.text()
    assert page.meaning.text().startswith("ICC seconds: Intraclass correlation")
    assert "fewer than two sessions have a value" in page.trend.text()
    choose(qtbot, page, "episode 5, caregiver: Resistance")
    assert page.found.subject.cell == ("5", "caregiver")
    assert page.found.subject.id == "resistance"
    cells = [row for row in rows(page.many.table) if row[0].startswith("Resistance")]
    assert [row[3] for row in cells if "episode 5" in row[0]] == ["ICC(1,1)"]
    assert all(row[2].endswith("one-way") for row in cells)


def test_the_copied_methods_text_says_what_differs_from_what_was_preregistered(qtbot, look, study):
    freeze_plan(study, Plan(sessions=60, double_share=0.2, seed=1))
    page = look(study)
    QTest.mouseClick(page.bar.methods, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert "The plan was frozen on" in text
    assert "There are 5 sessions; 60 were planned." in text


def test_stability_over_time_stands_by_itself(look, study, answers):
    page = look(study)
    assert page.stability.sentence.text().startswith("Nobody has coded a session again.")
    assert not page.stability.table.isVisibleTo(page.stability)
    for session in ("S001", "S002"):
        code_again_as(study, session, "AB", "JT")
    page = look(open_study(study.folder))
    page.tabs.setCurrentWidget(page.stability)
    assert page.stability.sentence.text().startswith("AB: 2 sessions coded again, 0 days after the round before.")
    shown = rows(page.stability.table)
    assert {row[1] for row in shown} == {"AB × AB~2"}
    assert {row[4] for row in shown} == {"2"}
    assert sorted({row[2] for row in shown if row[0].startswith("Distress") and row[2] == "κ"}) == ["κ"]
    assert "AB~2" not in page.whole.compared.coders
    page.bar.methods_wanted.emit()
    assert "Stability over time was computed separately" in QGuiApplication.clipboard().text()
