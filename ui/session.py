"""One open coding in the window: what is coded, where the recording stands, what is selected. All panels share it."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.errors import EditError, UserError
from annotator.model import commands
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.history import Edit
from annotator.model.items import Event
from annotator.study import LookedAtCoding, OpenCoding, Session, Study
from annotator.study.bookmark import Bookmark
from annotator.text import count
from ui.keys.key_moment import Moment, why_nothing_is_shown
from ui.playback import TICK_MS, Playback
from ui.selection import Selection, selection_of

PLAYING_TICK_MS = 5
"""How often the player is asked for a new picture: about once a frame of a 60 Hz screen, and while it plays so often
that no frame is lost when one of the ticks comes late."""

Tell = Callable[[UserError], None]
Keep = Callable[[Callable[[], object], Callable[[], object]], object]


class CodingSession(QObject):
    """An open coding, its player and the selection; every change of them is told by a signal.

    Attributes:
        study: the study.
        session: the session of the study.
        coder: who codes.
        opened: the coding, open for writing or read-only.
        player: the recording, or None where there is none to show; the position is then kept here.
        tell: called with an error that the user can put right; the window shows it in the message bar.
        reaction_ms: how late the coder's keys come while the recording plays; marks are set earlier by as much.
        missing: why there is no recording to show; nothing can be marked then.
        hide: returns a text without what whoever works here must not see, such as names of recordings.
        asks_reason: whether a submitted coding is reopened with a reason only, as in a study with leads.
        keep: does what writes to the study's files, then what follows; in the background, once the program says so.
    """

    edited = Signal(object)
    """An Edit was done, undone or redone."""
    moved = Signal(int)
    """Another frame is on the screen: when it begins, in ms of session time."""
    playing_changed = Signal(bool)
    """The recording was started or has stopped."""
    selected = Signal(str)
    """Another event is selected: its id, or "" for none; of several, the one that was selected last."""
    selection_changed = Signal()
    """Other events are selected, one or several."""
    closed = Signal()
    """The coding is being let go of: whoever reads its recordings stops."""
    save_state_changed = Signal(str)
    """Saving is done, waits or has failed."""
    went_back = Signal(object)
    """An Edit was undone or redone at the coder's word, or by a click in the history."""
    _state_arrived = Signal(str)
    _picture_came = Signal()

    def __init__(
        self,
        study: Study,
        session: Session,
        opened: OpenCoding | LookedAtCoding,
        player: Playback | None = None,
        tell: Tell | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.study, self.session, self.opened, self.player = study, session, opened, player
        self.coder = opened.coding.coder
        self.tell: Tell = tell or (lambda _problem: None)
        self.reaction_ms = 0
        self.missing: UserError | None = None
        self.bookmark = Bookmark()
        self.keep: Keep = self._keep_at_once
        self.hide: Callable[[str], str] = str
        self.asks_reason = False
        self._position_ms = 0
        self._was_playing = False
        self._selection, self._selected_at_ms = Selection(), 0
        self._selected_before: dict[int, Selection] = {}  # by how many steps stood: what was selected before the next
        # The writer thread calls back; the queue brings it over to this one.
        self._state_arrived.connect(self.save_state_changed, Qt.ConnectionType.QueuedConnection)
        self._stop_listening = [opened.history.listen(self._tell_edit), opened.on_state(self._state_arrived.emit)]
        # The reader's threads call: a jump is shown as soon as it is decoded, not with the next tick.
        self._picture_came.connect(self.tick, Qt.ConnectionType.QueuedConnection)
        if player is not None:
            player.on_picture = self._picture_came.emit
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def close(self) -> None:
        """Stop following the player and the history; whoever opened them closes them."""
        self._timer.stop()
        if self.player is not None:
            self.player.on_picture = None
        while self._stop_listening:
            self._stop_listening.pop()()
        self.closed.emit()

    @property
    def codebook(self) -> Codebook:
        """What is coded."""
        return self.study.codebook

    @property
    def coding(self) -> Coding:
        """What the coder has said so far."""
        return self.opened.coding

    @property
    def duration_ms(self) -> int:
        """How long the session lasts."""
        return self.session.duration_ms

    # Where the recording stands

    @property
    def position_ms(self) -> int:
        """When the frame that is on the screen begins."""
        return self._position_ms if self.player is None else self.player.position_ms

    @property
    def is_playing(self) -> bool:
        """Whether the recording runs."""
        return self.player is not None and self.player.playing

    def frame_times_ms(self) -> NDArray[np.int64]:
        """Return when each frame of the reference camera begins, rising; empty while not all are known."""
        times = np.empty(0, np.int64) if self.player is None else self.player.frame_times_ms
        return times if len(times) >= self.session.cameras[0].frame_count else times[:0]

    @property
    def is_retimable(self) -> bool:
        """Whether moments can be put on frames; not while the frames of the recording are still being listed."""
        return self.player is None or len(self.frame_times_ms()) > 0

    def frame_ms(self, ms: float) -> int:
        """Return when the frame that is shown at ms begins; ms itself, clamped to the session, while unknown."""
        inside = min(max(round(ms), 0), self.duration_ms)
        times = self.frame_times_ms()
        return int(times[max(0, int(np.searchsorted(times, inside, side="right")) - 1)]) if len(times) else inside

    def frame_after(self, ms: int) -> int:
        """Return when the next frame after the one at ms begins, or the end of the session after the last."""
        times = self.frame_times_ms()
        if not len(times):
            return min(ms + 1, self.duration_ms)
        place = int(np.searchsorted(times, ms, side="right"))
        return int(times[place]) if place < len(times) else self.duration_ms

    def frame_near(self, ms: int) -> int:
        """Return the beginning of a frame that lies nearest to ms, or the end of the session."""
        return min(self.frame_ms(ms), self.frame_after(ms), key=lambda frame: abs(frame - ms))

    @property
    def is_settled(self) -> bool:
        """Whether the frame on the screen is the one that was asked for last."""
        return self.player is None or self.player.settled

    def tick(self) -> None:
        """Ask the player for a new picture; the timer does this."""
        if self.player is None:
            return
        if self.player.tick():
            self.moved.emit(self.player.position_ms)
        if self.player.playing != self._was_playing:
            self._was_playing = self.player.playing
            self._timer.setInterval(PLAYING_TICK_MS if self._was_playing else TICK_MS)
            self.playing_changed.emit(self._was_playing)

    def jump(self, ms: int) -> None:
        """Go to the frame at ms."""
        if self.player is None:
            self._move_to(ms)
        else:
            self.player.jump(min(max(ms, 0), self.duration_ms))

    def scrub(self, ms: int) -> None:
        """Go to the frame at ms as part of a drag, which end_scrub ends."""
        if self.player is None:
            self._move_to(ms)
        else:
            self.player.scrub(min(max(ms, 0), self.duration_ms))

    def end_scrub(self) -> None:
        """Say that the drag is over."""
        if self.player is not None:
            self.player.end_scrub()

    def _move_to(self, ms: int) -> None:
        self._position_ms = self.frame_ms(ms)
        self.moved.emit(self._position_ms)

    # Editing

    def do(self, make: Callable[[], Edit]) -> Edit | None:
        """Make an edit and do it; an EditError is told instead. Return the edit that was done."""
        try:
            edit = make()
            self.opened.history.do(edit)
        except EditError as problem:
            self.tell(problem)
            return None
        return edit

    def undo(self) -> None:
        """Take the last edit back."""
        self._try(self.opened.history.undo)

    def redo(self) -> None:
        """Do the last undone edit again."""
        self._try(self.opened.history.redo)

    def mark_code(self, code_id: str, moment: Moment | None = None) -> Edit | None:
        """Do what the key of a code does, at a moment that a key meant before, else at the frame on the screen."""
        meant = self.moment() if moment is None else moment
        if not self.shows_picture():
            return None
        return self.do_at(meant, lambda at_ms: commands.mark(self.coding, self.codebook, code_id, at_ms))

    def moment(self) -> Moment:
        """Return the moment that a key means: the frame on the screen, or earlier by the reaction time.

        The reaction time counts only while the recording plays, as much of it as was shown meanwhile; backwards the
        moment lies later.
        """
        shown_ms = at_ms = self.position_ms  # before anything else: the recording may be running
        if self.player is not None and self.player.playing and self.reaction_ms:
            at_ms = self.frame_ms(shown_ms - self.reaction_ms * self.player.rate)
        return Moment(at_ms, at_ms - shown_ms)

    def do_now(self, make: Callable[[int], Edit]) -> Edit | None:
        """Do an edit at the moment that a key means now, unless nothing is shown."""
        moment = self.moment()
        return self.do_at(moment, make) if self.shows_picture() else None

    def do_at(self, moment: Moment, make: Callable[[int], Edit]) -> Edit | None:
        """Do an edit at a moment that a key meant; the label says by how much the reaction time has shifted it."""
        return self.do(lambda: _shifted(make(moment.at_ms), moment.shift_ms))

    def shows_picture(self) -> bool:
        """Whether there is a picture on the screen to mark something on; if not, say so."""
        problem = why_nothing_is_shown(self.player, self.missing)
        if problem is not None:
            self.tell(problem)
        return problem is None

    def mark_episode(self, episode: str) -> Edit | None:
        """Mark that an episode begins at the frame that is on the screen."""
        at_ms = self.position_ms
        return self.move_episode(episode, at_ms) if self.shows_picture() else None

    def move_episode(self, episode: str, at_ms: int) -> Edit | None:
        """Set where an episode begins, unless the study has locked that."""
        if self.has_locked_episodes:
            hint = "They apply to every coder; whoever manages the study can change them in session.toml."
            self.tell(EditError("The study has locked the episode boundaries.", hint))
            return None
        return self.do(lambda: commands.mark_episode(self.coding, self.codebook, episode, at_ms))

    def _keep_at_once(self, write: Callable[[], object], then: Callable[[], object]) -> None:
        try:
            write()
        except UserError as problem:
            self.tell(problem)
        then()

    def _try(self, step: Callable[[], Edit | None]) -> None:
        try:
            step()
        except EditError as problem:
            self.tell(problem)

    def _tell_edit(self, edit: Edit) -> None:
        self.edited.emit(edit)
        self._choose(self._selected_after(edit))
        if edit.kind != "do":
            self.went_back.emit(edit)

    def _selected_after(self, edit: Edit) -> Selection:
        """Return what is selected now: after an undo the same as before the edit, after a redo as after it."""
        done = len(self.opened.history.done)
        if edit.is_submission:
            return self._selection
        if edit.kind == "do":
            self._selected_before[done - 1] = self._selection
        elif edit.kind == "redo":
            return self._selected_before.get(done - 1, self._selection).after(edit, self.coding)
        elif (before := self._selected_before.get(done)) is not None and before.events(self.coding):
            return before
        return self._selection.after(edit, self.coding)

    # Episodes

    @property
    def has_locked_episodes(self) -> bool:
        """Whether the study has locked the episode boundaries, so that a coder cannot move them."""
        return bool(self.session.episodes)

    def episodes(self) -> tuple[Span, ...]:
        """Return the episodes in order of time."""
        return self.study.episodes_of(self.session, self.coding)

    def go_to_episode(self, episode: str) -> None:
        """Jump to where an episode begins; nothing happens while that is not marked."""
        start_ms = next((span.start_ms for span in self.episodes() if span.episode == episode), None)
        if start_ms is not None:
            self.jump(start_ms)

    # Selection

    @property
    def selected_id(self) -> str:
        """The selected event, or ""."""
        return self._selection.last

    @property
    def selected_event(self) -> Event | None:
        """The selected event."""
        return self._selection.event(self.coding)

    @property
    def selected_ids(self) -> frozenset[str]:
        """All selected events."""
        return self._selection.ids

    @property
    def selected_events(self) -> tuple[Event, ...]:
        """All selected events, in order of start."""
        return self._selection.events(self.coding)

    def select(self, event_id: str) -> None:
        """Select one event, or none with ""."""
        self.select_many([event_id] if event_id else [])

    def select_many(self, event_ids: Iterable[str]) -> None:
        """Select several events; the last is the one that selected_id names."""
        self._selected_at_ms = self.position_ms
        self._choose(selection_of(event_ids))

    def select_next(self) -> None:
        """Go to the event after the selected one; to the first after the playhead, where none is or it was left."""
        self._go_to(self._from_here.next(self.coding, self.position_ms))

    def select_previous(self) -> None:
        """Go to the event before the selected one; to the last before the playhead, where none is or it was left."""
        self._go_to(self._from_here.previous(self.coding, self.position_ms))

    def add_next(self, way: int) -> None:
        """Select the event after (1) or before (-1) the one selected last as well, and go to it."""
        before, step = self._selection, self._selection.next if way > 0 else self._selection.previous
        self._go_to(step(self.coding, self.position_ms))
        if self.selected_id:
            self.select_many([*(before.ids - {self.selected_id}), self.selected_id])

    @property
    def _from_here(self) -> Selection:
        """What is selected, unless the recording has gone elsewhere since: then one goes on from the playhead."""
        here_ms = self.position_ms
        is_left = here_ms != self._selected_at_ms and not self._selection.is_at(self.coding, here_ms)
        return Selection() if is_left else self._selection

    def set_selected_start(self) -> None:
        """Set the start of the selected event to the frame that is on the screen."""
        at_ms = self.position_ms
        if self.shows_picture():
            self._with_selected(lambda event: commands.trim(self.coding, self.codebook, event.id, start_ms=at_ms))

    def set_selected_end(self) -> None:
        """Set the end of the selected event to the frame that is on the screen."""
        at_ms = self.position_ms
        if self.shows_picture():
            self._with_selected(lambda event: commands.trim(self.coding, self.codebook, event.id, end_ms=at_ms))

    def delete_selected(self) -> None:
        """Delete all selected events."""
        events = self.selected_events
        self._with_selected(lambda _event: self.deletion(events))

    def deletion(self, events: Sequence[Event], verb: str = "delete") -> Edit:
        """Return the edit that deletes events; the history calls it by the name of the one, or by their number."""
        edit = commands.delete(self.coding, [event.id for event in events])
        code = self.codebook.code_by_id.get(events[0].code) if len(events) == 1 else None
        said = count(len(events), "event") if code is None else code.name
        return replace(edit, label=f"{verb} {said}")

    def _with_selected(self, make: Callable[[Event], Edit]) -> None:
        event = self.selected_event
        if event is None:
            self.tell(EditError("No event is selected.", "Click one, or go to one with the Up and Down keys."))
        else:
            self.do(lambda: make(event))

    def _go_to(self, event: Event | None) -> None:
        if event is not None:
            self.select(event.id)
            self.jump(event.start_ms)

    def _choose(self, selection: Selection) -> None:
        before, self._selection = self._selection, selection
        if selection.last != before.last:
            self._selected_at_ms = self.position_ms
            self.selected.emit(selection.last)
        if selection != before:
            self.selection_changed.emit()


def _shifted(edit: Edit, by_ms: int) -> Edit:
    return replace(edit, label=f"{edit.label} ({by_ms:+d} ms)".replace("-", "−")) if by_ms else edit
