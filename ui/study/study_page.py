"""The page of an open study: what there is to do with it, the sessions, and the coding that is looked at."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget, QWidget

from annotator.study import Session, Study
from annotator.study.blind import Sight
from annotator.study.settings import CONSENSUS
from annotator.text import count
from ui.actions import Actions
from ui.settings import TableLook
from ui.study.camera_steps import CameraSteps
from ui.study.checks import Checks
from ui.study.detail import CodingDetail
from ui.study.drop_zone import DropZone
from ui.study.filter_bar import FilterBar
from ui.study.overview import CodingState, Overview, SessionRow
from ui.study.session_filter import DUES, Due, SessionFilter, VariableChip
from ui.study.session_table import SessionTable
from ui.study.standing import ShareMeter, double_coded
from ui.widgets.parts import action_button, button, column, label, line, name_field, on_escape, panel, row

CANNOT_WRITE = "This study is read-only: its folder cannot be written to. To work on it, open a copy in another folder."

_EDGE = 16
_FEW = 6
"""As long as there are fewer sessions, the page says where recordings can be dropped."""

_MENU_OF_ONE = (
    ("open_coding", "compare_coding", "code_again", "assign", "take_off", "mark_gold", "unmark_gold"),
    ("add_camera", "check_recordings", "session_report"),
    ("rename_session", "lock_boundaries", "move_coding", "rename_coder", "remove_coder"),
    ("prepare_selected", "relink"),
    ("add_session", "add_many", "add_coder", "study_settings", "export"),
)
_MENU_OF_MANY = (("export_selected", "prepare_selected", "relink"), ("remove",))
"""What can be done with the current cell, and with many sessions, in groups."""


class StudyPage(QWidget):
    """Sessions × coders, and beside them what the current cell is about."""

    coder_named = Signal(str)
    """The user has typed the id of a new coder."""
    dropped = Signal(list)
    """Recordings were dropped: their Paths."""

    def __init__(self, actions: Actions, checks: Checks, steps: CameraSteps) -> None:
        super().__init__()
        self._study: Study | None = None
        self.sight: Sight | None = None
        self._summary = label("", "dim", wrap=True)
        self.table, self.filter_bar, self.detail = SessionTable(), FilterBar(), CodingDetail(actions, checks, steps)
        self.double = ShareMeter()
        self.coder_field = CoderField()
        self.coder_field.named.connect(self.coder_named)
        self._below = QStackedWidget()
        self._build(actions)
        self.table.chosen.connect(self._show_detail)
        self.table.menu_wanted.connect(partial(self._open_menu, actions))
        self.table.arranged.connect(self._show_counts)
        self.filter_bar.changed.connect(self.table.set_filter)
        self.filter_bar.left.connect(self.table.setFocus)

    def show_study(self, study: Study, found: Overview, sight: Sight | None = None) -> None:
        """Show how a study stands, as whoever works here sees it; None shows everything."""
        self._study, self.sight = study, sight
        self.detail.know(study, found, sight)
        self.table.show_overview(found)
        self._below.setCurrentIndex(0 if found.rows else 1)
        self._show_what_is_done(seen_all=sight is None or sight.sees_all, is_new=len(found.rows) < _FEW)
        self.detail.setVisible(bool(found.rows))

    def put(self, rows: list[SessionRow]) -> None:
        """Show what is known of some sessions now."""
        self.table.put(rows)
        if any(row.id == self.table.session_id for row in rows):
            self._show_detail(*self.table.place)

    @property
    def look(self) -> TableLook:
        """How table and filter are arranged, to be remembered."""
        wanted = self.filter_bar.filter
        chips = tuple((chip.name, chip.wanted) for chip in wanted.chips)
        return replace(self.table.look, words=wanted.words, due=wanted.due, chips=chips)

    def take_look(self, look: TableLook) -> None:
        """Arrange table and filter as they were."""
        due: Due = next((one for one in DUES if one == look.due), "all")
        wanted = SessionFilter(look.words, tuple(VariableChip(*chip) for chip in look.chips), due)
        self.table.take_look(look)
        self.filter_bar.show_filter(wanted)
        self.table.sessions.filter = wanted

    @property
    def overview(self) -> Overview:
        """What is known of the study."""
        return self.table.sessions.overview

    def offer_list(self, *, on: bool) -> None:
        """Offer the way back to the list of whoever works here."""
        self._to_list.setVisible(on)

    def _show_what_is_done(self, *, seen_all: bool, is_new: bool) -> None:
        """A coder of a study with leads adds and arranges nothing; whoever adds the first sessions is told how."""
        for one in self._arranging:
            one.setVisible(seen_all)
        self._zone.setVisible(seen_all and is_new)

    @property
    def chosen_session(self) -> Session | None:
        """The session of the current row; None where there is none, or it cannot be read."""
        found = self.overview.row(self.table.session_id)
        return found.session if found is not None else None

    @property
    def chosen_row(self) -> SessionRow | None:
        """The current row of the table; None where there is none."""
        return self.overview.row(self.table.session_id)

    @property
    def session_ids(self) -> list[str]:
        """The ids of all sessions that can be read."""
        return [one.id for one in self.overview.rows if one.session is not None]

    def coded_by(self, coder: str) -> int:
        """Return how many sessions a coder has coded."""
        return sum(coder in row.begun() for row in self.overview.rows)

    def state_of(self, session_id: str, coder: str) -> CodingState | None:
        """Return how far a coding is; None where there is no such cell."""
        found = self.overview.row(session_id)
        return None if found is None else found.codings.get(coder)

    def coded_blind(self, session_id: str) -> tuple[str, ...]:
        """Return who is coding a session now that has the gold standard of somebody else."""
        found = self.overview.row(session_id)
        return () if found is None else found.coded_blind

    def _open_menu(self, actions: Actions, at: QPoint) -> None:
        """Open the menu of the current cell or, where many sessions are selected, of all of these."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        many = len(self.table.selected_ids)
        for names in _MENU_OF_MANY if many > 1 else _MENU_OF_ONE:
            menu.addActions([actions[name] for name in names])
            menu.addSeparator()
        if many > 1:
            menu.insertSection(menu.actions()[0], f"{many} sessions")
        else:
            both = self.table.place[1] != ""
            menu.addActions([actions[name] for name in (("remove", "remove_session") if both else ("remove",))])
        menu.popup(at)

    def _show_detail(self, session_id: str, coder: str) -> None:
        if self._study is not None:
            found, sight = self.overview.row(session_id), self.sight
            why = "" if self._study.is_writable else CANNOT_WRITE
            if sight is not None and not sight.sees_all and coder and coder != sight.person:
                why = f"It is the coding of {coder}."
            shown = coder if found is not None and coder in found.codings else ""
            self.detail.show_coding(self._study, found, shown, why)

    def _show_counts(self) -> None:
        found = self.overview
        if self._study is not None:
            self._summary.setText(summary(self._study, found) if found.coders or found.rows else "")
        self.filter_bar.show_counts(found)
        self.double.show_share(double_coded(found))
        self._nothing.setVisible(bool(found.rows) and not self.table.sessions.shown)

    def _sessions(self, actions: Actions) -> QWidget:
        zone = DropZone(
            "Drop the recordings of a visit, or codings of other programs, here, or",
            action_button(actions, "add_session", "Choose…"),
        )
        zone.dropped.connect(self.dropped)
        self._zone = QWidget()
        self._zone.setLayout(column(zone, margins=(24, 20, 24, 20)))
        self._nothing = label("No session fits. Esc in the field above shows all again.", "dim")
        self._nothing.setContentsMargins(24, 16, 24, 0)
        page = QWidget()
        rows = column(self.table, self.table.foot, spacing=0, margins=(_EDGE, 0, _EDGE, 0))
        layout = column(self.filter_bar, rows, self._nothing, self._zone, None, spacing=0)
        layout.setStretch(1, 100)  # the table takes all it has rows for, the rest of the page what is left
        page.setLayout(layout)
        return page

    def _build(self, actions: Actions) -> None:
        buttons = [
            action_button(actions, "plan", "Plan…", "quiet"),
            action_button(actions, "study_settings", "Settings", "quiet"),
            action_button(actions, "add_coder", "Add coder", "quiet"),
            action_button(actions, "study_progress", "Progress", "quiet"),
            action_button(actions, "import_codings", "Import…", "quiet"),
            action_button(actions, "export", "Export"),
            action_button(actions, "add_session", "Add session", "primary"),
        ]
        self._arranging = buttons
        self._to_list = action_button(actions, "my_list", "My sessions")
        self._to_list.hide()
        for one in buttons:
            self.coder_field.shown.connect(one.setHidden)
        words = column(label("Sessions", "hero"), self._summary, spacing=2)
        head = row(words, self.coder_field, self._to_list, *buttons, spacing=8, margins=(24, 20, 24, 8))
        head.setStretch(0, 1)
        self._below.addWidget(self._sessions(actions))
        self._below.addWidget(_nothing_yet(actions))
        meter = column(self.double, margins=(24, 0, 24, 8))
        left = column(head, meter, line(), 10, self._below, spacing=0)
        left.setStretch(4, 1)
        whole = row(panel(left), self.detail, spacing=1)
        whole.setStretch(0, 1)
        self.setLayout(whole)


class CoderField(QWidget):
    """A field for the id of a new coder; it shows itself when asked to and hides when done."""

    named = Signal(str)
    shown = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        on_escape(self, self.hide)
        self._field = QLineEdit()
        self._field.setPlaceholderText("Initials, e.g. KM")
        self._field.setFixedWidth(150)
        self._field.returnPressed.connect(self._name)
        name_field(self._field, "Id of the new coder")
        self.setLayout(row(self._field, button("Add", self._name, "primary"), button("Cancel", self.hide, "quiet")))
        self.setFocusProxy(self._field)
        self.hide()

    def ask(self) -> None:
        """Show the field, empty."""
        self._field.clear()
        self.show()
        self._field.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Say that it shows, so that others make room."""
        super().showEvent(event)
        self.shown.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it is gone."""
        super().hideEvent(event)
        self.shown.emit(False)

    def _name(self) -> None:
        if self._field.text().strip():
            self.named.emit(self._field.text().strip())


def summary(study: Study, found: Overview) -> str:
    """Return what a study holds, in one line."""
    submitted = f", {found.submitted} submitted" if found.submitted else ""
    codings = sum(len(row.begun()) for row in found.rows)
    broken = sum(bool(row.problem) + sum(bool(one.problem) for one in row.codings.values()) for row in found.rows)
    coders = [one for one in found.coders if one != CONSENSUS]
    named = f": {', '.join(coders)}" if coders and not found.rows else ""  # with sessions, each has a column
    parts = [
        count(len(found.rows), "session"),
        count(len(coders), "coder") + named,
        count(codings, "coding") + submitted,
    ]
    if found.gold:
        parts.append(f"★ {count(found.gold, 'gold session')}")
    if broken:
        parts.append(f"{broken} cannot be read and {'is' if broken == 1 else 'are'} left out")
    if doubtful := sum(bool(one.doubts) for row in found.rows for one in row.codings.values()):
        parts.append(f"⚠ {count(doubtful, 'coding')} to look at")
    if not study.is_writable:
        parts.append("read-only: this folder cannot be written to")
    return " · ".join(parts)


def _nothing_yet(actions: Actions) -> QWidget:
    page = QWidget()
    words = label("Drop the recordings of a visit here: each visit becomes a session.", "dim")
    head = label("No sessions yet", "title")
    for one in (head, words):
        one.setAlignment(Qt.AlignmentFlag.AlignCenter)
    add = action_button(actions, "add_session", "Add session…", "primary")
    page.setLayout(column(None, head, words, 8, row(None, add, None), None, None, spacing=8))
    return page
