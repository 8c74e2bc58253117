"""The form for who codes what: how it is drawn, what that comes to, and keeping it."""

import secrets
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from annotator.errors import UserError
from annotator.study import Study
from annotator.study.plan import Draft, draw, make_plan, reached
from annotator.text import count, percent
from ui.messages import FORM, Messages
from ui.tasks import Reads, Saves, Wishes
from ui.widgets.forms import Choices, FormPage, form_grid
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, name_field, on_escape, row
from ui.widgets.tables import make_quiet, set_widths

_HEADS = ("Coder", "Sessions", "Also by another", "New on the list, in the coder's order")
_WIDTHS = (70, 76, 118)
_USUAL_SHARE = 0.25
_SEEDS = 10_000
_DRAWING = "Drawing the plan"
_COUNTING = "Counting what two have submitted"
_ROW_HEIGHT = 28
_MOST_ROWS = 6


class PlanForm(QWidget):
    """Draws a plan as often as somebody likes, and keeps the one that is wanted. What was assigned stays."""

    kept = Signal()
    cancelled = Signal()

    def __init__(self, messages: Messages, reads: Reads, saves: Saves) -> None:
        super().__init__()
        on_escape(self, self.cancelled.emit)
        self._messages, self._wishes, self._saves = messages, Wishes(reads), saves
        self._study: Study | None = None
        self._person = ""
        self._draft: Draft | None = None
        self.share = NumberField("Coded by two", "%", 0, 100, decimals=2)
        self.seed = NumberField("Seed", "", 0, 999_999_999)
        self.coders, self.anew = Choices("Coders of the plan"), QCheckBox("Draw what nobody has begun anew")
        name_field(self.anew, "Draw anew")
        self.summary, self.reached = label("", wrap=True), label("", "dim", wrap=True)
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setHorizontalHeaderLabels(_HEADS)
        self.table.setAccessibleName("Who gets what")
        make_quiet(self.table)
        self.table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        set_widths(self.table, _WIDTHS)
        for field in (self.share, self.seed):
            field.edited.connect(lambda _: self.draw())
        self.anew.clicked.connect(self.draw)
        self._page = FormPage("Who codes what", self._fields(), "Keep this plan", self.keep, self.cancelled.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    def begin(self, study: Study, person: str) -> None:
        """Show the plan of a study as it would be now: kept, and drawn for what was added since."""
        self._study, self._person, known = study, person, study.said.plan
        share = known.share if known else study.settings.agreement.double_share or _USUAL_SHARE
        self.share.show_value(100 * share)
        self.seed.show_value(known.seed if known else secrets.randbelow(_SEEDS))
        coding = known.coders if known else study.coders
        self.coders.offer([(one, one) for one in study.coders], coding)
        self.anew.setChecked(False)
        self.reached.clear()
        self._wishes.run(_COUNTING, lambda _: reached(study), self._show_reached)
        for box in self.coders.boxes:
            box.clicked.connect(self.draw)
        self.share.setFocus()
        self.draw()

    def draw(self) -> None:
        """Draw with what the fields say, and show what it comes to."""
        study = self._study
        if study is None or not (self.share.check() and self.seed.check()):
            return
        self._messages.end(FORM)
        self._page.do_button.setEnabled(False)
        said, anew = self._said, self.anew.isChecked()
        self._wishes.run(_DRAWING, lambda _: draw(study, *said, anew=anew), partial(self._show, study), self._refuse)

    def keep(self) -> None:
        """Keep the plan in study.toml, as it is drawn from what is there then."""
        study, person, said, anew = self._study, self._person, self._said, self.anew.isChecked()
        if study is None or not self._page.do_button.isEnabled():
            return
        self._page.do_button.setEnabled(False)
        self._saves.run(
            "Saving the plan",
            lambda _progress: make_plan(study, *said, person, anew=anew),
            self._tell_kept,
            lambda problem: self._messages.tell(problem, FORM),
        )

    @property
    def _said(self) -> tuple[tuple[str, ...], float, int]:
        return self.coders.chosen, (self.share.value or 0) / 100, round(self.seed.value or 0)

    def _show_reached(self, found: tuple[int, int]) -> None:
        twice, sessions = found
        share = f" ({percent(twice / sessions)})" if sessions else ""
        self.reached.setText(f"So far two coders have submitted {twice} of {count(sessions, 'session')}{share}.")

    def _another_seed(self) -> None:
        self.seed.show_value(secrets.randbelow(_SEEDS))
        self.draw()

    def _show(self, study: Study, found: Draft) -> None:
        if study is not self._study:
            return
        sessions = len(found.sessions)
        share = f" ({percent(found.twice / sessions)})" if sessions else ""
        kept = f"Assigned or begun before, and kept: {count(len(found.kept), 'coding')}; new: {len(found.new)}."
        self.summary.setText(f"{found.twice} of {count(sessions, 'session')}{share} coded by two. {kept}")
        self.table.setRowCount(len(found.plan.coders))
        for number, coder in enumerate(found.plan.coders):
            own, twice = found.of(coder)
            new = ", ".join(one.session for one in found.new if one.coder == coder)
            for place, text in enumerate((coder, str(own), str(twice), new or "–")):
                item = QTableWidgetItem(text)
                item.setToolTip(new if place == len(_WIDTHS) else "")
                self.table.setItem(number, place, item)
        rows = min(_MOST_ROWS, len(found.plan.coders))
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * _ROW_HEIGHT + 4)
        self._page.do_button.setEnabled(study.is_writable)

    def _refuse(self, problem: UserError) -> None:
        self.table.setRowCount(0)
        self.summary.setText(str(problem))

    def _tell_kept(self, made: Draft) -> None:
        what = f"{made.twice} of {count(len(made.sessions), 'session')} are coded by two."
        self._messages.done("The plan was saved.", f"{what} Coders are not told which.")
        self.kept.emit()

    def _fields(self) -> QVBoxLayout:
        about = (
            "Every session gets a coder, and a share of them two, drawn by chance and even between coders, "
            "each in an order of their own. What was assigned stays, so the plan can be drawn again when sessions or "
            "coders come. Sessions with a gold standard are for training and stay out."
        )
        another = button("Another", self._another_seed, "quiet", tip="Draw with another seed")
        again = column(row(self.seed, another, None), self.seed.complaint, spacing=3)
        return column(
            label(about, "dim", wrap=True),
            6,
            form_grid(
                ("Coded by two", "0 to 100 % of the sessions", self.share.with_complaint()),
                ("Coders", "Whoever has fewest gets the next", self.coders),
                ("Seed", "It is kept with the plan", again),
                ("Assigned before", "Stays, unless ticked", self.anew),
            ),
            self.summary,
            self.table,
            self.reached,
            spacing=12,
        )
