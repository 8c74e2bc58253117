"""Finds the shown frames of a recording, by reading its packets without decoding them."""

import hashlib
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from annotator.errors import MediaError, NoPictureError
from annotator.media.first_packets import FirstFrame, Start, stamps_of, tick_of, try_start
from annotator.media.grid import scan_sound
from annotator.media.joined import scan_parts
from annotator.media.packets import Decoder, PacketTimes, video_packets
from annotator.media.recording import (
    Recording,
    files_of,
    nothing_to_show,
    open_recording,
    parts_of,
    picture_stream,
    times_may_jump,
)
from annotator.media.table import FrameTable, Whole

__all__ = ["FrameTable", "fingerprint", "load_or_scan", "scan"]

_MIB = 2**20
_FRAMES_OPEN_TO_CHANGE = 32  # twice the deepest reordering of any codec
_PACKETS_BEFORE_KEY = 3  # a parser set down in the middle of a frame gives the next ones wrong times
_PARTIAL_EVERY_S = 0.3


def fingerprint(recording: Recording) -> str:
    """Names a file by what is in it: its size, and a hash of its first and last MiB; of several files, all of it.

    Raises:
        MediaError: The file cannot be read.
    """
    return "+".join(_fingerprint(path) for path in files_of(recording))


def _fingerprint(path: Path) -> str:
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            digest = hashlib.sha256(file.read(_MIB))
            file.seek(max(0, size - _MIB))
            digest.update(file.read(_MIB))
    except OSError as error:
        raise MediaError(f"There is no recording to read at {path}.", "Find it and link it again.") from error
    return f"{size}-{digest.hexdigest()[:32]}"


def load_or_scan(
    recording: Recording,
    cache_dir: Path | None,
    stream: int = 0,
    *,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    partial: Callable[[FrameTable], None] | None = None,
    first: FirstFrame | None = None,
) -> FrameTable:
    """The table from the cache folder if the file was scanned before, else from `scan`, and then kept there.

    A recording in several files gets one table over all of them, as if it were one file.

    Raises:
        MediaError: The file cannot be played.
    """

    def load(
        path: Recording, progress: Callable[[float], None] | None, partial: Callable[[FrameTable], None] | None
    ) -> FrameTable:
        begins = path == parts[0]
        return _load_or_scan(path, cache_dir, stream, progress, should_stop, partial, first if begins else None)

    parts = parts_of(recording)
    return load(parts[0], progress, partial) if len(parts) == 1 else scan_parts(parts, load, progress, partial)


def _load_or_scan(
    path: Recording,
    cache_dir: Path | None,
    stream: int,
    progress: Callable[[float], None] | None,
    should_stop: Callable[[], bool] | None,
    partial: Callable[[FrameTable], None] | None,
    first: FirstFrame | None,
) -> FrameTable:
    if cache_dir is None:
        return scan(path, stream, progress, should_stop, partial, first)
    kept = cache_dir / f"{fingerprint(path)}-{stream}.frames.npz"
    table = FrameTable.load(kept)
    if table is None:
        table = scan(path, stream, progress, should_stop, partial, first)
        if table.complete and not table.broken_off:
            table.save(kept)
    return table


def scan(
    path: Recording,
    stream: int = 0,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    partial: Callable[[FrameTable], None] | None = None,
    first: FirstFrame | None = None,
) -> FrameTable:
    """Read through a recording and list its shown frames.

    Decodes the first packets only, to learn which frame is the first that can be shown; all of the file where
    it leaves presentation times out or has more packets than frames. Where there is only sound, a grid takes their
    place (annotator.media.grid).

    Args:
        path: The recording, in one part.
        stream: Which of its video streams, 0-based.
        progress: Told the part done, 0 to 1.
        should_stop: Asked often; when it says True, the table so far is returned with `complete` False.
        partial: Told the table so far, now and then. A later table only adds frames at the end.
        first: Told frame 0 as soon as it is decoded, before any table, unless it is spoilt.

    Raises:
        MediaError: The file cannot be opened, or has no frame that can be shown.
    """
    try:
        start = try_start(path, stream, first)
    except NoPictureError:
        return scan_sound(path, progress, should_stop)
    with closing(open_recording(path)) as container:
        found = _Found(container, picture_stream(container, stream), start)
        known_at = 0.0  # the first partial table comes as soon as it can: playing starts with it
        for done in found.read(sum(file.stat().st_size for file in files_of(path))):
            if should_stop is not None and should_stop():
                break
            if progress is not None:
                progress(done)
            if partial is None or found.count <= 2 * _FRAMES_OPEN_TO_CHANGE:
                continue
            if time.monotonic() - known_at > _PARTIAL_EVERY_S:
                partial(found.table(complete=False))
                known_at = time.monotonic()
        else:
            found.ended = True
        if not found.count:
            raise nothing_to_show(path)
        return found.table(complete=found.ended)


@dataclass(slots=True)
class _Found:
    """The frames and keyframes found so far."""

    container: InputContainer
    pictures: VideoStream
    start: Start
    stamps: "array[int]" = field(default_factory=lambda: array("q"))
    keys: list[tuple[int, int, int, int]] = field(default_factory=list)  # stamp, ticks, byte, shift
    first_key: tuple[int, int, int] | None = None  # of the first packet, shown or not: ticks, byte, shift
    last_byte: int = 0
    last_places: deque[int] = field(default_factory=lambda: deque([0], maxlen=_PACKETS_BEFORE_KEY + 1))
    last_stamp: int = 0
    last_length: int = 0
    ended: bool = False
    broken_off: bool = False

    @property
    def count(self) -> int:
        return len(self.stamps)

    def read(self, size: int) -> Iterator[float]:
        """Read all packets, or as many as there are to be had; yields the part done, 0 to 1."""
        try:
            yield from self._read(size)
        except MediaError:
            if not self.count:
                raise
            self.broken_off = True

    def _read(self, size: int) -> Iterator[float]:
        times = PacketTimes(tick_of(self.pictures), may_jump=times_may_jump(self.container), by_dts=self.start.by_dts)
        decoder = Decoder(self.pictures) if self.start.by_decoding else None
        for packet in video_packets(self.container, self.pictures):
            raw = packet.dts if self.start.by_dts else packet.pts
            stamp = times.stamp(packet)
            self._note_place(packet)
            if self.first_key is None and raw is not None:
                self.first_key = (raw, self.last_byte, times.shift)
            if stamp is not None and stamp >= self.start.first_stamp:
                self._note(packet, stamp, raw, times.shift)
                if decoder is None:
                    self.stamps.append(stamp)
            if decoder is not None:
                self.stamps.extend(stamps_of(decoder.feed(packet, stamp)))
            yield min(1.0, self.last_byte / size)
        if decoder is not None:
            self.stamps.extend(stamps_of(decoder.drain()))

    def _note_place(self, packet: "Packet[VideoStream]") -> None:
        if packet.pos is not None and packet.pos >= 0:  # else it begins within the last known place
            self.last_byte = packet.pos
        self.last_places.append(self.last_byte)

    def _note(self, packet: "Packet[VideoStream]", stamp: int, raw: int | None, shift: int) -> None:
        if stamp >= self.last_stamp:
            self.last_stamp, self.last_length = stamp, packet.duration or 0
        if packet.is_keyframe and raw is not None:
            begins_part = not self.keys or shift != self.keys[-1][3]
            place = self.last_byte if begins_part else self.last_places[0]
            self.keys.append((stamp, raw, place, shift))

    def table(self, *, complete: bool) -> FrameTable:
        """The frames found so far as a table; an incomplete one leaves out those that may still be reordered."""
        all_stamps = np.array(self.stamps, np.int64)
        stamps, first_seen = self._shown(all_stamps)
        if not complete:
            stamps = stamps[: max(1, len(stamps) - _FRAMES_OPEN_TO_CHANGE)]
        order = np.argsort(stamps, kind="stable")
        tick = tick_of(self.pictures)
        pts_ms = _rising(_to_ms(stamps[order] - first_seen, tick))
        keyframes, keys = self._keyframes(stamps, order)
        return FrameTable(
            stamps=stamps,
            pts_ms=pts_ms,
            duration_ms=int(pts_ms[-1]) + self._length_ms(pts_ms, tick),
            tick=tick,
            keyframes=keyframes,
            key_ticks=keys[:, 0],
            key_bytes=keys[:, 1],
            key_shifts=keys[:, 2],
            key_parts=np.zeros(len(keyframes), np.int64),
            shared=np.flatnonzero(_counts(all_stamps, stamps, order) > 1),
            one_a_packet=self.start.one_a_packet,
            by_dts=self.start.by_dts,
            by_bytes=times_may_jump(self.container),
            complete=complete,
            _order=order,
            broken_off=self.broken_off,
        )

    def _keyframes(self, stamps: Whole, order: Whole) -> tuple[Whole, Whole]:
        """Indices of the keyframes, the first of them 0, and their ticks, bytes and shifts, one row each."""
        keys = np.array(self.keys, np.int64).reshape(-1, 4)
        near = order[np.searchsorted(stamps, keys[:, 0], sorter=order).clip(max=len(stamps) - 1)]
        known = stamps[near] == keys[:, 0]
        found = dict(zip(near[known].tolist(), keys[known, 1:].tolist(), strict=True))
        assert self.first_key is not None  # a stamp was found, so a packet was
        found.setdefault(0, list(self.first_key))
        indices = sorted(found)
        return np.array(indices, np.int64), np.array([found[index] for index in indices], np.int64)

    def _shown(self, stamps: Whole) -> tuple[Whole, int]:
        """Stamps in the order of show, each once, and the lowest of them."""
        if self.start.by_dts:
            _, first_places = np.unique(stamps, return_index=True)
            stamps = stamps[np.sort(first_places)]
        else:
            stamps = np.unique(stamps)
        return stamps, int(stamps.min())

    def _length_ms(self, pts_ms: Whole, tick: Fraction) -> int:
        if self.last_length:
            return int(_to_ms(np.array([self.last_length]), tick)[0])
        return round(float(np.median(np.diff(pts_ms)))) if len(pts_ms) > 1 else 0


def _counts(all_stamps: Whole, stamps: Whole, order: Whole) -> Whole:
    """How many frames have each stamp."""
    counts = np.zeros(len(stamps), np.int64)
    places = np.searchsorted(stamps, all_stamps, sorter=order).clip(max=len(stamps) - 1)
    known = stamps[order[places]] == all_stamps  # of a table that is not complete, the last ones are left out
    np.add.at(counts, order[places[known]], 1)
    return counts


def _to_ms(ticks: Whole, tick: Fraction) -> Whole:
    """Whole ms, rounded as `round` does; in integers, since many ticks do not fit a float's precision."""
    whole, rest = np.divmod(1000 * tick.numerator * ticks, tick.denominator)
    up = (2 * rest > tick.denominator) | ((2 * rest == tick.denominator) & (whole % 2 == 1))
    return np.asarray(whole + up, np.int64)


def _rising(ms: Whole) -> Whole:
    """Make neighbours that round to the same ms strictly increasing."""
    places = np.arange(len(ms))
    return np.maximum.accumulate(ms - places) + places
