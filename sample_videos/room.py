"""The room: everything that stands still, drawn once for a camera, and the door."""

from collections.abc import Sequence

import cv2
import numpy as np

from sample_videos.brush import Picture, bgr, disc, line, mix, moved, oval, polygon, smooth
from sample_videos.view import Points, View

FAR, SIDE, CEILING, NEAR = 2.6, 3.1, 2.75, -2.4
DOOR_LEFT, DOOR_RIGHT, DOOR_TOP = 1.5, 2.42, 2.06
CAREGIVER_CHAIR, STRANGER_CHAIR = (-1.85, 1.75), (0.3, 2.12)
RUG = (-0.45, 0.75)

Corner = tuple[float, float, float]
_WALL, _PANEL, _WOOD, _CREAM = "#f3e2c6", "#b9c9b0", "#c99862", "#fbf4e6"


def draw_room(view: View) -> Picture:
    """The empty room with the doorway open to the corridor, drawn twice as large and scaled for smooth edges."""
    large = View(view.width * 2, view.height * 2, view.eye, view.target, view.lens)
    picture = np.zeros((large.height, large.width, 3), np.uint8)
    picture[:] = bgr("#e9d9bd")
    for part in (_walls, _floor, _window, _wall_things, _doorway, _rug, _furniture):
        part(picture, large)
    picture = _light(picture, large)
    return np.asarray(cv2.resize(picture, (view.width, view.height), interpolation=cv2.INTER_AREA), np.uint8)


def doorway_outline(view: View) -> Points:
    """Pixels (4 x 2) of the opening in the far wall."""
    return view.project(_far_rectangle(DOOR_LEFT, DOOR_RIGHT, 0, DOOR_TOP))


def draw_door(picture: Picture, view: View, opened: float) -> None:
    """The leaf, from closed (0) to open into the corridor (1)."""
    angle = opened * np.radians(83)
    width = DOOR_RIGHT - DOOR_LEFT

    def on_leaf(part: float, y: float) -> Corner:
        reach = part * width
        return DOOR_RIGHT - reach * float(np.cos(angle)), y, FAR + reach * float(np.sin(angle))

    def panel(left: float, right: float, low: float, high: float) -> Points:
        return view.project([on_leaf(left, low), on_leaf(right, low), on_leaf(right, high), on_leaf(left, high)])

    shade = mix("#a8683f", "#6d4028", 0.55 * opened)
    polygon(picture, panel(0, 1, 0.01, DOOR_TOP - 0.01), shade)
    for low, high in ((0.16, 0.92), (1.08, 1.9)):
        polygon(picture, panel(0.14, 0.86, low, high), mix(shade, "#4f2c18", 0.35))
        polygon(picture, panel(0.17, 0.86, low, high - 0.03), mix(shade, "#f0b27e", 0.18))
    knob = on_leaf(0.91, 1.0)
    disc(picture, view.project([knob])[0], 0.035 * view.pixels_a_metre(knob), "#e9c46a")


def _far_rectangle(left: float, right: float, low: float, high: float) -> list[Corner]:
    return [(left, low, FAR), (right, low, FAR), (right, high, FAR), (left, high, FAR)]


def _flat(picture: Picture, view: View, points: Sequence[Corner] | Points, colour: str) -> None:
    polygon(picture, view.outline(points), colour)


def _far(picture: Picture, view: View, box: tuple[float, float, float, float], colour: str) -> None:
    """A rectangle on the far wall: left, right, low, high."""
    _flat(picture, view, _far_rectangle(*box), colour)


def _side(picture: Picture, view: View, x: float, box: tuple[float, float, float, float], colour: str) -> None:
    """A rectangle on a side wall: near, far, low, high."""
    near, far, low, high = box
    _flat(picture, view, [(x, low, near), (x, low, far), (x, high, far), (x, high, near)], colour)


def _walls(picture: Picture, view: View) -> None:
    _far(picture, view, (-SIDE, SIDE, 0, CEILING), _WALL)
    for stripe in np.arange(-SIDE, SIDE, 0.28):
        _far(picture, view, (stripe, stripe + 0.14, 0.9, CEILING), mix(_WALL, "#ecd3ae", 0.4))
    _far(picture, view, (-SIDE, SIDE, 0, 0.84), _PANEL)
    for left in np.arange(-SIDE + 0.1, SIDE - 0.4, 0.62):
        _far(picture, view, (left, left + 0.5, 0.2, 0.72), mix(_PANEL, "#8fa58a", 0.35))
        _far(picture, view, (left + 0.02, left + 0.5, 0.2, 0.7), mix(_PANEL, "#d7e2cd", 0.35))
    _far(picture, view, (-SIDE, SIDE, 0.84, 0.9), _CREAM)
    _far(picture, view, (-SIDE, SIDE, 0, 0.1), _CREAM)
    for x, wall in ((-SIDE, "#e6d0ae"), (SIDE, "#ead6b6")):
        if abs(view.eye[0]) > SIDE and view.eye[0] * x > 0:
            continue  # the camera looks through this wall
        _side(picture, view, x, (NEAR, FAR, 0, CEILING), wall)
        _side(picture, view, x, (NEAR, FAR, 0, 0.84), mix(_PANEL, "#8fa58a", 0.25))
        _side(picture, view, x, (NEAR, FAR, 0.84, 0.9), mix(_CREAM, "#c9b48f", 0.3))
        _side(picture, view, x, (NEAR, FAR, 0, 0.1), mix(_CREAM, "#c9b48f", 0.3))


def _floor(picture: Picture, view: View) -> None:
    chance = np.random.default_rng(4)
    step = 0.24
    for left in np.arange(-SIDE, SIDE - 0.01, step):
        near = NEAR - chance.uniform(0, 1.2)
        while near < FAR:
            far = min(near + chance.uniform(1.1, 1.9), FAR)
            plank = mix(_WOOD, chance.choice(["#b07f4a", "#dcae76", "#c08e56"]), float(chance.uniform(0, 0.45)))
            right = min(left + step, SIDE)
            board = [(left, 0, near), (right, 0, near), (right, 0, far), (left, 0, far)]
            _flat(picture, view, board, mix(plank, "#7d5227", 0.35))
            gap = 0.008
            _flat(picture, view, [(x + gap * s, 0, z) for (x, _, z), s in zip(board, (1, 0, 0, 1), strict=True)], plank)
            near = far


def _window(picture: Picture, view: View) -> None:
    left, right, low, high = -2.5, -1.2, 1.08, 2.2
    _far(picture, view, (left - 0.09, right + 0.09, low - 0.09, high + 0.09), "#d9c7a5")
    _far(picture, view, (left - 0.08, right + 0.08, low - 0.07, high + 0.08), _CREAM)
    for part in np.linspace(0, 1, 24):
        top = high - part * (high - low)
        _far(picture, view, (left, right, low, top), mix("#8ecae6", "#fdf0d5", float(part)))
    hills = [(left, low, FAR), (right, low, FAR)]
    for colour, base, swing in (("#a7c99a", 0.34, 0.09), ("#7fb07a", 0.2, 0.06)):
        ridge = [(x, low + base + swing * np.sin(3.1 * x + base * 9), FAR) for x in np.linspace(right, left, 16)]
        _flat(picture, view, hills + ridge, colour)
    for x, y, r in ((-2.18, 1.98, 0.1), (-2.06, 2.02, 0.12), (-1.94, 1.98, 0.09)):
        oval(
            picture,
            view.project([(x, y, FAR)])[0],
            np.array([r, r * 0.6]) * view.pixels_a_metre((x, y, FAR)),
            "#ffffff",
        )
    tree = view.project([(-1.5, 1.55, FAR)])[0]
    size = view.pixels_a_metre((-1.5, 1.5, FAR))
    line(picture, view.project([(-1.5, 1.2, FAR), (-1.5, 1.5, FAR)]), "#8a5a3b", 0.04 * size)
    disc(picture, tree, 0.17 * size, "#5d9a5f")
    disc(picture, tree - 0.04 * size, 0.11 * size, "#78b172")
    middle = (left + right) / 2
    _far(picture, view, (middle - 0.025, middle + 0.025, low, high), _CREAM)
    _far(picture, view, (left, right, 1.66, 1.7), _CREAM)
    _far(picture, view, (left - 0.16, right + 0.16, low - 0.12, low - 0.06), _CREAM)
    for x, to in ((left - 0.2, 0.34), (right + 0.2, -0.34)):
        cloth = [
            (x, high + 0.14, FAR),
            (x + to, high + 0.14, FAR),
            (x + to * 0.75, 1.6, FAR),
            (x + to * 0.3, 1.25, FAR),
        ]
        _flat(picture, view, [*cloth, (x + to * 0.55, 0.98, FAR), (x - to * 0.1, 0.98, FAR)], "#e07a5f")
        for fold in (0.18, 0.45, 0.7):
            line(
                picture,
                view.project([(x + to * fold, high + 0.13, FAR), (x + to * fold * 0.5, 1.0, FAR)]),
                "#c96349",
                0.02 * size,
            )
    _far(picture, view, (left - 0.3, right + 0.3, high + 0.12, high + 0.17), "#8a5a3b")


def _wall_things(picture: Picture, view: View) -> None:
    for left, right, low, high, ground in ((-0.62, -0.12, 1.32, 1.95, "#f6d8ae"), (0.1, 0.52, 1.45, 1.95, "#cfe3e2")):
        _far(picture, view, (left + 0.02, right + 0.04, low - 0.05, high - 0.02), "#d8c19a")
        _far(picture, view, (left, right, low, high), "#8a5a3b")
        _far(picture, view, (left + 0.04, right - 0.04, low + 0.04, high - 0.04), ground)
    size = view.pixels_a_metre((0, 1.6, FAR))
    disc(picture, view.project([(-0.37, 1.68, FAR)])[0], 0.12 * size, "#f2a65a")
    _far(picture, view, (-0.58, -0.16, 1.36, 1.5), "#81b29a")
    body = view.project([(0.31, 1.66, FAR)])[0]
    oval(picture, body, (0.1 * size, 0.075 * size), "#3d5a80")
    disc(picture, moved(body, 0.08 * size, -0.06 * size), 0.05 * size, "#3d5a80")
    # The mirror that the cameras and the observers of a real laboratory stand behind, on the right wall.
    _side(picture, view, SIDE, (-0.1, 1.6, 1.12, 2.15), "#7d5a3c")
    _side(picture, view, SIDE, (-0.03, 1.53, 1.18, 2.09), "#9fb6bf")
    _flat(picture, view, [(SIDE, 1.18, 0.5), (SIDE, 1.18, 0.9), (SIDE, 2.09, 1.45), (SIDE, 2.09, 1.05)], "#bdd0d6")


def _doorway(picture: Picture, view: View) -> None:
    _far(picture, view, (DOOR_LEFT - 0.11, DOOR_RIGHT + 0.11, 0, DOOR_TOP + 0.11), "#cdb58c")
    _far(picture, view, (DOOR_LEFT - 0.1, DOOR_RIGHT + 0.1, 0, DOOR_TOP + 0.1), _CREAM)
    _far(picture, view, (DOOR_LEFT, DOOR_RIGHT, 0, DOOR_TOP), "#d9c3a0")
    end = FAR + 0.95
    left, right = view.project([(DOOR_LEFT, 0, FAR), (DOOR_RIGHT, 0, FAR)])
    floor = view.project([(DOOR_LEFT - 2, 0, end), (DOOR_RIGHT + 2, 0, end)])
    line_y = floor[:, 1].mean()
    polygon(picture, [left, right, (right[0], line_y), (left[0], line_y)], "#a97c4f")
    polygon(picture, [(left[0], line_y), (right[0], line_y), (right[0], line_y - 6), (left[0], line_y - 6)], "#f3e8d2")


def _rug(picture: Picture, view: View) -> None:
    around = np.linspace(0, 2 * np.pi, 72)
    for radius, colour in (
        (1.32, "#b5523b"),
        (1.27, "#e8b67a"),
        (1.06, "#d9825b"),
        (0.98, "#f3d3a0"),
        (0.6, "#e8b67a"),
        (0.54, "#f1d6a8"),
    ):
        ring = [(RUG[0] + radius * np.cos(a), 0.005, RUG[1] + radius * 0.78 * np.sin(a)) for a in around]
        _flat(picture, view, ring, colour)
    for a in np.linspace(0, 2 * np.pi, 25)[:-1]:
        place = (RUG[0] + 1.165 * np.cos(a), 0.005, RUG[1] + 1.165 * 0.78 * np.sin(a))
        size = view.pixels_a_metre(place)
        oval(picture, view.project([place])[0], (0.05 * size, 0.02 * size), "#b5523b")


def _box(picture: Picture, view: View, low: Corner, high: Corner, colour: str) -> None:
    """A block with its near, top and visible side faces."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    side_x = x0 if view.eye[0] < x0 else x1
    _flat(
        picture,
        view,
        [(side_x, y0, z0), (side_x, y0, z1), (side_x, y1, z1), (side_x, y1, z0)],
        mix(colour, "#2b2118", 0.28),
    )
    _flat(picture, view, [(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)], mix(colour, "#2b2118", 0.1))
    _flat(picture, view, [(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)], mix(colour, "#ffffff", 0.16))


def _chair(picture: Picture, view: View, place: tuple[float, float], colour: str) -> None:
    x, z = place
    for dx in (-0.26, 0.22):
        for dz in (0.2, -0.22):
            _box(picture, view, (x + dx, 0, z + dz), (x + dx + 0.05, 0.2, z + dz + 0.05), "#7a4e2d")
    _box(picture, view, (x - 0.3, 0.36, z + 0.12), (x + 0.3, 1.0, z + 0.28), colour)
    _box(picture, view, (x - 0.33, 0.18, z - 0.26), (x + 0.33, 0.38, z + 0.26), mix(colour, "#2b2118", 0.1))
    _box(picture, view, (x - 0.29, 0.38, z - 0.27), (x + 0.29, 0.46, z + 0.12), mix(colour, "#ffffff", 0.12))


def _furniture(picture: Picture, view: View) -> None:
    _chair(picture, view, STRANGER_CHAIR, "#7f9c96")
    _chair(picture, view, CAREGIVER_CHAIR, "#d08c60")
    pot = (-2.75, 0, 2.25)
    size = view.pixels_a_metre(pot)
    base = view.project([pot])[0]
    for turn, length in ((-62, 0.6), (-25, 0.85), (5, 0.95), (32, 0.8), (64, 0.55)):
        lean = np.radians(turn)
        tip = moved(base + np.array([np.sin(lean), -np.cos(lean)]) * length * size, 0, -0.25 * size)
        root = moved(base, 0, -0.3 * size)
        side = np.array([np.cos(lean), np.sin(lean)]) * 0.11 * size
        middle = (root + tip) / 2
        polygon(picture, smooth([root, middle + side, tip, middle - side], 8), "#5b8c5a" if turn % 2 else "#6ea567")
        line(picture, [root, tip], "#477a4b", 0.012 * size)
    sides = np.array([(-0.2, -0.36), (0.2, -0.36), (0.14, 0.02), (-0.14, 0.02)]) * size
    polygon(picture, base + sides, "#c8553d")
    polygon(picture, base + np.array([(-0.22, -0.4), (0.22, -0.4), (0.21, -0.3), (-0.21, -0.3)]) * size, "#e07a5f")


def _light(picture: Picture, view: View) -> Picture:
    """Sun from the window on the floor, dusk in the corners, soft shadows where things stand."""
    light = np.ones(picture.shape[:2], np.float32)
    for x, z, a, b, dark in (
        (*CAREGIVER_CHAIR, 0.55, 0.4, 0.35),
        (*STRANGER_CHAIR, 0.55, 0.4, 0.35),
        (-2.75, 2.2, 0.35, 0.25, 0.35),
        (0, FAR, 3.4, 0.22, 0.22),
    ):
        ring = [(x + a * np.cos(t), 0, z + b * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 40)]
        mask = np.zeros_like(light)
        below = (view.outline(ring) * 16).astype(np.int32)
        cv2.fillPoly(mask, [below], 1.0, cv2.LINE_AA, 4)
        mask[: int(view.project([(x, 0, z - b)])[0, 1] - 0.4 * view.pixels_a_metre((x, 0, z)))] = 0
        light -= dark * cv2.GaussianBlur(mask, (0, 0), view.height / 60) * _floor_mask(view)
    sun = np.zeros_like(light)
    for left in (-1.75, -1.05):
        patch = [(left, 0, 2.0), (left + 0.55, 0, 2.0), (left + 1.25, 0, 0.5), (left + 0.7, 0, 0.5)]
        cv2.fillPoly(sun, [(view.outline(patch) * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    light += 0.07 * cv2.GaussianBlur(sun, (0, 0), view.height / 110)
    y, x = np.mgrid[-1 : 1 : picture.shape[0] * 1j, -1 : 1 : picture.shape[1] * 1j]
    light *= (1.04 - 0.17 * (0.6 * x**2 + 0.5 * y**2)).astype(np.float32)
    tint = light[:, :, None] * np.array([0.97, 1.0, 1.02], np.float32)
    return np.asarray(np.clip(picture * tint, 0, 255), np.uint8)


def _floor_mask(view: View) -> Points:
    """1 where the floor is, softened a little, so that shadows of the floor do not climb the wall."""
    mask = np.zeros((view.height, view.width), np.float32)
    floor = view.outline([(-SIDE, 0, NEAR), (SIDE, 0, NEAR), (SIDE, 0, FAR), (-SIDE, 0, FAR)])
    cv2.fillPoly(mask, [(floor * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    return np.asarray(mask, np.float64)
