"""How long coding takes with 10 events and with 10,000: 10,000 must feel like 10.

Run as `python benchmarks/timeline.py`; needs no screen. A step counts up to the last pixel of timeline and event table.
The time of the processor says more than that of the clock where other programs run.
"""

import itertools
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.model.codebook_file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event, Item
from annotator.study import Camera, Session, create_study
from annotator.study.session import write_session
from ui.actions import Actions
from ui.coding.events import EventsPanel
from ui.coding.timeline import Timeline
from ui.parts import column
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


class Times(NamedTuple):
    """The median and the 95th percentile of a step, in ms of processor time, and the latter in ms of the clock."""

    median: float
    p95: float
    p95_clock: float


def timed(step: Callable[[], object]) -> Times:
    """Time a step, after it was done twice to warm up."""
    cpu, clock = [], []
    for _ in range(REPEATS + 2):
        from_cpu, from_clock = time.process_time(), time.perf_counter()
        step()
        cpu.append((time.process_time() - from_cpu) * 1000)
        clock.append((time.perf_counter() - from_clock) * 1000)
    return Times(float(np.median(cpu[2:])), float(np.percentile(cpu[2:], 95)), float(np.percentile(clock[2:], 95)))


def measure(folder: Path, count: int) -> dict[str, Times]:
    """Build a study with so many events, show its timeline and time what a coder does."""
    study = create_study(folder, "benchmark", codebook_text("strange_situation"))
    (folder / "sessions" / "S1").mkdir()
    camera = Camera(file="a.mp4", size=1, fingerprint="f", duration_ms=DURATION_MS, frame_count=1)
    write_session(folder / "sessions" / "S1", Session(id="S1", cameras=(camera,)))
    study.add_coder("KM")
    with study.open_coding("S1", "KM") as opened:
        marks = [EpisodeMark(id=f"m{n}", episode=str(n + 1), start_ms=n * DURATION_MS // 8) for n in range(8)]
        events = many_events([code.id for code in study.codebook.codes], count)
        items: list[Item] = [*marks, *events]
        opened.history.do(Edit(label="many", changes=tuple(Change(None, item) for item in items)))
        session = CodingSession(study, study.session("S1"), opened)
        timeline, window = Timeline(session), QWidget()
        table = EventsPanel(session, Actions(window))
        timeline.set_peaks(np.abs(np.sin(np.arange(DURATION_MS // 10) / 300)).astype(np.float32), 100)
        window.setLayout(column(table, timeline))
        window.resize(1_600, 900)
        window.show()
        QTest.qWaitForWindowExposed(window)
        times = {name: timed(step) for name, step in steps(timeline, table).items()}
        session.close()
        window.close()
    return times


def steps(timeline: Timeline, table: EventsPanel) -> dict[str, Callable[[], object]]:
    """What is timed, each up to the last pixel."""
    session, rng, sorted_by = timeline.session, random.Random(1), itertools.count()
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

    def drag() -> None:
        event = rng.choice(session.coding.events)
        timeline.show_view(timeline.view.showing(event.start_ms - 5_000, event.start_ms + 5_000))
        place = timeline.scene.bar_rect(event).center().toPoint()
        QTest.mousePress(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        QTest.mouseMove(timeline, place + QPoint(9, 0))
        app.processEvents()
        QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place + QPoint(9, 0))

    def sort() -> None:
        number = next(sorted_by)
        table.table.sortByColumn(
            number // 2 % 4, (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)[number % 2]
        )

    return {
        "key press to drawn mark": drawn(mark),
        "undo": drawn(session.undo),
        "timeline: scroll, 20 seconds": drawn(lambda: look_around(20_000)),
        "timeline: scroll, 2 minutes": drawn(lambda: look_around(120_000)),
        "timeline: scroll, 10 minutes": drawn(lambda: look_around(600_000)),
        "timeline: zoom to the whole": drawn(repaint_everything),
        "timeline: a frame on": drawn(lambda: session.jump(session.position_ms % 1_000_000 + FRAME_MS)),
        "timeline: hover": drawn(hover),
        "timeline: an event dragged": drawn(drag),
        "table: sort": drawn(sort),
    }


def main() -> None:
    """Print the table."""
    app = QApplication([])
    apply_theme(app, "dark")
    with tempfile.TemporaryDirectory() as folder:
        few, many = (measure(Path(folder) / str(count), count) for count in (10, 10_000))
    heads = [f"{count} {what}" for count in ("10", "10,000") for what in ("median", "p95", "p95 clock")]
    print(f"{f'ms of {REPEATS} times':30}" + "".join(f"{head:>18}" for head in heads) + f"{'ratio p95':>12}")
    for name in few:
        figures = "".join(f"{figure:18.2f}" for figure in (*few[name], *many[name]))
        print(f"{name:30}{figures}{many[name].p95 / few[name].p95:12.1f}")


if __name__ == "__main__":
    main()
