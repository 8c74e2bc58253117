"""Which part of a session is visible, and where each moment of it is, in pixels."""

_STEPS_MS = (100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000)
_TICKS_APART = 84
_SHORTEST_MS = 400


class TimeAxis:
    """Maps session time (ms) onto [left, right) pixels.

    Attributes:
        from_ms: the first visible moment.
        to_ms: the end of what is visible.
    """

    def __init__(self) -> None:
        self.from_ms, self.to_ms = 0.0, 1.0
        self._duration_ms = 1.0
        self._left, self._room = 0.0, 1.0

    @property
    def length_ms(self) -> float:
        """How much is visible."""
        return self.to_ms - self.from_ms

    def set_room(self, left: float, right: float) -> None:
        """Say between which pixels the session is drawn."""
        self._left, self._room = left, max(1.0, right - left)

    def set_duration(self, duration_ms: int) -> None:
        """Begin with a session of this length, all of it visible."""
        self._duration_ms = float(max(1, duration_ms))
        self.look_at(0, self._duration_ms)

    def x(self, at_ms: float) -> float:
        """Return where a moment is, in pixels."""
        return self._left + (at_ms - self.from_ms) / self.length_ms * self._room

    def ms(self, x: float) -> float:
        """Return which moment is at a pixel; it may lie outside the session."""
        return self.from_ms + (x - self._left) / self._room * self.length_ms

    def clamped_ms(self, x: float) -> int:
        """Return which moment of the session is nearest to a pixel."""
        return round(min(max(self.ms(x), 0.0), self._duration_ms))

    def shows(self, start_ms: float, end_ms: float) -> bool:
        """Return whether all of [start_ms, end_ms] is visible."""
        return self.from_ms <= start_ms and end_ms <= self.to_ms

    def look_at(self, from_ms: float, to_ms: float) -> None:
        """Make a part visible, held inside the session."""
        length = max(1.0, min(to_ms - from_ms, self._duration_ms))
        self.from_ms = min(max(from_ms, 0.0), self._duration_ms - length)
        self.to_ms = self.from_ms + length

    def look_at_all(self) -> None:
        """Make the whole session visible."""
        self.look_at(0, self._duration_ms)

    def centre(self, at_ms: float) -> None:
        """Bring a moment into the middle."""
        self.look_at(at_ms - self.length_ms / 2, at_ms + self.length_ms / 2)

    def move(self, share: float) -> None:
        """Move on by a share of what is visible (negative: back)."""
        self.look_at(self.from_ms + share * self.length_ms, self.to_ms + share * self.length_ms)

    def zoom(self, factor: float, around_ms: float) -> None:
        """Show less (factor above 1) or more; around_ms keeps its place."""
        length = max(_SHORTEST_MS, self.length_ms / factor)
        share = (around_ms - self.from_ms) / self.length_ms
        self.look_at(around_ms - share * length, around_ms + (1 - share) * length)

    def ticks(self) -> tuple[range, int]:
        """Return the moments to write on the axis, and how many decimals of a second they need."""
        per_pixel = self.length_ms / self._room
        step = next((one for one in _STEPS_MS if one / per_pixel >= _TICKS_APART), _STEPS_MS[-1])
        first = int(self.from_ms // step) * step
        return range(first, int(self.to_ms) + step, step), 0 if step >= 1000 else 1
