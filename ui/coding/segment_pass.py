"""The segment pass: one key sets stretches aside, the keys of codes name them afterwards."""

from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError
from annotator.model.commands.segments import mark_segment, name_segment
from annotator.model.items import Segment
from annotator.model.segments import segment_in_hand
from annotator.text import clock, count
from ui.coding.marking import Marking
from ui.session import CodingSession


class SegmentPass(QObject):
    """Space starts and ends a segment; Up and Down go from one to the next; a code's key names the one in hand."""

    changed = Signal()
    """Something else is in hand, or there are more or fewer."""

    def __init__(self, session: CodingSession, marking: Marking) -> None:
        super().__init__(session)
        self._session, self._marking = session, marking
        session.edited.connect(self.changed)
        session.moved.connect(self.changed)

    @property
    def in_hand(self) -> Segment | None:
        """The segment that the key of a code would name."""
        return segment_in_hand(self._session.coding.segments, self._session.position_ms)

    @property
    def text(self) -> str:
        """What is under way, and what the keys do."""
        segment, segments = self.in_hand, self._session.coding.segments
        head = f"Segment pass · {count(len(segments), 'segment')} without a code"
        if segment is None:
            return f"{head}\nSpace starts a segment, and ends it."
        if segment.end_ms is None:
            return f"{head}\nSince {clock(segment.start_ms)}: Space ends it."
        bounds = f"{clock(segment.start_ms)} – {clock(segment.end_ms)}"
        return f"{head}\n{bounds}: the key of a code names it. ↑ ↓ go from one to the next."

    def takes(self, key: str) -> bool:
        """Say whether a key means anything besides the codes."""
        return key in ("Space", "Up", "Down")

    def press(self, key: str) -> None:
        """Set a segment, or go to one."""
        if key == "Space":
            self._session.do_now(lambda at_ms: mark_segment(self._session.coding, at_ms))
        else:
            self._go(1 if key == "Down" else -1)

    def press_code(self, code_id: str) -> None:
        """Name the segment in hand."""
        session, segment = self._session, self.in_hand
        if not self._marking.is_in_pass(code_id):
            return
        if segment is None:
            session.tell(EditError("There is no segment here to name.", "Mark one with Space, or go to one with ↓."))
        elif session.do(lambda: name_segment(session.coding, session.codebook, segment.id, code_id)) is not None:
            self._marking.pressed.emit(code_id)

    def _go(self, way: int) -> None:
        here_ms = self._session.position_ms
        starts = [segment.start_ms for segment in self._session.coding.segments]
        ahead = [start for start in starts if (start - here_ms) * way > 0]
        if ahead:
            self._session.jump(min(ahead, key=lambda start: abs(start - here_ms)))
