"""The recording beside numbers: the first frame of what they are about, and what leads up to it as a loop."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from annotator.media.player import CameraSource, Player
from annotator.text import clock
from ui.icons import set_icon
from ui.playback import TICK_MS
from ui.theme import number_font
from ui.widgets.parts import button, column, label, row, symbol_button
from ui.widgets.picture_view import PictureView

AFTER_POINT_MS = 1000
"""A point has no length: it is watched until so much later."""

MakePlayer = Callable[[Sequence[CameraSource | None]], Player]


class Watched(Protocol):
    """A stretch of session time, [start_ms, end_ms), and where its loop begins; a point has no length."""

    @property
    def start_ms(self) -> int:
        """Its first frame."""

    @property
    def end_ms(self) -> int:
        """The first frame after it."""

    @property
    def jump_ms(self) -> int:
        """Where its loop begins."""


class Watching(QWidget):
    """Shows a session's recordings, still until asked to play.

    Attributes:
        hide_in: returns a text without what whoever works here must not see, such as names of recordings.
    """

    moved = Signal(int)
    """Another frame is on the screen; when it begins, in ms of session time."""
    loop_changed = Signal(object)
    """The stretch [start_ms, end_ms) that is played over and over, or None."""

    def __init__(self, make_player: MakePlayer) -> None:
        super().__init__()
        self._make_player = make_player
        self.player: Player | None = None
        self.view = PictureView()
        self.time = label("")
        self.time.setFont(number_font(1.1, bold=True))
        self.back = symbol_button("", "Frame back (←)", lambda: self.step(-1))
        self.play_button = symbol_button("", "Play from 2 s before, or pause (Space)", self.toggle)
        self.forward = symbol_button("", "Frame forward (→)", lambda: self.step(1))
        self.camera_button = button("Camera 1", self.next_camera, "quiet", tip="Show the next camera")
        self.camera_button.hide()
        self._camera = 0
        self._shows_pause: bool | None = None
        self._wanted: Watched | None = None
        self._looping = False
        self._wanted_ms = 0
        self.hide_in: Callable[[str], str] = str
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._lay_out()

    @property
    def position_ms(self) -> int:
        """When the frame on the screen begins; before there is one, the moment that was asked for last."""
        return self.player.position_ms if self.player is not None and self.player.ready else self._wanted_ms

    def open(self, cameras: Sequence[CameraSource | None]) -> None:
        """Show other recordings, from where was last asked for."""
        self.close_recordings()
        self.player = self._make_player(cameras)
        self._camera = 0
        self.camera_button.setText("Camera 1")
        self.camera_button.setVisible(len(cameras) > 1)
        self.player.jump(self._wanted_ms)
        if self.isVisible():
            self._timer.start()

    def begin_again(self) -> None:
        """Let go of the recordings, and of the moment that was shown: another session comes."""
        self.close_recordings()
        self._wanted, self._wanted_ms = None, 0

    def close_recordings(self) -> None:
        """Let go of the recordings; open them again to go on from the same moment."""
        self._timer.stop()
        self._wanted_ms = self.position_ms
        if self.player is not None:
            self.player.close()
        self.player = None
        self.view.show_picture(None)
        self.view.say("")

    def show_stretch(self, one: Watched) -> None:
        """Stand still on the first frame of a stretch."""
        self._wanted = one
        self.seek(one.start_ms)

    def seek(self, at_ms: int) -> None:
        """Go to a moment of session time, and stay there."""
        self._wanted_ms = at_ms
        self._set_loop(None)
        if self.player is not None:
            self.player.pause()
            self.player.jump(at_ms)

    def frame_near(self, at_ms: int) -> int:
        """Return the beginning of the frame that lies nearest to a moment; the moment itself while that is unknown."""
        times = self.player.frame_times_ms if self.player is not None else ()
        if not len(times):
            return at_ms
        return int(times[int(np.abs(np.asarray(times) - at_ms).argmin())])

    def step(self, frames: int) -> None:
        """Go so many frames on (negative: back)."""
        if self.player is not None:
            self.player.pause()
            self.player.step(frames)

    def toggle(self) -> None:
        """Play or pause; from the first frame of a stretch play it as a loop."""
        if self.player is None:
            return
        if self.player.playing or self._looping or not self._stands_on_wanted():
            self.player.toggle()
        else:
            self.watch()

    def watch(self) -> None:
        """Play from a little before the stretch to its end, over and over."""
        if self.player is None or self._wanted is None:
            return
        self._set_loop(self._wanted)
        self.player.jump(self._wanted.jump_ms)
        self.player.play()

    def next_camera(self) -> None:
        """Show the next camera."""
        if self.player is not None:
            self._camera = (self._camera + 1) % len(self.player.pictures)
            self.camera_button.setText(f"Camera {self._camera + 1}")
            self.view.show_picture(self.player.pictures[self._camera])

    def tick(self) -> None:
        """Show what is due."""
        if self.player is None:
            return
        if self.player.tick():
            self.view.show_picture(self.player.pictures[self._camera])
            self.time.setText(clock(self.player.position_ms))
            self.moved.emit(self.player.position_ms)
        self._say_how_it_is(self.player)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the recording only while somebody can see it."""
        super().showEvent(event)
        if self.player is not None:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Be silent when nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        if self.player is not None:
            self.player.pause()

    def _stands_on_wanted(self) -> bool:
        return self.player is not None and self._wanted is not None and self._wanted_ms == self._wanted.start_ms

    def _set_loop(self, one: Watched | None) -> None:
        self._looping = one is not None
        if self.player is None:
            return
        if one is None:
            self.player.loop(None)
        else:
            end_ms = one.end_ms if one.end_ms > one.start_ms else one.end_ms + AFTER_POINT_MS
            self.player.loop(one.jump_ms, end_ms)
        self.loop_changed.emit(self.player.looping)

    def _say_how_it_is(self, player: Player) -> None:
        if player.playing != self._shows_pause:
            self._shows_pause = player.playing
            set_icon(self.play_button, "pause" if player.playing else "play")
        if player.error is not None:
            self.view.say(self.hide_in(str(player.error)))
        elif self._camera in player.missing:
            self.view.say(f"The recording of camera {self._camera + 1} was not found.")
        elif not player.ready:
            self.view.say(f"Reading the recording… {player.indexing_progress:.0%}")
        else:
            self.view.say("")

    def _lay_out(self) -> None:
        for one, icon in ((self.back, "step_back"), (self.play_button, "play"), (self.forward, "step_forward")):
            set_icon(one, icon)
        transport = row(self.back, self.play_button, self.forward, 6, self.time, None, self.camera_button, spacing=6)
        transport.setContentsMargins(10, 6, 10, 6)
        self.transport = transport
        layout = column(self.view, transport, spacing=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
