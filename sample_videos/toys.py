"""The toys, drawn at a pixel that is the middle of their foot."""

import numpy as np
from numpy.typing import NDArray

from sample_videos.brush import Picture, arc, disc, limb, mix, moved, oval, polygon, shadow

Place = NDArray[np.float64]
AT_REST: dict[str, tuple[float, float]] = {
    "blocks": (-0.5, 0.42),
    "ball": (0.48, 0.6),
    "rings": (-0.4, 0.98),
    "teddy": (0.85, 1.25),
    "rattle": (-1.2, 0.95),
    "car": (0.25, 1.15),
}


def draw_toy(
    picture: Picture, name: str, foot: Place, metre: float, *, turn: float = 0.0, on_floor: bool = True
) -> None:
    """Draw one toy; `turn` (radians) rolls the ball and waves the rattle."""
    if on_floor:
        shadow(picture, foot, (0.17 * metre, 0.05 * metre), 0.3)
    _DRAW[name](picture, foot, metre, turn)


def _block(picture: Picture, foot: Place, size: float, colour: str, mark: str) -> None:
    x, y = foot
    polygon(picture, [(x - size, y), (x + size, y), (x + size, y - 2 * size), (x - size, y - 2 * size)], colour)
    top = [
        (x - size, y - 2 * size),
        (x + size, y - 2 * size),
        (x + size * 1.35, y - 2.5 * size),
        (x - size * 0.65, y - 2.5 * size),
    ]
    polygon(picture, top, mix(colour, "#ffffff", 0.35))
    side = [
        (x + size, y),
        (x + size, y - 2 * size),
        (x + size * 1.35, y - 2.5 * size),
        (x + size * 1.35, y - 0.5 * size),
    ]
    polygon(picture, side, mix(colour, "#2b2118", 0.28))
    disc(picture, (x, y - size), size * 0.45, mark)


def _blocks(picture: Picture, foot: Place, metre: float, turn: float) -> None:
    size = 0.058 * metre
    _block(picture, moved(foot, -1.35 * size, 0), size, "#3d8b8b", "#fbf4e6")
    _block(picture, moved(foot, 1.25 * size, 0.3 * size), size, "#d1495b", "#fbf4e6")
    _block(
        picture,
        moved(foot, 0.1 * size + 9 * size * turn, -2.2 * size - 18 * size * abs(turn)),
        size,
        "#edae49",
        "#a8581f",
    )


def _ball(picture: Picture, foot: Place, metre: float, turn: float) -> None:
    r = 0.105 * metre
    centre = moved(foot, 0, -r)
    disc(picture, centre, r, "#b93a3a")
    disc(picture, moved(centre, -0.06 * r, -0.06 * r), 0.93 * r, "#e4574c")
    degrees = float(np.degrees(turn))
    arc(picture, centre, (0.93 * r, 0.34 * r), "#fbf4e6", degrees, width=0.2 * r)
    disc(picture, moved(centre, -0.35 * r, -0.42 * r), 0.16 * r, "#f7b5a8")


def _rings(picture: Picture, foot: Place, metre: float, turn: float) -> None:
    limb(
        picture,
        [moved(foot, 0, -0.02 * metre), moved(foot, 0, -0.27 * metre)],
        [0.02 * metre, 0.016 * metre],
        "#c99862",
    )
    for place, colour in enumerate(("#d1495b", "#edae49", "#66a182", "#3d7ea6")):
        middle = (
            foot
            + np.array([0.012 * np.sin(6 * turn) * place, -0.03 - 0.055 * place - max(0.0, turn) * 0.5 * (place == 3)])
            * metre
        )
        radius = (0.12 - 0.018 * place) * metre
        oval(picture, moved(middle, 0, 0.012 * metre), (radius, 0.032 * metre), mix(colour, "#2b2118", 0.25))
        oval(picture, middle, (radius, 0.03 * metre), colour)
    disc(picture, moved(foot, 0, -0.28 * metre), 0.028 * metre, "#e9c46a")


def _teddy(picture: Picture, foot: Place, metre: float, turn: float) -> None:
    fur, pale = "#a9744f", "#d9ad82"
    body = moved(foot, 0, -0.1 * metre)
    head = moved(foot, 0.04 * turn * metre, -0.25 * metre)
    for side in (-1, 1):
        disc(picture, body + np.array([side * 0.075, 0.06]) * metre, 0.045 * metre, mix(fur, "#2b2118", 0.15))
        disc(picture, head + np.array([side * 0.065, -0.065]) * metre, 0.036 * metre, mix(fur, "#2b2118", 0.15))
        limb(
            picture,
            [body + np.array([side * 0.05, -0.05]) * metre, body + np.array([side * 0.12, 0.0]) * metre],
            [0.03 * metre] * 2,
            fur,
        )
    oval(picture, body, (0.085 * metre, 0.1 * metre), fur)
    oval(picture, moved(body, 0, 0.01 * metre), (0.05 * metre, 0.065 * metre), pale)
    disc(picture, head, 0.085 * metre, fur)
    oval(picture, moved(head, 0, 0.025 * metre), (0.04 * metre, 0.033 * metre), pale)
    for x, y, r in ((-0.03, -0.02, 0.011), (0.03, -0.02, 0.011), (0, 0.015, 0.014)):
        disc(picture, head + np.array([x, y]) * metre, r * metre, "#3a2a23")


def _rattle(picture: Picture, foot: Place, metre: float, turn: float) -> None:
    tip = foot + np.array([np.sin(turn) * 0.17, -np.cos(turn) * 0.17]) * metre
    limb(picture, [foot, tip], [0.018 * metre] * 2, "#fbf4e6")
    disc(picture, tip, 0.065 * metre, "#3d8b8b")
    arc(picture, tip, (0.06 * metre, 0.02 * metre), "#edae49", 10, width=0.022 * metre)
    disc(picture, moved(tip, -0.02 * metre, -0.025 * metre), 0.015 * metre, "#bfe3e0")


def _car(picture: Picture, foot: Place, metre: float, turn: float) -> None:
    del turn
    body = np.array(
        [
            (-0.15, -0.04),
            (0.15, -0.04),
            (0.15, -0.11),
            (0.08, -0.12),
            (0.05, -0.19),
            (-0.08, -0.19),
            (-0.1, -0.12),
            (-0.15, -0.11),
        ]
    )
    polygon(picture, foot + body * metre, "#3d7ea6")
    polygon(
        picture, foot + np.array([(-0.07, -0.125), (0.05, -0.125), (0.03, -0.17), (-0.06, -0.17)]) * metre, "#dbe9ea"
    )
    for x in (-0.085, 0.085):
        disc(picture, foot + np.array([x, -0.04]) * metre, 0.042 * metre, "#3a2a23")
        disc(picture, foot + np.array([x, -0.04]) * metre, 0.018 * metre, "#edae49")


_DRAW = {"blocks": _blocks, "ball": _ball, "rings": _rings, "teddy": _teddy, "rattle": _rattle, "car": _car}
