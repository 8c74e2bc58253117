"""What quiet tables share: their looks, and which keys are theirs."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from annotator.model.codebook import Codebook
from ui.theme import current_theme
from ui.widgets.swatch import code_styles, paint_swatch

Key = Qt.Key
_ROWS = frozenset({Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End})
_COLUMNS = frozenset({Key.Key_Left, Key.Key_Right})
_CONFIRM = frozenset({Key.Key_Return, Key.Key_Enter})
_FOCUS = frozenset({Key.Key_Tab, Key.Key_Backtab})
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def make_quiet(table: QTableView) -> None:
    """Make a table read-only, without grid and row numbers; Tab leaves it."""
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setIconSize(QSize(11, 11))
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(22)
    table.horizontalHeader().setHighlightSections(False)


def set_widths(table: QTableView, widths: Sequence[int]) -> None:
    """Give the first columns these widths in pixels; the next one takes the room that is left."""
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(len(widths), QHeaderView.ResizeMode.Stretch)
    for section, width in enumerate(widths):
        header.resizeSection(section, width)


class OwnKeys(QObject):
    """Keeps the keys that move about in a table from the window's actions, and lets all others through to it.

    Args:
        table: whose keys they are.
        cells: whether one chooses cells, so that Left and Right are its own as well.
        confirmed: called on Enter; without it Enter goes through.
    """

    def __init__(
        self, table: QTableView, *, cells: bool = False, confirmed: Callable[[], object] | None = None
    ) -> None:
        super().__init__(table)
        self._moves = _ROWS | _COLUMNS if cells else _ROWS
        self._confirmed = confirmed
        table.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Claim, act or let through."""
        if not isinstance(event, QKeyEvent) or event.key() in _FOCUS:
            return False
        confirms = event.key() in _CONFIRM and self._confirmed is not None
        is_own = (event.key() in self._moves or confirms) and event.modifiers() in _PLAIN
        if event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(is_own)
            return is_own
        if event.type() == QEvent.Type.KeyPress and confirms and is_own and self._confirmed is not None:
            self._confirmed()
            return True
        if not is_own:
            event.ignore()
        return not is_own


def paint_ring(painter: QPainter, cell: QRectF, *, has_focus: bool) -> None:
    """Paint a ring around the chosen cell; with the keyboard on it a broad one, set off by the colour of the ground."""
    theme = current_theme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.accent), 3.5 if has_focus else 1.5))
    painter.drawRoundedRect(cell, 5, 5)
    if has_focus:
        painter.setPen(QPen(QColor(theme.panel), 1.5))
        painter.drawRoundedRect(cell.adjusted(2.5, 2.5, -2.5, -2.5), 4, 4)


def swatch(codebook: Codebook, code: str, margin: int = 1) -> QIcon:
    """Return the sign of a code: its colour and pattern, a diamond for a point."""
    picture = QPixmap(20 + 2 * margin, 20 + 2 * margin)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    style = code_styles(codebook, 2.0)[code]
    paint_swatch(painter, QRectF(margin, margin, 20, 20), style, is_point=codebook.code_by_id[code].is_point)
    painter.end()
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)  # else Qt tints it, and the colour is what it is there for
    return made
