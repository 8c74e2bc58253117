"""What is asked about the event just marked: its modifiers, one after the other, answered by a digit."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import EditError
from annotator.model import commands
from annotator.model.codebook import Modifier, ModifierValue
from annotator.model.codebook.codebook import ANSWER_DIGITS
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.model.judging import open_questions
from annotator.study.settings import CoderSettings
from ui.coding.event_edits import NOTHING_SELECTED
from ui.session import CodingSession


class Question(QObject):
    """Asks for the modifiers of every event that is marked; nothing waits for the answer.

    It closes at the next mark, at Escape, at undo and redo, and after the time the coder has set. What is left
    unanswered is listed in Checks.

    Attributes:
        settings: when this coder wants to be asked what, and for how long.
    """

    changed = Signal()
    """Something else, or nothing more, is asked."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._session = session
        self.settings = CoderSettings()
        self._open: tuple[tuple[str, Modifier], ...] = ()
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self.skip)
        session.edited.connect(self._follow)

    @property
    def modifier(self) -> Modifier | None:
        """What is asked now, or None."""
        return self._open[0][1] if self._open else None

    @property
    def event_id(self) -> str:
        """The event it is asked of; "" while nothing is asked."""
        return self._open[0][0] if self._open else ""

    @property
    def title(self) -> str:
        """What is asked, and of which code: "Reach, towards"; "" while nothing is asked."""
        event = self._session.coding.event(self.event_id)
        if self.modifier is None or event is None:
            return ""
        held = event.modifiers.get(self.modifier.id)
        now = next((f" (now {value.name})" for value in self.modifier.values if value.id == held), "")
        return f"{self._session.codebook.code_by_id[event.code].name}, {self.modifier.name}{now}"

    @property
    def answers(self) -> tuple[tuple[ModifierValue, tuple[str, ...]], ...]:
        """What may be answered, in the order shown, each with its keys."""
        return self._session.codebook.answers(self.modifier) if self.modifier is not None else ()

    def takes(self, key: str) -> bool:
        """Say whether a key ("1", "Shift+C") is for the question: every digit, and letters that no code has."""
        return self.modifier is not None and (key in ANSWER_DIGITS or any(key in keys for _, keys in self.answers))

    def answer(self, key: str) -> None:
        """Set the modifier to the value with this key."""
        if self.modifier is None:
            return
        value = next((value for value, keys in self.answers if key in keys), None)
        if value is None:
            what = f"{self.title}: there is no answer {key}."
            self._session.tell(EditError(what, "Press a digit that is shown, or Esc to skip the question."))
        else:
            self.choose(value)

    def choose(self, value: ModifierValue) -> None:
        """Set the modifier to a value."""
        if (modifier := self.modifier) is not None:
            session, event_id, rest = self._session, self.event_id, self._open[1:]
            modify = partial(commands.modify, session.coding, session.codebook, event_id, modifier.id, value.id)
            if session.do(modify) is not None:
                self._ask(rest)

    def reopen(self, event_id: str) -> None:
        """Ask what was left unanswered of an event; where nothing was, ask all of it again, to change an answer."""
        event = self._session.coding.event(event_id)
        if event is None:
            self._session.tell(NOTHING_SELECTED)
            return
        codebook = self._session.codebook
        code = codebook.code_by_id.get(event.code)
        asked = [codebook.modifier_by_id[one] for one in (code.modifiers if code is not None else ())]
        if asked:
            self._ask(tuple((event.id, modifier) for modifier in open_questions(codebook, event) or asked))
        else:
            name = code.name if code is not None else event.code
            self._session.tell(EditError(f"{name} has no modifiers.", "Nothing is asked of it."))

    def skip(self) -> None:
        """Leave unanswered what is asked."""
        self._ask(())

    def _follow(self, edit: Edit) -> None:
        if edit.kind != "do":
            self.skip()
            return
        due = [one for change in edit.changes for one in self._due(change)]
        still_open = self._open if all(self._leaves_open(change) for change in edit.changes) else ()
        self._ask(tuple(one for one in (*still_open, *due) if self._is_unanswered(*one)))

    def _leaves_open(self, change: Change) -> bool:
        """Whether it is the answer, a correction of the event asked about, or the end of its held key: no new mark."""
        if change.item_id != self.event_id:
            return False
        return not _is_end(change) or (isinstance(change.after, Event) and self.settings.is_held(change.after.code))

    def _due(self, change: Change) -> list[tuple[str, Modifier]]:
        """Return what is to be asked after a change: when an event begins, when it ends, or both for a point."""
        event, codebook = change.after, self._session.codebook
        if not isinstance(event, Event) or event.code not in codebook.code_by_id:
            return []
        moments = {"start": not isinstance(change.before, Event), "end": _is_end(change)}
        asked = codebook.code_by_id[event.code].modifiers
        return [(event.id, codebook.modifier_by_id[one]) for one in asked if moments.get(self.settings.asks(one))]

    def _ask(self, questions: tuple[tuple[str, Modifier], ...]) -> None:
        """Ask these, one after the other."""
        if questions == self._open:
            return
        self._open = questions
        self._patience.stop()
        if questions and self.settings.question_s:
            self._patience.start(1000 * self.settings.question_s)
        self.changed.emit()

    def _is_unanswered(self, event_id: str, modifier: Modifier) -> bool:
        event = self._session.coding.event(event_id)
        return event is not None and modifier in open_questions(self._session.codebook, event)


def _is_end(change: Change) -> bool:
    """Whether an event ends by it: one that was running, or one that comes with its end, as a point does."""
    before, after = change.before, change.after
    if not isinstance(after, Event) or after.end_ms is None:
        return False
    return not isinstance(before, Event) or before.is_running
