"""A read-only coding: everything is there, nothing can be changed, and every attempt says why."""

from collections.abc import Callable
from typing import NoReturn

from annotator.errors import EditError
from annotator.model.coding import Coding
from annotator.model.history import Edit, History
from annotator.study.history_steps import Steps
from annotator.study.journal import JournalContents
from annotator.study.writer import SaveState


class LookedAtCoding:
    """Takes the place of an OpenCoding, without lock, journal or thread; what others save meanwhile is not followed.

    Args:
        contents: The journal as it is on the disk.
        why: Why it is read-only, a sentence.

    Attributes:
        history: Refuses to do, undo and redo.
        steps: The steps of the history with their times.
        why: Why it is read-only.
    """

    notices: tuple[str, ...] = ()
    has_other_copies = False
    is_kept_nowhere = False
    state: SaveState = "saved"
    problem: None = None

    def __init__(self, contents: JournalContents, why: str) -> None:
        self.history = _Shown(contents.history, why)
        self.steps = Steps(zip(contents.edits, contents.times, strict=True))
        self.why = why

    @property
    def coding(self) -> Coding:
        """The coding as it was on the disk."""
        return self.history.coding

    def on_state(self, _callback: Callable[[SaveState], None]) -> Callable[[], None]:
        """Never call back: there is nothing to save."""
        return lambda: None

    def flush(self, timeout_s: float = 0.0) -> bool:  # noqa: ARG002 - as OpenCoding has it
        """Return at once: there is nothing to save."""
        return True

    def close(self, timeout_s: float = 0.0) -> None:
        """Do nothing: there is nothing to let go of."""


class _Shown(History):
    def __init__(self, history: History, why: str) -> None:
        super().__init__(history.coding)  # without its steps: there is nothing to undo here
        self._why = why

    def do(self, edit: Edit) -> None:
        if any(change.before != change.after for change in edit.changes):
            self._refuse()

    def undo(self) -> Edit | None:
        self._refuse()

    def redo(self) -> Edit | None:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise EditError(f"This coding is read-only: {self._why}", "Nothing was changed.")
