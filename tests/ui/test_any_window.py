"""Whatever is pressed and dragged in the real window: channels stay apart, the journal replays, undo is exact."""

import os
import random
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.codebook.file import shipped_codebooks
from annotator.study import create_study
from annotator.study.journal import read_journal
from ui.coding.event_model import Column

EXAMPLES, STEPS = int(os.environ.get("ANY_WINDOW_EXAMPLES", settings().max_examples // 12)), 80
"""More of them by hand: ANY_WINDOW_EXAMPLES=200."""

LEFT = Qt.MouseButton.LeftButton
NONE, CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PRESSED = (
    *("undo", "undo", "redo", "delete", "copy", "cut", "paste", "paste", "duplicate", "split", "merge", "select_all"),
    *("select_seen", "previous_event", "next_event", "select_earlier", "select_later", "previous_boundary"),
    *("next_boundary", "set_start", "set_end", "deselect", "next_of_code", "previous_of_code", "move_to_now"),
    *("start_earlier", "start_later", "end_earlier", "end_later", "move_earlier", "move_later", "follow_events"),
    *("segment_pass", "interval_pass", "next_tab", "next_check", "fix_check", "fold_group", "hide_empty", "zoom_in"),
    *("zoom_all", "frame_back", "frame_forward", "loop_from", "loop_to", "loop"),
    *(f"mark_episode_{number}" for number in range(1, 9)),
    "mark_episode_end",
)
"""Actions of the table that open neither dialog nor menu nor text field."""

_numbers = count()


class AnyWindow(RuleBasedStateMachine):
    """Somebody at the window with a real recording of 150 frames, in a study of their own each time."""

    coder = None  # set by the test
    folder = None
    recording = None

    @initialize()
    def open(self):
        folder = self.folder / f"study-{next(_numbers)}"
        study = create_study(folder, "any", shipped_codebooks()["strange_situation"])
        study.add_session("S001", [(self.recording, 0)])
        study.add_coder("KM")
        self.coder.study = study
        self.coder.sit_down()
        self.session, self.program = self.coder.session, self.coder.program
        self.timeline = self.program.code_workspace.panels.timeline
        self.table = self.program.code_workspace.panels.events.table
        self.journal = folder / "sessions" / "S001" / "KM.jsonl"
        self.codes = [code for code in self.session.codebook.codes if code.key]

    @rule(frame=st.integers(0, 149))
    def go(self, frame):
        self.session.jump(self.coder.at(frame))

    @rule(pick=st.integers(0, 60), frame=st.integers(0, 149))
    def press_a_code(self, pick, frame):
        self.session.jump(self.coder.at(frame))
        self.settle()
        self.press(self.codes[pick % len(self.codes)].key)

    @rule(name=st.sampled_from(PRESSED))
    def press_a_key(self, name):
        keys = self.program.actions.keys_of(name)
        self.press(keys[0])

    @rule(steps=st.integers(1, 8), name=st.sampled_from(["undo", "redo"]))
    def press_it_again_and_again(self, steps, name):
        for _ in range(steps):
            self.press(self.program.actions.keys_of(name)[0])

    @rule(pick=st.integers(0, 60))
    def submit_press_and_reopen(self, pick):
        self.press(self.program.actions.keys_of("submit")[0])
        self.press(self.codes[pick % len(self.codes)].key)
        if self.session.coding.is_submitted:
            self.press(self.program.actions.keys_of("submit")[0])

    @rule(seed=st.integers(0, 2**32))
    def do_ten_things(self, seed):
        """The same steps, evenly mixed: hypothesis likes to repeat itself."""
        mind = random.Random(seed)
        for _ in range(10):
            self.do_one_thing(mind)
            self.channels_never_overlap_and_nothing_lies_outside()

    def do_one_thing(self, mind):
        deed = mind.choice(["code", "code", "code", "key", "key", "drag", "drag", "drag", "again"])
        pick, ways = mind.randrange(1000), [(mind.randint(-250, 250), mind.randint(-20, 20))]
        if deed == "code":
            self.press_a_code(pick, mind.randrange(150))
        elif deed == "key":
            self.press_a_key(mind.choice(PRESSED))
        elif deed == "drag":
            part = mind.choice(["start", "middle", "end", "boundary", "anywhere"])
            self.drag(pick, part, ways, mind.choice([NONE, NONE, SHIFT, ALT]), mind.random() < 0.8)
        else:
            self.press_it_again_and_again(mind.randint(1, 3), mind.choice(["undo", "redo"]))

    @rule(
        pick=st.integers(0, 1000),
        part=st.sampled_from(["start", "middle", "end", "boundary", "anywhere"]),
        ways=st.lists(st.tuples(st.integers(-250, 250), st.integers(-20, 20)), max_size=3),
        keys=st.sampled_from([NONE, NONE, NONE, CTRL, SHIFT, ALT]),
        is_let_go=st.booleans(),
    )
    def drag(self, pick, part, ways, keys, is_let_go):
        begin = self.place(pick, part)
        QTest.mousePress(self.timeline, LEFT, keys, begin)
        for x, y in ways:
            self.move(begin + QPoint(x, y), keys)
        if not is_let_go and ways and pick % 7 == 0:
            self.press("Escape")
        end = begin + QPoint(*ways[-1]) if ways else begin
        QTest.mouseRelease(self.timeline, LEFT, keys, end)

    @rule(row=st.integers(0, 1000), keys=st.sampled_from([NONE, CTRL, SHIFT]), column=st.sampled_from(list(Column)))
    def click_a_row(self, row, keys, column):
        model = self.table.model()
        if model.rowCount():
            place = self.table.visualRect(model.index(row % model.rowCount(), column)).center()
            if self.table.viewport().rect().contains(place):
                QTest.mouseClick(self.table.viewport(), LEFT, keys, place)

    @rule(column=st.sampled_from(list(Column)))
    def sort(self, column):
        header = self.table.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(column) + 8, header.height() // 2)
        QTest.mouseClick(header.viewport(), LEFT, NONE, place)

    @invariant()
    def channels_never_overlap_and_nothing_lies_outside(self):
        coding, codebook = self.session.coding, self.session.codebook
        for channel in codebook.state_channels.values():
            for one, later in pairwise(coding.events_of(code.id for code in channel)):
                assert one.end_ms is not None
                assert one.start_ms < one.end_ms <= later.start_ms
        for event in coding.events:
            assert 0 <= event.start_ms <= (event.end_ms or event.start_ms) <= self.session.duration_ms

    @invariant()
    def the_journal_replays_to_what_is_shown(self):
        QApplication.processEvents()
        coding, model, scene = self.session.coding, self.table.model(), self.timeline.scene
        self.session.opened.flush()
        if self.journal.exists():
            assert dict(read_journal(self.journal).history.coding.items) == dict(coding.items)
        ids = {event.id for event in coding.events}
        assert {model.event_at(row).id for row in range(model.rowCount())} == ids
        assert {key for code in scene.tracks.codes for _, key in scene.tracks[code].keys} == ids
        assert {key for _, key in scene.segments.keys} == {segment.id for segment in coding.segments}
        assert set(self.session.selected_ids) <= ids

    def teardown(self):
        if not hasattr(self, "session"):
            return
        history, now = self.session.opened.history, dict(self.session.coding.items)
        done = len(history.done)
        while history.next_undo is not None:
            self.session.undo()
        assert dict(self.session.coding.items) == {}
        for _ in range(done):
            self.session.redo()
        assert dict(self.session.coding.items) == now
        self.program.close_study()

    def settle(self):
        self.coder.qtbot.waitUntil(lambda: self.session.player.settled)
        self.session.tick()

    def press(self, key):
        combined = QKeySequence(key)[0]
        QTest.keyClick(self.coder.target, combined.key(), combined.keyboardModifiers())

    def place(self, pick, part):
        scene, events, marks = self.timeline.scene, self.session.coding.events, self.session.coding.episode_marks
        if part == "boundary" and marks:
            mark = marks[pick % len(marks)]
            return QPoint(round(scene.view.x_of(mark.start_ms)), int(scene.lanes.episodes.middle))
        if part in ("start", "middle", "end") and events:
            rect = scene.bar_rect(events[pick % len(events)])
            x = {"start": rect.left() + 1, "middle": rect.center().x(), "end": rect.right() - 1}[part]
            return QPoint(round(x), round(rect.center().y()))
        return QPoint(pick * 37 % self.timeline.width(), pick * 13 % self.timeline.height())

    def move(self, place, keys):
        where = QPointF(place)
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, where, self.timeline.mapToGlobal(where), none, LEFT, keys)
        QApplication.sendEvent(self.timeline, event)


@pytest.mark.timeout(600)
def test_whatever_is_done_at_the_window(coder, tmp_path, recording):
    class Here(AnyWindow):
        pass

    Here.coder, Here.folder, Here.recording = coder, tmp_path, recording
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take an hour
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(Here, settings=chosen)
