"""The window's thread never reads, opens or decodes a recording, and closing the window ends all threads."""

import threading

import av
import av.container
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.media import frames, peaks, recording, sound_decode, spectrogram
from annotator.media.packets import Decoder
from annotator.media.run import Run
from annotator.media.sound_decode import SoundDecoder

CONTROL, SHIFT, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, None
DRIVE = (
    *((Qt.Key.Key_Right, PLAIN),) * 5,
    *((Qt.Key.Key_Left, PLAIN),) * 3,
    (Qt.Key.Key_Right, CONTROL),
    (Qt.Key.Key_End, PLAIN),
    (Qt.Key.Key_Home, PLAIN),
    (Qt.Key.Key_L, PLAIN),
    (Qt.Key.Key_K, PLAIN),
    (Qt.Key.Key_J, PLAIN),
    (Qt.Key.Key_Space, PLAIN),
    (Qt.Key.Key_F9, PLAIN),
    (Qt.Key.Key_F6, PLAIN),
    (Qt.Key.Key_F6, CONTROL),
    (Qt.Key.Key_Right, CONTROL | SHIFT),
    (Qt.Key.Key_Escape, PLAIN),
    (Qt.Key.Key_Backspace, PLAIN),
    (Qt.Key.Key_Space, PLAIN),
)


@pytest.fixture
def calls(monkeypatch):
    """Who called what: the name of everything that opens, demuxes or decodes, with its thread."""
    noted = []

    def watch(owner, name):
        real = getattr(owner, name)

        def watched(*args, **options):
            noted.append((name, threading.current_thread()))
            return real(*args, **options)

        monkeypatch.setattr(owner, name, watched)

    watch(av, "open")
    for owner in (Decoder, Run, SoundDecoder):
        watch(owner, "__init__")
    for name in ("feed", "drain"):
        watch(Decoder, name)
    for name in ("begin", "feed"):
        watch(Run, name)
    watch(SoundDecoder, "_seek")
    for module in (frames, peaks, spectrogram):
        for name in ("fingerprint", "load_or_scan", "kept", "keep"):
            if hasattr(module, name):
                watch(module, name)
    watch(recording, "open_recording")
    watch(sound_decode, "open_recording")
    return noted


def test_no_recording_is_opened_read_or_decoded_on_the_thread_of_the_window(program, study, recording, calls, qtbot):
    study.add_session("S002", [(recording, 0), (recording, 200)])
    calls.clear()
    window_thread = threading.current_thread()
    program.open_study(study.folder, "S002", "KM")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=10_000)
    for key, modifiers in DRIVE:
        program.window.activateWindow()
        target = QApplication.focusWidget() or program.window
        qtbot.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)
        qtbot.wait(20)
    qtbot.waitUntil(lambda: not program.tasks.running, timeout=10_000)
    names = {name for name, _ in calls}
    assert {"open", "feed", "begin", "fingerprint", "load_or_scan", "_seek"} <= names, "the watch sees what happens"
    assert [name for name, thread in calls if thread is window_thread] == []


def test_closing_the_window_ends_every_thread_even_in_the_middle_of_work(program, study, qtbot):
    before = set(threading.enumerate())
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None)
    program.coding.player.play()
    program.actions["spectrogram"].trigger()
    assert {"frame reader", "frame index", "sound"} & {one.name for one in threading.enumerate()}
    program.window.close()
    qtbot.waitUntil(lambda: not [one for one in threading.enumerate() if one not in before and one.is_alive()])
