"""The first story: two coders code the sample study with their keyboards, are compared, and the tables are exported."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.agreement.pair.over_time import over_time
from annotator.agreement.pair.read import read_pair
from annotator.demo import SESSION, read_truth, sample_study, sample_truth_file
from annotator.study import open_study
from sample_videos.frame_mark import read_frame_number
from ui.program import Program

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
TRUTH = read_truth(sample_truth_file())
PATIENCE_MS = 20_000


@dataclass(frozen=True)
class Pressed:
    """A key press: the code, and the time and the burned-in number of the frame that was on the screen."""

    code: str
    at_ms: int
    frame: int


class Coder:
    """Sits at the window and presses keys."""

    def __init__(self, qtbot, program: Program, study: Path, coder: str):
        self.qtbot, self.program = qtbot, program
        program.open_study(study, SESSION, coder)
        self.wait(lambda: program.coding is not None and program.coding.is_retimable)
        assert program.coding.coder == coder

    @property
    def session(self):
        return self.program.coding

    @property
    def events(self):
        return self.session.coding.events

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def press(self, key, modifiers=NONE):
        QTest.keyClick(self.program.window.focusWidget() or self.program.window, key, modifiers)

    def go_to(self, at_ms):
        self.session.jump(at_ms)
        self.wait(lambda: self.session.position_ms == self.session.frame_ms(at_ms))

    def step(self, frames):
        """Press Right, or Left for a negative number, so many times, each shown before the next."""
        for _ in range(abs(frames)):
            before = self.session.position_ms
            self.press(Qt.Key.Key_Right if frames > 0 else Qt.Key.Key_Left)
            self.wait(lambda before=before: self.session.position_ms != before)

    def mark(self, code) -> Pressed:
        """Press the key of a code; read what is on the screen first."""
        pressed = Pressed(code, self.session.position_ms, self.number_on_screen())
        self.press(Qt.Key(ord(self.session.codebook.code_by_id[code].key)))
        self.press(Qt.Key.Key_Escape)  # leaves the question about the modifier open
        return pressed

    def number_on_screen(self):
        picture = self.session.player.pictures[0]
        return read_frame_number(picture.to_bgra(*picture.display_size))

    def mark_episodes(self):
        moments = [episode.start_ms for episode in TRUTH.episodes] + [TRUTH.episodes[-1].end_ms]
        for number, at_ms in enumerate(moments, start=1):
            self.go_to(at_ms)
            self.press(Qt.Key(Qt.Key.Key_0.value + number), CTRL)


def truth_of(code):
    return [event for event in TRUTH.events if event.code == code]


def code_the_first_coder(coder: Coder) -> list[tuple[Pressed, Pressed]]:
    """Episodes, then crying while stepping, then proximity seeking while playing; return each start and end."""
    coder.mark_episodes()
    cry = truth_of("crying")[0]
    coder.go_to(cry.start_ms - 120)
    coder.step(3)
    start = coder.mark("crying")
    coder.go_to(cry.end_ms + 80)
    coder.step(-2)
    bouts = [(start, coder.mark("crying"))]
    coder.go_to(truth_of("proximity_seeking")[0].start_ms)
    coder.press(Qt.Key.Key_Space)
    coder.wait(lambda: coder.session.is_playing and coder.session.position_ms > cry.end_ms - 60_000)
    coder.qtbot.wait(300)
    start = coder.mark("proximity_seeking")
    coder.wait(lambda: coder.session.position_ms > start.at_ms + 400)
    bouts.append((start, coder.mark("proximity_seeking")))
    coder.press(Qt.Key.Key_Space)
    coder.wait(lambda: not coder.session.is_playing)
    return bouts


def code_the_second_coder(coder: Coder) -> None:
    coder.mark_episodes()
    for event in truth_of("crying")[:2]:
        coder.go_to(event.start_ms + 200)
        coder.mark("crying")
        coder.go_to(event.end_ms + 200)
        coder.mark("crying")


@pytest.mark.timeout(600)
def test_from_the_first_key_press_to_the_exported_table(qtbot, start_program, answers, tmp_path):
    study = sample_study(tmp_path)
    program = start_program()
    first = Coder(qtbot, program, study, "KM")
    bouts = code_the_first_coder(first)
    check_events(first.events, bouts)
    check_undo_and_redo(first)
    coded = dict(first.session.coding.items)

    program.window.close()
    again = start_program()
    check_that_it_survived_the_restart(Coder(qtbot, again, study, "KM"), coded)
    code_the_second_coder(Coder(qtbot, again, study, "JT"))
    check_agreement(qtbot, again, study)
    check_export(qtbot, again, study, answers, tmp_path, bouts)


def check_events(events, bouts):
    found = sorted((event.code, event.start_ms, event.end_ms) for event in events)
    assert found == sorted((start.code, start.at_ms, end.at_ms) for start, end in bouts)


def check_undo_and_redo(coder):
    items = dict(coder.session.coding.items)
    for _ in range(3):
        coder.press(Qt.Key.Key_Z, CTRL)
    assert dict(coder.session.coding.items) != items
    for _ in range(3):
        coder.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert dict(coder.session.coding.items) == items


def check_that_it_survived_the_restart(coder, coded):
    assert dict(coder.session.coding.items) == coded
    coder.press(Qt.Key.Key_Z, CTRL)
    assert dict(coder.session.coding.items) != coded
    coder.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert dict(coder.session.coding.items) == coded


def check_agreement(qtbot, program, folder):
    program.compare(SESSION, "KM", "JT")
    agree = program.agree_workspace
    qtbot.waitUntil(lambda: agree.comparison is not None, timeout=PATIENCE_MS)
    shown, expected = agree.comparison.agreement, over_time(read_pair(open_study(folder), "KM", "JT", [SESSION]))
    assert list(shown.channels) == list(expected.channels)
    for channel, one in expected.channels.items():
        assert shown.channels[channel].kappa == one.kappa
        assert (shown.channels[channel].table_ms == one.table_ms).all()
    assert 0 < expected.channels["distress"].kappa.value < 1


def check_export(qtbot, program, study, answers, tmp_path, bouts):
    (tmp_path / "chosen").mkdir()
    answers.append(tmp_path / "chosen")
    program.window.show_place("study")
    program.window.activateWindow()  # the offscreen platform forgot it when the first window was deleted
    qtbot.waitUntil(program.window.isActiveWindow)
    QTest.keyClick(program.window.focusWidget() or program.window, Qt.Key.Key_E, CTRL)
    QTest.keyClick(program.study_workspace.outputs.form.format, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: list((tmp_path / "chosen").rglob("data_dictionary.csv")) != [], timeout=PATIENCE_MS)
    (file,) = (tmp_path / "chosen").rglob("events.csv")
    events = pd.read_csv(file)
    coded = events[events["coder"] == "KM"].sort_values("start_s")
    rows = sorted(
        zip(coded["code"], coded["start_s"], coded["end_s"], coded["start_frame"], coded["end_frame"], strict=True)
    )
    expected = [(s.code, s.at_ms / 1000, e.at_ms / 1000, s.frame, e.frame) for s, e in bouts]
    assert rows == sorted(expected)
    truth = events[events["coder"] == "truth"]
    assert len(truth) == len(TRUTH.events)
    episodes = pd.read_csv(file.with_name("episodes.csv"))
    assert list(episodes.loc[episodes["coder"] == "KM", "start_s"]) == [one.start_ms / 1000 for one in TRUTH.episodes]
