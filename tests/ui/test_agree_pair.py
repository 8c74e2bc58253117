"""The page on two coders: what it shows is what the core computed, and every dash says why."""

import re

import pandas as pd
import pytest
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QTabBar, QTableWidget

from annotator.agreement.pair.read import read_pair
from annotator.agreement.pair.report import report_pair
from annotator.media.sound_output import SilentOutput
from annotator.model.history import Change, Edit
from annotator.model.items import Classification, EpisodeMark, Event, Rating, Submission
from annotator.report.sheets.sheet import SheetCell, interval, number
from annotator.statistics.blocks import NOT_COMPUTED
from annotator.statistics.estimate import Undefined
from annotator.text import seconds, statistic
from ui.actions import Actions
from ui.agreement.pages import PAIR
from ui.agreement.workspace import AgreeWorkspace
from ui.settings import Settings

KM = [("crying", 400, 1600), ("fussing", 2000, 2600), ("contact", 3000, 3600), ("reach", 900, 900)]
JT = [("crying", 480, 1600), ("crying", 2000, 2600), ("contact", 3000, 3600), ("reach", 1000, 1000)]


def store(study, session, coder, events, points=3.0, pattern="B", *, submitted=False):
    items = [
        EpisodeMark(id="m2", episode="2", start_ms=0),
        EpisodeMark(id="m3", episode="3", start_ms=1700 if coder == "KM" else 1780),
        *(Event(id=f"e{n}", code=code, start_ms=a, end_ms=b) for n, (code, a, b) in enumerate(events)),
        Rating(id="r5", scale="resistance", episode="5", target="caregiver", value=points),
        Rating(id="r8", scale="resistance", episode="8", target="caregiver", value=points + 2),
        Classification(id="c", primary=pattern, forced="B" if pattern == "D" else ""),
        *([Submission()] if submitted else []),
    ]
    with study.open_coding(session, coder) as opened:
        opened.history.do(Edit(label="made", changes=tuple(Change(None, one) for one in items)))
        opened.flush(10)


@pytest.fixture
def coded(study, recording):
    study.add_session("S002", [(recording, 0)])
    for session, submitted in (("S001", True), ("S002", False)):
        store(study, session, "KM", KM, submitted=submitted)
        store(study, session, "JT", JT, 4.0, "B" if session == "S001" else "C", submitted=submitted)
    return study


@pytest.fixture
def workspace(qtbot, tmp_path, messages, reads, saves):
    window = QObject()
    actions = Actions(window)
    made = AgreeWorkspace(actions, messages, Settings(tmp_path), reads, saves, SilentOutput)
    made.actions_table, made.owner = actions, window
    actions.go_to("agree")
    qtbot.addWidget(made)
    made.resize(1204, 700)
    made.show()
    actions["agree_pair"].trigger()
    yield made
    made.close_study()
    window.deleteLater()  # its actions hold themselves through what they are connected to


@pytest.fixture
def page(qtbot, workspace, coded):
    with qtbot.waitSignal(workspace.pair_page.reported, timeout=30_000):
        workspace.open(coded, "S001", "KM", "JT")
    return workspace.pair_page


def whole(qtbot, page, *, only_submitted=False):
    with qtbot.waitSignal(page.reported, timeout=30_000):
        page.only_submitted.setChecked(only_submitted)
        page.span.setCurrentIndex(1)
    return page


def texts(table):
    """What a table shows, by the name of the line."""
    shown = table.table
    return {
        shown.item(row, 0).text().strip(): [shown.item(row, place).text() for place in range(1, shown.columnCount())]
        for row in range(shown.rowCount())
    }


def test_codes_show_kappa_with_its_interval_and_seconds(page, coded):
    report = report_pair(read_pair(coded, "KM", "JT", ["S001"]))
    shown, found = texts(page.codes.table), dict(report.time)["distress"]
    assert shown["Distress"][0] == statistic(found.kappa.value)
    assert shown["Distress"][1] == interval(found.kappa.interval).text
    crying = found.per_code[0]
    assert shown["Crying"][4:7] == [seconds(crying.a_ms), seconds(crying.b_ms), seconds(crying.both_ms)]
    assert shown["Crying"][7:9] == ["1 ⚠", "2 ⚠"]


@pytest.mark.looks
def test_every_column_has_room_for_its_widest_text(qtbot, program, coded):
    """In the whole window, whose style has a padding of its own: thousands of seconds, a prevalence of −1."""
    program.open_study(coded.folder)
    qtbot.waitUntil(lambda: program.study is not None, timeout=30_000)
    program.window.show_place("agree")
    program.agree_workspace.pages.show_page(PAIR)
    with qtbot.waitSignal(program.agree_workspace.pair_page.reported, timeout=30_000):
        program.compare("S001", "KM", "JT")
    program.agree_workspace.pair_page.more.setChecked(True)
    shown = program.agree_workspace.pair_page.codes.table
    for place, one in enumerate(shown.sheet.columns, start=1):
        shown.table.item(1, place).setText(one.widest)
        assert shown.table.sizeHintForColumn(place) <= shown.table.columnWidth(place), one.header
    assert [one.widest for one in shown.sheet.columns if one.header in ("PI", "BI")] == ["−1.00", "−1.00"]


def test_a_coder_who_never_used_a_code_gives_a_dash_that_says_so(page):
    table = page.codes.table.table
    row = next(row for row in range(table.rowCount()) if table.item(row, 0).text().strip() == "Fussing")
    assert table.item(row, 1).text() == "–"
    assert table.item(row, 1).toolTip() == "not estimable: only one coder used this code"
    assert table.item(row, 4).text() == ".00"  # Ppos is a finding: none of what was marked is shared


def test_every_dash_of_every_section_explains_itself(qtbot, page):
    whole(qtbot, page)
    page.unused.setChecked(True)
    for place in range(page.list.count()):
        page.list.setCurrentRow(place)
    tables = page.findChildren(QTableWidget)
    assert len(tables) >= 12
    mute = []
    for table in tables:
        model = table.model()
        for row in range(model.rowCount()):
            for place in range(1, model.columnCount()):
                index = model.index(row, place)
                if index.data() == "–" and not index.data(Qt.ItemDataRole.ToolTipRole):
                    mute.append((table.accessibleName(), index.siblingAtColumn(0).data(), place))
    assert mute == []


def test_numbers_that_come_later_move_no_column_and_no_line(qtbot, page, coded):
    report = report_pair(read_pair(coded, "KM", "JT", ["S001"]), None)
    table = page.codes.table.table
    page.codes.table.table.setCurrentCell(2, 0)
    before = [table.columnWidth(place) for place in range(table.columnCount())]
    page.codes.show_report(report)
    assert texts(page.codes.table)["Distress"][1] == "…"
    assert table.currentRow() == 2
    assert [table.columnWidth(place) for place in range(table.columnCount())] == before
    assert number(Undefined(NOT_COMPUTED)) == SheetCell("…", NOT_COMPUTED)


def test_codes_that_nobody_used_are_listed_on_request(page):
    assert "Clinging" not in texts(page.codes.table)
    page.unused.setChecked(True)
    assert texts(page.codes.table)["Clinging"][0] == "–"


def test_the_matrix_switches_between_seconds_and_events_and_a_cell_leads_to_the_workbench(qtbot, workspace, page):
    page.codes.table.choose("distress")
    matrix = page.codes.matrix
    assert matrix.table.item(0, 0).text() == "1.120"
    page.codes.unit.setCurrentIndex(1)
    assert [matrix.table.item(row, 0).text() for row in range(2)] == ["1", "1"]
    assert matrix.heading.text().startswith("KM × JT, Distress: events")
    at = matrix.table.visualItemRect(matrix.table.item(1, 0)).center()  # KM fussing, JT crying
    QTest.mouseClick(matrix.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert workspace.pages.page == "agree_workbench"
    assert workspace.page.disagreements.cell == ("fussing", "crying")
    assert [one.start_ms for one in workspace.page.disagreements.model.shown] == [2000]


def test_events_show_linked_bouts_and_older_programs_beside_the_exact_value(page, coded):
    report = report_pair(read_pair(coded, "KM", "JT", ["S001"]), None)
    page.show_section("Events")
    linked, older = (texts(one) for one in page.events.tables)
    assert linked["Distress"][2:6] == ["2", "2", "2", "1"]
    assert linked["Contact"][0] == "1.00"
    exact, binned = dict(report.time)["contact"].kappa.value, report.events[1].events.binned.kappa
    assert older["Contact"][0] == statistic(exact) == "1.00"
    assert older["Distress"][2] != "–"
    assert isinstance(binned, float | Undefined)


def test_a_curve_tells_its_values_at_the_mouse_and_by_keys(qtbot, page):
    page.show_section("Curves")
    page.curves.choose("distress")
    chart = page.curves.chart
    assert page.curves.said.text().startswith("1 s: κ .")
    area = chart._area()
    qtbot.mouseMove(chart, QPointF(area.left(), area.center().y()).toPoint())
    QTest.mouseMove(chart, QPointF(area.left() + 1, area.center().y()).toPoint())
    qtbot.waitUntil(lambda: page.curves.said.text().startswith("0 s"))
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert page.curves.said.text().startswith("0.25 s")


def test_a_tolerance_is_kept_in_the_study_and_computed_with(qtbot, workspace, page, coded):
    page.show_section("Curves")
    field = page.curves.fields["points_ms"]
    field.selectAll()
    QTest.keyClicks(field, "0,05")
    with qtbot.waitSignal(page.reported, timeout=30_000):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert coded.settings.tolerances.points_ms == 50
    page.show_section("Points")
    assert texts(page.points.tables[0])["Reach"][:4] == [".00", "0", "1", "1"]
    assert "points ≤ 0.05 s" in page.sentence.text()


def test_ratings_of_all_sessions_have_n_and_warn_of_few_units(qtbot, page):
    whole(qtbot, page)
    page.show_section("Ratings")
    shown = texts(page.ratings.table)[page.ratings.table.sheet.rows[0].name]
    assert shown[0] == "4 ⚠"
    assert shown[3:6] == [".00", "1.00", "1.00"]  # exact, within 1, bias
    assert len(page.ratings.chart.plot.dots) == 2
    assert [row[4] for row in texts_in_order(page.ratings.units)] == ["+1"] * 4


def test_columns_that_few_read_are_shown_on_request_and_then_copied_too(page):
    def headers():
        shown = page.codes.table.table
        return [shown.horizontalHeaderItem(place).text() for place in range(1, shown.columnCount())]

    few = headers()
    page.more.setChecked(True)
    assert few == headers()[: len(few)]
    assert headers()[len(few) :] == ["Pneg", "κ max", "PABAK", "AC1", "π", "PI", "BI"]
    page.codes.table.copy()
    copied = QGuiApplication.clipboard().text().split("\n\n")[1]
    assert not re.search("[⚠>−]", copied)  # words to a spreadsheet
    assert QGuiApplication.clipboard().text().split("\n\n")[1].splitlines()[0].endswith("\tPI\tBI")
    page.more.setChecked(False)
    assert headers() == few


@pytest.mark.looks
def test_a_table_is_as_high_as_its_lines_and_shows_names_whole(qtbot, page):
    page.show_section("Points")
    upper, lower = page.points.tables
    assert upper.height() < lower.height()
    for one in (upper, lower):
        last = one.table.visualItemRect(one.table.item(one.table.rowCount() - 1, 0))
        assert one.table.viewport().rect().contains(last.adjusted(0, 0, -1, -1))
        assert one.table.columnWidth(0) >= min(300, one.table.sizeHintForColumn(0))


def test_every_number_says_what_it_is_and_which_way_is_good(page):
    tip = page.codes.table.table.item(0, 1).toolTip()
    assert re.match(r"0\.\d{4}\nCohen's kappa: .* \(Cohen 1960\)\.\n1 is best", tip)


def test_ratings_of_one_episode_stand_by_themselves(qtbot, page):
    whole(qtbot, page)
    page.show_section("Ratings")
    choices = [page.ratings.cell.itemText(place) for place in range(page.ratings.cell.count())]
    assert choices == ["All episodes and targets together", "Episode 5, caregiver", "Episode 8, caregiver"]
    page.ratings.cell.setFocus()
    QTest.keyClick(page.ratings.cell, Qt.Key.Key_Down)
    assert texts(page.ratings.table)["Resistance"][0] == "2 ⚠"
    assert {row[0] for row in texts_in_order(page.ratings.units)} == {"5"}
    page.show_section("Codes")
    with qtbot.waitSignal(page.reported, timeout=30_000):
        page.compute()
    page.show_section("Ratings")
    assert page.ratings.cell.currentText() == "Episode 5, caregiver", "what was chosen stays so"


def test_variables_have_a_line_for_each_code_and_episode_with_its_cases(qtbot, page):
    page.show_section("Variables")
    assert [row.name for row in page.variables.table.sheet.rows][:1] == ["Crying"], (
        "of one session all episodes together"
    )
    whole(qtbot, page)
    page.show_section("Variables")
    table = page.variables.table
    names = [row.name for row in table.sheet.rows if row.key.startswith("crying")]
    assert names == ["Crying", "sum over the session", "2  Exploration", "3  Stranger joins"]
    table.choose("crying 2")
    assert "2 cases" in table.words.text()
    assert [row[1:] for row in texts_in_order(page.variables.cases)] == [["1.20", "1.12", "−0.08"]] * 2
    assert page.variables.chart.plot.y.label == "JT − KM, s; above 0: JT more"
    page.variables.variable.setCurrentIndex(3)
    assert page.variables.table.texts()["Crying"][2] == "2"  # both episodes of JT, one of KM: no latency in 3
    table.choose("crying ")
    assert "2: it never came for one" in page.variables.table.words.text()


def texts_in_order(table):
    shown = table.table
    return [
        [shown.item(row, place).text() for place in range(1, shown.columnCount())] for row in range(shown.rowCount())
    ]


def test_only_submitted_codings_count_over_all_sessions_unless_asked(qtbot, page):
    whole(qtbot, page, only_submitted=True)
    assert page.report.sessions == ("S001",)
    assert page.notes.text() == "⚠ left out: S002: not submitted by KM and JT."
    with qtbot.waitSignal(page.reported, timeout=30_000):
        page.only_submitted.setChecked(False)
    assert page.report.sessions == ("S001", "S002")
    assert page.notes.isHidden()


def test_classes_show_which_class_met_which(qtbot, page):
    whole(qtbot, page)
    page.show_section("Classes")
    table = page.classes.matrix.table
    names = [table.horizontalHeaderItem(place).text() for place in range(table.columnCount())]
    cells = {
        (names[row], names[place]): table.item(row, place).text()
        for row in range(len(names))
        for place in range(len(names))
    }
    assert (cells["B", "B"], cells["B", "C"]) == ("1", "1")
    at = names.index("B")
    assert table.item(at, at).toolTip().startswith("KM: B\nJT: B\n1 session, ")
    assert table.accessibleName().endswith(": sessions · rows KM, columns JT")


def test_episodes_and_boundaries_and_intervals_are_there(page):
    page.show_section("Episodes")
    episodes, boundaries = page.episodes.tables
    assert [column.header for column in episodes.sheet.columns] == ["2", "3"]
    assert texts(boundaries)["Start of 3  Stranger joins"][3] == "+0.080"
    page.show_section("Intervals")
    assert page.intervals.note.text().startswith("2 intervals of 15 s")
    page.intervals.source.setCurrentIndex(1)
    assert page.intervals.table.words.text().startswith("No interval was recorded by both.")


def test_f5_goes_through_the_sections_and_ctrl_digits_through_the_pages(workspace, page):
    seen = []
    for _ in range(9):
        workspace.actions_table["next_section"].trigger()
        seen.append(page.list.currentItem().text())
    sections = ["Modifiers", "Events", "Curves", "Points", "Ratings", "Classes", "Episodes", "Intervals", "Variables"]
    assert seen == [*sections, "Codes"][: len(seen)]
    workspace.actions_table["agree_study"].trigger()
    assert workspace.pages.page == "agree_study"


def test_nothing_is_computed_while_nobody_looks(qtbot, workspace, coded):
    workspace.actions_table["agree_workbench"].trigger()
    with qtbot.waitSignal(workspace.compared, timeout=30_000):
        workspace.open(coded, "S001", "KM", "JT")
    assert workspace.pair_page.report is None
    with qtbot.waitSignal(workspace.pair_page.reported, timeout=30_000):
        workspace.actions_table["agree_pair"].trigger()
    assert workspace.pair_page.report.sessions == ("S001",)


def test_methods_and_export_are_those_of_the_page(qtbot, workspace, page, tmp_path):
    qtbot.mouseClick(workspace.scope.methods, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("Agreement of coders KM and JT on session S001")
    assert "jackknife" in QGuiApplication.clipboard().text()
    workspace.ask.folder = lambda *_: tmp_path / "out"
    qtbot.mouseClick(workspace.scope.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil((tmp_path / "out" / "figure_kappa.svg").exists, timeout=60_000)
    kappa = pd.read_csv(tmp_path / "out" / "pair_statistics.csv").query("statistic == 'kappa' and channel == 'contact'")
    assert kappa["value"].iloc[0] == 1


def test_the_page_is_there_again_with_its_numbers_after_a_change_of_coders(qtbot, workspace, page):
    before = texts(page.codes.table)["Distress"]
    with qtbot.waitSignal(page.reported, timeout=30_000):
        workspace.scope.coders_wanted.emit("JT", "KM")
    after = texts(page.codes.table)["Distress"]
    assert (page.report.coder_a, page.report.coder_b) == ("JT", "KM")
    assert (after[0], after[2]) == (before[0], before[2])
    assert (after[4], after[5]) == (before[5], before[4])
    headers = [page.codes.table.table.horizontalHeaderItem(place).text() for place in (5, 6)]
    assert headers == ["JT s", "KM s"]


def test_everything_that_takes_the_keyboard_has_a_name(page):
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit, QTableWidget, QTabBar)
    unnamed = [
        widget
        for kind in kinds
        for widget in page.findChildren(kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and type(widget).__name__ not in ("QTableCornerButton", "QHeaderView")
    ]
    assert unnamed == []
