"""The sound of a recording while it plays: decoded in a thread, pulled by the device, and the master of the clock."""

import bisect
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from annotator.errors import MediaError
from annotator.media.recording import Recording
from annotator.media.sound_decode import CHANNELS, SOUND_RATE_HZ, Samples, SoundDecoder, Tempo
from annotator.media.sound_output import BYTES_PER_SAMPLE, SoundOutput
from annotator.media.sound_shape import SoundShape
from annotator.media.table import FrameTable

SLOWEST, FASTEST = 0.25, 3.0

_BUFFER_SAMPLES = SOUND_RATE_HZ // 2
_PRIMED_SAMPLES = SOUND_RATE_HZ // 10
_WAIT_FOR_SOUND_S = 1.5  # a device or file that gives nothing for so long is done without
_JOIN_TIMEOUT_S = 15.0
_MOST_SPANS = 2000
_LONGEST_MS = 1e9


@dataclass(frozen=True, slots=True)
class _Cue:
    """From where and how fast to play."""

    number: int
    ms: float
    rate: float
    table: FrameTable
    length_ms: float  # of the recording; infinite for all that follows


@dataclass(frozen=True, slots=True)
class _Span:
    """Which moment of the recording a stretch of what the device pulled is."""

    first_sample: int
    cue: int
    ms: float | None  # None: silence while nothing was ready
    rate: float


class Sound:
    """Plays the sound of one recording through an output. All but the output's pull is for one thread; never waits.

    Args:
        path: The recording; several files, where it lies in them in sequence.
        output: Where the sound goes to.
        now: Steady time in seconds.
        track: Which of its sound tracks, 0-based; `choose` takes another one.

    Attributes:
        volume: 0 to 1.
        shape: Gain, balance and choice of channels.
    """

    def __init__(
        self, path: Recording, output: SoundOutput, now: Callable[[], float] = time.monotonic, track: int = 0
    ) -> None:
        self.volume = 1.0
        self.shape = SoundShape()
        self._path, self._output, self._now, self._track = path, output, now, track
        self._changed = threading.Condition()
        self._cue: _Cue | None = None
        self._ready: deque[tuple[float, Samples]] = deque()  # what begins when (ms of the recording)
        self._ready_samples = 0
        self._ended = False  # nothing more will become ready for this cue
        self._spans: list[_Span] = []
        self._pulled = 0
        self._started = self._released = False
        self._cued_s = 0.0
        self._silent = False
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="sound", daemon=True)
        self._thread.start()

    @property
    def primed(self) -> bool:
        """Whether enough is decoded to begin, or no more will come in time."""
        return self._ready_samples >= _PRIMED_SAMPLES or self._ended or self.given_up

    @property
    def given_up(self) -> bool:
        """Whether there is no sound to follow from here on: none in the file, at its end, or none came in time."""
        if self._silent or (self._ended and not self._ready_samples):
            return True
        return self._heard() is None and self._now() - self._cued_s > _WAIT_FOR_SOUND_S

    def choose(self, track: int) -> None:
        """Play another sound track of the recording (0-based): from the next cue on."""
        with self._changed:
            self._track, self._silent = track, False
            self._changed.notify_all()

    def cue(self, ms: float, rate: float, table: FrameTable, length_ms: float = math.inf) -> None:
        """Make ready to play from a moment (ms after the first shown frame), at SLOWEST to FASTEST.

        Args:
            ms: Where to begin.
            rate: How fast.
            table: The frames of the recording.
            length_ms: How much of the recording to play.
        """
        with self._changed:
            number = self._cue.number + 1 if self._cue else 0
            self._cue = _Cue(number, ms, rate, table, length_ms)
            self._forget_ready()
            self._cued_s = self._now()
            self._released = False
            self._changed.notify_all()

    def start(self) -> None:
        """Let the output play what is cued. It stays open over further cues, and silent until the next `start`."""
        if self._silent or self._released:
            return
        self._released = True
        self._cued_s = self._now()
        if not self._started:
            with self._changed:
                self._spans.clear()
                self._pulled = 0
            self._started = True
            self._output.start(SOUND_RATE_HZ, CHANNELS, self._pull)

    def stop(self) -> None:
        """Be silent at once."""
        if self._started:
            self._started = self._released = False
            self._output.stop()
        with self._changed:
            self._spans.clear()

    def heard_ms(self) -> float | None:
        """The moment of the recording that is being heard; None while that is nothing of the present cue."""
        return None if self.given_up else self._heard()

    def close(self) -> None:
        """Be silent and end the thread."""
        self.stop()
        with self._changed:
            self._closed = True
            self._forget_ready()
            self._changed.notify_all()
        self._thread.join(_JOIN_TIMEOUT_S)

    def _heard(self) -> float | None:
        if not self._started:
            return None
        sample = self._output.played_ms() * SOUND_RATE_HZ / 1000  # not under the lock: it may pull
        with self._changed:
            place = bisect.bisect_right(self._spans, sample, key=lambda span: span.first_sample) - 1
            if place < 0 or self._cue is None:
                return None
            span = self._spans[place]
        if span.ms is None or span.cue != self._cue.number:
            return None
        return span.ms + (sample - span.first_sample) * 1000 / SOUND_RATE_HZ * span.rate

    def _pull(self, size: int) -> bytes:
        """For the device, on its own thread: so many bytes of what is ready, then silence."""
        wanted = size // (BYTES_PER_SAMPLE * CHANNELS)
        parts: list[Samples] = []
        with self._changed:
            while wanted and self._ready and self._released:
                parts.append(self._take(wanted))
                wanted -= len(parts[-1])
            if wanted:
                self._note_span(None)
                self._pulled += wanted
                parts.append(np.zeros((wanted, CHANNELS), np.int16))
            del self._spans[:-_MOST_SPANS]
            self._changed.notify_all()
        return self.shape.applied(np.concatenate(parts), self.volume).tobytes() if parts else b""

    def _take(self, wanted: int) -> Samples:
        assert self._cue is not None  # what is ready belongs to a cue
        ms, samples = self._ready.popleft()
        taken, left = samples[:wanted], samples[wanted:]
        if len(left):
            self._ready.appendleft((ms + len(taken) * 1000 / SOUND_RATE_HZ * self._cue.rate, left))
        self._note_span(ms)
        self._pulled += len(taken)
        self._ready_samples -= len(taken)
        return taken

    def _note_span(self, ms: float | None) -> None:
        assert self._cue is not None  # pulling begins after a cue
        self._spans.append(_Span(self._pulled, self._cue.number, ms, self._cue.rate))

    def _forget_ready(self) -> None:
        self._ready.clear()
        self._ready_samples = 0
        self._ended = False

    # From here on: the thread.

    def _work(self) -> None:
        done = -1
        while not self._closed:
            track = self._track
            try:
                decoder = SoundDecoder(self._path, track)
            except MediaError:  # the picture's thread says so
                self._silent = True
                return
            with closing(decoder):
                done = self._play_track(track, decoder, done)

    def _play_track(self, track: int, decoder: SoundDecoder, done: int) -> int:
        """Play one cue after the other, until another track is chosen; the number of the last one."""
        with self._changed:
            if self._track == track:
                self._silent = not decoder.has_sound
        while (cue := self._next_cue(done, track)) is not None:
            done = cue.number
            if decoder.has_sound:
                self._play(cue, decoder)
        return done

    def _next_cue(self, done: int, track: int) -> _Cue | None:
        """The next one for this track; None where another track is played from now on, or nothing any more."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self._track != track or (self._cue is not None and self._cue.number != done)
            )
            return None if self._closed or self._track != track else self._cue

    def _play(self, cue: _Cue, decoder: SoundDecoder) -> None:
        tempo = Tempo(cue.rate)
        due_ms = cue.ms + tempo.early_ms
        remaining = round(min(cue.length_ms, _LONGEST_MS) * SOUND_RATE_HZ / 1000)
        for samples in decoder.samples_from(cue.ms, cue.table):
            stretched = tempo.stretch(samples[:remaining])
            remaining -= len(samples)
            if not self._make_ready(cue, due_ms, stretched):
                return
            due_ms += len(stretched) * 1000 / SOUND_RATE_HZ * cue.rate
            if remaining <= 0:
                break
        self._make_ready(cue, due_ms, tempo.finish())
        with self._changed:
            if self._cue is cue:
                self._ended = True

    def _make_ready(self, cue: _Cue, ms: float, samples: Samples) -> bool:
        """Put samples where the device finds them, once there is room; False if another cue came."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self._cue is not cue or self._ready_samples < _BUFFER_SAMPLES
            )
            if self._closed or self._cue is not cue:
                return False
            if len(samples):
                self._ready.append((ms, samples))
                self._ready_samples += len(samples)
            return True
