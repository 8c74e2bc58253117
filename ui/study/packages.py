"""Packages in the window: making one for a coder, opening one, and taking back what was coded."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from annotator.errors import UserError
from annotator.study import Study
from annotator.study.coming_back import Work, pack_work, take_work_in
from annotator.study.handing_out import note_packed, pack_to_code, unpack
from annotator.study.package import Manifest, needs_passphrase, pack, verify
from annotator.text import count
from ui.actions import Actions
from ui.file_dialogs import Ask
from ui.messages import Messages, Offer
from ui.study.new_study import documents
from ui.study.package_forms import PackageForm, PassphraseForm
from ui.tasks import Reads, Saves

_KINDS = "Package (*.zip)"


class Packages(QObject):
    """Everything of the menu Packages.

    Args:
        pages: where the forms are shown.
        actions: the table of actions.
        messages: told what was done.
        reads: runs what changes no study.
        saves: runs what does.
        ask: the dialogs.
    """

    left = Signal()
    """A form was left: the study is to be shown again."""
    made = Signal(Path)
    """A study was made of a package: its folder."""
    merged = Signal()
    """Work was taken into the study."""
    versions_requested = Signal(str, str)
    """Copies of a coding are to be compared: session id, coder."""

    def __init__(
        self, pages: QStackedWidget, actions: Actions, messages: Messages, reads: Reads, saves: Saves, ask: Ask
    ) -> None:
        super().__init__(pages)
        self._pages, self._actions, self._messages = pages, actions, messages
        self._reads, self._saves, self._ask = reads, saves, ask
        self._study: Study | None = None
        for action_id, do in (
            ("pack_work", self._pack_work),
            ("take_work", self._take_work),
            ("pack_study", self._pack),
            ("open_package", self._open),
            ("verify_package", self._verify),
        ):
            actions.bind(action_id, do)

    @cached_property
    def form(self) -> PackageForm:
        """Asks what is to be packed; made when it is first wanted."""
        made = PackageForm(self._messages, self._reads)
        made.wanted.connect(self._pack_to_code)
        made.cancelled.connect(self.left)
        self._pages.addWidget(made)
        return made

    @cached_property
    def words(self) -> PassphraseForm:
        """Asks for a passphrase."""
        made = PassphraseForm(self._messages)
        made.cancelled.connect(self.left)
        self._pages.addWidget(made)
        return made

    def open(self, study: Study | None) -> None:
        """Pack this study from now on, or none."""
        self._study = study
        for action_id in ("pack_study", "pack_work", "pack_to_code"):
            self._actions.switch(action_id, on=study is not None)
        self._actions.switch("take_work", on=study is not None and study.is_writable)

    def begin(self, coder: str, session_id: str) -> None:
        """Ask what is to be packed for a coder."""
        if self._study is not None:
            self._show(self.form)
            self.form.begin(self._study, coder, session_id)

    def _show(self, page: QWidget) -> None:
        self._actions["show_study"].trigger()
        self._pages.setCurrentWidget(page)

    def _pack_to_code(self, coders: tuple[str, ...], sessions: list[str] | None, copies: bool, passphrase: str) -> None:
        study = self._study
        out = self._where(f"for-{'-'.join(coders)}")
        if study is None or out is None:
            return
        self._reads.run(
            "Packing",
            lambda progress: pack_to_code(
                study, coders, out, sessions=sessions, copies=copies, passphrase=passphrase, progress=progress
            ),
            lambda made: self._note(study, coders, made, out, sealed=bool(passphrase)),
        )
        self.left.emit()

    def _note(self, study: Study, coders: tuple[str, ...], made: Manifest, out: Path, *, sealed: bool) -> None:
        self._saves.run(
            "Noting what was packed",
            lambda _progress: note_packed(study, coders, made),
            lambda _none: self._packed(made, out, "Only the passphrase opens it." if sealed else ""),
        )

    def _pack_work(self) -> None:
        study = self._study
        if study is not None:
            about = (
                "What was coded here goes into one file, for the study it belongs to. Type nothing for no passphrase."
            )
            self._show(self.words)
            self.words.ask(about, lambda passphrase: self._write_work(study, passphrase), twice=True)

    def _write_work(self, study: Study, passphrase: str) -> None:
        if (out := self._where("coded")) is not None:
            self._reads.run(
                "Packing",
                lambda progress: pack_work(study, out, passphrase=passphrase, progress=progress),
                lambda made: self._packed(made, out, "Send it back: it is taken in by Take coded work in."),
            )
            self.left.emit()

    def _pack(self, *, recordings: bool = False) -> None:
        study = self._study
        out = self._where("recordings" if recordings else "")
        if study is not None and out is not None:
            self._reads.run(
                "Packing the study",
                lambda progress: pack(study, out, recordings=recordings, progress=progress),
                lambda made: self._packed_whole(made, out, recordings=recordings),
            )

    def _packed_whole(self, made: Manifest, out: Path, *, recordings: bool) -> None:
        if recordings:
            self._packed(made, out, "The recordings are in it.")
        else:
            offer = Offer("Pack with recordings…", lambda: self._pack(recordings=True))
            self._packed(made, out, "The recordings are not in it.", offer)

    def _packed(self, made: Manifest, out: Path, hint: str, offer: Offer | None = None) -> None:
        what = f"Packed {count(len(made.files), 'file')} into {out.name}, and checked them there."
        self._messages.done(what, hint, *(() if offer is None else (offer,)))

    def _where(self, what: str) -> Path | None:
        if self._study is None:
            return None
        parts = filter(None, (self._study.folder.name, what, f"{datetime.now():%Y%m%d}"))
        return self._ask.save(self._pages, "Pack", documents() / f"{'-'.join(parts)}.zip", _KINDS)

    def _open(self) -> None:
        self._choose("Open a package", self._unpack)

    def _unpack(self, package: Path, passphrase: str) -> None:
        folder = self._ask.folder(self._pages, "Put the study into", documents())
        if folder is not None:
            place = folder / package.name.removesuffix(".zip")
            self._reads.run(
                "Opening the package",
                lambda progress: unpack(package, place, passphrase=passphrase, progress=progress).folder,
                self.made.emit,
            )
            self.left.emit()

    def _take_work(self) -> None:
        study = self._study
        if study is not None:
            self._choose("Take coded work in", lambda package, passphrase: self._merge(study, package, passphrase))

    def _merge(self, study: Study, package: Path, passphrase: str) -> None:
        self._saves.run(
            "Taking work in",
            lambda progress: take_work_in(study, package, passphrase=passphrase, progress=progress),
            self._taken,
        )
        self.left.emit()

    def _taken(self, work: Work) -> None:
        self.merged.emit()
        new = [one for one in work.taken if one.is_new or one.changed]
        what = f"Took in {count(len(new), 'coding')}." if new else "All of it was here already."
        said = [f"{one.session} by {one.coder}: {count(one.changed, 'item')}." for one in new]
        said += [str(one) for one in work.doubts]
        apart = [(one.session, one.coder) for one in work.taken if one.conflicts]
        problems = [f"{one.session} by {one.coder} was not taken in: {one.why}" for one in work.refused]
        if apart:
            problems.append(f"{', '.join(' by '.join(one) for one in apart)} went on apart: both are kept.")
        if problems:
            offer = (Offer("Compare…", lambda: self.versions_requested.emit(*apart[0])),) if apart else ()
            self._messages.warn(what, "\n".join([*problems, *said]), *offer)
        else:
            self._messages.done(what, "\n".join(said))

    def _verify(self) -> None:
        self._choose("Verify a package", self._verify_with)

    def _verify_with(self, package: Path, passphrase: str) -> None:
        self._reads.run("Verifying", lambda _progress: verify(package, passphrase), self._verified)
        if passphrase:
            self.left.emit()

    def _verified(self, problems: tuple[UserError, ...]) -> None:
        if problems:
            self._messages.warn(f"{count(len(problems), 'problem')} in this package.", " ".join(map(str, problems[:5])))
        else:
            self._messages.done("All of it is as it was packed.")

    def _choose(self, title: str, then: Callable[[Path, str], object]) -> None:
        """Ask for a package, and for its passphrase where it has one."""
        package = self._ask.file(self._pages, title, documents(), _KINDS)
        if package is not None:
            self._reads.run(
                "Looking at the package",
                lambda _progress: needs_passphrase(package),
                lambda is_sealed: self._ask_passphrase(package, then) if is_sealed else then(package, ""),
            )

    def _ask_passphrase(self, package: Path, then: Callable[[Path, str], object]) -> None:
        self._show(self.words)
        about = f"Only a passphrase opens {package.name}."
        self.words.ask(about, lambda passphrase: then(package, passphrase), twice=False)
