"""Parts one below the other, each as high as what it shows, so that no half of a page is empty."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

CHART_HEIGHT = 300
"""What a chart needs below a table, in pixels."""


class Stacked(QSplitter):
    """Gives each part the height that it needs, and the last what is left, until somebody moves a divider.

    Args:
        parts: each with what says how high it would be with nothing to scroll, in pixels.
    """

    def __init__(self, *parts: tuple[QWidget, Callable[[], int]]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._needs = [need for _, need in parts]
        self._is_moved = False
        for place, (part, _) in enumerate(parts):
            self.addWidget(part)
            self.setCollapsible(place, False)
        self.splitterMoved.connect(self._keep)

    def fit(self) -> None:
        """Share the height anew: the parts show something else."""
        if not self._is_moved:
            room = self.height() - self.handleWidth() * (len(self._needs) - 1)
            self.setSizes(shared(room, [need() for need in self._needs]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new height."""
        super().resizeEvent(event)
        self.fit()

    def _keep(self) -> None:
        self._is_moved = True


def shared(room: int, needs: Sequence[int]) -> list[int]:
    """Return how much of the room each gets: what it needs where all fit, else none more than an equal share can give.

    >>> shared(500, [100, 200]), shared(250, [100, 300]), shared(300, [400, 400])
    ([100, 400], [100, 150], [150, 150])
    """
    given, left = [0] * len(needs), room
    for done, place in enumerate(sorted(range(len(needs)), key=lambda one: needs[one])):
        given[place] = min(needs[place], left // (len(needs) - done))
        left -= given[place]
    given[-1] += left
    return given
