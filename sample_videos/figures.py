"""People: joints in metres become painted bodies."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sample_videos.brush import Picture, disc, limb, line, mix, moved, oval, polygon, smooth
from sample_videos.faces import Head, Look, draw_head
from sample_videos.poses import (
    CHEST,
    FAR_FOOT,
    FAR_HAND,
    FAR_KNEE,
    HEAD,
    HIP,
    NEAR_FOOT,
    NEAR_HAND,
    NEAR_KNEE,
    Joints,
)

Place = NDArray[np.float64]
_SHADE = "#2b2118"


@dataclass(frozen=True, slots=True)
class Clothes:
    """Colours; with `skirt` the top reaches to the knees, `trim` is collar, stripe or scarf."""

    top: str
    legs: str
    shoes: str
    trim: str
    skirt: bool = False
    clipboard: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A person to draw."""

    head: Head
    clothes: Clothes


CAREGIVER = Body(Head("#f4c9a4", "#6b3f2a", "bob"), Clothes("#2f7f86", "#4a5a7a", "#7a4630", "#f2b84b", skirt=True))
STRANGER = Body(Head("#e9b48c", "#b5532e", "bun", glasses=True), Clothes("#8e6aa8", "#5d5470", "#3f3a4a", "#efe3f5"))
EXPERIMENTER = Body(
    Head("#c98d62", "#2e2420", "short", beard=True), Clothes("#f4f1ea", "#53606e", "#3b3330", "#7fa3b8", clipboard=True)
)
BABY = Body(Head("#f7cfae", "#b9783f", "baby"), Clothes("#f4b942", "#f4b942", "#f4b942", "#fff1cf"))


def on_picture(joints: Joints, origin: Place, facing: float, metre: float) -> Joints:
    """Pixels of joints whose floor point is at pixel `origin`; `facing` is 1 right, -1 left, between while turning."""
    return np.asarray(origin + joints * (facing * metre, -metre))


def draw_adult(
    picture: Picture,
    body: Body,
    points: Joints,
    metre: float,
    look: Look,
    in_arms: Callable[[], None] | None = None,
) -> None:
    """Draw an adult at pixel `points`; `in_arms` draws what the arms are around."""
    wear = body.clothes
    way = 1 if look.turn >= 0 else -1
    shoulder = moved(points[CHEST], 0, 0.02 * metre)
    far = moved(shoulder, 0.07 * way * metre, 0)
    near = moved(shoulder, -0.05 * way * metre, 0)
    _arm(picture, body, far, points[FAR_HAND], metre, way, shaded=True)
    _leg(picture, wear, points[[HIP, FAR_KNEE, FAR_FOOT]], metre, way, shaded=True)
    _leg(picture, wear, points[[HIP, NEAR_KNEE, NEAR_FOOT]], metre, way, shaded=False)
    _torso(picture, wear, points, metre, way)
    if look.away:  # the arms are before the body, which hides them
        _arm(picture, body, near, points[NEAR_HAND], metre, way, shaded=False)
    neck = points[CHEST] * 0.35 + points[HEAD] * 0.65
    limb(picture, [points[CHEST], neck], [0.06 * metre, 0.055 * metre], mix(body.head.skin, "#b5654a", 0.3))
    if not look.away:
        collar = np.array([(-0.11, 0.03), (0.0, 0.1), (0.12, 0.03), (0, -0.04)]) * metre
        polygon(picture, smooth(points[CHEST] + collar), wear.trim)
    draw_head(picture, body.head, look, points[HEAD], 0.155 * metre)
    if in_arms is not None:
        in_arms()
    if not look.away:
        _arm(picture, body, near, points[NEAR_HAND], metre, way, shaded=False)
    if wear.clipboard and not look.away and points[NEAR_HAND][1] > points[CHEST][1]:
        board = points[NEAR_HAND] + np.array([(-0.08, -0.16), (0.1, -0.13), (0.07, 0.1), (-0.11, 0.07)]) * metre
        polygon(picture, board, "#8a5a3b")
        polygon(
            picture,
            points[NEAR_HAND] + np.array([(-0.06, -0.13), (0.08, -0.11), (0.055, 0.08), (-0.085, 0.055)]) * metre,
            "#fffaf0",
        )


def _torso(picture: Picture, wear: Clothes, points: Joints, metre: float, way: int) -> None:
    spine = points[HIP] - points[CHEST]
    down = spine / (np.hypot(*spine) or 1)
    across = np.array([down[1], -down[0]])
    chest, hip = points[CHEST], points[HIP]

    def rim(shrink: float) -> Place:
        top, waist, low = (0.17 - shrink) * metre, (0.135 - shrink) * metre, (0.165 - shrink) * metre
        rows = [
            (chest - down * 0.05 * metre, top * 0.8),
            (chest + down * 0.06 * metre, top),
            (chest * 0.4 + hip * 0.6, waist),
        ]
        rows.append((hip + down * 0.06 * metre, low))
        return np.array(
            [place - across * half for place, half in rows] + [place + across * half for place, half in rows[::-1]]
        )

    if wear.skirt:
        knees = (points[NEAR_KNEE] + points[FAR_KNEE]) / 2
        fall = knees - hip
        limb(picture, [hip, hip + 0.98 * fall], [0.15 * metre, 0.17 * metre], mix(wear.top, _SHADE, 0.22))
    polygon(picture, smooth(rim(0)), mix(wear.top, _SHADE, 0.14))
    polygon(picture, smooth(moved(rim(0.02), 0.015 * way * metre, -0.01 * metre)), wear.top)


def _leg(picture: Picture, wear: Clothes, joints: Joints, metre: float, way: int, *, shaded: bool) -> None:
    cloth = mix(wear.legs, _SHADE, 0.25 if shaded else 0)
    shoe = mix(wear.shoes, _SHADE, 0.25 if shaded else 0)
    limb(picture, moved(joints, 0, -0.03 * metre), np.array([0.105, 0.078, 0.055]) * metre, cloth)
    foot = moved(joints[2], 0.05 * way * metre, -0.035 * metre)
    oval(picture, foot, (0.115 * metre, 0.05 * metre), shoe)


def _arm(picture: Picture, body: Body, shoulder: Place, hand: Place, metre: float, way: int, *, shaded: bool) -> None:
    sleeve = mix(body.clothes.top, _SHADE, 0.26 if shaded else 0.07)
    skin = mix(body.head.skin, "#b5654a", 0.3 if shaded else 0.08)
    away = float(np.hypot(*(hand - shoulder)))
    elbow = _bend(shoulder, hand, min(0.29 * metre, max(0.53 * away, 0.2 * metre)), -way)
    wrist = elbow + (hand - elbow) * 0.78
    limb(picture, [wrist, hand], [0.038 * metre, 0.05 * metre], skin)
    limb(picture, [shoulder, elbow, wrist], np.array([0.078, 0.062, 0.05]) * metre, sleeve)


def _bend(start: Place, end: Place, bone: float, side: float) -> Place:
    """The joint between two bones of equal length, to one side of the straight line."""
    reach = end - start
    length = max(float(np.hypot(*reach)), 1e-6)
    out = np.sqrt(max(bone**2 - (length / 2) ** 2, 0.0))
    sideways = np.array([-reach[1], reach[0]]) / length
    return np.asarray(start + reach / 2 - sideways * out * side)


def draw_infant(picture: Picture, points: Joints, metre: float, look: Look) -> None:
    """Draw the infant at pixel `points`."""
    suit, trim = BABY.clothes.top, BABY.clothes.trim
    way = 1 if look.turn >= 0 else -1
    dark = mix(suit, "#b3651d", 0.38)
    _little_arm(picture, points[CHEST], points[FAR_HAND], metre, -way, mix(suit, "#b3651d", 0.45))
    for knee, foot, colour in (
        (FAR_KNEE, FAR_FOOT, mix(suit, "#b3651d", 0.45)),
        (NEAR_KNEE, NEAR_FOOT, mix(suit, "#b3651d", 0.12)),
    ):
        limb(picture, points[[HIP, knee, foot]], np.array([0.09, 0.075, 0.055]) * metre, colour)
        oval(
            picture,
            moved(points[foot], 0.025 * way * metre, 0),
            (0.068 * metre, 0.055 * metre),
            mix(colour, "#ffffff", 0.25),
        )
    limb(picture, points[[HIP, CHEST]], np.array([0.145, 0.115]) * metre, dark)
    limb(picture, moved(points[[HIP, CHEST]], 0.012 * way * metre, -0.012 * metre), np.array([0.13, 0.1]) * metre, suit)
    if not look.away:
        spine = points[HIP] - points[CHEST]
        belly = moved(points[CHEST] + 0.55 * spine, 0.05 * way * metre, 0)
        disc(picture, belly, 0.055 * metre, trim)
        disc(picture, belly, 0.03 * metre, "#e07a5f")
    head = points[HEAD]
    oval(picture, points[CHEST] * 0.72 + head * 0.28, (0.1 * metre, 0.05 * metre), trim)
    if look.away:
        _little_arm(picture, points[CHEST], points[NEAR_HAND], metre, way, suit)
    draw_head(picture, BABY.head, look, head, 0.165 * metre)
    if not look.away:
        _little_arm(
            picture,
            moved(points[CHEST], -0.03 * way * metre, 0.02 * metre),
            points[NEAR_HAND],
            metre,
            -way,
            mix(suit, "#b3651d", 0.16),
        )


def _little_arm(picture: Picture, shoulder: Place, hand: ArrayLike, metre: float, side: float, sleeve: str) -> None:
    end = np.asarray(hand, float)
    elbow = _bend(shoulder, end, 0.14 * metre, side)
    limb(picture, [shoulder, elbow, end], np.array([0.06, 0.052, 0.045]) * metre, sleeve)
    disc(picture, end, 0.05 * metre, BABY.head.skin)


def draw_clap_burst(picture: Picture, place: Place, metre: float, fade: float) -> None:
    """Rays around clapping hands; `fade` 0 (just now) to 1 (gone)."""
    for angle in np.linspace(-np.pi, 0, 7):
        ray = np.array([np.cos(angle), np.sin(angle)]) * metre
        line(
            picture,
            [place + ray * (0.13 + 0.08 * fade), place + ray * (0.27 + 0.05 * fade) * (1 - 0.3 * fade)],
            "#fffdf2",
            0.03 * metre * (1.2 - fade),
        )
