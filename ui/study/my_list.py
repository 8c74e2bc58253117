"""My sessions: what a coder is to code, in the coder's own order, with how far it is and what comes next."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget

from annotator.study.plan import Own, next_of
from annotator.text import DASH, clock, count
from ui.actions import Actions
from ui.people_strip import Seen
from ui.study.overview import Overview, SessionRow
from ui.study.session_model import state_text
from ui.theme import number_font
from ui.widgets.parts import action_button, column, label, line, panel, row
from ui.widgets.tables import OwnKeys, make_quiet, set_widths

_HEADS = ("#", "Session", "Length", "How far I am")
_WIDTHS = (56, 180, 100)
_ROW_HEIGHT = 34


class MyList(QWidget):
    """A row a session; a double click or Enter opens its coding."""

    opened = Signal(str, str)
    """A coding is to be opened: session id, coder."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._coder = ""
        self._own: tuple[Own, ...] = ()
        self._summary = label("", "dim", wrap=True)
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setAccessibleName("My sessions")
        self.table.setHorizontalHeaderLabels(_HEADS)
        make_quiet(self.table)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        set_widths(self.table, _WIDTHS)
        self.table.cellDoubleClicked.connect(lambda _row, _column: self.open_current())
        self._keys = OwnKeys(self.table, confirmed=self.open_current)
        words = column(label("My sessions", "hero"), self._summary, spacing=2)
        buttons = (
            action_button(actions, "my_list", "Show the table", "quiet"),
            action_button(actions, "next_of_mine", "Next of mine", "primary"),
        )
        head = row(words, *buttons, spacing=8, margins=(24, 20, 24, 18))
        head.setStretch(0, 1)
        whole = column(head, line(), self.table, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(column(panel(whole)))
        self.setFocusProxy(self.table)

    def show_own(self, seen: Seen, own: Sequence[Own], found: Overview) -> None:
        """Show the list of whoever works here."""
        current = self.session_id
        self._coder, self._own = seen.person, tuple(own)
        self._summary.setText(_summary(own))
        rows = {one.id: one for one in found.rows}
        self.table.setRowCount(len(own))
        for number, one in enumerate(own):
            for place, text in enumerate(_cells(number, one, rows.get(one.session), seen.person)):
                item = QTableWidgetItem(text)
                if place != 1:
                    item.setFont(number_font())
                self.table.setItem(number, place, item)
        ids = [one.session for one in own]
        wanted = current if current in ids else next_of(own)
        if ids:
            self.table.setCurrentCell(ids.index(wanted) if wanted else 0, 1)

    @property
    def session_id(self) -> str:
        """The session of the current row, or ""."""
        place = self.table.currentRow()
        return self._own[place].session if 0 <= place < len(self._own) else ""

    def open_current(self) -> None:
        """Open the coding of the current row."""
        if self.session_id:
            self.opened.emit(self.session_id, self._coder)


def _cells(number: int, one: Own, found: SessionRow | None, coder: str) -> tuple[str, ...]:
    session = found.session if found is not None else None
    state = found.codings.get(coder) if found is not None else None
    length = DASH if session is None else clock(session.duration_ms, decimals=0)
    how_far = state_text(state) if state is not None and one.state in ("begun", "submitted") else one.state
    return str(number + 1), one.session, length, how_far


def _summary(own: Sequence[Own]) -> str:
    """Return how much is done and what comes next, in one line."""
    if not own:
        return "Nothing is assigned to you yet. A lead plans who codes what."
    done = sum(one.state == "submitted" for one in own)
    comes = next_of(own)
    return f"{done} of {count(len(own), 'session')} submitted" + (f" · next: {comes}" if comes else " · all done")
