"""Times of MPEG-1 and MPEG-2 pictures, corrected where several share one time in the file.

MPEG-PS gives one presentation time to a pack. Where pictures are small, several begin in one pack; the others then have
no time, or one made up that runs back and forth. But each picture says its place in the order of show within its group
(ISO/IEC 13818-2, 6.3.9, temporal_reference), so the times of a group follow from those most of its pictures agree on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from av.packet import Packet
from av.video.stream import VideoStream

from annotator.errors import MediaError

_PICTURE_BEGINS = b"\0\0\1\0"
_HEADERS_BYTES = 512
_LONGEST_GROUP = 300


def in_groups(packets: "Iterable[Packet[VideoStream]]") -> "Iterator[Packet[VideoStream]]":
    """The same packets, times corrected group by group. What a disk does not give is told after the last of them."""
    group: list[Packet[VideoStream]] = []
    due: int | None = None
    try:
        for packet in packets:
            if group and (packet.is_keyframe or len(group) == _LONGEST_GROUP):
                due = _mend(group, due)
                yield from group
                group = []
            group.append(packet)
    except MediaError:
        _mend(group, due)
        yield from group
        raise
    _mend(group, due)
    yield from group


def _mend(group: "list[Packet[VideoStream]]", due: int | None) -> int | None:
    """Correct the times of a group; the time at which the next one is due, where that can be told.

    Args:
        group: Its packets, in the order of the file.
        due: The time at which this one is due.
    """
    places = [place for packet in group if (place := _place(packet)) is not None]
    length = next((packet.duration for packet in group if packet.duration), 0)
    starts = _starts(group, places, length)
    if not starts:
        return None
    # Of equally many the later one: a made-up time counts on from the last one known and comes too early.
    start = due if due is not None and due in starts else max(starts, key=lambda one: (starts[one], one))
    if starts[start] < len(group) and (start == due or _is_faulty(group, places)):
        for order, (packet, place) in enumerate(zip(group, places, strict=True)):
            packet.pts, packet.dts = start + place * length, start + (order - 1) * length
    return start + len(group) * length if group[0].is_keyframe else None


def _starts(group: "list[Packet[VideoStream]]", places: list[int], length: int) -> Counter[int]:
    """When the group begins by each of its packets; nothing where their places are not told, or not all different."""
    if not length or not len(set(places)) == len(places) == len(group):
        return Counter()
    found = zip(group, places, strict=True)
    return Counter(packet.pts - place * length for packet, place in found if packet.pts is not None)


def _is_faulty(group: "list[Packet[VideoStream]]", places: list[int]) -> bool:
    """Whether a time is missing, or the times do not rise in the order of show."""
    times = [packet.pts for _, packet in sorted(zip(places, group, strict=True), key=lambda one: one[0])]
    given = [time for time in times if time is not None]
    return len(given) < len(times) or any(after <= before for before, after in pairwise(given))


def _place(packet: "Packet[VideoStream]") -> int | None:
    """The place of a picture in its group, in the order of show."""
    data = bytes(memoryview(packet)[:_HEADERS_BYTES])
    begin = data.find(_PICTURE_BEGINS) + len(_PICTURE_BEGINS)
    if begin < len(_PICTURE_BEGINS) or begin + 1 >= len(data):
        return None
    return data[begin] << 2 | data[begin + 1] >> 6
