"""Agreement on state codes: the table of all, and the matrix of the chosen channel in seconds or in events."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from annotator.agreement.pair.report import PairReport
from annotator.report.figures.grids import events_grid, seconds_grid
from annotator.report.sheets.code_sheet import code_sheet
from ui.agreement.matrix import Matrix
from ui.agreement.sheet_table import SheetTable
from ui.agreement.stacked import Stacked
from ui.widgets.parts import column, row

_GO = "Click: see these moments in the workbench"
_GO_TO_ONE = "Click: see those of the chosen session in the workbench"


class CodesSection(QWidget):
    """Shows every channel and code over time."""

    cell_wanted = Signal(str, object)
    """Somebody wants to see a cell of the matrix: the channel, and the Cell (None where both say the same)."""

    def __init__(self) -> None:
        super().__init__()
        self.table = SheetTable("Agreement of channels and codes")
        self.matrix, self.unit = Matrix(), QTabBar()
        self._report: PairReport | None = None
        for name in ("Seconds", "Events"):
            self.unit.addTab(name)
        self.unit.setDrawBase(False)
        self.unit.setExpanding(False)
        self.unit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.unit.setAccessibleName("Matrix in seconds or in events")
        below = QWidget()
        inner = column(row(None, self.unit), self.matrix, spacing=0)
        inner.setStretch(1, 1)
        below.setLayout(inner)
        self._parts = Stacked(
            (self.table, lambda: self.table.needed_height),
            (below, lambda: self.unit.sizeHint().height() + self.matrix.needed_height),
        )
        self.setLayout(column(self._parts, spacing=0))
        self.table.chosen.connect(lambda _: self._show_matrix())
        self.unit.currentChanged.connect(lambda _: self._show_matrix())
        self.matrix.cell_chosen.connect(lambda cell: self.cell_wanted.emit(self.table.key, cell))

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self.table.show_sheet(code_sheet(report), report.codebook)
        self._show_matrix()
        self._parts.fit()

    def _show_matrix(self) -> None:
        report, channel = self._report, self.table.key
        if report is None or not channel:
            self.matrix.say("", "")
            return
        in_seconds = self.unit.currentIndex() == 0
        grid = seconds_grid(report, channel) if in_seconds else events_grid(report, channel)
        codes = [*(code.id for code in report.codebook.state_channels[channel]), None]
        self.matrix.show_grid(grid, codes, report.codebook, _GO if len(report.sessions) == 1 else _GO_TO_ONE)
