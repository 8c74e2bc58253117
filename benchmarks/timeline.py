"""How long the timeline takes with 10 events and with 10,000: 10,000 must feel like 10.

Run as `python benchmarks/timeline.py`; needs no screen.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.codebook_file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event
from annotator.study import Camera, Session, create_study
from annotator.study.session import write_session
from ui.coding.timeline import Timeline
from ui.session import CodingSession
from ui.theme import apply_theme

DURATION_MS = 1_500_000
FRAME_MS = 40
REPEATS = 40


def many_events(codes: list[str], count: int) -> list[Event]:
    """Events of all codes in turn, evenly spread; those of one code never overlap."""
    rng = random.Random(count)
    slot_ms = DURATION_MS * len(codes) // max(count, 1)
    events = []
    for number in range(count):
        start_ms = number // len(codes) * slot_ms + rng.randrange(0, slot_ms // 3)
        length_ms = 0 if codes[number % len(codes)] == "reach" else rng.randrange(slot_ms // 4, slot_ms // 2)
        frames = (start_ms // FRAME_MS * FRAME_MS, (start_ms + length_ms) // FRAME_MS * FRAME_MS)
        end_ms = frames[0] if length_ms == 0 else max(frames[1], frames[0] + FRAME_MS)
        events.append(Event(id=f"e{number}", code=codes[number % len(codes)], start_ms=frames[0], end_ms=end_ms))
    return events


def median_ms(step: Callable[[], object]) -> float:
    """The median time of a step in ms, after it was done twice to warm up."""
    times = []
    for _ in range(REPEATS + 2):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[2:])


def measure(folder: Path, count: int) -> dict[str, float]:
    """Build a study with so many events, show its timeline and time what a coder does."""
    study = create_study(folder, "benchmark", codebook_text("strange_situation"))
    (folder / "sessions" / "S1").mkdir()
    camera = Camera(file="a.mp4", size=1, fingerprint="f", duration_ms=DURATION_MS, frame_count=1)
    write_session(folder / "sessions" / "S1", Session(id="S1", cameras=(camera,)))
    study.add_coder("KM")
    with study.open_coding("S1", "KM") as opened:
        marks = [EpisodeMark(id=f"m{n}", episode=str(n + 1), start_ms=n * DURATION_MS // 8) for n in range(8)]
        events = many_events([code.id for code in study.codebook.codes], count)
        opened.history.do(Edit(label="many", changes=tuple(Change(None, item) for item in (*marks, *events))))
        session = CodingSession(study, study.session("S1"), opened)
        timeline = Timeline(session)
        timeline.set_peaks(np.abs(np.sin(np.arange(DURATION_MS // 10) / 300)).astype(np.float32), 100)
        timeline.resize(1_600, 380)
        timeline.show()
        QTest.qWaitForWindowExposed(timeline)
        times = {name: median_ms(step) for name, step in steps(timeline).items()}
        session.close()
        timeline.close()
    return times


def steps(timeline: Timeline) -> dict[str, Callable[[], object]]:
    """What is timed, each up to the last pixel."""
    session, rng = timeline.session, random.Random(1)
    app = QApplication.instance()
    assert app is not None

    def drawn(step: Callable[[], object]) -> Callable[[], None]:
        def whole() -> None:
            step()
            app.processEvents()

        return whole

    def look_around(span_ms: int) -> None:
        start_ms = rng.randrange(0, DURATION_MS - span_ms)
        timeline.show_view(timeline.view.showing(start_ms, start_ms + span_ms))

    def repaint_everything() -> None:
        timeline.zoom(1.0001)
        timeline.zoom_whole()

    def mark() -> None:
        session.jump(rng.randrange(0, DURATION_MS, FRAME_MS))
        session.mark_code("reach")

    def hover() -> None:
        QTest.mouseMove(timeline, QPoint(rng.randrange(300, 1_500), rng.randrange(90, 340)))

    return {
        "everything, whole session": drawn(repaint_everything),
        "everything, 2 minutes": drawn(lambda: look_around(120_000)),
        "everything, 20 seconds": drawn(lambda: look_around(20_000)),
        "playhead, one frame on": drawn(lambda: session.jump(session.position_ms % 1_000_000 + FRAME_MS)),
        "mark by key, to drawn": drawn(mark),
        "undo, to drawn": drawn(session.undo),
        "hover": drawn(hover),
    }


def main() -> None:
    """Print the table."""
    app = QApplication([])
    apply_theme(app, "dark")
    with tempfile.TemporaryDirectory() as folder:
        few, many = (measure(Path(folder) / str(count), count) for count in (10, 10_000))
    print(f"{'median of ' + str(REPEATS) + ', ms':32}{'10':>8}{'10,000':>9}{'ratio':>8}")
    for name in few:
        print(f"{name:32}{few[name]:8.2f}{many[name]:9.2f}{many[name] / few[name]:8.1f}")


if __name__ == "__main__":
    main()
