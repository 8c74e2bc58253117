"""What the buttons and keys of the transport do to the recording."""

from PySide6.QtCore import QObject, Signal

from annotator.errors import UserError
from ui.coding.speeds import faster, shuttle, slower
from ui.session import CodingSession
from ui.settings import VOLUME, Settings

REPLAY_MS = 2000
"""How far "jump back and play" goes back."""

POINT_LOOP_MS = 1000
"""How much before and after a point is looped."""


class Playing(QObject):
    """Steps, jumps, speed, loudness and the loop; without a recording nothing but jumps does anything."""

    changed = Signal()
    """The speed, the loudness or the loop."""

    def __init__(self, session: CodingSession, settings: Settings) -> None:
        super().__init__(session)
        self._session, self._settings = session, settings
        self.loop: tuple[int, int] | None = None
        """What is repeated, [start_ms, end_ms), or None."""
        self.volume = settings.get(VOLUME)
        """Loudness in percent."""
        self.is_muted = False
        self._apply_volume()

    @property
    def speed(self) -> float:
        """How fast it runs or would run, 1 as in life, negative backwards."""
        return self._session.player.rate if self._session.player is not None else 1.0

    def toggle(self) -> None:
        """Play or pause; forwards, if it was the shuttle that ran backwards."""
        player = self._session.player
        if player is None:
            return
        if not player.playing and player.rate < 0:
            self.set_speed(1.0)
        player.toggle()
        self._session.tick()

    def pause(self) -> None:
        """Stop where it is."""
        if self._session.is_playing:
            self.toggle()

    def step(self, frames: int) -> None:
        """Go so many frames on, or back if negative, and stay there."""
        if self._session.player is not None:
            self._session.player.step(frames)
            self._session.tick()

    def skip(self, ms: int) -> None:
        """Jump so far on, or back if negative."""
        # While the key is held, skips add up, whether or not the pictures keep pace.
        player = self._session.player
        from_ms = self._session.position_ms if player is None else player.target_ms
        # To the nearest frame, not the one before: there and back again ends at the same frame.
        self._session.jump(self._session.frame_near(from_ms + ms))

    def go_to_frame(self, frame: int) -> None:
        """Jump to a frame by its number, from 0; the last one where there are not so many."""
        times = self._session.frame_times_ms()
        if len(times):
            self._session.jump(int(times[min(frame, len(times) - 1)]))

    def replay(self) -> None:
        """Jump back and play, to see it once more."""
        self.skip(-REPLAY_MS)
        if not self._session.is_playing:
            self.toggle()

    def shuttle(self, direction: int) -> None:
        """Play forwards (1) or backwards (-1); twice as fast each time."""
        self.set_speed(shuttle(self.speed, direction, playing=self._session.is_playing))
        player = self._session.player
        if player is not None and not player.playing:
            player.toggle()
            self._session.tick()

    def faster(self) -> None:
        """Choose the next higher speed."""
        self.set_speed(faster(self.speed))

    def slower(self) -> None:
        """Choose the next lower speed."""
        self.set_speed(slower(self.speed))

    def set_speed(self, speed: float) -> None:
        """Run at this speed from now on."""
        if self._session.player is not None:
            self._session.player.set_rate(speed)
            self.changed.emit()

    def set_volume(self, percent: int) -> None:
        """Be as loud as this from now on, and the next time too."""
        self.volume, self.is_muted = percent, False
        self._settings.put(VOLUME, percent)
        self._apply_volume()
        self.changed.emit()

    def mute(self) -> None:
        """Be silent, or not any more."""
        self.is_muted = not self.is_muted
        self._apply_volume()
        self.changed.emit()

    def toggle_loop(self) -> None:
        """Repeat the selected event, or stop repeating."""
        player, event = self._session.player, self._session.selected_event
        if player is None:
            return
        if self.loop is not None:
            self.loop = None
            player.loop(None)
        elif event is None:
            self._session.tell(UserError("There is no event to loop.", "Select one first."))
        else:
            end_ms = self._session.duration_ms if event.end_ms is None else event.end_ms
            margin_ms = POINT_LOOP_MS if end_ms == event.start_ms else 0
            last_ms = min(end_ms + margin_ms, self._session.duration_ms)
            self.loop = (max(event.start_ms - margin_ms, 0), last_ms)
            player.loop(*self.loop)
        self.changed.emit()

    def _apply_volume(self) -> None:
        if self._session.player is not None:
            self._session.player.volume = 0.0 if self.is_muted else self.volume / 100
