"""What leaves a study: tables, and the report of the study or of a session; written in the background, then offered."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from annotator.errors import UserError
from annotator.exchange.codings import WRITE
from annotator.exchange.wanted import Wanted
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.processes import cores
from annotator.text import count
from ui.actions import Actions
from ui.file_dialogs import Ask, open_file, open_folder
from ui.messages import Messages, Offer
from ui.settings import EXPORT, Settings
from ui.study.new_study import documents
from ui.study.study_page import StudyPage
from ui.tasks import Reads

if TYPE_CHECKING:
    from ui.study.export_form import ExportForm

_WARNINGS = 3
"""So many have room in a message; Study shows them all beside the codings, and so does the report."""

_FILES = 6
"""So many names of files have room in one."""


class Outputs(QObject):
    """Asks what is to be written, and where to; opens it afterwards, where that is wanted.

    Args:
        pages: the workspace, which shows the form.
        page: the sessions; one of them is current.
        actions, messages, settings, reads, ask: shared by the whole program.
    """

    left = Signal()
    """The form was left: the study is to be shown again."""
    looked_for = Signal()
    """The study is to be read and shown again, for what it says of codings that could not be written whole."""

    def __init__(
        self,
        pages: QStackedWidget,
        page: StudyPage,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        reads: Reads,
        ask: Ask,
    ) -> None:
        super().__init__(pages)
        self._pages, self._page, self._actions, self._messages = pages, page, actions, messages
        self._settings, self._reads, self._ask = settings, reads, ask
        self._study: Study | None = None
        actions.bind("export", self.begin_export)
        actions.bind("report", self._report)
        actions.bind("session_report", self._report_session)

    @cached_property
    def form(self) -> "ExportForm":
        """Asks what is to be written; made when it is first wanted, for what makes tables takes long to import."""
        from ui.study.export_form import ExportForm  # noqa: PLC0415 - as above

        made = ExportForm(self._messages, self._settings, self._reads)
        made.cancelled.connect(self.left)
        made.wanted.connect(self._export)
        self._pages.addWidget(made)
        return made

    def open(self, study: Study | None) -> None:
        """Write what is in this study from now on, or nothing."""
        self._study = study

    def begin_export(self, sessions: tuple[str, ...] | None = None) -> None:
        """Show the form, with these sessions ticked; None: all."""
        if self._study is not None:
            self._actions["show_study"].trigger()
            self._pages.setCurrentWidget(self.form)
            self.form.begin(self._study, sessions)

    def _export(self, wanted: Wanted) -> None:
        from annotator.exchange.exporting import EXPORTS, export  # noqa: PLC0415 - as for the form

        study = self._study
        chosen = None if study is None else self._ask.folder(self._pages, "Export into", documents())
        if study is None or chosen is None:
            return
        self.left.emit()
        what = "codings" if wanted.format in WRITE else "tables"
        folder = chosen / f"{study.folder.name}-{what}-{datetime.now():%Y%m%d-%H%M%S}"
        said: list[UserError] = []
        self._reads.run(
            f"Exporting as {EXPORTS[wanted.format][0]}",
            lambda progress: export(study, folder, wanted, processes=cores(), progress=progress, warn=said.append),
            lambda files: self._exported(folder, files, said),
        )

    def _exported(self, folder: Path, files: tuple[Path, ...], said: list[UserError]) -> None:
        if self.form.opens_folder:
            open_folder(folder)
        what = f"Wrote {count(len(files), 'file')} to {folder}"
        if said:
            on_study = "Study marks these codings with ⚠ or “cannot be read”, and says what to do."
            self._warn(what, said, Offer("Show Study", self.looked_for.emit), on_study)
        else:
            names = ", ".join(file.name for file in files[:_FILES])
            others = f" and {len(files) - _FILES} more" if len(files) > _FILES else ""
            self._messages.done(f"{what}.", f"{names}{others}.", Offer("Open the folder", lambda: open_folder(folder)))

    def _report(self) -> None:
        if self._study is not None:
            self._write_report(self._study)

    def _report_session(self) -> None:
        """Write the report of the session that is current in the table."""
        session = self._page.chosen_session
        if self._study is None or session is None:
            self._messages.note("No session is chosen.", "Choose one in the table.")
        else:
            self._write_report(self._study, session.id)

    def _write_report(self, study: Study, session: str = "") -> None:
        name = "-".join(filter(None, (study.folder.name, session, "report", f"{datetime.now():%Y%m%d}")))
        out = self._ask.save(self._pages, "Write report", documents() / f"{name}.html", "Report (*.html)")
        if out is None:
            return
        said: list[UserError] = []
        self._reads.run(
            "Writing the report",
            lambda progress: _made(study, out, session, said.append, progress),
            lambda file: self._written(file, said),
        )

    def _written(self, file: Path, said: list[UserError]) -> None:
        _, _, opens = self._settings.get(EXPORT)
        if opens:
            open_file(file)
        offer = Offer("Open the report", lambda: open_file(file))
        if said:
            self._warn(f"Wrote {file}", said, offer)
        else:
            self._messages.done(f"Wrote {file}.", "One page with tables, figures and methods text.", offer)

    def _warn(self, what: str, said: list[UserError], offer: Offer, *last: str) -> None:
        more = [f"– and {len(said) - _WARNINGS} more"] if len(said) > _WARNINGS else []
        hint = "\n".join([*(f"– {one.what}" for one in said[:_WARNINGS]), *more, *last])
        self._messages.warn(f"{what}, with {count(len(said), 'warning')}.", hint, offer)


def _made(study: Study, out: Path, session: str, warn: Callable[[UserError], object], progress: Progress) -> Path:
    # Imported here, in the background: what computes agreement takes half a second.
    made: Path = import_module("annotator.exchange.html_report.report").write_report(
        study, out, session, progress=progress, warn=warn
    )
    return made
