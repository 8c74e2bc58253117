"""The setup panel: how this coder's keys mark. It is kept in the study."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QScrollArea, QWidget

from annotator.model import commands
from annotator.model.codebook import Code, Modifier
from annotator.model.commands import is_exhaustive
from annotator.model.history import Edit
from annotator.model.items import LookedFor, Submission
from annotator.study.settings import AskAt, DoubleClick
from annotator.text import clock
from ui.coding.marking import Marking
from ui.session import CodingSession
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, line, name_field, row

_ASK: dict[AskAt, str] = {"start": "at the start", "end": "at the end", "never": "not asked"}
_DOUBLE: dict[DoubleClick, str] = {
    "by place": "edits in the table, goes there on the timeline",
    "edit": "edits it",
    "go": "goes there",
}


class SetupPanel(QWidget):
    """The times that belong to the coder, what is asked when, which codes are in this pass, and which are held."""

    def __init__(self, session: CodingSession, marking: Marking) -> None:
        super().__init__()
        self._session, self._marking = session, marking
        self.reaction = self._seconds("Reaction time", "reaction_ms", 2)
        self.guard = self._seconds("Guard", "guard_ms", 1)
        self.patience = self._seconds("Close a question after", "question_s", 60)
        self.double_click = self._double_click_box()
        self.asked = {one.id: self._ask_box(one) for one in session.codebook.modifiers if self._asking(one)}
        self.passes = self._pass_box()
        self._finished = column(spacing=2)
        self.hold_all = _box("Hold every state", self._choose_hold_all, "")
        self.in_pass = {code.id: _box(code.name, self._choose_codes) for code in session.codebook.codes}
        self.held = {code.id: _box(f"Hold {code.name}", self._choose_held, "") for code in session.codebook.codes}
        body = QWidget()
        body.setLayout(
            column(
                self._times(),
                row(label("Double click on an event"), None, self.double_click, spacing=10),
                *self._questions(),
                line(),
                row(label("Pass", "heading"), self.passes, None, spacing=10),
                self._finished,
                self._codes(),
                None,
                spacing=10,
                margins=(15, 10, 12, 10),
            )
        )
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        self.setLayout(column(scroll))
        self.setAccessibleName("Setup")
        marking.changed.connect(self.show_settings)
        session.edited.connect(self._follow)
        self.show_settings()
        self.show_finished()

    def show_settings(self) -> None:
        """Show the settings as they are."""
        settings = self._marking.settings
        self.reaction.show_value(settings.reaction_ms / 1000)
        self.guard.show_value(settings.guard_ms / 1000)
        self.patience.show_value(settings.question_s)
        self.double_click.setCurrentIndex(list(_DOUBLE).index(settings.double_click))
        for modifier_id, choice in self.asked.items():
            choice.setCurrentIndex(list(_ASK).index(settings.asks(modifier_id)))
        self.hold_all.setChecked(settings.hold_all)
        places = ["", *self._session.codebook.pass_by_id]
        named = settings.pass_id in places and (settings.pass_id or not settings.codes)
        self.passes.setCurrentIndex(places.index(settings.pass_id) if named else len(places))
        for code_id, box in self.in_pass.items():
            box.setChecked(code_id in self._marking.codes)
        for code_id, box in self.held.items():
            box.setChecked(settings.is_held(code_id))
            box.setEnabled(not settings.hold_all)

    def show_finished(self) -> None:
        """List which codes were looked for where, each with a button that takes it back."""
        while item := self._finished.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for said in self._session.coding.looked_for:
            self._finished.addWidget(self._finished_row(said))

    def _finished_row(self, said: LookedFor) -> QWidget:
        codebook, made = self._session.codebook, QWidget()
        named = codebook.pass_of(said.codes)
        names = ", ".join(codebook.code_by_id[code].name for code in said.codes if code in codebook.code_by_id)
        text = label(f"{named.name if named else names} · {clock(said.start_ms)} to {clock(said.end_ms)}", wrap=True)
        text.setToolTip(f"Looked for: {names}")
        take_back = button("Take back", partial(self._take_back, said.id), "quiet", tip="It was not looked for there")
        take_back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        take_back.setEnabled(not self._session.coding.is_submitted)
        made.setLayout(row(text, None, take_back, spacing=6))
        return made

    def _take_back(self, item_id: str) -> None:
        self._session.do(lambda: commands.delete(self._session.coding, [item_id]))

    def _follow(self, edit: Edit) -> None:
        if any(
            isinstance(one, LookedFor | Submission) for change in edit.changes for one in (change.before, change.after)
        ):
            self.show_finished()

    def _times(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        rows = (
            (
                "Reaction time",
                "0 to 2 s. Marks are set this much earlier while the recording plays.",
                self.reaction,
            ),
            ("Guard", "0 to 1 s. A second press of a key within this time is ignored.", self.guard),
        )
        for number, (name, tip, field) in enumerate(rows):
            _add_number(grid, number, name, tip, field)
        return grid

    def _questions(self) -> list[QWidget | QGridLayout]:
        """When each question of the codebook is asked, and for how long; nothing where it asks none."""
        if not self.asked:
            return []
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        tip = "0 to 60 s. Without an answer, a question stays until the next mark or Esc; with 0, always."
        grid.addWidget(label("Questions", "heading"), 0, 0)
        _add_number(grid, 1, "Close after", tip, self.patience)
        return [line(), grid, self._asked_grid()]

    def _asked_grid(self) -> QGridLayout:
        """One line for each question: its name, the codes that ask it, and when. Several may have one name."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for number, (modifier_id, choice) in enumerate(self.asked.items()):
            modifier = self._session.codebook.modifier_by_id[modifier_id]
            words = label(modifier.name, "strong"), label(", ".join(self._asking(modifier)), wrap=True)
            for place, one in enumerate(words):
                one.setAlignment(Qt.AlignmentFlag.AlignTop)
                one.setMargin(4)
                grid.addWidget(one, number, place)
            grid.addWidget(choice, number, 2, Qt.AlignmentFlag.AlignTop)
        return grid

    def _asking(self, modifier: Modifier) -> list[str]:
        """Return the names of the codes that ask it."""
        return [code.name for code in self._session.codebook.codes if modifier.id in code.modifiers]

    def _codes(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label("Codes of this pass", "heading"), 0, 0)
        grid.addWidget(label("hold key", "heading"), 0, 1, Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(label("every state", "dim"), 1, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.hold_all, 1, 1, Qt.AlignmentFlag.AlignCenter)
        for number, code in enumerate(self._session.codebook.codes, start=2):
            grid.addWidget(self.in_pass[code.id], number, 0)
            if self._can_be_held(code):
                grid.addWidget(self.held[code.id], number, 1, Qt.AlignmentFlag.AlignCenter)
        return grid

    def _can_be_held(self, code: Code) -> bool:
        return not code.is_point and not is_exhaustive(self._session.codebook, code.channel_id)

    def _ask_box(self, modifier: Modifier) -> QComboBox:
        made = ChoiceBox()
        made.addItems(list(_ASK.values()))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.activated.connect(partial(self._choose_when, modifier.id))
        made.setToolTip("A point is asked about at once. What is left unanswered is listed in Checks.")
        name_field(made, f"When to ask “{modifier.name}” of {', '.join(self._asking(modifier))}")
        return made

    def _double_click_box(self) -> QComboBox:
        made = ChoiceBox()
        made.addItems(list(_DOUBLE.values()))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.activated.connect(lambda place: self._change("double_click", list(_DOUBLE)[place]))
        made.setToolTip("To edit is to choose the code or to type into the cell; Enter in the table always goes there.")
        name_field(made, "Double click on an event")
        return made

    def _pass_box(self) -> ChoiceBox:
        made = ChoiceBox()
        made.addItems(["All codes", *(one.name for one in self._session.codebook.passes), "My own choice"])
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.activated.connect(self._choose_pass)
        made.setToolTip("Which codes you look for in this viewing. Ctrl+PgDown goes to the next pass.")
        name_field(made, "Pass")
        return made

    def _seconds(self, name: str, setting: str, highest: int) -> NumberField:
        """Return a field in s for a setting that is kept in s or, where its name says so, in ms."""
        is_ms = setting.endswith("_ms")
        made = NumberField(name, "s", 0, highest, decimals=3 if is_ms else 0, step=0.01 if is_ms else 1)
        made.edited.connect(lambda value: self._change(setting, made.ms if is_ms else value))
        made.returnPressed.connect(made.clearFocus)  # Enter gives the keyboard back to the player
        return made

    def _change(self, name: str, value: object) -> None:
        if getattr(self._marking.settings, name) != value:
            self._marking.change(**{name: value})

    def _choose_when(self, modifier_id: str, place: int) -> None:
        self._change("ask", self._marking.settings.ask | {modifier_id: list(_ASK)[place]})

    def _choose_pass(self, place: int) -> None:
        passes = ["", *self._session.codebook.pass_by_id]
        if place < len(passes):
            self._marking.choose_pass(passes[place])
        else:
            self._marking.change(pass_id="", codes=self._marking.codes)

    def _choose_codes(self, _is_on: bool) -> None:
        chosen = tuple(code_id for code_id, box in self.in_pass.items() if box.isChecked())
        is_all = len(chosen) in (0, len(self.in_pass))
        self._marking.change(pass_id="", codes=() if is_all else chosen)

    def _choose_hold_all(self, is_on: bool) -> None:
        self._marking.change(hold_all=is_on)

    def _choose_held(self, _is_on: bool) -> None:
        self._marking.change(hold=tuple(code_id for code_id, box in self.held.items() if box.isChecked()))


def _add_number(grid: QGridLayout, number: int, name: str, tip: str, field: NumberField) -> None:
    field.setToolTip(tip)
    about = column(label(name), label(tip, "dim", wrap=True), field.complaint, spacing=1)
    grid.addLayout(about, number, 0)
    grid.addWidget(field, number, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)


def _box(name: str, chosen: Callable[[bool], None], text: str | None = None) -> QCheckBox:
    made = QCheckBox(name if text is None else text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(chosen)
    made.setAccessibleName(name)
    return made
