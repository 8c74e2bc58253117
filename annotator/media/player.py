"""Plays the cameras of a session together: the window ticks it and paints what it gives."""

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from annotator.errors import UserError
from annotator.media.camera import CameraFrames, CameraSource, MissingCamera
from annotator.media.clock import Clock
from annotator.media.picture import Picture
from annotator.media.reader import Way
from annotator.media.sound import FASTEST, SLOWEST, Sound
from annotator.media.sound_output import SoundOutput
from annotator.media.sound_shape import SoundShape
from annotator.media.table import FrameTable, Whole
from annotator.media.yield_to_playback import note_playing

__all__ = ["CameraSource", "Player"]

SLOWEST_RATE, FASTEST_RATE = 0.1, 8.0
_SHORTEST_SOUND_MS = 40
_STEP_SOUND_S = 0.5  # then the sound of one frame is over on any device
_CACHE_BYTES = 256 * 2**20


class Player:
    """Shows the frames of all cameras by the time of the reference camera, the first.

    Session time 0 is the first shown frame of the reference camera. All methods return at once and are called on
    one thread, which calls `tick` for every frame of the display; files are opened, read and decoded in others.

    Args:
        cameras: The recordings, the reference camera first; of others, None where one was not found.
        output: Where the sound of the reference camera goes to.
        cache_dir: Folder for what is known of files by now (safe to delete); None keeps nothing.
        now: Steady time in seconds.
    """

    def __init__(
        self,
        cameras: Sequence[CameraSource | None],
        output: SoundOutput,
        cache_dir: Path | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        first = cameras[0]
        if first is None:
            raise ValueError("without the reference camera there is no session time")
        share = _CACHE_BYTES // sum(source is not None for source in cameras)
        self.on_picture: Callable[[], None] | None = None
        """Called on any thread when `tick` would show something new at once; not again before the next `tick`."""
        self._has_told = False
        self._reference = CameraFrames(first, share, cache_dir, self._tell_of_picture)
        others = (
            MissingCamera() if source is None else CameraFrames(source, share, cache_dir, self._tell_of_picture)
            for source in cameras[1:]
        )
        self._cameras = (self._reference, *others)
        self._sound = Sound(first.path, output, now, first.sound_track)
        self._clock, self._now = Clock(now), now
        self._asked_ms = 0.0  # where to be while the clock stands
        self._direction = 1
        self._playing = self._scrubbing = self._play_after_scrub = False
        self._sound_leads = False
        self._loop: tuple[int, int] | None = None
        self._stepped_s: float | None = None  # when the sound of one frame was asked for
        self.sounds_when_stepping = False
        """Whether a step lets the sound of its frame be heard."""

    @property
    def pictures(self) -> tuple[Picture | None, ...]:
        """What is on the screen, one for each camera; None where a camera has nothing at this moment."""
        return tuple(camera.picture for camera in self._cameras)

    @property
    def missing(self) -> frozenset[int]:
        """The cameras whose recordings were not found."""
        return frozenset(n for n, camera in enumerate(self._cameras) if isinstance(camera, MissingCamera))

    def coming(self, camera: int) -> tuple[Picture, ...]:
        """The pictures of a camera that are due next while it plays, as far as they are decoded."""
        return self._cameras[camera].following(1 if self._clock.rate > 0 else -1) if self._clock.running else ()

    @property
    def position_ms(self) -> int:
        """Session time of the reference camera's frame that is on the screen (its PTS); 0 before the first."""
        return self._reference.picture.pts_ms if self._reference.picture else 0

    @property
    def target_ms(self) -> int:
        """Session time of the frame asked for, on the screen or not yet; while playing, of that on the screen."""
        return self.position_ms if self._clock.running else math.floor(self._asked_frame_ms())

    @property
    def frame_index(self) -> int:
        """Number of the reference camera's frame that is on the screen, 0-based."""
        return self._reference.picture.index if self._reference.picture else 0

    @property
    def frame_times_ms(self) -> Whole:
        """When each frame of the reference camera begins, in ms of session time, rising; those known so far."""
        table = self._reference.table
        return np.empty(0, np.int64) if table is None else table.pts_ms

    @property
    def duration_ms(self) -> int:
        """End of the reference camera's last frame; until it is indexed, what the file says of itself (or 0)."""
        return self._reference.duration_ms

    @property
    def indexing_progress(self) -> float:
        """Part of the recordings that is indexed, 0 to 1."""
        return min(camera.progress for camera in self._cameras)

    @property
    def ready(self) -> bool:
        """Whether a frame of the reference camera is on the screen."""
        return self._reference.picture is not None

    @property
    def settled(self) -> bool:
        """Whether the reference camera's frame on the screen is the one asked for last (always while playing)."""
        return self._clock.running or self._reference.shows(self._asked_ms)

    @property
    def error(self) -> UserError | None:
        """The first trouble that a thread had: the file cannot be opened, or no longer be read."""
        return next((camera.error for camera in self._cameras if camera.error is not None), None)

    @property
    def warning(self) -> UserError | None:
        """The first trouble with a recording that is shown all the same."""
        return next((camera.warning for camera in self._cameras if camera.warning is not None), None)

    @property
    def playing(self) -> bool:
        """Whether it plays, or will as soon as picture and sound are there."""
        return self._playing

    @property
    def rate(self) -> float:
        """Session time per real time while playing; negative plays backwards."""
        return self._clock.rate

    @property
    def volume(self) -> float:
        """Loudness, 0 to 1."""
        return self._sound.volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._sound.volume = min(max(volume, 0.0), 1.0)

    @property
    def sound_shape(self) -> SoundShape:
        """Gain, balance and choice of channels."""
        return self._sound.shape

    @sound_shape.setter
    def sound_shape(self, shape: SoundShape) -> None:
        self._sound.shape = shape

    def set_sound_track(self, track: int) -> None:
        """Let another sound track of the reference camera (0-based) be heard; the position stays as it is."""
        self._sound.choose(track)
        if self._playing:
            self._begin_at(self._clock.position_ms if self._clock.running else self._asked_ms)

    @property
    def offsets_ms(self) -> tuple[int, ...]:
        """Session time of the first frame of each camera; 0 for the reference camera."""
        return tuple(camera.offset_ms for camera in self._cameras)

    def set_offset(self, camera: int, offset_ms: int) -> None:
        """Let a camera (not the reference camera, 0) run by another offset from now on."""
        if camera > 0:
            self._cameras[camera].offset_ms = offset_ms

    def shift_camera(self, camera: int, frames: int) -> None:
        """Step a camera on its own: its offset becomes such that another of its frames begins with the one shown."""
        self.pause()
        self.set_offset(camera, self._cameras[camera].offset_to_show(self.position_ms, frames))

    @property
    def looping(self) -> tuple[int, int] | None:
        """The stretch [start_ms, end_ms) that is played over and over, or None."""
        return self._loop

    def play(self) -> None:
        """Play on from the frame on the screen. At the end (backwards: the beginning) nothing happens."""
        if not self._playing and not self._at_last_frame(self._asked_ms):
            self._playing = True
            self._begin_at(self._asked_ms)

    def pause(self) -> None:
        """Stay at the frame on the screen."""
        if self._playing:
            self._playing = False
            on_its_way = self._clock.running  # else what is on the screen is older than the last jump
            self._halt()
            if on_its_way:
                self._asked_ms = self.position_ms

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def set_rate(self, rate: float) -> None:
        """Play faster or slower: 0.1 to 8, negative for backwards; what lies outside is brought inside."""
        rate = math.copysign(min(max(abs(rate), SLOWEST_RATE), FASTEST_RATE), rate)
        if rate == self._clock.rate:
            return
        at_ms = self._clock.position_ms if self._clock.running else self._asked_ms
        self._clock.set_rate(rate)
        if self._playing:
            self._begin_at(at_ms)

    def step(self, frames: int) -> None:
        """Pause, and go so many frames of the reference camera onwards (negative: back). Steps add up."""
        self.pause()
        table = self._reference.table
        if table is not None:
            self._direction = -1 if frames < 0 else 1
            self._asked_ms = table.step(math.floor(self._asked_ms), frames)
            if self.sounds_when_stepping:
                self._sound_frame(table)

    def jump(self, ms: int) -> None:
        """Go to the frame at a moment, held inside the recording; playing goes on from there."""
        self._direction = 1
        self._go(ms)
        self._tell_of_picture()  # it may be kept

    def scrub(self, ms: int) -> None:
        """Follow a hand that drags: show at once what is near, and the exact frame as soon as it is there."""
        if not self._scrubbing:
            self._scrubbing, self._play_after_scrub = True, self._playing
            self.pause()
        self._direction = 1
        self._go(ms)

    def end_scrub(self) -> None:
        """Let go: the exact frame of the last moment; plays on if it played before."""
        if self._scrubbing:
            self._scrubbing = False
            if self._play_after_scrub:
                self.play()

    def loop(self, start_ms: int | None, end_ms: int | None = None) -> None:
        """Play the stretch [start_ms, end_ms) over and over; `loop(None)` ends that.

        Raises:
            ValueError: The stretch is empty.
        """
        if start_ms is None or end_ms is None:
            self._loop = None
        elif end_ms <= start_ms:
            raise ValueError(f"nothing lies from {start_ms} to {end_ms} ms")
        else:
            self._loop = (start_ms, end_ms)

    def tick(self) -> bool:
        """Move on to now and put the newest pictures on the screen; whether one of them changed."""
        self._has_told = False
        if self._playing:
            note_playing()
            self._follow_clock()
        self._follow_step()
        self._ask_cameras()
        changed = [camera.take() for camera in self._cameras]  # all of them, not up to the first
        return any(changed)

    def close(self) -> None:
        """End all threads; waits for what they have in hand."""
        self._sound.close()
        for camera in self._cameras:
            camera.close()

    def _ask_cameras(self) -> None:
        at_ms = self._clock.position_ms if self._clock.running else self._asked_frame_ms()
        way: Way = "scrub" if self._scrubbing else "play" if self._clock.running else "exact"
        direction = int(math.copysign(1, self._clock.rate)) if self._playing else self._direction
        for camera in self._cameras:
            camera.ask(at_ms, way, direction)

    def _tell_of_picture(self) -> None:
        tell = self.on_picture
        if tell is not None and not self._has_told:
            self._has_told = True
            tell()

    def _asked_frame_ms(self) -> float:
        """Time of the frame that was asked for: what the other cameras show beside it."""
        table = self._reference.table
        if table is None or not self._reference.covers(self._asked_ms):
            return self._asked_ms
        return table.ms_at(table.index_at(math.floor(self._asked_ms)))

    def _go(self, ms: float) -> None:
        last_ms = max(0, self.duration_ms - 1)
        self._asked_ms = min(max(ms, 0), last_ms) if last_ms else max(ms, 0)
        if self._playing:
            self._begin_at(self._asked_ms)
        self._ask_cameras()  # not only with the next tick

    def _sound_frame(self, table: FrameTable) -> None:
        """Let the sound of one frame be heard as soon as it is decoded."""
        self._sound.stop()
        end_ms = table.step(math.floor(self._asked_ms), 1)
        self._sound.cue(self._asked_ms, 1.0, table, max(end_ms - self._asked_ms, _SHORTEST_SOUND_MS))
        self._stepped_s = self._now()

    def _follow_step(self) -> None:
        if self._stepped_s is None or self._playing:
            self._stepped_s = None
        elif self._now() - self._stepped_s > _STEP_SOUND_S:
            self._stepped_s = None
            self._sound.stop()
        elif self._sound.primed:
            self._sound.start()

    def _begin_at(self, ms: float) -> None:
        """Stand at a moment until picture and sound are there to play on from it."""
        self._clock.stop()
        self._clock.move(ms)
        self._asked_ms = ms
        self._sound_leads = False
        table = self._reference.table
        if table is None or not SLOWEST <= self._clock.rate <= FASTEST:
            self._sound.stop()
            return
        self._sound_leads = True
        self._sound.cue(ms, self._clock.rate, table)

    def _halt(self) -> None:
        self._clock.stop()
        self._asked_ms = self._clock.position_ms
        self._sound.stop()

    def _follow_clock(self) -> None:
        if not self._clock.running:
            self._run_when_possible()
            return
        self._follow_sound()
        at_ms = self._clock.position_ms
        at_end = self._at_last_frame(at_ms)
        if self._loop is not None and (at_end or not self._loop[0] <= at_ms < self._loop[1]):
            self._go(self._loop[0] if self._clock.rate > 0 else self._loop[1] - 1)
        elif at_end:
            self._playing = False
            self._halt()
            self._asked_ms = max(0, self.duration_ms - 1) if self._clock.rate > 0 else 0
        elif not self._reference.covers(at_ms):
            self._begin_at(at_ms)  # the index is not that far yet

    def _run_when_possible(self) -> None:
        if not self._reference.shows(self._asked_ms):
            return
        if self._sound_leads:
            if not self._sound.primed:
                return
            self._sound.start()
            heard_ms = self._sound.heard_ms()
            if heard_ms is not None:
                self._clock.move(heard_ms)
            elif not self._sound.given_up:
                return
        self._clock.start()

    def _follow_sound(self) -> None:
        heard_ms = self._sound.heard_ms() if self._sound_leads else None
        if heard_ms is not None:
            self._clock.correct(heard_ms)

    def _at_last_frame(self, ms: float) -> bool:
        table = self._reference.table
        if table is None:
            return False
        if self._clock.rate < 0:
            return ms <= 0
        return table.complete and ms >= table.duration_ms - 1
