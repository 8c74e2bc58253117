"""The form of a preregistration: typed, frozen, read again, never changed."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.study.preregistration import FOLDER, Plan, preregistrations
from tests.ui.on_disk import read_anew


@pytest.fixture
def form(qtbot, program, study):
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None and not program.reads.running)
    program.actions["preregister"].trigger()
    made = program.study_workspace.plan
    qtbot.waitUntil(lambda: made.which.count() == 1)
    qtbot.waitUntil(lambda: not program.reads.running)
    return made


def type_into(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)


def freeze(qtbot, program, form):
    listed = form.which.count()
    QTest.mouseClick(form._page.do_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.which.count() == listed + 1)


def test_a_plan_is_typed_frozen_and_read_again(qtbot, program, study, form):
    QTest.mouseClick(form._page.do_button, Qt.MouseButton.LeftButton)
    assert "how many sessions" in program.messages.said[-1].what
    type_into(form.sessions, "40")
    type_into(form.share, "20")
    type_into(form.seed, "7")
    drawn = Plan(sessions=40, double_share=0.2, seed=7).drawn
    assert form.drawn.text().startswith(f"Drawn: 8 sessions: {'S001' if drawn[0] == 1 else f'no. {drawn[0]}'}, ")
    type_into(form.statistics["kappa"][1], "0,65")
    form.notes.setPlainText("H1: nothing.")
    freeze(qtbot, program, form)
    (kept,) = preregistrations(read_anew(qtbot, program, study.folder).folder)
    assert (kept.plan.sessions, kept.plan.double_share, kept.plan.seed, kept.plan.notes) == (40, 0.2, 7, "H1: nothing.")
    assert {one.statistic: one.threshold for one in kept.plan.statistics}["kappa"] == 0.65
    assert kept.codebook_sha256 == study.codebook_hash
    shown = form.text.toPlainText()
    assert "Planned sessions: 40. There were 1 when this was frozen." in shown
    assert form.text.isReadOnly()
    assert not form._page.do_button.isVisible()


def test_a_later_plan_stands_beside_the_first_and_can_be_saved_as_text(
    qtbot, program, study, form, answers, tmp_path, monkeypatch
):
    type_into(form.sessions, "40")
    freeze(qtbot, program, form)
    first = next((study.folder / FOLDER).glob("*.toml"))
    before = first.read_bytes()
    form.which.setCurrentIndex(0)
    form.which.activated.emit(0)
    assert form.sessions.value == 40
    type_into(form.sessions, "50")
    later = preregistrations(study.folder)[0].frozen + timedelta(seconds=1)  # a file is named by the second
    monkeypatch.setattr(program.study, "_clock", lambda: later)
    freeze(qtbot, program, form)
    assert [one.plan.sessions for one in preregistrations(study.folder)] == [50, 40]
    assert first.read_bytes() == before
    monkeypatch.setattr(form._ask, "save", lambda *_: tmp_path / "plan.md", raising=False)
    form._save()
    qtbot.waitUntil((tmp_path / "plan.md").is_file)
    qtbot.waitUntil(lambda: not program.reads.running)
    assert "Planned sessions: 50" in (tmp_path / "plan.md").read_text("utf-8")
