"""Painting smooth shapes on a picture. Places and sizes are in pixels, fractions welcome; colours are "#rrggbb"."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Picture = NDArray[np.uint8]
_SHIFT = 4
_ONE = 1 << _SHIFT


@cache
def bgr(colour: str) -> tuple[int, int, int]:
    """The colour as OpenCV wants it."""
    return int(colour[5:7], 16), int(colour[3:5], 16), int(colour[1:3], 16)


@cache
def mix(colour: str, other: str, part: float) -> str:
    """`part` (0 to 1) of the way from one colour to the other."""
    pairs = zip(bgr(colour)[::-1], bgr(other)[::-1], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def moved(place: ArrayLike, right: float, down: float) -> NDArray[np.float64]:
    """A place (or each of n x 2) moved by some pixels."""
    return np.asarray(np.asarray(place, float) + np.array([right, down]))


def polygon(picture: Picture, points: ArrayLike, colour: str) -> None:
    """Fill a polygon (n x 2)."""
    corners = (np.asarray(points, float) * _ONE).round().astype(np.int32)
    if len(corners) > 2:
        cv2.fillPoly(picture, [corners], bgr(colour), cv2.LINE_AA, _SHIFT)


def line(picture: Picture, points: ArrayLike, colour: str, width: float) -> None:
    """Draw an open line through points (n x 2)."""
    corners = (np.asarray(points, float) * _ONE).round().astype(np.int32)
    cv2.polylines(picture, [corners], False, bgr(colour), max(1, round(width)), cv2.LINE_AA, _SHIFT)


def disc(picture: Picture, centre: ArrayLike, radius: float, colour: str) -> None:
    """Fill a circle."""
    x, y = np.asarray(centre, float)
    cv2.circle(
        picture, (round(x * _ONE), round(y * _ONE)), max(1, round(radius * _ONE)), bgr(colour), -1, cv2.LINE_AA, _SHIFT
    )


def oval(picture: Picture, centre: ArrayLike, radii: ArrayLike, colour: str, turn_deg: float = 0) -> None:
    """Fill an ellipse turned clockwise."""
    arc(picture, centre, radii, colour, turn_deg, (0, 360))


def arc(
    picture: Picture,
    centre: ArrayLike,
    radii: ArrayLike,
    colour: str,
    turn_deg: float = 0,
    span_deg: tuple[float, float] = (0, 360),
    width: float | None = None,
) -> None:
    """A slice of an ellipse over `span_deg` (clockwise, 0 at the right), or its rim if `width` is given."""
    x, y = (np.asarray(centre, float) * _ONE).round().astype(int).tolist()
    a, b = np.maximum(np.asarray(radii, float) * _ONE, 1).round().astype(int).tolist()
    thickness = -1 if width is None else max(1, round(width))
    cv2.ellipse(picture, (x, y), (a, b), turn_deg, *span_deg, bgr(colour), thickness, cv2.LINE_AA, _SHIFT)


def limb(picture: Picture, points: ArrayLike, radii: ArrayLike, colour: str) -> None:
    """A bent tube through points (n x 2) with a radius at each point."""
    path, widths = np.asarray(points, float), np.asarray(radii, float)
    steps = np.diff(path, axis=0)
    lengths = np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-6)
    sides = np.column_stack([-steps[:, 1], steps[:, 0]]) / lengths[:, None]
    for place, side in enumerate(sides):
        here, there = path[place], path[place + 1]
        a, b = side * widths[place], side * widths[place + 1]
        polygon(picture, (here + a, there + b, there - b, here - a), colour)
    for centre, radius in zip(path, widths, strict=True):
        disc(picture, centre, radius, colour)


def smooth(points: ArrayLike, steps: int = 5) -> NDArray[np.float64]:
    """A closed soft outline near the corners (n x 2) (quadratic B-spline)."""
    corners = np.asarray(points, float)
    before, after = (np.roll(corners, 1, 0) + corners) / 2, (np.roll(corners, -1, 0) + corners) / 2
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    curve = (1 - t) ** 2 * before[:, None] + 2 * t * (1 - t) * corners[:, None] + t**2 * after[:, None]
    return np.asarray(curve.reshape(-1, 2))


def shadow(picture: Picture, centre: ArrayLike, radii: tuple[float, float], strength: float = 0.35) -> None:
    """Darken a soft ellipse."""
    mask = _soft_oval(max(2, round(radii[0])), max(2, round(radii[1])))
    height, width = mask.shape
    x, y = np.asarray(centre, float)
    left, top = round(x) - width // 2, round(y) - height // 2
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, picture.shape[1]), min(top + height, picture.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = picture[y0:y1, x0:x1]
    light = 1 - strength * mask[y0 - top : y1 - top, x0 - left : x1 - left, None]
    part[:] = (part * light).astype(np.uint8)


@cache
def _soft_oval(a: int, b: int) -> NDArray[np.float32]:
    y, x = np.mgrid[-b : b + 1, -a : a + 1].astype(np.float32)
    away = (x / a) ** 2 + (y / b) ** 2
    return np.asarray(np.clip(1 - away, 0, 1) ** 0.8, np.float32)
