"""With each codebook that ships: a study is made, coded, rated, classified, submitted, reopened and exported.

All of it in the real window, by keys and clicks; what the tables say is what was coded.
"""

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.model.items import END_OF_LAST_EPISODE, Event
from annotator.model.judging import asked_cells
from annotator.study import open_study

CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
PATIENCE_MS = 60_000
MOST_CODES = 6
"""How many codes are pressed: every kind of key is among them, and the whole stays short."""


class Coder:
    """Sits at the window; whatever has to be waited for is waited for."""

    def __init__(self, qtbot, program):
        self.qtbot, self.program = qtbot, program

    @property
    def session(self):
        return self.program.coding

    @property
    def coding(self):
        return self.session.coding

    @property
    def codebook(self):
        return self.session.codebook

    @property
    def forms(self):
        return self.program.code_workspace.panels.side.forms

    def wait(self, condition):
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def press(self, key, modifiers=NONE):
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, modifiers)

    def press_code(self, code):
        self.press(Qt.Key(ord(code.key[-1])), SHIFT if "+" in code.key else NONE)
        self.press(Qt.Key.Key_Escape)  # what it asks is left open

    def go(self, index):
        at_ms = int(self.session.frame_times_ms()[index])
        self.session.jump(at_ms)
        self.wait(lambda: self.session.position_ms == at_ms and self.session.is_settled)
        return at_ms

    def open(self, folder):
        self.program.open_study(folder, "S001", "KM")
        self.wait(lambda: self.session is not None and self.session.is_retimable)
        self.wait(lambda: self.program.window.place == "code")


@pytest.mark.parametrize("name", shipped_codebooks())
def test_a_study_with_it_from_the_first_click_to_the_tables(qtbot, start_program, answers, recording, tmp_path, name):
    folder = tmp_path / "study"
    coder = Coder(qtbot, start_program())
    make_study(coder, parse_codebook(shipped_codebooks()[name], name), folder, recording, answers)
    coder.open(folder)
    has_codes = bool(coder.codebook.codes)
    assert coder.program.code_workspace.panels.events.isVisible() == has_codes, "without codes the ratings come first"
    mark_episodes(coder)
    code_events(coder)
    rate_all(coder)
    classify(coder)
    submit(coder)
    said = dict(coder.coding.items)
    assert said

    coder.program.window.close()
    again = Coder(qtbot, start_program())
    again.open(folder)
    assert dict(again.coding.items) == said
    assert again.coding.is_submitted
    check_tables(export(again, answers, tmp_path), again.coding)


def make_study(coder, codebook, folder, recording, answers):
    """Fill in the form of a new study; then add the recording and a coder, each in its own form."""
    program, workspace = coder.program, coder.program.study_workspace
    coder.press(Qt.Key.Key_N, CTRL)
    form = workspace.new_study
    field(form, "Name of the study").setText(codebook.name)
    field(form, "Folder of the study").setText(str(folder))
    box = next(one for one in form.findChildren(QComboBox) if one.accessibleName() == "Codebook")
    coder.wait(lambda: box.findText(f"{codebook.name} {codebook.version}") >= 0)
    box.setCurrentIndex(box.findText(f"{codebook.name} {codebook.version}"))
    QTest.keyClick(field(form, "Name of the study"), Qt.Key.Key_Return)
    coder.wait(lambda: program.study is not None)
    coder.press(Qt.Key.Key_N, CTRL | SHIFT)
    answers.append(recording)
    adding = workspace.add_session
    coder.wait(lambda: field(adding, "Session id").text() == "S001")
    click(adding, "Choose…")
    click(adding, "Add session")
    coder.wait(lambda: bool(open_study(folder).sessions()))
    program.actions["add_coder"].trigger()
    QTest.keyClicks(field(workspace.page, "Id of the new coder"), "KM")
    QTest.keyClick(field(workspace.page, "Id of the new coder"), Qt.Key.Key_Return)
    coder.wait(lambda: open_study(folder).coders == ("KM",))


def mark_episodes(coder):
    episodes = coder.codebook.episodes
    expected = []
    for number, episode in enumerate(episodes, start=1):
        expected.append((episode.id, coder.go(16 * (number - 1))))
        coder.press(Qt.Key(Qt.Key.Key_0.value + number), CTRL)
    if episodes:
        expected.append((END_OF_LAST_EPISODE, coder.go(16 * len(episodes))))
        coder.press(Qt.Key.Key_9, CTRL)
    assert [(mark.episode, mark.start_ms) for mark in coder.coding.episode_marks] == expected


def code_events(coder):
    """Press the keys of some codes, each at a frame of its own; a state that can be ended lasts eight frames."""
    expected = []
    for number, code in enumerate(coder.codebook.codes[:MOST_CODES]):
        at_ms = coder.go(3 + 16 * number)
        coder.press_code(code)
        expected.append((code.id, at_ms))
        running = next(event for event in coder.coding.events if (event.code, event.start_ms) == (code.id, at_ms))
        if not code.is_point and not is_exhaustive(coder.codebook, code):
            end_ms = coder.go(11 + 16 * number)
            coder.press_code(code)
            assert coder.coding.event(running.id).end_ms == end_ms
    assert [(event.code, event.start_ms) for event in coder.coding.events] == expected


def rate_all(coder):
    """Rate every cell by keys: points one after the other, the last not ratable; comment on one, link an event."""
    cells = asked_cells(coder.codebook)
    if not cells:
        assert coder.forms.ratings is None
        return
    coder.press(Qt.Key.Key_F2)
    expected = {}
    for place, cell in enumerate(cells):
        scale = coder.codebook.scale_by_id[cell.scale]
        value = scale.lowest + place % (scale.highest - scale.lowest + 1)
        is_last = place == len(cells) - 1
        coder.press(Qt.Key.Key_N if is_last else Qt.Key(ord(str(value))))
        expected[cell] = None if is_last else float(value)
        assert coder.forms.ratings.grid.cell == cell
        coder.press(Qt.Key.Key_U)
    assert {rating.cell: rating.value for rating in coder.coding.ratings} == expected
    coder.press(Qt.Key.Key_Return)
    QTest.keyClicks(coder.forms.ratings.comment, "see the tape")
    coder.press(Qt.Key.Key_Return)
    if coder.coding.events:
        coder.session.select(coder.coding.events[0].id)
        coder.press(Qt.Key.Key_E)
    coder.press(Qt.Key.Key_Escape)


def classify(coder):
    scheme = coder.codebook.classification
    if scheme is None:
        assert coder.forms.classification is None
        return
    coder.press(Qt.Key.Key_F2, SHIFT)
    coder.press(Qt.Key.Key_D)
    if not scheme.class_of("D").needs_forced:
        coder.forms.classification.rows.fields["forced"].setFocus()
    coder.press(Qt.Key.Key_B)
    for _ in range(len(coder.forms.classification.rows.fields)):
        coder.press(Qt.Key.Key_Down)
    coder.press(Qt.Key.Key_H)
    given = coder.coding.classification
    assert (given.primary, given.forced, given.confidence) == ("D", "B", "high")
    if scheme.disorganisation is not None:
        coder.press(Qt.Key.Key_Up)
        coder.press(Qt.Key.Key_7)
        assert coder.coding.classification.disorganisation == 7
    coder.press(Qt.Key.Key_Escape)


def submit(coder):
    for _ in range(2):
        if not coder.coding.is_submitted:
            coder.press(Qt.Key.Key_Return, CTRL)
    assert coder.coding.is_submitted


def export(coder, answers, tmp_path):
    (tmp_path / "chosen").mkdir()
    answers.append(tmp_path / "chosen")
    coder.press(Qt.Key.Key_E, CTRL)
    form = coder.program.study_workspace.outputs.form
    coder.wait(lambda: form.sessions.list.count() == 1 and form.coders.count > 0)
    QTest.keyClick(form.format, Qt.Key.Key_Return)
    coder.wait(lambda: list((tmp_path / "chosen").rglob("data_dictionary.csv")) != [])
    files = (tmp_path / "chosen").rglob("*.csv")
    return {file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in files}


def check_tables(tables, coding):
    events = tables["events"]
    found = {(row.code, row.start_s, row.end_s) for row in events.itertuples()}
    assert found == {(event.code, seconds(event.start_ms), seconds(event.end_ms)) for event in events_of(coding)}
    ratings = {(row.scale, row.episode, row.target): row.value for row in tables["ratings"].itertuples()}
    assert ratings == {
        tuple(rating.cell): "" if rating.value is None else f"{rating.value:g}" for rating in coding.ratings
    }
    assert list(tables["ratings"]["n_evidence"].astype(int)) == [
        len(rating.evidence) for rating in in_order(tables, coding)
    ]
    assert "comment" not in tables["ratings"].columns
    given, classes = coding.classification, tables["classifications"]
    assert len(classes) == (given is not None)
    if given is not None:
        assert classes.loc[0, ["primary", "forced", "confidence"]].tolist() == [given.primary, given.forced, "high"]
        assert "" not in classes.loc[0, [name for name in classes.columns if name == "derived_security"]].tolist()
    marks = [mark for mark in coding.episode_marks if mark.episode != END_OF_LAST_EPISODE]
    assert list(tables["episodes"]["start_s"]) == [seconds(mark.start_ms) for mark in marks]


def in_order(tables, coding):
    given = {tuple(rating.cell): rating for rating in coding.ratings}
    return [given[row.scale, row.episode, row.target] for row in tables["ratings"].itertuples()]


def events_of(coding):
    return [item for item in coding.items.values() if isinstance(item, Event)]


def seconds(ms):
    return "" if ms is None else f"{ms / 1000:.3f}"


def is_exhaustive(codebook, code):
    return any(channel.exhaustive for channel in codebook.channels if channel.id == code.channel_id)


def field(inside, name):
    return next(one for one in inside.findChildren(QLineEdit) if one.accessibleName() == name)


def click(inside, name):
    buttons = inside.findChildren(QAbstractButton)
    QTest.mouseClick(next(one for one in buttons if one.isVisible() and one.text() == name), Qt.MouseButton.LeftButton)
