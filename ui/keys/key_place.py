"""What a key means by its place, where the keyboard types no Latin letter or no digit there.

A French keyboard types & é " ' ( - è _ in the place of 1 to 8, a Czech one + ě š č ř ž ý á; a digit takes Shift. A
Russian or Greek one types no letter of A to Z at all. For these the place counts, not the sign; on a keyboard of Latin
letters the letter that it types. Where a key stands is told by its scan code.
"""

import sys
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

T = TypeVar("T")

_LINUX = {code: digit % 10 for digit, code in enumerate(range(10, 20), start=1)}
_WINDOWS = {code: digit % 10 for digit, code in enumerate(range(2, 12), start=1)}
# macOS tells no scan codes; its virtual keys are places (Carbon's kVK_ANSI_1 and so on).
_MACOS = {18: 1, 19: 2, 20: 3, 21: 4, 23: 5, 22: 6, 26: 7, 28: 8, 25: 9, 29: 0}

_ROWS = {16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM,"}
_WINDOWS_LETTERS = {first + place: letter for first, row in _ROWS.items() for place, letter in enumerate(row)}
_LINUX_LETTERS = {code + 8: letter for code, letter in _WINDOWS_LETTERS.items()}
_MACOS_LETTERS = dict(enumerate("ASDFHGZXCV")) | {11: "B", 12: "Q", 13: "W", 14: "E", 15: "R", 16: "Y", 17: "T"}
_MACOS_LETTERS |= {31: "O", 32: "U", 34: "I", 35: "P", 37: "L", 38: "J", 40: "K", 45: "N", 46: "M", 43: ","}

_LEVEL_3_ON_X11 = 0x80
"""Mod5, which AltGr holds down."""
_RIGHT_ALT_ON_WINDOWS = 0x400
"""What Qt tells of the keys themselves; Windows tells AltGr as Ctrl and Alt."""


def digit_by_place(event: QKeyEvent, platform: str = sys.platform) -> int | None:
    """Return the digit that stands where this key is, if the key itself types another sign there without Shift.

    Args:
        event: a key press.
        platform: as sys.platform names it; it decides how places are numbered.
    """
    kept = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if kept != Qt.KeyboardModifier.NoModifier or Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
        return None
    return _at_place(event, platform, _LINUX, _WINDOWS, _MACOS)


def key_of(event: QKeyEvent, platform: str = sys.platform) -> int:
    """Return a key as Qt numbers it; for a letter of another script, the Latin letter, or the comma, of its place.

    Args:
        event: a key press or release.
        platform: as sys.platform names it; it decides how places are numbered.
    """
    key = event.key()
    if not _is_of_another_script(key) or is_alt_gr(event, platform):
        return key
    letter = _at_place(event, platform, _LINUX_LETTERS, _WINDOWS_LETTERS, _MACOS_LETTERS)
    return key if letter is None else ord(letter)


def is_alt_gr(event: QKeyEvent, platform: str = sys.platform) -> bool:
    """Whether AltGr is down: the key types a sign then, and is no shortcut, though Windows calls it Ctrl and Alt."""
    if platform == "darwin":
        return False
    if platform == "win32":
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        return event.modifiers() & both == both and bool(event.nativeModifiers() & _RIGHT_ALT_ON_WINDOWS)
    return bool(event.nativeModifiers() & _LEVEL_3_ON_X11)


def _at_place(
    event: QKeyEvent, platform: str, linux: Mapping[int, T], windows: Mapping[int, T], mac: Mapping[int, T]
) -> T | None:
    if platform == "darwin":
        return mac.get(event.nativeVirtualKey())
    return (windows if platform == "win32" else linux).get(event.nativeScanCode())


def _is_of_another_script(key: int) -> bool:
    if not 0x80 <= key < Qt.Key.Key_Escape:
        return False
    sign = chr(key)
    return unicodedata.category(sign)[0] in "LM" and not unicodedata.name(sign, "").startswith("LATIN")
