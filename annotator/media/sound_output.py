"""Where sound goes to."""

import time
from collections.abc import Callable
from typing import Protocol

BYTES_PER_SAMPLE = 2
Pull = Callable[[int], bytes]


class SoundOutput(Protocol):
    """A device that plays 16-bit samples (native byte order, channels interleaved).

    All is called on the thread that ticks the player; `pull` may be called by the device on any thread.
    """

    def start(self, rate_hz: int, channels: int, pull: Pull) -> None:
        """Begin to play what `pull(bytes)` gives: exactly so many bytes, at once, silence where nothing is due."""

    def played_ms(self) -> float:
        """How much of what was pulled since `start` has been heard by now, in ms of the device's time."""

    def stop(self) -> None:
        """Be silent at once and forget what was pulled but not heard. May be called when stopped."""


class SilentOutput:
    """Keeps the pace of a real device on machines without sound.

    Args:
        now: Steady time in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._pull: Pull | None = None
        self._began_s = 0.0
        self._pulled = 0
        self._rate_hz = self._channels = 1

    def start(self, rate_hz: int, channels: int, pull: Pull) -> None:
        """Begin to swallow samples."""
        self._rate_hz, self._channels, self._pull = rate_hz, channels, pull
        self._began_s, self._pulled = self._now(), 0

    def played_ms(self) -> float:
        """Ms since `start`; pulls what a device would have pulled by now."""
        if self._pull is None:
            return 0.0
        elapsed_s = self._now() - self._began_s
        due = int(elapsed_s * self._rate_hz) - self._pulled
        if due > 0:
            self._pull(due * self._channels * BYTES_PER_SAMPLE)
            self._pulled += due
        return elapsed_s * 1000

    def stop(self) -> None:
        """Swallow no more."""
        self._pull = None
