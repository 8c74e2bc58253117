"""Aids to see more in a picture: they change what is shown, never the recording."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotator.media.opencv import cv2

Pixels = NDArray[np.uint8]

LARGEST_ZOOM = 8.0
_TURNS = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
_MIDDLE_GREY = 128
_TILES = (8, 8)  # CLAHE evens the light out in so many parts of the picture
_STRONGEST_CLIP = 6.0


@dataclass(frozen=True, slots=True)
class PictureAids:
    """How the picture of a camera is shown.

    Attributes:
        deinterlace: Show one field only, for pictures whose movement shows combs.
        brightness: -100 to 100.
        contrast: -100 to 100.
        dark_room: How much detail is brought out where it is dark (CLAHE), 0 to 100.
        turns: Quarter turns clockwise, 0 to 3.
        mirror: Whether left and right are exchanged, after turning.
        zoom: 1 shows all, 2 half of the width and of the height, up to LARGEST_ZOOM.
        center: The point in the middle of what is shown, in shares of the width and the height, from top left.
    """

    deinterlace: bool = False
    brightness: int = 0
    contrast: int = 0
    dark_room: int = 0
    turns: int = 0
    mirror: bool = False
    zoom: float = 1.0
    center: tuple[float, float] = (0.5, 0.5)

    @property
    def moves_pixels(self) -> bool:
        """Whether it changes where things are, and not only how light they are."""
        return self.deinterlace or self.mirror or self.turns != 0 or self.zoom > 1

    def zoomed(self, factor: float, x: float, y: float) -> "PictureAids":
        """Zoom in (factor > 1) or out around a point of what is shown, in shares of its width and height."""
        zoom = min(max(self.zoom * factor, 1.0), LARGEST_ZOOM)
        moved = 1 / self.zoom - 1 / zoom
        left, top = self._corner()
        return _placed(replace(self, zoom=zoom), left + x * moved, top + y * moved)

    def panned(self, x: float, y: float) -> "PictureAids":
        """Pull the picture to the right and down by shares of what is shown, as far as there is more of it."""
        left, top = self._corner()
        return _placed(self, left - x / self.zoom, top - y / self.zoom)

    def shown_size(self, width: int, height: int) -> tuple[int, int]:
        """The size of a picture once it is turned."""
        return (height, width) if self.turns % 2 else (width, height)

    def _corner(self) -> tuple[float, float]:
        half = 0.5 / self.zoom
        return self.center[0] - half, self.center[1] - half


NO_AIDS = PictureAids()


def arrange(image: Pixels, aids: PictureAids) -> Pixels:
    """Deinterlace, turn, mirror and cut out what is shown. May return a view, of half the height or width.

    Args:
        image: Height x width x channels, upright, in its native size.
        aids: What to do.
    """
    if aids.deinterlace:
        image = without_combs(image)
    if aids.turns % 4:
        image = np.asarray(cv2.rotate(image, _TURNS[aids.turns % 4]), np.uint8)
    shown = _cut_out(image, aids)
    return np.asarray(cv2.flip(shown, 1), np.uint8) if aids.mirror else shown


def tone(image: Pixels, aids: PictureAids) -> Pixels:
    """Bring out the dark, then change brightness and contrast.

    Args:
        image: Height x width x 4 (blue, green, red, alpha), in the size at which it is shown; alpha stays.
        aids: What to do.
    """
    if aids.dark_room:
        image = with_light_evened_out(image, aids.dark_room)
    if aids.brightness or aids.contrast:
        image = np.asarray(cv2.LUT(image, _table(aids.brightness, aids.contrast)), np.uint8)
    return image


def without_combs(image: Pixels) -> Pixels:
    """One field: every second line, from the first on. Scaling to the size shown fills in between."""
    return image[::2]


def with_light_evened_out(image: Pixels, strength: int) -> Pixels:
    """Bring out detail where it is dark (contrast limited adaptive histogram equalization, Zuiderveld 1994).

    Worked out at half the size: what is added to the picture changes slowly over it, and this takes a quarter.

    Args:
        image: Height x width x 4.
        strength: 1 to 100.
    """
    height, width = image.shape[:2]
    grey = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGRA2GRAY), (max(1, width // 2), max(1, height // 2)))
    evened = cv2.createCLAHE(1 + _STRONGEST_CLIP * strength / 100, _TILES).apply(grey)
    lighter = _over_all_colours(cv2.subtract(evened, grey), width, height)
    darker = _over_all_colours(cv2.subtract(grey, evened), width, height)
    darker[:, :, 3] = 0
    cv2.add(image, lighter, dst=lighter)
    return np.asarray(cv2.subtract(lighter, darker, dst=lighter), np.uint8)


def _placed(aids: PictureAids, left: float, top: float) -> PictureAids:
    """The aids with what is shown beginning there, or as near as the picture allows."""
    side = 1 / aids.zoom
    left, top = (min(max(one, 0.0), 1 - side) for one in (left, top))
    return replace(aids, center=(left + side / 2, top + side / 2))


def _over_all_colours(small: "cv2.typing.MatLike", width: int, height: int) -> Pixels:
    return np.asarray(cv2.cvtColor(cv2.resize(small, (width, height)), cv2.COLOR_GRAY2BGRA), np.uint8)


def _cut_out(image: Pixels, aids: PictureAids) -> Pixels:
    """What is shown. The mirror comes after it, so the cut lies on its other side."""
    if aids.zoom <= 1:
        return image
    height, width = image.shape[:2]
    across, down = max(1, round(width / aids.zoom)), max(1, round(height / aids.zoom))
    x = 1 - aids.center[0] if aids.mirror else aids.center[0]
    left = min(max(round(x * width - across / 2), 0), width - across)
    top = min(max(round(aids.center[1] * height - down / 2), 0), height - down)
    return image[top : top + down, left : left + across]


def _table(brightness: int, contrast: int) -> Pixels:
    """What every value of blue, green and red becomes; alpha stays."""
    values = np.arange(256, dtype=np.float64)
    slope = 1 + contrast / (50 if contrast > 0 else 125)
    changed = (values - _MIDDLE_GREY) * slope + _MIDDLE_GREY + brightness * 1.28
    table = np.clip(np.round(changed), 0, 255).astype(np.uint8)
    return np.dstack([table, table, table, values.astype(np.uint8)])
