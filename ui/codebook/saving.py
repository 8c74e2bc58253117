"""Bringing a codebook to its file: a file of its own at once, that of a study with every coding taken along."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import EditError, UserError
from annotator.model.codebook.draft import Draft
from annotator.study import Study
from annotator.study.codebook_change import StudyChange, apply_change, preview_change
from annotator.study.files import replace_file
from ui.codebook import unsaved
from ui.codebook.open_codebook import Home, OpenCodebook
from ui.codebook.review import change_review
from ui.messages import Messages
from ui.tasks import Reads, Saves
from ui.widgets.review_page import ReviewPage

_KEEP_AFTER_MS = 800


class Saving(QObject):
    """Saves the codebook that is open, and keeps what is not saved yet on this computer.

    Args:
        book: what is open.
        messages, reads: shared by the whole program.
        saves: what is written, one after the other: a coding that has to close is closed before.
    """

    review_wanted = Signal(object)
    """Somebody has to look before it is done: a ReviewPage."""
    review_done = Signal()
    """The page of that is no longer needed."""
    codings_must_close = Signal()
    """The coding that is open in this window has to be saved and closed now."""
    study_changed = Signal(Path)
    """The codebook of the study in this folder is another one now."""
    saved = Signal()
    """It is in a file of its own."""

    def __init__(self, book: OpenCodebook, messages: Messages, reads: Reads, saves: Saves) -> None:
        super().__init__()
        self._book, self._messages, self._reads, self._saves = book, messages, reads, saves
        self._keep_soon = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self._keep_soon.timeout.connect(self.keep)
        book.changed.connect(self._keep_soon.start)

    def save(self, ask_path: Callable[[], Path | None]) -> None:
        """Save it; ask_path says where, for a codebook that is in no file yet."""
        book = self._book
        if book.is_read_only:
            self._messages.tell(EditError("This codebook is read-only.", "Make a copy to change it."))
        elif book.home.study is not None:
            self._look_first(book.home.study)
        elif (path := book.home.path or ask_path()) is not None:
            draft, home = book.draft, Home("file", path.name, path)
            old = book.home.key
            self._saves.run(
                "Saving the codebook", lambda _: _write(path, draft, old), lambda _: self._is_saved(draft, home)
            )

    def keep(self) -> None:
        """Keep what is not saved on this computer, on another thread."""
        self._keep_soon.stop()
        book = self._book
        if not book.is_open or book.is_read_only:
            return
        home, base, draft = book.home.key, book.history.saved.text, book.draft
        if book.has_unsaved and (book.home.kind != "new" or book.history.next_undo):
            self._saves.run("Keeping the draft", lambda _: unsaved.keep(home, base, draft))
        else:
            self._saves.run("Keeping the draft", lambda _: unsaved.forget(home))

    def forget(self) -> None:
        """Keep nothing of what is open any more."""
        self._keep_soon.stop()
        home = self._book.home.key
        self._saves.run("Forgetting the draft", lambda _: unsaved.forget(home))

    def _look_first(self, study: Study) -> None:
        draft = self._book.draft
        if faults := self._book.hindering:
            self._messages.tell(EditError(f"It cannot be saved yet: {faults[0].what}.", faults[0].remedy))
            return
        self._reads.run(
            "Looking what the codings hold",
            lambda progress: preview_change(study, draft.text, draft.steps, progress),
            partial(self._review, study, draft),
        )

    def _review(self, study: Study, draft: Draft, changed: StudyChange) -> None:
        if draft is not self._book.draft:
            return
        apply = partial(self._apply, study, draft)
        if changed.problems or draft.steps or changed.unasked:
            page: ReviewPage = change_review(changed, draft, apply, self.review_done.emit)
            self.review_wanted.emit(page)
        else:
            apply()

    def _apply(self, study: Study, draft: Draft) -> None:
        self.codings_must_close.emit()
        self._saves.run(
            "Changing the codebook",
            lambda progress: _apply(study, draft, self._book.home.key, progress),
            partial(self._is_applied, study, draft),
            self._is_refused,
        )

    def _is_applied(self, study: Study, draft: Draft, changed: StudyChange) -> None:
        self._book.know_saved(draft, self._book.home)
        self.review_done.emit()
        self.study_changed.emit(study.folder)
        said = f"Changed: {changed.summary}." if changed.items else ""
        self._messages.done("The codebook of the study is saved.", said)

    def _is_refused(self, error: UserError) -> None:
        self.review_done.emit()
        self._messages.tell(error)

    def _is_saved(self, draft: Draft, home: Home) -> None:
        self._book.know_saved(draft, home)
        self.saved.emit()
        self._messages.done(f"Saved {home.name}.")


def _write(path: Path, draft: Draft, old_home: str) -> None:
    replace_file(path, draft.text)
    unsaved.forget(old_home)


def _apply(study: Study, draft: Draft, home: str, progress: Callable[[float], None]) -> StudyChange:
    changed = apply_change(study, draft.text, draft.steps, progress)
    unsaved.forget(home)
    return changed
