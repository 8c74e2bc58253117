"""What this machine remembers of one session: how its pictures and its sound were made easier to see and hear."""

from dataclasses import dataclass, field, replace
from typing import Any

from annotator.media.aids import PictureAids
from annotator.media.sound_shape import SoundShape
from ui.session import CodingSession
from ui.settings import Setting, Settings

_SESSIONS_KEPT = 200


@dataclass(frozen=True, slots=True)
class SessionLook:
    """How a session is watched.

    Attributes:
        aids: of each camera, as far as there are any.
        is_side_by_side: whether all cameras are of one size.
        large: the camera that is large otherwise, from 0.
        sound: gain, balance and channels.
    """

    aids: tuple[PictureAids, ...] = ()
    is_side_by_side: bool = False
    large: int = 0
    sound: SoundShape = field(default_factory=SoundShape)


LOOKS: Setting[dict[str, SessionLook]] = Setting(
    "code/looks", dict[str, SessionLook], {}, "Picture aids, cameras and sound, by study folder and session"
)

REPLAY_MS = Setting("player/replay_ms", int, 2000, "How far back 'jump back and play' goes, in ms")
LOOP_LEAD_MS = Setting("player/loop_lead_ms", int, 2000, "How long before an event its loop begins, in ms")
SPECTROGRAM = Setting("code/spectrogram", bool, False, "Whether the timeline shows the spectrogram")
STEP_SOUND = Setting("player/step_sound", bool, False, "Whether the sound of each frame is heard while stepping")


class Remembered:
    """The look of one session, written down with every change."""

    def __init__(self, session: CodingSession, settings: Settings) -> None:
        self._settings = settings
        self._key = f"{session.study.folder}/{session.session.id}"
        self.look = settings.get(LOOKS).get(self._key, SessionLook())

    def keep(self, **changed: Any) -> None:
        """Remember some attributes of the look."""
        self.look = replace(self.look, **changed)
        others = [(key, look) for key, look in self._settings.get(LOOKS).items() if key != self._key]
        self._settings.put(LOOKS, dict([*others, (self._key, self.look)][-_SESSIONS_KEPT:]))
