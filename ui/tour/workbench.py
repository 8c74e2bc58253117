"""The part of the tour that settles disagreements at the workbench, for the user guide."""

from PySide6.QtCore import Qt

from ui.program import Program
from ui.tour.panels import Hand


def settle_some(program: Program, hand: Hand) -> None:
    """Settle three disagreements in three ways, and edit a fourth; a comparison is shown in the workbench."""
    page = program.agree_workspace.page
    hand.press(Qt.Key.Key_N)
    for settled, key in enumerate((Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_X)):
        hand.press(key)
        _wait_for_more_than(settled, program, hand)
    _wait_for_frame(program, hand)
    hand.picture("workbench")
    hand.press(Qt.Key.Key_E)
    hand.press(Qt.Key.Key_Right)
    _wait_for_frame(program, hand)
    hand.press(Qt.Key.Key_S)
    page.strip.zoom(8)
    hand.picture("workbench-edit")
    page.strip.show_all()
    hand.press(Qt.Key.Key_Escape)


def _wait_for_more_than(settled: int, program: Program, hand: Hand) -> None:
    hand.wait(lambda: program.agree_workspace.page.settling.progress[0] > settled, "the consensus")


def _wait_for_frame(program: Program, hand: Hand) -> None:
    player = program.agree_workspace.page.playback.player
    hand.wait(lambda: player is not None and player.ready and player.settled, "the frame")
