"""What the window needs of the player that shows the recordings."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.errors import UserError
from annotator.media.picture import Picture
from annotator.media.sound_shape import SoundShape

TICK_MS = 15
"""How often the player is asked what is due."""


class Playback(Protocol):
    """What the window needs of the player. Times are ms of session time."""

    @property
    def position_ms(self) -> int:
        """When the frame that is on the screen begins."""

    @property
    def target_ms(self) -> int:
        """When the frame begins that was asked for, on the screen or not yet."""

    @property
    def playing(self) -> bool:
        """Whether the recording runs."""

    @property
    def frame_times_ms(self) -> NDArray[np.int64]:
        """When each frame of the reference camera begins, rising; empty while that is not known."""

    @property
    def frame_index(self) -> int:
        """Number of the frame that is on the screen, from 0."""

    @property
    def pictures(self) -> tuple[Picture | None, ...]:
        """The newest picture of each camera, the reference camera first."""

    @property
    def missing(self) -> frozenset[int]:
        """The cameras whose recordings were not found, from 0."""

    def coming(self, camera: int) -> tuple[Picture, ...]:
        """The pictures of a camera that are due next while it plays, as far as they are there."""

    @property
    def error(self) -> UserError | None:
        """Why there is nothing to show."""

    @property
    def warning(self) -> UserError | None:
        """What is wrong with a recording that is shown all the same."""

    @property
    def indexing_progress(self) -> float:
        """How far the frames are listed, 0 to 1."""

    @property
    def settled(self) -> bool:
        """Whether the frame on the screen is the one asked for last."""

    @property
    def rate(self) -> float:
        """Speed, negative backwards."""

    @property
    def volume(self) -> float:
        """Loudness, 0 to 1."""

    @volume.setter
    def volume(self, volume: float) -> None: ...

    @property
    def sound_shape(self) -> SoundShape:
        """Gain, balance and choice of channels."""

    @sound_shape.setter
    def sound_shape(self, shape: SoundShape) -> None: ...

    on_picture: Callable[[], None] | None
    """Called on any thread when a tick would show something new at once."""

    def set_sound_track(self, track: int) -> None:
        """Let another sound track of the reference camera be heard."""

    sounds_when_stepping: bool
    """Whether a step lets the sound of its frame be heard."""

    @property
    def offsets_ms(self) -> tuple[int, ...]:
        """Session time of the first frame of each camera."""

    def set_offset(self, camera: int, offset_ms: int) -> None:
        """Let a camera run by another offset."""

    def shift_camera(self, camera: int, frames: int) -> None:
        """Step a camera on its own, against the frame of the reference camera that is on the screen."""

    def tick(self) -> bool:
        """Show what is due; say whether there is a new picture."""

    def set_rate(self, rate: float) -> None:
        """Run at this speed."""

    def step(self, frames: int) -> None:
        """Go so many frames on, or back, and stay there."""

    def loop(self, start_ms: int | None, end_ms: int | None = None) -> None:
        """Repeat [start_ms, end_ms), or stop repeating with None."""

    def toggle(self) -> None:
        """Play or pause."""

    def jump(self, ms: int) -> None:
        """Go to the frame at ms."""

    def scrub(self, ms: int) -> None:
        """Go to the frame at ms as part of a drag."""

    def end_scrub(self) -> None:
        """Say that the drag is over."""
