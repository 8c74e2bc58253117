"""Where a camera stands and how it sees the room. Metres: x to the right, y up, z away from camera 1."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]
_NEAREST_M = 0.4


@dataclass(frozen=True)
class View:
    """A camera. `lens` is the focal length in picture heights."""

    width: int
    height: int
    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    lens: float

    @cached_property
    def axes(self) -> Points:
        """Unit vectors right, up and ahead as rows."""
        ahead = np.subtract(self.target, self.eye)
        ahead /= np.linalg.norm(ahead)
        right = np.cross((0, 1, 0), ahead)
        right /= np.linalg.norm(right)
        return np.array([right, np.cross(ahead, right), ahead])

    def depth(self, point: ArrayLike) -> float:
        """Metres ahead of the camera."""
        return float(self.axes[2] @ np.subtract(point, self.eye))

    def pixels_a_metre(self, point: ArrayLike) -> float:
        """How large things at this point look."""
        return self.lens * self.height / max(self.depth(point), _NEAREST_M)

    def project(self, points: ArrayLike) -> Points:
        """Pixels (n x 2) of points (n x 3); a point behind the camera is moved just before it."""
        seen = (np.atleast_2d(points) - np.array(self.eye)) @ self.axes.T
        scale = self.lens * self.height / np.maximum(seen[:, 2], _NEAREST_M)
        centre = (self.width / 2, self.height / 2)
        return np.column_stack([centre[0] + seen[:, 0] * scale, centre[1] - seen[:, 1] * scale])

    def outline(self, points: ArrayLike) -> Points:
        """Pixels of a flat polygon (n x 3), cut off where it passes behind the camera."""
        return self.project(self._in_front(np.asarray(points, float)))

    def heading(self, direction: ArrayLike) -> tuple[float, float]:
        """How a direction on the floor (x, z) looks: to the right, and away from the camera."""
        flat = np.array([np.asarray(direction, float)[0], 0.0, np.asarray(direction, float)[1]])
        length = float(np.linalg.norm(flat)) or 1.0
        ahead = self.axes[2] * (1, 0, 1)
        return float(self.axes[0] @ flat) / length, float(ahead @ flat) / length / float(np.linalg.norm(ahead))

    def _in_front(self, points: Points) -> Points:
        depths = (points - np.array(self.eye)) @ self.axes[2] - _NEAREST_M
        kept: list[Points] = []
        for here, there, near, far in zip(points, np.roll(points, -1, 0), depths, np.roll(depths, -1), strict=True):
            if near >= 0:
                kept.append(here)
            if (near >= 0) != (far >= 0):
                kept.append(here + (there - here) * near / (near - far))
        return np.array(kept) if kept else points[:0]


def front_view(width: int, height: int) -> View:
    """Camera 1: straight at the far wall with door and window."""
    return View(width, height, (0.0, 1.75, -4.3), (0.0, 0.93, 1.6), 1.78)


def corner_view(width: int, height: int) -> View:
    """Camera 2: from high in the left corner, towards the door."""
    return View(width, height, (-3.3, 2.3, -2.5), (0.3, 0.68, 1.5), 1.58)
