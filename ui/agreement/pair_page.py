"""The page on two coders: every statistic of one session or of all sessions of the pair."""

from PySide6.QtWidgets import QWidget

from ui.agreement.comparison import Comparison
from ui.agreement.page import EmptyPage
from ui.parts import column


class PairPage(QWidget):
    """Shows how well two coders agree."""

    def __init__(self) -> None:
        super().__init__()
        self._empty = EmptyPage()
        self.setLayout(column(self._empty))

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison."""
        a, b = comparison.agreement.coder_a, comparison.agreement.coder_b
        self._empty.say(f"{a} and {b}", "Their numbers stand in the workbench.")
