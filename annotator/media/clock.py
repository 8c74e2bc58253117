"""The session's time while it plays."""

from collections.abc import Callable

_SNAP_MS = 100.0
_EASE = 0.1  # part of a small deviation that one correction takes away: the picture moves without jerks


class Clock:
    """Runs from a position at a rate, by a steady source of time; may be corrected to what is heard.

    Args:
        now: Steady time in seconds, such as `time.monotonic`.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._position_ms = 0.0
        self._rate = 1.0
        self._since: float | None = None

    @property
    def running(self) -> bool:
        """Whether time goes on."""
        return self._since is not None

    @property
    def rate(self) -> float:
        """Session time per real time; negative plays backwards."""
        return self._rate

    @property
    def position_ms(self) -> float:
        """Session time now, in ms."""
        if self._since is None:
            return self._position_ms
        return self._position_ms + (self._now() - self._since) * 1000 * self._rate

    def start(self) -> None:
        """Go on from the present position."""
        if self._since is None:
            self._since = self._now()

    def stop(self) -> None:
        """Stay at the present position."""
        self.move(self.position_ms)
        self._since = None

    def move(self, ms: float) -> None:
        """Be at another position; a running clock goes on from there."""
        self._position_ms = ms
        if self._since is not None:
            self._since = self._now()

    def set_rate(self, rate: float) -> None:
        """Go faster or slower from here on."""
        self.move(self.position_ms)
        self._rate = rate

    def correct(self, heard_ms: float) -> None:
        """Follow the sound: ease towards what is heard now, or go there at once if that is far away."""
        deviation = heard_ms - self.position_ms
        self.move(heard_ms if abs(deviation) > _SNAP_MS else self.position_ms + _EASE * deviation)
