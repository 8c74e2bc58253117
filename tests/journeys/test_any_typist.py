"""With each codebook that ships, somebody types at random: what the key of a code did is what its rule says.

Its rule stands in tests/coding_rules.py. Questions are open about half of the time and are answered, skipped, or left
to themselves.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model import commands
from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.study import CoderSettings, create_study
from tests.coding_rules import Rules
from tests.tries import IS_THOROUGH

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
BOOKS = {name: parse_codebook(text, name) for name, text in shipped_codebooks().items()}
CODED = [name for name, book in BOOKS.items() if book.codes]
PATIENCE_MS = 60_000
VALUES = {
    name: {modifier.id: {value.id for value in modifier.values} for modifier in book.modifiers}
    for name, book in BOOKS.items()
}
NO_SHRINKING = (Phase.generate,)
"""A window is slow: shrinking would take many minutes, and the keys that failed are told anyway."""
LAST_FRAME = 140
PRESSES = 60 if IS_THOROUGH else 30

KINDS = ["code"] + ["code while asked"] * 4 + ["digit"] * 2 + ["frames"] * 2 + ["escape"]
presses = st.tuples(st.sampled_from(KINDS), st.integers(0, 9999))
whens = st.sampled_from(["start"] * 4 + ["end"] * 4 + ["never"])


class Typist:
    """Sits at the whole window and types; after every key the coding must be what the rules say."""

    def __init__(self, qtbot, program, book):
        self.qtbot, self.program, self.book = qtbot, program, book
        self.side = program.code_workspace.panels.side
        self.asking = [code for code in book.codes if code.modifiers]
        self.pressed = self.pressed_while_asked = 0
        self.frame, self.rules = 0, Rules(book)

    @property
    def session(self):
        return self.program.coding

    def begin(self, ask):
        """Take everything back, to the first frame."""
        coding = self.session.coding
        if coding.events:
            self.session.do(lambda: commands.delete(coding, [event.id for event in coding.events]))
        self.side.question.skip()
        self.side.question.settings = CoderSettings(ask=ask)
        self.rules = Rules(self.book)
        self.go(0)

    def go(self, frame):
        self.frame = min(frame, LAST_FRAME)
        self.session.jump(self.at_ms)
        self.qtbot.waitUntil(
            lambda: self.session.position_ms == self.at_ms and self.session.is_settled, timeout=PATIENCE_MS
        )

    @property
    def at_ms(self):
        return int(self.session.frame_times_ms()[self.frame])

    def do(self, what, number):
        if what == "frames":
            self.go(self.frame + 1 + number % 2)
        elif what == "digit":
            self.type(Qt.Key(Qt.Key.Key_1.value + number % 9))
        elif what == "escape":
            self.type(Qt.Key.Key_Escape)
        else:
            if what == "code while asked":
                self.open_question(number)
            self.pressed += 1
            self.pressed_while_asked += self.side.question.modifier is not None
            self.press_code(self.book.codes[number % len(self.book.codes)])
        events = [(event.code, event.start_ms, event.end_ms) for event in self.session.coding.events]
        assert sorted(events, key=str) == sorted(map(tuple, self.rules.events), key=str)

    def open_question(self, number):
        """Mark until something is asked: at the start of a state, else at its end."""
        for _ in range(2 if self.asking else 0):
            if self.side.question.modifier is None:
                self.go(self.frame + 1)
                self.press_code(self.asking[number % len(self.asking)])

    def press_code(self, code):
        self.rules.press(code, self.at_ms)
        self.type(Qt.Key(ord(code.key[-1])), SHIFT if "+" in code.key else NONE)

    def type(self, key, modifiers=NONE):
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, modifiers)


@pytest.fixture
def typist(qtbot, start_program, recording, tmp_path):
    """Sits down before a coding in a study of a codebook."""

    def sit_down(name):
        study = create_study(tmp_path / "study", "Typing", shipped_codebooks()[name])
        study.add_session("S001", [(recording, 0)])
        study.add_coder("KM")
        program = start_program()
        program.open_study(study.folder, "S001", "KM")
        qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: program.window.place == "code", timeout=PATIENCE_MS)
        return Typist(qtbot, program, BOOKS[name])

    return sit_down


@pytest.mark.parametrize("name", CODED)
def test_a_code_s_key_does_what_its_rule_says_whatever_is_asked(typist, name):
    made = typist(name)
    asked = [modifier.id for modifier in BOOKS[name].modifiers]

    @settings(
        max_examples=max(5, settings().max_examples // 5), suppress_health_check=list(HealthCheck), phases=NO_SHRINKING
    )
    @given(st.fixed_dictionaries(dict.fromkeys(asked, whens)), st.lists(presses, min_size=PRESSES, max_size=PRESSES))
    def types(ask, keys):
        made.begin(ask)
        for what, number in keys:
            made.do(what, number)
        held = [event.modifiers for event in made.session.coding.events]
        assert all(value in VALUES[name][one] for modifiers in held for one, value in modifiers.items())

    types()
    assert not asked or made.pressed_while_asked > made.pressed / 5, "questions are open often enough to matter"
