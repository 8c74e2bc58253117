"""The import check in the window: it runs in the background, and its verdicts are known from then on."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from annotator.media.check import RecordingCheck
from annotator.study import Session, Study
from annotator.study.recording_checks import check_recordings, kept_checks
from ui.messages import STUDY, Messages
from ui.recordings import cache_of
from ui.tasks import Read, Reads


class Checks(QObject):
    """What is known of the recordings of the study that is open."""

    changed = Signal()
    """A check began or ended, or earlier findings were read."""
    progressed = Signal(str, float)
    """How far the check of a session is: its id, 0 to 1."""

    def __init__(self, messages: Messages, reads: Reads) -> None:
        super().__init__()
        self._messages, self._reads = messages, reads
        self._found: dict[str, RecordingCheck] = {}
        self._running: dict[str, Read] = {}
        self._study: Study | None = None

    def open(self, study: Study) -> None:
        """Find out what was found in this study earlier."""
        self.close()
        self._study = study
        self._reads.run(
            "Reading what is known of the recordings",
            lambda _progress: kept_checks(study, cache_of(study)),
            lambda found: self._take(study, found),
        )

    def close(self) -> None:
        """Forget everything, and stop what is under way."""
        for session_id in tuple(self._running):
            self.cancel(session_id)
        self._found, self._study = {}, None

    def found(self, fingerprint: str) -> RecordingCheck | None:
        """Return what is known of a recording."""
        return self._found.get(fingerprint)

    def is_running(self, session_id: str) -> bool:
        """Whether the recordings of a session are being checked."""
        return session_id in self._running

    def run(self, session: Session) -> None:
        """Check the recordings of a session."""
        study = self._study
        if study is None or self.is_running(session.id):
            return
        task = self._reads.run(
            f"Checking the recordings of {session.id}",
            lambda progress: check_recordings(study, session, cache_of(study), progress),
            lambda found: self._tell(study, session.id, found),
        )
        self._running[session.id] = task
        task.progressed.connect(lambda done: self.progressed.emit(session.id, done))
        task.ended.connect(lambda: self._forget(session.id, task))
        self.changed.emit()

    def cancel(self, session_id: str) -> None:
        """Stop the check of a session; what is known of its recordings stays."""
        task = self._running.pop(session_id, None)
        if task is not None:
            task.cancel()
            self.changed.emit()

    def _forget(self, session_id: str, task: Read) -> None:
        if self._running.get(session_id) is task:
            del self._running[session_id]
            self.changed.emit()

    def _take(self, study: Study, found: Mapping[str, RecordingCheck]) -> None:
        if study is self._study and found:
            self._found |= found
            self.changed.emit()

    def _tell(self, study: Study, session_id: str, found: Mapping[str, RecordingCheck]) -> None:
        self._take(study, found)
        if all(one.good for one in found.values()):
            self._messages.done(f"The recordings of {session_id} are fit for coding.")
        else:
            self._messages.warn(
                f"A recording of {session_id} has problems.",
                "Study lists them under the recordings of the session.",
                about=STUDY,
            )
