"""Whether another window or program has changed the codebook of the study that is open here."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from annotator.errors import UserError
from annotator.model.codebook import Codebook
from annotator.study import Study
from ui.messages import Messages
from ui.tasks import Reads

LOOK_EVERY_MS = 100
"""How often the file is looked at: an old key means nothing wrong for longer than this, on a disk that answers."""


class CodebookWatch(QObject):
    """Looks at the codebook of a study again and again in the background, by a thread of its own: no read delays it.

    It also looks as soon as this program is turned to: whoever saves in another window comes back before the next key.

    Args:
        messages: told once if the codebook cannot be read any more.
        parent: what it lives as long as.
    """

    changed = Signal(object)
    """Another codebook stands in the Study; told at every look, until another study is watched."""

    def __init__(self, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._messages, self._reads = messages, Reads(messages, self)
        self._study: Study | None = None
        self._told = ""
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._begin_look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication), "a window has one"
        app.applicationStateChanged.connect(self._begin_look)

    def watch(self, study: Study | None) -> None:
        """Watch another study, or none."""
        self._study, self._told = study, ""
        if study is None:
            self._timer.stop()
        else:
            self._timer.start()

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._reads.close()

    def _begin_look(self) -> None:
        study = self._study
        if study is None or self._reads.running:
            return
        self._reads.run(
            "Looking at the codebook",
            lambda _: study.changed_codebook(),
            lambda found: self._take(study, found),
            self._fail,
        )

    def _take(self, study: Study, found: Codebook | None) -> None:
        self._told = ""
        if found is not None and study is self._study:
            self.changed.emit(study)

    def _fail(self, problem: UserError) -> None:
        """Say it once: somebody may be writing the file by hand. What was opened goes on counting here."""
        if str(problem) != self._told and self._study is not None:
            self._told = str(problem)
            what = f"The codebook of this study was changed by another program and cannot be read: {problem.what}"
            self._messages.warn(what, "This window goes on with the codebook it opened.")
