"""How the cells of the event table are painted and edited."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.errors import EditError
from ui.coding.event_model import POINT, RUNNING, TIMES, Column, EventModel
from ui.coding.typed_times import typed_ms
from ui.session import CodingSession
from ui.swatch import code_styles, paint_swatch
from ui.theme import current_theme, mix, number_font

Index = QModelIndex | QPersistentModelIndex

TABLE_FONT = 0.94
"""Size of the letters beside those of the window, so that every column has room."""


class EventCells(QStyledItemDelegate):
    """Paints lit rows and swatches; edits times, codes and comments where they stand.

    Attributes:
        on_now: ids of the events that are on at the playhead; their rows are lit.
    """

    def __init__(self, session: CodingSession, model: EventModel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._model = session, model
        self._styles = code_styles(session.codebook)
        self.on_now: frozenset[str] = frozenset()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the light of a running row below the cell, and the swatch of a code beside its name."""
        event = self._model.event_at(index.row())
        code = self._session.codebook.code_by_id.get(event.code)
        color = code.color if code is not None else current_theme().faint
        if event.id in self.on_now:
            painter.fillRect(option.rect, QColor(mix(current_theme().panel, color, 0.20)))
        super().paint(painter, option, index)
        if index.column() == Column.START and option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), current_theme().accent
            )
        if index.column() == Column.CODE and code is not None:
            swatch = QRectF(option.rect.left() + 7, option.rect.center().y() - 5, 11, 11)
            paint_swatch(painter, swatch, self._styles[code.id], is_point=code.is_point)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Times in digits of one width, on the right; what is only context is dim."""
        super().initStyleOption(option, index)
        column, text = Column(index.column()), option.text
        if column in TIMES:
            option.font = number_font(TABLE_FONT)
            option.displayAlignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if column == Column.CODE:
            # Room for the swatch: the style indents the text by the width of an icon, which stays empty.
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize.setWidth(14)
        if text in (RUNNING, POINT) and column == Column.END:
            option.font = QFont(option.font)
            option.font.setItalic(text == RUNNING)
        if column in (Column.MODIFIERS, Column.COMMENT, Column.EPISODE) or text in (RUNNING, POINT):
            option.palette.setColor(QPalette.ColorRole.Text, QColor(current_theme().dim))
        if column == Column.UNSURE:
            option.palette.setColor(QPalette.ColorRole.Text, QColor(current_theme().warning))
            option.displayAlignment = Qt.AlignmentFlag.AlignCenter

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
            self._session.tell(EditError(f"“{text}” is not a time.", "Write minutes, seconds and ms: 12:41.520."))
        else:
            model.setData(index, at_ms)

    def _code_list(self, parent: QWidget, code_id: str) -> QComboBox:
        codes, codebook = QComboBox(parent), self._session.codebook
        kind = codebook.code_by_id[code_id].kind
        for code in codebook.codes:
            if code.kind == kind:
                codes.addItem(f"{code.name}  ({code.key})", code.id)
        codes.setCurrentIndex(codes.findData(code_id))
        codes.activated.connect(lambda _: self._finish(codes))
        return codes

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)
