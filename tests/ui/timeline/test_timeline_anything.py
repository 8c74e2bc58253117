"""Whatever is done with mouse and keys: channels stay free of overlap, and undo takes everything back."""

import random
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.model.coding import Coding

NONE, CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEYS = [
    *((key, CTRL) for key in (Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V, Qt.Key.Key_D, Qt.Key.Key_B, Qt.Key.Key_M)),
    *((key, ALT) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)),
    *((key, ALT | SHIFT) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)),
    *((key, SHIFT) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down)),
    *((key, CTRL) for key in (Qt.Key.Key_A, Qt.Key.Key_T, Qt.Key.Key_H, Qt.Key.Key_Plus, Qt.Key.Key_0)),
    *((key, CTRL) for key in (Qt.Key.Key_Up, Qt.Key.Key_Down)),
    (Qt.Key.Key_A, CTRL | SHIFT),
    (Qt.Key.Key_Escape, NONE),
    (Qt.Key.Key_Delete, NONE),
]


class Somebody:
    """Does anything that comes to mind, the same for the same seed."""

    def __init__(self, bench, seed):
        self.bench, self.mind = bench, random.Random(seed)

    def act(self):
        deed = self.mind.choice([self.drag, self.drag, self.drag, self.key, self.key, self.mark, self.undo, self.redo])
        deed()

    def place(self):
        """Anywhere, but rather on an event or its edge than on empty ground."""
        bench, mind = self.bench, self.mind
        events = bench.session.coding.events
        if events and mind.random() < 0.7:
            event = mind.choice(events)
            rect = bench.timeline.scene.bar_rect(event)
            x = mind.choice([rect.left(), rect.center().x(), rect.right()]) + mind.randint(-3, 3)
            return QPoint(round(x), round(rect.center().y()))
        return QPoint(mind.randrange(bench.timeline.width()), mind.randrange(bench.timeline.height()))

    def drag(self):
        bench, mind = self.bench, self.mind
        keys = mind.choice([NONE, NONE, NONE, CTRL, SHIFT, ALT, ALT])
        places = [self.place()]
        places += [
            places[0] + QPoint(mind.randint(-200, 200), mind.randint(-20, 20)) for _ in range(mind.randint(0, 3))
        ]
        if mind.random() < 0.15:
            bench.press_again(places[0])
        else:
            bench.press(places[0], keys=keys)
        for place in places[1:]:
            bench.move(place, keys)
        if mind.random() < 0.1:
            bench.key(Qt.Key.Key_Escape)
        QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, keys, places[-1])

    def key(self):
        self.bench.key(*self.mind.choice(KEYS))

    def mark(self):
        session = self.bench.session
        session.jump(self.mind.randrange(session.duration_ms))
        session.mark_code(self.mind.choice(["crying", "fussing", "contact", "reach", "search"]))

    def undo(self):
        self.bench.session.undo()

    def redo(self):
        self.bench.session.redo()


def check(session, seed, step):
    for channel in session.codebook.state_channels.values():
        for one, later in pairwise(session.coding.events_of(code.id for code in channel)):
            assert one.end_ms is not None, (seed, step, one, later)
            assert one.start_ms < one.end_ms <= later.start_ms, (seed, step, one, later)
    for event in session.coding.events:
        assert event.start_ms >= 0, (seed, step, event)
        assert event.end_ms is None or event.end_ms <= session.duration_ms, (seed, step, event)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_is_done_makes_a_channel_overlap(bench, seed):
    somebody, session = Somebody(bench, seed), bench.session
    for step in range(250):
        somebody.act()
        check(session, seed, step)
        assert set(session.selected_ids) <= set(session.coding.items), (seed, step)
        if step % 25 == 0:
            bench.timeline.grab()
    check_tracks(bench)
    history, now = session.opened.history, dict(session.coding.items)
    assert dict(replayed(history).items) == now
    while history.next_redo is not None:
        session.redo()
    now = dict(session.coding.items)
    while history.next_undo is not None:
        session.undo()
        check(session, seed, "undo")
    assert dict(session.coding.items) == {}
    while history.next_redo is not None:
        session.redo()
    assert dict(session.coding.items) == now


def check_tracks(bench):
    """The timeline shows what the coding holds."""
    scene = bench.timeline.scene
    shown = {key for code in scene.tracks.codes for key in scene.tracks[code].keys}
    assert shown == {(event.start_ms, event.id) for event in bench.session.coding.events}


def replayed(history):
    coding = Coding("S1", "KM")
    for edit in history.done:
        for change in edit.changes:
            if change.after is None:
                coding.remove(change.item_id)
            else:
                coding.put(change.after)
    return coding
