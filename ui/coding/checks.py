"""The checks panel: what looks wrong in this coding, one key to go there, one to put it right."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from annotator.errors import EditError
from annotator.model.history import Edit
from annotator.model.lint import CodingFinding, lint
from annotator.text import clock
from ui.coding.lines_view import LinesView
from ui.session import CodingSession
from ui.theme import current_theme
from ui.widgets.parts import button, column, label, line, row

_SOON_MS = 40
"""How long after an edit the checks wait: the mark is drawn first, and several edits are checked once."""

_FIXES, _KEYED = 6, 2
"""How many fixes of a finding have a button, and how many of these have a key."""

_NOWHERE = QModelIndex()


class FindingModel(QAbstractListModel):
    """The findings as lines: where, and what."""

    def __init__(self) -> None:
        super().__init__()
        self.findings: tuple[CodingFinding, ...] = ()

    def show(self, findings: tuple[CodingFinding, ...]) -> None:
        """Show these findings."""
        self.beginResetModel()
        self.findings = findings
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.findings)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line of a finding."""
        finding = self.findings[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"{clock(finding.at_ms)}   {finding.sentence}"
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(current_theme().text)
        return None


class ChecksPanel(QWidget):
    """Follows the coding with a small delay. It changes nothing unless a fix is asked for."""

    counted = Signal(int)
    """How many findings there are."""
    submit_wanted = Signal()
    """The button that submits or reopens was pressed."""
    name_wanted = Signal(str)
    """A segment is to be named by the next key of a code: its id."""
    form_wanted = Signal(object)
    """The coder goes to a finding about a rating (its Cell) or about the classification (None)."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session, self.model = session, FindingModel()
        self.submitting = False
        self.view = LinesView("No findings.")
        self.view.setModel(self.model)
        self.view.setAccessibleName("Checks")
        self.view.clicked.connect(self._go)
        self.view.selectionModel().currentChanged.connect(self._show_fixes)
        self._fix_row = QGridLayout()
        self._fix_row.setSpacing(6)
        self._fix_row.setContentsMargins(12, 8, 12, 10)
        self.fix_buttons: list[QPushButton] = []
        self.submit_button = button("", self.submit_wanted.emit, tip="Ctrl+Enter")
        self.submit_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.state = label("", "dim", wrap=True)
        whole = row(self.state, self.submit_button, spacing=10, margins=(12, 8, 12, 10))
        whole.setStretch(0, 1)
        self.setLayout(column(self.view, line(), self._fix_row, line(), whole, spacing=0))
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.check_now)
        session.edited.connect(self._soon.start)
        self.check_now()

    @property
    def findings(self) -> tuple[CodingFinding, ...]:
        """What was found last."""
        return self.model.findings

    @property
    def current(self) -> CodingFinding | None:
        """The finding at hand."""
        row = self.view.currentIndex().row()
        return self.findings[row] if 0 <= row < len(self.findings) else None

    def check_now(self) -> None:
        """Check the coding as it stands."""
        session = self._session
        found = lint(
            session.coding,
            session.codebook,
            session.duration_ms,
            session.study.settings.checks,
            session.session.episodes or None,
            intervals=session.study.settings.intervals,
            submitting=self.submitting,
        )
        if found != self.findings:
            kept = self.current
            self.model.show(found)
            rows = [row for row, one in enumerate(found) if kept is not None and _is_same(one, kept)]
            if rows:
                self.view.setCurrentIndex(self.model.index(rows[0]))
            self._show_fixes()
        self._show_state()
        self.counted.emit(len(found))

    def _show_state(self) -> None:
        """Say whether the coding is submitted, since when and by whom, and what the button does."""
        session, since = self._session, self._session.opened.steps.submitted_at
        is_submitted = session.coding.is_submitted
        self.submit_button.setText("Reopen" if is_submitted else "Submit anyway" if self._is_warned else "Submit")
        when = "" if since is None else f", {since.astimezone():%Y-%m-%d %H:%M}"
        self.state.setText(f"Submitted by {session.coder}{when}: locked, and finished." if is_submitted else "")

    @property
    def _is_warned(self) -> bool:
        return self.submitting and bool(self.findings)

    def prepare_to_submit(self, *, on: bool = True) -> bool:
        """Check as before submitting, when all that is missing counts; return whether there is anything."""
        if self.submitting != on:
            self.submitting = on
            self.check_now()
        return bool(self.findings)

    def go(self, way: int) -> None:
        """Go to the next finding (1) or the one before (-1), round the ends."""
        self.check_now()
        if not self.findings:
            self._session.tell(EditError("There is nothing to look at: all checks passed."))
            return
        row = self.view.currentIndex().row()
        at = (row + way) % len(self.findings) if row >= 0 else (0 if way > 0 else len(self.findings) - 1)
        self.view.setCurrentIndex(self.model.index(at))
        self._go(self.model.index(at))

    def fix(self, number: int) -> None:
        """Do a fix of the finding at hand, counted from 0; undo takes it back."""
        self.check_now()
        current = self.current
        if current is None:
            self._session.tell(EditError("No finding is selected.", "Go to one first."))
        elif number >= len(fixes := self._fixes(current)):
            self._session.tell(EditError("There is no such fix for this.", "Correct it by hand."))
        else:
            fixes[number][1]()

    def _fixes(self, finding: CodingFinding) -> list[tuple[str, Callable[[], object]]]:
        """Return what can be done about a finding, each with its name."""
        edits: list[tuple[str, Callable[[], object]]] = [(one.label, partial(self._do, one)) for one in finding.fixes]
        if finding.kind == "segment":
            return [("name it", partial(self._name, finding)), *edits]
        return edits

    def _name(self, finding: CodingFinding) -> None:
        """Go to a segment and let the next key of a code name it."""
        self._session.jump(finding.at_ms)
        self._session.select("")
        self.name_wanted.emit(finding.item_ids[0])

    def _do(self, edit: Edit) -> None:
        self._session.do(lambda: edit)
        self.check_now()

    def _go(self, index: QModelIndex) -> None:
        finding = self.findings[index.row()]
        self._session.jump(finding.at_ms)
        if finding.kind in ("rating", "classification", "evidence"):
            self.form_wanted.emit(finding.cell)
        event_id = next((one for one in finding.item_ids if self._session.coding.event(one)), "")
        self._session.select(event_id)

    def _show_fixes(self) -> None:
        while (item := self._fix_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.fix_buttons = []
        current = self.current
        fixes = self._fixes(current)[:_FIXES] if current is not None else []
        width = 1 if len(fixes) <= _KEYED else 2
        for number, (name, _) in enumerate(fixes):
            made = button(name[:1].upper() + name[1:], partial(self.fix, number))
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.fix_buttons.append(made)
            self._fix_row.addWidget(made, number // width, number % width)
        if not self.fix_buttons:
            self._fix_row.addWidget(label("F12 goes to the next, Shift+F12 to the previous one.", "dim", wrap=True))


def _is_same(one: CodingFinding, other: CodingFinding) -> bool:
    return (one.kind, one.item_ids, one.at_ms) == (other.kind, other.item_ids, other.at_ms)
