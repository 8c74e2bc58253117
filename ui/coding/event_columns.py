"""How wide the columns of the event table are, and which are shown."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QMenu, QTableView

from annotator.text import clock
from ui.coding.event_cells import TABLE_FONT
from ui.coding.event_model import HEADINGS, NAMES, Column
from ui.theme import number_font

_CODE_PX = (92, 214)
"""The narrowest and the widest that the names of codes are given by themselves."""


class EventColumns(QObject):
    """Gives the columns widths that fill the table, until the user chooses others; the start is always shown.

    Args:
        table: the table, with its model set.
        code_width: how many px the longest name of a code takes.
        last_ms: the latest time that is shown.
    """

    def __init__(self, table: QTableView, code_width: int, last_ms: int) -> None:
        super().__init__(table)
        self._table, self._header = table, table.horizontalHeader()
        self._code_width = min(max(code_width + 34, _CODE_PX[0]), _CODE_PX[1])
        self._fixed = self._fixed_widths(last_ms)
        self._is_fitting, self._are_chosen = False, False
        self.menu = QMenu(table)
        self.menu.aboutToShow.connect(self._fill_menu)
        self._header.setMinimumSectionSize(24)
        self._header.setStretchLastSection(True)
        self._header.setSectionsClickable(True)
        self._header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._header.sectionResized.connect(self._note)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(lambda at: self.menu.popup(self._header.mapToGlobal(at)))
        table.viewport().installEventFilter(self)
        self.fit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Fit again when the table is wider or narrower."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return False

    def state(self) -> bytes:
        """Return what the user has chosen; b"" for nothing, so that a codebook has its own widths."""
        is_first = not self._are_chosen and not any(self._table.isColumnHidden(column) for column in Column)
        return b"" if is_first else bytes(self._header.saveState().data())

    def restore(self, state: bytes) -> None:
        """Give the columns what the user had chosen."""
        if state:
            self._is_fitting = True
            self._header.restoreState(QByteArray(state))
            self._is_fitting, self._are_chosen = False, True

    def fit(self) -> None:
        """Share the width out, unless the user has done so."""
        if self._are_chosen:
            return
        self._is_fitting = True
        for column, width in self._shared_out(self._table.viewport().width()).items():
            if not self._table.isColumnHidden(column):
                self._table.setColumnWidth(column, width)
        self._is_fitting = False

    def _shared_out(self, width: int) -> Mapping[Column, int]:
        """Give times what they need, then the code, and what is left to modifiers and comment, which comes last."""
        words = self._table.fontMetrics()
        heading = {column: words.horizontalAdvance(HEADINGS[column]) + 20 for column in Column}
        hidden = [column for column in Column if self._table.isColumnHidden(column)]
        rest = width - sum(px for column, px in self._fixed.items() if column not in hidden)
        both = sum(heading[column] for column in (Column.MODIFIERS, Column.COMMENT) if column not in hidden)
        code = min(max(rest - both, _CODE_PX[0]), self._code_width)
        modifiers = heading[Column.MODIFIERS] + max(rest - code - both, 0) * 2 // 5
        # The last one takes what is left, but only from the width that it has been given.
        return {**self._fixed, Column.CODE: code, Column.MODIFIERS: modifiers, Column.COMMENT: heading[Column.COMMENT]}

    def _fixed_widths(self, last_ms: int) -> dict[Column, int]:
        digits, words = QFontMetrics(number_font(TABLE_FONT)), self._table.fontMetrics()
        time = digits.horizontalAdvance(clock(max(last_ms, 600_000))) + 14
        return {
            Column.START: time,
            Column.END: time,
            Column.EPISODE: words.horizontalAdvance("4–5") + 16,
            Column.UNSURE: 24,
        }

    def _note(self, column: int, before: int, after: int) -> None:
        if not self._is_fitting and before and after and column != Column.COMMENT:
            self._are_chosen = True

    def _fill_menu(self) -> None:
        self.menu.clear()
        for column, name in list(enumerate(NAMES))[1:]:
            choice = self.menu.addAction(name)
            choice.setCheckable(True)
            choice.setChecked(not self._table.isColumnHidden(column))
            choice.toggled.connect(partial(self._show, column))
        self.menu.addSeparator()
        self.menu.addAction("Fit columns", self._fit_anew)

    def _show(self, column: int, shown: bool) -> None:
        self._table.setColumnHidden(column, not shown)
        self.fit()

    def _fit_anew(self) -> None:
        self._are_chosen = False
        self.fit()
