"""Decoding onwards from one keyframe."""

import math
import os
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Literal, Self

import av
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.errors import MediaError
from annotator.media.av1 import DECODERS, Av1Frames
from annotator.media.packets import Decoder, PacketTimes, video_packets
from annotator.media.recording import Recording, open_recording, parts_of, picture_stream, times_may_jump
from annotator.media.slices import Slices
from annotator.media.table import FrameTable

_CAN_PASS_OVER = frozenset({"h264", "hevc", "mpeg1video", "mpeg2video", "mpeg4", "vp8", "vc1", "wmv3"})
"""Decoders that can be told packet by packet to pass over a frame. AV1's takes the setting once, when it is opened."""
_MOST_THREADS = 16  # by itself, a decoder takes one more than there are cores, and the frame that is waited for waits


class Run:
    """Owns an open recording and decodes it packet by packet. For one thread only.

    Attributes:
        next_index: Frames before this one have come out, or will not in this run.
        first_index: The first frame that came out, or None.
        skipped_to: Frames up to this one may have been left out on the way.
        usable: Whether more frames can come out; else only `begin` helps.
        at_end: Whether the end of the file was reached, of several files that of the one in hand.
        place: Place among the keyframes at which the run began.
        quiet_since: Since when nothing has come out though packets went in, in seconds of `time.monotonic`.
        quiet_packets: How many packets went in since then.

    Raises:
        MediaError: The recording cannot be opened.
    """

    def __init__(self, recording: Recording, stream: int) -> None:
        self._parts, self._part, self._stream_number = parts_of(recording), 0, stream
        self._skip: Literal["DEFAULT", "NONREF"]
        self._passes_by = self._at_keyframe = False
        self._is_sought_start = self._cannot_seek_to_start = False
        self._held: tuple[int, VideoFrame] | None = None
        self._times: PacketTimes
        self._packets: Iterator[Packet[VideoStream]]
        self._open()
        self.usable = self.at_end = False
        self.place = 0
        self.next_index = self.skipped_to = 0
        self.first_index: int | None = None
        self.quiet_since, self.quiet_packets = 0.0, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()

    @property
    def stream(self) -> VideoStream:
        """The video stream."""
        return self._stream

    @property
    def bad_packets(self) -> int:
        """How many packets could not be decoded so far."""
        return self._decoder.bad_packets

    def begin(self, table: FrameTable, place: int) -> None:
        """Start again at a keyframe, given by its place among the keyframes of the table.

        Raises:
            MediaError: The recording cannot be read any more.
        """
        self.place = place
        self.next_index = int(table.keyframes[place])
        self.first_index = None
        self.skipped_to = self.next_index - 1
        self.usable, self.at_end = True, False
        self.rest()
        self._turn_to(int(table.key_parts[place]))
        self._seek(table)
        self._read_on(table)

    def rest(self) -> None:
        """Count from now on how long nothing comes out."""
        self.quiet_since, self.quiet_packets = time.monotonic(), 0

    def feed(self, table: FrameTable, full_from: int) -> list[tuple[int, VideoFrame]]:
        """Decode one packet; frames that come out, in the order of show, with their indices.

        Frames before `full_from` on which no other leans are left out, to get on faster.

        Raises:
            MediaError: The recording cannot be read any more.
        """
        while (packet := self._next_packet(table)) is not None:
            self.quiet_packets += 1
            if self._overshot(packet, table):
                self._begin_file_anew(table)
                continue
            self._at_keyframe = self._at_keyframe or self._can_begin(packet, table)
            if not self._at_keyframe:
                return []
            stamp = self._times.stamp(packet)
            if not self._times.is_second_field:  # that is passed by if its first field was
                self._passes_by = self._is_passed_by(stamp, full_from, table)
            needed = self._needed_of(packet)
            if needed is not None:
                self._prepare()
                return self._known(table, self._decoder.feed(needed, stamp))
        self.usable, self.at_end = False, True
        return [*self._known(table, self._decoder.drain()), *self._let_go()]

    def _is_passed_by(self, stamp: int | None, full_from: int, table: FrameTable) -> bool:
        """Whether the frame with this stamp is passed by."""
        index = None if stamp is None else table.index_of(stamp)
        if index is None or index >= full_from:
            return False
        if not table.one_a_packet or self._stream.codec_context.name not in _CAN_PASS_OVER | DECODERS:
            return False
        self.skipped_to = max(self.skipped_to, index)
        return True

    def _needed_of(self, packet: "Packet[VideoStream]") -> "Packet[VideoStream] | None":
        """What of a packet is decoded: all of it or, if its frame is passed by, what others lean on."""
        leaned_on = self._av1_frames.leaned_on(packet)  # of every packet, since a stream may change its ways
        if not self._passes_by:
            return packet
        return None if self._slices.can_be_left_out(packet) else leaned_on

    def _next_packet(self, table: FrameTable) -> "Packet[VideoStream] | None":
        try:
            return next(self._packets, None)
        except MediaError:
            if not table.broken_off:
                raise
            return None  # as it was when the frames were listed: the rest is not to be had

    def _overshot(self, packet: "Packet[VideoStream]", table: FrameTable) -> bool:
        """Whether this is the first packet after a seek to the beginning, and that led beyond it."""
        raw = packet.dts if table.by_dts else packet.pts
        if not self._is_sought_start or raw is None:
            return False
        self._is_sought_start = False
        return raw > int(table.key_ticks[self.place])

    def _prepare(self) -> None:
        """Set the decoder so that it passes over a frame on which no other leans, or not."""
        passes_over = self._passes_by and self._decoder.context.name in _CAN_PASS_OVER
        skip: Literal["DEFAULT", "NONREF"] = "NONREF" if passes_over else "DEFAULT"
        if self._skip != skip:
            self._decoder.context.skip_frame = self._skip = skip
        if not self._decoder.context.is_open:
            self._decoder.context.thread_count = min(os.cpu_count() or 1, _MOST_THREADS)

    def _can_begin(self, packet: "Packet[VideoStream]", table: FrameTable) -> bool:
        """Whether this is a keyframe, and its time is not one made up after a seek by byte."""
        if not table.by_bytes:
            return packet.is_keyframe
        raw = packet.dts if table.by_dts else packet.pts
        index = None if raw is None else table.index_of(raw + self._times.shift)
        return packet.is_keyframe and index == table.keyframes[table.keyframe_before(index or 0)]

    def _known(self, table: FrameTable, frames: list[VideoFrame]) -> list[tuple[int, VideoFrame]]:
        """Frames that are in the table and not before the keyframe (those lean on frames that were not decoded)."""
        found: list[tuple[int, VideoFrame]] = []
        for frame in frames:
            index = None if frame.pts is None else table.index_of(frame.pts)
            if index is None:
                self.usable = self.usable and table.complete  # else decoded before the scan came here, and lost
            elif index >= self.next_index:
                found += self._let_go(before=index)
                if table.is_shared(index):
                    self._held = (index, frame)  # the last one with this time is the one to be shown
                else:
                    found.append((index, frame))
                    self.next_index = index + 1
        if found:
            self.rest()
            self.first_index = found[0][0] if self.first_index is None else self.first_index
        return found

    def _let_go(self, before: float = math.inf) -> list[tuple[int, VideoFrame]]:
        """The frame that waited for others with its time, unless the next one is such."""
        if self._held is None or self._held[0] >= before:
            return []
        held, self._held = self._held, None
        self.next_index = held[0] + 1
        self.first_index = held[0] if self.first_index is None else self.first_index
        return [held]

    def _seek(self, table: FrameTable) -> None:
        is_start = self.place == table.part_begins(self._part)
        if is_start and self._cannot_seek_to_start:
            self._begin_file_anew(table)
            return
        self._is_sought_start = is_start
        try:
            if table.by_bytes:
                self._container.seek(int(table.key_bytes[self.place]), unsupported_byte_offset=True)
            else:
                self._container.seek(_just_before_next_frame(table, self.place), stream=self._stream)
        except av.FFmpegError:  # this file can only be read from its beginning
            self._begin_file_anew(table)

    def _begin_file_anew(self, table: FrameTable) -> None:
        """Open the file once more: its beginning cannot be found by a seek (raw DV, some edit lists)."""
        self._container.close()
        self._open()
        self.place = table.part_begins(self._part)
        self.next_index = int(table.keyframes[self.place])
        self._is_sought_start, self._cannot_seek_to_start = False, True
        self._read_on(table)

    def _read_on(self, table: FrameTable) -> None:
        """Read packets from here on, which is at a keyframe or before one."""
        self._at_keyframe = self._passes_by = False
        self._held = None
        self._packets = video_packets(self._container, self._stream)
        self._times = PacketTimes(
            table.tick,
            may_jump=times_may_jump(self._container),
            by_dts=table.by_dts,
            shift=int(table.key_shifts[self.place]),
        )

    def _turn_to(self, part: int) -> None:
        if part != self._part:
            self._container.close()
            self._part = part
            self._open()

    def _open(self) -> None:
        self._container = open_recording(self._parts[self._part])
        self._stream = picture_stream(self._container, self._stream_number)
        self._decoder = Decoder(self._stream)
        self._slices = Slices(self._stream.codec_context)
        self._av1_frames = Av1Frames(self._stream.codec_context)
        self._skip = "DEFAULT"


def _just_before_next_frame(table: FrameTable, place: int) -> int:
    """A time in the file, in ticks, at which a seek finds this keyframe even where an edit list shifts its index."""
    ticks, following = int(table.key_ticks[place]), int(table.keyframes[place]) + 1
    if table.by_dts or following >= len(table):
        return ticks
    return max(ticks, int(table.stamps[following] - table.key_shifts[place]) - 1)
