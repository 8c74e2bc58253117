"""The row of digits above the letters, on keyboards that type other signs there.

A French keyboard types & é " ' ( - è _ in the place of 1 to 8, a Czech one + ě š č ř ž ý á; a digit takes Shift. For
episodes the place counts, not the sign. Where a key stands is told by its scan code.
"""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_LINUX = {code: digit % 10 for digit, code in enumerate(range(10, 20), start=1)}
_WINDOWS = {code: digit % 10 for digit, code in enumerate(range(2, 12), start=1)}
# macOS tells no scan codes; its virtual keys are places (Carbon's kVK_ANSI_1 and so on).
_MACOS = {18: 1, 19: 2, 20: 3, 21: 4, 23: 5, 22: 6, 26: 7, 28: 8, 25: 9, 29: 0}


def digit_by_place(event: QKeyEvent, platform: str = sys.platform) -> int | None:
    """Return the digit that stands where this key is, if the key itself types another sign there without Shift.

    Args:
        event: a key press.
        platform: as sys.platform names it; it decides how places are numbered.
    """
    kept = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if kept != Qt.KeyboardModifier.NoModifier or Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
        return None
    if platform == "darwin":
        return _MACOS.get(event.nativeVirtualKey())
    return (_WINDOWS if platform == "win32" else _LINUX).get(event.nativeScanCode())
