"""Settling at the window: keys, progress, undo, and what is on the disk afterwards."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.commands import delete, mark_episode, submit
from annotator.model.history import Change, Edit
from annotator.model.items import Event, Rating
from annotator.study.settings import CONSENSUS
from annotator.text import clock
from tests.ui.on_disk import read_anew
from ui.agreement.pages import WORKBENCH
from ui.theme import number_font

NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PATIENCE_MS = 20_000

# Code, first and last frame of the recording (29.97 frames a second).
KM = [("crying", 15, 60), ("fussing", 60, 90), ("contact", 100, 120), ("reach", 30, 30)]
JT = [("crying", 20, 60), ("fussing", 60, 80), ("search", 125, 135), ("reach", 33, 33)]


def frame_ms(frame):
    return round(frame * 1001 / 30)


def code(study, coder, said):
    events = [
        Event(id=f"{coder}{n}", code=name, start_ms=frame_ms(first), end_ms=frame_ms(last))
        for n, (name, first, last) in enumerate(said)
    ]
    with study.open_coding("S001", coder) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, event) for event in events)))


class Pair:
    """Two coders at the workbench."""

    def __init__(self, qtbot, program, study):
        self.qtbot, self.program, self.study = qtbot, program, study
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None, timeout=PATIENCE_MS)
        self.compare()

    def compare(self, a="KM", b="JT"):
        self.program.compare("S001", a, b)
        agree = self.program.agree_workspace
        agree.pages.show_page(WORKBENCH)
        self.qtbot.waitUntil(lambda: agree.comparison is not None, timeout=PATIENCE_MS)
        self.qtbot.waitUntil(lambda: self.page.playback.player is not None, timeout=PATIENCE_MS)

    @property
    def page(self):
        return self.program.agree_workspace.page

    @property
    def kinds(self):
        return [one.kind for one in self.page.disagreements.model.shown]

    @property
    def consensus(self):
        return [(one.code, one.start_ms, one.end_ms) for one in self.page.settling.consensus.events]

    @property
    def progress(self):
        return self.page.bar.progress.text()

    @property
    def said(self):
        return " ".join(message.what for message in self.program.messages.said)

    def press(self, key, modifiers=NONE):
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, modifiers)

    def choose(self, kind, code=None):
        shown = self.page.disagreements.model.shown
        one = next(one for one in shown if one.kind == kind and (code is None or code in one.codes))
        self.page.disagreements.select(one)
        return one

    def settle(self, key):
        """Press a key that settles, and wait until it is settled."""
        before = self.page.settling.progress[0]
        self.press(key)
        self.qtbot.waitUntil(lambda: self.page.settling.progress[0] > before, timeout=PATIENCE_MS)

    def go_to(self, frame):
        self.page.playback.seek(frame_ms(frame))
        self.wait_for(frame)

    def wait_for(self, frame):
        player = self.page.playback.player
        self.qtbot.waitUntil(
            lambda: player.ready and player.settled and player.frame_index == frame, timeout=PATIENCE_MS
        )


@pytest.fixture
def pair(qtbot, program, study):
    code(study, "KM", KM)
    code(study, "JT", JT)
    return Pair(qtbot, program, study)


def test_each_is_listed_with_its_kind_and_nothing_is_settled(pair):
    assert sorted(pair.kinds) == sorted(["onset shift", "offset shift", "omission", "commission", "onset shift"])
    assert pair.progress == "0 of 5 settled"
    assert not (pair.study.folder / "sessions" / "S001" / "consensus.jsonl").exists()


@pytest.mark.looks
def test_no_number_of_the_list_is_cut(pair):
    """A shifted point says by how much, with a sign: wider than seconds that were lost."""
    view = pair.page.disagreements.view
    assert any(view.model().index(row, 1).data().startswith("+") for row in range(view.model().rowCount()))
    assert all(view.sizeHintForColumn(place) <= view.columnWidth(place) for place in (0, 1))


@pytest.mark.looks
def test_ratings_are_told_apart_in_the_list_and_late_times_are_whole(pair):
    for coder, value in (("KM", 2.0), ("JT", 4.0)):
        cells = [(episode, target) for episode in ("5", "8") for target in ("caregiver", "stranger")]
        made = [
            Rating(id=f"{coder}-r{n}", scale="contact_maintaining", episode=episode, target=target, value=value)
            for n, (episode, target) in enumerate(cells)
        ]
        with pair.study.open_coding("S001", coder) as opened:
            opened.history.do(Edit(label="rate", changes=tuple(Change(None, one) for one in made)))
    pair.compare()
    pair.qtbot.waitUntil(lambda: len(pair.kinds) == 9, timeout=PATIENCE_MS)
    pair.program.window.resize(1366, 768)
    view = pair.page.disagreements.view
    shown = view.model().shown
    ratings = [row for row, one in enumerate(shown) if one.kind == "rating"]
    seen = {(seen_in(view, row, 0), seen_in(view, row, 2)) for row in ratings}
    assert len(seen) == 4
    assert view.columnWidth(0) >= QFontMetrics(number_font()).horizontalAdvance("59:59.999") + 12


def seen_in(view, row, column):
    """What of a cell can be read, less what stands around the text."""
    index, metrics = view.model().index(row, column), view.fontMetrics()
    return metrics.elidedText(index.data(), view.textElideMode(), view.columnWidth(column) - 18)


def test_keys_settle_and_go_on_to_the_next_that_is_open(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    assert ("contact", frame_ms(100), frame_ms(120)) in pair.consensus
    assert pair.page.disagreements.current.kind != "omission"
    pair.choose("commission", "search")
    pair.settle(Qt.Key.Key_X)
    pair.choose("offset shift", "fussing")
    pair.settle(Qt.Key.Key_B)
    assert ("fussing", frame_ms(60), frame_ms(80)) in pair.consensus
    assert pair.progress == "3 of 5 settled"
    model = pair.page.disagreements.model
    settled = {model.index(row, 2).data(): model.index(row, 5).data() for row in range(model.rowCount())}
    assert (settled["Omission"], settled["Commission"]) == ("KM", "KM")


def test_independent_codings_are_never_changed(pair):
    files = [pair.study.folder / "sessions" / "S001" / f"{coder}.jsonl" for coder in ("KM", "JT")]
    before = [file.read_bytes() for file in files]
    for _ in range(5):
        pair.page.disagreements.go_to_open()
        pair.settle(Qt.Key.Key_B)
    pair.program.window.show_place("study")
    assert [file.read_bytes() for file in files] == before
    assert pair.progress == "5 of 5 settled"


def test_undo_and_redo_go_back_and_forth(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    pair.press(Qt.Key.Key_Z, CTRL)
    assert pair.progress == "0 of 5 settled"
    assert ("contact", frame_ms(100), frame_ms(120)) not in pair.consensus
    pair.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert pair.progress == "1 of 5 settled"


def test_what_was_settled_is_there_after_a_restart_and_can_be_undone(pair, start_program, qtbot):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    pair.program.window.close()
    again = Pair(qtbot, start_program(), pair.study)
    assert again.progress == "1 of 5 settled"
    again.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: again.progress == "0 of 5 settled", timeout=PATIENCE_MS)


def test_a_start_is_set_by_hand_on_the_frame_that_is_shown(pair):
    pair.choose("onset shift", "crying")
    pair.press(Qt.Key.Key_E)
    assert pair.page.bar.editing.isVisible()
    pair.wait_for(15)
    for _ in range(3):
        pair.press(Qt.Key.Key_Right)
    pair.wait_for(18)
    pair.press(Qt.Key.Key_S)
    assert pair.page.bar.editing.start_ms == frame_ms(18)
    pair.settle(Qt.Key.Key_Return)
    assert not pair.page.bar.editing.isVisible()
    assert ("crying", frame_ms(18), frame_ms(60)) in pair.consensus


def test_start_end_and_code_are_set_by_hand(pair):
    pair.choose("omission", "contact")
    pair.press(Qt.Key.Key_E)
    pair.go_to(102)
    pair.press(Qt.Key.Key_S)
    pair.go_to(118)
    pair.press(Qt.Key.Key_D)
    pair.settle(Qt.Key.Key_Return)
    assert ("contact", frame_ms(102), frame_ms(118)) in pair.consensus
    event = next(one for one in pair.page.settling.consensus.events if one.code == "contact")
    assert event.origin[0].decided == "edited"
    assert event.origin[0].items == ("KM/KM2",)


def test_c_goes_through_the_codes_of_the_channel(pair):
    pair.choose("onset shift", "crying")
    pair.press(Qt.Key.Key_E)
    codes = [pair.page.bar.editing.code]
    for _ in range(3):
        pair.press(Qt.Key.Key_C)
        codes.append(pair.page.bar.editing.code)
    channel = [code.id for code in pair.study.codebook.state_channels["distress"]]
    assert codes[0] == "crying"
    assert set(codes) == {*channel, None}


def test_escape_leaves_it_as_it_was(pair):
    pair.choose("omission", "contact")
    pair.press(Qt.Key.Key_E)
    pair.press(Qt.Key.Key_S)
    pair.press(Qt.Key.Key_Escape)
    assert not pair.page.bar.editing.isVisible()
    assert pair.progress == "0 of 5 settled"


def test_a_stretch_without_length_is_told_and_stays_in_hand(pair):
    pair.choose("omission", "contact")
    pair.press(Qt.Key.Key_E)
    pair.go_to(130)
    pair.press(Qt.Key.Key_S)
    pair.press(Qt.Key.Key_Return)
    assert "end before it starts" in pair.said
    assert pair.page.bar.editing.isVisible()


def test_a_point_is_moved_by_hand(pair):
    pair.choose("onset shift", "reach")
    pair.press(Qt.Key.Key_E)
    pair.go_to(31)
    pair.press(Qt.Key.Key_S)
    pair.settle(Qt.Key.Key_Return)
    assert ("reach", frame_ms(31), frame_ms(31)) in pair.consensus


def test_small_shifts_are_settled_in_one_step(pair):
    pair.page.bar.shifts_wanted.emit(200)
    pair.qtbot.waitUntil(lambda: pair.progress == "2 of 5 settled", timeout=PATIENCE_MS)
    assert "2 shifts settled at the middle frame." in pair.said
    crying = next(one for one in pair.consensus if one[0] == "crying")
    assert crying[1] in {frame_ms(17), frame_ms(18)}
    pair.press(Qt.Key.Key_Z, CTRL)
    assert pair.progress == "0 of 5 settled"


def test_only_open_ones_are_listed_on_request(pair):
    pair.page.disagreements.filters.only_open.setChecked(True)
    pair.choose("omission", "contact")
    pair.page.disagreements.filters.only_open.setChecked(True)
    pair.settle(Qt.Key.Key_A)
    assert len(pair.kinds) == 4
    assert "omission" not in pair.kinds


@pytest.mark.parametrize(("chooser", "wanted", "expected"), [("kind", "omission", 1), ("code", "crying", 1)])
def test_kind_and_code_narrow_the_list(pair, chooser, wanted, expected):
    box = getattr(pair.page.disagreements.filters, chooser)
    box.setCurrentIndex(box.findData(wanted))
    box.activated.emit(box.currentIndex())
    assert len(pair.kinds) == expected


def test_keys_that_come_while_the_consensus_is_being_opened_are_not_lost(pair):
    pair.choose("omission", "contact")
    pair.press(Qt.Key.Key_A)
    pair.press(Qt.Key.Key_A)
    pair.press(Qt.Key.Key_A)
    pair.qtbot.waitUntil(lambda: pair.progress != "0 of 5 settled", timeout=PATIENCE_MS)


def test_swapped_coders_see_the_same_settlements(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    pair.compare("JT", "KM")
    pair.qtbot.waitUntil(lambda: pair.page.comparison.coders[0] == "JT", timeout=PATIENCE_MS)
    assert pair.progress == "1 of 5 settled"
    pair.choose("omission", "search")
    pair.settle(Qt.Key.Key_A)
    assert ("search", frame_ms(125), frame_ms(135)) in pair.consensus


def test_a_coding_that_changed_since_is_told_and_the_consensus_begun_again(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    pair.program.window.show_place("study")
    with pair.study.open_coding("S001", "JT") as opened:
        event = Event(id="late", code="resistance", start_ms=frame_ms(140), end_ms=frame_ms(145))
        opened.history.do(Edit(label="late", changes=(Change(None, event),)))
    pair.compare()
    pair.qtbot.waitUntil(lambda: len(pair.kinds) == 6, timeout=PATIENCE_MS)
    assert "JT has changed since" in pair.page.bar.note.text()
    pair.choose("commission", "resistance")
    pair.press(Qt.Key.Key_B)
    pair.qtbot.waitUntil(lambda: "JT has changed" in pair.said, timeout=PATIENCE_MS)
    QTest.mouseClick(pair.page.bar.begin, Qt.MouseButton.LeftButton)
    pair.qtbot.waitUntil(lambda: pair.page.bar.note.text() == "", timeout=PATIENCE_MS)
    assert pair.progress == "1 of 6 settled"


def test_intervals_are_merged_by_the_rule_of_two_observers(pair):
    for coder in ("KM", "JT"):
        with pair.study.open_coding("S001", coder) as opened:
            for episode, frame in (("4", 0), ("end", 140)):
                opened.history.do(mark_episode(opened.coding, pair.study.codebook, episode, frame_ms(frame)))
    pair.program.agree_workspace.refresh()
    pair.qtbot.waitUntil(lambda: bool(pair.page.comparison.pair.episodes), timeout=PATIENCE_MS)
    pair.page.bar.intervals_wanted.emit()
    pair.qtbot.waitUntil(lambda: bool(pair.page.settling.consensus.intervals), timeout=PATIENCE_MS)
    [record] = pair.page.settling.consensus.intervals
    assert "1 interval merged" in pair.said
    assert set(record.codes) == {"crying", "fussing", "contact", "search", "reach"}


def test_the_consensus_opens_in_code_like_any_coding(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    pair.page.open_button.menu().actions()[2].trigger()
    pair.qtbot.waitUntil(lambda: pair.program.coding is not None, timeout=PATIENCE_MS)
    assert pair.program.coding.coder == CONSENSUS
    assert [one.code for one in pair.program.coding.coding.events][-1] == "contact"


def test_a_study_read_anew_has_the_consensus(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    pair.program.window.show_place("study")
    found = read_anew(pair.qtbot, pair.program, pair.study.folder).read_coding("S001", CONSENSUS)
    assert "contact" in [one.code for one in found.events]
    assert CONSENSUS in pair.study.coders_of("S001")
    assert CONSENSUS not in pair.study.coders


def test_the_consensus_is_nobody_to_compare_with_unless_asked(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    pair.program.window.show_place("study")
    pair.compare("", "")
    scope = pair.program.agree_workspace.scope
    pair.qtbot.waitUntil(lambda: scope.coder_a.findText(CONSENSUS) >= 0, timeout=PATIENCE_MS)
    assert set(scope.coders) == {"KM", "JT"}
    assert set(pair.page.comparison.coders) == {"KM", "JT"}


def test_a_consensus_that_cannot_be_written_is_told(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    journal = pair.study.folder / "sessions" / "S001" / "consensus.jsonl"
    pair.qtbot.waitUntil(lambda: pair.page.settling.state == "saved", timeout=PATIENCE_MS)
    journal.write_bytes(journal.read_bytes() + b"{}\n")  # somebody else writes into it
    pair.choose("commission", "search")
    pair.settle(Qt.Key.Key_B)
    pair.qtbot.waitUntil(lambda: "consensus" in pair.said, timeout=PATIENCE_MS)


def test_the_bar_says_what_each_answer_comes_to(pair):
    bar = pair.page.bar
    pair.choose("onset shift", "crying")
    km, jt = clock(frame_ms(15)), clock(frame_ms(20))
    assert bar.kind.text() == "Onset shift"
    assert bar.question.text() == f"Crying starts at {km} for KM, at {jt} for JT (+0.167 s)."
    assert (bar.accept_a.text(), bar.accept_b.text()) == (f"A  KM: {km}", f"B  JT: {jt}")
    for kind, code_id, frame_a, frame_b in (("offset shift", "fussing", 90, 80), ("onset shift", "reach", 30, 33)):
        pair.choose(kind, code_id)
        moments = [clock(frame_ms(frame)) for frame in (frame_a, frame_b)]
        assert (bar.accept_a.text(), bar.accept_b.text()) == (f"A  KM: {moments[0]}", f"B  JT: {moments[1]}")
    pair.choose("omission", "contact")
    assert (bar.accept_a.text(), bar.accept_b.text()) == ("A  KM: Contact", "B  JT: none")


def test_another_theme_leaves_what_is_being_edited(pair):
    pair.choose("omission", "contact")
    pair.press(Qt.Key.Key_E)
    pair.go_to(102)
    pair.press(Qt.Key.Key_S)
    pair.program.window.set_theme("light")
    assert pair.page.bar.editing.isVisible()
    assert pair.page.bar.editing.start_ms == frame_ms(102)
    pair.program.window.set_theme("dark")


def test_without_episodes_there_are_no_intervals_to_merge(pair):
    pair.page.bar.intervals_wanted.emit()
    assert "There are no intervals to merge." in pair.said


def submit_consensus(pair):
    """Submit the consensus elsewhere, and come back to the workbench."""
    pair.program.window.show_place("study")
    pair.qtbot.waitUntil(lambda: not pair.program.saves.running, timeout=PATIENCE_MS)
    with pair.study.open_coding("S001", CONSENSUS) as opened:
        opened.history.do(submit(opened.coding))
    pair.compare()
    pair.qtbot.waitUntil(lambda: pair.page.settling.is_submitted, timeout=PATIENCE_MS)


def in_status_bar(pair):
    return "  ".join(pair.program.window.status_bar.said)


def test_the_status_bar_names_what_undo_takes_back_in_the_workbench_and_in_code(pair):
    pair.program.open_coding("S001", "KM")
    pair.qtbot.waitUntil(lambda: pair.program.coding is not None, timeout=PATIENCE_MS)
    pair.qtbot.waitUntil(lambda: "undo: code" in in_status_bar(pair), timeout=PATIENCE_MS)
    pair.compare()
    assert "undo" not in in_status_bar(pair)
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    assert "consensus: 3 events" in in_status_bar(pair)
    assert "undo: settle omission: accepted KM" in in_status_bar(pair)
    pair.press(Qt.Key.Key_Z, CTRL)
    assert f"undone: settle omission: accepted KM at {clock(frame_ms(100))}" in in_status_bar(pair)
    assert len(pair.program.coding.coding.events) == len(KM)
    pair.program.window.show_place("study")
    assert "undo" not in in_status_bar(pair)
    pair.program.window.show_place("code")
    assert "4 events" in in_status_bar(pair)
    assert "undo: code" in in_status_bar(pair)
    assert "consensus" not in in_status_bar(pair)


def test_undo_goes_to_the_line_it_is_about(pair):
    one = pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    assert pair.page.disagreements.current != one
    pair.press(Qt.Key.Key_Z, CTRL)
    assert pair.page.disagreements.current == one
    pair.choose("commission", "search")
    pair.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert pair.page.disagreements.current == one
    pair.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert "There is nothing to redo in the consensus." in pair.said


def test_a_submitted_consensus_is_shown_as_such_and_reopened_where_it_is_seen(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    assert not pair.page.bar.reopen.isVisible()
    submit_consensus(pair)
    assert "submitted" in pair.page.bar.note.text()
    pair.press(Qt.Key.Key_Z, CTRL)
    assert pair.page.settling.is_submitted
    assert pair.progress == "1 of 5 settled"
    assert "The consensus of this session is submitted" in pair.said
    QTest.mouseClick(pair.page.bar.reopen, Qt.MouseButton.LeftButton)
    pair.qtbot.waitUntil(lambda: not pair.page.settling.is_submitted, timeout=PATIENCE_MS)
    assert not pair.page.bar.reopen.isVisible()
    pair.press(Qt.Key.Key_Z, CTRL)
    assert pair.progress == "0 of 5 settled"


def test_a_decision_that_is_refused_does_not_go_on_to_the_next(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    submit_consensus(pair)
    one = pair.choose("commission", "search")
    pair.press(Qt.Key.Key_B)
    assert pair.page.disagreements.current == one
    assert pair.progress == "1 of 5 settled"
    QTest.mouseClick(pair.page.bar.reopen, Qt.MouseButton.LeftButton)
    pair.qtbot.waitUntil(lambda: not pair.page.settling.is_submitted, timeout=PATIENCE_MS)
    pair.settle(Qt.Key.Key_B)
    assert pair.page.disagreements.current != one


def test_beginning_again_says_how_much_of_what_was_settled_is_kept(pair):
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)
    pair.choose("commission", "search")
    pair.settle(Qt.Key.Key_B)
    pair.program.window.show_place("study")
    with pair.study.open_coding("S001", "JT") as opened:
        search = next(one for one in opened.coding.events if one.code == "search")
        opened.history.do(delete(opened.coding, [search.id]))
    pair.compare()
    pair.qtbot.waitUntil(lambda: len(pair.kinds) == 4, timeout=PATIENCE_MS)
    one = pair.choose("offset shift", "fussing")
    pair.press(Qt.Key.Key_A)
    assert pair.page.disagreements.current == one
    QTest.mouseClick(pair.page.bar.begin, Qt.MouseButton.LeftButton)
    pair.qtbot.waitUntil(lambda: "begun again: 1 of 2 settlements are kept" in pair.said, timeout=PATIENCE_MS)
    assert not pair.page.bar.begin.isVisible()


def test_what_comes_next_is_said_when_all_is_settled(pair):
    for _ in range(5):
        pair.page.disagreements.go_to_open()
        pair.settle(Qt.Key.Key_B)
    assert "Submit the consensus" in pair.page.bar.note.text()
    QTest.mouseClick(pair.page.bar.submit, Qt.MouseButton.LeftButton)
    pair.qtbot.waitUntil(lambda: pair.program.coding is not None, timeout=PATIENCE_MS)
    assert pair.program.coding.coder == CONSENSUS


def test_nothing_is_settled_over_a_window_that_is_only_looked_at(pair):
    for coder in ("KM", "JT"):
        with pair.study.open_coding("S001", coder) as opened:
            for episode, frame in (("4", 0), ("end", 140)):
                opened.history.do(mark_episode(opened.coding, pair.study.codebook, episode, frame_ms(frame)))
    agree = pair.program.agree_workspace
    agree.scope.over.wanted.emit(("4",))
    pair.qtbot.waitUntil(lambda: pair.page.comparison.agreement.data.chosen == ("4",), timeout=PATIENCE_MS)
    assert "a look over other episodes" in pair.page.bar.note.text()
    assert not pair.page.bar.begin.isVisible()
    one = pair.choose("omission", "contact")
    pair.press(Qt.Key.Key_A)
    assert "Keep it for the study" in " ".join(message.hint for message in pair.program.messages.said)
    assert pair.page.disagreements.current == one
    assert not (pair.study.folder / "sessions" / "S001" / "consensus.jsonl").exists()
    QTest.mouseClick(agree.scope.over.keep, Qt.MouseButton.LeftButton)
    pair.qtbot.waitUntil(lambda: pair.page.bar.note.text() == "", timeout=PATIENCE_MS)
    pair.choose("omission", "contact")
    pair.settle(Qt.Key.Key_A)


def test_a_comment_is_typed_by_one_key_kept_shown_undone_and_changed(pair):
    one = pair.choose("omission")
    pair.press(Qt.Key.Key_M)
    assert "how a disagreement was settled" in pair.said
    pair.settle(Qt.Key.Key_A)
    pair.page.disagreements.select(one)
    field = pair.page.bar.commenting.field
    pair.press(Qt.Key.Key_M)
    assert field.hasFocus()
    QTest.keyClicks(field, "beax: so seen")  # letters that settle, edit and go on are text here
    pair.press(Qt.Key.Key_Return)
    settlement = pair.page.settling.settlement(one)
    assert (settlement.comment, settlement.coder) == ("beax: so seen", "KM")
    assert pair.page.bar.commenting.isHidden()
    assert pair.page.disagreements.view.hasFocus()
    assert "“beax: so seen”" in pair.page.bar.question.text()
    model = pair.page.disagreements.model
    cell = model.index(model.shown.index(one), 5)
    assert (cell.data(), cell.data(Qt.ItemDataRole.ToolTipRole)) == ("✎ KM", "KM: “beax: so seen”")
    pair.press(Qt.Key.Key_M)
    assert field.text() == "beax: so seen"
    QTest.keyClicks(field, "something else")
    pair.press(Qt.Key.Key_Escape)
    assert pair.page.settling.settlement(one).comment == "beax: so seen"
    pair.press(Qt.Key.Key_M)
    QTest.keyClicks(field, "seen twice")
    pair.press(Qt.Key.Key_Return)
    pair.press(Qt.Key.Key_Z, CTRL)
    assert pair.page.settling.settlement(one).comment == "beax: so seen"
    pair.press(Qt.Key.Key_Z, CTRL | SHIFT)
    pair.qtbot.waitUntil(lambda: pair.page.settling.state == "saved", timeout=PATIENCE_MS)
    kept = read_anew(pair.qtbot, pair.program, pair.study.folder).read_coding("S001", CONSENSUS)
    assert kept.items[one.key].comment == "seen twice"
