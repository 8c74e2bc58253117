"""The window's thread never reads, opens or decodes a recording, and closing the window ends all threads."""

import os
import threading

import av
import av.container
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.media import frames, peaks, recording, sound_decode, spectrogram
from annotator.media.decoder_run import Run
from annotator.media.packets import Decoder
from annotator.media.sound_decode import SoundDecoder
from annotator.study import files, open_coding, session, sessions, study_files
from annotator.study.journal_file import JournalFile
from annotator.study.lock import CodingLock
from annotator.study.writer import JournalWriter

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


def watching(monkeypatch):
    """Return watch(owner, name), and the list that then notes every call of it with its thread."""
    noted = []

    def watch(owner, name):
        real = getattr(owner, name)

        def watched(*args, **options):
            noted.append((name, threading.current_thread()))
            return real(*args, **options)

        monkeypatch.setattr(owner, name, watched)

    return watch, noted


@pytest.fixture
def calls(monkeypatch):
    """Who called what: the name of everything that opens, demuxes or decodes, with its thread."""
    watch, noted = watching(monkeypatch)
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
    qtbot.waitUntil(lambda: not program.reads.running, timeout=10_000)
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


def shows_picture(program):
    return program.coding is not None and program.coding.player.pictures[0] is not None


@pytest.fixture
def waits(monkeypatch):
    """What waits for the study's disk, with the thread that did: reading, writing, locking, replaying, syncing."""
    watch, noted = watching(monkeypatch)
    for module in (files, session, sessions, study_files):
        for name in ("read_text", "read_toml", "replace_file", "write_new", "sync_folder", "read_session"):
            if hasattr(module, name):
                watch(module, name)
    watch(open_coding, "read_journal")
    watch(CodingLock, "acquire")
    watch(CodingLock, "release")
    watch(JournalWriter, "flush")
    watch(JournalWriter, "close")
    watch(os, "fsync")
    return noted


def test_the_thread_of_the_window_never_waits_for_the_disk_of_a_study(
    program, study, recording, answers, waits, tmp_path, qtbot
):
    window_thread = threading.current_thread()
    waits.clear()
    program.actions["new_study"].trigger()
    form = program.study_workspace.new_study
    form._name.setText("Another")
    form._folder.setText(str(tmp_path / "another"))
    form.make()
    qtbot.waitUntil(lambda: program.study is not None and program.study.name == "Another")
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None and program.study.name != "Another")
    program.study_workspace.page.coder_named.emit("AL")
    program.study_workspace.take_recordings([recording])
    adding = program.study_workspace.add_session
    qtbot.waitUntil(lambda: adding._id.text() == "S002")
    adding.add()
    qtbot.waitUntil(lambda: not program.reads.running, timeout=10_000)
    answers.append(recording)
    program.study_workspace.corrections.steps.find(program.study, "S001", 0)
    program.actions["study_settings"].trigger()
    program.study_workspace.settings_form.keep()
    program.open_coding("S001", "KM")
    qtbot.waitUntil(lambda: shows_picture(program), timeout=10_000)
    qtbot.keyClick(program.window.focusWidget() or program.window, Qt.Key.Key_C)
    side = program.code_workspace.panels.side
    for field, text in ((side.setup.guard, "0.15"), (side.episodes.rule.seconds, "20")):
        field.setFocus()
        field.setText(text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    for place in ("study", "agree", "code"):
        program.actions[f"show_{place}"].trigger()
    program.open_coding("S001", "JT")
    qtbot.waitUntil(lambda: shows_picture(program) and program.coding.coder == "JT", timeout=10_000)
    qtbot.keyClick(program.window.focusWidget() or program.window, Qt.Key.Key_C)
    program.window.close()
    assert {"read_toml", "replace_file", "acquire", "release", "close", "fsync"} <= {name for name, _ in waits}
    assert [name for name, thread in waits if thread is window_thread] == []
    assert [study.read_coding("S001", coder).events[0].code for coder in ("KM", "JT")] == ["crying", "crying"]


def test_closing_the_window_shows_that_it_saves_and_loses_nothing(program, study, monkeypatch, qtbot):
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: shows_picture(program), timeout=10_000)
    gate, append = threading.Event(), JournalFile.append
    monkeypatch.setattr(JournalFile, "append", lambda self, lines: (gate.wait(60), append(self, lines))[1])
    for _ in range(3):
        qtbot.keyClick(program.window.focusWidget() or program.window, Qt.Key.Key_Q)
    shown = []

    def look():
        if not gate.is_set():
            shown.extend(program.window.status_bar.said[:1])
            shown.append(program.window.status_bar.work.isVisible())
            gate.set()

    program.saves.slow_after_ms = 20
    program.saves.slow.connect(look)
    program.window.close()
    assert shown == ["● saving…", True]
    assert len(study.read_coding("S001", "KM").events) == 3
