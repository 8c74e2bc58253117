"""Decoded frames around the playhead, bounded in bytes."""

from annotator.media.picture import Picture

_MOST_FRAMES = 500
# A frame behind goes as early as one this many times as far ahead. Backwards, what is ahead costs more to decode.
_BEHIND_WEIGHS = {1: 2.5, -1: 10.0}


class FrameCache:
    """Keeps the frames nearest to the playhead, more of them in the direction of travel.

    Args:
        limit_bytes: At least two frames are kept even if they are larger.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._pictures: dict[int, Picture] = {}
        self._bytes = 0
        self._frame_bytes = 0

    @property
    def capacity(self) -> int:
        """How many frames of the size of the last one fit."""
        if not self._frame_bytes:
            return _MOST_FRAMES
        return max(2, min(_MOST_FRAMES, self._limit_bytes // self._frame_bytes))

    def __contains__(self, index: int) -> bool:
        return index in self._pictures

    def get(self, index: int) -> Picture | None:
        """The frame with this index, if it is kept."""
        return self._pictures.get(index)

    def nearest(self, index: int) -> Picture | None:
        """The kept frame with the nearest index; None where nothing is kept."""
        if not self._pictures:
            return None
        return self._pictures[min(self._pictures, key=lambda one: abs(one - index))]

    def put(self, picture: Picture, playhead: int, direction: int) -> None:
        """Keep a frame, and let go of those farthest from the playhead; `direction` is 1 or -1."""
        if picture.index in self._pictures:
            return
        self._pictures[picture.index] = picture
        self._frame_bytes = picture.size_bytes
        self._bytes += self._frame_bytes
        while len(self._pictures) > 2 and (self._bytes > self._limit_bytes or len(self._pictures) > _MOST_FRAMES):
            self._drop(self._farthest(playhead, direction))

    def clear(self) -> None:
        """Let go of all frames."""
        self._pictures.clear()
        self._bytes = 0

    def _farthest(self, playhead: int, direction: int) -> int:
        def distance(index: int) -> float:
            ahead = (index - playhead) * direction
            return ahead if ahead >= 0 else -_BEHIND_WEIGHS[direction] * ahead

        return max((min(self._pictures), max(self._pictures)), key=distance)

    def _drop(self, index: int) -> None:
        self._bytes -= self._pictures.pop(index).size_bytes
