"""Opening codebooks: that of the study, those that ship, files, new ones, and what was not saved last time."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError, UserError
from annotator.model.codebook.draft import Draft, draft_of
from annotator.model.codebook.file import codebook_text, shipped_codebooks
from annotator.model.codebook.newer import is_as_shipped, take_over, told_of_newer
from annotator.study import Study
from annotator.study.codebook_change import codebook_use
from annotator.study.files import read_text
from annotator.study.settings import CODEBOOK_FILE
from ui.codebook import unsaved
from ui.codebook.head import Offer
from ui.codebook.open_codebook import Home, OpenCodebook
from ui.codebook.saving import Saving
from ui.messages import STUDY, Messages
from ui.messages import Offer as MessageOffer
from ui.tasks import Reads, Saves

_Read = tuple[str, Draft | None]
_NEW = "Not saved yet"


class Opening(QObject):
    """Reads codebooks in the background, the last wish wins; what was open and not saved is kept first.

    Args:
        book: what is open.
        saving: keeps what is not saved.
        messages, reads: shared by the whole program.
        saves: what is written and read in this order.
    """

    offered = Signal(list)
    """What there is to choose: Offers."""

    def __init__(self, book: OpenCodebook, saving: Saving, messages: Messages, reads: Reads, saves: Saves) -> None:
        super().__init__()
        self._book, self._saving, self._messages = book, saving, messages
        self._reads, self._saves = reads, saves
        self._wish = 0
        self.study: Study | None = None

    def open_study(self) -> None:
        """Open the codebook of the study."""
        study = self.study
        if study is not None:
            home = Home("study", study.name, study.folder, study)
            self._open(home, lambda: _with_unsaved(home, read_text(study.folder / CODEBOOK_FILE)))

    def open_shipped(self, name: str) -> None:
        """Open a codebook that ships."""
        self._open(Home("shipped", name), lambda: (codebook_text(name), None))

    def open_file(self, path: Path) -> None:
        """Open a codebook file."""
        home = Home("file", path.name, path)
        self._open(home, lambda: _with_unsaved(home, codebook_text(str(path))))

    def open_new(self, text: str) -> None:
        """Open a codebook that is in no file yet."""
        self._saving.keep()
        self._wish += 1
        self._show(self._wish, Home("new", _NEW, number=uuid4().hex), (text, None))

    def open_kept(self, key: str) -> None:
        """Open a codebook that was in no file yet when it was left."""
        self._open(Home("new", _NEW, number=key.removeprefix("new:")), lambda: (unsaved.kept_text(key), None))

    def offer(self) -> None:
        """Look what there is to choose."""
        study, home = self.study, self._book.home.key if self._book.is_open else ""
        own = [Offer("study", study.name, f"{study.name}: its own codebook")] if study else []
        self._saves.run("Looking for codebooks", lambda _: own + _others(home), self.offered.emit)

    def _open(self, home: Home, read: Callable[[], _Read]) -> None:
        self._saving.keep()
        self._wish = wish = self._wish + 1
        self._saves.run("Opening the codebook", lambda _: read(), lambda found: self._show(wish, home, found))

    def _show(self, wish: int, home: Home, found: _Read) -> None:
        if wish != self._wish or (home.study is not None and home.study is not self.study):
            return
        text, draft = found
        try:
            self._book.open(text, home, draft)
        except UserError as error:
            self._messages.tell(error)
            return
        if draft is not None:
            self._messages.note("Unsaved changes from last time were restored.", "Undo removes them.")
        self.offer()
        if home.study is not None:
            self._count_use(home.study)
            self._tell_of_newer(home.study, text)

    def _count_use(self, study: Study) -> None:
        self._reads.run(
            "Counting what is used",
            lambda progress: codebook_use(study, progress),
            lambda use: self._book.know_use(use) if self._book.home.study is study else None,
        )

    def _tell_of_newer(self, study: Study, text: str) -> None:
        if study.is_writable and not self._book.has_unsaved:
            self._reads.run(
                "Looking for a newer version",
                lambda _: (told_of_newer(text), take_over(draft_of(text)) if is_as_shipped(text) else None),
                lambda found: self._say_newer(study, *found),
            )

    def _say_newer(self, study: Study, newer: str, draft: Draft | None) -> None:
        if not newer or self._book.home.study is not study:
            return
        if draft is None:
            self._messages.note(newer, "The study keeps its own copy, which the lab has changed.")
            return
        hint = "Nothing changes by itself: you see what it does to the codings before it is saved."
        self._messages.warn(newer, hint, MessageOffer("Take it over", lambda: self._take_over(study, draft)), STUDY)

    def _take_over(self, study: Study, draft: Draft) -> None:
        if self._book.home.study is study and not self._book.has_unsaved:
            self._book.do(lambda _: draft)
        else:
            what = "The codebook of the study is not open, or has changes that are not saved."
            self._messages.tell(EditError(what, "Save or discard them first."))


def _with_unsaved(home: Home, text: str) -> _Read:
    return text, unsaved.kept(home.key, text)


def _others(home: str) -> list[Offer]:
    shipped = [Offer("shipped", key, f"{name} (ships with the program)") for key, name in _shipped_names()]
    kept = [(key, draft) for key, draft in unsaved.kept_new() if key != home]
    return shipped + [Offer("new", key, f"{_NEW}: {draft.codebook.name}") for key, draft in kept]


@cache
def _shipped_names() -> tuple[tuple[str, str], ...]:
    """Return the codebooks that ship: what they are known by, and their names."""
    return tuple((key, str(tomllib.loads(text)["name"])) for key, text in shipped_codebooks().items())
