"""The form for who leads, what coders do not see, and how well each coder agrees with the gold standards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.progress import Progress
from annotator.study import Study
from annotator.study.people import set_blind, set_leads, set_private
from annotator.study.settings import Blind, Unblind
from ui.messages import FORM, Messages
from ui.people_strip import PROMISE
from ui.tasks import Reads, Saves
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.forms import Choices, FormPage, form_grid
from ui.widgets.parts import column, label, name_field, on_escape

_WHEN: Mapping[Unblind, str] = {
    "never": "Never",
    "submitted": "Of a session, once both have submitted it",
    "now": "From now on: all of them, and how coders agree",
}
_NO_VARIABLES = "The sessions have no variables yet."


@dataclass(frozen=True, slots=True)
class Team:
    """What the form shows: the names of all variables, and a line of words about each coder."""

    variables: tuple[str, ...]
    coders: tuple[str, ...]


class PeopleForm(QWidget):
    """Shows who leads and what is blind, and keeps what is chosen in study.toml."""

    kept = Signal(str)
    """It was kept; the lead who goes on working here, where nobody was known before, else ""."""
    cancelled = Signal()

    def __init__(self, messages: Messages, reads: Reads, saves: Saves) -> None:
        super().__init__()
        on_escape(self, self.cancelled.emit)
        self._messages, self._reads, self._saves = messages, reads, saves
        self._study: Study | None = None
        self._person = ""
        self.leads, self.recordings, self.when = QLineEdit(), QCheckBox("Say Camera 1 instead"), ChoiceBox()
        self.variables = Choices("Variables that coders do not see")
        self.private = Choices("Private variables")
        self._none: tuple[QLabel, QLabel] = label(_NO_VARIABLES, "dim"), label(_NO_VARIABLES, "dim")
        self.coders = label("", wrap=True)
        self.leads.setPlaceholderText("Initials, e.g. MA; nobody: everybody sees everything")
        self.leads.returnPressed.connect(self.keep)
        for field, name in ((self.leads, "Leads"), (self.recordings, "Hide names of recordings"), (self.when, "When")):
            name_field(field, name)
        for when, words in _WHEN.items():
            self.when.addItem(words, when)
        self._page = FormPage("People and blindness", self._fields(), "Save", self.keep, self.cancelled.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    def begin(self, study: Study, person: str) -> None:
        """Show who leads a study; the rest follows once it is read."""
        self._study, self._person = study, person
        self.coders.setText("Reading…")
        self._page.do_button.setEnabled(False)
        self._reads.run(
            "Reading who codes", lambda progress: _team(study, progress), lambda found: self._show(study, found)
        )
        self.leads.setFocus()

    def keep(self) -> None:
        """Keep what is chosen, or say what cannot be."""
        study, person = self._study, self._person
        if study is None or not self._page.do_button.isEnabled():
            return
        leads = self.leads.text().replace(",", " ").split()
        blind = Blind(
            variables=self.variables.chosen,
            recording_names=self.recordings.isChecked(),
            unblind=self.when.currentData(),
        )
        private = self.private.chosen
        self._page.do_button.setEnabled(False)
        task = self._saves.run(
            "Saving who leads",
            lambda _progress: _keep(study, leads, blind, private, person),
            lambda goes_on: self._tell_kept(leads, goes_on),
            lambda problem: self._messages.tell(problem, FORM),
        )
        task.ended.connect(lambda: self._page.do_button.setEnabled(True))

    def _show(self, study: Study, found: Team) -> None:
        if study is not self._study:
            return
        said = study.said
        self.leads.setText(", ".join(said.leads))
        for field, none, marked in zip(
            (self.variables, self.private), self._none, (said.blind.variables, said.private), strict=True
        ):
            named = dict.fromkeys((*found.variables, *marked))
            field.offer([(one, one) for one in named], marked)
            none.setVisible(not named)
        self.recordings.setChecked(said.blind.recording_names)
        self.when.setCurrentIndex(self.when.findData(said.blind.unblind))
        self.coders.setText("\n".join(found.coders) or "The study has no coders yet.")
        self._page.do_button.setEnabled(study.is_writable)

    def _tell_kept(self, leads: Sequence[str], goes_on: str) -> None:
        hint = "Coders work blind from now on." if leads else "The study has no roles: everybody sees everything."
        self._messages.done("Who leads was saved.", hint)
        self.kept.emit(goes_on)

    def _fields(self) -> QVBoxLayout:
        about = (
            "Leads see every coding and arrange the study. Coders see their own codings only, no agreement, and "
            "nothing of what is marked here."
        )
        return column(
            label(about, "dim", wrap=True),
            label(PROMISE, "dim", wrap=True),
            6,
            form_grid(
                ("Leads", "Those who lead the study; a coder may lead, too", self.leads),
                ("Coders", "How each stands with the lab's gold standards", self.coders),
                ("Hidden variables", "Of the sessions, such as the condition", column(self._none[0], self.variables)),
                ("Private variables", "No package for coders holds them", column(self._none[1], self.private)),
                ("Names of recordings", "They may give away what coders must not know", self.recordings),
                ("Others' codings", "When coders see the codings of others", self.when),
            ),
        )


def _keep(study: Study, leads: Sequence[str], blind: Blind, private: Sequence[str], person: str) -> str:
    """Keep what was chosen; return the lead who goes on working here, where nobody was known before."""
    goes_on = "" if person in leads or study.said.leads else next(iter(leads), "")
    set_private(study, private, goes_on or person)
    if leads or study.said.leads:  # who leads comes last: a lead may hand over to another
        set_blind(study, blind, goes_on or person)
        set_leads(study, leads, person)
    return goes_on


def _team(study: Study, progress: Progress) -> Team:
    names = {name: None for session in study.sessions() for name in session.variables}
    # Imported here, in the background: what computes agreement takes half a second.
    words: Mapping[str, str] = import_module("annotator.report.gold_words").certified(study, progress)
    return Team(tuple(names), tuple(f"{coder}: {said}" for coder, said in words.items()))
