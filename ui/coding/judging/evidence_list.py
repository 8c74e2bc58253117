"""Events as evidence: a click goes to one, its box links it to the rating or the classification."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from annotator.model.codebook import Codebook
from annotator.model.items import Event
from annotator.text import clock, duration
from ui.session import CodingSession
from ui.theme import current_theme

_ID = Qt.ItemDataRole.UserRole
_LEAST_ROWS, _MOST_ROWS = 1, 6


class EvidenceList(QListWidget):
    """Lists events with a box each; only Tab and clicks bring the keyboard here."""

    linked = Signal(str, bool)
    """The coder wants to link an event, or to take its link back: its id, and which."""
    went = Signal(object)
    """The coder went to an event."""

    def __init__(self, session: CodingSession, name: str) -> None:
        super().__init__()
        self._session = session
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._go)
        self.itemActivated.connect(self._go)
        self.itemChanged.connect(lambda item: self.linked.emit(item.data(_ID), _is_checked(item)))

    @property
    def texts(self) -> list[str]:
        """What the lines say; linked ones begin with a tick."""
        items = [self.item(row) for row in range(self.count())]
        return [("✓ " if _is_checked(item) else "") + item.text() for item in items]

    def show_events(
        self, events: Iterable[Event], linked: Collection[str], empty: str, outside: Collection[str] = ()
    ) -> None:
        """Show these events, and what is linked but gone.

        Args:
            events: in order.
            linked: the ids of what is evidence.
            empty: what stands where there is none.
            outside: the ids of those that lie outside the episode they are to support.
        """
        current = self.currentItem().data(_ID) if self.currentItem() is not None else ""
        with QSignalBlocker(self):
            self.clear()
            for event in events:
                doubt = "   outside this episode" if event.id in outside else ""
                item = self._line(f"{event_text(event, self._session.codebook)}{doubt}", event.id, doubted=bool(doubt))
                item.setCheckState(Qt.CheckState.Checked if event.id in linked else Qt.CheckState.Unchecked)
                if event.id == current:
                    self.setCurrentItem(item)
            for event_id in (one for one in linked if self._session.coding.event(one) is None):
                item = self._line("An event that is no longer there", event_id, doubted=True)
                item.setCheckState(Qt.CheckState.Checked)
            if not self.count():
                item = QListWidgetItem(empty, self)
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setForeground(QColor(current_theme().dim))
        rows = min(max(self.count(), _LEAST_ROWS), _MOST_ROWS)
        self.setFixedHeight(rows * self.sizeHintForRow(0) + 4)

    def _line(self, said: str, event_id: str, *, doubted: bool) -> QListWidgetItem:
        item = QListWidgetItem(said, self)
        item.setData(_ID, event_id)
        if doubted:
            item.setForeground(QColor(current_theme().danger))
        return item

    def _go(self, item: QListWidgetItem) -> None:
        event = self._session.coding.event(item.data(_ID) or "")
        if event is not None:
            self._session.jump(event.start_ms)
            self._session.select(event.id)
            self.went.emit(event)


def event_text(event: Event, codebook: Codebook) -> str:
    """Return when an event begins, what it is, its modifiers and how long it lasts."""
    code = codebook.code_by_id.get(event.code)
    name = code.name if code is not None else event.code
    said = ", ".join(event.modifiers.values())
    length = (
        ""
        if event.end_ms == event.start_ms
        else "runs"
        if event.end_ms is None
        else duration(event.end_ms - event.start_ms)
    )
    return "   ".join(part for part in (clock(event.start_ms), name, said, length) if part)


def _is_checked(item: QListWidgetItem) -> bool:
    return item.checkState() == Qt.CheckState.Checked
