"""The cameras of a session on the study page: their recordings, when each began, and what can be done with them."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from annotator.study import Camera, Session
from annotator.study.blind import camera_alias
from annotator.text import clock, short_number
from ui.study.checks import Checks
from ui.study.verdict import CheckUnderWay, Verdict
from ui.widgets.elided import Elided
from ui.widgets.number_field import NumberField
from ui.widgets.parts import Piece, button, column, label, line, row, symbol_button

_NOT_THERE = {False: "This file is not where it was.", True: "One of these files is not where it was."}
_REFERENCE = "Session time is counted by the first camera: replace its recording instead."
_DAY_S = 86_400


class Recordings(QWidget):
    """Lists the recordings of a session. What can be done stands behind a right-click, the menu key, and a button.

    Args:
        checks: what is known of the recordings.
        session: the session.
        missing: the cameras whose recordings are not where they were, from 0.
        why_not: why nothing can be written, or "".
        names_hidden: whether Camera 1, Camera 2, ... stand in the place of the names of files.
    """

    add_requested = Signal()
    find_requested = Signal(int)
    """The user wants to say where a recording is: which camera, from 0. The others say which camera in the same way."""
    replace_requested = Signal(int)
    remove_requested = Signal(int)
    name_requested = Signal(int)
    align_requested = Signal(int)
    offset_typed = Signal(int, int)
    """Which camera, from 1, and when it began, in ms after the first."""

    def __init__(
        self, checks: Checks, session: Session, missing: Collection[int], why_not: str, *, names_hidden: bool = False
    ) -> None:
        super().__init__()
        self.offsets: dict[int, NumberField] = {}
        self._typed_in = 0
        self._names_hidden = names_hidden
        self._checks, self._session, self._missing = checks, session, missing
        self.session_id = session.id
        self._why_not = why_not
        is_running = checks.is_running(session.id)
        check = button("Check", self._check, "quiet", tip="Play them through once")
        check.setObjectName("check_recordings")
        if is_running or missing:
            check.hide()
        add = button("Add camera…", self.add_requested.emit, "quiet", tip=why_not or "Add a recording of this visit")
        add.setEnabled(not why_not)
        rows = [self._row(index, camera) for index, camera in enumerate(session.cameras)]
        parts: list[Piece] = [line(), row(label("Cameras", "heading"), None, check, add), *rows]
        self.setLayout(column(*parts, *([CheckUnderWay(checks, session.id)] if is_running else []), spacing=10))

    def _check(self) -> None:
        self._checks.run(self._session)

    def _row(self, index: int, camera: Camera) -> "RecordingRow":
        files, places = " + ".join(file.rsplit("/", maxsplit=1)[-1] for file in camera.files), "\n".join(camera.files)
        if self._names_hidden:
            files, places = "", ""
        shown = camera.name or files or camera_alias(index)
        made = RecordingRow(f"Camera {index + 1}: {shown}" if camera.name or files else shown)
        words = Elided(shown, Qt.TextElideMode.ElideMiddle, places)
        below: list[Piece] = []
        if camera.name and files:
            below.append(_dim(Elided(files, Qt.TextElideMode.ElideMiddle, places)))
        below.append(label(_facts(index, camera), "dim"))
        check = self._checks.found(camera.fingerprint)
        if index in self._missing:
            find = button("Find it…", lambda: self.find_requested.emit(index), tip=self._why_not)
            find.setEnabled(not self._why_not)
            below += [label(_NOT_THERE[bool(camera.more_files)], "danger"), row(find, None)]
        elif check is not None and check.sound_track == camera.sound_track:  # else another one was chosen since
            below.append(Verdict(check))
        if index:
            below.append(self._offset(index, camera))
        head = row(label(str(index + 1), "strong"), words, made.menu_button, spacing=8)
        head.setStretch(1, 1)
        made.setLayout(column(head, *below, spacing=1))
        self._fill(made, index)
        return made

    def _offset(self, index: int, camera: Camera) -> QVBoxLayout:
        """Return the field for when a camera began, after the first."""
        field = NumberField("Offset", "s", -_DAY_S, _DAY_S, decimals=3)
        field.show_value(camera.offset_ms / 1000)
        field.setFixedWidth(92)
        field.setReadOnly(bool(self._why_not))
        field.setToolTip("How much later than camera 1 it began, in seconds; negative if earlier. Enter keeps it")
        field.edited.connect(lambda _value: self.offset_typed.emit(index, field.ms))
        align = button(
            "Align…", lambda: self.align_requested.emit(index), "quiet", tip="Find it in Code, by eye or sound"
        )
        align.setEnabled(not self._why_not)
        self.offsets[index] = field
        return column(
            row(label("starts", "dim"), field, label("later", "dim"), None, align), field.complaint, spacing=3
        )

    def _fill(self, one: "RecordingRow", index: int) -> None:
        about_reference = _REFERENCE if index == 0 else ""
        one.offer("Name…", lambda: self.name_requested.emit(index), self._why_not)
        one.offer("Offset…", lambda: self.type_offset(index), self._why_not or about_reference)
        one.offer("Find recording…", lambda: self.find_requested.emit(index), self._why_not)
        one.offer("Replace recording…", lambda: self.replace_requested.emit(index), self._why_not)
        not_here = "A recording is not where it was." if self._missing else ""
        one.offer("Check", self._check, not_here)
        one.offer("Remove camera…", lambda: self.remove_requested.emit(index), self._why_not or about_reference)
        one.offer("Add camera…", self.add_requested.emit, self._why_not)

    def type_offset(self, index: int) -> None:
        """Give the keyboard to the field for when a camera began."""
        self.offsets[index].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.offsets[index].selectAll()

    def go_on_from(self, other: "Recordings") -> None:
        """Take over what somebody is typing in the cameras that these are shown in place of."""
        for index, field in other.offsets.items():
            if field.hasFocus() and index in self.offsets and self.session_id == other.session_id:
                field.blockSignals(True)
                self.offsets[index].go_on_from(field)
                self._typed_in = index

    def take_keyboard(self) -> None:
        """Take the keyboard, where somebody was typing before."""
        if self._typed_in:
            self.offsets[self._typed_in].setFocus()


def _facts(index: int, camera: Camera) -> str:
    rate = f"{short_number(round(1000 * camera.frame_count / camera.duration_ms, 2))} fps"
    facts = [clock(camera.duration_ms), rate if camera.grid_ms is None else "sound only"]
    return " · ".join([*facts, *([] if index else ["reference"])])


def _dim(words: Elided) -> Elided:
    words.setProperty("kind", "dim")
    return words


class RecordingRow(QWidget):
    """One recording; its menu opens by a right-click anywhere on it, the menu key, and its button.

    Args:
        name: what it is called for screen readers.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu_button: QToolButton = symbol_button("…", "What can be done with this recording", self._open_below)
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu_button.setAccessibleName(f"{name}: what can be done with it")

    def offer(self, text: str, do: Callable[[], object], why_not: str) -> None:
        """Put something into the menu; greyed out where there is a reason why it cannot be done now."""
        action = self.menu.addAction(text, do)
        action.setEnabled(not why_not)
        action.setToolTip(why_not)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu: at the mouse, or below the button where a key has asked for it."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._open_below()
        else:
            self.menu.popup(event.globalPos())

    def _open_below(self) -> None:
        self.menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))
