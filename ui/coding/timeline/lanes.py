"""The vertical geometry of the timeline: which lane lies where. Pure values, no window."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from annotator.model.codebook import Code
from ui.arrangement import Group

RULER = 24
EPISODES = 22
SOUND = 28
SPECTRUM = 58
SEGMENTS = 20
INTERVALS = 14
OVERVIEW = 28
CAPTION_MIN, CAPTION_MAX = 14, 16
TRACK_MIN, TRACK_MAX = 14, 27

LaneKind = Literal["ruler", "episodes", "sound", "spectrum", "segments", "intervals", "caption", "track", "overview"]


@dataclass(frozen=True, slots=True)
class Extras:
    """Which lanes there are besides those that always are."""

    spectrum: bool = False
    segments: bool = False
    intervals: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A strip over the whole width, from y = top to top + height.

    Attributes:
        kind: what it shows.
        name: what stands at the left of it.
        top: its first y.
        height: in px.
        code: whose track it is.
        group: whose caption it is.
    """

    kind: LaneKind
    name: str
    top: int
    height: int
    code: Code | None = None
    group: Group | None = None

    @property
    def bottom(self) -> int:
        """The first y below it."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """The y of its centre line."""
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Lanes:
    """All lanes of a timeline. The rows (captions and tracks) scroll between body_top and body_bottom.

    Attributes:
        ruler: the time axis.
        episodes: the ribbon of the episodes.
        sound: the waveform.
        spectrum: the spectrogram; of no height where it is not wanted.
        segments: what was set aside to be coded later; of no height where there is nothing.
        intervals: the intervals that are recorded; of no height where there are none.
        rows: group captions and one track a code of each group that is not folded, already moved up by scroll.
        overview: the whole session in small.
        scroll: how far the rows are moved up, in px.
        scroll_max: how far they can be.
    """

    ruler: Lane
    episodes: Lane
    sound: Lane
    spectrum: Lane
    segments: Lane
    intervals: Lane
    rows: tuple[Lane, ...]
    overview: Lane
    scroll: int
    scroll_max: int

    @property
    def body_top(self) -> int:
        """The y at which the rows begin."""
        return self.intervals.bottom

    @property
    def body_bottom(self) -> int:
        """The y at which the rows are cut off."""
        return self.overview.top

    @property
    def rows_bottom(self) -> int:
        """The first y below everything that the rows fill."""
        return min(self.body_bottom, self.rows[-1].bottom if self.rows else self.body_top)

    @property
    def fixed(self) -> tuple[Lane, ...]:
        """The lanes above the rows, from top to bottom."""
        return (self.ruler, self.episodes, self.sound, self.spectrum, self.segments, self.intervals)

    @property
    def tracks(self) -> Iterator[Lane]:
        """The tracks, from top to bottom."""
        return (lane for lane in self.rows if lane.kind == "track")

    def track(self, code_id: str) -> Lane | None:
        """Return the track of a code."""
        return next((lane for lane in self.tracks if lane.code is not None and lane.code.id == code_id), None)

    def at(self, y: float) -> Lane | None:
        """Return the lane that is seen at y."""
        for lane in (*self.fixed, self.overview):
            if lane.top <= y < lane.bottom:
                return lane
        return next((lane for lane in self.rows if lane.top <= y < lane.bottom), None)

    def scroll_to(self, code_id: str) -> int:
        """Return the scroll that brings the track of a code into sight with the least movement."""
        lane = self.track(code_id)
        if lane is None:
            return self.scroll
        below = max(0, lane.bottom - self.body_bottom)
        above = max(0, self.body_top - lane.top)
        # No row is cut off at the top: the one that would be is scrolled out of sight.
        cut = next((row for row in self.rows if row.top < self.body_top + below < row.bottom), None) if below else None
        return self.scroll + below - above + (cut.bottom - self.body_top - below if cut is not None else 0)


def lay_out(groups: Sequence[Group], height: int, scroll: int = 0, extras: Extras = Extras()) -> Lanes:
    """Place the lanes on height px: tracks as high as fits, between TRACK_MIN and TRACK_MAX.

    Where there is too little room, the rows scroll.
    """
    ruler = Lane("ruler", "", 0, RULER)
    episodes = Lane("episodes", "Episode", ruler.bottom, EPISODES)
    sound = Lane("sound", "Sound", episodes.bottom, SOUND)
    spectrum = Lane("spectrum", "Pitch", sound.bottom, SPECTRUM if extras.spectrum else 0)
    segments = Lane("segments", "Segments", spectrum.bottom, SEGMENTS if extras.segments else 0)
    intervals = Lane("intervals", "Intervals", segments.bottom, INTERVALS if extras.intervals else 0)
    overview = Lane("overview", "Overview", max(height - OVERVIEW, intervals.bottom), OVERVIEW)
    room = overview.top - intervals.bottom
    codes = sum(len(group.codes) for group in groups if not group.is_folded)
    is_tight = CAPTION_MAX * len(groups) + (TRACK_MIN + 2) * codes > room
    caption = CAPTION_MIN if is_tight else CAPTION_MAX
    captions = caption * len(groups)
    track = min(max((room - captions) // max(codes, 1), TRACK_MIN), TRACK_MAX)
    scroll_max = max(0, captions + track * codes - room)
    scroll = min(max(scroll, 0), scroll_max)
    rows = tuple(_rows(groups, intervals.bottom - scroll, caption, track))
    return Lanes(ruler, episodes, sound, spectrum, segments, intervals, rows, overview, scroll, scroll_max)


def _rows(groups: Sequence[Group], top: int, caption: int, track: int) -> Iterator[Lane]:
    for group in groups:
        yield Lane("caption", group.name, top, caption, group=group)
        top += caption
        for code in () if group.is_folded else group.codes:
            yield Lane("track", code.name, top, track, code)
            top += track
