"""Importing codings in the Study workspace: files come in by menu, button and mouse, and what was written goes out."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from annotator.errors import UserError
from annotator.exchange.codings import READ
from annotator.exchange.codings.bringing_in import BroughtIn, bring_in, take_back
from annotator.exchange.codings.mapping import Mapping, read_mapping, write_mapping
from annotator.exchange.codings.new_codes import NewCode, add_codes
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.encodings import EncodingUnknownError
from annotator.media.sound_output import SoundOutput
from annotator.study import Study
from annotator.text import count, plain
from ui.actions import Actions
from ui.file_dialogs import Ask
from ui.messages import FORM, STUDY, Messages, Offer
from ui.settings import MAPPINGS, Settings
from ui.sound import sound_output
from ui.study.importing.page import ImportPage
from ui.study.importing.table_page import TablePage
from ui.study.importing.work import ImportWork
from ui.study.new_study import documents
from ui.tasks import Reads, Saves
from ui.widgets.review_page import encoding_page

_TITLE = "Import codings"
_MAPPING = "Mapping (*.toml)"
_MOST_SAID = 5

_IMPORTED = "what was imported"

Written = tuple[tuple[BroughtIn, ...], tuple[UserError, ...]]


def kinds() -> str:
    """Return the filter of the file dialog: everything that is read, then each format alone."""
    patterns = {one.name: " ".join(f"*{suffix}" for suffix in one.suffixes) for one in READ.values()}
    formats = [f"{name} ({endings})" for name, endings in patterns.items()]
    return ";;".join([f"Codings of other programs ({' '.join(patterns.values())})", *formats, "All files (*)"])


class Imports(QObject):
    """Everything of Import codings.

    Attributes:
        sound: makes the output of the sound of recordings.

    Args:
        pages: where the page is shown.
        actions, messages, settings, reads, saves, ask: shared by the whole program.
    """

    left = Signal()
    """The page was left: the study is to be shown again."""
    changed = Signal()
    """Codings of the study are others now."""
    codings_must_close = Signal()
    """The codebook is about to be another: no coding may be open."""
    study_changed = Signal(Path)
    """The codebook of a study is another now, which has to be opened again: its folder."""
    session_changing = Signal(str)
    """The codings of a session are about to be written: its id. Whatever has one of them open lets go."""

    def __init__(
        self,
        pages: QStackedWidget,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        reads: Reads,
        saves: Saves,
        ask: Ask,
    ) -> None:
        super().__init__(pages)
        self._pages, self._actions, self._messages, self._settings = pages, actions, messages, settings
        self._reads, self._saves, self._ask = reads, saves, ask
        self.sound: Callable[[], SoundOutput] = sound_output
        self._study: Study | None = None
        self._asking: QWidget | None = None
        self._remembered = 0
        self._resumed: tuple[Path, tuple[Path, ...], Mapping] | None = None
        self._is_stopped = self._writes = False
        self.work = ImportWork(reads, self)
        self.work.refused.connect(self._refuse)
        self.work.not_possible.connect(messages.tell)
        self.work.encoding_wanted.connect(self._ask_encoding)
        self.work.changed.connect(self._tell_remembered)
        actions.bind("import_codings", self.begin)
        actions.bind("next_doubt", partial(self._go_to_doubt, 1))
        actions.bind("previous_doubt", partial(self._go_to_doubt, -1))
        pages.currentChanged.connect(lambda _at: self._switch())
        self._switch()

    @cached_property
    def page(self) -> ImportPage:
        """Made when it is first wanted."""
        made = ImportPage(self.work, self._actions, self._settings, self._reads, self.sound)
        self._pages.addWidget(made)
        made.import_wanted.connect(self._write)
        made.cancelled.connect(self.cancel)
        made.files_wanted.connect(self._add_files)
        made.folder_wanted.connect(self._add_folder)
        made.save_wanted.connect(self._save_mapping)
        made.open_wanted.connect(self._open_mapping)
        made.columns_wanted.connect(self._ask_columns)
        made.code_wanted.connect(self._add_code)
        made.anew_wanted.connect(self._begin_anew)
        return made

    @cached_property
    def table_page(self) -> TablePage:
        """Made when it is first wanted."""
        made = TablePage(self._reads)
        self._pages.addWidget(made)
        made.taken.connect(self._take_shape)
        made.left.connect(self._leave_table)
        return made

    def open(self, study: Study | None) -> None:
        """Import into another study from now on, or none."""
        resumed, self._resumed = self._resumed, self._resumed if study is None else None
        self._study = study
        self.work.end()
        if "page" in vars(self):
            self.page.let_go()
        self._switch()
        if study is not None and resumed is not None and resumed[0] == study.folder:
            QTimer.singleShot(0, self, lambda: self._begin(study, *resumed[1:]))

    def begin(self) -> None:
        """Ask for files."""
        if self._study is not None and not self._writes:
            self._show(self.page)
            if self.work.shown is None:
                self.page.show_empty()
                self._add_files()

    def take(self, files: Sequence[Path]) -> None:
        """Read files, or more of them where some are there already."""
        study = self._study
        if study is None or not files or self._writes:
            return
        self._messages.end(FORM)
        self._messages.end(_IMPORTED)  # it would lie on the buttons of the next import
        if self.work.shown is not None and self._pages.currentWidget() is self.page:
            self.work.add(files)
            return
        last = self._settings.get(MAPPINGS).get(str(study.folder), Mapping())
        self._remembered = len(last.settled)
        self._begin(study, files, last)

    def _begin(self, study: Study, files: Sequence[Path], mapping: Mapping) -> None:
        if study is self._study:
            self._show(self.page)
            self.page.begin()
            self.work.begin(study, files, mapping)

    def cancel(self) -> None:
        """Stop what is being written, or leave; what was settled is remembered for the next time."""
        if self._writes:
            self._is_stopped = True
            return
        self._remember()
        self._leave()

    def _go_to_doubt(self, by: int) -> None:
        self.page.go_to_doubt(by)

    def _leave(self) -> None:
        self._messages.end(FORM)
        self._end_asking()
        self.work.end()
        self.page.let_go()
        self.left.emit()

    def _show(self, page: QWidget) -> None:
        self._actions["show_study"].trigger()
        self._pages.setCurrentWidget(page)
        page.setFocus()

    def _switch(self) -> None:
        may_write = self._study is not None and self._study.is_writable
        self._actions.switch("import_codings", on=may_write, why="" if self._study is None else "It is read-only.")
        is_shown = "page" in vars(self) and self._pages.currentWidget() is self.page
        for action_id in ("next_doubt", "previous_doubt"):
            self._actions.switch(action_id, on=is_shown)

    def _add_files(self) -> None:
        self.take(self._ask.files(self._pages, f"{_TITLE}: files of other programs", documents(), kinds()))

    def _add_folder(self) -> None:
        folder = self._ask.folder(self._pages, f"{_TITLE}: a folder of files", documents())
        if folder is not None:
            self.take([folder])

    def _refuse(self, problems: tuple[UserError, ...]) -> None:
        """Say why no file could be read, and let others be chosen."""
        for one in problems[:_MOST_SAID]:
            self._messages.tell(one, FORM)
        if not problems:
            self._messages.warn("There is no file in it that is read here.", "Choose another folder.", about=FORM)
        if self.work.shown is None and self.work.table_of() is not None:
            self._ask_columns()
        elif self.work.shown is None:
            self.work.end()
            self.page.show_empty()

    def _ask_columns(self, name: str = "") -> None:
        path = self.work.table_of(name)
        if path is not None:
            self._show(self.table_page)
            self.table_page.begin(path, self.work.mapping.table, self.work.mapping.encoding)

    def _take_shape(self, shape: Shape) -> None:
        self._messages.end(FORM)
        self._show(self.page)
        self.work.use_shape(shape)

    def _leave_table(self) -> None:
        self._show(self.page)
        if self.work.shown is None:
            self.work.end()
            self.page.show_empty()

    def _ask_encoding(self, error: EncodingUnknownError) -> None:
        name = error.what.partition(",")[0].partition(":")[0]
        self._end_asking()
        self._asking = encoding_page(name, error, self._take_encoding, self.cancel)
        self._pages.addWidget(self._asking)
        self._show(self._asking)

    def _take_encoding(self, encoding: str) -> None:
        self._end_asking()
        self._show(self.page)
        self.work.use_encoding(encoding)

    def _end_asking(self) -> None:
        asking, self._asking = self._asking, None
        if asking is not None:
            self._pages.removeWidget(asking)
            asking.deleteLater()

    def _tell_remembered(self) -> None:
        shown = self.work.shown
        if shown is not None and not self.work.is_settling and self._remembered:
            settled = {(one.kind, one.about) for one in self.work.mapping.settled}
            self._remembered = sum(row.key in settled for row in shown.doubts)
            self.page.tell_remembered(self._remembered)
            self._remembered = 0

    def _begin_anew(self) -> None:
        self.page.tell_remembered(0)
        self.work.use(Mapping(encoding=self.work.mapping.encoding, keep=self.work.mapping.keep))

    def _remember(self) -> None:
        study = self._study
        if study is not None and self.work.shown is not None:
            known = self._settings.get(MAPPINGS)
            self._settings.put(MAPPINGS, known | {str(study.folder): self.work.mapping.of_other_files()})

    def _add_code(self, about: NewCode, kind: Literal["state", "point"]) -> None:
        """Add a behaviour of the files to the codebook; then all is read again, and what was settled stays so."""
        study, sources = self._study, self.work.sources
        if study is None:
            return
        self.codings_must_close.emit()
        self._saves.run(
            "Adding a code",
            lambda progress: add_codes(study, sources, {about: kind}, progress),
            partial(self._tell_added, study, about[0]),
        )

    def _tell_added(self, study: Study, name: str, notes: tuple[str, ...]) -> None:
        self._messages.done(f"“{plain(name)}” is a code of the study now.", "\n".join(notes))
        self._resumed = (study.folder, self.work.paths, self.work.mapping)
        self.study_changed.emit(study.folder)

    def _save_mapping(self) -> None:
        path = self._ask.save(self._pages, "Save mapping", documents() / "mapping.toml", _MAPPING)
        if path is not None:
            mapping = self.work.mapping
            self._reads.run(
                "Saving the mapping",
                lambda _progress: write_mapping(mapping, path),
                lambda _none: self._messages.done(f"The mapping was saved as {path.name}."),
            )

    def _open_mapping(self) -> None:
        path = self._ask.file(self._pages, "Open mapping", documents(), _MAPPING)
        if path is not None:
            self._reads.run("Reading the mapping", lambda _progress: read_mapping(path), self._use)

    def _use(self, mapping: Mapping) -> None:
        self.page.tell_remembered(0)
        self.work.use(mapping)

    def _write(self) -> None:
        study, sources, review = self._study, self.work.sources, self.work.review
        if study is None or review is None:
            return
        self._is_stopped, self._writes = False, True
        submits = self.page.finished.isChecked()
        self._remember()
        for session in {one.session for one in review.planned if one.session}:
            self.session_changing.emit(session)
        task = self._saves.run(
            "Importing codings",
            lambda progress: bring_in(study, sources, review, progress, lambda: self._is_stopped, submits=submits),
            self._tell_written,
            self._fail,
        )
        self.page.follow(task)

    def _fail(self, problem: UserError) -> None:
        self._writes = False
        self._messages.tell(problem, FORM)
        self.page.follow(None)

    def _tell_written(self, found: Written) -> None:
        written, problems = found
        stopped, self._writes = self._is_stopped, False
        events = sum(one.events for one in written)
        what = f"Brought in {count(events, 'event')} into {count(len(written), 'coding')}."
        if not written:
            what = "Nothing was brought in."
        offer = Offer("Take back", partial(self._take_back, self._study, written)) if written else None
        hint = "You stopped it: the rest was not imported." if stopped else ""
        if problems:
            self._messages.warn(what, _lines(problems, hint), offer, STUDY)
        else:
            self._messages.done(what, hint, offer, _IMPORTED)
        self._leave()
        self.changed.emit()

    def _take_back(self, study: Study | None, written: tuple[BroughtIn, ...]) -> None:
        if study is None or study is not self._study:
            self._messages.note("It was brought into another study.", "Open that first.")
            return
        for session in {one.session for one in written}:
            self.session_changing.emit(session)
        self._saves.run("Taking back", lambda progress: take_back(study, written, progress), self._tell_taken_back)

    def _tell_taken_back(self, found: Written) -> None:
        taken, problems = found
        what = f"Taken back: {count(sum(one.events for one in taken), 'event')} of {count(len(taken), 'coding')}."
        if problems:
            self._messages.warn(what, _lines(problems), about=STUDY)
        else:
            self._messages.done(what)
        self.changed.emit()


def _lines(problems: Sequence[UserError], first: str = "") -> str:
    said = [f"– {one}" for one in problems[:_MOST_SAID]]
    if len(problems) > _MOST_SAID:
        said.append(f"and {len(problems) - _MOST_SAID} more")
    return "\n".join(filter(None, (first, *said)))
