"""Agreement on ratings and classes: tables, the differences over the scale, and which class met which."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.agreement.pair.report import PairReport
from annotator.report.figures.differences import differences
from annotator.report.figures.grids import class_grid
from annotator.report.sheets.judged_sheets import class_sheet, scale_sheet, scales_in, unit_sheet
from ui.agreement.matrix import Matrix
from ui.agreement.sections.tables import headed
from ui.agreement.sheet_table import SheetTable
from ui.agreement.stacked import CHART_HEIGHT, Stacked
from ui.widgets.chart import Chart
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
        below = QSplitter(Qt.Orientation.Horizontal)
        below.addWidget(headed("Units, the largest differences first", self.units))
        below.addWidget(headed("Differences over means (Bland & Altman)", self.chart))
        below.setChildrenCollapsible(False)
        below.setSizes([1000, 1000])
        self._parts = Stacked((self.table, lambda: self.table.needed_height), (below, lambda: CHART_HEIGHT))
        layout = column(row(self.cell, None, margins=(10, 6, 12, 6)), self._parts, spacing=0)
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
            self._parts.fit()

    def _show_scale(self) -> None:
        report = self._report
        if report is None:
            return
        found = next((one for one in scales_in(report, self._chosen) if one.scale == self.table.key), None)
        self.chart.show_plot(differences(report, found))
        self.units.show_sheet(unit_sheet(report, found), report.codebook)


def _cell_name(episode: str, target: str) -> str:
    return ", ".join(part for part in (episode and f"Episode {episode}", target) if part) or "The whole session"


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
