"""The recordings of a BORIS observation, and what its times are counted from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from annotator.exchange.codings.foreign import ForeignMedia
from annotator.exchange.codings.times import ms_of_ms, ms_of_seconds, whole_ms_of_seconds
from annotator.exchange.templates.boris_questions import written_text
from annotator.text import plain

_FIRST = "1"
_FASTEST = 10_000


class Clock(NamedTuple):
    """Turns the times of the rows of an observation into its own.

    Attributes:
        offset_s: what is added to every time there.
        since: where a time there is the date and time at which a file was recorded plus the place in that file: that
            date in seconds, the length of the file and where it begins in the observation, both in ms, of each file.
    """

    offset_s: Decimal
    since: tuple[tuple[Decimal, int, int], ...] = ()

    def ms(self, written: Any) -> int | None:
        """Return the ms of the observation at a time of the file, in seconds; None where it is no time."""
        seconds = _number(written)
        if seconds is None:
            return None
        seconds -= self.offset_s
        for recorded, length_ms, begins_ms in self.since:
            at = ms_of_seconds(seconds - recorded)
            if at is not None and 0 <= at <= length_ms:
                return begins_ms + at
        return ms_of_seconds(seconds)


def clock_of(observation: Mapping[str, Any], media: Sequence[ForeignMedia], times: Sequence[Any]) -> Clock:
    """Return how the times of an observation are counted.

    Args:
        observation: as the file says it.
        media: its recordings.
        times: of all its rows, as the file says them.
    """
    offset = _number(observation.get("time offset")) or Decimal(0)
    if observation.get("media_creation_date_as_offset") is True:
        recorded = object_of(object_of(observation.get("media_info")).get("media_creation_time"))
        since = [(_number(recorded.get(one.path)), one.length_ms or 0, one.offset_ms) for one in media]
        return Clock(offset, tuple((date, length, begins) for date, length, begins in since if date is not None))
    if is_clock_time(observation):
        known = [seconds for one in times if (seconds := _number(one)) is not None]
        return Clock(min(known, default=Decimal(0)))
    return Clock(offset)


def is_clock_time(observation: Mapping[str, Any]) -> bool:
    """Whether the times of an observation are seconds since 1970, so that only those between them say something."""
    return observation.get("start_from_current_epoch_time") is True


def media_of(observation: Mapping[str, Any], unknown: list[str]) -> tuple[ForeignMedia, ...]:
    """Return the recordings: files of one player follow each other, the other players begin at offsets of their own.

    Args:
        observation: as the file says it.
        unknown: what cannot be known of a recording is told here, a sentence each.
    """
    info = object_of(observation.get("media_info"))
    lengths, rates, offsets = (object_of(info.get(key)) for key in ("length", "fps", "offset"))
    found: list[ForeignMedia] = []
    for player, paths in _players(observation.get("file")):
        offset = offsets.get(player, observation.get("time offset second player") if player == "2" else 0)
        begins = 0 if player == _FIRST else ms_of_seconds(_number(offset) or Decimal(0)) or 0
        for path in paths:
            seconds = _number(lengths.get(path))
            length = None if seconds is None else whole_ms_of_seconds(seconds)
            rate = _number(rates.get(path)) or Decimal(0)
            found.append(ForeignMedia(path, length, begins, float(rate) if 0 < rate < _FASTEST else None))
            if length is None and path != paths[-1]:
                unknown.append(f"the file does not say how long {plain(found[-1].name)} is, so when the next begins.")
            begins += length or 0
    if len(found) == 1 and found[0].length_ms is None:
        found = [replace(found[0], length_ms=_length_of_old(observation))]
    return tuple(found)


def object_of(written: Any) -> Mapping[str, Any]:
    """Return a JSON object; an empty one for anything else."""
    return written if isinstance(written, dict) else {}


def _players(written: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the number and the files of each player; the first version has a list of players."""
    players = (
        written.items() if isinstance(written, dict) else enumerate(written if isinstance(written, list) else (), 1)
    )
    for player, paths in sorted((str(player), paths) for player, paths in players):
        listed = paths if isinstance(paths, list) else [paths]
        yield player, [path for path in listed if written_text(path)]


def _length_of_old(observation: Mapping[str, Any]) -> int | None:
    """Return the length in ms that old versions keep, under a name of the file that only they know."""
    for known in object_of(observation.get("media_file_info")).values():
        return ms_of_ms(str(object_of(known).get("video_length")))
    return None


def _number(written: Any) -> Decimal | None:
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    text = str(written).strip()
    try:
        number = Decimal(text) if len(text) <= 40 else Decimal("nan")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
