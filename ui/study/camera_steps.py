"""Changing the cameras of a session in the window: each change is a step of the audit trail, and can be undone."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.errors import UserError
from annotator.media.recording import Recording
from annotator.study import Session, Study
from annotator.study.recordings import measure
from annotator.study.replacing import (
    CameraStep,
    Replacement,
    add_camera,
    carry_out,
    name_camera,
    prepare,
    remove_camera,
    set_offset,
    take_back,
)
from annotator.text import shift
from ui.file_dialogs import Ask
from ui.study.add_session import VIDEOS
from ui.study.ask_name import AskName
from ui.study.deeds import Deed, Deeds
from ui.tasks import Reads, Saves

_REPLACED = "Both files stay as they are; the step is kept in audit.jsonl."
_REMOVED = """\
Nothing of the codings is lost: they are counted by the first camera. The recording stays where it is.
The session then knows neither this recording nor when it began ({offset}); audit.jsonl keeps both.
Undo takes it back; or add the camera again."""


class CameraSteps(QObject):
    """Asks for what is needed, lets go of the session where it is open, writes, and says what was done.

    Args:
        over: the workspace; questions stand over it.
        deeds: does it, and takes it back.
        reads: look at recordings.
        saves: write to the study.
        ask: the file dialogs.
    """

    added = Signal(object)
    """A session has one more camera: the Session."""
    found = Signal()
    """A recording is where it was said to be."""

    def __init__(self, over: QWidget, deeds: Deeds, reads: Reads, saves: Saves, ask: Ask) -> None:
        super().__init__(over)
        self._over, self._deeds, self._reads, self._saves, self._ask = over, deeds, reads, saves, ask

    def add(self, study: Study, session_id: str) -> None:
        """Add a camera; its recording is read through first, which can be cancelled."""
        recording = self._choose(study, "The recording of one more camera; choose all files of it")
        if recording is not None:
            self._reads.run(
                "Reading the recording",
                lambda progress: measure(recording, study.folder, study.cache_dir, 0, progress),
                lambda _camera: self._do(
                    study,
                    session_id,
                    f"add a camera to {session_id}",
                    lambda: add_camera(study, session_id, recording, 0),
                    lambda step: self.added.emit(step.after),
                ),
            )

    def find(self, study: Study, session_id: str, camera: int) -> None:
        """Let the user say where a recording is now."""
        files = self._files(study, "Where is this recording? Choose all files of it")
        if files:
            self._deeds.session_changing.emit(session_id)  # so that it is shown when the coding is opened again
            self._saves.run(
                "Looking whether this is the recording",
                lambda _progress: study.recordings.relink(session_id, camera, *files),
                lambda _none: self.found.emit(),
            )

    def replace(self, study: Study, session_id: str, camera: int) -> None:
        """Compare another recording with the one that it is to replace, and ask."""
        recording = self._choose(study, "The new recording; choose all files of it")
        if recording is not None:
            self._reads.run(
                "Comparing the recordings",
                lambda progress: prepare(study, session_id, camera, recording, progress),
                lambda found: self._ask_to_replace(study, found),
            )

    def remove(self, study: Study, session: Session, camera: int) -> None:
        """Leave a camera out, once the user has seen what that means."""
        what = f"Remove camera {camera + 1} of {session.id}?"
        more = _REMOVED.format(offset=shift(session.cameras[camera].offset_ms))
        self._question(
            "Remove camera",
            what,
            more,
            lambda: self._do(
                study,
                session.id,
                f"remove camera {camera + 1} of {session.id}",
                lambda: remove_camera(study, session.id, camera),
            ),
        )

    def set_offset(self, study: Study, session_id: str, camera: int, offset_ms: int) -> None:
        """Let a camera begin at another moment."""
        what = f"shift camera {camera + 1} of {session_id}"
        self._do(study, session_id, what, lambda: set_offset(study, session_id, camera, offset_ms))

    def name(self, study: Study, session_id: str, camera: int, name: str, asked: AskName) -> None:
        """Give a camera a name of the lab's own; asked is closed, or complains."""
        self._do(
            study,
            session_id,
            f"name camera {camera + 1} of {session_id}",
            lambda: name_camera(study, session_id, camera, name),
            lambda _step: asked.leave(),
            asked.complain,
        )

    def _files(self, study: Study, title: str) -> list[Path]:
        return self._ask.files(self._over, title, study.folder, VIDEOS)

    def _choose(self, study: Study, title: str) -> Recording | None:
        files = self._files(study, title)
        if not files:
            return None
        return files[0] if len(files) == 1 else tuple(files)

    def _ask_to_replace(self, study: Study, found: Replacement) -> None:
        what = f"Replace the recording of camera {found.camera + 1} of {found.session.id}?"
        more = "\n".join([*found.lines, _REPLACED])
        self._question(
            "Replace recording",
            what,
            more,
            lambda: self._do(
                study,
                found.session.id,
                f"replace the recording of camera {found.camera + 1} of {found.session.id}",
                lambda: carry_out(study, found),
            ),
        )

    def _question(self, title: str, what: str, more: str, do: Callable[[], object]) -> None:
        """Ask over the workspace; the button that does it says the first word of the title."""
        box = QMessageBox(self._over)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setObjectName(title.lower().replace(" ", "_"))
        box.setWindowTitle(title)
        box.setText(what)
        box.setInformativeText(more)
        box.addButton(title.partition(" ")[0], QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.accepted.connect(do)
        box.open()

    def _do(
        self,
        study: Study,
        session_id: str,
        what: str,
        write: Callable[[], CameraStep],
        then: Callable[[CameraStep], object] = lambda _step: None,
        failed: Callable[[UserError], object] | None = None,
    ) -> None:
        deed = Deed(what, lambda _progress: write(), _words, lambda step, _progress: take_back(study, step), session_id)
        self._deeds.do(deed, then, failed)


def _words(step: CameraStep) -> tuple[str, str]:
    """Return what was done, and what follows from it."""
    session, old, new = step.after.id, step.before.cameras, step.after.cameras
    keep = "Codings keep their times."
    if step.what == "camera added":
        hint = "Type when it began, or align it in Code: Ctrl+F6 by hand, Ctrl+Shift+F6 by sound."
        return f"Camera {len(new)} was added to {session}; it begins together with the first.", hint
    camera = next(number for number, one in enumerate(old) if number == len(new) or one != new[number])
    if step.what == "camera removed":
        return f"Camera {camera + 1} of {session} was removed.", "Its file and all codings stay."
    if step.what == "camera renamed":
        name = new[camera].name
        return f"Camera {camera + 1} of {session} {f'is called {name}' if name else 'has no name'} now.", ""
    if step.what == "camera shifted":
        return f"Camera {camera + 1} of {session} begins at {shift(new[camera].offset_ms)}.", keep
    return f"{session} has the new recording.", keep
