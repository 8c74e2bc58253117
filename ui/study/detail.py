"""The right side of the study page: one coding, its episodes and recordings, and what can be done with it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QWidget

from annotator.model.codebook import Codebook
from annotator.study import Session, Study
from annotator.study.settings import GoldMark
from annotator.text import clock, count
from ui.study.camera_steps import CameraSteps
from ui.study.checks import Checks
from ui.study.overview import CodingState, SessionRow
from ui.study.recordings import OffsetField, Recordings
from ui.study.session_model import state_text
from ui.theme import current_theme, text_on
from ui.widgets.parts import Piece, button, column, label, panel

_LEFT_OUT = "Until this is fixed, this session is left out of tables and comparisons; nothing in its folder is changed."
_DOUBTS = 4
"""So many of what a coding says that cannot be have room; there are at most a dozen kinds, and unknown codes."""


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

    def __init__(self, checks: Checks, steps: CameraSteps) -> None:
        super().__init__()
        self._checks, self._steps = checks, steps
        self._why_not = ""
        self._shown: tuple[Study, SessionRow | None, str, str] | None = None
        self.offset = OffsetField()
        self.offset.typed.connect(self._set_offset)
        steps.changed.connect(self.offset.hide)
        steps.added.connect(self._ask_offset_of_last)
        checks.changed.connect(self._show_again)
        self.setObjectName("detail")
        self.setProperty("kind", "panel")
        self.setMinimumWidth(324)
        self.setMaximumWidth(372)
        self._parts: list[QWidget] = []
        self._layout = column(self.offset, None, spacing=10, margins=(22, 20, 22, 20))
        self._scroll = scroll = QScrollArea()
        scroll.setWidget(panel(self._layout))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(scroll))

    def show_coding(self, study: Study, found: SessionRow | None, coder: str, why_not: str = "") -> None:
        """Show a session, and one coder's coding of it if there is a coder.

        Args:
            study: the study.
            found: the session.
            coder: who codes it.
            why_not: why nothing can be written, or "".
        """
        before = self._shown[1] if self._shown is not None else None
        if before is None or found is None or before.id != found.id:
            self.offset.hide()
        self._shown, self._why_not = (study, found, coder, why_not), why_not
        for part in self._parts:
            part.hide()
            self._layout.removeWidget(part)
            part.deleteLater()
        about: list[Piece] = []
        recordings: list[Piece] = []
        if found is not None and found.session is None:
            about = [
                label(found.id, "title"),
                label(found.problem, "danger", wrap=True),
                label(_LEFT_OUT, "dim", wrap=True),
            ]
        elif found is not None and found.session is not None:
            about = self._about(study.codebook, found, found.session, coder)
            recordings = [self._recordings(study, found, found.session)]
        self._parts = [_part(about), _part(recordings)]
        for place, part in zip((0, 2), self._parts, strict=True):  # the offset is asked for between them
            self._layout.insertWidget(place, part)

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
        if not state.episodes or state.gold is not None:  # where its episodes begin is for those who submitted
            ribbon.hide()
        doubts = [label(f"⚠ {one}", "warning", wrap=True) for one in state.doubts[:_DOUBTS]]
        if len(state.doubts) > _DOUBTS:
            doubts.append(label(f"⚠ and {len(state.doubts) - _DOUBTS} more like these.", "warning"))
        below = [*self._comparisons(found, coder), *self._versions(session_id, coder, state)]
        gold = [] if state.gold is None else [label(gold_words(state.gold), "dim", wrap=True)]
        return [head, ribbon, *gold, *doubts, open_it, *below, 8]

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
        is_told = state.is_begun and state.gold is None
        episodes = f" · {len(state.episodes)} of {count(len(codebook.episodes), 'episode')}" if is_told else ""
        return label(f"{state_text(state)}{episodes}", "dim")

    def _comparisons(self, found: SessionRow, coder: str) -> list[QWidget]:
        kept_back = found.kept_back
        others = [one for one in found.begun() if one != coder and one not in kept_back]
        if not others or not found.codings[coder].is_begun or coder in kept_back:
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

    def _recordings(self, study: Study, found: SessionRow, session: Session) -> Recordings:
        steps, undoable = self._steps, self._steps.last_of(session.id)
        made = Recordings(self._checks, session, found.missing, undoable, self._why_not)
        made.add_requested.connect(lambda: steps.add(study, session.id))
        made.find_requested.connect(lambda camera: steps.find(study, session.id, camera))
        made.replace_requested.connect(lambda camera: steps.replace(study, session.id, camera))
        made.remove_requested.connect(lambda camera: steps.remove(study, session, camera))
        made.offset_requested.connect(lambda camera: self._ask_offset(session, camera))
        made.undo_requested.connect(lambda: steps.undo(study, session.id))
        return made

    def _ask_offset(self, session: Session, camera: int) -> None:
        self._scroll.verticalScrollBar().setValue(0)
        self.offset.ask(session.id, camera, session.cameras[camera].offset_ms)

    def _ask_offset_of_last(self, session: Session) -> None:
        self._ask_offset(session, len(session.cameras) - 1)

    def _set_offset(self, camera: int, offset_ms: int) -> None:
        if self._shown is not None and self._shown[1] is not None:
            self._steps.set_offset(self._shown[0], self._shown[1].id, camera, offset_ms)


def gold_words(mark: GoldMark) -> str:
    """Return that a coding is the lab's standard, since when and by whom."""
    since = f"{mark.at.astimezone():%Y-%m-%d %H:%M}" + (f", marked by {mark.who}" if mark.who else "")
    blind = "Others code this session blind, and are compared with it once they submit."
    return f"★ The lab's gold standard since {since}. {blind}"


def _part(pieces: list[Piece]) -> QWidget:
    made = QWidget()
    made.setLayout(column(*pieces, spacing=10))
    return made
