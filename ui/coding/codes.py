"""The code panel: every code by its group, lit while it is on, and what its rules are."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from annotator.model.codebook import Code
from annotator.model.items import Event
from ui.coding.code_row import ROW_HEIGHT, CodeRow
from ui.coding.code_rules import CodeRules
from ui.coding.question import Question
from ui.parts import column, label, line, row
from ui.session import CodingSession
from ui.swatch import code_styles

_COLUMN_WIDTH = 186
_TWO_COLUMNS_FROM = 2 * _COLUMN_WIDTH
_TALLEST = 260


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
        for code_id, code_row in self.rows.items():
            code_row.clicked.connect(partial(self._press, code_id))
            code_row.hovered.connect(self.rules.hover)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._codes)
        self.setLayout(column(scroll, line(), self.rules, spacing=0))
        self.setAccessibleName("Codes")

    def sizeHint(self) -> QSize:
        """Room for the codes in two columns, but not for so many that no event is seen below, and for the rules."""
        codes_height = min(self._codes.natural_height, _TALLEST)
        return QSize(2 * _COLUMN_WIDTH, codes_height + self.rules.sizeHint().height() + 1)

    def minimumSizeHint(self) -> QSize:
        """Room for a few codes; the others are scrolled to."""
        return QSize(200, 4 * ROW_HEIGHT + self.rules.sizeHint().height())

    def show_on(self, on_now: dict[str, Event], at_ms: int) -> None:
        """Light the codes that are on at at_ms, and put out the others."""
        for code_id, code_row in self.rows.items():
            event = on_now.get(code_id)
            code_row.show_on(at_ms - event.start_ms if event is not None else None)

    def show_ticked(self, codes: frozenset[str]) -> None:
        """Tick these codes, and no others."""
        for code_id, code_row in self.rows.items():
            code_row.show_ticked(ticked=code_id in codes)

    def show_pass(self, codes: frozenset[str]) -> None:
        """Dim the codes that the pass leaves out, and hide the groups of which it has none."""
        for code_id, code_row in self.rows.items():
            code_row.show_in_pass(in_pass=code_id in codes)
        self._codes.hide_unused()

    def flash(self, code_id: str) -> None:
        """Say that a code was pressed, and show its rules."""
        self.rows[code_id].flash()
        self.rules.show_code(code_id)

    def _press(self, code_id: str, _is_checked: bool = False) -> None:
        self.pressed.emit(code_id)

    def _groups(self) -> list[tuple[str, tuple[Code, ...]]]:
        return list(self._session.codebook.groups.items())


class _Columns(QWidget):
    """The groups one under the other, in two columns where there is room."""

    def __init__(self, groups: list[tuple[str, list[CodeRow]]]) -> None:
        super().__init__()
        self._rows = [rows for _, rows in groups]
        self._groups = [_group(name, rows) for name, rows in groups]
        self._sizes = [len(rows) + 1 for rows in self._rows]
        self._count = 0
        self.setMinimumWidth(1)  # else two columns, too wide for a narrow panel, would never become one again
        self._columns = QVBoxLayout(), QVBoxLayout()
        whole = row(*self._columns, spacing=8, margins=(8, 4, 8, 8))
        for one in self._columns:
            one.setSpacing(0)
            whole.setStretchFactor(one, 1)
        self.setLayout(whole)
        self._arrange(1)

    @property
    def natural_height(self) -> int:
        """How high it is in two columns, in px."""
        heights = [0 if group.isHidden() else group.sizeHint().height() for group in self._groups]
        first = _half(self._sizes)
        return max(sum(heights[:first]), sum(heights[first:])) + 12

    def hide_unused(self) -> None:
        """Hide the groups without a code of the pass, and spread the others over the columns anew."""
        used = [any(code_row.is_in_pass for code_row in rows) for rows in self._rows]
        for group, is_used in zip(self._groups, used, strict=True):
            group.setVisible(is_used)
        self._sizes = [is_used * (len(rows) + 1) for rows, is_used in zip(self._rows, used, strict=True)]
        count, self._count = self._count, 0
        self._arrange(count)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one column or two."""
        super().resizeEvent(event)
        self._arrange(2 if event.size().width() >= _TWO_COLUMNS_FROM and len(self._groups) > 1 else 1)

    def _arrange(self, count: int) -> None:
        if count == self._count:
            return
        self._count = count
        first = _half(self._sizes) if count == 2 else len(self._groups)
        for layout, groups in zip(self._columns, (self._groups[:first], self._groups[first:]), strict=True):
            while layout.takeAt(0) is not None:
                pass
            for group in groups:
                layout.addWidget(group)
            if groups:
                layout.addStretch(1)


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
    return min(range(1, len(sizes)), default=1, key=lambda count: abs(sum(sizes[:count]) - sum(sizes[count:])))
