"""The form for a new session: its id, its recordings and how they are offset."""

from collections.abc import Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from annotator.errors import StudyError, UserError
from annotator.media.recording import Recording
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.files import check_id
from annotator.study.recordings import measure
from ui.file_dialogs import Ask
from ui.messages import FORM, Messages
from ui.study.drop_zone import DropZone
from ui.study.new_study import documents
from ui.tasks import Read, Reads, Saves
from ui.widgets.elided import Elided
from ui.widgets.forms import FormPage, form_grid
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, name_field, on_escape, row, symbol_button

_PICTURES = "*.mp4 *.m4v *.mov *.mkv *.avi *.mts *.m2ts *.mpg *.mpeg *.wmv *.webm *.vob *.mxf *.ts"
_SOUNDS = "*.wav *.mp3 *.m4a *.flac *.ogg"
VIDEOS = f"Recordings ({_PICTURES} {_SOUNDS});;All (*)"
_DAY_S = 86_400
_RECORDINGS = "One per camera; the first is the reference. Join files that follow one another. All stay where they are"
_PART = "It goes on where the one above ends, as on a disc or card that cuts a long recording into files"


class RecordingRow(QFrame):
    """One recording of the form: a file, or several in which it goes on."""

    removed = Signal(QWidget)
    joined = Signal(QWidget)
    """It is the next part of the recording above it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.paths = [path]
        self._name = Elided(path.name, Qt.TextElideMode.ElideMiddle, str(path))
        self._role = label("reference", "chip")
        self.offset, self._unit = NumberField("Offset", "s", -_DAY_S, _DAY_S, decimals=3), label("later", "dim")
        self.offset.show_value(0)
        self.offset.setToolTip("How much later this camera began than the first; negative if earlier")
        name_field(self.offset, f"Offset of {path.name}")
        self._join = button("Join ↑", lambda: self.joined.emit(self), "quiet", tip=_PART)
        self._join.setAccessibleName(f"{path.name} is a part of the one above")
        drop = symbol_button("✕", f"Leave {path.name} out", lambda: self.removed.emit(self))
        whole = row(self._name, self._join, self._role, self.offset, self._unit, drop, spacing=10)
        whole.setStretch(0, 1)
        self.setLayout(column(whole, self.offset.complaint, spacing=3))

    @property
    def recording(self) -> Recording:
        """The file, or the files in sequence."""
        return self.paths[0] if len(self.paths) == 1 else tuple(self.paths)

    def go_on_in(self, further: list[Path]) -> None:
        """Take files in which the recording goes on."""
        self.paths.extend(further)
        self._name.say(" + ".join(path.name for path in self.paths), "\n".join(map(str, self.paths)))

    @property
    def offset_ms(self) -> int:
        """How much later than the reference camera it began, in ms."""
        return self.offset.ms

    def set_reference(self, *, on: bool) -> None:
        """Make it the camera that session time is counted by, or not."""
        self._role.setVisible(on)
        for one in (self.offset, self._unit, self._join):
            one.setHidden(on)
        if on:
            self.offset.show_value(0)


class AddSessionForm(QWidget):
    """Reads recordings through and adds them to the study as a session."""

    added = Signal(object)
    """The Session that was added."""
    cancelled = Signal()

    def __init__(self, messages: Messages, reads: Reads, saves: Saves, ask: Ask) -> None:
        super().__init__()
        on_escape(self, self.cancel)
        self._messages, self._reads, self._saves, self._ask = messages, reads, saves, ask
        self._study: Study | None = None
        self._task: Read | None = None
        self._rows: list[RecordingRow] = []
        self._list = QVBoxLayout()
        self._id, self._share = QLineEdit(), QProgressBar()
        name_field(self._id, "Session id")
        self._id.setPlaceholderText("the next free id")
        self._id.returnPressed.connect(self.add)
        self._id.setMaximumWidth(240)
        self._share.setRange(0, 1000)
        self._share.setTextVisible(False)
        self._page = FormPage("Add session", self._fields(), "Add session", self.add, self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    @property
    def is_busy(self) -> bool:
        """Whether recordings are being read."""
        return self._task is not None

    def begin(self, study: Study, recordings: list[Path]) -> None:
        """Show the form with these recordings in it."""
        self._study = study
        self._set_busy(None)
        for one in tuple(self._rows):
            self._remove(one)
        self.take(recordings)
        self._id.clear()
        self._id.setFocus()
        self._reads.run("Looking which ids are free", lambda _progress: suggested_id(study), self._suggest)

    def take(self, recordings: list[Path]) -> None:
        """Add recordings to the form; one that is there already is left out."""
        known = {path for one in self._rows for path in one.paths}
        for path in recordings:
            if path not in known:
                one = RecordingRow(path)
                one.removed.connect(self._remove)
                one.joined.connect(self._join)
                self._rows.append(one)
                self._list.addWidget(one)
        self._name_reference()

    def add(self) -> None:
        """Read the recordings through, and add the session."""
        if self._study is None or self.is_busy:
            return
        self._messages.end(FORM)
        if not self._rows:
            self._refuse(UserError("The session has no recording yet.", "Choose one, or drop it on the window."))
            return
        wrong = [one.offset for one in self._rows if not one.offset.check()]
        if wrong:
            wrong[0].setFocus()
            return
        study, session_id = self._study, self._id.text().strip()
        recordings = [(one.recording, one.offset_ms) for one in self._rows]
        task = self._reads.run(
            f"Reading the recordings of {session_id}".removesuffix(" of "),
            lambda progress: _read_through(study, session_id, recordings, progress),
            lambda _none: self._keep(study, session_id, recordings),
            self._refuse,
        )
        task.progressed.connect(lambda share: self._share.setValue(round(share * 1000)))
        task.ended.connect(lambda: self._set_busy(None))
        self._set_busy(task)

    def cancel(self) -> None:
        """Stop reading, or leave the form."""
        if self._task is not None:
            self._task.cancel()
            self._set_busy(None)
        else:
            self.cancelled.emit()

    def _fields(self) -> QVBoxLayout:
        self._list.setSpacing(8)
        zone = DropZone("Drop recordings here, or", button("Choose…", self._choose))
        zone.dropped.connect(self.take)
        recordings = column(self._list, zone, self._share, spacing=12)
        return column(
            form_grid(
                ("Session id", "Letters, digits, dashes. No names: it appears in every table", self._id),
                (
                    "Recordings",
                    _RECORDINGS,
                    recordings,
                ),
            )
        )

    def _suggest(self, session_id: str) -> None:
        if not self._id.text():
            self._id.setText(session_id)
            self._id.selectAll()

    def _refuse(self, problem: UserError) -> None:
        self._messages.tell(problem, FORM)

    def _keep(self, study: Study, session_id: str, recordings: Sequence[tuple[Recording, int]]) -> None:
        self._page.do_button.setEnabled(False)
        task = self._saves.run(
            "Adding the session",
            lambda _progress: study.add_session(session_id or suggested_id(study), recordings),
            self.added.emit,
            self._refuse,
        )
        task.ended.connect(lambda: self._page.do_button.setEnabled(True))

    def _set_busy(self, task: Read | None) -> None:
        self._task = task
        self._share.setVisible(task is not None)
        self._share.setValue(0)
        self._page.do_button.setEnabled(task is None)

    def _choose(self) -> None:
        self.take(self._ask.files(self, "Recordings of the session", documents(), VIDEOS))

    def _join(self, one: RecordingRow) -> None:
        self._rows[self._rows.index(one) - 1].go_on_in(one.paths)
        self._remove(one)

    def _remove(self, one: RecordingRow) -> None:
        self._rows.remove(one)
        self._list.removeWidget(one)
        one.hide()
        one.deleteLater()
        self._name_reference()

    def _name_reference(self) -> None:
        for number, one in enumerate(self._rows):
            one.set_reference(on=number == 0)


def _read_through(
    study: Study, session_id: str, recordings: Sequence[tuple[Recording, int]], progress: Progress
) -> None:
    """Read through all recordings, which takes minutes and may be cancelled; adding them then finds their frame tables.

    Raises:
        StudyError: if the id cannot be given, before anything is read.
        MediaError: if a recording is missing or cannot be played.
    """
    if session_id:
        check_id("session", session_id)
        if session_id.lower() in _taken(study):
            raise StudyError(f"The study has a session {session_id} already.", "Choose another id.")
    for number, (recording, offset_ms) in enumerate(recordings):
        part = partial(_tell_part, progress, number, len(recordings))
        measure(recording, study.folder, study.cache_dir, offset_ms, part)


def _tell_part(progress: Progress, number: int, of: int, share: float) -> None:
    progress((number + share) / of)


def suggested_id(study: Study) -> str:
    """Return the first of S001, S002 and on that is free. File names are no ids: they may name a child."""
    taken = _taken(study)
    return next(one for one in (f"S{number:03d}" for number in count(1)) if one.lower() not in taken)


def _taken(study: Study) -> set[str]:
    return {session_id.lower() for session_id in study.session_ids()}
