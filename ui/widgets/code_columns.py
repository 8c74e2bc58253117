"""The rows of all codes under the headings of their groups, as the code panel and its preview show them."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import current_theme
from ui.widgets.code_row import ROW_HEIGHT, CodeRow
from ui.widgets.parts import column, row

COLUMN_WIDTH = 186


class CodeColumns(QWidget):
    """The groups one under the other, in two columns where there is room. A click on a heading folds its group."""

    def __init__(self, groups: list[tuple[str, list[CodeRow]]]) -> None:
        super().__init__()
        self._groups = [_Group(name, rows) for name, rows in groups]
        self._shown: tuple[object, ...] = ()
        self.setMinimumWidth(1)  # else two columns, too wide for a narrow panel, would never become one again
        self._columns = [QVBoxLayout() for _ in range(2)]
        self._whole = row(*self._columns, spacing=6, margins=(8, 4, 8, 8))
        for one in self._columns:
            one.setSpacing(0)
        for group in self._groups:
            group.folded.connect(self.arrange)
        self.setLayout(self._whole)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many columns as there is room for."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put the groups into columns."""
        count = min(1 if self.width() < 2 * COLUMN_WIDTH else 2, max(1, len(self._groups)))
        cuts = _cuts([group.lines for group in self._groups], count)
        widths = tuple(group.wanted_width for group in self._groups)
        if (cuts, widths) == self._shown:
            return
        self._shown = (cuts, widths)
        for number, layout in enumerate(self._columns):
            while layout.takeAt(0) is not None:
                pass
            groups = self._groups[slice(*cuts[number : number + 2])] if number < count else []
            for group in groups:
                layout.addWidget(group)
            if groups:
                layout.addStretch(1)
            # As wide as what stands in it, so that no name is cut beside a column with room to spare.
            self._whole.setStretch(number, max((group.wanted_width for group in groups), default=0))


class _Heading(QAbstractButton):
    """The name of a group, and whether its codes are folded away."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{name}: click to fold its codes away, or show them")
        self.setAccessibleName(f"Group {name}")
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 30, ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the name and, where it matters, which way it is folded."""
        theme, painter = current_theme(), QPainter(self)
        is_lit = self.underMouse() or self.hasFocus()
        painter.setPen(QColor(theme.text if is_lit else theme.dim))
        inner = self.rect().adjusted(7, 0, -4, -1)
        mark = "▸" if self.isChecked() else "▾" if is_lit else ""
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width() - 16)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, f"{name} {mark}")

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Be dim again."""
        super().leaveEvent(event)
        self.update()


class _Group(QWidget):
    """A heading with a row for each code; a click on the heading folds the rows away."""

    def __init__(self, name: str, rows: list[CodeRow]) -> None:
        super().__init__()
        self._rows = rows
        self._heading = _Heading(name)
        self._heading.setFixedHeight(ROW_HEIGHT)
        self.folded = self._heading.toggled
        self.folded.connect(self._fold)
        self.setLayout(column(self._heading, *rows, spacing=0))

    @property
    def is_used(self) -> bool:
        """Whether the pass has a code of it."""
        return any(code_row.is_in_pass for code_row in self._rows)

    @property
    def wanted_width(self) -> int:
        """How wide its codes of the pass would be with whole names, in px; at least 1."""
        return max((code_row.sizeHint().width() for code_row in self._rows if code_row.is_in_pass), default=1)

    @property
    def lines(self) -> int:
        """How many lines it has, all of one height; 0 while the pass has none of it."""
        rows = 0 if self._heading.isChecked() else sum(code_row.is_in_pass for code_row in self._rows)
        return 1 + rows if self.is_used else 0

    def _fold(self, is_folded: bool) -> None:
        for code_row in self._rows:
            code_row.setHidden(is_folded or not code_row.is_in_pass)


def _cuts(heights: Sequence[int], count: int) -> tuple[int, ...]:
    """Return where columns begin and the last ends, so that the highest of `count` columns is as low as can be.

    >>> _cuts([3, 6, 2, 3], 2), _cuts([3, 6, 2, 3], 3), _cuts([5], 2), _cuts([], 2)
    ((0, 2, 4), (0, 1, 2, 4), (0, 1), (0, 0))
    """
    most = max(1, min(count, len(heights)))
    ways = ((0, *inner, len(heights)) for inner in combinations(range(1, len(heights)), most - 1))
    return min(ways, key=lambda cuts: max(sum(heights[one:other]) for one, other in pairwise(cuts)), default=(0, 0))
