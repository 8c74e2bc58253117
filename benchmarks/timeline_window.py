"""The whole window with a session open in Code, and what a coder does in it, for the benchmark of coding."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.demo import SESSION
from annotator.media.sound_output import SilentOutput
from annotator.study import Study
from benchmarks.timeline_study import CODER, DURATION_MS, FRAME_MS
from ui.coding.event_model import Column
from ui.program import Program
from ui.settings import Settings

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SIZE = (1_600, 950)
_REST_MS = 60
"""Longer than the checks wait after an edit, so that they run before the next step and not in it."""


def _nothing() -> None:
    return None


class Step(NamedTuple):
    """What is timed, up to the last pixel; what is made ready before it and put away after it is not."""

    name: str
    act: Callable[[], object]
    before: Callable[[], object] = _nothing
    after: Callable[[], object] = _nothing


class Window:
    """The program as a coder has it, without its sound."""

    def __init__(self, app: QApplication, study: Study, settings: Path) -> None:
        self.app, self._place = app, QPoint()
        self.program = Program(app, Settings(settings), SilentOutput)
        self.program.window.resize(*SIZE)
        self.program.window.show()
        self.program.open_study(study.folder, SESSION, CODER)
        self.wait_until(lambda: self.program.coding is not None and self.program.window.place == "code")
        self.rest(1_000)
        coding, panels = self.program.coding, self.program.code_workspace.panels
        assert coding is not None
        assert panels is not None
        coding.missing = None  # that there is no picture to mark anything on; here it is of no matter
        self.session, self.panels, self.timeline, self.table = coding, panels, panels.timeline, panels.events.table

    def close(self) -> None:
        self.program.window.close()
        self.program.window.deleteLater()
        self.program.deleteLater()
        self.app.processEvents()

    def rest(self, ms: float = _REST_MS) -> None:
        """Let everything that waits be done."""
        until = time.perf_counter() + ms / 1000
        self.wait_until(lambda: time.perf_counter() > until)
        QCoreApplication.sendPostedEvents()
        self.app.processEvents()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            assert time.monotonic() < deadline, "no answer for a minute"
            time.sleep(0.001)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, keys)

    def steps(self) -> Iterator[Step]:
        """Everything that is timed."""
        yield from self._coding_steps()
        yield from self._timeline_steps()
        yield from self._mouse_steps()
        yield from self._table_steps()

    def _coding_steps(self) -> Iterator[Step]:
        rng, session = random.Random(1), self.session

        def go_anywhere() -> None:
            session.jump(rng.randrange(0, DURATION_MS, FRAME_MS))

        def mark() -> None:
            go_anywhere()
            before = len(session.coding.events)
            self.press(Qt.Key.Key_Q)
            assert len(session.coding.events) == before + 1

        def select_any() -> None:
            session.select(rng.choice(session.coding.events[:-1]).id)

        yield Step("key press to drawn point", lambda: self.press(Qt.Key.Key_Q), before=go_anywhere)
        yield Step("key press to drawn state", lambda: self.press(Qt.Key.Key_C), before=go_anywhere)
        yield Step("undo", lambda: self.press(Qt.Key.Key_Z, CTRL), before=mark)
        yield Step("next event by key", lambda: self.press(Qt.Key.Key_Down), before=select_any)
        yield Step("a frame on", lambda: session.jump(session.position_ms % 1_000_000 + FRAME_MS))
        yield Step("checks run through", self.panels.side.checks.check_now)

    def _timeline_steps(self) -> Iterator[Step]:
        timeline, rng = self.timeline, random.Random(2)

        def look_around(span_ms: int) -> None:
            start_ms = rng.randrange(0, DURATION_MS - span_ms)
            timeline.show_view(timeline.view.showing(start_ms, start_ms + span_ms))

        for words, span_ms in (("20 seconds", 20_000), ("2 minutes", 120_000), ("10 minutes", 600_000)):
            yield Step(f"timeline: scroll, {words}", partial(look_around, span_ms))
        yield Step("timeline: zoom to the whole", timeline.zoom_whole, before=lambda: look_around(900_000))
        yield Step("timeline: zoom by the wheel", lambda: self._wheel(1), before=lambda: look_around(1_200_000))

    def _mouse_steps(self) -> Iterator[Step]:
        timeline, rng, moves = self.timeline, random.Random(3), itertools.count()

        def hover() -> None:
            QTest.mouseMove(timeline, QPoint(rng.randrange(320, 1_500), rng.randrange(90, timeline.height() - 40)))

        def take() -> None:
            tracked = {lane.code.id for lane in timeline.scene.lanes.tracks if lane.code is not None}
            event = rng.choice([one for one in self.session.coding.events if one.code in tracked])
            self.session.select(event.id)
            timeline.show_view(timeline.view.showing(event.start_ms - 5_000, event.start_ms + 5_000))
            self.rest()
            self._place = timeline.scene.bar_rect(event).center().toPoint()
            QTest.mousePress(timeline, LEFT, NONE, self._place)
            QTest.mouseMove(timeline, self._place + QPoint(9, 0))

        def drag() -> None:
            QTest.mouseMove(timeline, self._place + QPoint(12 + next(moves) % 7, 0))

        def drop() -> None:
            QTest.mouseRelease(timeline, LEFT, NONE, self._place + QPoint(9, 0))

        yield Step("timeline: hover", hover, before=timeline.zoom_whole)
        yield Step("an event dragged: a mouse move", drag, before=take, after=drop)
        yield Step("an event dragged: dropped", drop, before=take)

    def _table_steps(self) -> Iterator[Step]:
        table, box = self.table, self.panels.events.filter_box
        header, turns = table.horizontalHeader(), itertools.count()

        def sort() -> None:
            # Every column, first rising, then falling.
            section = next(turns) // 2 % len(Column)
            place = QPoint(header.sectionViewportPosition(section) + 8, header.height() // 2)
            QTest.mouseClick(header.viewport(), LEFT, NONE, place)

        def scroll() -> None:
            bar = table.verticalScrollBar()
            bar.setValue((bar.value() + 7) % max(bar.maximum(), 1))

        yield Step("table: sort", sort)
        yield Step("table: scroll", scroll)
        yield Step("table: filter", lambda: box.setText("reach"), before=box.clear, after=box.clear)

    def _wheel(self, notches: int) -> None:
        place = QPointF(900.0, 120.0)
        event = QWheelEvent(
            *(place, self.timeline.mapToGlobal(place), QPoint(), QPoint(0, 120 * notches)),
            *(Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(self.timeline, event)


class Times(NamedTuple):
    """The median and the 95th percentile of a step in ms of the clock, and the latter in ms of the GUI thread."""

    p50: float
    p95: float
    p95_thread: float


def timed(window: Window, step: Step, repeats: int) -> Times:
    """Time a step, after it was done twice to warm up."""
    clock, thread = [], []
    for _ in range(repeats + 2):
        step.before()
        window.rest()
        from_clock, from_thread = time.perf_counter(), time.thread_time()
        step.act()
        window.app.processEvents()
        clock.append((time.perf_counter() - from_clock) * 1000)
        thread.append((time.thread_time() - from_thread) * 1000)
        step.after()
        window.app.processEvents()
    return Times(float(np.median(clock[2:])), float(np.percentile(clock[2:], 95)), float(np.percentile(thread[2:], 95)))


def lost_frames(window: Window, seconds: float) -> tuple[int, int]:
    """Play from the start; return how many frames went by without being shown, of how many."""
    session, player = window.session, window.session.player
    assert player is not None
    window.wait_until(lambda: session.is_retimable and session.is_settled)
    shown: list[int] = []
    session.moved.connect(shown.append)
    window.panels.playing.toggle()
    window.rest(seconds * 1000)
    window.panels.playing.pause()
    session.moved.disconnect(shown.append)
    times = session.frame_times_ms()
    passed = int(np.searchsorted(times, shown[-1]) - np.searchsorted(times, shown[0])) + 1
    return passed - len(set(shown)), passed
