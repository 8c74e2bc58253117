"""Sections that are one table under another."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.agreement.pair.report import PairReport
from annotator.report.sheets.event_sheet import event_sheet, older_sheet
from annotator.report.sheets.part_sheets import boundary_sheet, episode_sheet
from annotator.report.sheets.point_sheet import count_sheet, point_sheet
from annotator.report.sheets.sheet import Sheet
from ui.agreement.sheet_table import SheetTable
from ui.widgets.parts import column, label

Build = Callable[[PairReport], Sheet]


class TablesSection(QWidget):
    """Shows a few tables, each under its heading.

    Args:
        parts: heading, what makes the table of a report, and its share of the height.
    """

    def __init__(self, *parts: tuple[str, Build, int]) -> None:
        super().__init__()
        self._builds = [build for _, build, _ in parts]
        self.tables = tuple(SheetTable(heading) for heading, _, _ in parts)
        splitter = QSplitter(Qt.Orientation.Vertical)
        for place, (table, (heading, _, share)) in enumerate(zip(self.tables, parts, strict=True)):
            splitter.addWidget(headed(heading, table))
            splitter.setStretchFactor(place, share)
            splitter.setCollapsible(place, False)
        splitter.setSizes([1000 * share for _, _, share in parts])
        self.setLayout(column(splitter, spacing=0))

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        for table, build in zip(self.tables, self._builds, strict=True):
            table.show_sheet(build(report), report.codebook)


def headed(heading: str, inside: QWidget) -> QWidget:
    """Return a widget under a heading."""
    title = label(heading, "heading")
    title.setContentsMargins(10, 8, 10, 4)
    made = QWidget()
    layout = column(title, inside, spacing=0)
    layout.setStretch(1, 1)
    made.setLayout(layout)
    return made


def events_section() -> TablesSection:
    """Return the section of bouts."""
    return TablesSection(
        ("Bouts linked by overlap, aligned in order, unitized", event_sheet, 3),
        ("Kappa as older programs sample it, beside the exact value", older_sheet, 2),
    )


def points_section() -> TablesSection:
    """Return the section of points and counts."""
    return TablesSection(
        ("Points matched one to one", point_sheet, 2),
        ("Occurrences counted as behaviour analysts do", count_sheet, 3),
    )


def episodes_section() -> TablesSection:
    """Return the section of episodes."""
    return TablesSection(
        ("Kappa of each channel within each episode", episode_sheet, 3), ("Where episodes begin", boundary_sheet, 2)
    )
