"""Writes the report of a study, or of a session, in the background, and offers to open it."""

from datetime import datetime
from importlib import import_module
from pathlib import Path

from PySide6.QtWidgets import QWidget

from annotator.errors import UserError
from annotator.progress import Progress
from annotator.study import Study
from annotator.text import count
from ui.file_dialogs import Ask, open_file
from ui.messages import Messages, Offer
from ui.settings import EXPORT, Settings
from ui.study.new_study import documents
from ui.tasks import Reads

_WARNINGS = 3
"""So many have room in a message; the report has them all."""


class Reports:
    """Asks where a report is to be written, writes it, and opens it where exports are opened too.

    Args:
        over: what the dialog stands before.
        messages: told what was written.
        settings: whether what was exported is opened afterwards.
        reads: runs the work; it can be stopped, and then nothing is written.
        ask: the dialogs.
    """

    def __init__(self, over: QWidget, messages: Messages, settings: Settings, reads: Reads, ask: Ask) -> None:
        self._over, self._messages, self._settings, self._reads, self._ask = over, messages, settings, reads, ask

    def write(self, study: Study, session: str = "") -> None:
        """Write the report of a session; "": of the whole study."""
        name = "-".join(filter(None, (study.folder.name, session, "report", f"{datetime.now():%Y%m%d}")))
        out = self._ask.save(self._over, "Write report", documents() / f"{name}.html", "Report (*.html)")
        if out is None:
            return
        said: list[UserError] = []
        self._reads.run(
            "Writing the report",
            lambda progress: _write(study, out, session, said, progress),
            lambda file: self._written(file, said),
        )

    def _written(self, file: Path, said: list[UserError]) -> None:
        _, _, opens = self._settings.get(EXPORT)
        if opens:
            open_file(file)
        offer = Offer("Open the report", lambda: open_file(file))
        if not said:
            self._messages.done(f"Wrote {file}.", "One page with tables, figures and methods text.", offer)
            return
        more = [f"– and {len(said) - _WARNINGS} more"] if len(said) > _WARNINGS else []
        hint = "\n".join([*(f"– {one.what}" for one in said[:_WARNINGS]), *more])
        self._messages.warn(f"Wrote {file}, with {count(len(said), 'warning')}.", hint, offer)


def _write(study: Study, out: Path, session: str, said: list[UserError], progress: Progress) -> Path:
    # Imported here, in the background: what computes agreement takes half a second.
    made: Path = import_module("annotator.exchange.html_report.report").write_report(
        study, out, session, progress=progress, warn=said.append
    )
    return made
