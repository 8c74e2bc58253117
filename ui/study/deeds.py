"""What was put right in the study that is open: done by the saves one after the other, said, and taken back by Undo."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.errors import ReadOnlyError, UserError
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.renamed import Name
from ui.messages import Messages, Offer
from ui.tasks import Saves

Names = Callable[[str, str], Name | None]
"""What a coding is called after a deed, by its session and coder before it; None where it lies in the bin."""


def same_names(session_id: str, coder: str) -> Name:
    """Return that a coding is called what it was."""
    return session_id, coder


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done to a study as a whole.

    Attributes:
        what: what is done, in a few words that stand after "undo:".
        do: does it; what it returns goes to said and back.
        said: says what was done, and what follows from it.
        back: takes it back; None where that is done elsewhere.
        session: the session whose codings are let go of before; "" for those of all sessions, None for none.
        names, names_back: what codings are called once it is done, and once it is taken back.
    """

    what: str
    do: Callable[[Progress], Any]
    said: Callable[[Any], tuple[str, str]]
    back: Callable[[Any, Progress], object] | None
    session: str | None = None
    names: Names = same_names
    names_back: Names = same_names


@dataclass(frozen=True, slots=True)
class _Done:
    deed: Deed
    result: Any

    @property
    def parts(self) -> tuple[Any, ...]:
        """What came of it, one by one where several were done at once."""
        return self.result if isinstance(self.result, tuple) else (self.result,)


class Deeds(QObject):
    """Does deeds, and takes back the last ones. What is shown of the study is read again after each.

    Args:
        messages: told what was done.
        saves: write to the study.
        parent: what it lives as long as.
    """

    session_changing = Signal(str)
    """Something of a session is about to be other: its id. Whatever has it open lets go."""
    names_changing = Signal()
    """Sessions or coders are about to get other names, or to go: whatever has anything open lets go."""
    names_changed = Signal(object)
    """So it is: a function from what a coding was called to what it is called now (Names)."""
    changed = Signal()
    """The study is other, or could not be made so."""
    last_changed = Signal()
    """Undo is about something else."""

    def __init__(self, messages: Messages, saves: Saves, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages, self._saves = messages, saves
        self._study: Study | None = None
        self._done: list[_Done] = []

    @property
    def last(self) -> str:
        """What Undo takes back, in a few words; "" for nothing."""
        return self._done[-1].deed.what if self._done else ""

    def begin(self, study: Study | None) -> None:
        """Begin anew with a study: nothing of another one is taken back."""
        self._study, self._done = study, []
        self.last_changed.emit()

    def do(
        self,
        deed: Deed,
        then: Callable[[Any], object] = lambda _result: None,
        failed: Callable[[UserError], object] | None = None,
    ) -> None:
        """Do a deed and say so; then is told what came of it, failed why it could not be done, else the messages."""
        study = self._study
        self._let_go(deed)

        def follow(result: Any) -> None:
            if study is not self._study:
                return
            done = _Done(deed, result)
            if deed.back is not None:
                self._done.append(done)
            offer = Offer("Undo", lambda: self._undo(done)) if deed.back is not None else None
            self._messages.done(*deed.said(result), offer)
            self._tell(deed.names)
            then(result)

        def fail(problem: UserError) -> None:
            self._tell(same_names)
            (failed or self._messages.tell)(problem)

        self._saves.run(deed.what.capitalize(), deed.do, follow, fail)

    def forget(self, results: Collection[Any]) -> None:
        """Take no longer back what came to any of these: it was taken back, or cannot be, in another way."""
        self._done = [one for one in self._done if not any(part in results for part in one.parts)]
        self.last_changed.emit()

    def undo(self) -> None:
        """Take back what was done last."""
        if self._done:
            self._undo(self._done[-1])

    def _undo(self, done: _Done) -> None:
        deed, study = done.deed, self._study
        if deed.back is None or done not in self._done:
            return
        self._done.remove(done)
        self.last_changed.emit()
        self._let_go(deed)
        back = deed.back

        def follow(_none: object) -> None:
            if study is self._study:
                self._messages.done(f"Taken back: {deed.what}.")
                self._tell(deed.names_back)

        def fail(problem: UserError) -> None:
            if isinstance(problem, ReadOnlyError) and study is self._study:  # once it is closed there, it can be
                self._done.append(done)
            self._tell(same_names)
            self._messages.tell(problem)

        self._saves.run(f"Undo: {deed.what}", lambda progress: back(done.result, progress), follow, fail)

    def _let_go(self, deed: Deed) -> None:
        if deed.session == "":
            self.names_changing.emit()
        elif deed.session is not None:
            self.session_changing.emit(deed.session)

    def _tell(self, names: Names) -> None:
        if names is not same_names:
            self.names_changed.emit(names)
        self.last_changed.emit()
        self.changed.emit()
