"""What an H.264 packet tells of its frame without being decoded (ITU-T H.264, 7.3 and 7.4)."""

from collections.abc import Iterator

from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

TYPE_OF_UNIT = 0x1F  # nal_unit_type
SLICES = {1, 5}  # of a frame, of a keyframe
SEQUENCE, PICTURES = 7, 8
PARAMETERS = {SEQUENCE, PICTURES, 13, 15}
_START_CODE = b"\0\0\1"


class Units:
    """Finds the units (NAL units) that the packets of an H.264 stream consist of.

    Args:
        extra: What the file keeps for the decoder apart from the packets; it says how they are divided.
    """

    def __init__(self, extra: bytes) -> None:
        self._length_bytes = (extra[4] & 3) + 1 if len(extra) > 4 and extra[0] == 1 else 0  # 0: start codes instead

    @property
    def are_counted(self) -> bool:
        """Whether the length of each unit stands before it (MP4, MKV), instead of a start code."""
        return bool(self._length_bytes)

    def places(self, data: bytes) -> Iterator[int]:
        """Where each unit of a packet begins that has two bytes at least."""
        return self._counted(data) if self._length_bytes else after_start_codes(data)

    def _counted(self, data: bytes) -> Iterator[int]:
        place, size = 0, self._length_bytes
        while (begin := place + size) < len(data) - 1:
            yield begin
            place = begin + int.from_bytes(data[place:begin], "big")


class Slices:
    """Reads the first bytes of the slices of an H.264 stream; of other streams it knows nothing.

    Args:
        context: The decoder of the stream.
    """

    def __init__(self, context: VideoCodecContext) -> None:
        self._is_known = context.name == "h264"
        self._units = Units(context.extradata or b"")

    def can_be_left_out(self, packet: "Packet[VideoStream]") -> bool:
        """Whether no other frame leans on this one, nor on parameters that come with it."""
        if not self._is_known:
            return False
        data = bytes(packet)
        headers = [data[place] for place in self._units.places(data)]
        kinds = {header & TYPE_OF_UNIT for header in headers}
        if kinds & PARAMETERS or not kinds & SLICES:
            return False
        return all(header & 0x60 == 0 for header in headers if header & TYPE_OF_UNIT in SLICES)  # nal_ref_idc


def after_start_codes(data: bytes) -> Iterator[int]:
    """Where each unit begins in a row of units with start codes before them."""
    place = data.find(_START_CODE)
    while 0 <= place < len(data) - len(_START_CODE) - 1:
        place += len(_START_CODE)
        yield place
        place = data.find(_START_CODE, place)
