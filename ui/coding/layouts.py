"""How the room of the Code workspace is shared out: four layouts, until the coder drags a divider."""

from typing import Literal, NamedTuple

Layout = Literal["balanced", "picture", "table", "timeline"]

PICTURE_WIDTH, PICTURE_HEIGHT = 600, 338
"""The least that the layouts give the picture, in px, where the window is large enough: 16:9."""
SIDE_WIDTH = 552
"""Room for every column of the event table."""
_LEAST_SIDE = 440
_WITHOUT_PICTURE, _TABLE_ALONE = 0.55, 348
"""While the picture is elsewhere: the share of the timeline, and px for eight rows of events with their heads."""
_PICTURE_BESIDE_TABLE = 0.45
"""Of the width, at most, where the table is what counts."""
_TIMELINE_SHARE, _LARGEST_SHARE = 0.38, 0.46
"""Of the height, for the timeline: usually, and where all tracks come into sight by it."""


class Room(NamedTuple):
    """What there is to share out, in px.

    Attributes:
        width: of the workspace.
        height: of the workspace.
        below_picture: how high the line and the transport below the picture are.
        least: the height at which the timeline still shows the keys of all codes.
        tight: the height at which it just shows all tracks.
        whole: the height at which it shows all tracks with their headings.
        aspect: width of the picture by its height.
    """

    width: int
    height: int
    below_picture: int
    least: int
    tight: int
    whole: int
    aspect: float = 16 / 9


def share_out(layout: Layout, room: Room) -> tuple[int, int]:
    """Return how wide the picture and how high the timeline are to be, in px.

    >>> share_out("balanced", Room(1300, 700, 70, 190, 240, 300))
    (647, 266)
    """
    most = max(room.height - room.below_picture - PICTURE_HEIGHT, room.least)
    share = round(room.height * _TIMELINE_SHARE)
    usual = min(room.whole, max(share, room.tight if room.tight <= room.height * _LARGEST_SHARE else 0))
    low = max(room.least, round(room.height * 0.2))
    height = {"balanced": usual, "picture": low, "table": low, "timeline": most}[layout]
    height = max(min(height, most), room.least)
    width = round((room.height - height - room.below_picture) * room.aspect)  # wider would be black at both sides
    if layout == "table":
        width = min(width, round(room.width * _PICTURE_BESIDE_TABLE))
    widest = room.width - (_LEAST_SIDE if layout == "picture" else SIDE_WIDTH)
    return min(max(width, PICTURE_WIDTH), widest), height


def without_picture(room: Room) -> int:
    """Return how high the timeline is to be while the picture has a window of its own, in px."""
    most = min(round(room.height * _WITHOUT_PICTURE), room.height - _TABLE_ALONE)
    return max(room.least, min(room.whole, most))
