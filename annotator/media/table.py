"""Which frame of a recording is shown when."""

from bisect import bisect_left
from dataclasses import Field, dataclass, field, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from annotator.media.npz_cache import keep, kept

Whole = NDArray[np.int64]
_VERSION = 4


@dataclass(frozen=True, slots=True, eq=False)
class FrameTable:
    """The shown frames of one video stream in the order in which they are shown, frame 0 first.

    Attributes:
        stamps: Each frame's stamp (`PacketTimes`) in ticks: the name by which the decoder's frames are known.
        pts_ms: When each frame appears, in ms after frame 0; strictly increasing.
        duration_ms: When the last frame ends, in ms after frame 0.
        tick: Seconds that one tick of the stamps lasts.
        keyframes: Indices of the frames at which decoding can begin, rising.
        key_ticks: Time in the file of each keyframe, in ticks, as seeking wants it.
        key_bytes: Place in the file a little before each keyframe's packet, in bytes.
        key_shifts: What `PacketTimes.shift` is at each keyframe.
        key_parts: Which of the recording's files each keyframe lies in, 0-based, rising.
        shared: Indices of frames whose time several frames share, rising; the last of those is the one that is shown.
        one_a_packet: Whether each packet holds one frame, so that those in between can be passed over.
        by_dts: Whether the stamps are decoding times (the file leaves presentation times out).
        by_bytes: Whether this kind of file is searched by byte.
        complete: False while the file is still being scanned: more frames will follow, none will change.
        broken_off: Whether the disk or the network did not give the rest of the file.
        sound_only: Whether there is no picture, and the frames are steps of a grid (annotator.media.grid).
    """

    stamps: Whole
    pts_ms: Whole
    duration_ms: int
    tick: Fraction
    keyframes: Whole
    key_ticks: Whole
    key_bytes: Whole
    key_shifts: Whole
    key_parts: Whole
    shared: Whole
    one_a_packet: bool
    by_dts: bool
    by_bytes: bool
    complete: bool
    _order: Whole
    broken_off: bool = False
    sound_only: bool = False
    _shared: frozenset[int] = field(init=False)
    _rising: list[int] = field(init=False)  # the stamps in order; quicker to search than an array
    _slack: int = field(init=False)  # 1 ms in ticks

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rising", self.stamps[self._order].tolist())
        object.__setattr__(self, "_shared", frozenset(self.shared.tolist()))
        object.__setattr__(self, "_slack", int(Fraction(1, 1000) / self.tick))

    def __len__(self) -> int:
        return len(self.stamps)

    @property
    def zero_s(self) -> float:
        """Time of frame 0 on the file's own time axis, in seconds."""
        return float(int(self.stamps[0]) * self.tick)

    def index_at(self, ms: int) -> int:
        """The frame on the screen at `ms`: the last one with pts_ms <= ms, clamped to the first and the last."""
        return max(0, int(self.pts_ms.searchsorted(ms, side="right")) - 1)

    def ms_at(self, index: int) -> int:
        """When a frame appears, in ms; an index outside is clamped."""
        return int(self.pts_ms[min(max(index, 0), len(self) - 1)])

    def step(self, ms: int, frames: int) -> int:
        """When the frame appears that lies so many frames (negative: back) from the one on the screen at `ms`."""
        return self.ms_at(self.index_at(ms) + frames)

    def covers(self, ms: int) -> bool:
        """Whether the frame on the screen at `ms` is known already (always, once complete)."""
        return self.complete or ms < int(self.pts_ms[-1])

    def index_of(self, stamp: int) -> int | None:
        """The frame with this stamp (1 ms off at most, for times that files round), or None."""
        near = bisect_left(self._rising, stamp)
        for place in (near, near - 1):
            if 0 <= place < len(self._rising) and abs(self._rising[place] - stamp) <= self._slack:
                return int(self._order[place])
        return None

    def is_shared(self, index: int) -> bool:
        """Whether several frames come out at the time of this one, of which the last is the one that is shown."""
        return index in self._shared

    def keyframe_before(self, index: int) -> int:
        """Which keyframe (as a place in `keyframes`) is the last one at or before a frame; 0 where there is none."""
        return max(0, int(self.keyframes.searchsorted(index, side="right")) - 1)

    def part_at(self, index: int) -> int:
        """Which of the recording's files a frame lies in, 0-based."""
        return int(self.key_parts[self.keyframe_before(index)])

    def part_begins(self, part: int) -> int:
        """The first keyframe (as a place in `keyframes`) of one of the files."""
        return int(self.key_parts.searchsorted(part))

    def part_ends(self, part: int) -> int:
        """The last frame of one of the files, as far as it is known."""
        following = self.part_begins(part + 1)
        return (int(self.keyframes[following]) if following < len(self.keyframes) else len(self)) - 1

    def save(self, path: Path) -> None:
        """Keep the table in a cache file."""
        values = {one.name: np.asarray(getattr(self, one.name)) for one in _given(type(self)) if one.name != "tick"}
        tick = np.array([self.tick.numerator, self.tick.denominator])
        keep(path, _VERSION, {"tick": tick, **values})

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """The table from a cache file, or None."""
        found = kept(path, _VERSION, {one.name for one in _given(cls)})
        if found is None:
            return None
        values: dict[str, Any] = dict(found)
        for name in ("one_a_packet", "by_dts", "by_bytes", "complete", "broken_off", "sound_only"):
            values[name] = bool(values[name])
        values["duration_ms"] = int(values["duration_ms"])
        values["tick"] = Fraction(int(values["tick"][0]), int(values["tick"][1]))
        return cls(**values)


def _given(table: type[FrameTable]) -> "list[Field[Any]]":
    """What a table is made of; the rest is worked out from that."""
    return [one for one in fields(table) if one.init]
