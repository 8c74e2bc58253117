"""What goes wrong in labs: each time the window says what and what to do, and nothing is lost."""

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from annotator.demo import SESSION
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.commands import start_state
from annotator.study import open_study

PATIENCE_MS = 20_000


def said(program):
    return " ".join(f"{message.what} {message.hint}" for message in program.messages.said)


def snapshot(folder):
    """Every file of a folder and its bytes; what the program may make again is left out."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder): path.read_bytes() for path in files if path.suffix != ".lock"}


def click(inside, name):
    buttons = inside.findChildren(QAbstractButton)
    found = next(one for one in buttons if one.isVisible() and name in (one.text(), one.accessibleName()))
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def add_session(qtbot, program, recording):
    program.window.dropped.emit([recording])
    form = program.study_workspace.add_session
    qtbot.waitUntil(lambda: form.isVisible() and bool(form.findChild(QLineEdit, "session_id").text()))
    before = len(program.messages.said)
    form.add()
    qtbot.waitUntil(lambda: len(program.messages.said) > before, timeout=PATIENCE_MS)


def code_something(study):
    with study.open_coding(SESSION, "KM") as opened:
        for at_ms in (0, 1001, 2002):
            opened.history.do(start_state(opened.coding, study.codebook, "crying", at_ms))
            opened.history.do(start_state(opened.coding, study.codebook, "fussing", at_ms + 501))


def test_a_text_file_as_a_recording(qtbot, program, study, tmp_path):
    text = tmp_path / "notes.mp4"
    text.write_text("She came back at half past two.")
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None, timeout=PATIENCE_MS)
    before = snapshot(study.folder)
    add_session(qtbot, program, text)
    assert "notes.mp4" in said(program)
    assert snapshot(study.folder) == before
    assert program.study_workspace.add_session.isVisible(), "the form stays, so that another file can be chosen"


def test_a_recording_that_was_taken_away(qtbot, program, study, recording, tmp_path):
    session = study.session(SESSION)
    elsewhere = tmp_path / "visit.mp4"
    elsewhere.write_bytes(recording.read_bytes() + b"\0" * 16)
    study.add_session("S002", [(elsewhere, 0)])
    elsewhere.unlink()
    program.open_study(study.folder, "S002", "KM")
    qtbot.waitUntil(lambda: program.coding is not None, timeout=PATIENCE_MS)
    assert "visit.mp4" in said(program)
    assert "Find it…" in said(program)
    assert study.session(SESSION) == session


def test_a_codebook_with_two_codes_on_one_key(qtbot, program, study):
    codebook = study.folder / "codebook.toml"
    broken = shipped_codebooks()["strange_situation"].replace('key = "F"\nkind', 'key = "C"\nkind')
    codebook.write_text(broken, encoding="utf-8")
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: bool(program.messages.said), timeout=PATIENCE_MS)
    assert program.study is None
    assert "and Fussing are both on key C" in said(program)
    assert codebook.read_text(encoding="utf-8") == broken


def test_a_journal_with_a_broken_line_in_the_middle(qtbot, program, study):
    code_something(study)
    journal = study.folder / "sessions" / SESSION / "KM.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:3], b'{"number":', b"\n", *lines[4:]]))
    before = snapshot(study.folder)
    program.open_study(study.folder, SESSION, "KM")
    qtbot.waitUntil(lambda: "KM.jsonl, line 4" in said(program), timeout=PATIENCE_MS)
    assert "backup" in said(program)
    assert len(program.coding.coding.items) == 2, "the part before it opens read-only"
    assert snapshot(study.folder) == before


def test_a_torn_last_line_is_cut_off_and_told(qtbot, program, study):
    code_something(study)
    journal = study.folder / "sessions" / SESSION / "KM.jsonl"
    coded = open_study(study.folder).read_coding(SESSION, "KM").items
    with journal.open("ab") as file:
        file.write(b'{"number":7,"at":"20')
    program.open_study(study.folder, SESSION, "KM")
    qtbot.waitUntil(lambda: program.coding is not None, timeout=PATIENCE_MS)
    assert "was not written completely" in said(program)
    assert program.coding.coding.items == coded


@pytest.fixture
def read_only(study):
    """The study in a folder that cannot be written, for a user who is not root."""
    code_something(study)
    paths = [study.folder, *study.folder.rglob("*")]
    for path in paths:
        path.chmod(stat.S_IRUSR | stat.S_IXUSR if path.is_dir() else stat.S_IRUSR)
    yield study
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)


@pytest.fixture
def without_rights(monkeypatch):
    """Root may write everywhere; what the program asks the system is answered as for anybody else."""
    if os.geteuid() == 0:
        asked = os.access

        def access(path, mode, **options):
            writable = Path(path).stat().st_mode & stat.S_IWUSR
            return asked(path, mode, **options) and (mode != os.W_OK or bool(writable))

        monkeypatch.setattr(os, "access", access)


def test_a_study_that_cannot_be_written_opens_for_looking(qtbot, program, read_only, without_rights):
    before = snapshot(read_only.folder)
    program.open_study(read_only.folder, SESSION, "KM")
    qtbot.waitUntil(lambda: "you may not write" in said(program), timeout=PATIENCE_MS)
    assert program.study is not None
    qtbot.waitUntil(lambda: program.coding is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: program.coding.player.pictures[0] is not None, timeout=PATIENCE_MS)
    QTest.keyClick(program.window.focusWidget() or program.window, Qt.Key.Key_C)
    assert "is read-only" in program.messages.said[-1].what
    assert program.study.read_coding(SESSION, "KM").events
    assert snapshot(read_only.folder) == before
