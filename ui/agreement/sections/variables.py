"""Agreement on the variables that are analysed: the table of one, its cases, and the differences over the means."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabBar, QWidget

from annotator.agreement.pair.report import PairReport
from annotator.measures.variables import NAMES, VARIABLES
from annotator.report.figures.differences import variable_differences
from annotator.report.sheets.variable_sheet import case_sheet, key_of, variable_sheet
from ui.agreement.sections.tables import headed
from ui.agreement.sheet_table import SheetTable
from ui.agreement.stacked import CHART_HEIGHT, Stacked
from ui.widgets.chart import Chart
from ui.widgets.parts import column, label, row


class VariablesSection(QWidget):
    """Shows one variable of every code, and of the chosen line each case and the differences over the means."""

    def __init__(self) -> None:
        super().__init__()
        self.variable = QTabBar()
        for variable in VARIABLES:
            self.variable.addTab(NAMES[variable])
        self.variable.setDrawBase(False)
        self.variable.setExpanding(False)
        self.variable.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.variable.setAccessibleName("Which variable")
        self.table = SheetTable("Agreement of variables", name_width=196)
        self.cases = SheetTable("Cases of the chosen line", name_width=70)
        self.chart = Chart("Differences over means, with limits of agreement")
        self._report: PairReport | None = None
        note = label("As in summary.csv, by the episodes of each coder", "dim")
        below = QSplitter(Qt.Orientation.Horizontal)
        below.addWidget(headed("Cases, the largest differences first", self.cases))
        below.addWidget(headed("Differences over means (Bland & Altman)", self.chart))
        below.setChildrenCollapsible(False)
        below.setSizes([1000, 1000])
        self._parts = Stacked((self.table, lambda: self.table.needed_height), (below, lambda: CHART_HEIGHT))
        layout = column(row(self.variable, None, note, margins=(0, 0, 12, 0)), self._parts, spacing=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.variable.currentChanged.connect(lambda _: self._show())
        self.table.chosen.connect(lambda _: self._show_line())

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self._show()

    def _show(self) -> None:
        report = self._report
        if report is not None:
            self.table.show_sheet(variable_sheet(report, VARIABLES[self.variable.currentIndex()]), report.codebook)
            self._show_line()
            self._parts.fit()

    def _show_line(self) -> None:
        report, variable = self._report, VARIABLES[self.variable.currentIndex()]
        if report is None:
            return
        lines = (one for one in report.variables if one.variable == variable)
        found = next((one for one in lines if key_of(one) == self.table.key), None)
        self.chart.show_plot(variable_differences(report, found))
        self.cases.show_sheet(case_sheet(report, found), report.codebook)
