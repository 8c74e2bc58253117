"""How the cells of the event table are painted and edited."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from ui.coding.event_model import OPEN, POINT, RUNNING, TIMES, Column, EventModel
from ui.session import CodingSession
from ui.theme import current_theme, mix, number_font
from ui.typed import typed_ms
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.swatch import code_styles, paint_swatch

Index = QModelIndex | QPersistentModelIndex

TABLE_FONT = 0.94
"""Size of the letters beside those of the window, so that every column has room."""

_SWATCH_PX = 13
_LEFT = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value
_RIGHT = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value
_CENTER = Qt.AlignmentFlag.AlignCenter.value
_DIM = (Column.MODIFIERS, Column.COMMENT, Column.EPISODE)


@dataclass(frozen=True, slots=True)
class _Look:
    """Fonts, colours and swatches, made once a theme, font and screen; fit shortens a text to a width."""

    words: QFont
    italic: QFont
    numbers: QFont
    text: QColor
    dim: QColor
    warning: QColor
    accent: QColor
    selected: QColor
    hovered: QColor
    lit: dict[str, QColor]
    swatches: dict[str, QPixmap]
    fit: Callable[[str, int], str]

    @classmethod
    def of(cls, table: QTableView, codebook: Codebook) -> "_Look":
        """Return the look of a table as it is now."""
        theme, words = current_theme(), QFont(table.font())
        italic = QFont(words)
        italic.setItalic(True)
        metrics = QFontMetrics(words)

        @lru_cache(maxsize=4096)
        def fit(text: str, width: int) -> str:
            return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

        lit = {code.id: QColor(mix(theme.panel, code.color, 0.20)) for code in codebook.all_codes}
        return cls(
            words=words,
            italic=italic,
            numbers=number_font(TABLE_FONT),
            text=QColor(theme.text),
            dim=QColor(theme.dim),
            warning=QColor(theme.warning),
            accent=QColor(theme.accent),
            selected=QColor(theme.selection),
            hovered=QColor(theme.raised),
            lit=lit,
            swatches=_swatches(codebook, table.devicePixelRatioF()),
            fit=fit,
        )


class EventCells(QStyledItemDelegate):
    """Paints lit rows and swatches; edits times, codes and comments where they stand.

    It paints by itself: asking the style for each of some hundred cells would take longer than a frame lasts.

    Attributes:
        on_now: ids of the events that are on at the playhead; their rows are lit.
        hovered: the row under the mouse, -1 for none.
    """

    def __init__(self, session: CodingSession, model: EventModel, table: QTableView) -> None:
        super().__init__(table)
        self._session, self._model, self._table = session, model, table
        self._look: _Look | None = None
        self.on_now: frozenset[str] = frozenset()
        self.hovered = -1

    def change_look(self) -> None:
        """Take the theme, the font and the screen that the table has now."""
        self._look = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground of the row, the swatch of a code beside its name, and what the cell says."""
        row, column, rect = index.row(), index.column(), option.rect
        event = self._model.event_at(row)
        look = self._look = self._look or _Look.of(self._table, self._session.codebook)
        is_selected = event.id in self._session.selected_ids
        if is_selected:
            painter.fillRect(rect, look.selected)
        elif event.id in self.on_now:
            painter.fillRect(rect, look.lit.get(event.code, look.hovered))
        elif row == self.hovered:
            painter.fillRect(rect, look.hovered)
        if is_selected and column == Column.START:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), look.accent)
        if column == Column.CODE and event.code in look.swatches:
            painter.drawPixmap(rect.left() + 6, rect.center().y() - _SWATCH_PX // 2, look.swatches[event.code])
        text = self._model.text(event, column)
        if text:
            _write(painter, rect, column, text, look)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A list of the codes of the same kind, or a line to type in."""
        if index.column() == Column.CODE:
            return self._code_list(parent, self._model.event_at(index.row()).code)
        editor = QLineEdit(parent)
        if index.column() in TIMES:
            editor.setFont(number_font(TABLE_FONT))
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
            editor.setToolTip("Minutes, seconds and milliseconds: 12:41.520")
        editor.setStyleSheet("padding: 0 3px; border-radius: 0")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what the cell holds; a running end begins empty."""
        if isinstance(editor, QLineEdit):
            text = str(index.data(Qt.ItemDataRole.EditRole))
            editor.setText("" if index.column() == Column.END and text == RUNNING else text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Make the edit, if anything was changed."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit) and index.column() in TIMES:
            self._set_time(editor.text(), model, index)
        elif isinstance(editor, QLineEdit) and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Fill the cell; a list of codes is as wide as it needs."""
        editor.setGeometry(option.rect)
        if index.column() == Column.CODE:
            editor.resize(max(option.rect.width(), editor.sizeHint().width()), option.rect.height())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the keys of an editor from the actions of the window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(editor, event)

    def _set_time(self, text: str, model: QAbstractItemModel, index: Index) -> None:
        if text.strip() in ("", index.data(Qt.ItemDataRole.EditRole)):
            return
        at_ms = typed_ms(text)
        if at_ms is None:
            self._session.tell(EditError(f"“{text}” is not a time.", "Type minutes, seconds and ms: 12:41.520."))
        else:
            model.setData(index, at_ms)

    def _code_list(self, parent: QWidget, code_id: str) -> QComboBox:
        codes, codebook = CodeList(parent), self._session.codebook
        old = codebook.code_by_id.get(code_id)
        for code in codebook.codes:
            if old is None or code.kind == old.kind:
                codes.addItem(code.name_and_key, code.id)
        codes.setCurrentIndex(codes.findData(code_id))
        codes.activated.connect(lambda _: self._finish(codes))
        codes.closed.connect(lambda: self._leave(codes))
        QTimer.singleShot(0, codes, codes.showPopup)
        return codes

    def _finish(self, codes: "CodeList") -> None:
        codes.closed.disconnect()
        self.commitData.emit(codes)
        self.closeEditor.emit(codes)

    def _leave(self, codes: "CodeList") -> None:
        self.closeEditor.emit(codes, self.EndEditHint.RevertModelCache)


class CodeList(ChoiceBox):
    """A list that is open while it is there: a code is chosen in it, never by a letter meant for the recording."""

    closed = Signal()
    """It was closed, whether a code was chosen or not."""

    def showPopup(self) -> None:
        """Open it; it is left in many ways, of which hidePopup hears only some."""
        super().showPopup()
        self.view().window().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell that it is closed, after what was chosen."""
        if event.type() == QEvent.Type.Hide:
            QTimer.singleShot(0, self, self.closed.emit)
        return super().eventFilter(watched, event)


def _write(painter: QPainter, rect: QRect, column: int, text: str, look: _Look) -> None:
    """Write times in digits of one width, on the right; what is only context is dim."""
    if column in TIMES:
        painter.setFont(look.italic if text == RUNNING else look.numbers)
        painter.setPen(look.dim if text in (RUNNING, POINT) else look.text)
        painter.drawText(rect.adjusted(4, 0, -6, 0), _RIGHT, text)
        return
    painter.setFont(look.words)
    if column == Column.UNSURE:
        painter.setPen(look.warning)
        painter.drawText(rect, _CENTER, text)
        return
    painter.setPen(look.warning if text.endswith(OPEN) else look.dim if column in _DIM else look.text)
    room = rect.adjusted(26 if column == Column.CODE else 7, 0, -5, 0)
    painter.drawText(room, _LEFT, look.fit(text, room.width()))


def _swatches(codebook: Codebook, ratio: float) -> dict[str, QPixmap]:
    """Return the sign of each code as a picture, which is copied faster than it is painted."""
    pictures, styles = {}, code_styles(codebook, ratio)
    for code in codebook.all_codes:
        picture = QPixmap(round(_SWATCH_PX * ratio), round(_SWATCH_PX * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_swatch(painter, QRectF(1, 1, _SWATCH_PX - 2, _SWATCH_PX - 2), styles[code.id], is_point=code.is_point)
        painter.end()
        pictures[code.id] = picture
    return pictures
