"""What the window needs of PySide6 itself."""

import sys

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    rings = Signal(int)


def test_a_signal_keeps_the_references_it_was_lent(qtbot):
    """PySide6 6.12.0 lost one reference to True an emit, until Python 3.11 died of it."""
    bell = Bell()
    before = sys.getrefcount(True)
    for _ in range(200):
        bell.rings.emit(1)
    assert abs(sys.getrefcount(True) - before) < 20
