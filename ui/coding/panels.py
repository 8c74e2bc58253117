"""The panels of one open coding side by side: recording, codes, events and, below them all, the timeline."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QFrame, QSplitter, QWidget

from annotator.model.items import Event
from ui.actions import Actions
from ui.coding.align_bar import AlignBar
from ui.coding.aligning import Aligning
from ui.coding.cameras import Cameras
from ui.coding.event_menu import event_menu, ground_menu, head_menu, picture_menu, pop_up
from ui.coding.events import EventsPanel
from ui.coding.on_now import events_on
from ui.coding.playing import Playing
from ui.coding.remembered import Remembered
from ui.coding.side_panels import SidePanels
from ui.coding.sound_tracks import SoundTracks
from ui.coding.timeline import Timeline, meant_code, remember_tracks
from ui.coding.transport import Transport
from ui.coding.video import VideoView
from ui.messages import Messages
from ui.session import CodingSession
from ui.settings import Settings
from ui.tasks import Saves, Wishes
from ui.widgets.parts import column

_SIDE_WIDTH = 560
"""Room for two columns of codes, and for every column of the event table."""
_FRAMES = 8
"""At most so many frames lie in each other, from a row of the events to the window."""


class CodingPanels(QWidget):
    """Builds the panels for a session and keeps them at the same moment."""

    def __init__(
        self,
        session: CodingSession,
        actions: Actions,
        settings: Settings,
        messages: Messages,
        saves: Saves,
        wishes: Wishes,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setGeometry(parent.contentsRect())
        self._session, self._settings, self._actions = session, settings, actions
        remembered = Remembered(session, settings)
        self.playing = Playing(session, settings, remembered)
        self.cameras = Cameras(session, remembered)
        self.aligning = Aligning(session, self.cameras, messages, wishes, saves)
        self.tracks = SoundTracks(session, wishes, saves)
        self.video, self.align_bar = VideoView(session, self.cameras), AlignBar(self.aligning, actions)
        self.transport = Transport(session, self.playing, self.cameras, self.tracks, actions)
        self._below = QWidget()
        self._splitters = self._build_frame()
        self._restore("code/top", "code/whole")
        self._look()
        self.timeline = Timeline(session)
        remember_tracks(self.timeline, settings)
        self._look()
        self.events = EventsPanel(session, actions)
        self.events.columns.restore(settings.layout("code/events"))
        self._look()
        self.side = SidePanels(session, self.playing)
        self.codes, self.question = self.side.codes, self.side.question
        self._look()
        self._shares: list[int] = []
        self._fill()
        session.moved.connect(self.show_now)
        session.edited.connect(self.show_now)
        self.playing.changed.connect(self._show_loop)
        self.side.tabs.currentChanged.connect(self._share_room)
        self._share_room()
        self.events.question_wanted.connect(self.question.reopen)
        self.timeline.loop_wanted.connect(self.playing.repeat)
        self.timeline.menu_wanted.connect(self._open_menu)
        self.video.menu_wanted.connect(lambda at: pop_up(picture_menu(actions, self), at))
        self.side.marking.changed.connect(self._show_pass)
        self.side.passes.changed.connect(self.show_now)
        self._show_pass()
        self.aligning.changed.connect(self.video.update)
        self.show_now()
        self.side.hear_keys()

    def show_now(self) -> None:
        """Light what is on at the frame on the screen."""
        at_ms = self._session.position_ms
        on_now: dict[str, Event] = events_on(self._session.coding, self._session.codebook, at_ms)
        self.side.show_on(on_now, at_ms)
        self.events.show_on(frozenset(event.id for event in on_now.values()))

    def show_peaks(self, peaks: NDArray[np.float32], per_second: float = 100.0) -> None:
        """Show the loudest sample (0 to 1) of each stretch of the sound, so many stretches a second."""
        self.timeline.set_peaks(peaks, per_second)
        self.video.stage.sound = self.timeline.scene.sound
        self.video.update()

    def show_spectrum(self, levels: NDArray[np.uint8], per_second: float) -> None:
        """Show how loud each band of the sound is (see annotator.media.spectrogram)."""
        self.timeline.set_spectrogram(levels, per_second)
        self.video.stage.levels, self.video.stage.per_second = levels, per_second
        self.video.update()

    def open_event_menu(self) -> None:
        """Open the menu of the selected event where the keyboard is, or where the event is seen."""
        if self.timeline.hasFocus() or not self.events.open_menu():
            self.timeline.open_menu()

    def write_comment(self) -> None:
        """Begin to type the comment of what is selected, on the timeline where that has the keyboard."""
        event = self._session.selected_event
        is_one = event is not None and len(self._session.selected_ids) == 1
        if event is not None and is_one and (self.timeline.hasFocus() or not self.events.isVisible()):
            self.timeline.write_comment(event)
        else:
            self.events.comment()

    def show_rules(self) -> None:
        """Show the rules of the code whose track is meant."""
        code = meant_code(self.timeline)
        if code is not None:
            self.side.show_rules(code.id)

    def _open_menu(self, kind: str, at: QPoint) -> None:
        if kind == "event":
            pop_up(event_menu(self._session, self._actions, self), at)
        else:
            pop_up(head_menu(self._actions, self) if kind == "head" else ground_menu(self._actions, self), at)

    def _share_room(self) -> None:
        """Leave the room of the event table to a form of ratings or classes; afterwards it has its own again."""
        splitter, is_shown = self._splitters["code/side"], not self.side.wants_room
        if is_shown == self.events.isVisibleTo(self):
            return
        if not is_shown:
            self._shares = splitter.sizes()
        self.events.setVisible(is_shown)
        if is_shown and all(self._shares):
            splitter.setSizes(self._shares)

    def _show_loop(self) -> None:
        self.timeline.show_loop(self.playing.loop)

    def _show_pass(self) -> None:
        chosen = frozenset(self.side.marking.codes)
        self.timeline.show_pass(chosen if len(chosen) < len(self._session.codebook.codes) else None)

    def remember_layout(self) -> None:
        """Keep where the dividers stand for the next time, as they are beside the event table."""
        if all(self._shares) and not self.events.isVisibleTo(self):
            self.events.show()
            self._splitters["code/side"].setSizes(self._shares)
        for name, splitter in self._splitters.items():
            self._settings.put_layout(name, bytes(splitter.saveState().data()))
        self._settings.put_layout("code/events", self.events.columns.state())

    def _build_frame(self) -> dict[str, QSplitter]:
        """Put up the picture, and frames around it: Qt styles all that is in a widget anew when the widget moves."""
        whole, top = _splitter(Qt.Orientation.Vertical), _splitter(Qt.Orientation.Horizontal)
        side, left, right = _splitter(Qt.Orientation.Vertical), QWidget(), QFrame()
        right.setProperty("kind", "panel")
        self.setLayout(column(whole))
        _share(whole, top, 2)
        _share(whole, self._below, 1)
        _share(top, left, 1)
        _share(top, right, 0)
        right.setLayout(column(side))
        left.setLayout(column(self.video, self.align_bar, self.transport, spacing=0))
        top.setSizes([1000, _SIDE_WIDTH])
        whole.setSizes([560, 350])
        return {"code/side": side, "code/top": top, "code/whole": whole}

    def _fill(self) -> None:
        """Put the other panels into their frames."""
        side = self._splitters["code/side"]
        _share(side, self.side, 0)
        _share(side, self.events, 1)
        self._below.setLayout(column(self.timeline))

    def lay_out(self) -> None:
        """Put the dividers where they stood; at first the codes have the room they ask for, now that all is styled."""
        self.timeline.show()  # now, and not with the next events: until then it asks for no room
        _settle()
        side, wanted = self._splitters["code/side"], self.side.sizeHint().height()
        side.setSizes([wanted, max(1, side.height() - wanted)])
        self._restore(*self._splitters)
        _settle()

    def _restore(self, *names: str) -> None:
        for name in names:
            self._splitters[name].restoreState(QByteArray(self._settings.layout(name)))

    def _look(self) -> None:
        """Show the first picture as soon as it is there, though the other panels are still being built."""
        self.show()
        self._session.tick()


def _settle() -> None:
    """Let each row tell the frame around it how high it is; left to come one by one, each would move the dividers."""
    for _ in range(_FRAMES):  # each time they are told to the next frame only
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def _splitter(way: Qt.Orientation) -> QSplitter:
    made = QSplitter(way)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(1)
    return made


def _share(splitter: QSplitter, widget: QWidget, share: int) -> None:
    """Put a widget behind the others of a splitter; shares say how they divide the room that a larger window gives."""
    splitter.addWidget(widget)
    splitter.setStretchFactor(splitter.count() - 1, share)
