"""What is asked about the event just marked: its modifiers, one after the other, answered by a key."""

from PySide6.QtCore import QObject, Signal

from annotator.model import commands
from annotator.model.codebook import Modifier
from annotator.model.history import Change, Edit
from annotator.model.items import Event, Item
from annotator.study.settings import AskAt
from ui.session import CodingSession


class Question(QObject):
    """Asks for the modifiers of every event that is marked; nothing waits for the answer.

    Attributes:
        modifier: what is asked now, or None.
        event_id: the event it is asked of.
        ask_at: whether a state is asked about when it begins or when it ends.
    """

    changed = Signal()
    """Something else, or nothing more, is asked."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._session = session
        self.modifier: Modifier | None = None
        self.event_id = ""
        self.ask_at: AskAt = "start"
        session.edited.connect(self._follow)

    def takes(self, key: str) -> bool:
        """Say whether a key ("C", "Shift+C") would answer."""
        return self.modifier is not None and any(value.key == key for value in self.modifier.values)

    def answer(self, key: str) -> None:
        """Set the modifier to the value with this key."""
        if self.modifier is None:
            return
        modifier, session, event_id = self.modifier, self._session, self.event_id
        value = next(value for value in modifier.values if value.key == key)
        session.do(lambda: commands.modify(session.coding, session.codebook, event_id, modifier.id, value.id))

    def skip(self) -> None:
        """Leave it unanswered."""
        self._ask(None)

    def _follow(self, edit: Edit) -> None:
        due = [c.after for c in edit.changes if isinstance(c.after, Event) and self._is_due(c.before, c.after)]
        if edit.kind == "do" and due:
            self._ask(due[-1])
        elif edit.kind == "do" and any(self._is_answer(change) for change in edit.changes):
            self._ask(self._session.coding.event(self.event_id))
        else:
            self._ask(None)

    def _is_due(self, before: Item | None, after: Event) -> bool:
        is_begun = not isinstance(before, Event)
        if self.ask_at == "start":
            return is_begun
        return after.end_ms is not None and (is_begun or (isinstance(before, Event) and before.is_running))

    def _is_answer(self, change: Change) -> bool:
        old, new = change.before, change.after
        if change.item_id != self.event_id or not isinstance(old, Event) or not isinstance(new, Event):
            return False
        return old.modifiers != new.modifiers

    def _ask(self, event: Event | None) -> None:
        """Ask the first modifier of the event that has no value yet, if there is one."""
        codebook = self._session.codebook
        asked = codebook.code_by_id[event.code].modifiers if event is not None else ()
        held = event.modifiers if event is not None else {}
        open_ones = [codebook.modifier_by_id[name] for name in asked if name not in held]
        before = (self.modifier, self.event_id)
        self.modifier = open_ones[0] if open_ones else None
        self.event_id = event.id if event is not None and open_ones else ""
        if (self.modifier, self.event_id) != before:
            self.changed.emit()
