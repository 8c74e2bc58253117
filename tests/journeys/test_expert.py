"""A scripted expert codes the whole sample by keys only; the result is what was drawn."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.demo import SESSION, read_truth, sample_study, sample_truth_file
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.text import clock

TRUTH = read_truth(sample_truth_file())
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
PATIENCE_MS = 30_000


def presses(codebook):
    """Return (time, code) of every key press, in order; a state that another of its channel ends needs no second."""
    channel = {code.id: code.channel_id for code in codebook.codes}
    starts = [(event.start_ms, event.code) for event in TRUTH.events]
    taken_over = {(at_ms, channel[code]) for at_ms, code in starts}
    ends = [
        (event.end_ms, event.code)
        for event in TRUTH.events
        if event.end_ms > event.start_ms and (event.end_ms, channel[event.code]) not in taken_over
    ]
    return sorted(starts + ends)


class Expert:
    def __init__(self, qtbot, program):
        self.qtbot, self.program = qtbot, program

    def press(self, key, modifiers=NONE):
        QTest.keyClick(self.program.window.focusWidget() or self.program.window, key, modifiers)

    def go_to(self, at_ms):
        """Type the time: Ctrl+G, m:ss.mmm, Enter."""
        self.press(Qt.Key.Key_G, CTRL)
        QTest.keyClicks(self.program.window.focusWidget(), clock(at_ms))
        self.press(Qt.Key.Key_Return)
        session = self.program.coding
        self.qtbot.waitUntil(lambda: session.position_ms == session.frame_ms(at_ms), timeout=PATIENCE_MS)

    def mark(self, code):
        key = self.program.coding.codebook.code_by_id[code].key
        self.press(Qt.Key(ord(key[-1])), Qt.KeyboardModifier.ShiftModifier if "+" in key else NONE)
        self.press(Qt.Key.Key_Escape)  # what it asks is left open


@pytest.mark.timeout(600)
def test_what_an_expert_codes_by_keys_is_what_was_drawn(qtbot, program, tmp_path):
    program.open_study(sample_study(tmp_path), SESSION, "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=PATIENCE_MS)
    expert = Expert(qtbot, program)
    marks = [(episode.start_ms, n) for n, episode in enumerate(TRUTH.episodes, start=1)]
    for at_ms, number in [*marks, (TRUTH.episodes[-1].end_ms, 9)]:
        expert.go_to(at_ms)
        expert.press(Qt.Key(Qt.Key.Key_0.value + number), CTRL)
    for at_ms, code in presses(program.coding.codebook):
        expert.go_to(at_ms)
        expert.mark(code)

    coding = program.coding.coding
    found = sorted((event.code, event.start_ms, event.end_ms) for event in coding.events)
    assert found == sorted((event.code, event.start_ms, event.end_ms) for event in TRUTH.events)
    episodes = [(mark.episode, mark.start_ms) for mark in coding.episode_marks]
    drawn = [(episode.episode, episode.start_ms) for episode in TRUTH.episodes]
    assert episodes == [*drawn, (END_OF_LAST_EPISODE, TRUTH.episodes[-1].end_ms)]
