"""Somebody who brings the old codings of a lab into its study, by keys and clicks in the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.on_disk import read_anew

NONE = Qt.KeyboardModifier.NoModifier


class Importer:
    """Brings the old codings of a lab into its study."""

    def __init__(self, program, study, qtbot, answers):
        self.program, self.study, self.qtbot, self.answers = program, study, qtbot, answers
        self.workspace = program.study_workspace
        self.imports = self.workspace.imports
        self.work = self.imports.work

    @property
    def page(self):
        return self.imports.page

    @property
    def card(self):
        return self.page.doubts.card

    def wait(self, is_so):
        self.qtbot.waitUntil(is_so, timeout=20_000)

    def idle(self):
        self.wait(lambda: not (self.program.saves.running or self.program.reads.running or self.work.is_settling))

    def sit_down(self, rows=1):
        self.program.open_study(self.study.folder)
        self.wait(lambda: self.workspace.page.table.sessions.rowCount() == rows)
        self.idle()
        return self

    def open(self, *files):
        self.answers[:] = files
        self.program.actions["import_codings"].trigger()
        self.wait(lambda: self.work.shown is not None and not self.work.is_settling)
        self.idle()
        return self

    def press(self, key, modifiers=NONE, at=None):
        self.program.window.activateWindow()  # the offscreen platform does not give the focus back by itself
        self.wait(self.program.window.isActiveWindow)
        QTest.keyClick(at or QApplication.focusWidget() or self.page, key, modifiers)
        self.idle()

    def go_to(self, kind):
        """Press F12 until a doubt of a kind is in hand."""
        for _ in range(30):
            self.press(Qt.Key.Key_F12)
            if self.card.row is not None and self.card.row.doubt.kind == kind:
                return self.card.row
        raise AssertionError(f"no {kind} among {self.doubts}")

    def settle_all(self):
        """Take the first choice of everything that is open."""
        for _ in range(30):
            if self.work.is_ready:
                return self
            self.press(Qt.Key.Key_F12)
            self.press(Qt.Key.Key_1)
        raise AssertionError(f"still open: {self.doubts}")

    def coded_by(self, coder):
        """Say in the field at the left who has coded it all."""
        self.page.observations.table.selectAll()
        field = self.page.observations.coder
        field.lineEdit().selectAll()
        QTest.keyClicks(field.lineEdit(), coder)
        QTest.keyClick(field.lineEdit(), Qt.Key.Key_Return)
        self.idle()
        return self

    @property
    def doubts(self):
        return {(row.doubt.kind, row.doubt.about): row.open for row in self.work.shown.doubts}

    def coded(self, session="S001", coder="KM"):
        anew = read_anew(self.qtbot, self.program, self.study.folder)
        if coder not in anew.codings_of(session):
            return []
        return [(one.code, one.start_ms, one.end_ms) for one in anew.read_coding(session, coder).events]

    def said(self, words):
        self.wait(lambda: any(words in f"{one.what} {one.hint}" for one in self.program.messages.said))
        self.idle()
        return next(one for one in reversed(self.program.messages.said) if words in f"{one.what} {one.hint}")
