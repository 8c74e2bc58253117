"""The way into the window: `python -m ui [STUDY] [--session ID] [--coder ID]`."""

import argparse
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from annotator.demo import has_display
from ui.errors import BugReporter, start_log
from ui.icons import pixmap
from ui.program import Program
from ui.settings import APP, Settings, log_folder
from ui.sound import sound_output
from ui.theme import DARK
from ui.window import TITLE

_SMALLEST_FONT_PT = 10.0
_GRACE_S = 2.0
"""How long work that was cancelled may take to stop, once the window is gone: it puts away its unfinished files."""
_SWITCH_S = 0.001
"""How long a thread of Python may keep the others waiting: 5 ms, as by itself, is a third of a frame at 2x."""


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window until it is closed; return the exit code."""
    arguments = _parser().parse_args(argv)
    if not has_display():
        sys.stderr.write(f"{APP}: there is no display to show a window on; set DISPLAY or QT_QPA_PLATFORM.\n")
        return 1
    app = make_application()
    program = Program(app, Settings(), sound_output)
    BugReporter(program.messages, program.flush, start_log(log_folder())).install()
    program.window.show()
    gc.freeze()  # what is there from the start is there to the end: no search for garbage has to go through it
    if arguments.person:
        program.work_as(arguments.person)
    if arguments.study is not None:
        program.open_study(arguments.study, arguments.session, arguments.coder)
    return _end(app.exec())


def make_application() -> QApplication:
    """Return the application, crisp on every screen and readable, whose window waits for no other thread for long."""
    sys.setswitchinterval(_SWITCH_S)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP)
    app.setApplicationDisplayName(TITLE)
    app.setWindowIcon(QIcon(pixmap("agree", DARK.accent, 256)))
    font = app.font()
    if font.pointSizeF() < _SMALLEST_FONT_PT:
        font.setPointSizeF(_SMALLEST_FONT_PT)
        app.setFont(font)
    return app


def _end(code: int) -> int:
    """Let threads clean up behind them, and end without those that cannot be stopped: they only read."""
    until = time.monotonic() + _GRACE_S
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]
    for thread in others:
        thread.join(max(0, until - time.monotonic()))
    if any(thread.is_alive() for thread in others):
        logging.shutdown()
        os._exit(code)  # Python itself would wait for them
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=APP, description="Code recordings of the Strange Situation.")
    parser.add_argument("study", nargs="?", type=Path, help="a study folder")
    parser.add_argument("--session", default="", help="open the coding of this session")
    parser.add_argument("--coder", default="", help="by this coder")
    parser.add_argument("--as", dest="person", default="", help="who works at this computer from now on")
    return parser
