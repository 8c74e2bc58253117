"""Packages, all changes, what may tell too much and how long recordings are kept, in the window."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.commands import comment, mark
from annotator.study import open_study, sealed
from annotator.study.coming_back import pack_work
from annotator.study.people import set_leads
from annotator.study.retention import set_retention
from annotator.study.variables import set_notes


def code(study, *times):
    with study.open_coding("S001", "KM") as opened:
        for at_ms in times:
            opened.history.do(mark(opened.coding, study.codebook, "reach", at_ms))


def type_in(field, text):
    field.setFocus()
    QTest.keyClicks(field, text)


@pytest.fixture
def said(qtbot, program):
    seen = []

    def new(words):
        later = program.messages.said[len(seen) :]
        return next((one for one in later if words in f"{one.what} {one.hint}"), None)

    def said_(words):
        qtbot.waitUntil(lambda: new(words) is not None)
        found = new(words)
        seen[:] = program.messages.said
        return found

    return said_


def test_a_package_goes_out_with_a_passphrase_and_the_work_comes_back(
    qtbot, program, study, tmp_path, answers, said, monkeypatch
):
    monkeypatch.setattr(sealed, "_COST", 10)
    code(study, 0)
    program.open_study(study.folder)
    page = program.study_workspace
    qtbot.waitUntil(lambda: page.page.table.place == ("S001", "KM") and program.actions["audit"].isEnabled())
    program.actions["pack_to_code"].trigger()
    form = page.packages.form
    assert page.currentWidget() is form
    assert form.coders.chosen == ("KM",)
    type_in(form.passphrase.first, "four words")
    type_in(form.passphrase.second, "fuor words")
    QTest.keyClick(form.passphrase.second, Qt.Key.Key_Return)
    assert said("differ")
    form.passphrase.second.clear()
    type_in(form.passphrase.second, "four words")
    answers.append(tmp_path / "km.zip")
    QTest.keyClick(form.passphrase.second, Qt.Key.Key_Return)
    assert "Only the passphrase" in said("Packed 4 files into km.zip").hint
    assert page.currentWidget() is page.page
    qtbot.waitUntil(lambda: not program.saves.running)
    assert '"packed to code"' in (study.folder / "audit.jsonl").read_text(encoding="utf-8")

    (tmp_path / "home").mkdir()
    answers += [tmp_path / "km.zip", tmp_path / "home"]
    program.actions["open_package"].trigger()
    words = page.packages.words
    qtbot.waitUntil(lambda: page.currentWidget() is words)
    type_in(words.passphrase.first, "fore words")
    QTest.keyClick(words.passphrase.first, Qt.Key.Key_Return)
    assert said("passphrase is another one")
    answers += [tmp_path / "km.zip", tmp_path / "home"]
    program.actions["open_package"].trigger()
    qtbot.waitUntil(lambda: page.currentWidget() is words and not words.passphrase.first.text())
    type_in(words.passphrase.first, "four words")
    QTest.keyClick(words.passphrase.first, Qt.Key.Key_Return)
    away = tmp_path / "home/km"
    qtbot.waitUntil(lambda: program.study is not None and program.study.folder == away)
    code(open_study(away), 500, 1000)
    pack_work(open_study(away), tmp_path / "back.zip")

    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None and program.study.folder == study.folder)
    qtbot.waitUntil(program.actions["take_work"].isEnabled)
    answers.append(tmp_path / "back.zip")
    program.actions["take_work"].trigger()
    assert said("Took in 1 coding").hint == "S001 by KM: 2 items."
    qtbot.waitUntil(lambda: not program.saves.running)
    assert len(open_study(study.folder).read_coding("S001", "KM").events) == 3

    with (
        open_study(away).open_coding("S001", "KM") as there,
        open_study(study.folder).open_coding("S001", "KM") as here,
    ):
        for one, text in ((there, "there"), (here, "here")):
            one.history.do(comment(one.coding, one.coding.events[0].id, text))
    pack_work(open_study(away), tmp_path / "apart.zip")
    answers.append(tmp_path / "apart.zip")
    program.actions["take_work"].trigger()
    apart = said("went on apart: both are kept")
    apart.offer.do()
    qtbot.waitUntil(lambda: page.currentWidget() is page.versions)


def test_changes_findings_and_days_are_shown_and_what_others_write_is_seen(
    qtbot, program, study, recording, tmp_path, answers, said
):
    code(study, 0, 500)
    set_notes(study, "S001", "her sister came along")
    program.open_study(study.folder)
    page = program.study_workspace
    qtbot.waitUntil(lambda: page.page.table.place == ("S001", "KM") and program.actions["audit"].isEnabled())

    program.actions["audit"].trigger()
    audit = page.keeping.audit
    qtbot.waitUntil(lambda: len(audit.model.rows) == 3)
    assert audit.model.rows[0][4:] == ("set notes", "", "…")
    type_in(audit.fields["What"], "reach")
    QTest.keyClick(audit.fields["What"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(audit.model.rows) == 2)
    assert audit.count.text() == "2 changes"
    type_in(audit.fields["Since"], "today")
    QTest.keyClick(audit.fields["Since"], Qt.Key.Key_Return)
    assert said("is not a date")
    answers.append(tmp_path / "changes.csv")
    page.keeping._save_changes()
    assert said("Wrote changes.csv")
    QTest.keyClick(audit, Qt.Key.Key_Escape)
    assert page.currentWidget() is page.page

    program.actions["verify_study"].trigger()
    assert said("as it was written").hint == "1 coding, 2 edits, 1 step."

    program.actions["share_check"].trigger()
    qtbot.waitUntil(lambda: any("There are notes" in row[1] for row in page.keeping.share.model.rows))

    set_retention(study, {"S001": date(2026, 1, 31)})
    program.actions["retention"].trigger()
    kept = page.keeping.recordings
    qtbot.waitUntil(lambda: kept.model.rows == [("S001", "2026-01-31", "1 recording, due")])
    assert kept.count.text() == "1 session due."
    kept.table.selectRow(0)
    type_in(kept.fields["Last day"], "2026-02-01")
    QTest.keyClick(kept.fields["Last day"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept.model.rows == [("S001", "2026-02-01", "1 recording, due")])
    answers.append("Take away where they lie")
    page.keeping._remove_due()
    assert said("no longer names the place of 1 recording.")
    qtbot.waitUntil(lambda: kept.model.rows == [("S001", "2026-02-01", "taken out")])
    assert recording.exists()

    kept.left.emit()
    qtbot.waitUntil(lambda: bool(page._watch._stamp) and not program.reads.running)
    shown = page.page.state_of("S001", "KM")
    code(open_study(study.folder), 1000)
    page._watch.look()
    qtbot.waitUntil(lambda: page.page.state_of("S001", "KM") != shown)

    set_leads(study, ["MA"])
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None and program.study.folder == study.folder)
    qtbot.waitUntil(lambda: not program.reads.running and not program.actions["audit"].isEnabled())
    names = ("audit", "share_check", "retention", "pack_to_code", "pack_work", "pack_study", "take_work")
    assert [one for one in names if program.actions[one].isEnabled()] == []
