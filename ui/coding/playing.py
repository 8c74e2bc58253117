"""What the buttons and keys of the transport do to the recording."""

from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError
from annotator.media.sound_shape import SoundShape
from annotator.model.items import Event
from ui.coding.remembered import Remembered
from ui.coding.speeds import faster, shuttle, slower
from ui.session import CodingSession
from ui.settings import LOOP_LEAD_MS, REPLAY_MS, STEP_SOUND, VOLUME, Settings

POINT_LOOP_MS = 1000
"""How much after a point is looped, and before it at least."""


class Playing(QObject):
    """Steps, jumps, speed, loudness and the loop; without a recording nothing but jumps does anything."""

    changed = Signal()
    """The speed, the sound, the loop or how far something goes back."""

    def __init__(self, session: CodingSession, settings: Settings, remembered: Remembered) -> None:
        super().__init__(session)
        self._session, self._settings, self._remembered = session, settings, remembered
        self.loop: tuple[int, int] | None = None
        """What is repeated, [start_ms, end_ms), or None."""
        self.volume = settings.get(VOLUME)
        """Loudness in percent."""
        self.is_muted = False
        self._is_shuttling = False
        self._apply_volume()
        self._apply_sound()

    @property
    def speed(self) -> float:
        """How fast it runs or would run, 1 as in life, negative backwards."""
        return self._session.player.rate if self._session.player is not None else 1.0

    def toggle(self) -> None:
        """Play or pause; forwards, if it was the shuttle that ran backwards."""
        player = self._session.player
        if player is None:
            return
        if not player.playing and player.rate < 0 and self._is_shuttling:
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
        self.skip(-self.replay_ms)
        if not self._session.is_playing:
            self.toggle()

    def shuttle(self, direction: int) -> None:
        """Play forwards (1) or backwards (-1); twice as fast each time."""
        self.set_speed(shuttle(self.speed, direction, playing=self._session.is_playing))
        self._is_shuttling = True
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
        """Run at this speed from now on, backwards below 0."""
        self._is_shuttling = False
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

    # The sound

    @property
    def sound(self) -> SoundShape:
        """Gain, balance and channels."""
        return self._remembered.look.sound

    def set_sound(self, shape: SoundShape) -> None:
        """Hear this session like this from now on, and the next time too."""
        if shape != self.sound:
            self._remembered.keep(sound=shape)
            self._apply_sound()
            self.changed.emit()

    def reset_sound(self) -> None:
        """Hear the session as it was recorded."""
        self.set_sound(SoundShape())

    @property
    def sounds_when_stepping(self) -> bool:
        """Whether a step lets the sound of its frame be heard."""
        return self._settings.get(STEP_SOUND)

    def sound_when_stepping(self, on: bool) -> None:
        """Hear the sound of each frame while stepping, or not."""
        self._settings.put(STEP_SOUND, on)
        self._apply_sound()
        self.changed.emit()

    # Going back, and round

    @property
    def replay_ms(self) -> int:
        """How far "jump back and play" goes back."""
        return self._settings.get(REPLAY_MS)

    def set_replay(self, ms: int) -> None:
        """Go so far back with "jump back and play" from now on."""
        self._settings.put(REPLAY_MS, ms)
        self.changed.emit()

    @property
    def loop_lead_ms(self) -> int:
        """How long before an event its loop begins."""
        return self._settings.get(LOOP_LEAD_MS)

    def set_loop_lead(self, ms: int) -> None:
        """Begin the loop of an event so long before it from now on."""
        self._settings.put(LOOP_LEAD_MS, ms)
        self.changed.emit()

    def toggle_loop(self) -> None:
        """Repeat the selected event with what leads up to it, or stop repeating."""
        event = self._session.selected_event
        if self.loop is not None:
            self.repeat(None)
        elif event is None:
            self._session.tell(EditError("There is no event to loop.", "Select one first."))
            self.changed.emit()  # a click on the button has checked it
        else:
            self.repeat(self._loop_of(event))

    def watch(self, event: Event) -> None:
        """Play an event with what leads up to it, again and again."""
        loop = self._loop_of(event)
        self.repeat(loop)
        self._session.jump(loop[0])
        if self._session.player is not None and not self._session.is_playing:
            self.toggle()

    def loop_from(self) -> None:
        """Repeat from the frame on the screen on, to where the loop ends, or the session."""
        start_ms, before = self._session.position_ms, self.loop
        end_ms = before[1] if before is not None and before[1] > start_ms else self._session.duration_ms
        self.repeat((start_ms, end_ms))

    def loop_to(self) -> None:
        """Repeat up to the frame on the screen, from where the loop begins, or the session."""
        end_ms, before = self._session.frame_after(self._session.position_ms), self.loop
        start_ms = before[0] if before is not None and before[0] < end_ms else 0
        self.repeat((start_ms, end_ms))

    def _loop_of(self, event: Event) -> tuple[int, int]:
        is_point = event.end_ms == event.start_ms
        end_ms = self._session.duration_ms if event.end_ms is None else event.end_ms
        lead_ms = max(self.loop_lead_ms, POINT_LOOP_MS) if is_point else self.loop_lead_ms
        last_ms = end_ms + (POINT_LOOP_MS if is_point else 0)
        return max(event.start_ms - lead_ms, 0), min(last_ms, self._session.duration_ms)

    def repeat(self, loop: tuple[int, int] | None) -> None:
        """Repeat [start_ms, end_ms), or nothing with None; without a recording nothing is repeated."""
        if self._session.player is not None:
            self.loop = loop
            self._session.player.loop(*(loop or (None,)))
        self.changed.emit()

    def _apply_volume(self) -> None:
        if self._session.player is not None:
            self._session.player.volume = 0.0 if self.is_muted else self.volume / 100

    def _apply_sound(self) -> None:
        if self._session.player is not None:
            self._session.player.sound_shape = self.sound
            self._session.player.sounds_when_stepping = self.sounds_when_stepping
