"""The codebook that is open in the workspace: its draft, where it belongs, and how much of it is used."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError, UserError
from annotator.model.codebook import Codebook
from annotator.model.codebook.draft import Draft, DraftHistory, draft_of
from annotator.model.codebook.faults import Fault
from annotator.model.codebook.file import hindering
from annotator.model.codebook.references import Reference, Use
from annotator.study import Study
from annotator.text import count

Change = Callable[[Draft], Draft]


@dataclass(frozen=True, slots=True)
class Home:
    """Where a codebook belongs.

    Attributes:
        kind: the study that is open, a codebook that ships, a file, or nowhere yet.
        name: what it is called in the chooser.
        path: its file, where it has one.
        study: the study, where it is its own.
        number: tells apart those that are nowhere yet.
    """

    kind: Literal["study", "shipped", "file", "new"]
    name: str
    path: Path | None = None
    study: Study | None = field(default=None, compare=False)
    number: str = ""

    @property
    def key(self) -> str:
        """What unsaved changes are kept under."""
        return f"{self.kind}:{self.path or self.number or self.name}"


class OpenCodebook(QObject):
    """What every page of the workspace shares. Pages ask for changes; this does them and tells everybody.

    Args:
        tell: shows what was refused.

    Attributes:
        locked: why whoever works here does not change the codebook of the study; "": they do.
    """

    changed = Signal()
    """The draft is another one."""
    opened = Signal()
    """Another codebook is open."""
    use_known = Signal()
    """How often everything is used has been counted."""

    def __init__(self, tell: Callable[[UserError], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tell = tell
        self._history: DraftHistory | None = None
        self.home = Home("new", "")
        self.locked = ""
        self.use: Mapping[Reference, Use] = {}

    @property
    def is_open(self) -> bool:
        """Whether there is a codebook."""
        return self._history is not None

    @property
    def history(self) -> DraftHistory:
        """Undo, redo, and what is in the file."""
        assert self._history is not None, "a codebook is open"
        return self._history

    @property
    def draft(self) -> Draft:
        """The draft as it stands."""
        return self.history.draft

    @property
    def codebook(self) -> Codebook:
        """What the draft says."""
        return self.draft.codebook

    @property
    def is_read_only(self) -> bool:
        """Whether it ships with the program, or its study cannot be written, or not by whoever works here."""
        study = self.home.study
        return self.home.kind == "shipped" or (study is not None and (bool(self.locked) or not study.is_writable))

    @property
    def hindering(self) -> list[Fault]:
        """The faults for which the draft cannot be saved; what the codebook of a study has and may keep is none."""
        study = self.home.study
        return hindering(self.draft.faults, study.codebook_text if study is not None else "")

    @property
    def has_unsaved(self) -> bool:
        """Whether something is not in a file yet."""
        return self._history is not None and (self.history.is_changed or self.home.kind == "new")

    def open(self, text: str, home: Home, unsaved: Draft | None = None) -> None:
        """Open a codebook, with changes that are not in its file yet.

        Raises:
            CodebookError: if the text has not the form of a codebook.
        """
        self._history = DraftHistory(draft_of(text))
        if unsaved is not None:
            self._history.do(unsaved)
        self.home, self.use = home, {}
        self.opened.emit()
        self.changed.emit()

    def close(self) -> None:
        """Let go of it."""
        self._history = None
        self.home, self.use = Home("new", ""), {}
        self.opened.emit()

    def do(self, change: Change, typing: str = "") -> bool:
        """Do a change, or tell why it cannot be; return whether it was done."""
        if self.is_read_only:
            self._tell(EditError("This codebook is read-only.", "Make a copy to change it."))
            return False
        try:
            self.history.do(change(self.draft), typing)
        except UserError as error:
            self._tell(error)
            self.changed.emit()  # what a field shows may be what was refused
            return False
        self.changed.emit()
        return True

    def undo(self) -> None:
        """Take the last change back."""
        self.history.undo()
        self.changed.emit()

    def redo(self) -> None:
        """Do the last change again that was taken back."""
        self.history.redo()
        self.changed.emit()

    def know_saved(self, draft: Draft, home: Home) -> None:
        """Record that the draft has been saved to its file."""
        self.history.saved, self.home = draft, home
        self.changed.emit()

    def know_use(self, use: Mapping[Reference, Use]) -> None:
        """Take in how often the codings of the study use everything."""
        self.use = {} if self.locked else use  # it tells what others have coded
        self.use_known.emit()

    def used(self, *reference: str) -> bool:
        """Whether some coding of the study names this."""
        return reference in self.use

    def use_text(self, *reference: str) -> str:
        """Say how often something is used: “37 events in 4 codings”; "" where it is not."""
        use = self.use.get(reference)
        if use is None:
            return ""
        what = {"code": "event", "scale": "rating", "cell": "rating"}.get(reference[0], "item")
        return f"{count(use.items, what)} in {count(use.codings, 'coding')}"
