"""Agreement on ratings and classes: tables, the differences over the scale, and which class met which."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.agreement.pair.judged import RatedUnit, ScaleResult
from annotator.agreement.pair.plots import bland_altman_plot
from annotator.agreement.pair.report import PairReport
from ui.agreement.chart import Chart
from ui.agreement.matrix import Matrix, MatrixTable
from ui.agreement.sections.judged_sheets import class_sheet, scale_sheet, scales_in
from ui.agreement.sections.tables import headed
from ui.agreement.sheet import Sheet, SheetCell, SheetColumn, SheetRow, cells_of
from ui.agreement.sheet_table import SheetTable
from ui.text import DASH
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import column, name_field, row

_ALL = "All episodes and targets together"


class RatingsSection(QWidget):
    """Shows every scale, in all cells or in one, and of the chosen one each unit and the differences over the means."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = ChoiceBox()
        name_field(self.cell, "Episode and target")
        self.cell.view().setAccessibleName("Episodes and targets")
        self._cells: list[tuple[str, str] | None] = [None]
        self.table = SheetTable("Agreement of scales")
        self.units = SheetTable("Units of the chosen scale", name_width=70)
        self.chart = Chart("Differences over means, with limits of agreement")
        self._report: PairReport | None = None
        below = _split(
            Qt.Orientation.Horizontal,
            headed("Units, the largest differences first", self.units),
            headed("Differences over means (Bland & Altman)", self.chart),
        )
        layout = column(
            row(self.cell, None, margins=(10, 6, 12, 6)), _split(Qt.Orientation.Vertical, self.table, below), spacing=0
        )
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.cell.activated.connect(lambda _: self._show())
        self.table.chosen.connect(lambda _: self._show_scale())

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self._offer(report)
        self._show()

    def _offer(self, report: PairReport) -> None:
        """Offer what somebody rated; the cell that was chosen stays so."""
        chosen, rated = self._chosen, [one.cell for scale in report.scales for one in scale.cells]
        self._cells = [None, *sorted(dict.fromkeys(filter(None, rated)), key=lambda cell: (cell[1], cell[0]))]
        names = [_ALL if cell is None else _cell_name(*cell) for cell in self._cells]
        self.cell.clear()
        self.cell.addItems(names)
        self.cell.setCurrentIndex(self._cells.index(chosen) if chosen in self._cells else 0)

    @property
    def _chosen(self) -> tuple[str, str] | None:
        return self._cells[max(0, self.cell.currentIndex())]

    def _show(self) -> None:
        if self._report is not None:
            self.table.show_sheet(scale_sheet(self._report, self._chosen), self._report.codebook)
            self._show_scale()

    def _show_scale(self) -> None:
        report = self._report
        if report is None:
            return
        found = next((one for one in scales_in(report, self._chosen) if one.scale == self.table.key), None)
        self.chart.show_plot(bland_altman_plot(report, found))
        self.units.show_sheet(_unit_sheet(report, found), report.codebook)


def _cell_name(episode: str, target: str) -> str:
    return ", ".join(part for part in (episode and f"Episode {episode}", target) if part) or "The whole session"


def _unit_sheet(report: PairReport, found: ScaleResult | None) -> Sheet:
    columns: tuple[SheetColumn[RatedUnit], ...] = (
        SheetColumn(
            "episode",
            "Episode that was rated; – for the session as a whole",
            lambda unit: _cell(unit, unit.episode or DASH),
            "00",
        ),
        SheetColumn("target", "Towards whom", lambda unit: _cell(unit, unit.target or DASH), "caregiver  "),
        SheetColumn(report.coder_a, f"Rating by {report.coder_a}", lambda unit: _cell(unit, _given(unit.a)), "00"),
        SheetColumn(report.coder_b, f"Rating by {report.coder_b}", lambda unit: _cell(unit, _given(unit.b)), "00"),
        SheetColumn("B − A", "Difference in points", lambda unit: _cell(unit, _difference(unit)), "−00"),
    )
    units = sorted(found.units, key=_apart, reverse=True) if found is not None else ()
    rows = (SheetRow(f"{number}", one.session, cells_of(columns, one)) for number, one in enumerate(units))
    return Sheet(columns, tuple(rows))


def _apart(unit: RatedUnit) -> float:
    return -1.0 if unit.a is None or unit.b is None else abs(unit.b - unit.a)


def _cell(unit: RatedUnit, text: str) -> SheetCell:
    both = unit.a is not None and unit.b is not None
    return SheetCell(text, "" if both or text != DASH else "not rated, or not ratable, by one of the two")


def _difference(unit: RatedUnit) -> str:
    return DASH if unit.a is None or unit.b is None else _signed(unit.b - unit.a)


def _signed(points: float) -> str:
    return f"{points:+g}".replace("-", "−") if points else "0"


def _given(value: float | None) -> str:
    return DASH if value is None else f"{value:g}"


class ClassesSection(QWidget):
    """Shows every reading of the classification, and of the chosen one which class met which."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.matrix = SheetTable("Agreement of classifications"), Matrix()
        self._report: PairReport | None = None
        self.setLayout(column(_split(Qt.Orientation.Vertical, self.table, self.matrix), spacing=0))
        self.table.chosen.connect(lambda _: self._show_matrix())

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self.table.show_sheet(class_sheet(report), report.codebook)
        self._show_matrix()

    def _show_matrix(self) -> None:
        report = self._report
        if report is None:
            return
        name, found = next(
            ((name, one) for name, one in report.classes.readings if one.reading == self.table.key), ("", None)
        )
        if found is None or not found.table.any():
            self.matrix.say(name, "No session was classified by both.")
            return
        coders = (report.coder_a, report.coder_b)
        self.matrix.show_table(MatrixTable(name, report.codebook, coders, found.classes, found.table, "sessions"))


def _split(direction: Qt.Orientation, first: QWidget, second: QWidget) -> QSplitter:
    splitter = QSplitter(direction)
    for one in (first, second):
        splitter.addWidget(one)
        splitter.setCollapsible(splitter.indexOf(one), False)
    splitter.setSizes([1000, 1000])
    return splitter
