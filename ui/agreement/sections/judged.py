"""Agreement on ratings and classes: tables, the differences over the scale, and which class met which."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.agreement.pair.report import PairReport
from annotator.report.figures.differences import differences
from annotator.report.figures.grids import class_grid
from annotator.report.sheets.judged_sheets import class_sheet, scale_sheet, unit_sheet
from ui.agreement.chart import Chart
from ui.agreement.matrix import Matrix
from ui.agreement.sections.tables import headed
from ui.agreement.sheet_table import SheetTable
from ui.widgets.parts import column


class RatingsSection(QWidget):
    """Shows every scale, and of the chosen one each unit and the differences over the means."""

    def __init__(self) -> None:
        super().__init__()
        self.table = SheetTable("Agreement of scales")
        self.units = SheetTable("Units of the chosen scale", name_width=70)
        self.chart = Chart("Differences over means, with limits of agreement")
        self._report: PairReport | None = None
        below = _split(
            Qt.Orientation.Horizontal,
            headed("Units, the largest differences first", self.units),
            headed("Differences over means (Bland & Altman)", self.chart),
        )
        self.setLayout(column(_split(Qt.Orientation.Vertical, self.table, below), spacing=0))
        self.table.chosen.connect(lambda _: self._show_scale())

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self.table.show_sheet(scale_sheet(report), report.codebook)
        self._show_scale()

    def _show_scale(self) -> None:
        report = self._report
        if report is None:
            return
        found = next((one for one in report.scales if one.scale == self.table.key), None)
        self.chart.show_plot(differences(report, found))
        self.units.show_sheet(unit_sheet(report, found), report.codebook)


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
        self.matrix.show_grid(class_grid(report, name, found), found.classes, report.codebook)


def _split(direction: Qt.Orientation, first: QWidget, second: QWidget) -> QSplitter:
    splitter = QSplitter(direction)
    for one in (first, second):
        splitter.addWidget(one)
        splitter.setCollapsible(splitter.indexOf(one), False)
    splitter.setSizes([1000, 1000])
    return splitter
