"""Decodes a whole recording once, and searches it at random to see whether the same frames come back."""

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from annotator.media.packets import Decoder, PacketTimes, video_packets
from annotator.media.picture import Picture
from annotator.media.reader import FrameReader
from annotator.media.recording import Recording, open_recording, parts_of, picture_stream, times_may_jump
from annotator.media.sound_decode import SOUND_RATE_HZ, SoundDecoder
from annotator.media.table import FrameTable

_PROOFS = 10
_SMALL = 32
_ALIKE = 2.0  # of 255, on the average; the same frame decoded twice is the same to the bit


@dataclass(slots=True)
class Seen:
    """What playing through showed.

    Attributes:
        indices: Frames that came out of the decoder.
        damaged: Packets that could not be decoded, and frames that were decoded with faults.
        interlaced: Whether frames consist of two fields.
        small: Some frames chosen at random, scaled down.
    """

    indices: set[int] = field(default_factory=set)
    damaged: int = 0
    interlaced: bool = False
    small: dict[int, NDArray[np.uint8]] = field(default_factory=dict)


def play_through(recording: Recording, table: FrameTable, progress: Callable[[float], None]) -> Seen:
    """Decode all frames.

    Raises:
        MediaError: The recording cannot be read.
    """
    seen = Seen()
    chosen = random.Random(len(table))  # noqa: S311  (which frames to look at is no secret)
    wanted = set(chosen.sample(range(len(table)), min(_PROOFS, len(table))))
    for number, part in enumerate(parts_of(recording)):
        shift = int(table.key_shifts[table.part_begins(number)])
        with closing(open_recording(part)) as container:
            stream = picture_stream(container)
            decoder = Decoder(stream)
            times = PacketTimes(table.tick, may_jump=times_may_jump(container), by_dts=table.by_dts, shift=shift)
            for packet in video_packets(container, stream):
                _look_at(decoder.feed(packet, times.stamp(packet)), table, wanted, seen)
                progress(min(1.0, len(seen.indices) / len(table)))
            _look_at(decoder.drain(), table, wanted, seen)
            seen.damaged += decoder.bad_packets
    return seen


def count_found_again(recording: Recording, table: FrameTable, seen: Seen) -> int:
    """Search the chosen frames in a random order; how many looked as they did when playing through.

    Raises:
        MediaError: The recording cannot be read.
    """
    right = 0
    with closing(FrameReader(recording, table=table)) as reader:
        for index, small in seen.small.items():
            again = reader.read(index).to_bgra(_SMALL, _SMALL)
            right += float(np.abs(again.astype(np.int16) - small).mean()) <= _ALIKE
    return right


def sound_extent(recording: Recording, table: FrameTable) -> tuple[int, int] | None:
    """When the sound begins and ends, in ms after the first shown frame; None without sound.

    Raises:
        MediaError: The recording cannot be opened.
    """
    with closing(SoundDecoder(recording)) as decoder:
        first_ms: float | None = None
        end_ms = 0.0
        for at_ms, frame in decoder.frames_from_start(table):
            first_ms = at_ms if first_ms is None else first_ms
            end_ms = at_ms + frame.samples * 1000 / (frame.sample_rate or SOUND_RATE_HZ)
    return None if first_ms is None else (round(first_ms), round(end_ms))


def _look_at(frames: list[VideoFrame], table: FrameTable, wanted: set[int], seen: Seen) -> None:
    for frame in frames:
        index = None if frame.pts is None else table.index_of(frame.pts)
        if index is None:
            continue
        seen.indices.add(index)
        seen.damaged += frame.is_corrupt
        seen.interlaced = seen.interlaced or frame.interlaced_frame
        if index in wanted:
            seen.small[index] = Picture(index, table.ms_at(index), frame).to_bgra(_SMALL, _SMALL)
