"""What was closed is given back: a window that stays open for days must not grow."""

import gc
import weakref

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from annotator.media.sound_output import SilentOutput
from ui.program import Program
from ui.settings import Settings


def use_a_window(qtbot, qapp, study):
    """Open a coding in a window, close both, and say what was there, without holding it."""
    program = Program(qapp, Settings(), SilentOutput)
    program.window.show()
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable)
    parts = program, program.window, program.keys, program.actions, program.coding, program.coding.player
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()
    return [(type(one).__name__, weakref.ref(one)) for one in parts]


def test_a_closed_window_is_given_back_with_its_coding_and_its_player(qtbot, qapp, study):
    parts = use_a_window(qtbot, qapp, study)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [name for name, part in parts if part() is not None] == []
