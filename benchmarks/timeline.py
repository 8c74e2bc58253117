"""How long coding takes with 10 events and with 10,000: 10,000 must feel like 10.

Run as `python -m benchmarks.timeline`; needs no screen; writes docs/timeline-benchmark.md. The whole window is open; a
step counts from the key or the mouse up to the last pixel.
"""

import argparse
import datetime as dt
import os
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import PySide6
from PySide6.QtWidgets import QApplication

from benchmarks.player import machine
from benchmarks.timeline_study import long_study, played_study
from benchmarks.timeline_window import Times, Window, lost_frames, timed
from ui.app import make_application

COUNTS = (10, 10_000)
REPEATS = 40
PLAY_S = 20.0
FRAME_MS = 16.0
"""What a step may take at the 95th percentile: a frame of a screen of 60 Hz."""
TIMES_AS_LONG = 2.0
"""How much longer it may take with the many events than with the few."""

REPORT = Path(__file__).parent.parent / "docs" / "timeline-benchmark.md"

Row = tuple[str, Times, Times]


def measure(app: QApplication, folder: Path, count: int) -> dict[str, Times]:
    """Time every step in the window of a long session with so many events."""
    window = Window(app, long_study(folder / "study", count), folder)
    peaks = np.abs(np.sin(np.arange(150_000) / 300)).astype(np.float32)
    window.timeline.set_peaks(peaks, 100)
    try:
        return {step.name: timed(window, step, REPEATS) for step in window.steps()}
    finally:
        window.close()


def play(app: QApplication, folder: Path, count: int) -> str:
    """Play the sample with so many events; return how many frames were lost."""
    window = Window(app, played_study(folder, count), folder)
    try:
        lost, passed = lost_frames(window, PLAY_S)
    finally:
        window.close()
    return f"{lost} of {passed}"


def report(rows: list[Row], lost: list[str]) -> Iterator[str]:
    """Write the table, as the document shows it."""
    few, many = (f"{count:,}" for count in COUNTS)
    yield f"| {'ms':33} | {few} p50 | p95 | {many} p50 | p95 | p95 of the thread | {many}:{few} |  |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    for name, with_few, with_many in rows:
        ratio = with_many.p50 / with_few.p50
        figures = (with_few.p50, with_few.p95, *with_many)
        is_kept = with_many.p95 <= FRAME_MS and ratio <= TIMES_AS_LONG
        cells = " | ".join(f"{figure:6.2f}" for figure in figures)
        yield f"| {name:33} | {cells} | {ratio:4.1f} | {'kept' if is_kept else 'not kept'} |"
    yield ""
    yield f"Frames lost in {PLAY_S:.0f} s of the sample at 1x: {lost[0]} with {few} events, {lost[1]} with {many}."


def document(lines: list[str]) -> str:
    """Return the page that keeps the figures."""
    head = (
        "# How fast coding is",
        "",
        f"Written by `python -m benchmarks.timeline` on "
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}. The whole window, 1600 x 950, on a session of 25 minutes; every step "
        f"{REPEATS} times, from the key or the mouse to the last pixel. Kept: at most {FRAME_MS:.0f} ms at the 95th "
        f"percentile, and in the median no more than {TIMES_AS_LONG:.0f} times as long as with {COUNTS[0]} events.",
        "",
        f"Machine: {machine()}. Python {platform.python_version()}, PySide6 {PySide6.__version__}, Qt platform "
        f"{QApplication.platformName()}. Load average before it began: {load_before():.1f}.",
        "",
    )
    return "\n".join((*head, *lines, ""))


_LOAD = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def load_before() -> float:
    """How busy the machine was with other things when this began."""
    return _LOAD


def main() -> None:
    """Print the table, and keep it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=REPORT)
    arguments = parser.parse_args()
    app = make_application()
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(count) for count in COUNTS]
        few, many = (measure(app, folder, count) for folder, count in zip(folders, COUNTS, strict=True))
        lost = [play(app, folder / "played", count) for folder, count in zip(folders, COUNTS, strict=True)]
    lines = list(report([(step, few[step], many[step]) for step in few], lost))
    print("\n".join(lines))
    arguments.out.write_text(document(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
