"""The rows of all codes under the headings of their groups, as the code panel and its preview show them."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.code_row import CodeRow
from ui.parts import column, label, row

COLUMN_WIDTH = 186
_TWO_COLUMNS_FROM = 2 * COLUMN_WIDTH


class CodeColumns(QWidget):
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
