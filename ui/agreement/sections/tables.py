"""Sections that are one table under another."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from annotator.agreement.pair.report import PairReport
from annotator.report.sheets.event_sheet import event_sheet, older_sheet
from annotator.report.sheets.part_sheets import boundary_sheet, episode_sheet
from annotator.report.sheets.point_sheet import count_sheet, point_sheet
from annotator.report.sheets.sheet import Sheet
from ui.agreement.sheet_table import SheetTable
from ui.agreement.stacked import Stacked
from ui.widgets.parts import column, label

Build = Callable[[PairReport], Sheet]


class TablesSection(QWidget):
    """Shows a few tables, each under its heading.

    Args:
        parts: heading, and what makes the table of a report.
    """

    def __init__(self, *parts: tuple[str, Build]) -> None:
        super().__init__()
        self._builds = [build for _, build in parts]
        self.tables = tuple(SheetTable(heading) for heading, _ in parts)
        self._parts = Stacked(*(_part(heading, table) for table, (heading, _) in zip(self.tables, parts, strict=True)))
        self.setLayout(column(self._parts, spacing=0))

    def show_report(self, report: PairReport) -> None:
        """Show the numbers of a report."""
        for table, build in zip(self.tables, self._builds, strict=True):
            table.show_sheet(build(report), report.codebook)
        self._parts.fit()


def _part(heading: str, table: SheetTable) -> tuple[QWidget, Callable[[], int]]:
    made = headed(heading, table)
    layout = made.layout()
    title = layout.itemAt(0) if layout is not None else None
    assert title is not None, "a heading and a table"
    return made, lambda: title.sizeHint().height() + table.needed_height


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
        ("Bouts linked by overlap, aligned in order, unitized", event_sheet),
        ("Kappa as older programs sample it, beside the exact value", older_sheet),
    )


def points_section() -> TablesSection:
    """Return the section of points and counts."""
    return TablesSection(
        ("Points matched one to one", point_sheet),
        ("Occurrences counted as behaviour analysts do", count_sheet),
    )


def episodes_section() -> TablesSection:
    """Return the section of episodes."""
    return TablesSection(
        ("Kappa of each channel within each episode", episode_sheet), ("Where episodes begin", boundary_sheet)
    )
