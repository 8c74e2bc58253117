"""An hour of coding in 22 minutes: `python -m benchmarks.coding_hour`; writes docs/coding-hour.md.

The program runs as a coder has it and plays a recording of 22 minutes at 1x, while 3,000 keys are pressed: codes,
answers to what is asked, episodes, Escape, undo and redo. A key counts from the moment at which it was due, so that
whatever keeps the window busy counts, up to the last pixel. In the end the coding on the disk must be what the keys say
by the rules of the codebook (`tests.coding_rules`), at the frames that were on the screen.
"""

import argparse
import datetime as dt
import os
import platform
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import PySide6
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.media.sound_output import SilentOutput
from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.file import codebook_text
from annotator.model.coding import Coding
from annotator.study import create_study, open_study
from benchmarks.player import machine
from benchmarks.player_clips import clip_named, drawn
from tests.coding_rules import Rules
from ui.app import make_application
from ui.program import Program
from ui.settings import Settings

CLIP = clip_named("720p30.mp4")
SIZE = (1_600, 950)
SESSION, CODER = "S001", "KM"
KEYS, MINUTES = 3_000, 21.8
FRAME_MS = 1000 / CLIP.fps
REPORT = Path(__file__).parent.parent / "docs" / "coding-hour.md"
NONE, SHIFT, CTRL = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("No", "Shift", "Control"))

ESCAPE = ("Escape", "", Qt.Key.Key_Escape, NONE)
EPISODES = 8


class Key(NamedTuple):
    """What was pressed, and the moment of the frame that was on the screen."""

    what: str
    which: str
    at_ms: int


Said = tuple[tuple[tuple[str, int, int | None], ...], tuple[tuple[tuple[str, int], str, str], ...], tuple[Any, ...]]


class Expected:
    """What the coding must hold after the keys so far; undo takes back the steps one by one."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook, self.rules = codebook, Rules(codebook)
        self.answers: dict[tuple[str, int], dict[str, str]] = {}
        self.episodes: dict[str, int] = {}
        self.asked: list[tuple[tuple[str, int], str]] = []
        self.done: list[Said] = []
        self.undone: list[Said] = []

    def press(self, code: Code, at_ms: int) -> None:
        before, known = self.said(), len(self.rules.events)
        self.rules.press(code, at_ms)
        if self.said() != before:
            self._keep(before)
            is_new = len(self.rules.events) > known
            self.asked = [((code.id, at_ms), one) for one in code.modifiers] if is_new else []

    def answer(self, digit: int) -> None:
        event, modifier = self.asked[0]
        values = self.codebook.modifier_by_id[modifier].values
        if digit <= len(values):
            self._keep(self.said())
            self.answers.setdefault(event, {})[modifier] = values[digit - 1].id
            self.asked = self.asked[1:]

    def mark(self, episode: str, at_ms: int) -> None:
        self._keep(self.said())
        self.episodes[episode] = at_ms
        self.asked = []

    def undo(self) -> None:
        self.undone.append(self.said())
        self._become(self.done.pop())

    def redo(self) -> None:
        self.done.append(self.said())
        self._become(self.undone.pop())

    def said(self) -> Said:
        answers = ((event, one, value) for event, held in self.answers.items() for one, value in held.items())
        return tuple(map(tuple, self.rules.events)), tuple(answers), tuple(self.episodes.items())

    def _keep(self, before: Said) -> None:
        self.done.append(before)
        self.undone.clear()

    def _become(self, said: Said) -> None:
        events, answers, episodes = said
        self.rules.events = [list(event) for event in events]
        self.answers = {}
        for event, one, value in answers:
            self.answers.setdefault(event, {})[one] = value
        self.episodes, self.asked = dict(episodes), []

    def take(self, keys: Iterable["Key"]) -> None:
        for what, which, at_ms in keys:
            if what == "a code":
                self.press(self.codebook.code_by_id[which], at_ms)
            elif what == "an answer":
                self.answer(int(which))
            elif what == "an episode":
                self.mark(which, at_ms)
            elif what == "undo":
                self.undo()
            elif what == "redo":
                self.redo()
            else:
                self.asked = []

    def is_in(self, coding: Coding) -> bool:
        """Whether a coding holds this and nothing else."""
        held = {(one.code, one.start_ms, one.end_ms): dict(one.modifiers) for one in coding.events}
        wanted = {tuple(event): self.answers.get(tuple(event[:2]), {}) for event in self.rules.events}
        marks = {mark.episode: mark.start_ms for mark in coding.episode_marks}
        return len(held) == len(coding.events) and held == wanted and marks == self.episodes


class Hour(QObject):
    """Presses one key after the other while the recording plays."""

    def __init__(self, program: Program, keys: int, minutes: float) -> None:
        super().__init__()
        coding, panels = program.coding, program.code_workspace.panels
        assert coding is not None
        assert panels is not None
        self.program, self.session, self.panels, self.keys = program, coding, panels, keys
        self.rng, self.times_ms, self.log = random.Random(1), coding.frame_times_ms(), list[Key]()
        self.codes = [code for code in coding.codebook.codes if code.key]
        self.gap_s = minutes * 60 / keys
        self.latency_ms: dict[str, list[float]] = {}
        self.memory_mb: list[float] = []
        self.shown: list[int] = []
        self.is_painted, self.due_s = False, 0.0
        self.loop = QEventLoop()
        self.timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self._press)
        coding.moved.connect(lambda _ms: self.shown.append(self.frame))
        program.window.installEventFilter(self)

    @property
    def frame(self) -> int:
        """The frame that is on the screen."""
        return self.panels.video.shown_index or 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt draws all that changed in the window when it is asked for an update."""
        self.is_painted |= watched is self.program.window and event.type() == QEvent.Type.UpdateRequest
        return False

    def begin(self) -> None:
        self.panels.playing.toggle()
        self.began_s = time.perf_counter()
        self.due_s = self.began_s + 1
        self._wait()

    def _wait(self) -> None:
        if len(self.log) * 20 // self.keys >= len(self.memory_mb):
            self.memory_mb.append(resident_mb())
        if len(self.log) == self.keys:
            self.took_s = time.perf_counter() - self.began_s
            self.panels.playing.pause()
            QTimer.singleShot(1_000, self.loop.quit)
        else:
            self.timer.start(max(0, int((self.due_s - time.perf_counter()) * 1000)))

    def _press(self) -> None:
        while time.perf_counter() < self.due_s:
            pass
        what, which, key, modifiers = self._choose()
        self.log.append(Key(what, which, int(self.times_ms[self.frame])))
        self.is_painted = False
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, modifiers)
        while not self.is_painted:
            QApplication.processEvents()
        self.latency_ms.setdefault(what, []).append((time.perf_counter() - self.due_s) * 1000)
        self.due_s += self.gap_s * self.rng.uniform(0.45, 1.55)
        self._wait()

    def _choose(self) -> tuple[str, str, Qt.Key, Qt.KeyboardModifier]:
        """Return what is pressed next: what it is, which one, and its key."""
        chance, history, marked = self.rng.random(), self.session.opened.history, len(self.session.coding.episode_marks)
        if marked < EPISODES and len(self.log) >= marked * self.keys // EPISODES:
            return "an episode", str(marked + 1), Qt.Key(Qt.Key.Key_1.value + marked), CTRL
        if history.next_redo is not None and chance < 0.5:
            return "redo", "", Qt.Key.Key_Z, CTRL | SHIFT
        if history.next_undo is not None and chance < 0.04:
            return "undo", "", Qt.Key.Key_Z, CTRL
        if self.panels.side.question.modifier is not None and chance < 0.7:
            digit = self.rng.randint(0, 3)
            return ("an answer", str(digit), Qt.Key(Qt.Key.Key_0.value + digit), NONE) if digit else ESCAPE
        code = self.rng.choice(self.codes)
        return "a code", code.id, Qt.Key(ord(code.key[-1])), SHIFT if "+" in code.key else NONE


def hour(app: QApplication, folder: Path, keys: int, minutes: float) -> list[str]:
    """Code for so long; return the lines of the report."""
    study = create_study(folder / "study", "benchmark", codebook_text("strange_situation"))
    study.add_session(SESSION, [(drawn(CLIP), 0)])
    study.add_coder(CODER)
    program = Program(app, Settings(folder / "settings.ini"), SilentOutput)
    program.window.resize(*SIZE)
    program.window.show()
    program.window.activateWindow()  # where there is no window manager to do it
    program.open_study(study.folder, SESSION, CODER)
    until(app, lambda: program.coding is not None and program.coding.is_retimable and program.window.place == "code")
    until(app, lambda: program.coding is not None and program.coding.is_settled)
    until(app, program.window.isActiveWindow)
    coder = Hour(program, keys, minutes)
    QTimer.singleShot(3_000, coder.begin)
    coder.loop.exec()
    program.close_study()
    until(app, lambda: not program.saves.running)
    program.window.close()
    expected = Expected(study.codebook)
    expected.take(coder.log)
    return list(report(coder, expected, open_study(study.folder).read_coding(SESSION, CODER)))


def resident_mb() -> float:
    """What the program holds of the machine's memory now, where the system says so."""
    said = Path("/proc/self/statm")
    return int(said.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if said.exists() else float("nan")


def until(app: QApplication, condition: Any) -> None:
    deadline_s = time.monotonic() + 120
    while not condition():
        app.processEvents()
        assert time.monotonic() < deadline_s, "no answer"
        time.sleep(0.001)


def report(coder: Hour, expected: Expected, coding: Coding) -> Iterator[str]:
    """What came of it."""
    yield "| from key to pixels, ms | presses | p50 | p95 | p99 | longest |"
    yield "|---|--:|--:|--:|--:|--:|"
    every = [one for found in coder.latency_ms.values() for one in found]
    for name, found in [*sorted(coder.latency_ms.items(), key=lambda one: -len(one[1])), ("every key", every)]:
        figures = (*np.percentile(found, (50, 95, 99)), max(found))
        yield f"| {name} | {len(found):,} | {' | '.join(f'{one:.1f}' for one in figures)} |"
    late = sum(one > FRAME_MS for one in every)
    passed, shown = max(coder.shown) - min(coder.shown) + 1, len(set(coder.shown))
    memory = ", ".join(f"{one:.0f}" for one in coder.memory_mb)
    yield ""
    yield f"Later than a frame of the recording ({FRAME_MS:.1f} ms): {late} of {len(every):,} keys."
    yield ""
    yield f"Frames never painted while it played: {passed - shown} of {passed:,}, in {coder.took_s:.0f} s."
    yield ""
    yield f"Memory (resident set) in MB, 21 times from the first key to the last: {memory}."
    yield ""
    said = "is" if expected.is_in(coding) else "IS NOT"
    yield f"The coding on the disk, {len(coding.events):,} events, {said} what the keys say."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=KEYS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--out", type=Path, default=REPORT)
    options = parser.parse_args()
    app, load = make_application(), os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "LOG", "CACHE", "STATE"):
            os.environ[f"ANNOTATOR_{name}_DIR"] = folder
        lines = hour(app, Path(folder), options.keys, options.minutes)
    print("\n".join(lines))
    head = (
        "# An hour of coding",
        "",
        f"Written by `python -m benchmarks.coding_hour` on {dt.datetime.now(dt.UTC):%Y-%m-%d}: {options.keys:,} keys "
        f"in {options.minutes:g} minutes, while {CLIP.name} plays at 1x in the whole window ({SIZE[0]} x {SIZE[1]}, Qt "
        f"platform {app.platformName()}). A key counts from the moment at which it was due to the last pixel.",
        "",
        f"Machine: {machine()}. Python {platform.python_version()}, PySide6 {PySide6.__version__}. Load average before "
        f"it began: {load:.1f}.",
        "",
    )
    options.out.write_text("\n".join((*head, *lines, "")), encoding="utf-8")


if __name__ == "__main__":
    main()
