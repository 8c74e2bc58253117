"""The panels of one open coding: the recording, the events beside it and, below them, the codes on the timeline."""

from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QSplitter, QWidget

from annotator.model.items import Event
from annotator.text import clock
from ui.actions import Actions
from ui.coding.align_bar import AlignBar
from ui.coding.aligning import Aligning
from ui.coding.bookmarking import Bookmarking
from ui.coding.cameras import Cameras
from ui.coding.event_menu import event_menu, ground_menu, group_menu, head_menu, picture_menu, pop_up
from ui.coding.events import EventsPanel
from ui.coding.layouts import Layout, Room, share_out, without_picture
from ui.coding.on_now import events_on
from ui.coding.picture_window import PictureWindow
from ui.coding.playing import Playing
from ui.coding.remembered import Remembered
from ui.coding.rule_line import RuleLine, line_height
from ui.coding.side_panels import SidePanels
from ui.coding.sound_tracks import SoundTracks
from ui.coding.timeline import Scene, Timeline, meant_code, remember_tracks
from ui.coding.transport import Transport
from ui.coding.video import VideoView
from ui.messages import Messages
from ui.session import CodingSession
from ui.settings import LAYOUT, PICTURE_IS_OUT, PICTURE_SHAPE, Settings
from ui.tasks import Saves, Wishes
from ui.widgets.parts import column

_LEAST_LEFT = (480, 340)
"""Px for the picture and what stands below it, however the dividers are dragged."""
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
        self.picture_window: PictureWindow | None = None
        remembered = Remembered(session, settings)
        self.playing = Playing(session, settings, remembered)
        self.cameras = Cameras(session, remembered)
        self.aligning = Aligning(session, self.cameras, messages, wishes, saves)
        self.tracks = SoundTracks(session, wishes, saves)
        self.video, self.align_bar = VideoView(session, self.cameras), AlignBar(self.aligning, actions)
        self.video.aspect = settings.get(PICTURE_SHAPE) / 1000  # else all would jump when the picture comes late
        self.transport = Transport(session, self.playing, self.cameras, self.tracks, actions)
        self._below, self._line, self._left, self._right = QWidget(), QWidget(), QWidget(), QFrame()
        self._line.setFixedHeight(line_height())
        self._left_column, self._right_column = column(spacing=0), column(spacing=0)
        self._scene: Scene | None = None
        self._splitters = self._build_frame()
        self._share_room()
        self._look()
        self.timeline = Timeline(session)
        self._scene = self.timeline.scene
        remember_tracks(self.timeline, settings)
        self._look()
        self.events = EventsPanel(session, actions)
        self.events.columns.restore(settings.layout("code/events"))
        self._look()
        self.side = SidePanels(session, self.playing, self.events)
        self.heads, self.question = self.timeline.heads, self.side.question
        self.rule = RuleLine(session.codebook, self.question)
        self._look()
        self._fill()
        self._connect()
        self._show_pass()
        self.show_now()
        self.bookmarking = Bookmarking(session, self.playing, self.timeline)

    def _connect(self) -> None:
        self._session.moved.connect(self.show_now)
        self._session.edited.connect(self.show_now)
        self.side.passes.changed.connect(self.show_now)
        self.playing.changed.connect(self._show_loop)
        self.timeline.loop_wanted.connect(self.playing.repeat)
        self.side.marking.changed.connect(self._show_pass)
        self.side.marking.pressed.connect(self.heads.flash)
        self.side.marking.pressed.connect(self.rule.show_code)
        self.heads.hovered.connect(self.rule.hover)
        self.events.question_wanted.connect(self.question.reopen)
        self.timeline.menu_wanted.connect(self._open_menu)
        self.timeline.opened.connect(self._edit_opened)
        self.video.menu_wanted.connect(lambda at: pop_up(picture_menu(self._actions, self), at))
        for awaiting in (self.side.recoding, self.side.second_stroke):
            awaiting.changed.connect(lambda: self.rule.ask(self.side.prompt))
        self.aligning.changed.connect(self.video.update)
        self.video.shaped.connect(self._keep_layout)
        for splitter in self._splitters.values():
            splitter.splitterMoved.connect(self._note_drag)

    def show_now(self) -> None:
        """Light what is on at the frame on the screen."""
        at_ms = self._session.position_ms
        on_now: dict[str, Event] = events_on(self._session.coding, self._session.codebook, at_ms)
        ticked = self.side.passes.ticked  # in interval coding, the codes that were said to occur
        self.heads.show_on(on_now if ticked is None else {}, at_ms)
        self.heads.show_ticked(ticked or frozenset())
        self.events.show_on(frozenset(event.id for event in on_now.values()))
        if self.picture_window is not None:
            names = self._session.codebook.code_by_id
            running = (f"{names[code].name} {clock(at_ms - one.start_ms, 1)}" for code, one in on_now.items())
            self.picture_window.show_now(at_ms, running)

    def show_peaks(self, peaks: NDArray[np.float32], per_second: float = 100.0) -> None:
        """Show the loudest sample (0 to 1) of each stretch of the sound, so many stretches a second."""
        self.timeline.set_peaks(peaks, per_second)
        self.video.stage.sound = self.timeline.scene.sound
        self.video.update()

    def show_spectrogram(self, *, on: bool) -> None:
        """Show the spectrogram in the timeline, or do without it."""
        self.timeline.show_spectrogram(on=on)
        self._keep_layout()

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
            self.question.skip()
            self.rule.show_code(code.id)

    def _open_menu(self, kind: str, at: QPoint) -> None:
        if kind == "event":
            pop_up(event_menu(self._session, self._actions, self), at)
        else:
            menus = {"head": head_menu, "group": group_menu, "ground": ground_menu}
            pop_up(menus[kind](self._actions, self), at)

    def _edit_opened(self, event_id: str) -> None:
        """Edit an event that was double-clicked on the timeline, if the coder wants that."""
        if self.side.marking.settings.double_click == "edit":
            self.side.show_events()
            self.events.edit(event_id)

    def _show_loop(self) -> None:
        self.timeline.show_loop(self.playing.loop)

    def _show_pass(self) -> None:
        chosen = frozenset(self.side.marking.codes)
        self.timeline.show_pass(chosen if len(chosen) < len(self._session.codebook.codes) else None)
        self._keep_layout()

    def toggle_picture_window(self) -> None:
        """Show the picture in a window of its own, or take it back."""
        if self.picture_window is None:
            self._settings.put(PICTURE_IS_OUT, True)
            self._send_out()
        else:
            self._bring_back()

    def _send_out(self) -> None:
        pieces, title = (self.video, self._line, self.align_bar), f"{self._session.session.id} {self._session.coder}"
        made = self.picture_window = PictureWindow(pieces, self._actions, self._settings, title, self)
        made.left.connect(self._bring_back)
        made.lost_screen.connect(self._go_home)
        self._right_column.addWidget(self.transport)
        self._left.hide()
        self._share_room()
        made.show()
        self.show_now()

    def _bring_back(self) -> None:
        self._settings.put(PICTURE_IS_OUT, False)
        self._go_home()

    def _go_home(self) -> None:
        window, self.picture_window = self.picture_window, None
        if window is not None:
            self._take_home(window.leave())
            self._left.show()
            self._share_room()
            window.deleteLater()

    def _take_home(self, pieces: tuple[QWidget, ...]) -> None:
        for piece in (*pieces, self.transport):
            self._left_column.addWidget(piece)
        self._left_column.setStretch(0, 1)

    def use_layout(self, layout: Layout) -> None:
        """Share the room out in one of the four ways, and keep to it whatever size the window gets."""
        self._settings.put(LAYOUT, layout)
        self._share_room()

    def remember_layout(self) -> None:
        """Keep where the dividers stand for the next time, where one was, and of what shape the picture is.

        A lab films its visits alike: the next coding is laid out for such a picture before there is one.
        """
        self._settings.put(PICTURE_SHAPE, round(1000 * self.video.aspect))
        self.bookmarking.keep()
        for name, splitter in self._splitters.items():
            self._settings.put_layout(name, bytes(splitter.saveState().data()))
        self._settings.put_layout("code/events", self.events.columns.state())
        if self.picture_window is not None:
            self.picture_window.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out for the new size."""
        super().resizeEvent(event)
        self._keep_layout()

    def _build_frame(self) -> dict[str, QSplitter]:
        """Put up the picture, and frames around it: Qt styles all that is in a widget anew when the widget moves."""
        whole, top = _splitter(Qt.Orientation.Vertical), _splitter(Qt.Orientation.Horizontal)
        left = self._left
        left.setMinimumSize(*_LEAST_LEFT)
        self._right.setProperty("kind", "panel")
        self._right.setLayout(self._right_column)
        self.setLayout(column(whole))
        _share(whole, top, 2)
        _share(whole, self._below, 1)
        _share(top, left, 1)
        _share(top, self._right, 0)
        left.setLayout(self._left_column)
        self._take_home((self.video, self._line, self.align_bar))
        return {"code/columns": top, "code/rows": whole}

    def _fill(self) -> None:
        """Put the other panels into their frames."""
        self._right_column.insertWidget(0, self.side, 1)
        self._line.setLayout(column(self.rule))
        self._below.setLayout(column(self.timeline))
        for panel in (self.side, self.rule, self.timeline):
            panel.show()  # at once: a layout leaves it to the next turn of the event loop

    def lay_out(self) -> None:
        """Put the dividers where they stood, now that all is styled, and the picture on the monitor where it was."""
        self.timeline.show()  # now, and not with the next events: until then it asks for no room
        _settle()
        self._share_room()
        if self._settings.get(PICTURE_IS_OUT) and len(QGuiApplication.screens()) > 1:
            self._send_out()
        _settle()
        self.bookmarking.go_back()

    def _keep_layout(self) -> None:
        """Share the room out again, unless the coder has done so by hand."""
        if self._settings.get(LAYOUT):
            self._share_room()

    def _note_drag(self) -> None:
        self._settings.put(LAYOUT, "")

    def _share_room(self) -> None:
        layout = self._settings.get(LAYOUT)
        if layout not in get_args(Layout):
            for name, splitter in self._splitters.items():
                splitter.restoreState(QByteArray(self._settings.layout(name)))
            return
        scene = self._scene  # None while the picture is there and nothing else
        width, height, below = self.width() - 1, self.height() - 1, self._line.height() + self.transport.height()
        heights = (
            (scene.least_height(width), scene.tight_height, scene.whole_height) if scene is not None else (0, 0, 0)
        )
        room = Room(width, height, below, *heights, self.video.aspect)
        picture_width, timeline_height = share_out(cast("Layout", layout), room)
        if self.picture_window is not None:
            timeline_height = without_picture(room)
        self._splitters["code/columns"].setSizes([picture_width, room.width - picture_width])
        self._splitters["code/rows"].setSizes([room.height - timeline_height, timeline_height])

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
