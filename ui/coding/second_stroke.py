"""The first stroke of a key of two: after a comma the next letter says which code is meant."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

from annotator.errors import EditError
from annotator.model.keymap import FIRST_STROKE, has_two_strokes
from annotator.text import clock
from ui.coding.marking import Marking
from ui.keys.key_moment import Moment
from ui.session import CodingSession
from ui.widgets.code_row import short_key


class SecondStroke(QObject):
    """Waits for a letter, visibly. Esc and whatever else is done ends it, so that no later letter is taken for it.

    What the letter marks lies where the recording stood at the comma: the coder had seen it then.
    """

    changed = Signal()
    """It waits now, or no longer."""

    def __init__(self, session: CodingSession, marking: Marking) -> None:
        super().__init__(session)
        self._session, self._marking = session, marking
        self._moment: Moment | None = None
        session.selection_changed.connect(self.end)
        session.edited.connect(self.end)

    @property
    def is_awaited(self) -> bool:
        """Whether the next letter is the second stroke."""
        return self._moment is not None

    @property
    def prompt(self) -> str:
        """What to press now; "" while nothing is waited for."""
        if self._moment is None:
            return ""
        codes = (code for code in self._session.codebook.codes if code.id in self._marking.codes)
        named = (f"{short_key(code.key).split()[1]} {code.name}" for code in codes if has_two_strokes(code.key))
        return " · ".join((f"Key “{FIRST_STROKE}” at {clock(self._moment.at_ms)}", "Esc cancels", *named))

    def begin(self) -> None:
        """Wait for the second stroke, if any code has a key of two."""
        moment = self._session.moment()  # before anything else: the recording may be running
        if any(has_two_strokes(code.key) for code in self._session.codebook.codes):
            self._moment = moment
            if (keyboard := QApplication.focusWidget()) is not None:
                keyboard.installEventFilter(self)
            self.changed.emit()
        else:
            what = f"“{FIRST_STROKE}” begins keys of two strokes, and no code of this codebook has one."
            self._session.tell(EditError(what, "F1 shows all keys."))

    def end(self) -> Moment | None:
        """Wait no longer; return where the recording stood at the first stroke, None if there was none."""
        moment, self._moment = self._moment, None
        if moment is not None:
            self.changed.emit()
        return moment

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A form or a field that takes the keyboard takes the next letter too."""
        if event.type() == QEvent.Type.FocusOut:
            self.end()
        return False
