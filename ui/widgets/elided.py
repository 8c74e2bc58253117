"""A label on one line that is never cut in silence: "…" where something is left out, and all of it in the tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.widgets.tips import plain_tip


class Elided(QLabel):
    """Shows as much of a text as there is room for.

    Args:
        text: what it says.
        where: where "…" stands; in the middle for names of files, which differ at the end.
        usual_tip: what the tooltip says besides.
    """

    def __init__(self, text: str, where: Qt.TextElideMode = Qt.TextElideMode.ElideRight, usual_tip: str = "") -> None:
        super().__init__(text)
        self._where, self._usual_tip = where, usual_tip
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._show_tip()

    @property
    def shown(self) -> str:
        """What is seen of the text; where it may take several lines, all of it."""
        if self.wordWrap():
            return self.text()
        return self.fontMetrics().elidedText(self.text(), self._where, self.contentsRect().width())

    def say(self, text: str, usual_tip: str = "") -> None:
        """Say something else."""
        self._usual_tip = usual_tip
        self.setText(text)
        self._show_tip()

    def minimumSizeHint(self) -> QSize:
        """It gives way to whatever stands beside it."""
        return QSize(40, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say in the tip what is cut now."""
        super().resizeEvent(event)
        self._show_tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write what fits."""
        if self.wordWrap():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), self.shown)

    def _show_tip(self) -> None:
        is_cut = self.shown != self.text()
        self.setToolTip(self._usual_tip or (plain_tip(self.text()) if is_cut else ""))
