"""What is closed is gone: no window, coding, player or frame is kept alive by anything."""

import gc
import weakref
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import getCppPointer

from annotator.media.sound_output import SilentOutput
from ui.program import Program
from ui.settings import Settings
from ui.theme import current_theme

pytestmark = pytest.mark.looks

PATIENCE_MS = 20_000


def delete_what_is_done_with():
    """Carry out every deleteLater, as the event loop of the running program does, and collect cycles."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def alive():
    """Notes what it is given, and says which of it is still there."""
    noted = []

    def note(*objects):
        noted.extend(weakref.ref(one) for one in objects)

    def left():
        delete_what_is_done_with()
        return [type(one).__name__ for one in (ref() for ref in noted) if one is not None]

    return note, left


def open_study(qtbot, program, study):
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None)


def open_coding(qtbot, program, coder):
    program.open_coding("S001", coder)
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.coder == coder, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: program.coding.is_retimable and not program.reads.running, timeout=PATIENCE_MS)


def test_a_program_that_was_closed_leaves_nothing(qtbot, qapp, study, alive):
    note, left = alive
    before = len(qapp.allWidgets())
    program = Program(qapp, Settings(), SilentOutput)
    program.window.show()
    open_study(qtbot, program, study)
    open_coding(qtbot, program, "KM")
    for place in ("agree", "results", "codebook", "study", "code"):
        program.window.show_place(place)
    note(program, program.window, program.coding, program.coding.player, program.code_workspace.panels)
    note(program.agree_workspace, program.codebook_workspace, program.keys, program.reads, program.saves)
    program.window.close()
    program.window.deleteLater()
    program.deleteLater()
    del program
    assert left() == []
    assert len(qapp.allWidgets()) == before


def test_a_coding_that_was_closed_leaves_nothing_in_the_window(qtbot, program, study, alive):
    note, left = alive
    open_study(qtbot, program, study)
    counts = []
    for coder in ("KM", "JT") * 3:
        open_coding(qtbot, program, coder)
        note(program.coding, program.coding.player, program.code_workspace.panels)
        program.close_coding()
        qtbot.waitUntil(lambda: not program.saves.running)
        qtbot.waitUntil(lambda: left() == [], timeout=PATIENCE_MS)  # a player is held by its last thread
        counts.append(len(QApplication.allWidgets()))
    assert counts[1:] == counts[:1] * 5


def test_no_other_thread_collects_what_may_be_of_the_window(qtbot, start_program):
    class Knot:
        def __init__(self):
            self.itself = self

    gc.enable()  # as in the process of a program
    start_program()
    knot = weakref.ref(Knot())
    with ThreadPoolExecutor(1) as threads:
        made = threads.submit(lambda: [Knot() for _ in range(10 * gc.get_threshold()[0])]).result()
    assert knot() is not None
    qtbot.waitUntil(lambda: knot() is None, timeout=PATIENCE_MS)
    assert made, "held to here: so much was made that Python would have looked"


def test_a_closed_coding_goes_though_python_by_itself_looks_for_no_garbage(qtbot, program, study):
    assert not gc.isenabled()
    open_study(qtbot, program, study)
    open_coding(qtbot, program, "KM")
    parts = program.coding, program.coding.player, program.coding.player._reference, program.code_workspace.panels
    refs = [weakref.ref(one) for one in parts]
    del parts
    program.close_coding()
    qtbot.waitUntil(lambda: [ref() for ref in refs if ref() is not None] == [], timeout=PATIENCE_MS)


def test_a_study_that_was_closed_leaves_nothing_in_agree(qtbot, program, study, alive):
    note, left = alive
    for _ in range(3):
        open_study(qtbot, program, study)
        program.compare("S001", "KM", "JT")
        qtbot.waitUntil(lambda: not program.saves.running and not program.reads.running, timeout=PATIENCE_MS)
        note(program.study)
        program.close_study()
        qtbot.waitUntil(lambda: not program.saves.running)
    assert left() in ([], ["Study"])  # the forms of Study know the last one until they are shown again


class Dressings(QObject):
    """Counts how often each widget is told that its style has changed."""

    def __init__(self):
        super().__init__()
        self.times = Counter()

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.StyleChange and watched.isWidgetType():
            self.times[getCppPointer(watched)[0]] += 1  # to hold one that is being made would break it
        return False

    def of(self, widgets):
        return sum(self.times[getCppPointer(one)[0]] for one in widgets)


@pytest.fixture
def dressings(qapp):
    seen = Dressings()
    qapp.installEventFilter(seen)
    yield seen
    qapp.removeEventFilter(seen)


def test_agree_is_dressed_when_all_of_it_is_made(qtbot, program, study, dressings):
    open_study(qtbot, program, study)
    dressings.times.clear()
    program.actions["show_agree"].trigger()
    parts = program.agree_workspace.findChildren(QWidget)
    assert len(parts) > 200
    assert dressings.of(parts) / len(parts) < 2.5


def test_a_coding_that_is_closed_is_not_dressed_for_it(qtbot, coder, dressings):
    coder.sit_down()
    panels = coder.program.code_workspace.panels
    parts = panels.findChildren(QWidget)
    dressings.times.clear()
    coder.program.close_coding()
    assert not panels.isVisible()
    assert dressings.of(parts) == 0


def test_another_theme_dresses_a_widget_twice(coder, dressings):
    """Qt by itself does so once for each parent of the widget: a dozen times, and a second with the window frozen."""
    coder.sit_down()
    dressings.times.clear()
    coder.program.window.set_theme("light" if current_theme().name == "dark" else "dark")
    assert len(dressings.times) > 200
    assert dressings.times.total() / len(dressings.times) < 2.5
