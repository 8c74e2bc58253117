"""The right side of the study page: one coding, its episodes and recordings, and what can be done with it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.model.codebook import Codebook
from annotator.study import Camera, Session
from ui.study.checks import Checks
from ui.study.overview import CodingState, SessionRow
from ui.study.session_table import state_text
from ui.study.verdict import CheckUnderWay, Verdict
from ui.text import clock, count, shift
from ui.theme import current_theme, text_on
from ui.widgets.elided import Elided
from ui.widgets.parts import Piece, button, column, label, line, row

_LEFT_OUT = "Until this is fixed, this session is left out of tables and comparisons; nothing in its folder is changed."
_NOT_THERE = {False: "This file is not where it was.", True: "One of these files is not where it was."}


class Ribbon(QWidget):
    """The observed episodes of a coding, to scale."""

    def __init__(self, codebook: Codebook, state: CodingState, duration_ms: int) -> None:
        super().__init__()
        self._codebook, self._state, self._duration_ms = codebook, state, max(1, duration_ms)
        self.setFixedHeight(24)
        spans = ", ".join(f"{span.episode} from {clock(span.start_ms)}" for span in state.episodes)
        self.setAccessibleName(f"Episodes: {spans or 'none marked'}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ribbon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().raised))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        for span in self._state.episodes:
            episode = self._codebook.episode_by_id.get(span.episode)
            color = episode.color if episode else current_theme().faint
            box = QRectF(self._x(span.start_ms), 0, self._x(span.end_ms) - self._x(span.start_ms) - 1, self.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(text_on(color)))
            if box.width() > 14:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, span.episode)

    def _x(self, ms: int) -> float:
        return self.width() * ms / self._duration_ms


class CodingDetail(QFrame):
    """What the current cell of the table is about."""

    open_requested = Signal(str, str)
    compare_requested = Signal(str, str, str)
    versions_requested = Signal(str, str)
    find_requested = Signal(str, int)
    """The user wants to say where a recording is: session id, index of the camera."""
    replace_requested = Signal(str, int)
    """The user wants another file in place of a recording: session id, index of the camera."""

    def __init__(self, checks: Checks) -> None:
        super().__init__()
        self._checks = checks
        self._why_not = ""
        self._shown: tuple[Codebook, SessionRow | None, str, str] | None = None
        checks.changed.connect(self._show_again)
        self.setObjectName("detail")
        self.setProperty("kind", "panel")
        self.setMinimumWidth(300)
        self.setMaximumWidth(372)
        self._body: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 20)

    def show_coding(self, codebook: Codebook, found: SessionRow | None, coder: str, why_not: str = "") -> None:
        """Show a session, and one coder's coding of it if there is a coder.

        Args:
            codebook: the codebook of the study.
            found: the session.
            coder: who codes it.
            why_not: why nothing can be written, or "".
        """
        self._shown, self._why_not = (codebook, found, coder, why_not), why_not
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget()
        parts: list[Piece] = []
        if found is not None and found.session is None:
            parts = [
                label(found.id, "title"),
                label(found.problem, "danger", wrap=True),
                label(_LEFT_OUT, "dim", wrap=True),
            ]
        elif found is not None and found.session is not None:
            parts = [*self._about(codebook, found, found.session, coder), *self._recordings(found, found.session)]
        self._body.setLayout(column(*parts, None, spacing=10))
        layout = self.layout()
        assert layout is not None, "set when built"
        layout.addWidget(self._body)

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_coding(*self._shown)

    def _about(self, codebook: Codebook, found: SessionRow, session: Session, coder: str) -> list[Piece]:
        session_id = session.id
        if not coder:
            next_step = "Choose a coder's cell to open a coding." if found.codings else "Add a coder to begin."
            return [label(session_id, "title"), label(next_step, "dim", wrap=True), 6]
        state = found.codings[coder]
        open_it = self._open_button(session_id, coder, state)
        head = column(label(f"{session_id} · {coder}", "title"), self._state_line(codebook, state), spacing=4)
        ribbon = Ribbon(codebook, state, session.duration_ms)
        if not state.episodes:
            ribbon.hide()
        return [head, ribbon, open_it, *self._comparisons(found, coder), *self._versions(session_id, coder, state), 8]

    def _open_button(self, session_id: str, coder: str, state: CodingState) -> QPushButton:
        words = "Open the coding" if state.is_submitted else "Continue coding" if state.is_begun else "Start coding"
        if self._why_not and state.is_begun:
            words = "Open read-only"
        tip = self._why_not or "Open it in Code (Enter)"
        made = button(words, lambda: self.open_requested.emit(session_id, coder), "primary", "code", tip)
        made.setObjectName("open_coding")
        made.setMinimumHeight(36)
        made.setEnabled(state.is_begun or not self._why_not)
        return made

    def _versions(self, session_id: str, coder: str, state: CodingState) -> list[QWidget]:
        if not state.is_begun:
            return []
        words = "Repair or restore…" if state.problem else "Versions and backups…"
        tip = "Other copies of this coding: compare them, merge them, or put one back"
        made = button(words, lambda: self.versions_requested.emit(session_id, coder), tip=tip)
        made.setObjectName("versions")
        return [made]

    def _state_line(self, codebook: Codebook, state: CodingState) -> QLabel:
        if state.problem:
            return label(state.problem, "danger", wrap=True)
        episodes = f" · {len(state.episodes)} of {count(len(codebook.episodes), 'episode')}" if state.is_begun else ""
        return label(f"{state_text(state)}{episodes}", "dim")

    def _comparisons(self, found: SessionRow, coder: str) -> list[QWidget]:
        others = [one for one in found.begun() if one != coder]
        if not others or not found.codings[coder].is_begun:
            return []
        session_id = found.id

        def compare_with(other: str) -> QWidget:
            return button(
                f"Compare with {other}",
                lambda: self.compare_requested.emit(session_id, coder, other),
                icon="agree",
                tip="See in Agree how well the two agree, and where they differ",
            )

        return [compare_with(other) for other in others]

    def _recordings(self, found: SessionRow, session: Session) -> list[Piece]:
        cameras = [
            self._camera(found, index, camera, index in found.missing) for index, camera in enumerate(session.cameras)
        ]
        running = self._checks.is_running(session.id)
        check = button("Check", lambda: self._checks.run(session), "quiet", tip="Play them through once")
        check.setObjectName("check_recordings")
        if running or found.missing:
            check.hide()
        head = column(row(label("Recordings", "heading"), None, check))
        parts: list[Piece] = [line(), head, *cameras]
        return [*parts, CheckUnderWay(self._checks, session.id)] if running else parts

    def _offer_to_replace(self, name: QLabel, session_id: str, camera: int) -> None:
        """Put it into the menu of a right-click on the name of a recording."""
        action = QAction("Replace recording…", name)
        action.triggered.connect(lambda: self.replace_requested.emit(session_id, camera))
        action.setEnabled(not self._why_not)
        action.setToolTip(self._why_not)
        name.addAction(action)
        name.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _camera(self, found: SessionRow, index: int, camera: Camera, is_missing: bool) -> QVBoxLayout:
        files = " + ".join(file.rsplit("/", maxsplit=1)[-1] for file in camera.files)
        name = Elided(files, Qt.TextElideMode.ElideMiddle, "\n".join(camera.files))
        self._offer_to_replace(name, found.id, index)
        offset = "reference" if index == 0 else f"began {shift(camera.offset_ms)}"
        frames = count(camera.frame_count, "frame") if camera.grid_ms is None else "sound only"
        facts = f"{clock(camera.duration_ms, decimals=0)} · {frames} · {offset}"
        if not is_missing:
            check = self._checks.found(camera.fingerprint)
            verdict = [Verdict(check)] if check is not None else []
            return column(name, label(facts, "dim"), *verdict, spacing=1)
        session_id = found.id
        find = button("Find it…", lambda: self.find_requested.emit(session_id, index), tip=self._why_not)
        find.setEnabled(not self._why_not)
        return column(row(name, None, find), label(_NOT_THERE[bool(camera.more_files)], "danger"), spacing=1)
