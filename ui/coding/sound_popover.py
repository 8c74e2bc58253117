"""The panel with gain, balance and channels, and the sound track where there are several."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QRadioButton, QWidget

from annotator.media.sound_shape import HIGHEST_GAIN_DB
from ui.coding.playing import Playing
from ui.coding.popover import NamedSlider, Popover
from ui.coding.sound_tracks import SoundTracks
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import Piece, button, column, label, name_field, row

_MARGINS = (16, 14, 16, 14)
_CHANNELS = {"both": "Both channels", "left": "Left only", "right": "Right only"}


class SoundPopover(Popover):
    """Makes a faint or one-sided recording audible."""

    def __init__(self, playing: Playing, tracks: SoundTracks, parent: QWidget) -> None:
        super().__init__("Sound", parent)
        self._playing, self._tracks = playing, tracks
        self._volume = NamedSlider("Loudness", 0, 100, lambda percent: f"{percent} %", playing.set_volume)
        self._gain = NamedSlider(
            "Gain", 0, HIGHEST_GAIN_DB, lambda db: f"+{db} dB", lambda db: self._set(gain_db=float(db))
        )
        self._balance = NamedSlider("Balance", -100, 100, _side, lambda percent: self._set(balance=percent / 100))
        self._channels = {name: QRadioButton(text) for name, text in _CHANNELS.items()}
        self._group = QButtonGroup(self)
        self._steps = QCheckBox("Sound of each frame while stepping")
        self._tracks_of: dict[int, QComboBox] = {}  # of the cameras that have several
        self._tracks_column = column()
        self._build()
        tracks.counted.connect(self._offer_tracks)
        tracks.chosen.connect(self._show_tracks)
        playing.changed.connect(self.show_sound)
        self.show_sound()

    def show_sound(self) -> None:
        """Show what is set."""
        shape = self._playing.sound
        self._volume.show_value(self._playing.volume)
        self._gain.show_value(round(shape.gain_db))
        self._balance.show_value(round(shape.balance * 100))
        for name, radio in self._channels.items():
            radio.blockSignals(True)
            radio.setChecked(name == shape.channels)
            radio.blockSignals(False)
        self._steps.blockSignals(True)
        self._steps.setChecked(self._playing.sounds_when_stepping)
        self._steps.blockSignals(False)

    def _build(self) -> None:
        for name, radio in self._channels.items():
            self._group.addButton(radio)
            name_field(radio, _CHANNELS[name])
            radio.toggled.connect(lambda on, name=name: self._set(channels=name) if on else None)
        name_field(self._steps, "Sound while stepping")
        self._steps.toggled.connect(self._playing.sound_when_stepping)
        hint = label("Gain, balance and channels are remembered for this session.", "dim", wrap=True)
        reset = row(None, button("Reset", self._playing.reset_sound))
        channels = row(*self._channels.values(), None, spacing=14)
        sliders = column(self._volume, self._gain, self._balance, spacing=10)
        parts: list[Piece] = [
            label("Sound", "heading"),
            sliders,
            channels,
            self._tracks_column,
            self._steps,
            hint,
            reset,
        ]
        self.setLayout(column(*parts, spacing=10, margins=_MARGINS))

    def _offer_tracks(self) -> None:
        """Offer the sound tracks of the recordings that have several; of the others there is nothing to say."""
        for camera, count in enumerate(self._tracks.counts):
            if count > 1 and camera not in self._tracks_of:
                self._tracks_of[camera] = choice = ChoiceBox()
                choice.addItems([f"{track + 1} of {count}" for track in range(count)])
                choice.activated.connect(partial(self._tracks.choose, camera))
                name = "Sound track" if self._tracks.is_only_camera else f"Sound track of camera {camera + 1}"
                name_field(choice, name)
                choice.setToolTip("Remembered with the session, for all coders")
                self._tracks_column.addLayout(row(label(name), None, choice, spacing=10))
        self._show_tracks()

    def _show_tracks(self) -> None:
        for camera, choice in self._tracks_of.items():
            choice.setCurrentIndex(self._tracks.used(camera))

    def _set(self, **changed: Any) -> None:
        self._playing.set_sound(replace(self._playing.sound, **changed))


def _side(percent: int) -> str:
    """Write a balance.

    >>> _side(-40), _side(0)
    ('left 40', 'middle')
    """
    if percent == 0:
        return "middle"
    return f"{'left' if percent < 0 else 'right'} {abs(percent)}"
