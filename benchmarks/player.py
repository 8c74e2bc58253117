"""Our player beside mpv, QMediaPlayer and OpenCV: `python -m benchmarks.player`; writes docs/player-benchmark.md.

Each player works in a process of its own, one after the other, on the same recordings and the same wishes. mpv is
left out where libmpv is not installed.
"""

import argparse
import ctypes.util
import datetime as dt
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import av
import cv2
import PySide6

from benchmarks.player_clips import CLIPS, Clip, drawn
from benchmarks.player_measure import MEASURES, PLAY_S, RELEASES, SCRUB_S, WISHES_A_SECOND, Answers

PLAYERS = {
    "this program": "benchmarks.player_ours",
    "mpv": "benchmarks.player_mpv",
    "QMediaPlayer": "benchmarks.player_qt",
    "OpenCV": "benchmarks.player_opencv",
}
LONGEST_S = 1800
REPORT = Path(__file__).parent.parent / "docs" / "player-benchmark.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jumps", type=int, default=200)
    parser.add_argument("--clips", nargs="*", default=[clip.file for clip in CLIPS], help="files by name")
    parser.add_argument("--out", type=Path, default=REPORT)
    options = parser.parse_args()
    lines = [*introduction(options.jumps)]
    for clip in CLIPS:
        if clip.file in options.clips:
            lines += section(clip, options.jumps)
            print("\n".join(lines[-len(MEASURES) - 6 :]), flush=True)
    options.out.write_text("\n".join(lines), encoding="utf-8")


def section(clip: Clip, jumps: int) -> Iterator[str]:
    drawn(clip)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    answers = {name: ask(module, clip, jumps) for name, module in PLAYERS.items()}
    answers["this program"] |= ask("benchmarks.player_window", clip, jumps)
    if clip.sound is None:
        for found in answers.values():
            found.pop("sound", None)
    yield from ("", f"## {clip.name} ({clip.file})", "", f"Load average of the machine before it began: {load}.", "")
    yield from table(answers)


def ask(module: str, clip: Clip, jumps: int) -> Answers:
    command = [sys.executable, "-m", module, clip.file, str(jumps)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    if done.returncode:
        print(f"{module} broke off:\n{done.stderr[-2000:]}", file=sys.stderr)
        return {}
    answers: Answers = json.loads(done.stdout.splitlines()[-1])
    return answers


def table(answers: Mapping[str, Answers]) -> Iterator[str]:
    yield f"| | {' | '.join(answers)} |"
    yield f"|---|{'---|' * len(answers)}"
    for key, label in MEASURES.items():
        yield f"| {label} | {' | '.join(found.get(key, '–') for found in answers.values())} |"


def introduction(jumps: int) -> Iterator[str]:
    yield "# How fast the player is"
    yield ""
    yield (
        f"Written by `python -m benchmarks.player` on {dt.datetime.now(dt.UTC):%Y-%m-%d}: {jumps} random "
        f"jumps, {PLAY_S:.0f} s of playing, {SCRUB_S:.0f} s of scrubbing with {WISHES_A_SECOND} wishes a second over "
        "90 % of the recording. Two numbers are p50 / p95. A dash: not to be had from this player."
    )
    yield ""
    yield f"Machine: {machine()}. {', '.join(versions())}."
    yield ""
    yield (
        "Lost frames are those gone by without being shown (mpv's: those that it says it dropped); 'behind' is what "
        "is missing to the place it should have reached since the wish to play: a late start, mostly. mpv neither "
        "paints nor sounds here; ours are converted for a window of 960 x 540. While scrubbing, mpv is asked for "
        "keyframes, as by its own seek bar; OpenCV and QMediaPlayer know exact seeks only. Sound against picture: ours "
        "by the moment heard when a frame comes on the screen, mpv's as it says itself. QMediaPlayer has no step; a "
        "step is a seek. The first picture is that of a file which the system has not in memory: ours as painted in "
        "the window after a coding is opened (1600 x 950, offscreen), the others' as handed out by the player alone; "
        "frames lost in the whole window are those never painted there, timeline, table and codes following. Letting "
        f"go: {RELEASES} times, from a hand that still moves, at a random frame; mpv and QMediaPlayer are then asked "
        "for it exactly. Processor time: of all threads together until the picture is there; a busy machine changes it "
        "least. What a jump need not decode: decisions/0016-what-a-jump-leaves-out.md."
    )


def machine() -> str:
    name, memory = platform.processor() or platform.machine(), ""
    for path, key in (("/proc/cpuinfo", "model name"), ("/proc/meminfo", "MemTotal")):
        if Path(path).exists():
            found = [line for line in Path(path).read_text(encoding="utf-8").splitlines() if line.startswith(key)]
            value = found[0].partition(":")[2].strip() if found else ""
            if key == "MemTotal":
                memory = f", {int(value.split()[0]) / 2**20:.0f} GiB"
            else:
                name = value or name
    return f"{name}, {os.cpu_count()} cores{memory}, {platform.system()}"


def versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield f"PyAV {av.__version__}"
    yield f"PySide6 {PySide6.__version__}"
    yield f"OpenCV {cv2.__version__}"
    yield ctypes.util.find_library("mpv") or "no libmpv"


if __name__ == "__main__":
    main()
