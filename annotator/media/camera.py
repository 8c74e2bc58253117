"""One camera of a session: its frames, its reader, and the picture that is on the screen."""

import math
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.errors import MediaError
from annotator.media.frames import load_or_scan
from annotator.media.grid import GRID_MS, blank_picture, on_grid
from annotator.media.picture import Picture
from annotator.media.reader import FrameReader, Way, Wish
from annotator.media.recording import Recording, name_of, open_recording, parts_of, stated_duration_ms
from annotator.media.table import FrameTable

_JOIN_TIMEOUT_S = 15.0
_FOLLOWING = 3


@dataclass(frozen=True, slots=True)
class CameraSource:
    """Where the pictures of a camera come from.

    Attributes:
        path: The recording; several files, where it lies in them in sequence.
        offset_ms: Session time of its first shown frame.
        stream: Which of the file's video streams, 0-based.
        sound_track: Which of its sound tracks is heard, 0-based.
        grid_ms: How long a step is in a recording without a picture.
    """

    path: Recording
    offset_ms: int = 0
    stream: int = 0
    sound_track: int = 0
    grid_ms: int = GRID_MS


class CameraFrames:
    """Opens a recording in the background and shows its frames by session time. Never waits, except in `close`.

    Args:
        source: Where the pictures come from.
        cache_bytes: Memory for decoded frames.
        cache_dir: Folder for what is known of files by now; None keeps nothing.
        arrived: Called on another thread when the frame that was asked for can be taken.

    Attributes:
        picture: What is on the screen, as last taken; None before the recording begins and after it ends.
        progress: Part of the recording that is indexed, 0 to 1.
    """

    def __init__(
        self, source: CameraSource, cache_bytes: int, cache_dir: Path | None, arrived: Callable[[], None]
    ) -> None:
        self.picture: Picture | None = None
        self.progress = 0.0
        self._source, self._cache_dir = source, cache_dir
        self._header_ms = 0
        self._index_error: MediaError | None = None
        self._closed = False
        self._inside = True
        self._wish: Wish | None = None
        self._reader = FrameReader(source.path, source.stream, cache_bytes, arrived=arrived)
        self._indexer = threading.Thread(target=self._index, name="frame index", daemon=True)
        self._indexer.start()

    @property
    def table(self) -> FrameTable | None:
        """The frames known so far."""
        return self._reader.table

    @property
    def error(self) -> MediaError | None:
        """What went wrong in a thread, or None."""
        return self._index_error or self._reader.error

    @property
    def warning(self) -> MediaError | None:
        """What is wrong with a recording that is shown all the same, or None."""
        table = self.table
        if table is None or not table.broken_off:
            return None
        what = f"Reading {name_of(self._source.path)} broke off after {table.duration_ms / 1000:.1f} s."
        return MediaError(what, "Everything before that can be coded; for the rest, check the disk or the network.")

    @property
    def duration_ms(self) -> int:
        """How long the recording is; until it is indexed, what the file says of itself."""
        table = self.table
        if table is None:
            return self._header_ms
        return table.duration_ms if table.complete else max(table.duration_ms, self._header_ms)

    @property
    def offset_ms(self) -> int:
        """Session time of the first shown frame."""
        return self._source.offset_ms

    @offset_ms.setter
    def offset_ms(self, offset_ms: int) -> None:
        self._source = replace(self._source, offset_ms=offset_ms)

    def offset_to_show(self, session_ms: int, frames: int) -> int:
        """The offset with which a frame begins at a moment: the one so many frames from that shown there now."""
        table = self.table
        if table is None:
            return self.offset_ms
        return session_ms - table.step(session_ms - self.offset_ms, frames)

    def covers(self, session_ms: float) -> bool:
        """Whether it is known by now which frame is shown at a moment."""
        return self.table is not None and self.table.covers(math.floor(session_ms - self._source.offset_ms))

    def ask(self, session_ms: float, way: Way, direction: int) -> None:
        """Wish for the frame at a moment of the session."""
        table, own_ms = self.table, math.floor(session_ms - self._source.offset_ms)
        if table is None:
            self._inside = own_ms == 0  # the first frame is all that can be there
            return
        self._inside = own_ms >= 0 and (own_ms < table.duration_ms or not table.complete)
        if table.covers(own_ms):
            self._wish = Wish(table.index_at(own_ms), way, direction)
            self._reader.want(self._wish)

    def take(self) -> bool:
        """Put the newest picture on the screen; whether that changed it."""
        newest = self._newest() if self._inside else None
        if newest is not None and not self._answers(newest):
            return False  # it came for the wish before
        changed = newest is not self.picture
        self.picture = newest
        return changed

    def following(self, direction: int) -> tuple[Picture, ...]:
        """The next pictures after that on the screen, or before it (-1), as far as they are decoded."""
        if self.picture is None:
            return ()
        indices = (self.picture.index + direction * step for step in range(1, _FOLLOWING + 1))
        return tuple(picture for index in indices if (picture := self._reader.kept(index)) is not None)

    def _newest(self) -> Picture | None:
        table = self.table
        if table is None or not table.sound_only:
            return self._reader.newest
        index = self._wish.index if self._wish is not None else 0
        shown = self.picture
        return shown if shown is not None and shown.index == index else blank_picture(index, table)

    def _answers(self, picture: Picture) -> bool:
        """Whether a picture may be shown now: where one frame is wished for, no other."""
        return self._wish is None or self._wish.way != "exact" or picture.index == self._wish.index

    def shows(self, session_ms: float) -> bool:
        """Whether the frame at a moment is on the screen, or stands there damaged as it is."""
        table = self.table
        if table is None or self.picture is None:
            return False
        right = self.picture.index == table.index_at(math.floor(session_ms - self._source.offset_ms))
        return right and (self.picture.exact or self.picture.damaged)

    def close(self) -> None:
        """End the threads."""
        self._closed = True
        self._reader.close()
        self._indexer.join(_JOIN_TIMEOUT_S)

    # From here on: the indexing thread.

    def _index(self) -> None:
        try:
            table = load_or_scan(
                self._source.path,
                self._cache_dir,
                self._source.stream,
                progress=self._note_progress,
                should_stop=lambda: self._closed,
                partial=self._note_partial,
                first=self._reader.begin_with,
            )
        except MediaError as error:
            self._index_error = error
            return
        self._note_table(table)
        self.progress = 1.0

    def _note_partial(self, table: FrameTable) -> None:
        self._note_table(table)
        if not self._header_ms:  # only now: it opens the file once more, and the first picture should not wait for it
            self._header_ms = _stated_ms(self._source.path)

    def _note_table(self, table: FrameTable) -> None:
        self._reader.table = on_grid(table, self._source.grid_ms)

    def _note_progress(self, done: float) -> None:
        self.progress = done


class MissingCamera:
    """Shows nothing, in the place of a camera whose recording was not found: so the others keep their numbers."""

    picture: Picture | None = None
    progress = 1.0
    error: MediaError | None = None
    warning: MediaError | None = None
    offset_ms = 0

    def offset_to_show(self, _session_ms: int, _frames: int) -> int:
        """No offset shows anything."""
        return self.offset_ms

    def ask(self, session_ms: float, way: Way, direction: int) -> None:
        """Wish in vain."""

    def take(self) -> bool:
        """Nothing ever comes."""
        return False

    def following(self, _direction: int) -> tuple[Picture, ...]:
        """Nothing ever comes."""
        return ()

    def close(self) -> None:
        """There is nothing to end."""


def _stated_ms(recording: Recording) -> int:
    stated_ms = 0
    for path in parts_of(recording):
        with closing(open_recording(path)) as container:
            stated_ms += stated_duration_ms(container)
    return stated_ms
