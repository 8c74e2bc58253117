"""Other versions of a coding in the window: an older copy, a conflict copy, a damaged file, nothing writable."""

import pytest
from PySide6.QtCore import Qt

from annotator.model.commands import delete, mark
from annotator.study.journal import read_journal
from annotator.study.rescue import STATE_DIR_VARIABLE


@pytest.fixture
def journal(study):
    return study.folder / "sessions/S001/KM.jsonl"


def code(study, *times_ms, code_id="reach"):
    with study.open_coding("S001", "KM") as opened:
        for at_ms in times_ms:
            opened.history.do(mark(opened.coding, study.codebook, code_id, at_ms))


def open_coding(qtbot, program, study):
    program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: program.coding is not None)


def show_versions(qtbot, program, study):
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None)
    program.study_workspace.show_versions("S001", "KM")
    return ready(qtbot, program)


def ready(qtbot, program):
    page = program.study_workspace.versions
    qtbot.waitUntil(lambda: page.isVisible() and page.copies.count() > 0 and page.choices.button(0).isEnabled())
    return page


def times(study):
    return [event.start_ms for event in study.read_coding("S001", "KM").events]


def test_an_older_copy_is_noticed_and_the_newer_one_put_back(qtbot, program, study, journal):
    code(study, 0, 100)
    older = journal.read_bytes()
    code(study, 200, 300, 400)
    journal.write_bytes(older)
    open_coding(qtbot, program, study)
    notice = next(one for one in program.messages.said if "older copy" in one.what)
    assert "holds 2 edits, and 3 or more that were saved here are not among them" in notice.what
    assert program.window.message_bar.offer_button.isVisible()
    qtbot.mouseClick(program.window.message_bar.offer_button, Qt.MouseButton.LeftButton)
    page = ready(qtbot, program)
    assert page.counted.text() == "3 differences · the same up to edit 2"
    assert [page.table.item(row, 0).text() for row in range(3)] == ["0:00.200", "0:00.300", "0:00.400"]
    qtbot.keyClick(page.copies, Qt.Key.Key_2)
    assert page.do_button.text() == "Use the copy"
    qtbot.keyClick(page.copies, Qt.Key.Key_Return)
    qtbot.waitUntil(program.study_workspace.page.isVisible)
    assert times(study) == [0, 100, 200, 300, 400]
    kept = next(journal.parent.glob("KM.jsonl.replaced-*"))
    assert kept.read_bytes() == older, "nothing is deleted"


def test_a_conflict_copy_is_merged_as_one_step_and_set_aside(qtbot, program, study, journal):
    code(study, 0)
    begun = journal.read_bytes()
    code(study, 500)
    copy = journal.with_name("KM.conflict-1.jsonl")
    journal.rename(copy)
    journal.write_bytes(begun)
    code(study, 900, code_id="search")
    page = show_versions(qtbot, program, study)
    assert page.do_button.text() == "Merge", "nothing stands in the way, so it is proposed"
    page.do_button.click()
    qtbot.waitUntil(program.study_workspace.page.isVisible)
    assert times(study) == [0, 500, 900]
    assert read_journal(journal).edits[-1].label == "merge 1 edit of another copy"
    assert not copy.exists()
    assert list(journal.parent.glob("KM.jsonl.set-aside-*"))


def test_a_damaged_coding_opens_read_only_and_is_repaired(qtbot, program, study, journal):
    code(study, 0, 100, 200, 300)
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b'"reach"', b'"reech"', 1)
    journal.write_bytes(b"".join(lines))
    open_coding(qtbot, program, study)
    said = program.messages.said[-1]
    assert (said.what, said.offer.text) == (
        "This coding is damaged. What is undamaged can be looked at.",
        "Compare versions",
    )
    assert [event.start_ms for event in program.coding.coding.events] == [0, 100]
    program.coding.do(lambda: delete(program.coding.coding, [program.coding.coding.events[0].id]))
    assert len(program.coding.coding.events) == 2, "nothing can be changed"
    said.offer.do()
    page = ready(qtbot, program)
    qtbot.waitUntil(page.repair_button.isVisible)
    page.repair_button.click()
    qtbot.waitUntil(program.study_workspace.page.isVisible)
    assert times(study) == [0, 100, 300]
    assert "The damaged file is kept as KM.jsonl.damaged-1." in program.messages.said[-1].hint


def test_escape_decides_later_and_changes_nothing(qtbot, program, study, journal):
    code(study, 0)
    before = journal.read_bytes()
    page = show_versions(qtbot, program, study)
    qtbot.keyClick(page.copies, Qt.Key.Key_Escape)
    assert program.study_workspace.page.isVisible()
    assert journal.read_bytes() == before


@pytest.fixture
def kept_nowhere(qtbot, program, study, tmp_path, monkeypatch):
    """One edit of the open coding is nowhere but in the program."""
    open_coding(qtbot, program, study)
    qtbot.waitUntil(lambda: None not in program.coding.player.pictures[:1])
    nowhere = tmp_path / "no-folder"
    nowhere.write_text("a file stands where the folder would be")
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(nowhere))
    study.folder.rename(tmp_path / "unplugged")
    program.coding.mark_code("reach")
    qtbot.waitUntil(lambda: program.coding.opened.is_kept_nowhere)


@pytest.mark.usefixtures("kept_nowhere")
def test_a_change_of_cameras_does_not_close_what_is_kept_nowhere(qtbot, program, study, answers, tmp_path):
    coding = program.coding
    program.study_workspace.corrections.steps.set_offset(study, "S001", 0, 40)
    qtbot.waitUntil(lambda: not program.saves.running)
    assert program.coding is coding
    assert coding.opened.is_kept_nowhere
    answers += ["Close and lose the edits"]
    program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible())


@pytest.mark.usefixtures("kept_nowhere")
def test_closing_asks_while_the_edits_are_nowhere_but_in_the_program(qtbot, program, answers, tmp_path):
    program.window.close()
    assert program.window.isVisible(), "cancelled: it stays"
    answers += ["Save elsewhere…", tmp_path / "kept.jsonl"]
    program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible())
    assert len(read_journal(tmp_path / "kept.jsonl").edits) == 1
