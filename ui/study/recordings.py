"""The recordings of a session on the study page, and what can be done with each of them."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from annotator.study import Camera, Session
from annotator.study.blind import camera_alias
from annotator.text import clock, count, shift
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
        undoable: the step that can be undone, or "".
        why_not: why nothing can be written, or "".
        names_hidden: whether Camera 1, Camera 2, ... stand in the place of the names of files.
    """

    add_requested = Signal()
    find_requested = Signal(int)
    """The user wants to say where a recording is: which camera, from 0. The others say which camera in the same way."""
    replace_requested = Signal(int)
    remove_requested = Signal(int)
    offset_requested = Signal(int)
    undo_requested = Signal()

    def __init__(
        self,
        checks: Checks,
        session: Session,
        missing: Collection[int],
        undoable: str,
        why_not: str,
        *,
        names_hidden: bool = False,
    ) -> None:
        super().__init__()
        self._names_hidden = names_hidden
        self._checks, self._session, self._missing = checks, session, missing
        self._undoable, self._why_not = undoable, why_not
        is_running = checks.is_running(session.id)
        check = button("Check", self._check, "quiet", tip="Play them through once")
        check.setObjectName("check_recordings")
        if is_running or missing:
            check.hide()
        add = button("Add camera…", self.add_requested.emit, "quiet", tip=why_not or "Add a recording of this visit")
        add.setEnabled(not why_not)
        rows = [self._row(index, camera) for index, camera in enumerate(session.cameras)]
        parts: list[Piece] = [line(), row(label("Recordings", "heading"), None, check, add), *rows]
        self.setLayout(column(*parts, *([CheckUnderWay(checks, session.id)] if is_running else []), spacing=10))

    def _check(self) -> None:
        self._checks.run(self._session)

    def _row(self, index: int, camera: Camera) -> "RecordingRow":
        name = " + ".join(file.rsplit("/", maxsplit=1)[-1] for file in camera.files)
        made = RecordingRow(camera_alias(index) if self._names_hidden else f"{camera_alias(index)}: {name}")
        offset = "reference" if index == 0 else f"began {shift(camera.offset_ms)}"
        frames = count(camera.frame_count, "frame") if camera.grid_ms is None else "sound only"
        facts = f"{clock(camera.duration_ms, decimals=0)} · {frames} · {offset}"
        shown, whole = (camera_alias(index), "") if self._names_hidden else (name, "\n".join(camera.files))
        words = Elided(shown, Qt.TextElideMode.ElideMiddle, whole)
        below: list[Piece] = [label(facts, "dim")]
        check = self._checks.found(camera.fingerprint)
        if index in self._missing:
            find = button("Find it…", lambda: self.find_requested.emit(index), tip=self._why_not)
            find.setEnabled(not self._why_not)
            below = [label(_NOT_THERE[bool(camera.more_files)], "danger"), row(find, None)]
        elif check is not None and check.sound_track == camera.sound_track:  # else another one was chosen since
            below.append(Verdict(check))
        head = row(words, made.menu_button, spacing=6)
        head.setStretch(0, 1)
        made.setLayout(column(head, *below, spacing=1))
        self._fill(made, index)
        return made

    def _fill(self, one: "RecordingRow", index: int) -> None:
        about_reference = _REFERENCE if index == 0 else ""
        one.offer("Offset…", lambda: self.offset_requested.emit(index), self._why_not or about_reference)
        one.offer("Find recording…", lambda: self.find_requested.emit(index), self._why_not)
        one.offer("Replace recording…", lambda: self.replace_requested.emit(index), self._why_not)
        not_here = "A recording is not where it was." if self._missing else ""
        one.offer("Check", self._check, not_here)
        one.offer("Remove camera…", lambda: self.remove_requested.emit(index), self._why_not or about_reference)
        one.offer("Add camera…", self.add_requested.emit, self._why_not)
        if self._undoable:
            one.offer(f"Undo: {self._undoable}", self.undo_requested.emit, self._why_not)


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


class OffsetField(QWidget):
    """A field for when a camera began; it shows itself when asked to and hides when done."""

    typed = Signal(int, int)
    """Which camera of the session, from 0, and when it began, in ms after the first."""

    def __init__(self) -> None:
        super().__init__()
        self._camera = self._offset_ms = 0
        self._head = label("", "strong", wrap=True)
        self.field = NumberField("Offset", "s", -_DAY_S, _DAY_S, decimals=3)
        self.field.returnPressed.connect(self._set)
        self.field.setToolTip("In seconds; negative if it began earlier. In Code, Ctrl+F6 aligns it by what is seen")
        buttons = row(button("Set", self._set, "primary"), button("Cancel", self.hide, "quiet"), None)
        self.setLayout(column(line(), self._head, self.field.with_complaint(), buttons, spacing=8))
        self.setFocusProxy(self.field)
        self.hide()

    def ask(self, session_id: str, camera: int, offset_ms: int) -> None:
        """Show the field with the offset that a camera has."""
        self._camera, self._offset_ms = camera, offset_ms
        self._head.setText(f"Camera {camera + 1} of {session_id}: how much later than the first it began")
        self.field.show_value(offset_ms / 1000)
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape hide it."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _set(self) -> None:
        if not self.field.check():
            self.field.setFocus()
            self.field.selectAll()
            return
        self.hide()
        typed_ms = round(1000 * (self.field.value or 0))
        if typed_ms != self._offset_ms:
            self.typed.emit(self._camera, typed_ms)
