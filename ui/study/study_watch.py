"""Whether others have written to the study that is shown: the lead sees how far everybody is while they code."""

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.study import Study
from annotator.study.watching import stamp_of
from ui.messages import Messages
from ui.tasks import Reads

LOOK_EVERY_MS = 2000
_SHARE = 20
"""At most one part in so many of the time is spent looking: a slow share with many sessions is looked at less often."""


class StudyWatch(QObject):
    """Looks at sizes and times of the files of a study, by a thread of its own, while somebody can see the study.

    Args:
        messages: of the window; a disk that does not answer is told by whatever else is done there.
        parent: what it lives as long as.
    """

    changed = Signal(object)
    """Something in this Study was written, by this window or another."""

    def __init__(self, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._reads = Reads(messages, self)
        self._study: Study | None = None
        self._stamp = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    def watch(self, study: Study | None) -> None:
        """Watch another study, or none."""
        self._study, self._stamp = study, ""
        if study is None:
            self._timer.stop()
        else:
            self._timer.start(0)

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._study = None
        self._reads.close()

    def look(self) -> None:
        """Look once, and again after a while."""
        study = self._study
        if study is None or self._reads.running:
            return
        begun = perf_counter()
        self._reads.run(
            "Looking at the study",
            lambda _progress: stamp_of(study.folder),
            lambda stamp: self._take(study, stamp, perf_counter() - begun),
            lambda _problem: self._again(0),
        )

    def _take(self, study: Study, stamp: str, took_s: float) -> None:
        if study is not self._study:
            return
        was, self._stamp = self._stamp, stamp
        if was and was != stamp:
            self.changed.emit(study)
        self._again(took_s)

    def _again(self, took_s: float) -> None:
        if self._study is not None:
            self._timer.start(max(LOOK_EVERY_MS, round(took_s * 1000 * _SHARE)))
