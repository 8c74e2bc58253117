"""What real keys do in the running window, whatever layout the keyboard has. test_layouts.py runs it under Xvfb.

Keys are pressed by their places (X keycodes), as a hand does, through the XTEST extension of the server.
"""

import ctypes
import subprocess

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

KEYCODES = {";": 47, ",": 59, "\\": 51, "Shift": 50, "Ctrl": 37, "Alt": 64, "AltGr": 108, "Space": 65, "Esc": 9} | {
    letter: first + place
    for first, row in ((10, "1234567890"), (24, "QWERTYUIOP"), (38, "ASDFGHJKL"), (52, "ZXCVBNM"))
    for place, letter in enumerate(row)
}
"""The places of a keyboard, named as a US keyboard has them."""

PLACES = {
    "us": {},
    "de": {"Z": "Y", "Y": "Z"},
    "fr": {"A": "Q", "Q": "A", "Z": "W", "W": "Z", "M": ";", ",": "M"},
    "cz": {"Z": "Y", "Y": "Z"},
    "tr": {",": "\\"},
    "ru": {},
}
"""The place of a letter or of the comma, where it is not that of a US keyboard."""


class Keyboard:
    def __init__(self):
        self._x11, self._xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(None))
        self.layout = "us"

    def set_layout(self, layout, qtbot):
        subprocess.run(["setxkbmap", layout], check=True, timeout=20)
        self.layout = layout
        qtbot.wait(200)  # Qt reads the new map when the server tells of it

    def press(self, *keys):
        """Press keys at once, each named by the letter or digit that the layout means by it."""
        codes = [KEYCODES[PLACES[self.layout].get(key, key)] for key in keys]
        for code, is_down in [*((code, 1) for code in codes), *((code, 0) for code in reversed(codes))]:
            self._xtest.XTestFakeKeyEvent(self._display, code, is_down, 0)
        self._x11.XFlush(self._display)
        QTest.qWait(20)


@pytest.fixture(autouse=True)
def window_manager(qapp):
    """Gives the keyboard to the window, which nobody else does on this server."""
    timer = QTimer(interval=100)
    timer.timeout.connect(lambda: [one.activateWindow() for one in qapp.topLevelWidgets() if one.isVisible()])
    timer.start()
    yield
    timer.stop()


@pytest.fixture
def keyboard():
    made = Keyboard()
    yield made
    subprocess.run(["setxkbmap", "us"], check=True, timeout=20)


LETTERS = {
    "C": "crying", "A": "avoidance", "Q": "reach", "W": "show", "Y": "directed_cry", "M": "clinging", "Z": None,
}  # fmt: skip


def test_real_keys_mean_the_same_on_every_layout(coder, keyboard, qtbot):
    assert QGuiApplication.platformName() == "xcb"
    file = coder.study.folder / "codebook.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('key = "U"', 'key = ", C"'), encoding="utf-8")
    coder.sit_down()
    coder.program.window.activateWindow()
    qtbot.waitUntil(coder.program.window.isActiveWindow)
    done = {}
    for layout in PLACES:
        keyboard.set_layout(layout, qtbot)
        done[layout] = tried(coder, keyboard, qtbot)
    codes = [code for code in LETTERS.values() if code]
    wanted = {"L": True, "K": True, "J": True, "K again": True, "digits": ["3"], "letters": codes, "undone": codes[:-1]}
    wanted["two strokes"] = ["smile"]
    assert done == dict.fromkeys(PLACES, wanted)


def tried(coder, keyboard, qtbot):
    """Press what coders press; return what it did, and leave the coding as it was."""
    session, done = coder.session, {}
    coder.go(75)
    for name, is_playing in (("L", True), ("K", False), ("J", True), ("K again", False)):
        keyboard.press(name[0])
        done[name] = soon(lambda is_playing=is_playing: session.is_playing == is_playing)
    coder.program.code_workspace.panels.playing.set_speed(1)
    coder.go(0)
    keyboard.press("Ctrl", "3")
    soon(lambda: session.coding.episode_marks)
    coder.go(9)
    keyboard.press("3")
    done["digits"] = [one.episode for one in session.coding.episode_marks if soon(lambda: session.position_ms == 0)]
    for letter, code in LETTERS.items():
        keyboard.press("Esc")  # closes what the code before asks
        keyboard.press(letter)
        soon(lambda code=code: code is None or code in codes_of(session))
    done["letters"] = codes_of(session)
    keyboard.press("Ctrl", "Z")
    soon(lambda: len(codes_of(session)) < len(done["letters"]))
    done["undone"] = codes_of(session)
    while session.coding.events or session.coding.episode_marks:
        session.undo()
    keyboard.press(",")
    keyboard.press("C")
    soon(lambda: session.coding.events)
    done["two strokes"] = [event.code for event in session.coding.events]
    session.undo()
    return done


def soon(condition):
    """Whether something comes about within 3 s; a key goes a long way through the server."""
    for _ in range(150):
        if condition():
            return True
        QTest.qWait(20)
    return False


def codes_of(session):
    return sorted((event.code for event in session.coding.events), key=list(LETTERS.values()).index)
