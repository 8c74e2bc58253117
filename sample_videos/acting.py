"""Where everybody is and how they hold themselves at a frame: the script's steps made into smooth motion."""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.poses import ADULT, CHEST, FAR_HAND, HEAD, INFANT, NEAR_HAND, Joints, carrying, crawling, walking
from sample_videos.script import PLACES, Do
from sample_videos.story import FPS, PERSONS, Step, Story

Spot = NDArray[np.float64]
_SPEED = {"infant": 0.62}  # metres a second
_ADULT_SPEED = 1.35
_STEP_M = {"infant": 0.2}
_ADULT_STEP_M = 0.62
_POSE_S, _TURN_S, _DOOR_S, _PICK_UP_S = 0.4, 0.3, 0.5, 0.75


@dataclass(frozen=True, slots=True)
class Move:
    """A step with what is worked out before drawing: `at` and `look` in force, and seconds on the way."""

    step: Step
    at: str
    look: str
    seconds: float


class Acting:
    """The persons of a story at any frame."""

    def __init__(self, story: Story) -> None:
        """Work out every move in the order of the frames: a way starts where the moves before it lead."""
        self.story = story
        self.moves: dict[str, list[Move]] = {person: [] for person in PERSONS}
        steps = [(step, person) for person in PERSONS for step in story.steps[person]]
        for step, person in sorted(steps, key=lambda entry: entry[0].frame):
            self.moves[person].append(self._work_out(step, person))

    def _work_out(self, step: Step, person: str) -> Move:
        before = self.moves[person][-1] if self.moves[person] else None
        at = step.do.at or (before.at if before else "away")
        look = step.do.look or (before.look if before else "door")
        if before is None or at == before.at:
            return Move(step, at, look, 0.0)
        beat_s = (step.end_frame - step.frame) / FPS
        if before.at.startswith("arms:"):  # the floor is reached as the beat ends
            return Move(step, at, look, beat_s)
        way = self._target(person, at, step.frame) - self.spot(person, step.frame)
        way_s = float(np.hypot(way[0], way[2])) / _SPEED.get(person, _ADULT_SPEED)
        return Move(step, at, look, min(_PICK_UP_S if at.startswith("arms:") else way_s, beat_s))

    def move(self, person: str, frame: int) -> tuple[int, float]:
        """Which move is on at a frame, and seconds since it began."""
        mine = self.moves[person]
        place = max(0, bisect_right(mine, frame, key=lambda move: move.step.frame) - 1)
        return place, (frame - mine[place].step.frame) / FPS

    def doing(self, person: str, frame: int) -> Do:
        """What the script says the person does."""
        return self.moves[person][self.move(person, frame)[0]].step.do

    def spot(self, person: str, frame: int) -> Spot:
        """Floor point (x, y, z) in metres; y is above 0 for an infant in arms."""
        return self._spot(person, self.move(person, frame)[0], frame)

    def _spot(self, person: str, place: int, frame: int) -> Spot:
        move = self.moves[person][place]
        target = self._target(person, move.at, frame)
        part = self._part(move, frame)
        if part >= 1 or place == 0:
            return target
        start = self._spot(
            person, place - 1, min(frame, move.step.frame) if not self._held(person, place - 1) else frame
        )
        return start + (target - start) * part

    def _held(self, person: str, place: int) -> bool:
        return self.moves[person][place].at.startswith("arms:")

    @staticmethod
    def _part(move: Move, frame: int) -> float:
        """How much of the way is done; the first frame already shows a start."""
        if move.seconds <= 0:
            return 1.0
        passed = min(1.0, ((frame - move.step.frame) / FPS + 0.5 / FPS) / move.seconds)
        return float(1 - (1 - passed) ** 1.25)

    def _target(self, person: str, at: str, frame: int) -> Spot:
        if at.startswith("arms:"):
            holder = at.removeprefix("arms:")
            chest = self.pose(holder, frame)[CHEST]
            return np.asarray(self.spot(holder, frame) + np.array([0, chest[1] - 0.34, 0]))
        if at.startswith("near:"):
            other = at.removeprefix("near:")
            there = self.spot(other, frame)
            side = 1.0 if other == "caregiver" and there[0] < -1 else -1.0
            gap = 0.5 if there[0] < -1 else 0.42
            return np.array([there[0] + side * (gap if person == "infant" else -0.72), 0.0, there[2] - 0.12])
        x, z = PLACES[at]
        return np.array([x, 0.0, z])

    def speed(self, person: str, frame: int) -> float:
        """How far the way of this frame is from being done, as metres a second along the floor."""
        way = self.spot(person, frame + 1) - self.spot(person, frame)
        return float(np.hypot(way[0], way[2])) * FPS

    def in_arms(self, frame: int) -> bool:
        """Whether the infant is carried (also while being picked up)."""
        return self._held("infant", self.move("infant", frame)[0])

    def lifted(self, frame: int) -> bool:
        """Whether the infant is off the floor, also while being put down."""
        return self.in_arms(frame) or bool(self.spot("infant", frame)[1] > 0.02)

    def heading(self, person: str, frame: int) -> tuple[float, float]:
        """Direction on the floor (x, z) the person turns to."""
        place, passed = self.move(person, frame)
        now = self._heading(person, place, frame)
        if passed >= _TURN_S or place == 0:
            return float(now[0]), float(now[1])
        before = self._heading(person, place - 1, frame)
        blend = before + (now - before) * _begin_fast((passed + 1 / FPS) / _TURN_S)
        return float(blend[0]), float(blend[1])

    def _heading(self, person: str, place: int, frame: int) -> Spot:
        """Where the way leads while walking, then to what the move looks at."""
        move = self.moves[person][place]
        is_lifted = person == "infant" and self.lifted(frame)
        is_carried = is_lifted or self.spot(person, move.step.frame)[1] > 0
        if is_lifted and move.look in ("caregiver", "put_down"):
            return -np.array(self.heading("caregiver", frame))
        mine = self.spot(person, frame)
        ahead = _direction(self._seen(person, move.look, frame) - mine)
        since_s = (frame - move.step.frame) / FPS - move.seconds
        if is_carried or move.seconds == 0 or since_s >= _TURN_S or place != self.move(person, frame)[0]:
            return ahead
        walked = _direction(self._target(person, move.at, frame) - self.spot(person, move.step.frame))
        return walked + (ahead - walked) * _begin_fast(max(0.0, since_s + 1 / FPS) / _TURN_S)

    def _seen(self, person: str, look: str, frame: int) -> Spot:
        """The point somebody turns to; for an infant in arms, where it was picked up, so that nobody turns about."""
        if look == "infant" and self.in_arms(frame):
            place = self.move("infant", frame)[0]
            while place > 0 and self._held("infant", place - 1):
                place -= 1
            return self.spot("infant", self.moves["infant"][place].step.frame)
        return self.spot(look, frame) if look in PERSONS else self._target(person, look, frame)

    def pose(self, person: str, frame: int) -> Joints:
        """Joints in metres, facing right, the floor point at (0, 0)."""
        place, passed = self.move(person, frame)
        now = self._pose(person, place, frame)
        if passed < _POSE_S and place > 0 and self.moves[person][place].step.do.pose != "clap":
            before = self._pose(person, place - 1, frame)
            now = before + (now - before) * _begin_fast((passed + 1 / FPS) / _POSE_S)
        return self._alive(person, now, frame)

    def _pose(self, person: str, place: int, frame: int) -> Joints:
        move = self.moves[person][place]
        name = move.step.do.pose
        is_walking = place == self.move(person, frame)[0] and self._part(move, frame) < 1
        if not is_walking or (person == "infant" and self.lifted(frame)):
            return (INFANT if person == "infant" else ADULT)[name]
        left_m = self._way_left(person, move, frame)
        phase = left_m / (_STEP_M.get(person, _ADULT_STEP_M))
        gait = crawling(phase) if person == "infant" else (carrying if name == "hold" else walking)(phase)
        final = (INFANT if person == "infant" else ADULT)[name]
        return gait + (final - gait) * _ease(1 - left_m / 0.12) if left_m < 0.12 else gait

    def _way_left(self, person: str, move: Move, frame: int) -> float:
        way = self._target(person, move.at, frame) - self.spot(person, frame)
        return float(np.hypot(way[0], way[2]))

    def _alive(self, person: str, joints: Joints, frame: int) -> Joints:
        """Breath, sobs, and busy hands on top of a pose."""
        do = self.doing(person, frame)
        time_s = frame / FPS
        pose = joints.copy()
        pose[[CHEST, HEAD], 1] += 0.006 * np.sin(time_s * 2.4 + len(person))
        pose[HEAD, 0] += 0.008 * np.sin(time_s * 0.9 + len(person))
        hands = [NEAR_HAND, FAR_HAND]
        if do.pose == "clap_open":
            left = self.story.clap_frame - frame
            pose += (ADULT["clap"] - pose) * max(0.0, 1 - left / 4)
        if do.pose == "knock":
            pose[NEAR_HAND, 1] += 0.11 * np.sin(time_s * 11)
            pose[FAR_HAND, 1] -= 0.11 * np.sin(time_s * 11)
        elif do.pose == "play":
            pose[NEAR_HAND] += 0.055 * np.array([np.cos(time_s * 5), np.sin(time_s * 8)])
            pose[FAR_HAND] += 0.05 * np.array([np.sin(time_s * 4), np.cos(time_s * 7)])
            pose[HEAD, 1] += 0.012 * np.sin(time_s * 4)
        elif do.pose in ("push", "arch"):
            pose[hands] += 0.09 * np.array([[np.sin(time_s * 13), 0.3], [np.sin(time_s * 13 + 2), -0.3]])
            pose[-2:] += 0.05 * np.array(
                [[np.sin(time_s * 12), np.cos(time_s * 12)], [np.cos(time_s * 12), np.sin(time_s * 12)]]
            )
        elif do.pose in ("reach", "reach_sit"):
            pose[hands] += 0.035 * np.array([[0, np.sin(time_s * 9)], [0, np.sin(time_s * 9 + 1)]])
        elif do.pose == "wave":
            pose[NEAR_HAND, 0] += 0.1 * np.sin(time_s * 9)
        elif do.pose == "tell":
            pose[hands, 1] += 0.06 * np.array([np.sin(time_s * 4), np.sin(time_s * 3 + 1)])
        if do.mood == "cry":
            sob = np.sin(time_s * 15)
            pose[[CHEST, HEAD]] += np.array([[0.004, 0.006], [0.007, 0.012]]) * sob
        return pose

    def door(self, frame: int) -> float:
        """How far the door is open, 0 to 1."""
        opened, since = False, -FPS
        for start, is_open in self.story.door:
            if start <= frame and is_open != opened:
                opened, since = is_open, start
        part = _ease((frame - since) / FPS / _DOOR_S)
        return part if opened else 1 - part


def _direction(way: Spot) -> Spot:
    """Unit vector along the floor (x, z); nearly to the right where there is no way to go."""
    length = float(np.hypot(way[0], way[2]))
    return np.asarray(way[[0, 2]] / length if length > 1e-6 else np.array([0.9, -0.4]))


def _ease(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)


def _begin_fast(part: float) -> float:
    """Like `_ease`, but the first frame shows already that something has begun."""
    return 1 - (1 - min(part, 1.0)) ** 2
