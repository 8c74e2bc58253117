"""Agreement on intervals: from the events, or as both said it interval by interval."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QWidget

from annotator.agreement.pair.report import PairReport
from annotator.report.sheets.part_sheets import interval_sheet
from annotator.text import count
from ui.agreement.sheet_table import SheetTable
from ui.widgets.parts import column, label, row

_NO_INTERVALS = "There are no intervals: no episode is marked by both. Mark where the episodes begin in Code."
_NO_RECORDS = "No interval was recorded by both. The interval pass of Code (F4) asks for each interval in turn."


class IntervalsSection(QWidget):
    """Shows in which intervals each code occurs for both."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.source, self.note = SheetTable("Agreement of intervals"), QTabBar(), label("", "dim")
        self._report: PairReport | None = None
        for name in ("From the events", "As recorded"):
            self.source.addTab(name)
        self.source.setDrawBase(False)
        self.source.setExpanding(False)
        self.source.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.source.setAccessibleName("Where interval scores come from")
        top = row(self.source, None, self.note, margins=(0, 0, 12, 0))
        layout = column(top, self.table, spacing=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.source.currentChanged.connect(lambda _: self._show())

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        self._report = report
        self._show()

    def _show(self) -> None:
        report = self._report
        if report is None:
            return
        is_recorded = self.source.currentIndex() == 1
        found = report.records if is_recorded else report.intervals
        rule = f"of {found.length_ms / 1000:g} s, laid from the start of each scored episode"
        self.note.setText(f"{count(found.intervals, 'interval')} {rule}")
        self.table.show_sheet(
            interval_sheet(report, found, _NO_RECORDS if is_recorded else _NO_INTERVALS), report.codebook
        )
