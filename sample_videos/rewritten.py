"""Clips rewritten packet by packet into kinds of file that no encoder at hand makes."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

_FRAME_BEGINS = b"\0\0\1\xb6"  # of MPEG-4: vop_start_code
_SAYS_PACKED = b"\0\0\1\xb2DivX503b1393p"
_PLACEHOLDER = _FRAME_BEGINS + bytes([0x51, 0x9C])  # a frame that says only that it is not coded
_B_FRAME = 0b10  # vop_coding_type, the first bits of a frame


def pack_b_frames(path: Path) -> None:
    """Put the first B-frame after each other frame of an MPEG-4 AVI into the packet before it, as DivX and XviD do.

    A placeholder stands after the last of them, so that each frame shown still has a packet.
    """

    def rewritten(source: InputContainer) -> "Iterator[Packet[Stream]]":
        packets = [packet for packet in source.demux(video=0) if packet.size]
        frames = [bytes(packet) for packet in packets]
        begin = frames[0].find(_FRAME_BEGINS)
        frames[0] = frames[0][:begin] + _SAYS_PACKED + frames[0][begin:]
        for packet, data in zip(packets, _packed(frames), strict=True):
            yield new_packet(data, packet.dts, packet.dts, is_keyframe=packet.is_keyframe)

    rewrite(path, rewritten)


def _packed(frames: list[bytes]) -> Iterator[bytes]:
    for before, frame, after in zip([b"", *frames], frames, [*frames[1:], b""], strict=False):
        is_first = _is_b_frame(frame) and not _is_b_frame(before)
        ahead = after if _is_b_frame(after) and not _is_b_frame(frame) else b""
        if not is_first:
            yield frame + ahead
        if _is_b_frame(frame) and not _is_b_frame(after):
            yield _PLACEHOLDER


def keep_packets_only(path: Path) -> None:
    """Take the container away: a raw DV recording is its frames one after the other."""
    with av.open(str(path)) as source:
        frames = [bytes(packet) for packet in source.demux(video=0)]
    path.write_bytes(b"".join(frames))


def rewrite(
    path: Path,
    rewritten: Callable[[InputContainer], "Iterable[Packet[Stream]]"],
    options: dict[str, str] | None = None,
) -> None:
    """Write a recording anew from packets that are made of its own; options are those of the container."""
    whole = path.rename(path.with_name(f"whole_{path.name}"))
    every_time_the_same = {"fflags": "+bitexact"}
    with (
        av.open(str(whole)) as source,
        av.open(str(path), "w", container_options=options or every_time_the_same) as out,
    ):
        stream = out.add_stream_from_template(source.streams.video[0])
        tick = source.streams.video[0].time_base or Fraction(1, 1000)
        for packet in rewritten(source):
            packet.stream, packet.time_base = stream, tick
            out.mux(packet)
    whole.unlink()


def new_packet(data: bytes, dts: int | None, pts: int | None, *, is_keyframe: bool) -> "Packet[Stream]":
    """Return a packet of these bytes and times."""
    packet = Packet(data)
    packet.dts, packet.pts, packet.is_keyframe = dts, pts, is_keyframe
    return packet


def _is_b_frame(data: bytes) -> bool:
    place = data.find(_FRAME_BEGINS)
    return place >= 0 and data[place + len(_FRAME_BEGINS)] >> 6 == _B_FRAME
