"""Python's search for what nobody holds any more, on the window's thread and on no other."""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000
_SOON_MS = 1000
"""By then what plays a recording has ended its threads, which hold on to it."""
_MANY = 10
"""After so many searches among the younger, one among the older."""


class Garbage(QObject):
    """Collects what refers to itself in a circle: a closed coding and its panels, a dialog.

    Left to itself Python does it on whichever thread makes the next object. A widget found on another one is left for
    the window's to delete, in the middle of whatever Qt does there: also while it goes through all widgets, and that
    one is among them.

    Args:
        parent: what it lives as long as.
        is_busy: whether the window must not be held up for the time of a search through everything (some 30 ms).
    """

    def __init__(self, parent: QObject, is_busy: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._is_busy, self._was_enabled = is_busy, gc.isenabled()
        gc.disable()
        self._often = QTimer(self, interval=_EVERY_MS)
        self._often.timeout.connect(self._look)
        self._often.start()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(gc.collect)

    def collect_soon(self) -> None:
        """Search through everything once what was just closed is done with."""
        self._soon.start()

    def stop(self) -> None:
        """Leave it to Python from now on, as it was before."""
        self._often.stop()
        if self._was_enabled:
            gc.enable()

    def _look(self) -> None:
        young, middle, old = gc.get_count()
        if old > _MANY and not self._is_busy():
            gc.collect()
        elif young > gc.get_threshold()[0]:
            gc.collect(1 if middle > _MANY else 0)
