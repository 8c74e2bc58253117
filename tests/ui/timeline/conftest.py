"""A shown timeline over a real study, and a player that shows at once the frame it is asked for."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.model.codebook.file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark, Event
from annotator.study import Camera, Session, create_study
from annotator.study.session import write_session
from ui.actions import ACTIONS, Actions
from ui.coding.code_actions import bind_all
from ui.coding.event_edits import event_handlers
from ui.coding.timeline import Timeline, track_handlers
from ui.session import CodingSession
from ui.theme import apply_theme

FRAME_MS = 40
DURATION_MS = 120_000
TEXT = codebook_text("strange_situation")
EPISODES = (("1", 0), ("2", 10_000), ("5", 60_000), (END_OF_LAST_EPISODE, 110_000))


class FramePlayer:
    """Shows at once the frame it is asked for."""

    def __init__(self):
        self.frame_times_ms = np.arange(0, DURATION_MS, FRAME_MS)
        self.position_ms = 0
        self.playing = False
        self.pictures = ("the frame",)
        self.scrubbed = []
        self._is_new = True

    def jump(self, ms):
        self.position_ms, self._is_new = int(ms // FRAME_MS * FRAME_MS), True

    def scrub(self, ms):
        self.scrubbed.append(ms)
        self.jump(ms)

    def end_scrub(self):
        self.scrubbed.append("end")

    def tick(self):
        is_new, self._is_new = self._is_new, False
        return is_new


class Bench:
    """A shown timeline and what a test does with it."""

    def __init__(self, timeline, player, problems):
        self.timeline, self.player, self.problems = timeline, player, problems
        self.session = timeline.session
        self.edits = []
        self.session.edited.connect(self.edits.append)

    def event(self, code):
        return next(event for event in self.session.coding.events if event.code == code)

    @property
    def preview(self):
        """The event that is being dragged, or the first of several, as it would become; None where none is."""
        return next(iter(self.timeline.scene.previews.values()), None)

    def at(self, ms, code=None):
        """Where a moment lies on the track of a code, or on the ruler."""
        lanes = self.timeline.scene.lanes
        lane = lanes.ruler if code is None else lanes.track(code)
        return QPoint(round(self.timeline.view.x_of(ms)), int(lane.middle))

    def on_ribbon(self, ms):
        return QPoint(round(self.timeline.view.x_of(ms)), int(self.timeline.scene.lanes.episodes.middle))

    def show(self, start_ms, end_ms):
        self.timeline.show_view(self.timeline.view.showing(start_ms, end_ms))

    def press(self, place, button=Qt.MouseButton.LeftButton, keys=Qt.KeyboardModifier.NoModifier):
        QTest.mousePress(self.timeline, button, keys, place)

    def move(self, place, keys=Qt.KeyboardModifier.NoModifier, held=Qt.MouseButton.LeftButton):
        self._send(QEvent.Type.MouseMove, place, Qt.MouseButton.NoButton, held, keys)

    def press_again(self, place):
        """The second press of a double click, still held."""
        left = Qt.MouseButton.LeftButton
        self._send(QEvent.Type.MouseButtonDblClick, place, left, left, Qt.KeyboardModifier.NoModifier)

    def _send(self, kind, place, button, held, keys):
        where = QPointF(place)
        event = QMouseEvent(kind, where, self.timeline.mapToGlobal(where), button, held, keys)
        QApplication.sendEvent(self.timeline, event)

    def drag(self, *places, release=True, keys=Qt.KeyboardModifier.NoModifier):
        self.press(places[0], keys=keys)
        for place in places[1:]:
            self.move(place, keys)
        if release:
            QTest.mouseRelease(self.timeline, Qt.MouseButton.LeftButton, keys, places[-1])

    def key(self, key, keys=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.timeline, key, keys)

    def wheel(self, place, notches, modifiers=Qt.KeyboardModifier.NoModifier):
        where = QPointF(place)
        event = QWheelEvent(
            *(where, self.timeline.mapToGlobal(where), QPoint(), QPoint(0, 120 * notches)),
            *(Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(self.timeline, event)

    def close_by(self, ms):
        """How far off a moment may be that a pixel was aimed at."""
        return pytest.approx(ms, abs=self.timeline.view.ms_per_px + FRAME_MS)


def some_items():
    events = [
        Event(id="crying-1", code="crying", start_ms=20_000, end_ms=30_000),
        Event(id="fussing-1", code="fussing", start_ms=34_000, end_ms=38_000),
        Event(id="contact-1", code="contact", start_ms=62_000, end_ms=80_000, modifiers={"target": "caregiver"}),
        Event(id="reach-1", code="reach", start_ms=61_000, end_ms=61_000),
        Event(id="search-1", code="search", start_ms=40_000, end_ms=42_000),
        Event(id="search-2", code="search", start_ms=45_000, end_ms=50_000),
    ]
    return [EpisodeMark(id=f"m{name}", episode=name, start_ms=ms) for name, ms in EPISODES] + events


@pytest.fixture
def study(tmp_path):
    made = create_study(tmp_path / "study", "test", TEXT)
    folder = made.folder / "sessions" / "S1"
    folder.mkdir()
    frames = DURATION_MS // FRAME_MS
    camera = Camera(file="a.mp4", size=1, fingerprint="f", duration_ms=DURATION_MS, frame_count=frames)
    write_session(folder, Session(id="S1", cameras=(camera,)))
    made.add_coder("KM")
    return made


@pytest.fixture
def bench(study, qtbot, qapp):
    apply_theme(qapp, "dark")
    opened, player, problems = study.open_coding("S1", "KM"), FramePlayer(), []
    opened.history.do(Edit(label="some", changes=tuple(Change(None, item) for item in some_items())))
    session = CodingSession(study, study.session("S1"), opened, player, problems.append)
    timeline = Timeline(session)
    qtbot.addWidget(timeline)
    timeline.resize(1_200, 760)
    with qtbot.waitActive(timeline):  # a window manager takes its time, and keys before that are lost
        timeline.show()
        timeline.activateWindow()
    timeline.setFocus()
    actions = Actions(timeline)
    timeline.addActions([actions[spec.id] for spec in ACTIONS])
    # As the Code workspace binds them; the whole window is tested elsewhere.
    bind_all(actions, {**event_handlers(session), **track_handlers(timeline)})
    actions.bind("delete", session.delete_selected)
    actions.bind("select_all", lambda: session.select_many(event.id for event in session.coding.events))  # as the table
    actions.go_to("code")
    yield Bench(timeline, player, problems)
    QToolTip.hideText()
    session.close()
    opened.close()
