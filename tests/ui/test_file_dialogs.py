"""File dialogs begin where files of their kind were chosen last."""

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.file_dialogs import Ask
from ui.settings import Settings


@pytest.fixture
def asked(monkeypatch):
    """Where each dialog began; it is answered with what is put into answers."""
    began, answers = [], []
    names = ("getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName")
    for name in names:

        def answer(_over, _title, start, *_kinds, name=name):
            began.append(start)
            chosen = str(answers.pop(0)) if answers else ""
            return {names[0]: chosen, names[2]: ([chosen] if chosen else [], "")}.get(name, (chosen, ""))

        monkeypatch.setattr(QFileDialog, name, staticmethod(answer))
    return began, answers


def test_each_kind_has_its_own_folder_and_keeps_it_over_a_restart(qtbot, tmp_path, asked):
    began, answers = asked
    over = QWidget()
    qtbot.addWidget(over)
    films, tables = tmp_path / "films", tmp_path / "tables"
    for folder in (films, tables):
        folder.mkdir()
    ask = Ask(Settings(tmp_path))
    answers.extend([films / "a.mp4", tables / "keys.pdf"])
    assert ask.files(over, "Recordings", tmp_path, "Films (*.mp4)") == [films / "a.mp4"]
    assert ask.save(over, "Key sheet", tmp_path / "sheet.pdf", "PDF (*.pdf)") == tables / "keys.pdf"
    assert ask.file(over, "Where is it?", tmp_path, "Films (*.mp4)") is None
    again = Ask(Settings(tmp_path))
    assert again.save(over, "Manual", tmp_path / "manual.pdf", "PDF (*.pdf)") is None
    assert again.folder(over, "Open study", tmp_path) is None
    films.rmdir()
    assert again.files(over, "Recordings", tmp_path, "Films (*.mp4)") == []
    expected = [tmp_path, tmp_path / "sheet.pdf", films, tables / "manual.pdf", tmp_path, tmp_path]
    assert began == list(map(str, expected)), "a folder that is gone is begun anew"
