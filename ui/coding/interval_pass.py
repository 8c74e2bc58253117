"""Interval coding: play an interval, stop at its last frame, ask which codes occurred, go on."""

from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError
from annotator.model.commands.intervals import score_interval, toggle_in_interval
from annotator.model.history import Edit
from annotator.model.intervals import Interval, interval_at, lay_intervals, record_of, spans_to_cut
from annotator.model.items import IntervalRecord
from annotator.text import clock
from ui.coding.marking import Marking
from ui.coding.playing import Playing
from ui.session import CodingSession

_GO_ON, _AGAIN = ("Return", "Enter"), "Backspace"


class IntervalPass(QObject):
    """Codes tick what occurred in the interval on the screen, each at once; Enter says that this is all of it.

    Attributes:
        current: the interval that is asked about; None behind the last.
        is_asking: whether it has been played to its end.
    """

    changed = Signal()
    """Another interval, another answer."""

    def __init__(self, session: CodingSession, marking: Marking, playing: Playing) -> None:
        super().__init__(session)
        self._session, self._marking, self._playing = session, marking, playing
        self.current: Interval | None = None
        self.is_asking = False
        self._is_running = False
        session.edited.connect(self._follow_edit)
        session.moved.connect(self._follow)
        session.playing_changed.connect(self._follow)

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """All intervals of the session as its episodes are now."""
        session = self._session
        spans = spans_to_cut(session.codebook, session.episodes(), session.duration_ms)
        return lay_intervals(spans, session.study.settings.intervals)

    @property
    def ticked(self) -> frozenset[str]:
        """The codes that were said to occur in the current interval."""
        record = record_of(self._session.coding, self.current) if self.current is not None else None
        return frozenset(record.codes) if record is not None else frozenset()

    @property
    def text(self) -> str:
        """What is under way, and what the keys do."""
        one = self.current
        if one is None:
            return "Interval pass · after the last interval\nGo back to one to look at it again."
        record, where = record_of(self._session.coding, one), f" of episode {one.episode}" if one.episode else ""
        head = f"Interval {one.number}{where} · {clock(one.start_ms, 1)} – {clock(one.end_ms, 1)}"
        if self.is_asking:
            return f"{head}\nWhich codes occurred? Enter continues, Backspace plays it again."
        state = "not scored yet" if record is None else "scored"
        return f"{head} · {state}\nPress the keys of what occurs. Playing stops at the end of the interval."

    def start(self) -> bool:
        """Begin at the interval on the screen; without episodes there is nothing to cut, which is said."""
        if not self.intervals:
            hint = "Mark where the episodes begin and where the last one ends."
            self._session.tell(EditError("There is no scored episode yet to divide into intervals.", hint))
            return False
        self._is_running = True
        self._take_up(interval_at(self.intervals, self._session.position_ms))
        return True

    def stop(self) -> None:
        """Ask no more."""
        self._is_running = self.is_asking = False

    def takes(self, key: str) -> bool:
        """Say whether a key means anything besides the codes."""
        return key in (*_GO_ON, _AGAIN)

    def press(self, key: str) -> None:
        """Go on to the next interval, or show this one again."""
        if key == _AGAIN:
            self._play_from(self.current)
        elif self.is_asking:
            self._go_on()
        elif not self._session.is_playing:
            self._playing.toggle()

    def press_code(self, code_id: str) -> None:
        """Tick a code, or take the tick away."""
        session, interval = self._session, self.current
        if interval is None or not self._marking.is_in_pass(code_id) or not session.shows_picture():
            return
        if session.do(lambda: toggle_in_interval(session.coding, session.codebook, interval, code_id)) is not None:
            self._marking.pressed.emit(code_id)

    def _go_on(self) -> None:
        session, interval = self._session, self.current
        assert interval is not None, "only an interval can ask"
        if record_of(session.coding, interval) is None:
            if not session.shows_picture():
                return
            done = session.do(lambda: score_interval(session.coding, session.codebook, interval, ()))
            if done is None:
                return
        self._play_from(next((one for one in self.intervals if one.start_ms >= interval.end_ms), None))

    def _play_from(self, interval: Interval | None) -> None:
        self._take_up(interval)
        if interval is None:
            return
        # The first frame that begins inside: the one shown at its start may belong to the interval before.
        first_ms = self._session.frame_ms(interval.start_ms)
        self._session.jump(first_ms if first_ms >= interval.start_ms else self._session.frame_after(first_ms))
        if not self._session.is_playing:
            self._playing.toggle()

    def _take_up(self, interval: Interval | None) -> None:
        self.current, self.is_asking = interval, False
        self.changed.emit()

    def _follow(self) -> None:
        """Stop at the last frame of the interval; where somebody goes elsewhere, that interval is the current one."""
        if not self._is_running:
            return
        now_ms, current = self._session.position_ms, self.current
        is_inside = current is not None and current.start_ms <= now_ms < current.end_ms
        is_left_alone = not self._session.is_playing and (is_inside or not self._session.is_settled)
        if self.is_asking and is_left_alone:
            return
        if current is not None and self._is_played(current, now_ms):
            self._ask(current)
        elif not is_inside and not self._session.is_playing:
            self._take_up(interval_at(self.intervals, now_ms))

    def _is_played(self, current: Interval, now_ms: int) -> bool:
        """Whether the last frame of the interval is on the screen, or playing has just gone beyond."""
        is_reached = now_ms >= current.start_ms and self._session.frame_after(now_ms) >= current.end_ms
        return is_reached and (self._session.is_playing or now_ms < current.end_ms)

    def _ask(self, current: Interval) -> None:
        self.is_asking, self._is_running = True, False  # what pausing tells is nobody going elsewhere
        self._playing.pause()
        if self._session.position_ms >= current.end_ms:
            self._session.jump(self._session.frame_ms(current.end_ms - 1))
        self._is_running = True
        self.changed.emit()

    def _follow_edit(self, edit: Edit) -> None:
        if not self._is_running:
            return
        if edit.kind != "do" and (back := self._interval_of(edit)) is not None and back != self.current:
            self._go_back_to(back)
        elif self.current is not None and self.current not in self.intervals:
            self._take_up(interval_at(self.intervals, self._session.position_ms))
        else:
            self.changed.emit()

    def _interval_of(self, edit: Edit) -> Interval | None:
        """Return the interval whose record an edit is about."""
        items = [change.after or change.before for change in edit.changes]
        bounds = {(item.start_ms, item.end_ms) for item in items if isinstance(item, IntervalRecord)}
        return next((one for one in self.intervals if (one.start_ms, one.end_ms) in bounds), None)

    def _go_back_to(self, interval: Interval) -> None:
        """Ask of an interval again what was undone or redone: none is left behind without a record."""
        self.current, self.is_asking, self._is_running = interval, True, False
        self._playing.pause()
        self._session.jump(self._session.frame_ms(interval.end_ms - 1))
        self._is_running = True
        self.changed.emit()
