"""The doubts: one in hand with its places and choices, below it all others, open ones first."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.exchange.codings.doubts import Case, Doubt
from annotator.text import count
from ui.actions import Actions, shown_key
from ui.study.importing.doubt_card import DoubtCard
from ui.study.importing.shown import DoubtRow, Key
from ui.theme import current_theme, mix
from ui.widgets.parts import action_button, column, label, line, name_field, row
from ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_TOP = QModelIndex()
_ROW = 30
NO_DOUBTS = "No doubts: every event has a code, a person and an end"


class DoubtModel(QAbstractListModel):
    """All doubts: those that are open first, then those that are settled, with what was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[DoubtRow] = []
        self.pending: Callable[[Key], str | None] = lambda _key: None

    def show_rows(self, rows: Sequence[DoubtRow], pending: Callable[[Key], str | None]) -> None:
        """Show other doubts."""
        self.beginResetModel()
        self.pending = pending
        self.rows = sorted(rows, key=lambda one: not one.open)
        self.endResetModel()

    def place(self, key: Key) -> int:
        """Return the row of a doubt, -1 where there is none."""
        return next((at for at, one in enumerate(self.rows) if one.key == key), -1)

    def is_open(self, one: DoubtRow) -> bool:
        """Whether something is left to choose."""
        pending = self.pending(one.key)
        return bool(one.open) if pending is None else not pending

    def chosen(self, one: DoubtRow) -> str:
        """Return what was chosen, in words."""
        pending = self.pending(one.key)
        if pending is None:
            return one.chosen
        return next((choice.text for choice in one.doubt.cases[0].choices if choice.id == pending), "")

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a row says."""
        one = self.rows[index.row()]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            is_open = f"open at {count(one.open, 'place')}"
            return f"{one.doubt.title}: {self.chosen(one) or is_open}"
        if role == Role.ToolTipRole:
            said = self.chosen(one) or f"open at {one.open} of {count(len(one.doubt.cases), 'place')}"
            return plain_tip(f"{one.doubt.title}\n{said}")
        return None


class DoubtDelegate(QStyledItemDelegate):
    """Paints a doubt on one line: a bar while it is open, a tick and the choice once it is settled."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All rows are of one height."""
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        model = index.model()
        assert isinstance(model, DoubtModel)
        one, theme = model.rows[index.row()], current_theme()
        rect, state = option.rect, option.state
        is_open = model.is_open(one)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.selection))
        elif is_open:
            painter.fillRect(rect, QColor(mix(theme.panel, theme.accent, 0.10)))
        if is_open:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(theme.accent))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.line))
        inner = rect.adjusted(12, 0, -10, 0)
        if not is_open:
            painter.setPen(QColor(theme.ok))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, "✓")
        said = f"{one.open:,} open" if is_open and one.open > 1 else "" if is_open else model.chosen(one)
        metrics = painter.fontMetrics()
        title_room = inner.adjusted(20 if not is_open else 0, 0, 0, 0)
        width = min(metrics.horizontalAdvance(said) + 4, title_room.width() // 2)
        title = metrics.elidedText(
            one.doubt.title, Qt.TextElideMode.ElideRight, title_room.width() - width - (10 if said else 0)
        )
        painter.setPen(QColor(theme.text))
        painter.drawText(title_room, Qt.AlignmentFlag.AlignVCenter, title)
        painter.setPen(QColor(theme.dim))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(inner, right, metrics.elidedText(said, Qt.TextElideMode.ElideRight, width))
        painter.restore()


class DoubtPanel(QWidget):
    """The right side of the page."""

    settled = Signal(object, str)
    """A Doubt is settled wherever it occurs: with a choice, "" opens it again."""
    settled_here = Signal(object, object, str)
    """A Doubt is settled at one Case."""
    looked_at = Signal(object, object)
    """A doubt is in hand, at one of its places: Doubt, Case."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.model, self.list, self.card = DoubtModel(), QListView(), DoubtCard()
        self.nothing = label("", "dim", wrap=True)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit_card)
        self.next_button = action_button(actions, "next_doubt", "Next open", "quiet")
        self._actions = actions
        actions.keys_changed.connect(self._show_key)
        self._show_key()
        self._lay_out()
        self.card.picked.connect(self._pick)
        self.card.place_chosen.connect(self._tell)

    @property
    def row(self) -> DoubtRow | None:
        """The doubt in hand."""
        return self.card.row

    def show_rows(self, rows: Sequence[DoubtRow], pending: Callable[[Key], str | None]) -> None:
        """Show the doubts as they are now; the one in hand stays in hand."""
        kept = self.row.key if self.row is not None else None
        self._goes_on = False
        top = self.list.verticalScrollBar().value()
        self.model.show_rows(rows, pending)
        at = self.model.place(kept) if kept is not None else -1
        if at < 0 and self.model.rows:
            at = 0
        if at >= 0:
            self.list.setCurrentIndex(self.model.index(at, 0))
            self.list.verticalScrollBar().setValue(top)
        self._goes_on = True
        one = self.model.rows[at] if at >= 0 else None
        self.card.show_row(one, None if one is None else pending(one.key))
        self._card_area.setVisible(one is not None)
        self.nothing.setVisible(one is None)
        self.list.setVisible(bool(self.model.rows))
        self._fit_soon()

    def say(self, words: str) -> None:
        """Say why there are none."""
        self.nothing.setText(words)

    def show_doubt(self, key: Key, at: int = -1) -> None:
        """Take a doubt in hand, at one of its places."""
        place = self.model.place(key)
        if place < 0:
            return
        self._goes_on = False
        self.list.setCurrentIndex(self.model.index(place, 0))
        self._goes_on = True
        self._take(self.model.rows[place], at)

    def show_case(self, doubt: Doubt, case: Case) -> None:
        """Take a doubt in hand at the place that somebody has pointed at."""
        at = next((n for n, one in enumerate(doubt.cases) if one is case), -1)
        self.show_doubt((doubt.kind, doubt.about), at)

    def go_to_open(self, by: int = 1) -> bool:
        """Take the next doubt in hand that is open, or the one before; say whether there is one."""
        rows, here = self.model.rows, self.list.currentIndex().row()
        order = [(here + by * step) % len(rows) for step in range(1, len(rows) + 1)] if rows else []
        for at in order:
            if self.model.is_open(rows[at]):
                self.show_doubt(rows[at].key)
                return True
        return False

    def _take(self, one: DoubtRow, at: int = -1) -> None:
        self.card.show_row(one, self.model.pending(one.key), at)
        self._fit_soon()
        if self.card.case is not None:
            self._tell(self.card.case)

    def _tell(self, case: Case) -> None:
        if self.row is not None:
            self.looked_at.emit(self.row.doubt, case)

    def _show_key(self) -> None:
        keys = self._actions.keys_of("next_doubt")
        self.next_button.setText(f"Next open  {shown_key(keys[0])}" if keys else "Next open")

    def _pick(self, choice: str) -> None:
        one, case = self.row, self.card.case
        if one is None or case is None:
            return
        if self.card.is_everywhere:
            self.settled.emit(one.doubt, choice)
        else:
            self.settled_here.emit(one.doubt, case, choice)
        self.card.show_pending(choice)
        self.list.viewport().update()

    def _choose(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and self._goes_on:
            self._take(self.model.rows[current.row()])

    def _fit_soon(self) -> None:
        """Fit the card into the room now, and again once its parts know how large they are."""
        self._fit_card()
        self._later.start()

    def _fit_card(self) -> None:
        """Give the doubt in hand the room it needs, up to two thirds."""
        layout = self.card.layout()
        if layout is not None and self.row is not None:
            layout.activate()
            wanted = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
            self._card_area.setFixedHeight(min(wanted + 2, max(160, self.height() * 3 // 4)))

    def resizeEvent(self, event: Any) -> None:
        """Fit the card into the room."""
        super().resizeEvent(event)
        self._fit_soon()

    def _lay_out(self) -> None:
        self._goes_on = True
        self.list.setModel(self.model)
        self.list.setItemDelegate(DoubtDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        name_field(self.list, "Doubts")
        self.list.selectionModel().currentChanged.connect(self._choose)
        self._card_area = QScrollArea()
        self._card_area.setWidgetResizable(True)
        self._card_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._card_area.setWidget(self.card)
        self._card_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing.setContentsMargins(14, 12, 14, 0)
        head = row(label("Doubts", "strong"), None, self.next_button, margins=(14, 6, 8, 2))
        parts = column(head, self._card_area, line(), self.list, self.nothing, None, spacing=0)
        parts.setStretch(3, 100)
        self.setLayout(parts)
