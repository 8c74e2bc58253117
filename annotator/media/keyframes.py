"""Single keyframes of a recording, quickly, for small pictures of what happens when."""

from fractions import Fraction
from types import TracebackType
from typing import Self

from annotator.media.decoder_run import Run
from annotator.media.picture import Picture
from annotator.media.recording import Recording
from annotator.media.table import FrameTable

_PACKETS_TO_TRY = 120
"""A decoder hands out the first frame some packets late; one that never does is damaged there."""


class Keyframes:
    """Decodes nothing but keyframes of one video stream. For one thread only; close it as a context manager.

    Args:
        path: The recording.
        table: Its frames.
        stream: Which of its video streams, 0-based.

    Raises:
        MediaError: The recording cannot be opened.
    """

    def __init__(self, path: Recording, table: FrameTable, stream: int = 0) -> None:
        self._run, self._table = Run(path, stream), table

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run.__exit__(kind, error, trace)

    def place_near(self, ms: int) -> int:
        """Which keyframe, counted from 0, lies nearest to `ms` after frame 0."""
        place = self._table.keyframe_before(self._table.index_at(ms))
        following = min(place + 1, len(self._table.keyframes) - 1)
        return min(place, following, key=lambda one: abs(self._table.ms_at(int(self._table.keyframes[one])) - ms))

    def picture(self, place: int) -> Picture | None:
        """The first frame that comes out from a keyframe on; None where the recording is damaged.

        Raises:
            MediaError: The recording cannot be read any more.
        """
        self._run.begin(self._table, place)
        for _ in range(_PACKETS_TO_TRY):
            for index, frame in self._run.feed(self._table, full_from=self._run.next_index):
                shape = self._run.stream.sample_aspect_ratio or Fraction(1)
                return Picture(index, self._table.ms_at(index), frame, exact=False, pixel_shape=shape)
            if not self._run.usable:
                break
        return None
