"""The code panel: every code by its group, lit while it is on, and what its rules are."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from annotator.model.codebook import Code
from annotator.model.items import Event
from ui.coding.code_row import CodeRow
from ui.coding.code_rules import CodeRules
from ui.coding.question import Question
from ui.parts import column, label, line
from ui.session import CodingSession
from ui.swatch import code_styles

_COLUMN_WIDTH = 186
_TWO_COLUMNS_FROM = 2 * _COLUMN_WIDTH


class CodesPanel(QWidget):
    """Shows the codebook; a click on a code does what its key does."""

    pressed = Signal(str)
    """A code was clicked: its id."""

    def __init__(self, session: CodingSession, question: Question) -> None:
        super().__init__()
        self._session = session
        styles = code_styles(session.codebook)
        self.rows = {code.id: CodeRow(code, styles[code.id]) for code in session.codebook.codes}
        self.rules = CodeRules(session.codebook, question)
        self._codes = _Columns([(name, [self.rows[code.id] for code in codes]) for name, codes in self._groups()])
        for code_id, row in self.rows.items():
            row.clicked.connect(partial(self._press, code_id))
            row.hovered.connect(self.rules.hover)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._codes)
        self.setLayout(column(scroll, line(), self.rules, spacing=0))
        self.setAccessibleName("Codes")

    def show_on(self, on_now: dict[str, Event], at_ms: int) -> None:
        """Light the codes that are on at at_ms, and put out the others."""
        for code_id, row in self.rows.items():
            event = on_now.get(code_id)
            row.show_on(at_ms - event.start_ms if event is not None else None)

    def flash(self, code_id: str) -> None:
        """Say that a code was pressed, and show its rules."""
        self.rows[code_id].flash()
        self.rules.show_code(code_id)

    def _press(self, code_id: str, _is_checked: bool) -> None:
        self.pressed.emit(code_id)

    def _groups(self) -> list[tuple[str, tuple[Code, ...]]]:
        return list(self._session.codebook.groups.items())


class _Columns(QWidget):
    """The groups one under the other, in two columns where there is room."""

    def __init__(self, groups: list[tuple[str, list[CodeRow]]]) -> None:
        super().__init__()
        self._groups = [_group(name, rows) for name, rows in groups]
        self._sizes = [len(rows) + 1 for _, rows in groups]
        self._count = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 4, 8, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._arrange(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one column or two."""
        super().resizeEvent(event)
        self._arrange(2 if event.size().width() >= _TWO_COLUMNS_FROM and len(self._groups) > 1 else 1)

    def _arrange(self, count: int) -> None:
        if count == self._count:
            return
        self._count = count
        first = self._groups[: _half(self._sizes)] if count == 2 else self._groups
        second = self._groups[len(first) :]
        for number, groups in enumerate((first, second)):
            for place, group in enumerate(groups):
                self._grid.addWidget(group, place, number, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(number, 1 if groups else 0)
        self._grid.setRowStretch(max(len(first), len(second)), 1)


def _group(name: str, rows: list[CodeRow]) -> QWidget:
    made = QWidget()
    caption = label(name, "heading")
    caption.setContentsMargins(7, 7, 0, 3)
    made.setLayout(column(caption, *rows, spacing=0))
    return made


def _half(sizes: list[int]) -> int:
    """Return how many groups, from the first, make the two columns most alike in height.

    >>> _half([3, 6, 2, 3])
    2
    """
    return min(range(1, len(sizes)), key=lambda count: abs(sum(sizes[:count]) - sum(sizes[count:])))
