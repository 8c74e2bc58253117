"""Below the picture: play and step, where the recording stands, how fast and how loud it runs."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QSlider, QToolButton

from annotator.model.cry_rule import cry_at
from annotator.model.episodes import Span
from annotator.text import clock
from ui.actions import Actions
from ui.coding.cameras import Cameras
from ui.coding.picture_popover import PicturePopover
from ui.coding.playing import Playing
from ui.coding.readouts import EpisodeChip, Readout, TimeField
from ui.coding.sound_popover import SoundPopover
from ui.coding.sound_tracks import SoundTracks
from ui.coding.speed_menu import SpeedMenu
from ui.coding.speeds import speed_text
from ui.icons import icon, set_icon
from ui.menus import plain
from ui.session import CodingSession
from ui.theme import current_theme
from ui.widgets.parts import row, show_tip

_HEIGHT = 44
_ROOMY_FROM_WIDTH, _NARROW_TO_WIDTH = 820, 690


class Transport(QFrame):
    """Every button has a key; it says so when pointed at."""

    def __init__(
        self, session: CodingSession, playing: Playing, cameras: Cameras, tracks: SoundTracks, actions: Actions
    ) -> None:
        super().__init__()
        self._session, self._playing = session, playing
        self._spans = session.episodes()
        self._frame_sign = "#"
        self._build(actions)
        self._picture_popover = PicturePopover(cameras, self)
        self._sound_popover = SoundPopover(playing, tracks, self)
        self._time.set_longest(session.duration_ms)
        self._time.time_typed.connect(session.jump)
        self._time.frame_typed.connect(playing.go_to_frame)
        session.moved.connect(self.show_position)
        session.playing_changed.connect(self._show_playing)
        session.edited.connect(self._follow_episodes)
        playing.changed.connect(self._show_pace)
        self._show_playing()
        self._show_pace()
        self.show_position()

    @property
    def time_field(self) -> TimeField:
        """Where a time is shown and typed."""
        return self._time

    def open_picture(self) -> None:
        """Open the panel of the picture aids."""
        self._picture_popover.open_over(self._picture)

    def open_sound(self) -> None:
        """Open the panel of gain, balance, channels and sound track."""
        self._sound_popover.open_over(self._sound)

    def show_position(self) -> None:
        """Show where the recording stands."""
        now_ms, player = self._session.position_ms, self._session.player
        self._time.show_time(now_ms)
        self._frame.show_text(f"{self._frame_sign}{player.frame_index}" if player is not None else "")
        span = next((span for span in self._spans if span.start_ms <= now_ms < span.end_ms), None)
        if span is None:
            self._chip.show_episode("no episode", "", "", is_over=False)
        else:
            self._show_episode(span, now_ms - span.start_ms)
        self._chip.show_alarm(self._alarm(span, now_ms))

    def _build(self, actions: Actions) -> None:
        self.setProperty("kind", "panel")
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName("Transport")
        self._time, self._chip, self._frame = TimeField(), EpisodeChip(), Readout()
        self._frame.setToolTip("Number of the frame on the screen, from 0")
        self._play = _button(actions["play"], 34)
        self._play.setProperty("kind", "primary")
        back = _button(actions["frame_back"], 30)
        forward = _button(actions["frame_forward"], 30)
        self._loop = _button(actions["loop"], 30)
        self._loop.setCheckable(True)
        self._picture, self._sound = _button(actions["picture_aids"], 30), _button(actions["sound_options"], 30)
        set_icon(self._picture, "picture")
        set_icon(self._sound, "sliders")
        for button, name in ((back, "step_back"), (forward, "step_forward"), (self._loop, "loop")):
            set_icon(button, name)
            button.setAutoRepeat(button is not self._loop)
        self._speed = self._speed_button()
        self._mute = QToolButton()
        show_tip(self._mute, actions["mute"])
        self._mute.setAccessibleName("Mute")
        self._mute.clicked.connect(actions["mute"].trigger)
        self._volume = self._volume_slider()
        for button in (self._mute, self._loop, self._picture, self._sound):
            button.setProperty("kind", "quiet")
        buttons = row(back, self._play, forward, spacing=5)
        pace = row(self._speed, self._mute, self._volume, self._sound, self._picture, self._loop, spacing=4)
        where = row(self._time, self._frame, spacing=4)
        self.setLayout(row(buttons, where, self._chip, None, pace, spacing=10, margins=(12, 0, 12, 0)))
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _speed_button(self) -> QToolButton:
        button = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip("Speed (− slower, + faster)")
        button.setAccessibleName("Speed")
        button.setFixedSize(button.fontMetrics().horizontalAdvance("0.25×") + 16, 30)
        button.setMenu(SpeedMenu(self._playing, button))
        return button

    def _volume_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setMaximum(100)
        slider.setValue(self._playing.volume)
        slider.setFixedWidth(84)
        slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        slider.setToolTip("Loudness")
        slider.setAccessibleName("Loudness")
        slider.valueChanged.connect(self._playing.set_volume)
        return slider

    def _show_playing(self) -> None:
        theme = current_theme()
        name = "pause" if self._session.is_playing else "play"
        self._play.setIcon(icon(name, theme.on_accent, theme.dim, theme.on_accent))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon on the accent colour of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_playing()

    def _show_pace(self) -> None:
        self._speed.setText(speed_text(self._playing.speed))
        self._loop.setChecked(self._playing.loop is not None)
        set_icon(self._mute, "muted" if self._playing.is_muted or not self._playing.volume else "sound")

    def _follow_episodes(self) -> None:
        self._spans = self._session.episodes()
        self.show_position()

    def _show_episode(self, span: Span, for_ms: int) -> None:
        episode = self._session.codebook.episode_by_id.get(span.episode)
        if episode is None:
            self._chip.show_episode(span.episode, clock(for_ms, 0), "", is_over=False)
            return
        planned_ms = None if episode.nominal_s is None else round(episode.nominal_s * 1000)
        time = clock(for_ms, 0) if planned_ms is None else f"{clock(for_ms, 0)} / {clock(planned_ms, 0)}"
        is_over = planned_ms is not None and for_ms > planned_ms
        self._chip.show_episode(f"{episode.id} · {episode.short}", time, episode.color, is_over=is_over)

    def _alarm(self, span: Span | None, now_ms: int) -> str:
        """Say that the baby has cried longer than the lab's rule allows, as soon as it has."""
        settings = self._session.study.settings
        if settings.cry_rule_s is None:
            return ""
        rule_ms = round(settings.cry_rule_s * 1000)
        cry = cry_at(self._session.coding, self._session.codebook, span, settings.crying_code, now_ms)
        if cry is None or cry.duration_ms <= rule_ms:
            return ""
        return f"cry {clock(cry.duration_ms, 0)}, rule {clock(rule_ms, 0)}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for: slider and a word, then what a key or a click does as well."""
        super().resizeEvent(event)
        has_room = event.size().width() >= _ROOMY_FROM_WIDTH
        is_narrow = event.size().width() < _NARROW_TO_WIDTH
        self._volume.setVisible(has_room)
        for one in (self._frame, self._sound, self._picture):
            one.setVisible(not is_narrow)
        if (layout := self.layout()) is not None:
            layout.setSpacing(5 if is_narrow else 10)
            layout.setContentsMargins(8 if is_narrow else 12, 0, 8 if is_narrow else 12, 0)
        self._frame_sign = "frame " if has_room else "#"
        self._frame.set_widest(f"{self._frame_sign}{max(self._session.session.cameras[0].frame_count, 8888)}")
        self.show_position()


def _button(action: QAction, size: int) -> QToolButton:
    button = QToolButton()
    show_tip(button, action)
    button.setFixedSize(size, size)
    button.setIconSize(QSize(20, 20))
    button.setAccessibleName(plain(action.text()))
    button.clicked.connect(lambda: action.trigger())  # noqa: PLW0108 - clicked also says whether it is checked
    return button
