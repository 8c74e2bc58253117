"""The vertical geometry of the timeline: which lane lies where. Pure values, no window."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from annotator.model.codebook import Code
from ui.arrangement import Group

SPECTRUM = 58
SEGMENTS = 20
INTERVALS = 14
CAPTION = 16
TRACK_MIN, TRACK_MAX = 15, 27
CHIP_HEIGHT = 17
"""Of a line of codes that have no track in sight."""
CHIP_EDGES = 18
"""Px beside them that are left to the edge and to the scroll bar of the rows."""
_CHIP_WIDTHS = (1000, 150, 132, 116)
"""How wide a code may be there at most: the first that leaves enough tracks, as each cuts more of the names."""
_ENOUGH_TRACKS, FEWEST_TRACKS = 8, 3
"""Are to be in sight; are in sight in the lowest timeline there is."""
_COMFORT = 3
"""So many px more than TRACK_MIN make a track easy to hit."""


class _Sizes(NamedTuple):
    """How high the lanes are that always are, in px."""

    ruler: int
    episodes: int
    sound: int
    overview: int


_ROOMY, _TIGHT = _Sizes(24, 22, 28, 28), _Sizes(22, 20, 18, 15)

LaneKind = Literal[
    "ruler", "episodes", "sound", "spectrum", "segments", "intervals", "caption", "track", "codes", "overview"
]


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
        is_first: whether it is the first track of its group.
    """

    kind: LaneKind
    name: str
    top: int
    height: int
    code: Code | None = None
    group: Group | None = None
    is_first: bool = False

    @property
    def code_id(self) -> str:
        """The id of the code whose track it is; "" for all other lanes."""
        return self.code.id if self.code is not None else ""

    @property
    def bottom(self) -> int:
        """The first y below it."""
        return self.top + self.height

    @property
    def middle(self) -> float:
        """The y of its centre line."""
        return self.top + self.height / 2


class Chip(NamedTuple):
    """Where the head of a code stands whose track is not in sight: on which line of them, from which x on."""

    code_id: str
    left: int
    line: int
    width: int


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
        rows: group captions and one track a code of each group that is not folded, already moved up by scroll. Where
            there is little room, only folded groups have a caption.
        codes: below the rows, the codes whose tracks are not in sight; of no height where all are.
        chips: these codes.
        overview: the whole session in small.
        scroll: how far the rows are moved up, in px.
        scroll_max: how far they can be.
        scroll_step: the rows are moved up by multiples of it, so that none is cut.
    """

    ruler: Lane
    episodes: Lane
    sound: Lane
    spectrum: Lane
    segments: Lane
    intervals: Lane
    rows: tuple[Lane, ...]
    codes: Lane
    chips: tuple[Chip, ...]
    overview: Lane
    scroll: int
    scroll_max: int
    scroll_step: int

    @property
    def body_top(self) -> int:
        """The y at which the rows begin."""
        return self.intervals.bottom

    @property
    def body_bottom(self) -> int:
        """The y at which the rows are cut off."""
        return self.codes.top

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
        for lane in (*self.fixed, self.codes, self.overview):
            if lane.top <= y < lane.bottom:
                return lane
        return next((lane for lane in self.rows if lane.top <= y < lane.bottom), None)

    def is_seen(self, lane: Lane) -> bool:
        """Whether all of a row is in sight."""
        return self.body_top <= lane.top and lane.bottom <= self.body_bottom

    def scroll_to(self, code_id: str) -> int:
        """Return the scroll that brings the track of a code into sight with the least movement."""
        lane = self.track(code_id)
        if lane is None:
            return self.scroll
        below = max(0, lane.bottom - self.body_bottom)
        above = max(0, self.body_top - lane.top)
        return self.scroll + -(-below // self.scroll_step) * self.scroll_step - above


def lay_out(
    groups: Sequence[Group],
    height: int,
    scroll: int = 0,
    extras: Extras = Extras(),
    chips: Mapping[str, int] | None = None,
    width: int = 0,
) -> Lanes:
    """Place the lanes on height px: tracks as high as fits, between TRACK_MIN and TRACK_MAX.

    Where there is too little room, the headings of groups go, then the rows scroll, a whole row at a time, and what is
    not in sight of them stands below.

    Args:
        groups: the rows.
        height: of the whole timeline.
        scroll: how far the rows are moved up.
        extras: which further lanes there are.
        chips: the codes that must be in sight, in the order in which they are shown where their track is not, and how
            many px each takes there.
        width: px for the codes that are shown where their tracks are not.
    """
    wanted = chips or {}
    tracks = sum(len(group.codes) for group in groups if not group.is_folded)
    room = height - sum(_ROOMY) - _height_of(extras)
    is_roomy = CAPTION * len(groups) + TRACK_MIN * tracks <= room
    sizes = _ROOMY if is_roomy else _TIGHT
    rows = _rows(groups, with_captions=is_roomy)
    room = height - sum(sizes) - _height_of(extras)
    wanted, lines = _plan(_ids(rows), room, tuple(wanted.items()), width)
    room -= lines * CHIP_HEIGHT
    track, caption = _row_heights(rows, room, is_roomy=is_roomy)
    total = sum(caption if row.kind == "caption" else track for row in rows)
    step = track if not is_roomy else 1
    scroll_max = -(-max(0, total - room) // step) * step
    scroll = min(max(scroll, 0) // step * step, scroll_max)
    fixed = _above(sizes, extras)
    top = fixed[-1].bottom
    overview = Lane("overview", "Overview", max(height - sizes.overview, top), sizes.overview)
    codes_top = max(overview.top - lines * CHIP_HEIGHT, top)
    if scroll_max and not is_roomy:
        codes_top = top + max(room // track, 1) * track  # no row is seen in part
    placed = tuple(_placed(rows, top - scroll, caption, track))
    codes = Lane("codes", "", codes_top, overview.top - codes_top)
    seen = {lane.code_id for lane in placed if top <= lane.top and lane.bottom <= codes_top}
    flowed = tuple(flow({code: px for code, px in wanted.items() if code not in seen}, width)) if lines else ()
    return Lanes(*fixed, placed, codes, flowed, overview, scroll, scroll_max, step)


def least_height(groups: Sequence[Group], extras: Extras, chips: Mapping[str, int], width: int) -> int:
    """Return the height in px at which FEWEST_TRACKS and the heads of all other codes are still in sight."""
    rows = _rows(groups, with_captions=False)
    few = min(len(rows), FEWEST_TRACKS) * TRACK_MIN
    lines = _fewest_lines(_ids(rows), few, tuple(chips.items()), width)
    return sum(_TIGHT) + _height_of(extras) + few + lines * CHIP_HEIGHT


def whole_height(groups: Sequence[Group], extras: Extras) -> int:
    """Return the height in px at which all tracks are in sight and easy to hit."""
    tracks = sum(len(group.codes) for group in groups if not group.is_folded)
    return sum(_ROOMY) + _height_of(extras) + CAPTION * len(groups) + (TRACK_MIN + _COMFORT) * tracks


def tight_height(groups: Sequence[Group], extras: Extras) -> int:
    """Return the height in px at which all tracks are just in sight."""
    return sum(_TIGHT) + _height_of(extras) + TRACK_MIN * len(_rows(groups, with_captions=False))


def flow(widths: Mapping[str, int], room: int) -> Iterator[Chip]:
    """Put what is so many px wide side by side, in as many lines of room px as it takes.

    >>> [(one.left, one.line) for one in flow({"a": 30, "b": 40, "c": 50}, 100)]
    [(0, 0), (30, 0), (0, 1)]
    """
    left = line = 0
    for code_id, width in widths.items():
        if left and left + width > room:
            left, line = 0, line + 1
        yield Chip(code_id, left, line, width)
        left += width


def _above(sizes: _Sizes, extras: Extras) -> tuple[Lane, Lane, Lane, Lane, Lane, Lane]:
    """Return the lanes above the rows, from the top."""
    ruler = Lane("ruler", "", 0, sizes.ruler)
    episodes = Lane("episodes", "Episode", ruler.bottom, sizes.episodes)
    sound = Lane("sound", "Sound", episodes.bottom, sizes.sound)
    spectrum = Lane("spectrum", "Pitch", sound.bottom, SPECTRUM if extras.spectrum else 0)
    segments = Lane("segments", "Segments", spectrum.bottom, SEGMENTS if extras.segments else 0)
    intervals = Lane("intervals", "Intervals", segments.bottom, INTERVALS if extras.intervals else 0)
    return ruler, episodes, sound, spectrum, segments, intervals


def _height_of(extras: Extras) -> int:
    return SPECTRUM * extras.spectrum + SEGMENTS * extras.segments + INTERVALS * extras.intervals


def _rows(groups: Sequence[Group], *, with_captions: bool) -> list[Lane]:
    """Return the rows without their places."""
    rows: list[Lane] = []
    for group in groups:
        if with_captions or group.is_folded:
            rows.append(Lane("caption", group.name, 0, 0, group=group))
        codes = () if group.is_folded else group.codes
        rows.extend(Lane("track", code.name, 0, 0, code, is_first=code is codes[0]) for code in codes)
    return rows


def _row_heights(rows: Sequence[Lane], room: int, *, is_roomy: bool) -> tuple[int, int]:
    """Return the heights of a track and of a caption: the same where there is little room, so that rows scroll well."""
    if is_roomy:
        captions = sum(row.kind == "caption" for row in rows)
        track = (room - CAPTION * captions) // max(len(rows) - captions, 1)
        return min(max(track, TRACK_MIN), TRACK_MAX), CAPTION
    seen = min(max(room // TRACK_MIN, 1), max(len(rows), 1))
    track = min(max(room // seen, TRACK_MIN), TRACK_MAX)
    return track, track


def _ids(rows: Sequence[Lane]) -> tuple[str, ...]:
    return tuple(row.code_id for row in rows)


@lru_cache(maxsize=16)  # it tries every place the rows can be scrolled to, and is asked with every mark
def _plan(
    rows: tuple[str, ...], room: int, widths: tuple[tuple[str, int], ...], width: int
) -> tuple[Mapping[str, int], int]:
    """Return how wide the heads are of codes whose tracks are not in sight, and how many lines they take."""
    chips, enough = dict(widths), min(_ENOUGH_TRACKS, len(rows)) * TRACK_MIN
    plans = [(_cut(chips, most), _lines(rows, room, _cut(chips, most), width)) for most in _CHIP_WIDTHS]
    fewest = min(plans, key=lambda plan: plan[1])  # of several, the one that cuts least
    return next((plan for plan in plans if room - plan[1] * CHIP_HEIGHT >= enough), fewest)


@lru_cache(maxsize=16)  # as _plan, and asked with every layout
def _fewest_lines(rows: tuple[str, ...], few: int, widths: tuple[tuple[str, int], ...], width: int) -> int:
    """Return in how many lines the heads of codes find room beside few px of tracks."""
    chips = dict(widths)
    return next(n for n in range(len(chips) + 2) if _fits(rows, few + n * CHIP_HEIGHT, n, chips, width))


def _cut(chips: Mapping[str, int], most: int) -> Mapping[str, int]:
    return {code_id: min(width, most) for code_id, width in chips.items()}


def _lines(rows: Sequence[str], room: int, chips: Mapping[str, int], width: int) -> int:
    """Return how many lines the codes take whose tracks are not in sight, wherever the rows are scrolled to."""
    most = max(0, room - min(len(rows), FEWEST_TRACKS) * TRACK_MIN) // CHIP_HEIGHT
    return next((n for n in range(most) if _fits(rows, room, n, chips, width)), most)


def _fits(rows: Sequence[str], room: int, lines: int, chips: Mapping[str, int], width: int) -> bool:
    seen = max((room - lines * CHIP_HEIGHT) // TRACK_MIN, 1)
    for first in range(max(len(rows) - seen, 0) + 1):
        in_sight = set(rows[first : first + seen])
        left_out = {code: px for code, px in chips.items() if code not in in_sight}
        if max((chip.line + 1 for chip in flow(left_out, width)), default=0) > lines:
            return False
    return True


def _placed(rows: Sequence[Lane], top: int, caption: int, track: int) -> Iterator[Lane]:
    for row in rows:
        height = caption if row.kind == "caption" else track
        yield replace(row, top=top, height=height)
        top += height
