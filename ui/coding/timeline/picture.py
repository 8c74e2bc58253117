"""The picture of the timeline: what is in view, how the tracks are arranged, and how it follows the session."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.model.history import Edit
from ui.coding.timeline.arrangement import Arrangement
from ui.coding.timeline.canvas import Canvas
from ui.coding.timeline.lanes import EPISODES, OVERVIEW, RULER, SOUND
from ui.coding.timeline.overlay import playhead_region, running_region
from ui.coding.timeline.rows_bar import RowsBar
from ui.coding.timeline.scene import Scene, Sound
from ui.coding.timeline.view import View
from ui.session import CodingSession


class TimelinePicture(QWidget):
    """Shows one coding over the time of its session."""

    arranged = Signal(object)
    """The user has arranged the tracks in another way: the Arrangement."""

    def __init__(self, session: CodingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.scene = Scene(session)
        self._rows_bar = RowsBar(self)
        self._rows_bar.valueChanged.connect(self._scroll_rows)
        self._canvas = Canvas(self.scene, self.devicePixelRatioF())
        self._lifted: set[str] = set()
        self._at_ms = session.position_ms
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        session.edited.connect(self._follow_edit)
        session.moved.connect(self._follow_playhead)
        session.selected.connect(self._show_selected)
        session.selection_changed.connect(self._follow_selection)

    @property
    def is_busy(self) -> bool:
        """Whether something is being dragged, so that the view stays where it is."""
        return False

    def set_peaks(self, peaks: NDArray[np.float32] | None, per_second: float = 100.0) -> None:
        """Show the waveform.

        Args:
            peaks: the loudest sample (0 to 1) of each stretch of the sound, from session time 0 on; empty where there
                is no sound, None while it is being read.
            per_second: how many stretches a second has.
        """
        self.scene.sound = None if peaks is None else Sound(np.ascontiguousarray(peaks, np.float32), per_second)
        self._repaint_all()

    def set_spectrogram(self, levels: NDArray[np.uint8] | None, per_second: float) -> None:
        """Give the spectrogram what it shows.

        Args:
            levels: how loud each band of pitch is, stretches x bands, the lowest first, 0 to 255, from session time 0
                on; empty where there is no sound, None while it is being read.
            per_second: how many stretches a second has.
        """
        self.scene.spectrum, self.scene.spectrum_per_second = levels, per_second
        self._repaint_all()

    def show_spectrogram(self, *, on: bool) -> None:
        """Show the spectrogram below the waveform, or do without it."""
        self.scene.show_spectrum(on=on)
        self._repaint_all()

    def show_loop(self, loop: tuple[int, int] | None) -> None:
        """Mark the stretch [start_ms, end_ms) that is repeated, or none."""
        self.scene.loop = loop
        self.update()

    def show_watched(self, watched: Sequence[tuple[int, int]]) -> None:
        """Draw a thin line on the overview where the session was watched, each [start_ms, end_ms)."""
        lane, self.scene.watched = self.scene.lanes.overview, tuple(watched)
        if not self.session.is_playing:  # else the line grows behind the playhead, which is painted anyway
            self.update(0, lane.top, self.width(), lane.height)

    # How the tracks are arranged

    @property
    def arrangement(self) -> Arrangement:
        """The order of the tracks, and what is folded or hidden."""
        return self.scene.arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Arrange the tracks in another way."""
        self.scene.arrangement = arrangement
        self._follow_arrangement()

    def show_pass(self, codes: frozenset[str] | None) -> None:
        """Make room for the codes of a pass, None for all: groups without any are folded."""
        if codes != self.scene.in_pass:
            self.scene.in_pass = codes
            self._scroll_rows(self.scene.lanes.scroll)
            self._repaint_all()

    # What is in view

    @property
    def view(self) -> View:
        """Which stretch of the session is shown."""
        return self.scene.view

    def show_view(self, view: View) -> None:
        """Show another stretch of the session."""
        if view != self.scene.view:
            self.scene.view = view
            self._repaint_all()

    def zoom(self, factor: float) -> None:
        """Zoom in (factor > 1) or out, around the playhead where it is in sight, else around the middle."""
        at_ms = self.session.position_ms
        at_x = self.view.x_of(at_ms) if self.view.shows(at_ms) else self.view.left + self.view.width / 2
        self.show_view(self.view.zoomed(factor, at_x))

    def zoom_whole(self) -> None:
        """Show the whole session."""
        self.show_view(View.whole(self.view.duration_ms, self.view.left, self.view.width))

    def turn_page(self, pages: float) -> None:
        """Scroll by so much of the width, to earlier times below 0."""
        self.show_view(self.view.scrolled(pages * self.view.span_ms))

    # Painting

    def sizeHint(self) -> QSize:
        """Return the size at which every track of a usual codebook is seen."""
        return QSize(900, 380)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which three tracks are still seen."""
        return QSize(360, RULER + EPISODES + SOUND + OVERVIEW + 70)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Fit everything into the new size."""
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Paint with the new theme or font."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._canvas.change_look()
            self._fit()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what stands still and paint what moves."""
        if self._canvas.ratio != self.devicePixelRatioF():
            self._canvas.ratio = self.devicePixelRatioF()
            self._fit()
        painter = QPainter(self)
        self._canvas.paint(painter, event.rect(), self.size())
        painter.end()

    def _fit(self) -> None:
        self.scene.resize(self._canvas.look.names_width, self.width(), self.height())
        self._canvas.change_size()
        self._rows_bar.show_lanes(self.scene.lanes, self.width())
        self.update()

    def _spoil_lifted(self) -> None:
        """Paint again the tracks that dragged events or segments were lifted out of, or are back in."""
        before, self._lifted = self._lifted, {event.code for event in self.scene.previews.values()}
        self._canvas.spoil_rows(before | self._lifted)
        self._canvas.spoil_aside()
        self.update()

    def _repaint_all(self) -> None:
        self._canvas.spoil()
        self._rows_bar.show_lanes(self.scene.lanes, self.width())
        self.update()

    # Following the session

    @Slot(object)
    def _follow_edit(self, edit: Edit) -> None:
        scene = self.scene
        spans, lanes = scene.spans, scene.has_lanes
        codes = scene.apply(edit)
        folded = any(scene.lanes.track(code) is None for code in codes)
        self._canvas.spoil_rows(codes)
        self._canvas.spoil_aside()
        self.update()
        if scene.has_lanes != lanes:
            scene.scroll_rows(scene.lanes.scroll)
        if scene.has_lanes != lanes or folded or scene.spans != spans:
            self._repaint_all()

    @Slot(int)
    def _follow_playhead(self, ms: int) -> None:
        before_ms, self._at_ms = self._at_ms, ms
        is_followed = self.view.shows(before_ms) or not self.session.is_playing
        if is_followed and not self.view.shows(ms) and not self.is_busy:
            self.show_view(self.view.followed(ms, before_ms, playing=self.session.is_playing))
            return
        self.update(playhead_region(self.scene, before_ms).united(playhead_region(self.scene, ms)))
        self.update(running_region(self.scene, before_ms, ms))

    @Slot(str)
    def _show_selected(self, _event_id: str) -> None:
        event = self.session.selected_event
        if event is not None and not self.is_busy:
            self._scroll_rows(self.scene.lanes.scroll_to(event.code))

    @Slot()
    def _follow_selection(self) -> None:
        self.scene.forget_chosen()
        if self.session.selected_ids:
            self.scene.segment_id = ""
        self.update()

    def _follow_arrangement(self) -> None:
        self.arranged.emit(self.scene.arrangement)
        self._scroll_rows(self.scene.lanes.scroll)
        self._repaint_all()

    def _scroll_rows(self, scroll: int) -> None:
        before = self.scene.lanes.scroll
        self.scene.scroll_rows(scroll)
        if self.scene.lanes.scroll != before:
            self._repaint_all()
