"""Who leads and codes, and who codes what: its two forms, and what is done to the chosen cell of the table."""

from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from annotator.study import Study
from annotator.study.bin import remove_coding
from annotator.study.plan import assign, take_off
from annotator.study.round_ids import round_of
from annotator.study.rounds import begin_round
from annotator.study.settings import CONSENSUS
from ui.actions import Actions
from ui.messages import Messages
from ui.settings import PERSON, Settings
from ui.study.corrections import Corrections
from ui.study.deeds import Deed
from ui.study.people_form import PeopleForm
from ui.study.plan_form import PlanForm
from ui.tasks import Reads, Saves


class Team(QObject):
    """Arranges who works on a study.

    Args:
        pages: the workspace, which shows the forms.
        corrections: the page of sessions, where the cell of a coder is current, and the deeds that can be undone.
        actions, messages, settings, reads, saves: shared by the whole program.
    """

    left = Signal()
    """A form was left: the study is to be shown again."""
    planned = Signal()
    """Sessions were assigned by a plan."""
    arranged = Signal(str)
    """Who leads, or what coders see, is another thing now; who goes on here, "" where nobody else does."""

    def __init__(
        self,
        pages: QStackedWidget,
        corrections: Corrections,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        reads: Reads,
        saves: Saves,
    ) -> None:
        super().__init__(pages)
        self._pages, self._page, self._deeds = pages, corrections.page, corrections.deeds
        self._actions, self._settings = actions, settings
        self._study: Study | None = None
        self._work = (messages, reads, saves)
        actions.bind("people", lambda: self._begin(self.people))
        actions.bind("plan", lambda: self._begin(self.plan))
        actions.bind("assign", self._assign)
        actions.bind("take_off", self._take_off)
        actions.bind("code_again", self._code_again)

    @cached_property
    def people(self) -> PeopleForm:
        """Says who leads and what coders see; made when it is first wanted."""
        made = PeopleForm(*self._work)
        made.cancelled.connect(self.left)
        made.kept.connect(self.arranged)
        self._pages.addWidget(made)
        return made

    @cached_property
    def plan(self) -> PlanForm:
        """Plans who codes what."""
        made = PlanForm(*self._work)
        made.cancelled.connect(self.left)
        made.kept.connect(self.planned)
        self._pages.addWidget(made)
        return made

    def open(self, study: Study | None) -> None:
        """Arrange who works on this study from now on, or on none."""
        self._study = study

    def switch(self, *, is_planned: bool) -> None:
        """Say whether the chosen session can be assigned, taken off or coded again.

        Args:
            is_planned: whether anything is assigned.
        """
        _, coder = self._page.table.place
        state = self._page.state_of(*self._page.table.place)
        may_write = self._study is not None and self._study.is_writable
        can_be = state is not None and coder != CONSENSUS and may_write
        is_assigned = state is not None and (state.is_begun or (state.is_due and is_planned))
        self._actions.switch("assign", on=can_be and not is_assigned, why="Choose the cell of a coder who has it not.")
        on = can_be and is_assigned and state is not None and not state.is_begun
        self._actions.switch("take_off", on=on, why="Choose the cell of a coder who has it and has not begun it.")
        on = can_be and state is not None and state.is_submitted
        self._actions.switch("code_again", on=on, why="Choose a coding that is submitted.")

    def _begin(self, form: PeopleForm | PlanForm) -> None:
        if self._study is not None:
            self._pages.setCurrentWidget(form)
            form.begin(self._study, self._settings.get(PERSON))

    def _assign(self) -> None:
        """Give the chosen session to the coder of the chosen cell."""
        study, (session_id, coder), person = self._study, self._page.table.place, self._settings.get(PERSON)
        if study is not None and coder:
            self._deeds.do(
                Deed(
                    f"assign {session_id} to {coder}",
                    lambda _progress: assign(study, session_id, coder, person),
                    lambda _none: (f"{session_id} is assigned to {coder}, as the last on the list.", ""),
                    lambda _none, _progress: take_off(study, session_id, coder, person),
                )
            )

    def _take_off(self) -> None:
        """Take the chosen session off the list of the coder of the chosen cell."""
        study, (session_id, coder), person = self._study, self._page.table.place, self._settings.get(PERSON)
        if study is not None and coder:
            self._deeds.do(
                Deed(
                    f"take {coder} off {session_id}",
                    lambda _progress: take_off(study, session_id, coder, person),
                    lambda _place: (f"{coder} was taken off {session_id}.", ""),
                    lambda place, _progress: assign(study, session_id, coder, person, place=place),
                )
            )

    def _code_again(self) -> None:
        """Let the coder of the chosen cell code the session once more."""
        study, (session_id, coder), person = self._study, self._page.table.place, self._settings.get(PERSON)
        if study is not None and coder:
            hint = f"{coder} opens it as before, and sees nothing of the earlier coding until it is submitted."
            self._deeds.do(
                Deed(
                    f"let {coder} code {session_id} again",
                    lambda _progress: begin_round(study, session_id, coder, person),
                    lambda new: (f"{coder} codes {session_id} again: round {round_of(new)}.", hint),
                    lambda new, _progress: remove_coding(study, session_id, new),
                )
            )
