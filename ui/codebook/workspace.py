"""The Codebook workspace: see, change, check and print codebooks."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from annotator.errors import UserError
from annotator.exchange.templates import SUFFIXES
from annotator.model.codebook.changes import blank_codebook, copy_of
from annotator.model.codebook.draft import draft_of
from annotator.study import Study
from ui.actions import Actions
from ui.codebook.codes_page import CodesPage, ScalesPage
from ui.codebook.entries_page import EntriesPage
from ui.codebook.faults import FaultsStrip
from ui.codebook.head import Head, Offer
from ui.codebook.importing import Importing
from ui.codebook.keys_page import KeysPage
from ui.codebook.manual_pdf import write_manual
from ui.codebook.open_codebook import OpenCodebook
from ui.codebook.opening import Opening
from ui.codebook.saving import Saving
from ui.codebook.sections import (
    ABOUT,
    CLASSES,
    CODES,
    EPISODES,
    MODIFIERS,
    PASSES,
    SCALES,
    SCORES,
    Section,
    holds,
)
from ui.file_dialogs import Ask
from ui.messages import Messages
from ui.settings import Settings
from ui.tasks import Reads, Saves
from ui.widgets.parts import column, line
from ui.widgets.review_page import ReviewPage

Page = EntriesPage | KeysPage
_PAGES: dict[str, tuple[Section, ...]] = {
    "About": ABOUT,
    "Episodes": EPISODES,
    "Codes": CODES,
    "Keys": (),
    "Modifiers": MODIFIERS,
    "Passes": PASSES,
    "Scales": SCALES,
    "Classes": CLASSES,
    "Scores": SCORES,
}
_FIRST_SHOWN = "strange_situation"
_FILES = "Codebooks (*.toml)"
_TEMPLATES = f"Templates ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


class CodebookWorkspace(QWidget):
    """Shows one codebook: that of the study, one that ships, or a file.

    Args:
        actions, messages, settings, reads: shared by the whole program.
        saves: what is written, one after the other.
        ask: the file dialogs.
    """

    codings_must_close = Signal()
    """The coding that is open has to be saved and closed now."""
    study_changed = Signal(Path)
    """The codebook of the study in this folder is another one now."""

    def __init__(
        self,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        reads: Reads,
        saves: Saves,
        ask: Ask,
    ) -> None:
        super().__init__()
        self._actions, self._messages, self._reads, self._ask = actions, messages, reads, ask
        self.book = OpenCodebook(messages.tell, self)
        self.saving = Saving(self.book, messages, reads, saves)
        self.opening = Opening(self.book, self.saving, messages, reads, saves)
        self.head, self.faults = Head(self.book), FaultsStrip(self.book)
        self._settings = settings
        self.pages: dict[str, Page] = {}
        self.tabs, self._stack = QTabBar(), QStackedWidget()
        self._then: Callable[[], None] | None = None
        self.review: ReviewPage | None = None
        self._lay_out()
        self._join()
        self._bind()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Codebook")
        self.setObjectName("codebook")

    @property
    def codes(self) -> CodesPage:
        """The page of the codes."""
        page = self._page("Codes")
        assert isinstance(page, CodesPage), "codes have a page of their own"
        return page

    @property
    def keys(self) -> KeysPage:
        """The page of the keys."""
        page = self._page("Keys")
        assert isinstance(page, KeysPage), "keys have a page of their own"
        return page

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._page(self.tabs.tabText(self.tabs.currentIndex()))

    def open_study(self, study: Study) -> None:
        """Show the codebook of a study, as soon as this workspace is looked at."""
        self.saving.keep()
        self.opening.study = study
        self.book.close()
        if self.isVisible():
            self.opening.open_study()

    def close_study(self) -> None:
        """Let go of the study; what is not saved is kept."""
        self.saving.keep()
        self.opening.study = None
        if self.book.is_open and self.book.home.kind == "study":
            self.book.close()
        self._end_review()
        self._switch()

    def show_page(self, name: str, path: tuple[str | int, ...] = ()) -> None:
        """Show a page, and an entry or a field on it."""
        self.tabs.setCurrentIndex(list(_PAGES).index(name))
        if path:
            self.page.choose(path)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the codebook of the study, or one that ships, where none is open."""
        super().showEvent(event)
        if not self.pages:
            self._show_tab(self.tabs.currentIndex())
        if self.book.is_open:
            self.opening.offer()
        else:
            self._open_what_belongs_here()

    def _open_what_belongs_here(self) -> None:
        if self.opening.study is not None:
            self.opening.open_study()
        else:
            self.opening.open_shipped(_FIRST_SHOWN)

    def _new(self) -> None:
        self.opening.open_new(blank_codebook("New codebook"))
        self.show_page("About")

    def _copy(self) -> None:
        if self.book.is_open:
            self.opening.open_new(copy_of(self.book.draft.text, f"{self.book.codebook.name} (copy)"))

    def _discard(self) -> None:
        if self.book.is_open and self.book.home.kind == "new":
            self.saving.forget()
            self.book.close()
            self._open_what_belongs_here()
        elif self.book.is_open:
            saved = self.book.history.saved
            self.book.do(lambda _draft: draft_of(saved.text, (), "discard changes"))

    def _import(self) -> None:
        path = self._ask.file(self, "Import a coding scheme", Path.home(), _TEMPLATES)
        if path is not None:
            importing = Importing(
                self._reads, self._messages, self._show_review, self._end_review, self.opening.open_new
            )
            importing.read(path)

    def _write_manual(self) -> None:
        if not self.book.is_open:
            self._then = self._write_manual
            self._actions["show_codebook"].trigger()
            return
        start = Path.home() / f"{self.book.codebook.id}-manual.pdf"
        path = self._ask.save(self, "Print manual", start, "PDF (*.pdf);;HTML (*.html)")
        if path is None:
            return
        try:
            write_manual(path, self.book.codebook)
        except UserError as error:
            self._messages.tell(error)
        else:
            self._messages.done(f"The manual was saved as {path.name}.")

    def _open(self) -> None:
        path = self._ask.file(self, "Open a codebook", Path.home(), _FILES)
        if path is not None:
            self.opening.open_file(path)

    def _save(self) -> None:
        if self.book.is_open:
            self.saving.save(self._ask_path)

    def _ask_path(self) -> Path | None:
        return self._ask.save(self, "Save the codebook", Path.home() / f"{self.book.codebook.id}.toml", _FILES)

    def _choose(self, offer: Offer) -> None:
        if offer.kind == "study":
            self.opening.open_study()
        elif offer.kind == "shipped":
            self.opening.open_shipped(offer.key)
        else:
            self.opening.open_kept(offer.key)

    def _do_what_waited(self) -> None:
        if self._then is not None:
            then, self._then = self._then, None
            then()

    def _show_review(self, page: ReviewPage) -> None:
        self._end_review()
        self.review = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.tabs.setEnabled(False)
        page.setFocus()

    def _end_review(self) -> None:
        if self.review is not None:
            self._stack.removeWidget(self.review)
            self.review.deleteLater()
            self.review = None
        self.tabs.setEnabled(True)
        self._show_tab(self.tabs.currentIndex())

    def _show_tab(self, place: int) -> None:
        page = self._page(list(_PAGES)[place])
        self._stack.setCurrentWidget(page)
        page.show_draft()

    def _go_to(self, path: tuple[str | int, ...]) -> None:
        """Show the page and the field that a fault is about."""
        found = [name for name, sections in _PAGES.items() if holds(sections, path)]
        shown = self.tabs.tabText(self.tabs.currentIndex())
        self.show_page(shown if shown in found else found[0] if found else "About", path)

    def _entry_action(self, name: str, *values: int) -> None:
        page = self.page
        if self.book.is_open and isinstance(page, EntriesPage):
            getattr(page, name)(*values)

    def _press_key(self) -> None:
        if self.book.is_open:
            if not isinstance(self.page, CodesPage | KeysPage):
                self.show_page("Codes")
            page = self.page
            if isinstance(page, CodesPage | KeysPage):
                page.press_key()

    def _step_page(self) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())

    def _switch(self) -> None:
        is_open = self.book.is_open
        self.head.show_state()
        self._stack.setVisible(is_open)
        self.faults.setVisible(is_open)
        history = self.book.history if is_open else None
        self._actions.switch("codebook_save", on=is_open and not self.book.is_read_only and self.book.has_unsaved)
        self._actions.switch("codebook_discard", on=is_open and not self.book.is_read_only and self.book.has_unsaved)
        self._actions.switch("codebook_undo", on=history is not None and bool(history.next_undo))
        self._actions.switch("codebook_redo", on=history is not None and bool(history.next_redo))
        self._actions.switch("codebook_copy", on=is_open)

    def _page(self, name: str) -> Page:
        """Return a page; it is made when it is looked at first, for most who open the program only code."""
        if name not in self.pages:
            own: dict[str, Callable[[], Page]] = {
                "Codes": lambda: CodesPage(self.book),
                "Keys": lambda: KeysPage(self.book, self._settings),
                "Scales": lambda: ScalesPage(self.book),
            }
            page = own[name]() if name in own else EntriesPage(self.book, _PAGES[name])
            if isinstance(page, EntriesPage):
                page.refused.connect(self._messages.tell)
            self.pages[name] = page
            self._stack.addWidget(page)
        return self.pages[name]

    def _lay_out(self) -> None:
        for name in _PAGES:
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(list(_PAGES).index("Codes"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Pages of the codebook")
        layout = column(self.head, line(), self.tabs, line(), self._stack, line(), self.faults, spacing=0)
        layout.setStretch(4, 1)
        self.setLayout(layout)

    def _join(self) -> None:
        self.tabs.currentChanged.connect(self._show_tab)
        self.book.changed.connect(self._switch)
        self.book.opened.connect(self._switch)
        self.book.changed.connect(self._do_what_waited)
        self.opening.offered.connect(self.head.show_offers)
        self.faults.chosen.connect(self._go_to)
        self.saving.review_wanted.connect(self._show_review)
        self.saving.review_done.connect(self._end_review)
        self.saving.codings_must_close.connect(self.codings_must_close)
        self.saving.study_changed.connect(self.study_changed)
        self.head.chosen.connect(self._choose)

    def _bind(self) -> None:
        bind = self._actions.bind
        for name, handler in {
            "codebook_save": self._save,
            "codebook_undo": self.book.undo,
            "codebook_redo": self.book.redo,
            "codebook_discard": self._discard,
            "codebook_new": self._new,
            "codebook_copy": self._copy,
            "codebook_open": self._open,
            "codebook_import": self._import,
            "codebook_manual": self._write_manual,
            "codebook_key": self._press_key,
            "codebook_page": self._step_page,
            "codebook_fault": self.faults.step,
            "codebook_add": lambda: self._entry_action("add"),
            "codebook_delete": lambda: self._entry_action("delete"),
            "codebook_retire": lambda: self._entry_action("retire"),
            "codebook_up": lambda: self._entry_action("shift", -1),
            "codebook_down": lambda: self._entry_action("shift", 1),
        }.items():
            bind(name, handler)
        self.head.use_actions(self._actions)
        self._switch()
