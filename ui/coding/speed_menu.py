"""The menu behind the speed: all speeds, forwards and backwards, and how far playing goes back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.coding.playing import Playing
from ui.coding.speeds import SPEEDS, speed_text

_BACK_MS = (500, 1000, 2000, 3000, 5000, 10_000)
_LEAD_MS = (0, *_BACK_MS)


class SpeedMenu(QMenu):
    """What was chosen is checked, also where keys chose it."""

    def __init__(self, playing: Playing, parent: QWidget) -> None:
        super().__init__(parent)
        self._playing = playing
        self.aboutToShow.connect(self._check)
        self._checks: list[tuple[QActionGroup, Callable[[], float]]] = []
        speeds = self._group(self, lambda: playing.speed)
        for speed in reversed(SPEEDS):
            self._add(self, speeds, speed_text(speed), speed, playing.set_speed)
        backwards = self.addMenu("Backwards")
        for speed in SPEEDS:
            self._add(backwards, speeds, speed_text(-speed), -speed, playing.set_speed)
        self.addSeparator()
        self._choice("Jump back and play goes back", _BACK_MS, lambda: playing.replay_ms, playing.set_replay)
        self._choice("The loop of an event begins", _LEAD_MS, lambda: playing.loop_lead_ms, playing.set_loop_lead)

    def _choice(
        self, name: str, choices: tuple[int, ...], chosen: Callable[[], int], choose: Callable[[int], object]
    ) -> None:
        menu = self.addMenu(name)
        group = self._group(menu, chosen)
        for ms in choices:
            self._add(menu, group, f"{ms / 1000:g} s", ms, choose)

    def _group(self, menu: QMenu, chosen: Callable[[], float]) -> QActionGroup:
        group = QActionGroup(menu)
        self._checks.append((group, chosen))
        return group

    def _add(self, menu: QMenu, group: QActionGroup, text: str, value: float, choose: Callable[[Any], object]) -> None:
        action = menu.addAction(text, partial(choose, value))
        action.setCheckable(True)
        action.setData(value)
        group.addAction(action)

    def _check(self) -> None:
        for group, chosen in self._checks:
            for action in group.actions():
                action.setChecked(action.data() == chosen())
