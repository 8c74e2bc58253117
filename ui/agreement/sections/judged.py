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
from ui.agreement.stacked import Stacked
from ui.widgets.parts import column

_CHART_HEIGHT = 300


class RatingsSection(QWidget):
    """Shows every scale, and of the chosen one each unit and the differences over the means."""

    def __init__(self) -> None:
        super().__init__()
        self.table = SheetTable("Agreement of scales")
        self.units = SheetTable("Units of the chosen scale", name_width=70)
        self.chart = Chart("Differences over means, with limits of agreement")
        self._report: PairReport | None = None
        below = QSplitter(Qt.Orientation.Horizontal)
        below.addWidget(headed("Units, the largest differences first", self.units))
        below.addWidget(headed("Differences over means (Bland & Altman)", self.chart))
        below.setChildrenCollapsible(False)
        below.setSizes([1000, 1000])
        self._parts = Stacked((self.table, lambda: self.table.needed_height), (below, lambda: _CHART_HEIGHT))
        self.setLayout(column(self._parts, spacing=0))
        self.table.chosen.connect(lambda _: self._show_scale())

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self.table.show_sheet(scale_sheet(report), report.codebook)
        self._show_scale()
        self._parts.fit()

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
        self._parts = Stacked(
            (self.table, lambda: self.table.needed_height), (self.matrix, lambda: self.matrix.needed_height)
        )
        self.setLayout(column(self._parts, spacing=0))
        self.table.chosen.connect(lambda _: self._show_matrix())

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self.table.show_sheet(class_sheet(report), report.codebook)
        self._show_matrix()
        self._parts.fit()

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
