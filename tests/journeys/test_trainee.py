"""A trainee's way: two gold sessions, the first coded badly, looked at in the video, the second coded well."""

import pandas as pd
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.demo import SESSION as SAMPLE
from annotator.demo import read_truth, sample_study, sample_truth_file
from annotator.model.commands import submit
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event
from annotator.study import open_study
from annotator.study.gold import golds
from annotator.study.settings import AgreementSettings
from sample_videos.frame_mark import read_frame_number
from tests.ui.on_disk import read_anew
from ui.agreement.pages import GOLD, WORKBENCH

TRUTH = read_truth(sample_truth_file())
PATIENCE_MS = 30_000
FRAME_MS = 40
FIRST, SECOND = "G1", "G2"
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def marks():
    return [item for item in TRUTH.items() if isinstance(item, EpisodeMark)]


def short_bouts():
    """Thirty bouts of distress, now crying, now fussing: enough to say something of one recording."""
    codes = ("crying", "fussing")
    return [
        Event(id=f"bout-{n}", code=codes[n % 2], start_ms=10_000 + 4_000 * n, end_ms=12_000 + 4_000 * n)
        for n in range(30)
    ]


def nearly(events):
    """What a good coder makes of them: each a frame or two off, one missed."""
    shifts = ((1, -1), (2, 0), (-1, 2), (0, 1))
    for place, event in enumerate(events):
        if place != 13:
            start, end = shifts[place % len(shifts)]
            yield replace(
                event,
                id=f"own-{event.id}",
                start_ms=event.start_ms + start * FRAME_MS,
                end_ms=event.end_ms + end * FRAME_MS,
            )


@pytest.fixture
def folder(tmp_path):
    """The sample study, with two further sessions that the lead, KM, has coded and submitted; T1 is new."""
    folder = sample_study(tmp_path)
    study = open_study(folder)
    recording = study.folder / study.session(SAMPLE).cameras[0].file
    for session in (FIRST, SECOND):
        study.add_session(session, [(recording, 0)])
    for coder in ("KM", "T1"):
        if coder not in study.coders:
            study.add_coder(coder)
    for session, items in ((FIRST, TRUTH.items()), (SECOND, [*marks(), *short_bouts()])):
        with study.open_coding(session, "KM") as opened:
            own = [replace(item, id=f"km-{item.id}") for item in items]
            opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in own)))
            opened.history.do(submit(opened.coding))
    study.change_settings(agreement=AgreementSettings(threshold=0.7))
    return folder


class People:
    """The lead and the trainee at one window."""

    def __init__(self, qtbot, program, folder, answers):
        self.qtbot, self.program, self.folder, self.answers = qtbot, program, folder, answers
        program.window.resize(1366, 768)
        program.open_study(folder)
        self.wait(lambda: program.study is not None and self.table.rowCount() == 3)

    @property
    def table(self):
        return self.program.study_workspace.page.table.model()

    @property
    def gold(self):
        return self.program.agree_workspace.gold_page

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def press(self, key, modifiers=NONE):
        QTest.keyClick(self.program.window.focusWidget() or self.program.window, key, modifiers)

    def choose(self, session, coder):
        self.program.window.show_place("study")
        self.wait(lambda: not self.program.reads.running and not self.program.saves.running)
        self.program.window.activateWindow()  # the offscreen platform does not give the focus back by itself
        self.wait(self.program.window.isActiveWindow)
        self.program.study_workspace.page.table.setFocus()
        self.program.study_workspace.page.table.choose(session, coder)

    def said(self, session, coder):
        return self.table.data(self.table.index_of(session, coder))

    def mark_as_gold(self, session, coder):
        """By the menu of the cell, as a right click opens it."""
        self.choose(session, coder)
        table = self.program.study_workspace.page.table
        place = table.visualRect(table.currentIndex()).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, table.viewport().mapToGlobal(place), NONE)
        QApplication.sendEvent(table.viewport(), event)
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        wanted = next(one for one in menu.actions() if one.text() == "Mark as gold standard")
        assert wanted.isEnabled()
        menu.setActiveAction(wanted)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        self.wait(lambda: "★ gold" in self.said(session, coder))

    def sit_down(self, session, coder):
        self.choose(session, coder)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: self.program.coding is not None and self.program.coding.is_retimable)
        self.wait(lambda: (self.program.coding.session.id, self.program.coding.coder) == (session, coder))
        self.wait(lambda: self.program.window.place == "code")
        self.wait(lambda: not self.program.reads.running and not self.program.saves.running)

    def mark(self, code, at_ms):
        session = self.program.coding
        session.jump(at_ms)
        self.wait(lambda: session.position_ms == at_ms)
        self.press(Qt.Key(ord(session.codebook.code_by_id[code].key)))
        self.press(Qt.Key.Key_Escape)  # leaves the question about the modifier open

    def code(self, *items):
        self.program.coding.do(lambda: Edit(label="code", changes=tuple(Change(None, item) for item in items)))

    def submit(self):
        self.press(Qt.Key.Key_Return, CTRL)
        if not self.program.coding.coding.is_submitted:
            self.press(Qt.Key.Key_Return, CTRL)  # in spite of what Checks found
        self.wait(lambda: self.program.coding.coding.is_submitted)
        self.wait(lambda: not self.program.saves.running)

    def look_at_gold(self):
        self.program.actions["show_agree"].trigger()
        self.program.agree_workspace.pages.show_page(WORKBENCH)
        self.press(Qt.Key.Key_4, CTRL)
        assert self.program.agree_workspace.pages.page == GOLD
        self.wait(lambda: not self.program.saves.running and not self.program.reads.running and not self.gold.is_busy)

    def number_on_screen(self):
        picture = self.program.agree_workspace.page.playback.player.pictures[0]
        return read_frame_number(picture.to_bgra(*picture.display_size))


def rows(table):
    return [[table.item(row, at).text() for at in range(table.columnCount())] for row in range(table.rowCount())]


@pytest.mark.looks
@pytest.mark.timeout(600)
def test_a_trainee_fails_a_gold_session_sees_why_in_the_video_and_reaches_the_next(
    qtbot, program, folder, answers, tmp_path
):
    people = People(qtbot, program, folder, answers)
    people.mark_as_gold(FIRST, "KM")
    people.mark_as_gold(SECOND, "KM")
    assert [(mark.session, mark.coder) for mark in golds(read_anew(qtbot, program, folder))] == [
        (FIRST, "KM"),
        (SECOND, "KM"),
    ]

    first_attempt(people)
    into_the_video(people)
    second_attempt(people)
    everything_is_exported(people, tmp_path / "out")


def first_attempt(people):
    """T1 hears crying where there is none, and misses the rest; nothing of the standard is shown before submitting."""
    people.sit_down(FIRST, "T1")
    people.code(*marks())
    people.mark("crying", 90_000)
    people.mark("crying", 100_000)
    people.choose(FIRST, "KM")
    people.press(Qt.Key.Key_Return)
    warned = people.program.messages.said[-1]
    assert "T1 is coding" in warned.what
    assert warned.offer.text == "Open it all the same"
    assert people.program.coding.coder == "T1"
    people.look_at_gold()
    assert people.gold.found.held == ()
    people.program.compare(FIRST, "KM", "T1")
    people.wait(lambda: "T1 has not submitted" in people.program.agree_workspace.empty.what.text())
    assert people.program.agree_workspace.comparison is None

    people.sit_down(FIRST, "T1")
    people.submit()
    people.look_at_gold()
    assert [row[:2] for row in rows(people.gold.attempts)] == [["T1", "all that count (1)"], ["T1", FIRST]]
    by_code = {row[0].strip(): row for row in rows(people.gold.codes)}
    assert by_code["Crying"][3:5] == ["0.0 %", "0.0 %"]
    assert by_code["Crying"][2] == "not enough to say"


def into_the_video(people):
    """Enter on what was added leads to the frame on which T1 began it."""
    kinds = people.gold.kinds
    added = next(n for n, row in enumerate(rows(kinds)) if row[:2] == ["Commission: added", "Crying"])
    kinds.setCurrentCell(added, 0)
    kinds.setFocus()
    people.press(Qt.Key.Key_Return)
    agree = people.program.agree_workspace
    people.wait(lambda: agree.pages.page == WORKBENCH and agree.comparison is not None)
    page = agree.page
    people.wait(lambda: page.disagreements.current is not None)
    assert [(one.kind, one.channel) for one in page.disagreements.model.shown] == [("commission", "distress")]
    people.wait(lambda: page.playback.player is not None and page.playback.player.ready)
    people.wait(lambda: page.playback.player.settled and page.playback.player.position_ms == 90_000)
    people.wait(lambda: page.playback.view.shown is page.playback.player.pictures[0])
    assert people.number_on_screen() * FRAME_MS == 90_000


def second_attempt(people):
    people.sit_down(SECOND, "T1")
    *most, last = nearly(short_bouts())
    people.code(*marks(), *most)
    people.mark(last.code, last.start_ms)
    people.mark(last.code, last.end_ms)
    people.submit()
    people.look_at_gold()
    listed = rows(people.gold.attempts)
    assert [row[1] for row in listed] == ["all that count (2)", FIRST, SECOND]
    people.gold.attempts.setCurrentCell(2, 0)
    people.wait(lambda: not people.gold.is_busy)
    by_code = {row[0].strip(): row for row in rows(people.gold.codes)}
    assert by_code["Distress"][2] == "reached"
    assert "[" in by_code["Distress"][1]
    people.gold.attempts.setCurrentCell(0, 0)
    people.wait(lambda: not people.gold.is_busy)
    assert {row[2] for row in rows(people.gold.codes)} <= {"not enough to say", "–", ""}, "two sessions are too few"


def everything_is_exported(people, out):
    out.mkdir()
    people.gold.ask = people.program._ask
    people.answers.append(out)
    QTest.mouseClick(people.gold.export, Qt.MouseButton.LeftButton)
    people.wait((out / "study_certification_methods.txt").is_file)
    people.wait(lambda: not people.program.reads.running)
    attempts = pd.read_csv(out / "study_certification_attempts.csv")
    assert attempts[["coder", "session", "attempt", "counts"]].to_numpy().tolist() == [
        ["T1", FIRST, 1, True],
        ["T1", SECOND, 1, True],
    ]
    gold = pd.read_csv(out / "study_certification_gold.csv", keep_default_na=False)
    reached = gold[(gold["session"] == SECOND) & (gold["subject"] == "distress") & (gold["kind"] == "channel")]
    assert list(reached["verdict"]) == ["reached"]
