"""Decodes a whole recording once, and searches it at random to see whether the same frames come back."""

import random
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from av.video.stream import VideoStream
from numpy.typing import NDArray

from annotator.media.packets import Decoder, PacketTimes, video_packets
from annotator.media.picture import digest_of
from annotator.media.reader import FrameReader
from annotator.media.recording import Recording, open_recording, parts_of, picture_stream, times_may_jump
from annotator.media.stretches import Stretch, stretches
from annotator.media.table import FrameTable

_ANYWHERE = 6
_KEYFRAMES = 3  # each with the frame before it and the one after it
_OF_EACH_KIND = 2
_LOOK_EVERY_MS = 500
_SMALL = 48
_BLACK = 24  # of 255
_ALIKE = 2
_LEAST_MS = 10_000  # an empty room stands still for some seconds, too


@dataclass(slots=True)
class Seen:
    """What playing through showed.

    Attributes:
        indices: Frames that came out of the decoder.
        damaged: Packets that could not be decoded, and frames that were decoded with faults.
        interlaced: Whether frames consist of two fields.
        digests: Hashes of the frames to be looked for: the first two, the last, some keyframes with those around them,
            some anywhere, and some of each kind (I, P, B).
        spoilt: Places of keyframes after which something is damaged; nothing there is looked for.
        looks: When frames were looked at, and how they look: small and grey.
    """

    indices: set[int] = field(default_factory=set)
    damaged: int = 0
    interlaced: bool = False
    digests: dict[int, str] = field(default_factory=dict)
    spoilt: set[int] = field(default_factory=set)
    looks: list[tuple[int, NDArray[np.int16]]] = field(default_factory=list)

    def black(self, end_ms: int) -> tuple[Stretch, ...]:
        """Where the picture is black."""
        return stretches(((ms, bool(small.max() < _BLACK)) for ms, small in self.looks), end_ms, _LEAST_MS)

    def frozen(self, end_ms: int) -> tuple[Stretch, ...]:
        """Where there is a picture, but it does not change."""
        stays = [
            (ms, bool(small.max() >= _BLACK and np.abs(later - small).max() <= _ALIKE))
            for (ms, small), (_, later) in pairwise(self.looks)
        ]
        return stretches(stays, end_ms, _LEAST_MS)


def play_through(recording: Recording, table: FrameTable, progress: Callable[[float], None]) -> Seen:
    """Decode all frames.

    Raises:
        MediaError: The recording cannot be read.
    """
    player = _Playthrough(table)
    for number, part in enumerate(parts_of(recording)):
        shift = int(table.key_shifts[table.part_begins(number)])
        with closing(open_recording(part)) as container:
            stream = picture_stream(container)
            decoder = Decoder(stream)
            times = PacketTimes(table.tick, may_jump=times_may_jump(container), by_dts=table.by_dts, shift=shift)
            for packet in video_packets(container, stream):
                player.feed(decoder, packet, times.stamp(packet))
                progress(min(1.0, len(player.seen.indices) / len(table)))
            player.look_at(decoder.drain())
            player.seen.damaged += decoder.bad_packets
    return player.finished()


class _Playthrough:
    """Looks at the frames of a recording as they come, and chooses those to be looked for."""

    def __init__(self, table: FrameTable) -> None:
        self.seen = Seen()
        self._table = table
        self._chance = random.Random(len(table))  # noqa: S311  (which frames to look at is no secret)
        self._wanted = self._chosen()
        self._of_kind: dict[int, list[int]] = defaultdict(list)
        self._count_of_kind: dict[int, int] = defaultdict(int)
        self._look_from_ms = 0

    def feed(self, decoder: Decoder, packet: "Packet[VideoStream]", stamp: int | None) -> None:
        bad_packets = decoder.bad_packets
        self.look_at(decoder.feed(packet, stamp))
        if decoder.bad_packets > bad_packets:
            index = None if stamp is None else self._table.index_of(stamp)
            self._note_fault(max(self.seen.indices, default=0) if index is None else index)

    def look_at(self, frames: list[VideoFrame]) -> None:
        for frame in frames:
            index = None if frame.pts is None else self._table.index_of(frame.pts)
            if index is not None:
                self._look_at(index, frame)

    def finished(self) -> Seen:
        """What was seen, without what cannot be looked for."""
        for index in range(len(self._table)):
            if index not in self.seen.indices:
                self._note_fault(index)
        chosen = self._wanted.union(*self._of_kind.values())
        self.seen.digests = {
            index: digest
            for index, digest in self.seen.digests.items()
            if index in chosen and self._table.keyframe_before(index) not in self.seen.spoilt
        }
        return self.seen

    def _chosen(self) -> set[int]:
        count = len(self._table)
        keyframes = self._chance.sample(self._table.keyframes.tolist(), min(_KEYFRAMES, len(self._table.keyframes)))
        around = {one + step for one in keyframes for step in (-1, 0, 1)}
        anywhere = self._chance.sample(range(count), min(_ANYWHERE, count))
        return {one for one in {0, 1, count - 1, *around, *anywhere} if 0 <= one < count}

    def _look_at(self, index: int, frame: VideoFrame) -> None:
        seen = self.seen
        seen.indices.add(index)
        seen.damaged += frame.is_corrupt
        seen.interlaced = seen.interlaced or frame.interlaced_frame
        if frame.is_corrupt:
            self._note_fault(index)
        if index in self._wanted or index in seen.digests or self._is_drawn(index, int(frame.pict_type)):
            seen.digests[index] = digest_of(frame)
        ms = self._table.ms_at(index)
        if ms >= self._look_from_ms:
            seen.looks.append((ms, _small(frame)))
            self._look_from_ms = ms + _LOOK_EVERY_MS

    def _is_drawn(self, index: int, kind: int) -> bool:
        """Whether a frame is one of a few of its kind, chosen so that each has the same chance."""
        self._count_of_kind[kind] += 1
        drawn, count = self._of_kind[kind], self._count_of_kind[kind]
        if len(drawn) < _OF_EACH_KIND:
            drawn.append(index)
            return True
        place = self._chance.randrange(count)
        if place < _OF_EACH_KIND:
            drawn[place] = index
        return place < _OF_EACH_KIND

    def _note_fault(self, index: int) -> None:
        self.seen.spoilt.add(self._table.keyframe_before(index))


def count_found_again(recording: Recording, table: FrameTable, seen: Seen) -> int:
    """Search the chosen frames in a random order; how many came exactly as they did when playing through.

    Raises:
        MediaError: The recording cannot be read.
    """
    order = list(seen.digests)
    random.Random(len(table)).shuffle(order)  # noqa: S311  (no secret)
    right = 0
    with closing(FrameReader(recording, table=table)) as reader:
        for index in order:
            again = reader.read(index)
            right += again.exact and not again.damaged and digest_of(again.frame) == seen.digests[index]
    return right


def _small(frame: VideoFrame) -> NDArray[np.int16]:
    small = frame.reformat(_SMALL, _SMALL, format="gray", interpolation=Interpolation.AREA)
    return small.to_ndarray().astype(np.int16)
