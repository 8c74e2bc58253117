"""The right side of the study page: a session, one coding of it, and everything about it that can be put right."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QWidget

from annotator.model.codebook import Codebook
from annotator.model.episodes import Span, observed_episodes
from annotator.study import Session, Study
from annotator.study.blind import Sight
from annotator.study.session import Locked
from annotator.study.settings import GoldMark
from annotator.study.variables import names_of
from annotator.text import clock, count
from ui.actions import Actions
from ui.study.ask_name import AskName
from ui.study.camera_steps import CameraSteps
from ui.study.checks import Checks
from ui.study.overview import CodingState, Overview, SessionRow
from ui.study.recordings import Recordings
from ui.study.session_model import state_text
from ui.study.variables_panel import Notes, Variables
from ui.theme import current_theme, text_on
from ui.widgets.elided import Elided
from ui.widgets.parts import Piece, action_button, button, column, label, line, panel, row

_LEFT_OUT = "Until this is fixed, this session is left out of tables and comparisons; nothing in its folder is changed."
_DOUBTS = 4
"""So many of what a coding says that cannot be have room; there are at most a dozen kinds, and unknown codes."""


class Ribbon(QWidget):
    """Observed episodes, to scale."""

    def __init__(self, codebook: Codebook, spans: Sequence[Span], duration_ms: int) -> None:
        super().__init__()
        self._codebook, self._spans, self._duration_ms = codebook, spans, max(1, duration_ms)
        self.setFixedHeight(24)
        said = ", ".join(f"{span.episode} from {clock(span.start_ms)}" for span in spans)
        self.setAccessibleName(f"Episodes: {said or 'none marked'}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ribbon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().raised))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        for span in self._spans:
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
    """What the current cell of the table is about: the session, one coding of it, and what can be put right.

    Attributes:
        name: asks for names.
        variables, notes: those of the session.
        recordings: its cameras; None where it cannot be read.
    """

    open_requested = Signal(str, str)
    compare_requested = Signal(str, str, str)
    versions_requested = Signal(str, str)
    align_requested = Signal(str, str, int)
    """A camera is to be aligned in Code: session id, a coder, the camera from 1."""

    def __init__(self, actions: Actions, checks: Checks, steps: CameraSteps) -> None:
        super().__init__()
        self._actions, self._checks, self._steps = actions, checks, steps
        self._why_not = ""
        self._asks_offset_of = "", 0
        self._names: tuple[str, ...] = ()
        self._sight: Sight | None = None
        self._shown: tuple[Study, SessionRow | None, str, str] | None = None
        self.name, self.variables, self.notes = AskName(), Variables(), Notes()
        self.recordings: Recordings | None = None
        self._recordings_for: object = None
        steps.added.connect(self._ask_offset_of_last)
        checks.changed.connect(self._show_again)
        self.setObjectName("detail")
        self.setProperty("kind", "panel")
        self.setMinimumWidth(324)
        self.setMaximumWidth(372)
        self._about, self._episodes, self._cameras, self._codings = (QWidget() for _ in range(4))
        self._layout = column(
            self.name,
            self._about,
            self._cameras,
            self._episodes,
            self.variables,
            self.notes,
            self._codings,
            None,
            spacing=12,
            margins=(22, 20, 22, 20),
        )
        self._scroll = scroll = QScrollArea()
        scroll.setWidget(panel(self._layout))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(scroll))

    def event(self, event: QEvent) -> bool:
        """Keep Delete from the window's actions: it removes what is chosen in the table, from there."""
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete
        if is_key and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def know(self, study: Study, found: Overview, sight: Sight | None = None) -> None:
        """Take note of all sessions of a study: together they say which variables there are.

        sight is what whoever works here sees; None: everything.
        """
        self._sight = sight
        names = names_of(study, [one.session for one in found.rows if one.session is not None])
        self._names = tuple(name for name in names if sight is None or sight.variable(name))

    def show_coding(self, study: Study, found: SessionRow | None, coder: str, why_not: str = "") -> None:
        """Show a session, and one coder's coding of it if there is a coder.

        Args:
            study: the study.
            found: the session.
            coder: who codes it.
            why_not: why nothing can be written, or "".
        """
        self._shown, self._why_not = (study, found, coder, why_not), why_not
        session = found.session if found is not None else None
        about: list[Piece] = []
        episodes: list[Piece] = []
        codings: list[Piece] = []
        if found is not None and session is None:
            about = [
                label(found.id, "title"),
                label(found.problem, "danger", wrap=True),
                label(_LEFT_OUT, "dim", wrap=True),
            ]
        elif found is not None and session is not None:
            about = self._about_coding(study.codebook, found, session, coder)
            episodes = self._about_episodes(study.codebook, found, session, coder)
            codings = self._about_codings(found)
            self.variables.show_session(session, study.variable_types, self._names, self._why_fixed)
            self.notes.show_session(session, self._why_fixed)
        self.variables.setVisible(session is not None)
        self.notes.setVisible(session is not None and (self._sight is None or self._sight.sees_all))
        self._about = self._put(self._about, about)
        self._episodes = self._put(self._episodes, episodes)
        self._codings = self._put(self._codings, codings)
        self._show_cameras(study, found)

    def _put(self, old: QWidget, pieces: list[Piece]) -> QWidget:
        """Show other pieces where old was."""
        made = QWidget()
        made.setLayout(column(*pieces, spacing=10))
        self._put_whole(old, made).setVisible(bool(pieces))
        return made

    def _put_whole(self, old: QWidget, made: QWidget) -> QWidget:
        self._layout.replaceWidget(old, made)
        old.hide()
        old.deleteLater()
        return made

    @property
    def _why_fixed(self) -> str:
        """Why the session itself cannot be changed here: a coder of a study with leads changes their coding only."""
        return self._why_not or ("" if self._sight is None else self._sight.why)

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_coding(*self._shown)

    def _about_coding(self, codebook: Codebook, found: SessionRow, session: Session, coder: str) -> list[Piece]:
        rename = action_button(self._actions, "rename_session", "Rename…", "quiet")
        rename.setEnabled(not self._why_fixed)
        cameras = count(len(session.cameras), "camera")
        facts = label(f"{clock(session.duration_ms, decimals=0)} · {cameras}", "dim")
        head = column(
            row(label(f"{session.id} · {coder}" if coder else session.id, "title"), None, rename), facts, spacing=2
        )
        if not coder:
            next_step = "Choose a coder's cell to open a coding." if found.codings else "Add a coder to begin."
            return [head, label(next_step, "dim", wrap=True)]
        state = found.codings[coder]
        doubts = [label(f"⚠ {one}", "warning", wrap=True) for one in state.doubts[:_DOUBTS]]
        if len(state.doubts) > _DOUBTS:
            doubts.append(label(f"⚠ and {len(state.doubts) - _DOUBTS} more like these.", "warning"))
        below = [*self._comparisons(found, coder), *self._versions(session.id, coder, state)]
        gold = [] if state.gold is None else [label(gold_words(state.gold), "dim", wrap=True)]
        words = self._state_line(codebook, state)
        return [head, words, *gold, *doubts, self._open_button(session.id, coder, state), *below]

    def _about_episodes(self, codebook: Codebook, found: SessionRow, session: Session, coder: str) -> list[Piece]:
        """Show whose episode boundaries count, and offer to lock or unlock them."""
        state = found.codings.get(coder, CodingState())
        own = () if state.gold is not None else state.episodes  # where its episodes begin is for those who submitted
        spans = observed_episodes(session.episodes, session.duration_ms) if session.episodes else own
        whose = f"{coder}'s own" if coder and own else "each coder's own"
        if session.episodes:
            locked = session.locked
            whose = f"locked by {locked.who}" if locked is not None and locked.who else "locked"
        words = Elided(whose, usual_tip="" if session.locked is None else _since(session.locked))
        words.setProperty("kind", "dim")
        do = action_button(self._actions, "lock_boundaries", "Unlock" if session.episodes else "Lock", "quiet")
        do.setEnabled(not self._why_fixed)
        head = row(label("Episodes", "heading"), words, do)
        head.setStretch(1, 1)
        return [line(), head, *([Ribbon(codebook, spans, session.duration_ms)] if spans else [])]

    def _about_codings(self, found: SessionRow) -> list[Piece]:
        """List who has coded the session, and how far."""
        begun = found.begun()
        if not begun:
            return []
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for number, coder in enumerate(begun):
            grid.addWidget(label(coder), number, 0)
            grid.addWidget(label(state_text(found.codings[coder]), "dim"), number, 1)
        return [line(), label("Codings", "heading"), grid]

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

    def _show_cameras(self, study: Study, found: SessionRow | None) -> None:
        """Show the cameras, unless they are what is shown: somebody may be typing an offset."""
        session = found.session if found is not None else None
        checks = self._checks
        wanted = None
        if found is not None and session is not None:
            known = tuple(checks.found(camera.fingerprint) for camera in session.cameras)
            wanted = (
                study.folder,
                session.id,
                session.cameras,
                found.missing,
                known,
                checks.is_running(session.id),
                self._why_fixed,
                self._sight,
            )
        if wanted != self._recordings_for or wanted is None:
            self._recordings_for, old = wanted, self.recordings
            self.recordings = None if found is None or session is None else self._recordings(study, found, session)
            if old is not None and self.recordings is not None:
                self.recordings.go_on_from(old)
            self._cameras = self._put_whole(self._cameras, self.recordings or QWidget())
            self._cameras.setVisible(wanted is not None)
            if self.recordings is not None:
                self.recordings.take_keyboard()
        session_id, camera = self._asks_offset_of
        if session is not None and session.id == session_id and self.recordings and camera in self.recordings.offsets:
            self._asks_offset_of = "", 0
            self.recordings.type_offset(camera)

    def _recordings(self, study: Study, found: SessionRow, session: Session) -> Recordings:
        steps, hidden = self._steps, self._sight is not None and not self._sight.recording_names
        made = Recordings(self._checks, session, found.missing, self._why_fixed, names_hidden=hidden)
        made.add_requested.connect(lambda: steps.add(study, session.id))
        made.find_requested.connect(lambda camera: steps.find(study, session.id, camera))
        made.replace_requested.connect(lambda camera: steps.replace(study, session.id, camera))
        made.remove_requested.connect(lambda camera: steps.remove(study, session, camera))
        made.offset_typed.connect(lambda camera, offset_ms: steps.set_offset(study, session.id, camera, offset_ms))
        made.name_requested.connect(lambda camera: self._ask_camera_name(study, session, camera))
        made.align_requested.connect(
            lambda camera: self.align_requested.emit(session.id, self._coder_of(found), camera)
        )
        return made

    def _coder_of(self, found: SessionRow) -> str:
        chosen = self._shown[2] if self._shown is not None else ""
        return chosen or next(iter(found.codings), "")

    def _ask_camera_name(self, study: Study, session: Session, camera: int) -> None:
        self._scroll.verticalScrollBar().setValue(0)
        old = session.cameras[camera].name
        head = f"Name of camera {camera + 1} of {session.id}"
        hint = "Such as “door” or “caregiver”; the file keeps its own name. Empty: none."
        self.name.ask(
            head, old, "Name", lambda name: self._steps.name(study, session.id, camera, name, self.name), hint=hint
        )

    def _ask_offset_of_last(self, session: Session) -> None:
        self._asks_offset_of = session.id, len(session.cameras) - 1


def _since(locked: Locked) -> str:
    return f"Locked {locked.at.astimezone():%Y-%m-%d %H:%M}; they hold for every coder"


def gold_words(mark: GoldMark) -> str:
    """Return that a coding is the lab's standard, since when and by whom."""
    since = f"{mark.at.astimezone():%Y-%m-%d %H:%M}" + (f", marked by {mark.who}" if mark.who else "")
    blind = "Others code this session blind, and are compared with it once they submit."
    return f"★ The lab's gold standard since {since}. {blind}"
