"""The horizontal geometry of the timeline: which stretch of the session lies where. Pure values, no window."""

from dataclasses import dataclass, replace

MIN_MS_PER_PX = 0.5
"""The closest view: a frame of 25 Hz is then 80 px wide."""
END_PX = 12
"""What is left free after the end of the session, so that the end can be gripped."""


@dataclass(frozen=True, slots=True)
class View:
    """A stretch of session time on width pixels, the first of which is x = left.

    Attributes:
        duration_ms: how long the session lasts.
        left: x of the first column that shows time, in px.
        width: how many px show time.
        start_ms: session time at x = left.
        ms_per_px: scale; the larger, the further out.
    """

    duration_ms: int
    left: int
    width: int
    start_ms: float
    ms_per_px: float

    @classmethod
    def whole(cls, duration_ms: int, left: int, width: int) -> "View":
        """Return the view that shows the whole session."""
        shown = max(width, END_PX + 1)
        return cls(max(duration_ms, 1), left, shown, 0.0, max(duration_ms / (shown - END_PX), MIN_MS_PER_PX))

    @property
    def span_ms(self) -> float:
        """How much time is shown."""
        return self.width * self.ms_per_px

    @property
    def end_ms(self) -> float:
        """Session time at the right edge (not shown any more)."""
        return self.start_ms + self.span_ms

    @property
    def right(self) -> int:
        """The x of the right edge (not part of the view any more)."""
        return self.left + self.width

    @property
    def is_whole(self) -> bool:
        """Whether the whole session is shown."""
        return self.ms_per_px >= self._furthest()

    def x_of(self, ms: float) -> float:
        """Return where a moment lies; outside the view, too."""
        return self.left + (ms - self.start_ms) / self.ms_per_px

    def ms_at(self, x: float) -> float:
        """Return the moment that lies at x; outside the view, too."""
        return self.start_ms + (x - self.left) * self.ms_per_px

    def shows(self, ms: float) -> bool:
        """Whether a moment lies in the view."""
        return self.start_ms <= ms < self.end_ms

    def zoomed(self, factor: float, at_x: float) -> "View":
        """Return a view closer (factor > 1) or further out; what lies at at_x stays there where it can."""
        ms_per_px = self._scale(self.ms_per_px / factor)
        return self._placed(self.ms_at(at_x) - (at_x - self.left) * ms_per_px, ms_per_px)

    def scrolled(self, by_ms: float) -> "View":
        """Return the view moved to later (or, below 0, earlier) times."""
        return self._placed(self.start_ms + by_ms, self.ms_per_px)

    def showing(self, start_ms: float, end_ms: float) -> "View":
        """Return the view that shows [start_ms, end_ms), centred, and as little else as the limits of zoom allow."""
        ms_per_px = self._scale((end_ms - start_ms) / self.width)
        return self._placed((start_ms + end_ms - ms_per_px * self.width) / 2, ms_per_px)

    def turned_to(self, ms: float, share: float) -> "View":
        """Return the view at the same scale in which a moment lies at this share (0 to 1) of the width."""
        return self._placed(ms - share * self.span_ms, self.ms_per_px)

    def followed(self, ms: int, before_ms: int, *, playing: bool) -> "View":
        """Return the view that follows the playhead to ms: a page at a time, as one that creeps could not be read."""
        if playing:
            return self.turned_to(ms, 0.06)
        if abs(ms - before_ms) > self.span_ms:
            return self.turned_to(ms, 0.5)
        return self.turned_to(ms, 0.1 if ms > before_ms else 0.9)

    def resized(self, left: int, width: int) -> "View":
        """Return the view for another place on the screen; a view of the whole session stays one."""
        other = View.whole(self.duration_ms, left, width)
        return other if self.is_whole else other.zoomed(other.ms_per_px / self.ms_per_px, left).scrolled(self.start_ms)

    def _furthest(self) -> float:
        return max(self.duration_ms / (self.width - END_PX), MIN_MS_PER_PX)

    def _scale(self, ms_per_px: float) -> float:
        return min(max(ms_per_px, MIN_MS_PER_PX), self._furthest())

    def _placed(self, start_ms: float, ms_per_px: float) -> "View":
        last_ms = max(0.0, self.duration_ms - (self.width - END_PX) * ms_per_px)
        return replace(self, start_ms=min(max(start_ms, 0.0), last_ms), ms_per_px=ms_per_px)
