"""Which way of coding is on: events as they come, segments first, or interval by interval."""

from typing import Literal

from PySide6.QtCore import QObject, Signal

from ui.coding.interval_pass import IntervalPass
from ui.coding.marking import Marking
from ui.coding.playing import Playing
from ui.coding.segment_pass import SegmentPass
from ui.keys.key_moment import Moment
from ui.session import CodingSession

Way = Literal["events", "segments", "intervals"]


class Passes(QObject):
    """Hands keys to the way of coding that is on.

    Attributes:
        way: the way that is on.
    """

    changed = Signal()
    """Another way is on, or it says something else."""

    def __init__(self, session: CodingSession, marking: Marking, playing: Playing) -> None:
        super().__init__(session)
        self._marking = marking
        self.segments = SegmentPass(session, marking)
        self.intervals = IntervalPass(session, marking, playing)
        self.way: Way = "events"
        for one in (self.segments, self.intervals):
            one.changed.connect(self._tell)

    @property
    def text(self) -> str:
        """What is under way and what the keys do; "" while events are marked as they come."""
        return {"events": "", "segments": self.segments.text, "intervals": self.intervals.text}[self.way]

    @property
    def ticked(self) -> frozenset[str] | None:
        """The codes that were said to occur in the interval on the screen; None outside interval coding."""
        return self.intervals.ticked if self.way == "intervals" else None

    def switch(self, way: Way) -> None:
        """Begin a way of coding; the one that is on ends, and marking events as they come is back."""
        self._marking.let_go_all()
        wanted: Way = "events" if way == self.way else way
        self.intervals.stop()
        self.way = "events" if wanted == "intervals" and not self.intervals.start() else wanted
        self.changed.emit()

    def takes(self, key: str) -> bool:
        """Say whether a key means anything besides the codes."""
        one = self._on()
        return one is not None and one.takes(key)

    def press(self, key: str) -> None:
        """Do what a key that was taken means."""
        one = self._on()
        if one is not None:
            one.press(key)

    def press_code(self, code_id: str, moment: Moment | None = None) -> None:
        """Do what the key of a code means; moment is that of its first stroke, where it has two."""
        one = self._on()
        if one is None:
            self._marking.press(code_id, moment)
        elif not self._marking.is_in_pass(code_id) or not self._marking.is_slip(code_id):
            one.press_code(code_id)

    def click_code(self, code_id: str, moment: Moment | None = None) -> None:
        """Do what a click on a code means; moment is what was on the screen when it was meant, if that was before."""
        one = self._on()
        if one is None:
            self._marking.click(code_id, moment)
        else:
            one.press_code(code_id)

    def _on(self) -> SegmentPass | IntervalPass | None:
        if self.way == "segments":
            return self.segments
        return self.intervals if self.way == "intervals" else None

    def _tell(self) -> None:
        if self.way != "events":
            self.changed.emit()
