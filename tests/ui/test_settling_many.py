"""Three coders at the workbench: who takes part, what each says, and what most of them say, by keys."""

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.consensus.basis import basis_in
from annotator.exchange.study_export import export_study
from annotator.study.settings import CONSENSUS
from tests.ui.on_disk import read_anew
from tests.ui.test_settling import CTRL, JT, KM, PATIENCE_MS, Pair, code, frame_ms

LS = [("crying", 18, 60), ("fussing", 60, 90), ("contact", 100, 118)]


class Three(Pair):
    def join(self, *others):
        """Choose who else takes part, in the menu."""
        scope = self.program.agree_workspace.scope
        for other in others:
            QTest.qWaitForWindowExposed(self.program.window)
            action = next(one for one in scope.others.menu().actions() if one.text() == other)
            action.trigger()
            self.qtbot.waitUntil(lambda other=other: other in self.coders, timeout=PATIENCE_MS)

    @property
    def coders(self):
        return self.program.agree_workspace.comparison.coders

    def headers(self):
        model = self.page.disagreements.model
        return [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]


@pytest.fixture
def three(qtbot, program, study):
    study.add_coder("LS")
    for coder, said in (("KM", KM), ("JT", JT), ("LS", LS)):
        code(study, coder, said)
    made = Three(qtbot, program, study)
    made.join("LS")
    return made


def test_three_are_settled_by_keys_and_all_of_them_are_kept_with_it(three, tmp_path):
    page, bar = three.page, three.page.bar
    assert three.coders == ("KM", "JT", "LS")
    assert three.program.agree_workspace.scope.others.text() == "and LS ▾"
    assert [one.removesuffix(" ↓") for one in three.headers()] == [
        "At", "Lost s", "Kind", "KM says", "JT says", "LS says", "Settled",
    ]  # fmt: skip
    assert [lane.name for lane in page.strip.lanes][1:5] == ["KM", "JT", "LS", "Consensus"]

    contact = three.choose("omission", "contact")
    assert contact.said == ("contact", None, "contact")
    assert bar.question.text().endswith("KM has Contact, JT has none, LS has Contact. 2 of 3 say Contact.")
    assert [made.isVisible() for made in bar.accept] == [True, True, True, False]
    three.settle(Qt.Key.Key_C)  # what LS has: to frame 118
    assert page.settling.settlement(contact).coder == "LS"
    assert ("contact", frame_ms(100), frame_ms(118)) in three.consensus

    crying = three.choose("onset shift", "crying")
    assert bar.question.text().endswith("for JT (+0.167 s). At every moment most say the same.")
    assert bar.majority.isEnabled()
    three.settle(Qt.Key.Key_V)
    assert page.settling.settlement(crying).decided == "majority"
    assert ("crying", frame_ms(18), frame_ms(60)) in three.consensus

    fussing = three.choose("offset shift", "fussing")
    assert bar.question.text().endswith("2 of 3 say the same: KM and LS.")
    three.press(Qt.Key.Key_E)
    three.go_to(85)
    three.press(Qt.Key.Key_D)  # the end while editing, no fourth coder
    three.settle(Qt.Key.Key_Return)
    assert ("fussing", frame_ms(60), frame_ms(85)) in three.consensus
    three.press(Qt.Key.Key_Z, CTRL)
    assert page.settling.settlement(fussing) is None

    three.qtbot.waitUntil(lambda: page.settling.state == "saved", timeout=PATIENCE_MS)
    study = read_anew(three.qtbot, three.program, three.study.folder)
    assert basis_in(study.read_coding("S001", CONSENSUS)).coders == ("KM", "JT", "LS")
    export_study(study, tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "settlements.csv", dtype=str, keep_default_na=False)
    assert table[["decided", "accepted_coder", "coders"]].to_numpy().tolist() == [
        ["accepted", "LS", "KM JT LS"],
        ["majority", "", "KM JT LS"],
    ]


def test_who_is_a_and_b_may_change_without_anybody_falling_out(three):
    three.program.agree_workspace.scope.coders_wanted.emit("LS", "JT")
    three.qtbot.waitUntil(lambda: three.coders == ("LS", "JT", "KM"), timeout=PATIENCE_MS)
    assert three.program.agree_workspace.scope.others.text() == "and KM ▾"


def test_a_majority_that_there_is_not_is_refused_and_two_see_nothing_of_it(three):
    point = three.choose("omission", "reach")
    assert point.said == ("reach", "reach", None)
    assert not three.page.bar.majority.isEnabled()
    three.press(Qt.Key.Key_V)
    assert "No more than half" in three.said or three.page.settling.settlement(point) is None
    three.press(Qt.Key.Key_D)
    assert three.page.settling.settlement(point) is None


def test_whoever_comes_back_finds_all_who_take_part_and_may_settle_two_alone(three):
    three.choose("omission", "contact")
    three.settle(Qt.Key.Key_A)
    agree = three.program.agree_workspace
    three.compare("JT", "KM")
    three.qtbot.waitUntil(lambda: three.coders == ("JT", "KM", "LS"), timeout=PATIENCE_MS)
    assert three.page.settling.note == ""
    assert three.progress.startswith("1 of ")
    agree.scope.others.menu().actions()[0].trigger()
    three.qtbot.waitUntil(lambda: three.coders == ("JT", "KM"), timeout=PATIENCE_MS)
    assert agree.scope.others.text() == "and … ▾"
    assert "begun from KM, JT and LS" in three.page.settling.note


def test_a_fourth_has_a_letter_a_fifth_has_none_and_going_back_to_two_keeps_the_order_of_the_list(
    qtbot, program, study
):
    for coder in ("LS", "MT", "NN"):
        study.add_coder(coder)
    for coder, said in (("KM", KM), ("JT", JT), ("LS", LS), ("MT", [("contact", 90, 118)]), ("NN", KM)):
        code(study, coder, said)
    four = Three(qtbot, program, study)
    four.join("LS", "MT")
    scope, page = program.agree_workspace.scope, four.page
    assert {one.text(): one.isEnabled() for one in scope.others.menu().actions()} == {
        "LS": True, "MT": True, "NN": False,
    }  # fmt: skip
    assert [made.isVisible() for made in page.bar.accept] == [True] * 4
    contact = four.choose("code swap") if "code swap" in four.kinds else four.choose("omission", "contact")
    four.settle(Qt.Key.Key_D)
    assert page.settling.settlement(contact).coder == "MT"
    assert ("contact", frame_ms(90), frame_ms(118)) in four.consensus
    page.bar.intervals_wanted.emit()
    assert "two observers" in four.said
    page.disagreements.view.sortByColumn(7, Qt.SortOrder.AscendingOrder)
    for other in ("LS", "MT"):
        next(one for one in scope.others.menu().actions() if one.text() == other).trigger()
        qtbot.waitUntil(lambda other=other: other not in four.coders, timeout=PATIENCE_MS)
    assert four.headers()[-1] == "Settled ↑"
    assert page.disagreements.model.columnCount() == 6
    assert not page.bar.accept[2].isVisible()
    shift = four.choose("onset shift", "crying")
    for key in (Qt.Key.Key_C, Qt.Key.Key_D, Qt.Key.Key_V):  # of two there is no third and no majority
        four.press(key)
    assert "No more than half" in four.said
    assert page.settling.settlement(shift) is None
