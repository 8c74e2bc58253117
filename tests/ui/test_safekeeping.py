"""What keeps a study safe, in the window: how backups are made, a packed study, and whether one is as it was packed."""

import zipfile

from PySide6.QtCore import Qt

from annotator.model.commands import mark
from annotator.study.backups import backup_settings


def open_study(qtbot, program, study):
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None)


def said(qtbot, program, count):
    qtbot.waitUntil(lambda: len(program.messages.said) >= count)
    return program.messages.said[-1].what


def test_the_number_and_the_folder_of_backups_are_chosen(qtbot, program, tmp_path, answers):
    program.actions["backups"].trigger()
    form = program.study_workspace.backups
    qtbot.waitUntil(lambda: form.versions.text() == "10")
    form.versions.setText("0")
    form.keep()
    assert form.isVisible(), "none is no number of backups"
    form.versions.setText("3")
    answers.append(tmp_path / "elsewhere")
    form._choose()
    form.keep()
    qtbot.waitUntil(lambda: not form.isVisible())
    assert (backup_settings().versions, backup_settings().root) == (3, tmp_path / "elsewhere")


def test_a_study_is_packed_and_verified(qtbot, program, study, tmp_path, answers):
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(mark(opened.coding, study.codebook, "reach", 0))
    open_study(qtbot, program, study)
    before, package = len(program.messages.said), tmp_path / "packed.zip"
    answers.append(package)
    qtbot.waitUntil(program.actions["pack_study"].isEnabled)
    program.actions["pack_study"].trigger()
    assert said(qtbot, program, before + 1).startswith("Packed ")
    assert "sessions/S001/KM.jsonl" in zipfile.ZipFile(package).namelist()
    offer = program.messages.said[-1].offer
    answers.append(tmp_path / "with-recordings.zip")
    qtbot.mouseClick(program.window.message_bar.offer_button, Qt.MouseButton.LeftButton)
    assert said(qtbot, program, before + 2).startswith("Packed ")
    assert (offer.text, program.messages.said[-1].hint) == ("Pack with recordings…", "The recordings are in it.")
    assert any(name.endswith(".mp4") for name in zipfile.ZipFile(tmp_path / "with-recordings.zip").namelist())
    before += 1
    answers.append(package)
    program.actions["verify_package"].trigger()
    assert said(qtbot, program, before + 2) == "All of it is as it was packed."
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b'"reach"', b'"reech"') if name.endswith("KM.jsonl") else data)
    answers.append(changed)
    program.actions["verify_package"].trigger()
    assert said(qtbot, program, before + 3) == "1 problem in this package."
