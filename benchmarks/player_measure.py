"""What every player in the comparison is asked, and how it is counted.

All is asked of a player in a process of its own, which prints its answers as JSON (`benchmarks.player_ours`,
`player_mpv`, `player_qt`, `player_opencv`). Times are in ms, from the wish until the picture is there.
"""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.player_clips import Clip

MEASURES = {
    "first": "first picture of a file never opened before, ms",
    "again": "first picture of a file known from before, ms",
    "exact": "right frame after a random jump",
    "jump": "random jump, ms",
    "jump cpu": "processor time of a random jump, ms",
    "forward": "step forward, ms",
    "back": "step back, ms",
    "first_back": "step back right after a jump, ms",
    "scrub": "pictures a second while scrubbing",
    "scrub_gap": "longest wait while scrubbing, ms",
    "settled": "right frame after letting go of a drag (a second a wish), ms",
    "settled far": "right frame after letting go of a sweep (a hundredth of the recording a wish), ms",
    "lost 1": "frames lost at 1x",
    "lost 2": "frames lost at 2x",
    "lost 4": "frames lost at 4x",
    "lost -1": "frames lost at 1x in reverse",
    "window 1": "frames lost at 1x in the whole window",
    "window 2": "frames lost at 2x in the whole window",
    "window -1": "frames lost at 1x in reverse in the whole window",
    "sound": "sound against picture, ms",
    "claps": "claps off their frames at 0.25x / 0.5x / 1x / 2x / 3x at most, ms of the recording",
    "memory": "memory, MB",
}
STEPS = 60
PLAY_S = 4.0
SCRUB_S = 3.0
WISHES_A_SECOND = 60
RELEASES, DRAGGED = 8, 12
FIRST_BACKS = 10
DEADLINE_S = 10.0

Answers = dict[str, str]


def places(clip: Clip, count: int) -> list[int]:
    """Random frames, the same for every player."""
    return random.Random(3).choices(range(clip.frame_count - 60), k=count)


def spread(times_ms: Sequence[float]) -> str:
    """Half and 95 % of the times are no longer than this."""
    if not times_ms:
        return "–"
    ordered = sorted(times_ms)
    p50, p95 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95))
    return f"{_short(p50)} / {_short(p95)}"


def timed_ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def jumps(frames: Sequence[int], jump: Callable[[int], float], number: Callable[[], int | None]) -> Answers:
    """Jump to each frame, and look each time whether it is the one that is shown."""
    jump_ms: list[float] = []
    cpu_ms: list[float] = []
    right = 0
    for frame in frames:
        before_s = time.process_time()
        jump_ms.append(jump(frame))
        cpu_ms.append((time.process_time() - before_s) * 1000)
        right += number() == frame
    return {"exact": f"{right} of {len(frames)}", "jump": spread(jump_ms), "jump cpu": spread(cpu_ms)}


def lost(shown: int, passed: float, rate: float, gap_s: float = 0.0) -> str:
    """How many of the frames gone by were not shown, and what is missing to those due since the wish to play.

    Args:
        shown: Frames shown.
        passed: Frames gone by, shown or not.
        rate: Frames due in a second.
        gap_s: Longest time without a new frame, if it is known.
    """
    missing, late_ms = max(0, round(passed) - shown), max(0.0, PLAY_S - passed / rate) * 1000
    gap = f", gap {gap_s * 1000:.0f} ms" if gap_s else ""
    return f"{missing} of {round(passed)} ({100 * missing / max(1, passed):.1f} %), {late_ms:.0f} ms behind{gap}"


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"


def scrub_frame(clip: Clip, passed_s: float) -> int:
    """Where the hand is: from 90 % of the recording to its beginning, and back, in steps of a wish."""
    wish = int(passed_s * WISHES_A_SECOND) / WISHES_A_SECOND
    return int(abs(wish / SCRUB_S * 2 - 1) * clip.frame_count * 0.9)


def releases(clip: Clip, let_go: Callable[[list[int]], float]) -> Answers:
    """How long the right frame takes after a hand has let go: of a drag nearby and of a sweep over all."""
    steps = {"settled": clip.fps, "settled far": clip.frame_count // 100}
    return {key: spread([let_go(frames) for frames in dragged(clip, step)]) for key, step in steps.items()}


def dragged(clip: Clip, step: int) -> list[list[int]]:
    """Frames that a hand passes quickly on its way to where it lets go, the last of each row; in rows of equal length.

    Where it lets go is random: the same for every player.
    """
    rows = random.Random(5).choices(range(DRAGGED * step, clip.frame_count - 60), k=RELEASES)
    return [list(range(end - (DRAGGED - 1) * step, end + 1, step)) for end in rows]


def forget(path: Path) -> None:
    """Have the system forget what it keeps of a file in memory, where it can."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def tell(answers: Answers) -> None:
    sys.stdout.write(json.dumps(answers) + "\n")


def _short(ms: float) -> str:
    return f"{ms:.2f}" if ms < 1 else f"{ms:.1f}" if ms < 20 else f"{ms:.0f}"
