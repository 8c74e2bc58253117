"""Recode: the next key of a code says what the selected events, or a segment, were, instead of marking that code."""

from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError
from annotator.model.commands.segments import name_segment
from ui.coding.event_edits import NOTHING_SELECTED, recode
from ui.session import CodingSession

PROMPT = "Recode: press the key of the code, Esc cancels"
NAME_PROMPT = "Name the segment: press the key of the code, Esc cancels"


class Recoding(QObject):
    """Is on for one key or one click on a code; whatever else is done ends it, so that no later key is taken for it."""

    changed = Signal()
    """It is on now, or over."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__(session)
        self._session = session
        self.is_on = False
        self._segment_id = ""
        session.selection_changed.connect(self.cancel)
        session.edited.connect(self.cancel)

    @property
    def prompt(self) -> str:
        """What to do now; "" while it is not on."""
        asked = NAME_PROMPT if self._segment_id else PROMPT
        return asked if self.is_on else ""

    def toggle(self) -> None:
        """Wait for the code of the selected events, or wait no longer."""
        if not self._session.selected_events:
            self._session.tell(NOTHING_SELECTED)
        else:
            self._switch(on=not self.is_on)

    def name(self, segment_id: str) -> None:
        """Wait for the code of a segment."""
        self._switch(on=False)
        self._segment_id = segment_id
        self._switch(on=True)

    def take(self, code_id: str) -> None:
        """Give the selected events, or the segment, this code; what does not fit is refused, and nothing changes."""
        session, segment_id = self._session, self._segment_id
        self._switch(on=False)
        if segment_id:
            session.do(lambda: name_segment(session.coding, session.codebook, segment_id, code_id))
        elif all(event.code == code_id for event in self._session.selected_events):
            name = self._session.codebook.code_by_id[code_id].name
            self._session.tell(EditError(f"That is {name} already.", "To recode it, press the key of another code."))
        else:
            recode(self._session, code_id)

    def cancel(self) -> None:
        """Wait no longer."""
        self._switch(on=False)

    def _switch(self, *, on: bool) -> None:
        if on != self.is_on:
            self.is_on = on
            self._segment_id = self._segment_id if on else ""
            self.changed.emit()
