"""Long work in the background gives way to what plays: Python runs one thread at a time, and no frame may be lost."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_STILL_PLAYS_S = 0.2
_REST_EVERY, _REST_S = 64, 0.02  # 64 frames of sound are some 5 ms of work
_last_played_s = [-1.0]


def note_playing() -> None:
    """Say that something plays now; said with every tick."""
    _last_played_s[0] = time.monotonic()


def giving_way(parts: Iterable[T]) -> Iterator[T]:
    """The same parts, with a rest now and then while something plays."""
    for number, part in enumerate(parts):
        if number % _REST_EVERY == 0 and time.monotonic() - _last_played_s[0] < _STILL_PLAYS_S:
            time.sleep(_REST_S)
        yield part
