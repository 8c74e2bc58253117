"""Leaving Agree, closing a study and closing the program: the window waits for nothing, and nothing is lost."""

import os
import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.consensus.consensus import settlements_in
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import open_study
from annotator.study.settings import CONSENSUS, Tolerances
from ui.agreement import workspace as agree_workspace
from ui.agreement.pages import PAIR, STUDY, WORKBENCH

PATIENCE_MS = 60_000
SLOW_S = float(os.environ.get("SLOW_FSYNC_S", "0.1"))
"""How long an fsync of a bad share takes; whether the window's thread waits for it does not depend on that."""
CODED = {"KM": ((500, 2000), (2500, 3000)), "JT": ((700, 2000), (2500, 3300))}


@pytest.fixture
def waits(monkeypatch):
    """What made the window's thread wait: for another thread, for a result, or for the disk."""
    here, noted = threading.current_thread(), []

    def watch(owner, name):
        real = getattr(owner, name)

        def watched(*args, **options):
            # Not what is looked for: a started thread is waited for until it runs, and no time at all is no wait.
            is_none = sys._getframe(2).f_code.co_name == "start" or args[1:] == (0,)
            if threading.current_thread() is here and not is_none:
                noted.append(f"{owner.__name__}.{name}")
            return real(*args, **options)

        monkeypatch.setattr(owner, name, watched)

    watch(threading.Thread, "join")
    watch(threading.Condition, "wait")  # what events, futures and queues wait with
    watch(os, "fsync")
    watch(time, "sleep")
    yield noted
    monkeypatch.undo()


@pytest.fixture
def slow_disk(monkeypatch):
    """An fsync takes long, as on a bad share."""
    real = os.fsync

    def slow(descriptor):
        threading.Event().wait(SLOW_S)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", slow)


@pytest.fixture
def blocking(monkeypatch):
    """Comparing blocks, in its own thread, until the gate is set; nothing can stop it."""
    gate, begun, real = threading.Event(), threading.Event(), agree_workspace.compare_session

    def compare(*args):
        begun.set()
        gate.wait(60)
        return real(*args)

    def block():
        monkeypatch.setattr(agree_workspace, "compare_session", compare)

    yield gate, begun, block
    gate.set()


class Agree:
    """Sits in Agree with two codings that differ."""

    def __init__(self, qtbot, program, study):
        self.qtbot, self.program, self.study = qtbot, program, study
        program.window.show_place("agree")
        self.workspace = program.agree_workspace
        for coder, spans in CODED.items():
            events = [Event(id=f"{coder}{start}", code="crying", start_ms=start, end_ms=end) for start, end in spans]
            with study.open_coding("S001", coder) as opened:
                opened.history.do(Edit(label="code", changes=tuple(Change(None, event) for event in events)))
        program.open_study(study.folder)
        self.wait(lambda: program.study is not None)
        self.workspace.pages.show_page(WORKBENCH)
        program.compare("S001", "KM", "JT")
        self.wait(lambda: self.workspace.comparison is not None and self.workspace.page.playback.player is not None)
        self.wait(lambda: not program.saves.running)

    @property
    def settling(self):
        return self.workspace.page.settling

    def wait(self, until):
        self.qtbot.waitUntil(until, timeout=PATIENCE_MS)

    def settle(self):
        """Press the key that takes coder A's side in the next disagreement that is open."""
        one = next(one for one in self.workspace.page.disagreements.model.shown if not self.settling.settlement(one))
        self.workspace.page.disagreements.select(one)
        QTest.keyClick(QApplication.focusWidget() or self.program.window, Qt.Key.Key_A)

    def on_disk(self):
        return len(settlements_in(self.study.read_coding("S001", CONSENSUS)))


@pytest.fixture
def agree(qtbot, program, study):
    return Agree(qtbot, program, study)


def tolerance_in(study):
    return open_study(study.folder).settings.tolerances.points_ms


def test_a_study_is_closed_in_the_middle_of_all_and_nothing_is_waited_for_or_lost(agree, blocking, waits, slow_disk):
    gate, begun, block = blocking
    agree.settle()
    agree.wait(lambda: agree.settling.progress[0] == 1)
    block()
    waits.clear()
    agree.workspace.pages.show_page(PAIR)
    agree.workspace.pair_page.tolerances_wanted.emit(Tolerances(points_ms=750))
    agree.workspace.pair_page.tolerances_wanted.emit(Tolerances(points_ms=600))
    agree.workspace.refresh()
    agree.wait(begun.is_set)
    agree.workspace.pages.show_page(WORKBENCH)
    agree.settle()
    agree.program.close_study()
    assert agree.program.window.place == "study"
    agree.program.window.close()
    assert waits == []
    assert not gate.is_set(), "the comparison is still under way, and nobody has waited for it"
    assert tolerance_in(agree.study) == 600
    assert agree.on_disk() == 2


def test_a_setting_that_waits_behind_others_is_kept_when_the_study_is_closed(agree, waits, slow_disk):
    waits.clear()
    for seconds in range(5):
        agree.workspace._choose_tolerances(Tolerances(points_ms=1000 * seconds))
    agree.program.close_study()
    agree.wait(lambda: not agree.program.saves.running)
    assert waits == []
    assert tolerance_in(agree.study) == 4000


def test_a_setting_of_the_whole_study_is_kept_when_the_study_is_closed(agree, waits, slow_disk):
    agree.workspace.pages.show_page(STUDY)
    agree.wait(lambda: agree.workspace.study_page.whole is not None)
    waits.clear()
    agree.workspace.study_page.bar.changed.emit({"include_unfinished": True})
    agree.program.close_study()
    agree.wait(lambda: not agree.program.saves.running)
    assert waits == []
    assert open_study(agree.study.folder).settings.agreement.include_unfinished


def test_leaving_agree_after_settling_waits_for_no_disk(agree, waits, slow_disk):
    agree.settle()
    agree.wait(lambda: agree.settling.progress[0] == 1)
    waits.clear()
    agree.program.window.show_place("study")
    assert waits == []
    agree.wait(lambda: not agree.program.saves.running)
    assert agree.on_disk() == 1


def test_what_was_settled_while_the_consensus_was_being_opened_is_not_lost_by_leaving(agree, waits, slow_disk):
    agree.settle()
    agree.program.window.show_place("study")  # at once: the consensus is not open yet
    agree.wait(lambda: not agree.program.saves.running)
    assert waits == []
    assert agree.on_disk() == 1


def test_the_consensus_can_be_changed_in_code_right_after_it_was_settled(agree, slow_disk):
    agree.settle()
    agree.wait(lambda: agree.settling.progress[0] == 1)
    agree.workspace.page._open_in_code(CONSENSUS)
    agree.wait(lambda: agree.program.coding is not None)
    assert agree.program.coding.coder == CONSENSUS
    assert agree.program.coding.opened.history.next_undo is not None


def test_coming_back_shows_what_was_settled_before(agree, slow_disk):
    agree.settle()
    agree.wait(lambda: agree.settling.progress[0] == 1)
    agree.program.window.show_place("study")
    agree.program.window.show_place("agree")
    agree.wait(lambda: not agree.program.saves.running and not agree.program.reads.running)
    assert agree.settling.progress[0] == 1


def test_a_coding_with_its_recordings_is_closed_without_waiting_for_their_threads(coder, waits):
    coder.sit_down()
    waits.clear()
    coder.program.close_study()
    assert waits == []


def test_a_study_opens_while_comparisons_of_the_last_one_cannot_be_stopped(agree, blocking):
    gate, begun, block = blocking
    block()
    for _ in range(3):
        begun.clear()
        agree.workspace.refresh()
        agree.wait(begun.is_set)
    agree.program.open_study(agree.study.folder, "S001", "KM")
    agree.wait(lambda: agree.program.coding is not None)
    assert not gate.is_set()


_CLOSES_IN_THE_MIDDLE = """
import sys, threading
from PySide6.QtCore import QTimer
from ui import app, program
real = program.Program.__init__

def begin(self, *args):
    real(self, *args)
    self.reads.run("blocking", lambda _: threading.Event().wait(), print)
    self.saves.run("saving", lambda _: print("saved", flush=True))
    QTimer.singleShot(500, self.window.close)

program.Program.__init__ = begin
sys.exit(app.main([]))
"""


def test_the_process_ends_although_work_cannot_be_stopped():
    ended = subprocess.run(
        [sys.executable, "-c", _CLOSES_IN_THE_MIDDLE], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, "saved\n"), ended.stderr
    assert ended.stderr == ""
