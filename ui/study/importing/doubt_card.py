"""The doubt in hand: its places, and the choices with their digits."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QHeaderView,
    QRadioButton,
    QSizePolicy,
    QTableView,
    QWidget,
)

from annotator.exchange.codings.doubts import Case, Choice
from ui.study.importing.shown import MOST_DIGITS, DoubtRow, chosen_words, where_text
from ui.theme import current_theme
from ui.widgets.elided import Elided
from ui.widgets.parts import button, column, label, name_field, row
from ui.widgets.search_box import SearchBox
from ui.widgets.tables import make_quiet
from ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_TOP = QModelIndex()
_PLACE_ROW, _MOST_PLACES = 24, 4
_SEARCH, _NEW_CODER = "Or type a part of its name", "Or type the initials of a new coder"
_ADD_TIP = "Written into the codebook of the study at once; its key and its rules are yours to say there"


class PlaceModel(QAbstractTableModel):
    """The places of one doubt."""

    def __init__(self) -> None:
        super().__init__()
        self.cases: Sequence[Case] = ()

    def show_cases(self, cases: Sequence[Case]) -> None:
        """Show other places."""
        if cases is not self.cases:
            self.beginResetModel()
            self.cases = cases
            self.endResetModel()

    def columnCount(self, parent: Index = _TOP) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else 1

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.cases)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a row says."""
        case = self.cases[index.row()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            chosen = f"   ✓ {chosen_words(case)}" if case.chosen else ""
            said = f"{where_text(case)}{chosen}"
            return plain_tip(said) if role == Role.ToolTipRole else said
        if role == Role.ForegroundRole:
            return QColor(current_theme().dim if case.chosen else current_theme().text)
        return None


class ChoiceRow(QWidget):
    """One choice, with the digit that takes it."""

    picked = Signal(str)

    def __init__(self, digit: int) -> None:
        super().__init__()
        self.choice: Choice | None = None
        self.mark = QRadioButton()
        self.mark.setAutoExclusive(False)
        self.mark.setCheckable(True)
        self.words = label("", wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.where = label("", "dim")
        self.mark.clicked.connect(self._pick)
        self.words.setBuddy(self.mark)
        whole = row(self.mark, self.words, self.where, label(str(digit), "key"), spacing=8)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_choice(self, choice: Choice, *, chosen: bool, where: str) -> None:
        """Show a choice, whether it is made, and at how many places it can be where not at all."""
        self.choice = choice
        self.words.setText(choice.text)
        self.mark.setAccessibleName(choice.text)
        self.mark.setChecked(chosen)
        self.where.setText(where)

    def mousePressEvent(self, _event: Any) -> None:
        """A click anywhere in the row takes it."""
        self._pick()

    def _pick(self) -> None:
        if self.choice is not None:
            self.mark.setChecked(True)
            self.picked.emit(self.choice.id)


class DoubtCard(QWidget):
    """The doubt in hand."""

    picked = Signal(str)
    """A choice was made; whether for all places, is_everywhere says."""
    place_chosen = Signal(object)
    """Another place of the doubt is looked at: its Case."""
    columns_wanted = Signal()
    """Somebody wants to say what the table looks like."""
    code_wanted = Signal(str)
    """The behaviour is to become a code of our codebook: a state or a point."""
    new_coder = Signal(str)
    """A coder whom the study does not have is the choice."""

    def __init__(self) -> None:
        super().__init__()
        self.row: DoubtRow | None = None
        self.title, self.where = label("", "strong", wrap=True), Elided("")
        self.where.setProperty("kind", "dim")
        self.text = label("", "dim", wrap=True)
        self.places, self.list = PlaceModel(), QTableView()  # it does not measure thousands of rows
        self.everywhere, self.here = QRadioButton("Everywhere"), QRadioButton("Only here")
        self._scope = QButtonGroup(self)
        self.choices = [ChoiceRow(digit) for digit in range(1, MOST_DIGITS + 1)]
        self.search = SearchBox("Another choice", _SEARCH, new=True)
        self.columns = button("Say which column is what…", self.columns_wanted.emit, tip="Look at the table")
        self.as_state = button("", lambda: self.code_wanted.emit("state"), tip=_ADD_TIP)
        self.as_point = button("", lambda: self.code_wanted.emit("point"), tip=_ADD_TIP)
        self.again = button("Open it again", lambda: self.picked.emit(""), "link", tip="Nothing is chosen then")
        self._lay_out()

    @property
    def case(self) -> Case | None:
        """The place that is looked at."""
        at = self.list.currentIndex().row()
        cases = self.places.cases
        return cases[at] if 0 <= at < len(cases) else cases[0] if cases else None

    @property
    def is_everywhere(self) -> bool:
        """Whether a choice holds for all places."""
        return self.everywhere.isChecked() or len(self.places.cases) < 2

    def show_row(self, found: DoubtRow | None, pending: str | None, at: int = -1) -> None:
        """Show a doubt, at one of its places (-1: the first that is open), with what was chosen a moment ago."""
        is_other = found is None or self.row is None or found.key != self.row.key
        before = self.list.currentIndex().row()
        self.row = found
        self.setVisible(found is not None)
        if found is None:
            self.places.show_cases(())
            return
        self.title.setText(found.doubt.title)
        cases = found.doubt.cases
        self.places.show_cases(cases)
        place = at if at >= 0 else found.first if is_other else min(max(before, 0), len(cases) - 1)
        self._goes_on = False
        self.list.setCurrentIndex(self.places.index(place, 0))
        self._goes_on = True
        many = len(cases) > 1
        for one in (self.list, self._scope_row):
            one.setVisible(many)
        self.list.setFixedHeight(min(len(cases), _MOST_PLACES) * _PLACE_ROW + 2)
        if is_other:
            self.everywhere.setChecked(True)
        self.everywhere.setText(f"At all {len(cases):,}")
        self._show_case(pending)

    def show_pending(self, pending: str) -> None:
        """Show what was chosen before it is worked out."""
        self._show_case(pending)

    def take_digit(self, digit: int) -> bool:
        """Take the choice with a digit; 0 turns from all places to one and back. Say whether there is such a one."""
        if self.row is None or not self.isVisible():
            return False
        if digit == 0:
            (self.here if self.everywhere.isChecked() else self.everywhere).setChecked(True)
            return True
        one = self.choices[digit - 1]
        if one.isHidden() or one.choice is None:
            return False
        self.picked.emit(one.choice.id)
        return True

    def step(self, by: int) -> None:
        """Look at the next place, or the one before."""
        at = self.list.currentIndex().row() + by
        if 0 <= at < len(self.places.cases):
            self.list.setCurrentIndex(self.places.index(at, 0))

    def _show_case(self, pending: str | None = None) -> None:
        case, found = self.case, self.row
        if case is None or found is None:
            return
        of = f" · {self.list.currentIndex().row() + 1:,} of {len(found.doubt.cases):,}"
        self.where.say(where_text(case) + (of if len(found.doubt.cases) > 1 else ""))
        self.text.setText(case.text)
        chosen = case.chosen if pending is None else pending
        possible = [one for one in case.choices if len(case.choices) <= MOST_DIGITS or one.id in found.digits]
        for at, choice_row in enumerate(self.choices):
            choice_row.setVisible(at < len(possible))
            if at < len(possible):
                one = possible[at]
                places = found.possible.get(one.id, 0)
                where = f"at {places:,}" if places < len(found.doubt.cases) else ""
                choice_row.show_choice(one, chosen=one.id == chosen, where=where)
        others = [one for one in case.choices if one not in possible]
        self.columns.setVisible(found.doubt.kind == "table")
        is_code = found.doubt.kind == "code" and not chosen
        for made, kind in ((self.as_state, "state"), (self.as_point, "point")):
            made.setVisible(is_code and found.kind in (kind, ""))
            made.setText(f"Add it to our codebook: a {kind}" if found.kind else f"Add it as a {kind}")
        is_coder = found.doubt.kind == "coder"
        self.search.setVisible(bool(others) or is_coder)
        is_other = any(one.id == chosen for one in others)
        hint = _NEW_CODER if is_coder else _SEARCH
        self.search.offer([(one.id, one.text, None) for one in others], chosen if is_other else "", hint)
        self.again.setVisible(bool(chosen))

    def _take_new(self, typed: str) -> None:
        """Take a coder whom the study does not have; there is nothing else that may be new."""
        if self.row is not None and self.row.doubt.kind == "coder":
            self.new_coder.emit(typed)

    def _choose_place(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and self._goes_on and self.case is not None:
            self._show_case()
            self.place_chosen.emit(self.case)

    def _lay_out(self) -> None:
        self._goes_on = True
        self.list.setModel(self.places)
        make_quiet(self.list)
        self.list.verticalHeader().setDefaultSectionSize(_PLACE_ROW)
        self.list.horizontalHeader().hide()
        self.list.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name_field(self.list, "Places of this doubt")
        self.list.selectionModel().currentChanged.connect(self._choose_place)
        for one in (self.everywhere, self.here):
            self._scope.addButton(one)
        self.everywhere.setChecked(True)
        for choice_row in self.choices:
            choice_row.picked.connect(self.picked)
        self.search.picked.connect(self.picked)
        self.search.typed_new.connect(self._take_new)
        self._scope_row = QWidget()
        self._scope_row.setLayout(row(self.everywhere, self.here, None, label("0", "key"), spacing=12))
        for words in (self.title, self.text):
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setLayout(
            column(
                self.title,
                self.where,
                self.text,
                self.list,
                self._scope_row,
                *self.choices,
                self.search,
                row(self.columns, self.as_state, self.as_point, self.again, None),
                spacing=7,
                margins=(14, 8, 12, 8),
            )
        )
