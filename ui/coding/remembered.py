"""What this machine remembers of one session: how its pictures and its sound were made easier to see and hear."""

from dataclasses import replace
from typing import Any

from ui.session import CodingSession
from ui.settings import LOOKS, SessionLook, Settings

_SESSIONS_KEPT = 200


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
