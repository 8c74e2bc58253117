"""Beside a good coder: one codes towards the wrong person, one skips a pass, one stops early. Each is told so."""

import json

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from annotator.cli.main import main
from annotator.study import open_study
from tests.ui.conftest import Coder
from tests.ui.on_disk import read_anew
from tests.undrawn import undrawn
from ui.agreement.pages import PAIR, STUDY, WORKBENCH

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PATIENCE_MS = 30_000
CAREGIVER, STRANGER = Qt.Key.Key_1, Qt.Key.Key_2
NOT_LOOKED = "not estimable: there is no time in which both looked for it"
UNLOOKED = "JT did not look throughout for these, compared only where both did: Crying, Fussing, Hard crying"


class AtTheKeys(Coder):
    """One coder after the other in one window; all of it by keys."""

    def sit_down_as(self, name):
        self.program.open_study(self.study.folder, "S001", name)
        self.qtbot.waitUntil(lambda: self.program.coding is not None and self.program.coding.is_retimable)
        self.qtbot.waitUntil(lambda: self.program.coding.coding.coder == name, timeout=PATIENCE_MS)
        self.go(0)
        return self

    def contact(self, start, end, towards):
        self.go(start)
        self.press(Qt.Key.Key_T)
        self.press(towards)
        self.press(Qt.Key.Key_Escape)  # who began it is left open
        self.go(end)
        self.press(Qt.Key.Key_T)
        self.press(Qt.Key.Key_Escape)

    def cry(self, start, end=None):
        self.go(start)
        self.press(Qt.Key.Key_C)
        if end is not None:
            self.go(end)
            self.press(Qt.Key.Key_C)

    def submit(self):
        for _ in range(2):  # Checks lists what is missing; then it is submitted all the same
            self.press(Qt.Key.Key_Return, CTRL)
        self.qtbot.waitUntil(lambda: self.session.coding.is_submitted)


@pytest.fixture
def coded(qtbot, program, study):
    """KM codes well, LS towards the wrong person, JT without the pass Distress, PB stops in the middle."""
    for name in ("LS", "PB"):
        study.add_coder(name)
    at = AtTheKeys(qtbot, program, study)
    for name, towards in (("KM", CAREGIVER), ("LS", STRANGER)):
        at.sit_down_as(name)
        at.contact(5, 60, towards)
        at.contact(65, 140, towards)
        at.cry(62, 90)
        at.submit()
    at.sit_down_as("JT")
    for _ in range(1 + [one.id for one in study.codebook.passes].index("people")):
        at.press(Qt.Key.Key_PageDown, CTRL)
    at.contact(5, 60, CAREGIVER)
    at.contact(65, 140, CAREGIVER)
    at.press(Qt.Key.Key_Return, CTRL | SHIFT)
    at.submit()
    at.sit_down_as("PB")
    at.contact(5, 60, CAREGIVER)
    at.cry(62)
    return read_anew(qtbot, program, study.folder)


def said(capsys, *arguments):
    assert main([*map(str, arguments)]) == 0
    return capsys.readouterr().out


def of(sessions, a, b):
    return next(one for one in sessions if {one["coder_a"], one["coder_b"]} == {a, b})


def test_each_is_told_in_every_place(qtbot, program, coded, capsys, tmp_path):
    with undrawn():
        towards = two_on_the_command_line(coded, capsys)
        all_on_the_command_line(coded, capsys, tmp_path, towards)
    answers_in_the_window(qtbot, program, coded)
    doubts_in_the_window(qtbot, program, tmp_path)
    all_in_the_window(qtbot, program)


def two_on_the_command_line(study, capsys):
    sessions = json.loads(said(capsys, "reliability", study.folder, "--json"))["sessions"]
    text = said(capsys, "reliability", study.folder, "--not-estimable")

    wrong = of(sessions, "KM", "LS")
    contact = next(one for one in wrong["channels"] if one["channel"] == "contact")
    assert (contact["agreement"]["value"], contact["kappa"]["value"]) == (1, 1)
    towards = next(one for one in wrong["code_with"] if one["reading"] == "contact+target")
    assert (towards["f1"]["value"], towards["ppos"]["value"]) == (0, 0)
    assert towards["kappa"]["value"] < 0.15
    answers = next(one for one in wrong["modifiers"] if (one["modifier"], one["code"]) == ("target", ""))
    assert answers["answers"] == ["caregiver", "stranger", "(unanswered)"]
    assert (answers["matched"], answers["agreement"]["value"]) == (2, 0)
    assert sum(map(sum, answers["table"])) == 2 == answers["table"][0][1] + answers["table"][1][0]
    assert "Contact, with “towards (target)”                 F1  0.000  Ppos  0.000" in text

    lazy = of(sessions, "JT", "KM")
    assert lazy["not_looked_for"][0].startswith(UNLOOKED)
    distress = next(one for one in lazy["channels"] if one["channel"] == "distress")
    assert distress["agreement"] == {"value": None, "reason": NOT_LOOKED}
    assert f"  {UNLOOKED}" in text

    early = of(sessions, "KM", "PB")
    assert early["unfinished"] == ["PB"]
    assert early["not_ended"] == ["PB did not end Crying: counted as on until the end of the window."]
    assert "not submitted: PB" in text

    counted = json.loads(said(capsys, "reliability", study.folder, "--code-with", "target", "--json"))
    assert counted["settings"]["code_with"] == ["target"]
    contact = next(one for one in of(counted["sessions"], "KM", "LS")["channels"] if one["channel"] == "contact")
    assert contact["codes"][:2] == ["contact.caregiver", "contact.stranger"]
    assert contact["kappa"]["value"] == towards["kappa"]["value"]
    return towards


def all_on_the_command_line(study, capsys, tmp_path, towards):
    whole = ("--master", "KM", "--include-unfinished", "--code-with", "target", "--out", tmp_path / "master")
    said(capsys, "reliability", study.folder, *whole)
    against = pd.read_csv(tmp_path / "master" / "study_certification.csv").set_index(["coder", "subject"])
    assert against.loc[("JT", "contact"), "value"] == 1
    assert against.loc[("LS", "contact"), "value"] == towards["kappa"]["value"]
    methods = (tmp_path / "master" / "study_methods.txt").read_text("utf-8")
    assert "What was compared are codes with “towards (target)”" in methods
    assert "To be known of the codings: S001: PB did not end Crying" in methods
    settings = pd.read_csv(tmp_path / "master" / "study_settings.csv").set_index("setting")["value"]
    assert (settings["code_with"], settings["doubts"].split(":")[0]) == ("target", "S001")

    said(capsys, "reliability", study.folder, "--all", "--out", tmp_path / "all")
    left_out = pd.read_csv(tmp_path / "all" / "study_left_out.csv")
    reasons = dict(zip(left_out["coder"], left_out["reason"], strict=True))
    assert reasons["PB"] == "Not submitted."
    assert reasons["JT"].startswith(UNLOOKED)
    pairs = pd.read_csv(tmp_path / "all" / "study_pairs.csv")
    found = pairs.set_index(["kind", "subject", "statistic", "coder_a", "coder_b"])["value"]
    assert found["code", "contact", "kappa", "KM", "LS"] == 1
    assert found["code with", "contact+target", "f1", "KM", "LS"] == 0
    assert found["modifier", "target", "po", "KM", "LS"] == 0
    assert found["modifier", "target", "po", "JT", "KM"] == 1
    methods = (tmp_path / "all" / "study_methods.txt").read_text("utf-8")
    assert "Not submitted, and not counted: S001 PB. " in methods
    assert f"Left out: S001 JT: {UNLOOKED}" in methods
    assert "codes alone: modifiers, such as towards whom, are no part of them" in methods


def compare(qtbot, program, a, b):
    """Choose two coders on the page on two coders, and wait for all of its numbers."""
    agree = program.agree_workspace
    with qtbot.waitSignal(agree.pair_page.reported, timeout=PATIENCE_MS):
        agree.scope.coders_wanted.emit(a, b)
    return agree


def answers_in_the_window(qtbot, program, study):
    agree = program.agree_workspace
    agree.pages.show_page(PAIR)
    with qtbot.waitSignal(agree.pair_page.reported, timeout=PATIENCE_MS):
        program.compare("S001", "KM", "LS")
    page = agree.pair_page
    program.actions["next_section"].trigger()
    section = page.modifiers
    assert page.list.currentItem().text() == "Modifiers"
    assert section.table.texts()["towards (target)"][1:3] == [".00", "2 ⚠"]
    readings = [(row.name, [cell.text for cell in row.cells]) for row in section.readings.sheet.rows]
    assert readings[0] == ("Contact", ["1.00", "–", "1.00", "1.00", "1.00"])
    assert readings[1][0] == "with “towards (target)”"
    assert readings[1][1][2:] == [readings[1][1][2], ".00", ".00"]

    cells = section.matrix.table
    cells.setFocus()
    cells.setCurrentCell(0, 0)
    QTest.keyClick(cells, Qt.Key.Key_Right)
    QTest.keyClick(cells, Qt.Key.Key_Return)  # the caregiver for KM, the stranger for LS
    assert agree.pages.page == WORKBENCH
    listed = agree.page.disagreements
    assert [one.kind for one in listed.model.shown] == ["modifiers", "modifiers"]
    assert listed.cell_filter.text() == "caregiver × stranger  ✕"
    agree.pages.show_page(PAIR)

    with_target = next(one for one in agree.scope.over.code_menu.actions() if "(target)" in one.text())
    with qtbot.waitSignal(page.reported, timeout=PATIENCE_MS):
        with_target.trigger()
    assert "codes with “towards (target)”" in page.sentence.text()
    assert page.report.code_with == ("target",)
    assert open_study(study.folder).settings.code_with == (), "a look"
    qtbot.mouseClick(agree.scope.over.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: open_study(study.folder).settings.code_with == ("target",), timeout=PATIENCE_MS)
    qtbot.mouseClick(agree.scope.methods, Qt.MouseButton.LeftButton)
    assert "What was compared are codes with “towards (target)”" in QGuiApplication.clipboard().text()


def doubts_in_the_window(qtbot, program, tmp_path):
    agree = compare(qtbot, program, "KM", "JT")
    page = agree.pair_page
    assert UNLOOKED in agree.scope.notes.text()
    assert agree.scope.notes.text().endswith("…"), "all of it stands in the tooltip"
    assert agree.scope.notes.toolTip().endswith("VII Disorientation.")
    assert not [one for one in agree.page.disagreements.model.shown if one.channel == "distress"]
    assert page.span.currentIndex() == 0
    assert not page.notes.text(), "it is said once, above"

    compare(qtbot, program, "KM", "PB")
    assert "PB did not end Crying: counted as on until the end of the window." in agree.scope.notes.text()
    assert "Not submitted by PB: what was not marked may not have been coded yet." in agree.scope.notes.text()
    program.agree_workspace.ask.folder = lambda *_: tmp_path / "pair"
    qtbot.mouseClick(agree.scope.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil((tmp_path / "pair" / "methods.txt").exists, timeout=PATIENCE_MS)
    settings = pd.read_csv(tmp_path / "pair" / "pair_settings.csv").set_index("setting")["value"]
    assert settings["code_with"] == "target"
    cells = pd.read_csv(tmp_path / "pair" / "pair_matrices.csv").set_index(["unit", "channel", "code_a", "code_b"])
    assert cells.loc[("answered events", "contact+target", "caregiver", "caregiver"), "amount"] == 1
    assert cells.loc[("seconds", "contact", "contact.caregiver", "contact.caregiver"), "amount"] > 1
    assert "PB did not end Crying" in settings["doubts"]
    assert "PB did not end Crying" in (tmp_path / "pair" / "methods.txt").read_text("utf-8")


def all_in_the_window(qtbot, program):
    agree = program.agree_workspace
    agree.pages.show_page(STUDY)
    study_page = agree.study_page
    qtbot.waitUntil(lambda: study_page.found is not None and not study_page.is_busy, timeout=PATIENCE_MS)
    assert "codes with “towards (target)”" in study_page.bar.sentence.text()
    assert "Not submitted, and not counted: S001 PB." in study_page.bar.notes.text()
    assert f"Left out: S001 JT. {UNLOOKED}" in study_page.bar.notes.text()
    names = [study_page.bar.subject.itemText(at) for at in range(study_page.bar.subject.count())]
    assert "Contact, alone" in names
    assert "Answers to “towards (target)”  ·  modifier" in names
