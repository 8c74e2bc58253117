"""Shows the frame that was asked for: one thread owns the file, and the latest wish wins."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from av.video.frame import VideoFrame

from annotator.errors import MediaError, NoPictureError
from annotator.media.cache import FrameCache
from annotator.media.decoder_run import Run
from annotator.media.picture import Picture
from annotator.media.recording import Recording, name_of
from annotator.media.table import FrameTable

_DEFAULT_CACHE_BYTES = 256 * 2**20
_GIVE_UP_AFTER_S = 6.0
_GIVE_UP_AFTER_PACKETS = 200  # a slow disk is no reason
_JOIN_TIMEOUT_S = 15.0
_NEAR_KEYFRAME = 10  # reading on so many frames is cheaper than seeking past them
_PAUSED_AHEAD = 12  # frames made ready while paused
_PAUSED_BEHIND = 36  # at 30 a second, time to decode more
_KEPT_ON_THE_WAY = 4  # of all frames; more would make jumps slower
_SHORT_WAY = 24  # frames: decoded once more in no time
_PLAYED_AHEAD = 120
# Parts of the cache. More, and what was just decoded would be the first to go: it would be decoded for ever.
_BEHIND_PART = 0.25  # at most 1 / (1 + weight of what lies behind)
_CHUNK_PART = 0.45  # twice: one chunk to be shown while the next one is decoded
_SMALLEST_CHUNK, _LARGEST_CHUNK = 16, 90  # frames decoded in one go when going backwards

Way = Literal["exact", "scrub", "play"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What should be on the screen.

    Attributes:
        index: The frame.
        way: "exact" waits for that frame; "scrub" and "play" show what is nearest until it is there.
        direction: Where the next wishes will lie: 1 later, -1 earlier.
    """

    index: int
    way: Way = "exact"
    direction: int = 1


def _tell_nobody() -> None:
    pass


class FrameReader:
    """Decodes one video stream of a recording in a thread of its own.

    Nothing but `read` and `close` ever waits. The thread starts at once, and begins to work when it has a table.

    Args:
        path: The recording; several files, where it lies in them in sequence.
        stream: Which of its video streams, 0-based.
        cache_bytes: Memory for decoded frames.
        table: The frames of the stream; may be set later, and again when more of them are known.
        arrived: Called on the reader's thread when the frame that was asked for has become the newest picture.

    Attributes:
        newest: The picture that is best to show now, or None so far.
        error: What went wrong in the thread, or None.
    """

    def __init__(
        self,
        path: Recording,
        stream: int = 0,
        cache_bytes: int = _DEFAULT_CACHE_BYTES,
        table: FrameTable | None = None,
        arrived: Callable[[], None] = _tell_nobody,
    ) -> None:
        self.newest: Picture | None = None
        self.error: MediaError | None = None
        self._no_picture: NoPictureError | None = None
        self._path, self._stream = path, stream
        self._table, self._arrived = table, arrived
        self._cache = FrameCache(cache_bytes)
        self._missing: set[int] = set()
        self._in_full: set[int] = set()  # missed once: decoded with nothing left out on the way
        self._tried: Wish | None = None
        self._comes_out_from: dict[int, int] = {}  # first frame that came out, by the keyframe decoding began at
        self._passing: Picture | None = None
        self._spoilt = False
        self._chunk = (-1, -1)  # the one being decoded: the frame before it, and its last
        self._shape = Fraction(1)
        self._wish: Wish | None = None
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="frame reader", daemon=True)
        self._thread.start()

    @property
    def table(self) -> FrameTable | None:
        """The frames known so far."""
        return self._table

    @table.setter
    def table(self, table: FrameTable) -> None:
        with self._changed:
            self._table = table
            self._changed.notify_all()

    def want(self, wish: Wish) -> None:
        """Ask for a frame; an earlier wish is forgotten. A frame that is kept is the newest picture at once."""
        if wish == self._wish:
            return
        with self._changed:
            self._wish = wish
            self.newest = self._cache.get(wish.index) or self.newest
            self._changed.notify_all()

    def begin_with(self, frame: VideoFrame, pixel_shape: Fraction) -> None:
        """Show frame 0, which whoever lists the frames comes by long before there is a table. For any thread."""
        with self._changed:
            if self._table is not None:
                return
            self.newest = Picture(0, 0, frame, pixel_shape=pixel_shape)
            self._cache.put(self.newest, 0, 1)
        self._arrived()

    def kept(self, index: int) -> Picture | None:
        """A frame, if it is decoded and kept; for any thread."""
        return self._cache.get(index)

    def read(self, index: int, timeout_s: float = 20.0) -> Picture:
        """Wait for one frame, for exports and tests; where it cannot be decoded, its nearest neighbour.

        Raises:
            MediaError: It did not come in time, or the recording cannot be read.
        """
        self.want(Wish(index))
        with self._changed:
            self._changed.wait_for(lambda: self._settled(index) or self._trouble or self._closed, timeout_s)
            if self._trouble is not None:
                raise self._trouble
            if self.newest is None or not self._settled(index):
                raise MediaError(f"Frame {index} of {name_of(self._path)} could not be read in time.", "Try again.")
            return self.newest

    def close(self) -> None:
        """End the thread, let go of the frames; waits for the packet in hand, at most some seconds (a dead share)."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(_JOIN_TIMEOUT_S)
        if not self._thread.is_alive():  # else they are in use
            self._cache.clear()  # a quarter of a gigabyte, and a closed window and its player hold each other for long

    @property
    def _trouble(self) -> MediaError | None:
        return self.error or self._no_picture

    def _settled(self, index: int) -> bool:
        return self.newest is not None and self.newest.index == index and (self.newest.exact or self.newest.damaged)

    # From here on: the thread.

    def _work(self) -> None:
        try:
            with Run(self._path, self._stream) as run:
                self._shape = run.stream.sample_aspect_ratio or Fraction(1)
                while self._next_step(run):
                    pass
        except NoPictureError as error:  # whoever lists the frames says what there is instead
            with self._changed:
                self._no_picture = error
                self._changed.notify_all()
        except MediaError as error:
            with self._changed:
                self.error = error
                self._changed.notify_all()

    def _next_step(self, run: Run) -> bool:
        """One packet's work for the present wish, or a rest until something changes; False when closed."""
        with self._changed:
            wish, table = self._wish, self._table
            if self._closed:
                return False
            if wish is None or table is None:
                self._changed.wait()
                return True
        self._try_again(wish)
        self._show(wish, table)
        goal = self._goal(wish, table)
        if goal is not None:
            self._aim(run, goal[0], table)
            self._advance(run, goal, wish, table)
            while self._is_on_its_way(run, goal[0], wish, table):
                self._advance(run, goal, wish, table)
            return True
        with self._changed:
            if not self._closed and self._wish == wish and self._table is table:
                self._changed.wait()
        run.rest()
        return True

    def _try_again(self, wish: Wish) -> None:
        """Look once more for a frame that was missed, each time that it is asked for: a disk may have hiccuped."""
        if wish is not self._tried and wish.way == "exact":
            self._missing.discard(wish.index)
        self._tried = wish

    def _show(self, wish: Wish, table: FrameTable) -> None:
        """Make the best picture that there is for this wish the newest one."""
        now = self.newest
        if now is not None and now.index == wish.index and (now.exact or wish.index in self._missing):
            return
        best = self._cache.get(wish.index)
        if best is None and (wish.index in self._missing or wish.way != "exact"):
            best = self._stand_in(wish, table)
        if best is None or best is now:
            return
        with self._changed:
            if self._wish != wish:  # the next one may have its picture already
                return
            self.newest = best
            self._changed.notify_all()
        if best.exact or best.damaged:
            self._arrived()

    def _stand_in(self, wish: Wish, table: FrameTable) -> Picture | None:
        near = self._cache.nearest(wish.index) or self.newest
        if near is None:
            return None
        if wish.index in self._missing:
            return replace(near, index=wish.index, pts_ms=table.ms_at(wish.index), exact=False, damaged=True)
        if self.newest is not None and abs(near.index - wish.index) >= abs(self.newest.index - wish.index):
            return None
        if wish.way == "play" and (near.index - wish.index) * wish.direction > 0:
            return None  # it comes later: shown now, the picture would go there and back
        return replace(near, exact=False)

    def _goal(self, wish: Wish, table: FrameTable) -> tuple[int, int] | None:
        """The frames, first and last, to be decoded next for a wish; None if all is there."""
        last = len(table) - 1
        if wish.index > last:
            return None
        if wish.direction < 0 and wish.way != "scrub":
            return self._goal_backwards(wish.index, table)
        ahead = {"exact": _PAUSED_AHEAD, "scrub": 0, "play": _PLAYED_AHEAD}[wish.way]
        ahead = min(ahead, int(0.6 * self._cache.capacity))
        for index in range(wish.index, min(last, wish.index + ahead) + 1):
            if not self._has(index):
                return index, index
        if wish.way == "exact":
            return self._missing_before(wish.index, min(_PAUSED_BEHIND, int(_BEHIND_PART * self._cache.capacity)))
        return None

    def _kept_on_the_way(self, wish: Wish, way: int) -> int:
        """How many frames before the one to be shown are kept, so that a step back need not wait."""
        if wish.way != "exact" or wish.direction < 0 or way <= _SHORT_WAY:
            return 0
        return min(_KEPT_ON_THE_WAY, int(_BEHIND_PART * self._cache.capacity))

    def _goal_backwards(self, index: int, table: FrameTable) -> tuple[int, int] | None:
        """A chunk before the frames that are there; a small one if they will not last until a large one is decoded."""
        largest = min(_LARGEST_CHUNK, max(1, int(_CHUNK_PART * self._cache.capacity)))
        near = self._missing_before(index + 1, largest)
        if near is None:
            return None
        last = near[1]
        if self._chunk[1] != last:
            before = last - min(largest, max(_SMALLEST_CHUNK, 3 * (index - last)))
            if last == index:  # it is waited for: nothing before its keyframe comes first
                before = max(before, int(table.keyframes[table.keyframe_before(last)]) - 1)
            self._chunk = (before, last)
        return self._missing_before(last + 1, min(largest, last - self._chunk[0]))

    def _missing_before(self, index: int, reach: int) -> tuple[int, int] | None:
        """The first and the last frame that is missing among those up to `reach` before this one."""
        missing = [one for one in range(max(0, index - reach), index) if not self._has(one)]
        return (missing[0], missing[-1]) if missing else None

    def _has(self, index: int) -> bool:
        return index in self._cache or index in self._missing

    def _advance(self, run: Run, goal: tuple[int, int], wish: Wish, table: FrameTable) -> None:
        """Bring the decoder one packet closer to the goal."""
        first, last = goal
        expected, bad_packets = run.next_index, run.bad_packets
        kept_from = first - self._kept_on_the_way(wish, first - int(table.keyframes[run.place]))
        in_full = not self._in_full.isdisjoint(range(first, last + 1))
        frames = run.feed(table, full_from=0 if in_full else kept_from)
        self._spoilt = self._spoilt or run.bad_packets > bad_packets
        for index, frame in frames:
            if index == run.first_index:
                self._learn_where_it_began(run, first, table)
            else:
                self._give_up(range(max(expected, run.skipped_to + 1), index), run, wish, table)
            expected = index + 1
            self._passing = self._picture(index, frame, table)
            if index >= kept_from or wish.way == "scrub":
                self._cache.put(self._passing, wish.index, wish.direction)
        if run.at_end or self._is_quiet_for_long(run):
            self._end_run(run, range(first, last + 1), wish, table)

    def _is_on_its_way(self, run: Run, first: int, wish: Wish, table: FrameTable) -> bool:
        """Whether all that came out so far is passed by, and nothing else is wished for: a quick look, many times."""
        is_passing = wish.way == "exact" and run.usable and run.next_index <= first
        return is_passing and self._wish is wish and self._table is table and not self._closed

    def _is_quiet_for_long(self, run: Run) -> bool:
        return run.quiet_packets > _GIVE_UP_AFTER_PACKETS and time.monotonic() - run.quiet_since > _GIVE_UP_AFTER_S

    def _end_run(self, run: Run, wanted: range, wish: Wish, table: FrameTable) -> None:
        """Nothing more comes out: do without what was wanted, unless the search went past all frames."""
        part = int(table.key_parts[run.place])
        if run.at_end and run.first_index is None and run.place > table.part_begins(part):
            self._comes_out_from[run.place] = len(table)
            return
        last = min(wanted[-1], table.part_ends(part))
        self._give_up(range(max(wanted[0], run.next_index), last + 1), run, wish, table)

    def _picture(self, index: int, frame: VideoFrame, table: FrameTable) -> Picture:
        """A frame that came out; after a loss all are spoilt up to the next keyframe, though the decoder hides it."""
        if self._spoilt:
            self._spoilt = table.keyframes[table.keyframe_before(index)] != index
        self._spoilt = self._spoilt or frame.is_corrupt
        return Picture(index, table.ms_at(index), frame, True, self._spoilt, self._shape)

    def _aim(self, run: Run, first: int, table: FrameTable) -> None:
        """Let the run go on if it comes by a frame, else begin at a keyframe before it.

        Decoding may begin late (open GOP, intra refresh, a seek that overshoots): then from further and further back.
        """
        place, step = table.keyframe_before(first), 1
        while self._comes_out_from.get(place, 0) > first:
            earliest = table.part_begins(table.part_at(first))
            if place == earliest:
                break
            place, step = max(earliest, place - step), 2 * step
        comes_by = run.usable and first >= run.next_index and first > run.skipped_to
        if not comes_by or table.keyframes[place] > run.next_index + _NEAR_KEYFRAME:
            run.begin(table, place)
            self._spoilt = False

    def _learn_where_it_began(self, run: Run, first: int, table: FrameTable) -> None:
        assert run.first_index is not None  # a frame has just come out
        none_left_out = run.skipped_to < table.keyframes[run.place]
        begins_part = run.place == table.part_begins(int(table.key_parts[run.place]))
        if not begins_part and (none_left_out or run.first_index > first):
            self._comes_out_from[run.place] = run.first_index
        if begins_part:
            self._miss(range(first, run.first_index), run, table)

    def _miss(self, indices: range, run: Run, table: FrameTable) -> list[int]:
        """Frames to do without; a run that left some out on the way is repeated in full before any is given up."""
        lost = [index for index in indices if index not in self._cache]
        if not self._in_full.issuperset(lost) and run.skipped_to >= table.keyframes[run.place]:
            self._in_full.update(lost)
            run.usable = False
            return []
        self._missing.update(lost)
        return lost

    def _give_up(self, indices: range, run: Run, wish: Wish, table: FrameTable) -> None:
        lost = self._miss(indices, run, table)
        self._spoilt = self._spoilt or bool(lost)
        if lost and self._passing is not None:  # the neighbour to be shown instead
            self._cache.put(self._passing, wish.index, wish.direction)
