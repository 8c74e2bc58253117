"""The right side of the study page: one coding, its episodes and recordings, and what can be done with it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from annotator.model.codebook import Codebook
from annotator.study import Camera
from ui.parts import button, column, label, line, row
from ui.study.checks import Checks
from ui.study.overview import CodingState, SessionRow
from ui.study.session_table import state_text
from ui.study.verdict import CheckUnderWay, Verdict
from ui.text import clock, count, shift
from ui.theme import current_theme, text_on


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
    find_requested = Signal(str, int)
    """The user wants to say where a recording is: session id, index of the camera."""

    def __init__(self, checks: Checks) -> None:
        super().__init__()
        self._checks = checks
        self._shown: tuple[Codebook, SessionRow | None, str] | None = None
        checks.changed.connect(self._show_again)
        self.setObjectName("detail")
        self.setProperty("kind", "panel")
        self.setMinimumWidth(300)
        self.setMaximumWidth(372)
        self._body: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 20)

    def show_coding(self, codebook: Codebook, found: SessionRow | None, coder: str) -> None:
        """Show a session, and one coder's coding of it if there is a coder."""
        self._shown = codebook, found, coder
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget()
        parts = [] if found is None else [*self._about(codebook, found, coder), *self._recordings(found)]
        self._body.setLayout(column(*parts, None, spacing=10))
        layout = self.layout()
        assert layout is not None, "set when built"
        layout.addWidget(self._body)

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_coding(*self._shown)

    def _about(self, codebook: Codebook, found: SessionRow, coder: str) -> list[QWidget | QVBoxLayout | int]:
        session_id = found.session.id
        if not coder:
            return [label(session_id, "title"), label("Choose a coder's cell to open a coding.", "dim", wrap=True), 6]
        state = found.codings[coder]
        open_it = button(
            "Go on coding" if state.is_begun else "Start coding",
            lambda: self.open_requested.emit(session_id, coder),
            "primary",
            "code",
            "Open it in Code (Enter)",
        )
        open_it.setObjectName("open_coding")
        open_it.setMinimumHeight(36)
        head = column(label(f"{session_id} · {coder}", "title"), self._state_line(codebook, state), spacing=4)
        ribbon = Ribbon(codebook, state, found.session.duration_ms)
        if not state.episodes:
            ribbon.hide()
        return [head, ribbon, open_it, *self._comparisons(found, coder), 8]

    def _state_line(self, codebook: Codebook, state: CodingState) -> QLabel:
        if state.problem:
            return label(state.problem, "danger", wrap=True)
        episodes = f" · {len(state.episodes)} of {count(len(codebook.episodes), 'episode')}" if state.is_begun else ""
        return label(f"{state_text(state)}{episodes}", "dim")

    def _comparisons(self, found: SessionRow, coder: str) -> list[QWidget]:
        others = [one for one in found.begun() if one != coder]
        if not others or not found.codings[coder].is_begun:
            return []
        session_id = found.session.id

        def compare_with(other: str) -> QWidget:
            return button(
                f"Compare with {other}",
                lambda: self.compare_requested.emit(session_id, coder, other),
                icon="agree",
                tip="See in Agree how far the two agree, and where not",
            )

        return [compare_with(other) for other in others]

    def _recordings(self, found: SessionRow) -> list[QWidget | QVBoxLayout]:
        cameras = [
            self._camera(found, index, camera, index in found.missing)
            for index, camera in enumerate(found.session.cameras)
        ]
        running = self._checks.is_running(found.session.id)
        check = button("Check", lambda: self._checks.run(found.session), "quiet", tip="Play them through once")
        check.setObjectName("check_recordings")
        if running or found.missing:
            check.hide()
        head = column(row(label("Recordings", "heading"), None, check))
        parts: list[QWidget | QVBoxLayout] = [line(), head, *cameras]
        return [*parts, CheckUnderWay(self._checks, found.session.id)] if running else parts

    def _camera(self, found: SessionRow, index: int, camera: Camera, is_missing: bool) -> QVBoxLayout:
        name = label(camera.file.rsplit("/", maxsplit=1)[-1])
        name.setToolTip(camera.file)
        offset = "reference" if index == 0 else f"began {shift(camera.offset_ms)}"
        facts = f"{clock(camera.duration_ms, decimals=0)} · {count(camera.frame_count, 'frame')} · {offset}"
        if not is_missing:
            check = self._checks.found(camera.fingerprint)
            verdict = [Verdict(check)] if check is not None else []
            return column(name, label(facts, "dim"), *verdict, spacing=1)
        session_id = found.session.id
        find = button("Find it…", lambda: self.find_requested.emit(session_id, index))
        return column(row(name, None, find), label("This file is not where it was.", "danger"), spacing=1)
