"""What the key of a code does: it marks, holds, or does nothing because of the pass or the guard."""

import time
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError
from annotator.model import commands
from annotator.model.commands import is_exhaustive
from annotator.text import clock
from ui.keys.key_moment import Moment
from ui.session import CodingSession

Seconds = Callable[[], float]


class Marking(QObject):
    """Marks codes the way their coder has set it.

    Attributes:
        settings: how the coder works; change() changes and keeps them.
    """

    pressed = Signal(str)
    """The key of a code has arrived: the id of the code."""
    changed = Signal()
    """The settings are others now."""

    def __init__(self, session: CodingSession, clock: Seconds = time.monotonic) -> None:
        super().__init__(session)
        self._session, self._clock = session, clock
        self.settings = session.study.coder_settings(session.coder)
        self._pressed_at: dict[str, float] = {}
        self._held: dict[str, str] = {}
        session.reaction_ms = self.settings.reaction_ms

    @property
    def held(self) -> tuple[str, ...]:
        """The codes whose keys are down and hold a state."""
        return tuple(self._held)

    def press(self, code_id: str, moment: Moment | None = None) -> None:
        """Do what a key that goes down means, at the moment of its first stroke where it has two."""
        if not self.is_in_pass(code_id):
            return
        if self.is_held(code_id):
            self._hold(code_id, moment)
        elif not self.is_slip(code_id):
            self.click(code_id, moment)

    def click(self, code_id: str, moment: Moment | None = None) -> None:
        """Mark a code now, or at a moment that was meant before, as a click does: no key is held and none slips."""
        if self.is_in_pass(code_id) and self._session.mark_code(code_id, moment) is not None:
            self.pressed.emit(code_id)

    def let_go(self, letter: str, moment: Moment) -> None:
        """End what the key with this letter holds, at the moment it went up; Shift may have been let go before it."""
        codes = self._session.codebook.code_by_id
        for code_id in [one for one in self._held if codes[one].key[-1:] == letter]:
            self._end(code_id, moment)

    def let_go_all(self) -> None:
        """End everything that is held: the window has lost the keyboard, and no key-up will come."""
        moment = self._session.moment()
        for code_id in tuple(self._held):
            self._end(code_id, moment)

    @property
    def codes(self) -> tuple[str, ...]:
        """The ids of the codes of this pass."""
        return self.settings.codes_in_pass(self._session.codebook)

    @property
    def pass_name(self) -> str:
        """What this pass is called: by the codebook, by its only code, or by how many codes it has; "" for all."""
        codebook, codes = self._session.codebook, self.codes
        if named := codebook.pass_by_id.get(self.settings.pass_id):
            return named.name
        if len(codes) == len(codebook.codes):
            return ""
        return codebook.code_by_id[codes[0]].name if len(codes) == 1 else f"{len(codes)} of {len(codebook.codes)} codes"

    def is_in_pass(self, code_id: str) -> bool:
        """Whether a code is marked in this pass; if not, say so."""
        if code_id in self.codes:
            return True
        name = self._session.codebook.code_by_id[code_id].name
        self._session.tell(EditError(f"{name} is not in this pass.", "Choose the pass, or its codes, in Setup."))
        return False

    def choose_pass(self, pass_id: str) -> None:
        """Look for the codes of a pass of the codebook from now on; "" is all codes."""
        self.change(pass_id=pass_id, codes=())

    def go_to_pass(self, way: int) -> None:
        """Go to the next pass of the codebook (1), or the previous one (-1); all codes stand before the first."""
        passes = ["", *self._session.codebook.pass_by_id]
        if len(passes) == 1:
            what = "This codebook has no passes."
            self._session.tell(EditError(what, "Add them on the page Passes of Codebook, or choose codes in Setup."))
            return
        at = passes.index(self.settings.pass_id) if self.settings.pass_id in passes else 0
        self.choose_pass(passes[(at + way) % len(passes)])

    def finish_pass(self, start_ms: int, end_ms: int) -> None:
        """Say that the codes of this pass were looked for over [start_ms, end_ms)."""
        session, codes = self._session, self.codes
        done = session.do(lambda: commands.finish_pass(session.coding, session.codebook, codes, start_ms, end_ms))
        if done is not None:
            what = f"{self.pass_name or 'All codes'}: looked for from {clock(start_ms)} to {clock(end_ms)}."
            session.tell(EditError(what, "What is not marked there did not happen. Undo takes it back."))

    def is_held(self, code_id: str) -> bool:
        """Whether a state lasts as long as its key is down. Where something is always on, letting go ends nothing."""
        code, codebook = self._session.codebook.code_by_id[code_id], self._session.codebook
        return self.settings.is_held(code_id) and not code.is_point and not is_exhaustive(codebook, code.channel_id)

    def change(self, **changed: Any) -> None:
        """Change settings of the coder and keep them in the study."""
        self.let_go_all()
        self.settings = replace(self.settings, **changed)
        self._session.reaction_ms = self.settings.reaction_ms
        study, coder, settings = self._session.study, self._session.coder, self.settings
        self._session.keep(lambda: study.save_coder_settings(coder, settings), lambda: None)
        self.changed.emit()

    def is_slip(self, code_id: str) -> bool:
        """Whether the key of a code was pressed again within the guard; if so, say so."""
        now, guard_ms = self._clock(), self.settings.guard_ms
        since_ms = (now - self._pressed_at.get(code_id, -1e9)) * 1000
        if since_ms >= guard_ms:
            self._pressed_at[code_id] = now
            return False
        name = self._session.codebook.code_by_id[code_id].name
        what = f"{name} was pressed twice within {guard_ms} ms: the second press was ignored."
        self._session.tell(EditError(what, "Change the guard in Setup."))
        return True

    def _hold(self, code_id: str, moment: Moment | None) -> None:
        session, meant = self._session, moment or self._session.moment()
        if not session.shows_picture():
            return
        started = session.do_at(meant, lambda at_ms: commands.hold(session.coding, session.codebook, code_id, at_ms))
        if started is not None and started.changes:
            self._held[code_id] = started.changes[-1].item_id
            self.pressed.emit(code_id)

    def _end(self, code_id: str, moment: Moment) -> None:
        session, event_id = self._session, self._held.pop(code_id)
        session.do_at(moment, lambda at_ms: commands.let_go(session.coding, session.codebook, event_id, at_ms))
