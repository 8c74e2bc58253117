"""One camera's picture of any frame of a story: the cached room, and on it whatever moves."""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from sample_videos.acting import Acting
from sample_videos.brush import Picture, shadow
from sample_videos.faces import Look
from sample_videos.figures import (
    CAREGIVER,
    EXPERIMENTER,
    STRANGER,
    Body,
    draw_adult,
    draw_clap_burst,
    draw_infant,
    on_picture,
)
from sample_videos.poses import CHEST, NEAR_HAND, Joints
from sample_videos.room import DOOR_RIGHT, FAR, doorway_outline, draw_door, draw_room
from sample_videos.soundtrack import speech
from sample_videos.story import FPS, Story
from sample_videos.toys import AT_REST, draw_toy
from sample_videos.view import View

_BODIES: dict[str, Body] = {"caregiver": CAREGIVER, "stranger": STRANGER, "experimenter": EXPERIMENTER}
_CLAP_SHOWN_S = 0.2
_HIDDEN_BY_WALL_X = 3.3
_AJAR, _LEAF_REACHES_M = 0.7, 0.15


class Stage:
    """Draws frames of a story for one camera."""

    def __init__(self, story: Story, view: View) -> None:
        """Draw the empty room once."""
        self._story, self._view, self._acting = story, view, Acting(story)
        self._room = draw_room(view)
        self._picture = self._room.copy()
        outline = doorway_outline(view)
        mask = np.zeros((view.height, view.width), np.uint8)
        cv2.fillPoly(mask, [(outline * 16).round().astype(np.int32)], 255, cv2.LINE_AA, 4)
        margin = 1.2 * view.pixels_a_metre((2, 1, FAR))
        left, top = np.maximum(outline.min(axis=0) - margin, 0).astype(int)
        right, bottom = (outline.max(axis=0) + margin).astype(int)
        self._around_door = (slice(top, bottom), slice(left, right))
        self._through = mask[self._around_door].astype(np.float32) / 255

    def draw(self, frame: int) -> Picture:
        """The picture of one frame (height x width x 3, BGR); the next one is drawn over it."""
        picture = self._picture
        np.copyto(picture, self._room)
        spots = {person: self._acting.spot(person, frame) for person in _BODIES}
        outside = [person for person, spot in spots.items() if spot[2] > FAR]
        seen_outside = [person for person in outside if spots[person][0] < _HIDDEN_BY_WALL_X]
        opened = self._acting.door(frame)
        if opened > 0:
            self._draw_corridor(picture, seen_outside, frame, opened)
        else:
            draw_door(picture, self._view, 0)
        inside = [person for person in _BODIES if person not in outside]
        for _, draw in sorted(self._things(picture, inside, frame), key=lambda thing: -thing[0]):
            draw()
        self._draw_clap(picture, frame)
        return picture

    def _draw_corridor(self, picture: Picture, outside: list[str], frame: int, opened: float) -> None:
        """People behind the far wall are seen through the doorway only, and not behind the door's leaf."""
        behind_leaf = [
            person
            for person in outside
            if opened < _AJAR or self._acting.spot(person, frame)[0] > DOOR_RIGHT - _LEAF_REACHES_M
        ]
        for person in behind_leaf:
            self._adult(picture, person, frame)
        draw_door(picture, self._view, opened)
        for person in outside:
            if person not in behind_leaf:
                self._adult(picture, person, frame)
        seen, wall = picture[self._around_door], self._room[self._around_door]
        seen[:] = cv2.blendLinear(seen, wall, self._through, 1 - self._through)

    def _things(self, picture: Picture, inside: list[str], frame: int) -> list[tuple[float, Callable[[], None]]]:
        """What stands in the room, each with its depth in metres."""
        acting, view = self._acting, self._view
        held_toys = {acting.doing(person, frame).toy for person in ("infant", "caregiver", "stranger")}
        things: list[tuple[float, Callable[[], None]]] = [
            (view.depth((x, 0, z)), partial(self._toy, picture, toy, (x, 0.0, z)))
            for toy, (x, z) in AT_REST.items()
            if toy not in held_toys
        ]
        things += [
            (view.depth(acting.spot(person, frame)), partial(self._adult, picture, person, frame)) for person in inside
        ]
        if not acting.lifted(frame):
            things.append((view.depth(acting.spot("infant", frame)) - 0.05, partial(self._infant, picture, frame)))
        return things

    def _toy(self, picture: Picture, toy: str, place: tuple[float, float, float]) -> None:
        turn = 0.6 if toy == "rattle" else 0.0
        draw_toy(picture, toy, self._view.project([place])[0], self._view.pixels_a_metre(place), turn=turn)

    def _on_picture(self, person: str, frame: int) -> tuple[Joints, float, Look]:
        """Joints in pixels, pixels a metre, and the face."""
        spot = self._acting.spot(person, frame)
        metre = self._view.pixels_a_metre(spot)
        right, ahead = self._view.heading(self._acting.heading(person, frame))
        is_away = ahead > 0.86
        facing = float(np.copysign(max(min(1.0, 1.6 * abs(right)), 0.8 if abs(ahead) > 0.86 else 0.4), right))
        do = self._acting.doing(person, frame)
        time_s = frame / FPS
        look = Look(
            mood=do.mood,
            turn=float(np.clip(facing * 0.85, -0.85, 0.85)),
            away=is_away,
            blink=float((time_s * 0.31 + 0.37 * len(person)) % 1 < 0.04),
            talk=float(speech(person, time_s)) if do.talk else 0.0,
            time_s=time_s,
        )
        return on_picture(self._acting.pose(person, frame), self._view.project([spot])[0], facing, metre), metre, look

    def _adult(self, picture: Picture, person: str, frame: int) -> None:
        points, metre, look = self._on_picture(person, frame)
        ground = self._view.project([self._acting.spot(person, frame)])[0]
        if self._acting.spot(person, frame)[2] < FAR:
            shadow(picture, ground, (0.4 * metre, 0.1 * metre), 0.38)
        in_arms = None
        if person == "caregiver" and self._acting.lifted(frame):
            in_arms = partial(self._carried, picture, points, metre, look, frame)
        draw_adult(picture, _BODIES[person], points, metre, look, in_arms)
        self._held_toy(picture, person, points, metre, frame)

    def _carried(self, picture: Picture, holder: Joints, metre: float, look: Look, frame: int) -> None:
        """The infant before the caregiver's chest, or on the way there or down from it."""
        acting = self._acting
        points, _, face = self._on_picture("infant", frame)
        seat = acting.spot("caregiver", frame)[1] + acting.pose("caregiver", frame)[CHEST][1] - 0.34
        part = float(np.clip(acting.spot("infant", frame)[1] / seat, 0, 1))
        middle = holder[CHEST] + (np.sign(look.turn) * 0.22 * metre, 0.34 * metre)
        origin = self._view.project([acting.spot("infant", frame)])[0]
        draw_infant(picture, points + (middle - origin) * part, metre, face)

    def _infant(self, picture: Picture, frame: int) -> None:
        points, metre, look = self._on_picture("infant", frame)
        ground = self._view.project([self._acting.spot("infant", frame)])[0]
        shadow(picture, ground, (0.36 * metre, 0.1 * metre), 0.36)
        draw_infant(picture, points, metre, look)
        self._held_toy(picture, "infant", points, metre, frame)

    def _held_toy(self, picture: Picture, person: str, points: Joints, metre: float, frame: int) -> None:
        toy = self._acting.doing(person, frame).toy
        if not toy or self._acting.speed(person, frame) > 0.2:
            return
        time_s = frame / FPS
        turn = 0.12 * float(np.sin(time_s * 8))
        if person != "infant":
            draw_toy(picture, toy, points[NEAR_HAND] + (0, 0.05 * metre), metre, turn=4 * turn, on_floor=False)
            return
        ground = self._view.project([self._acting.spot("infant", frame)])[0][1]
        low = np.array(
            [
                points[NEAR_HAND][0] + np.sign(points[NEAR_HAND][0] - points[CHEST][0]) * 0.07 * metre,
                ground + 0.02 * metre,
            ]
        )
        draw_toy(picture, toy, low, metre, turn=20 * turn if toy == "ball" else turn)

    def _draw_clap(self, picture: Picture, frame: int) -> None:
        passed = (frame - self._story.clap_frame) / FPS
        if 0 <= passed < _CLAP_SHOWN_S:
            points, metre, _ = self._on_picture("experimenter", frame)
            draw_clap_burst(picture, points[NEAR_HAND], metre, passed / _CLAP_SHOWN_S)
