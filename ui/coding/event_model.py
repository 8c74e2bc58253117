"""The events of a coding as the rows of a table: sorted, filtered, and changed row by row, never as a whole."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.model import commands
from annotator.model.episodes import Span, episode_at
from annotator.model.history import Edit
from annotator.model.items import EpisodeMark, Event
from annotator.model.judging import open_questions
from annotator.text import clock
from ui.session import CodingSession

Index = QModelIndex | QPersistentModelIndex
Key = tuple[Any, int, str]
RUNNING, POINT = "running", "·"
OPEN = "? open"
"""Stands among the modifiers of an event that has ended without an answer to all that its code asks."""
_NOWHERE = QModelIndex()
_PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_OPEN = _PLAIN | Qt.ItemFlag.ItemIsEditable
_MANY = 200
"""From so many changes on, an edit is shown as a whole: row by row would take longer."""
_NEVER_MS = 1 << 62


class Column(IntEnum):
    """The columns, from left to right."""

    START = 0
    END = 1
    CODE = 2
    EPISODE = 3
    MODIFIERS = 4
    UNSURE = 5
    COMMENT = 6


NAMES = ("Start", "End", "Code", "Episode", "Modifiers", "Unsure", "Comment")
HEADINGS = ("start", "end", "code", "ep", "modifiers", "?", "comment")
TIMES = (Column.START, Column.END)
_SORT = "Click to sort, right-click to choose columns"
_TIPS = {
    Column.EPISODE: f"Episode. {_SORT}",
    Column.UNSURE: f"Unsure: click a cell to set or clear. {_SORT}",
}
_TOLD_IN_FULL = (Column.CODE, Column.MODIFIERS, Column.COMMENT)
_EDITABLE = (Column.START, Column.END, Column.CODE, Column.COMMENT)


class EventModel(QAbstractTableModel):
    """Follows the edits of a session; what is typed into it becomes an edit of the session.

    Attributes:
        sorted_by: the column by which the rows are sorted.
        is_reversed: whether the last comes first.
    """

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session = session
        self._episode_names = _EpisodeNames(session.episodes())
        codebook = session.codebook
        self._code_names = {code.id: code.name for code in codebook.code_by_id.values()}
        self._code_words = {
            one.id: f"{one.id} {one.name} {one.group}".casefold() for one in codebook.code_by_id.values()
        }
        self._value_names = {one.id: {value.id: value.name for value in one.values} for one in codebook.modifiers}
        self.sorted_by, self.is_reversed = Column.START, False
        self._words: tuple[str, ...] = ()
        self._said: dict[str, str] = {}  # what a filter looks in, by event, as far as one has looked
        self._marked_since: set[str] = set()
        self._by = self._column_key()
        self._events: list[Event] = []  # always rising by _key; a reversed table counts its rows from the end
        self._fill()
        session.edited.connect(self._follow)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many events match the filter."""
        return 0 if parent.isValid() else len(self._events)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """One for each Column."""
        return 0 if parent.isValid() else len(Column)

    def event_at(self, row: int) -> Event:
        """Return the event in a row."""
        return self._events[-1 - row if self.is_reversed else row]

    def row_of(self, event_id: str) -> int | None:
        """Return the row of an event, or None if it is filtered out."""
        event = self._session.coding.event(event_id)
        place = self._place(event) if event is not None else None
        return None if place is None else self._row(place)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings; rows have none."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            arrow = " ▾" if self.is_reversed else " ▴"
            return HEADINGS[section] + (arrow if section == self.sorted_by else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS.get(Column(section), f"{NAMES[section]}. {_SORT}")
        if role == Qt.ItemDataRole.TextAlignmentRole and section in TIMES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, and what its editor begins with."""
        event, column = self.event_at(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(event, column)
        if role == Qt.ItemDataRole.EditRole:
            return event.code if column == Column.CODE else self.text(event, column)
        if role == Qt.ItemDataRole.ToolTipRole and column in _TOLD_IN_FULL:
            return self.text(event, column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Times, code and comment can be edited; a point has no end of its own."""
        column = index.column()
        if column not in _EDITABLE or self._session.coding.is_submitted:
            return _PLAIN
        is_end_of_point = column == Column.END and self._is_point(self.event_at(index.row()))
        return _PLAIN if is_end_of_point else _OPEN

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Make an edit of what was typed: a time in ms, the id of a code, or a comment."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        event, session = self.event_at(index.row()), self._session
        coding, codebook = session.coding, session.codebook
        edits: dict[int, Callable[[], Edit]] = {
            Column.START: lambda: commands.trim(coding, codebook, event.id, start_ms=session.frame_ms(value)),
            Column.END: lambda: commands.trim(coding, codebook, event.id, end_ms=session.frame_ms(value)),
            Column.CODE: lambda: commands.recode(coding, codebook, event.id, value),
            Column.COMMENT: lambda: commands.comment(coding, event.id, value),
        }
        return session.do(edits[index.column()]) is not None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, then by start."""
        is_same, self.sorted_by = column == self.sorted_by, Column(column)
        self.beginResetModel()
        self.is_reversed = order == Qt.SortOrder.DescendingOrder
        self._by = self._column_key()
        if not is_same:
            self._fill()
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def row_before(self, at_ms: int) -> int | None:
        """Return the row of the event that began last at or before at_ms, of those that are shown."""
        if self.sorted_by == Column.START:
            place = bisect_left(self._events, at_ms + 1, key=lambda event: event.start_ms) - 1
            return self._row(place) if place >= 0 else None
        events = self._session.coding.events
        place = bisect_left(events, at_ms + 1, key=lambda event: event.start_ms) - 1
        return self.row_of(events[place].id) if place >= 0 else None

    def find(self, text: str, row: int, way: int) -> int | None:
        """Return the next row (way 1) after a row, or the one before (-1), that matches, round the ends."""
        words, rows = tuple(text.casefold().split()), self.rowCount()
        places = ((row + way * step) % rows for step in range(1, rows + 1)) if words else iter(())
        return next((place for place in places if self._has(self.event_at(place), words)), None)

    def filter(self, text: str) -> None:
        """Show only the events in which every word of the text occurs: in code, group, modifiers or comment.

        What is marked afterwards is shown too: nobody should think that it was not taken.
        """
        self._words, self._marked_since = tuple(text.casefold().split()), set()
        self._refill()

    def _follow(self, edit: Edit) -> None:
        for change in edit.changes:
            self._said.pop(change.item_id, None)
            if change.before is None and edit.kind == "do":
                self._marked_since.add(change.item_id)
        is_marked = any(isinstance(change.after or change.before, EpisodeMark) for change in edit.changes)
        if is_marked:
            self._episode_names = _EpisodeNames(self._session.episodes())
            self._by = self._column_key()
        if len(edit.changes) >= _MANY or (is_marked and self.sorted_by == Column.EPISODE):
            self._refill()
            return
        for change in edit.changes:
            old = change.before if isinstance(change.before, Event) else None
            new = change.after if isinstance(change.after, Event) else None
            self._replace(old, new)
        if is_marked and self._events:
            last = self.index(len(self._events) - 1, Column.EPISODE)
            self.dataChanged.emit(self.index(0, Column.EPISODE), last)

    def _replace(self, old: Event | None, new: Event | None) -> None:
        """Replace old with new; a row that keeps its place is only repainted."""
        place = self._place(old) if old is not None else None
        if new is not None and not self._matches(new):
            new = None
        if place is not None and new is not None and self._fits_at(place, new):
            self._events[place] = new
            row = self._row(place)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
            return
        if place is not None:
            row = self._row(place)
            self.beginRemoveRows(_NOWHERE, row, row)
            del self._events[place]
            self.endRemoveRows()
        if new is not None:
            self._insert(new)

    def _insert(self, event: Event) -> None:
        place = bisect_left(self._events, self._key(event), key=self._key)
        row = len(self._events) - place if self.is_reversed else place
        self.beginInsertRows(_NOWHERE, row, row)
        self._events.insert(place, event)
        self.endInsertRows()

    def _refill(self) -> None:
        self.beginResetModel()
        self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        matching = self._session.coding.events
        if self._words:
            matching = tuple(event for event in matching if self._matches(event))
        # They come in order of start and id, which sorting by the column alone keeps.
        self._events = list(matching) if self.sorted_by == Column.START else sorted(matching, key=self._by)

    def _place(self, event: Event) -> int | None:
        """Return where an event stands in the rising list, or None if it does not."""
        place = bisect_left(self._events, self._key(event), key=self._key)
        found = place < len(self._events) and self._events[place].id == event.id
        return place if found else None

    def _fits_at(self, place: int, event: Event) -> bool:
        key, events = self._key(event), self._events
        after_last = place == 0 or self._key(events[place - 1]) < key
        return after_last and (place == len(events) - 1 or key < self._key(events[place + 1]))

    def _row(self, place: int) -> int:
        return len(self._events) - 1 - place if self.is_reversed else place

    def _key(self, event: Event) -> Key:
        """What the rows are sorted by: the column, then the start, then the id."""
        return self._by(event), event.start_ms, event.id

    def _column_key(self) -> Callable[[Event], Any]:
        """Return what gives the value that the chosen column is sorted by."""
        names = {code: name.casefold() for code, name in self._code_names.items()}
        keys: dict[int, Callable[[Event], Any]] = {
            Column.START: lambda _event: 0,
            Column.END: lambda event: _NEVER_MS if event.end_ms is None else event.end_ms,
            Column.CODE: lambda event: names.get(event.code) or event.code.casefold(),
            Column.EPISODE: self._episode_names.of,
            Column.MODIFIERS: lambda event: self._modifiers(event).casefold(),
            Column.UNSURE: lambda event: event.unsure,
            Column.COMMENT: lambda event: event.comment.casefold(),
        }
        return keys[self.sorted_by]

    def _matches(self, event: Event) -> bool:
        return not self._words or event.id in self._marked_since or self._has(event, self._words)

    def _has(self, event: Event, words: Sequence[str]) -> bool:
        """Whether every word occurs in what the event says."""
        said = self._said.get(event.id)
        if said is None:
            code = self._code_words.get(event.code, event.code)
            said = self._said[event.id] = f"{code} {self._modifiers(event)} {event.comment}".casefold()
        return all(map(said.__contains__, words))

    def text(self, event: Event, column: int) -> str:
        """Return what a column says of an event."""
        if column == Column.START:
            return clock(event.start_ms)
        if column == Column.END:
            return POINT if self._is_point(event) else RUNNING if event.end_ms is None else clock(event.end_ms)
        if column == Column.CODE:
            return self._code_names.get(event.code, event.code)
        if column == Column.EPISODE:
            return self._episode_names.of(event)
        if column == Column.MODIFIERS:
            return self._modifiers(event)
        return event.comment if column == Column.COMMENT else "?" if event.unsure else ""

    def _modifiers(self, event: Event) -> str:
        said = [self._value_names.get(one, {}).get(value, value) for one, value in event.modifiers.items()]
        if not event.is_running and open_questions(self._session.codebook, event):
            said.append(OPEN)
        return " · ".join(said)

    def _is_point(self, event: Event) -> bool:
        return event.end_ms == event.start_ms


class _EpisodeNames:
    """Knows the episode of each moment, and so of an event, without asking every episode every time."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._edges = sorted({edge for span in spans for edge in (span.start_ms, span.end_ms)})
        found = (episode_at(spans, edge) for edge in self._edges)
        self._names = ["", *(span.episode if span is not None else "" for span in found)]

    def of(self, event: Event) -> str:
        """Return the episode, or the first and the last where the event spans several."""
        first = self._names[bisect_right(self._edges, event.start_ms)]
        if event.end_ms is None:
            return f"{first}–" if first else ""
        last = self._names[bisect_right(self._edges, max(event.start_ms, event.end_ms - 1))]
        return first if first == last else f"{first}–{last}" if first and last else first or last
