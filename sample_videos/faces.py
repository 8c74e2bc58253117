"""Heads: hair, and a face whose look tells the mood. `turn` is -1 (profile to the left) to 1 (to the right)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.brush import Picture, arc, disc, line, mix, moved, oval, polygon, smooth

Place = NDArray[np.float64]
_DARK = "#3a2a23"


@dataclass(frozen=True, slots=True)
class Head:
    """What a head looks like. `hair_style` is "baby", "bun", "bob" or "short"."""

    skin: str
    hair: str
    hair_style: str
    glasses: bool = False
    beard: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """One moment of a face: mood, direction, eyes closed (0 to 1), mouth open with speech (0 to 1), seconds passed."""

    mood: str = "calm"
    turn: float = 0.5
    away: bool = False
    blink: float = 0.0
    talk: float = 0.0
    time_s: float = 0.0


def draw_head(picture: Picture, head: Head, look: Look, centre: Place, radius: float) -> None:
    """Draw hair behind, skull, face and hair in front."""
    shade = mix(head.skin, "#b5654a", 0.22)
    _hair_behind(picture, head, look, centre, radius)
    if not look.away:
        ear = centre - np.array([np.sign(look.turn) * 0.78 * radius * min(1.0, abs(look.turn) + 0.35), -0.08 * radius])
        disc(picture, ear, 0.22 * radius, shade)
    disc(picture, centre, radius, shade)
    oval(picture, moved(centre, 0.05 * radius * look.turn, -0.05 * radius), (0.95 * radius, 0.94 * radius), head.skin)
    if look.away:
        _hair_all_over(picture, head, centre, radius)
        if look.mood == "cry":
            _tears(picture, look, [moved(centre, side * 0.78 * radius, 0.0) for side in (-1, 1)], radius)
        return
    _face(picture, head, look, moved(centre, 0.3 * radius * look.turn, 0.12 * radius), radius)
    _hair_front(picture, head, look, centre, radius)


def _face(picture: Picture, head: Head, look: Look, middle: Place, r: float) -> None:
    """Features around `middle`, squeezed towards the side that is turned away."""
    spread = 0.36 * r * (1 - 0.25 * abs(look.turn))
    eyes = [moved(middle, side * spread + 0.06 * r * look.turn, -0.06 * r) for side in (-1, 1)]
    blush = {"cry": "#e8604f", "fuss": "#ee8a76"}.get(look.mood, "#f2a48f")
    for side in (-1, 1):
        cheek = moved(middle, side * spread * 1.25, 0.24 * r)
        disc(picture, cheek, (0.2 if look.mood == "cry" else 0.16) * r, mix(head.skin, blush, 0.6))
    if head.beard:
        arc(picture, moved(middle, 0, 0.18 * r), (0.62 * r, 0.62 * r), head.hair, 0, (10, 170))
    for side, eye in zip((-1, 1), eyes, strict=True):
        if head.glasses:
            disc(picture, eye, 0.25 * r, "#dbe9ea")
        _eye(picture, look, eye, side, r)
    disc(picture, moved(middle, 0.12 * r * look.turn, 0.12 * r), 0.08 * r, mix(head.skin, "#b5654a", 0.45))
    _mouth(picture, look, moved(middle, 0.04 * r * look.turn, 0.42 * r), r)
    if head.glasses:
        for eye in eyes:
            arc(picture, eye, (0.24 * r, 0.24 * r), "#7a4a34", width=0.05 * r)
        line(picture, [moved(eyes[0], 0.24 * r, 0), moved(eyes[1], -0.24 * r, 0)], "#7a4a34", 0.05 * r)
    if look.mood == "cry":
        _tears(picture, look, eyes, r)


def _eye(picture: Picture, look: Look, eye: Place, side: int, r: float) -> None:
    brow = moved(eye, 0, -0.28 * r)
    slant = {"cry": 0.12, "fuss": 0.1, "wary": 0.05}.get(look.mood, -0.02) * r * side
    line(
        picture,
        [moved(brow, -0.13 * r, -slant * -1), moved(brow, 0.13 * r, slant)],
        mix(_DARK, "#8a5a3b", 0.5),
        0.07 * r,
    )
    if look.mood == "cry":  # squeezed shut
        line(
            picture,
            [
                moved(eye, -0.13 * r * side, -0.09 * r),
                moved(eye, 0.08 * r * side, 0),
                moved(eye, -0.13 * r * side, 0.09 * r),
            ],
            _DARK,
            0.07 * r,
        )
        return
    if look.mood == "happy" and look.blink < 0.5:
        oval(picture, eye, (0.1 * r, 0.13 * r), _DARK)
        disc(picture, moved(eye, 0.03 * r, -0.05 * r), 0.04 * r, "#ffffff")
        return
    if look.blink > 0.5:
        arc(picture, eye, (0.11 * r, 0.06 * r), _DARK, span_deg=(0, 180), width=0.06 * r)
        return
    size = 1.15 if look.mood == "wary" else 1.0
    oval(picture, moved(eye, 0.03 * r * look.turn, 0), (0.095 * r * size, 0.125 * r * size), _DARK)
    disc(picture, moved(eye, 0.035 * r, -0.045 * r), 0.04 * r, "#ffffff")


def _mouth(picture: Picture, look: Look, mouth: Place, r: float) -> None:
    if look.mood == "cry":
        wide = 1 + 0.12 * np.sin(look.time_s * 17)
        oval(picture, moved(mouth, 0, 0.08 * r), (0.27 * r, 0.26 * r * wide), "#7d2b2b")
        oval(picture, moved(mouth, 0, 0.2 * r * wide), (0.17 * r, 0.1 * r), "#e2786f")
        oval(picture, moved(mouth, 0, -0.11 * r * wide), (0.13 * r, 0.035 * r), "#fff6ee")
    elif look.mood == "fuss":
        wave = 0.03 * r * np.sin(look.time_s * 9)
        arc(
            picture,
            moved(mouth, 0, 0.16 * r),
            (0.2 * r, 0.13 * r + wave),
            "#7d2b2b",
            span_deg=(195, 345),
            width=0.09 * r,
        )
        oval(picture, moved(mouth, 0, 0.17 * r), (0.09 * r, 0.03 * r), mix("#f2a48f", "#7d2b2b", 0.3))
    elif look.talk > 0.08:
        oval(picture, mouth, (0.15 * r, 0.05 * r + 0.13 * r * look.talk), "#7d2b2b")
        oval(picture, moved(mouth, 0, 0.07 * r * look.talk), (0.09 * r, 0.05 * r * look.talk), "#e2786f")
    elif look.mood == "happy":
        arc(picture, moved(mouth, 0, -0.07 * r), (0.25 * r, 0.22 * r), "#8c2f2f", span_deg=(10, 170))
        arc(picture, moved(mouth, 0, -0.06 * r), (0.2 * r, 0.07 * r), "#fff6ee", span_deg=(0, 180))
    elif look.mood == "wary":
        line(picture, [moved(mouth, -0.1 * r, 0), moved(mouth, 0.1 * r, 0)], "#8c3f38", 0.07 * r)
    else:
        arc(picture, moved(mouth, 0, -0.08 * r), (0.19 * r, 0.13 * r), "#8c3f38", span_deg=(25, 155), width=0.07 * r)


def _tears(picture: Picture, look: Look, eyes: list[Place], r: float) -> None:
    for side, eye in zip((-1, 1), eyes, strict=True):
        for start in (0.0, 0.5):
            fall = (look.time_s * 1.3 + start + 0.2 * side) % 1
            drop = moved(eye, side * (0.16 + 0.22 * fall) * r, (0.1 + 0.75 * fall) * r)
            polygon(
                picture, [moved(drop, 0, -0.17 * r), moved(drop, 0.075 * r, 0), moved(drop, -0.075 * r, 0)], "#7cc6e8"
            )
            disc(picture, moved(drop, 0, 0.02 * r), 0.08 * r, "#7cc6e8")


def _hair_behind(picture: Picture, head: Head, look: Look, centre: Place, r: float) -> None:
    dark = mix(head.hair, "#1d1410", 0.25)
    back = -np.sign(look.turn) if not look.away else 0
    if head.hair_style == "bob":
        corners = [(-1.08, -0.5), (0, -1.3), (1.08, -0.5), (1.16, 0.75), (0.7, 1.12), (-0.7, 1.12), (-1.16, 0.75)]
        polygon(picture, smooth(moved(centre + np.array(corners) * r, 0.12 * back * r, 0)), dark)
    elif head.hair_style == "bun":
        disc(picture, centre + np.array([0.62 * back, -0.98]) * r, 0.44 * r, dark)
        disc(picture, centre + np.array([0.1 * back, -0.1]) * r, 1.06 * r, dark)


def _hair_front(picture: Picture, head: Head, look: Look, centre: Place, r: float) -> None:
    """The cap of hair: above the forehead, further down at the back of the head."""
    way = 1 if look.turn >= 0 else -1
    if head.hair_style == "baby":
        cap = [
            (0.62, -0.72),
            (0.1, -0.62),
            (-0.45, -0.35),
            (-0.9, 0.1),
            (-1.06, -0.25),
            (-0.8, -0.95),
            (0.0, -1.14),
            (0.5, -0.98),
        ]
        polygon(picture, smooth(centre + np.array(cap) * (way * r, r)), head.hair)
        arc(
            picture,
            centre + np.array([0.12 * way, -1.12]) * r,
            (0.2 * r, 0.17 * r),
            head.hair,
            0,
            (150, 400) if way > 0 else (140, 390),
            0.09 * r,
        )
        return
    low = -0.15 if head.hair_style == "short" else 0.35
    cap = [
        (0.98, -0.28),
        (0.62, -0.62),
        (0.05, -0.5),
        (-0.5, -0.38),
        (-0.78, low),
        (-1.1, low),
        (-1.12, -0.6),
        (-0.55, -1.2),
        (0.35, -1.2),
        (1.0, -0.75),
    ]
    polygon(picture, smooth(centre + np.array(cap) * (way * r, r)), head.hair)
    shine = centre + np.array([0.25 * way, -0.86]) * r
    arc(picture, shine, (0.5 * r, 0.2 * r), mix(head.hair, "#ffffff", 0.25), -8 * way, (200, 320), 0.08 * r)
    if head.hair_style == "bob":
        lock = [(0.9, -0.5), (1.12, 0.0), (1.02, 0.72), (0.84, 0.6), (0.84, -0.1)]
        polygon(picture, smooth(centre + np.array(lock) * (way * r, r)), head.hair)


def _hair_all_over(picture: Picture, head: Head, centre: Place, r: float) -> None:
    """The head from behind."""
    if head.hair_style == "baby":
        polygon(
            picture,
            smooth(
                centre
                + np.array(
                    [(-1.1, -0.4), (-0.5, -1.25), (0.5, -1.25), (1.1, -0.4), (1.0, 0.45), (0, 0.75), (-1.0, 0.45)]
                )
                * r
            ),
            head.hair,
        )
        for x in (-0.9, 0.9):
            disc(picture, centre + np.array([x * 1.05, 0.15]) * r, 0.18 * r, mix(head.skin, "#b5654a", 0.22))
        arc(
            picture,
            centre + np.array([0.05, -0.15]) * r,
            (0.3 * r, 0.3 * r),
            mix(head.hair, "#ffffff", 0.2),
            0,
            (100, 360),
            0.07 * r,
        )
        return
    disc(picture, moved(centre, 0, -0.08 * r), 1.04 * r, head.hair)
    if head.hair_style == "bun":
        disc(picture, moved(centre, 0, -0.6 * r), 0.46 * r, mix(head.hair, "#1d1410", 0.2))
    if head.hair_style == "bob":
        polygon(
            picture,
            smooth(
                centre + np.array([(-1.1, -0.3), (1.1, -0.3), (1.16, 0.8), (0.6, 1.15), (-0.6, 1.15), (-1.16, 0.8)]) * r
            ),
            head.hair,
        )
    arc(
        picture,
        centre + np.array([0, -0.3]) * r,
        (0.7 * r, 0.5 * r),
        mix(head.hair, "#ffffff", 0.22),
        0,
        (210, 320),
        0.09 * r,
    )
