"""Where each camera is painted. Pure geometry."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPoint, QRect, QSize

from ui.video_paint import fitted_shape

_GAP = 12
_SIDE_GAP = 4
_SMALL_SHARE = 0.24


def one_large(shapes: Sequence[tuple[int, int]], large: int, stage: QRect) -> dict[int, QRect]:
    """Return the place of one large picture, then of the small ones over its lower edge, from right to left.

    Args:
        shapes: width and height of each camera's picture, in any unit.
        large: the camera that is large.
        stage: all the room there is.
    """
    whole = fitted_shape(shapes[large], stage)
    places, right = {large: whole}, whole.right() - _GAP
    room = QRect(0, 0, round(whole.width() * _SMALL_SHARE), round(whole.height() * _SMALL_SHARE))
    for camera, shape in enumerate(shapes):
        if camera != large:
            place = fitted_shape(shape, room)
            place.moveBottomRight(whole.bottomRight())
            place.translate(right - whole.right(), -_GAP)
            places[camera] = place
            right = place.left() - _GAP
    return places


def side_by_side(shapes: Sequence[tuple[int, int]], stage: QRect) -> dict[int, QRect]:
    """Return a place for each camera of the same room; of all divisions into columns the one that shows most."""

    def divided(columns: int) -> dict[int, QRect]:
        rows = ceil(len(shapes) / columns)
        width, height = stage.width() / columns, stage.height() / rows
        size = QSize(round(width) - _SIDE_GAP, round(height) - _SIDE_GAP)
        corners = [
            QPoint(round(stage.left() + camera % columns * width), round(stage.top() + camera // columns * height))
            for camera in range(len(shapes))
        ]
        return {camera: fitted_shape(shapes[camera], QRect(corner, size)) for camera, corner in enumerate(corners)}

    def shown(places: dict[int, QRect]) -> int:
        return sum(place.width() * place.height() for place in places.values())

    return max((divided(columns) for columns in range(1, len(shapes) + 1)), key=shown)
