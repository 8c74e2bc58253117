"""The table of sessions with 1,000 sessions x 2 coders: until it is there, until all is known, and how it scrolls.

CPU time of the window's own thread tells what it is kept from drawing by; that of the process, what all of it costs.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from annotator.media.sound_output import SilentOutput
from benchmarks.many_sessions import make_study
from ui.app import make_application
from ui.program import Program
from ui.settings import Settings

SESSIONS, FRAME_MS = 1000, 16.7


def main() -> None:
    """Measure, and print a line each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update({f"ANNOTATOR_{name}_DIR": folder for name in ("CONFIG", "CACHE", "LOG", "STATE")})
        study = make_study(Path(folder) / "study", SESSIONS).folder
        program = Program(make_application(), Settings(), SilentOutput)
        program.window.resize(1600, 1000)
        program.window.show()
        _wait(lambda: True)
        for name in ("first time", "again"):
            _open(program, study, name)
            program.close_study()
        _open(program, study, "once more")
        _scroll(program)
        program.window.close()
        print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB at most")


def _open(program: Program, study: Path, name: str) -> None:
    begin, wall = time.process_time(), time.perf_counter()
    program.open_study(study)
    table = program.study_workspace.page.table
    longest = _wait(lambda: table.sessions.rowCount() == SESSIONS)
    there = time.process_time() - begin, time.perf_counter() - wall
    longest = max(longest, _wait(lambda: not program.reads.running))
    known = time.process_time() - begin, time.perf_counter() - wall
    print(f"{name}: table after {there[0]:.2f} s CPU ({there[1]:.2f} s), all states after {known[0]:.2f} s CPU", end="")
    print(f" ({known[1]:.2f} s), the window's thread at most {longest:.0f} ms CPU at a time")


def _wait(is_done: Callable[[], bool]) -> float:
    """Let the window live until something is done; return the longest CPU time of its thread in one go, in ms."""
    longest = 0.0
    while True:
        begin = time.thread_time()
        QCoreApplication.processEvents()
        longest = max(longest, 1000 * (time.thread_time() - begin))
        if is_done():
            return longest
        time.sleep(0.001)


def _scroll(program: Program) -> None:
    table = program.study_workspace.page.table
    bar = table.verticalScrollBar()
    frames = []
    for at in range(0, bar.maximum(), max(1, bar.maximum() // 200)):
        begin = time.thread_time()
        bar.setValue(at)
        table.viewport().repaint()
        frames.append(1000 * (time.thread_time() - begin))
    frames.sort()
    middle = frames[len(frames) // 2]
    print(f"scrolling: {middle:.1f} ms CPU a step, 95 of 100 within {frames[int(len(frames) * 0.95)]:.1f} ms", end="")
    print(f" (a frame: {FRAME_MS} ms)")


if __name__ == "__main__":
    main()
