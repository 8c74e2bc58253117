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
_NARROW_COLUMN = 164
"""A column of small rows: long names are cut, and stand whole in the tooltip."""
_TWO_COLUMNS_FROM, _THREE_COLUMNS_FROM = 2 * COLUMN_WIDTH, 3 * _NARROW_COLUMN
_ROWS = (ROW_HEIGHT, 21, 17)
"""How high a row may be, in px, the usual first; a heading is as high."""
_EDGE = 12


class CodeColumns(QWidget):
    """The groups one under the other, in as many columns as it takes to show all codes; else they are scrolled to.

    Rows are small, and a third column is used, only where the room asks for it. A click on a heading folds its group.
    """

    def __init__(self, groups: list[tuple[str, list[CodeRow]]]) -> None:
        super().__init__()
        self._groups = [_Group(name, rows) for name, rows in groups]
        self._room: QSize | None = None
        self._shown: tuple[object, ...] = ()
        self.setMinimumWidth(1)  # else several columns, too wide for a narrow panel, would never become one again
        self._columns = [QVBoxLayout() for _ in range(3)]
        self._whole = row(*self._columns, spacing=6, margins=(8, 4, 8, 8))
        for one in self._columns:
            one.setSpacing(0)
        for group in self._groups:
            group.folded.connect(self.arrange)
        self.setLayout(self._whole)
        self.arrange()

    @property
    def natural_height(self) -> int:
        """How high it is in two columns of usual rows, or one in a narrow panel, in px: a third would cut names."""
        return self._height(min(self._counts), ROW_HEIGHT)

    @property
    def least_height(self) -> int:
        """How high it is in three columns of the smallest rows, in px."""
        return self._height(3, _ROWS[-1])

    def hide_left_out(self) -> None:
        """Hide the codes that the pass leaves out, and spread the others over the columns again."""
        for group in self._groups:
            group.hide_left_out()
        self.arrange()
        self.updateGeometry()

    def show_in(self, room: QSize) -> None:
        """Fit what is shown into this room, as far as that is possible; without it, the height does not matter."""
        self._room = room
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many columns as there is room for."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put the groups into columns."""
        count, height = self._choose()
        cuts = _cuts([group.height_with(height) for group in self._groups], count)
        widths = tuple(group.wanted_width for group in self._groups)
        if (cuts, height, widths) == self._shown:
            return
        self._shown = (cuts, height, widths)
        for group in self._groups:
            group.set_row_height(height)
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

    @property
    def _counts(self) -> tuple[int, ...]:
        """How many columns there may be."""
        width = self.width() if self._room is None else self._room.width()
        return (1,) if width < _TWO_COLUMNS_FROM else (2,) if width < _THREE_COLUMNS_FROM else (2, 3)

    def _choose(self) -> tuple[int, int]:
        """Return how many columns to use and how high their rows are: the first that is not too high."""
        ways = [(min(count, max(1, len(self._groups))), height) for height in _ROWS for count in self._counts]
        if self._room is None:
            return ways[0]
        return next((way for way in ways if self._height(*way) <= self._room.height()), ways[-1])

    def _height(self, count: int, row_height: int) -> int:
        heights = [group.height_with(row_height) for group in self._groups]
        cuts = _cuts(heights, count)
        return max((sum(heights[one:other]) for one, other in pairwise(cuts)), default=0) + _EDGE


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

    def height_with(self, row_height: int) -> int:
        """How high it is with such rows, in px; 0 while the pass has none of it."""
        rows = 0 if self._heading.isChecked() else sum(code_row.is_in_pass for code_row in self._rows)
        return (1 + rows) * row_height if self.is_used else 0

    def hide_left_out(self) -> None:
        """Show the codes of the pass, unless they are folded away; without any, not even the heading."""
        self.setVisible(self.is_used)
        self._fold(self._heading.isChecked())

    def set_row_height(self, row_height: int) -> None:
        """Give all lines this height, in px."""
        self._heading.setFixedHeight(row_height)
        for code_row in self._rows:
            code_row.set_height(row_height)

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
