"""The Results workspace: a lab lead reads the numbers of a study, and goes from one to its events and their video."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from annotator.demo import SESSION, TRUTH_CODER, read_truth, sample_study, sample_truth_file
from annotator.demo_coders import many_coders_study
from annotator.model.commands import submit
from annotator.model.measure_rules import (
    Chain,
    Contact,
    Cue,
    Fit,
    Grid,
    Latency,
    Matching,
    MeasureRules,
    SecureBase,
    Soothing,
    Window,
)
from annotator.report.results.pages import TITLES
from annotator.study import open_study
from tests.ui.on_disk import read_anew
from ui.actions import ACTIONS
from ui.results.rules_form import RulesForm

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sample(tmp_path):
    """The sample study, in which only what was drawn is submitted."""
    study = open_study(sample_study(tmp_path))
    with study.open_coding(SESSION, TRUTH_CODER) as opened:
        opened.history.do(submit(opened.coding))
    return study


@pytest.fixture
def results(program, qtbot, press):
    """Opens a study in the window and shows its results."""

    def show(study):
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None and not program.saves.running, timeout=10_000)
        press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
        workspace = program.results_workspace
        settle(qtbot, program, workspace)
        return workspace

    return show


def settle(qtbot, program, workspace):
    qtbot.waitUntil(lambda: not program.saves.running and not program.reads.running, timeout=20_000)
    qtbot.waitUntil(lambda: workspace.is_current or workspace.empty.isVisible(), timeout=20_000)


def lines(workspace):
    return workspace.view.table.lines(workspace.view.model.order)


def test_every_page_has_an_action_and_says_what_it_is():
    actions = {spec.id: spec for spec in ACTIONS}
    for page, title in TITLES.items():
        assert actions[f"results_{page}"].text == title


def test_from_a_number_to_its_video_frame_and_into_code(program, qtbot, press, sample, results):
    workspace = results(sample)
    press(Qt.Key.Key_3)
    settle(qtbot, program, workspace)
    table = workspace.view.table
    assert table.title == "Behaviour by episode"
    assert [row.name for row in table.rows] == [SESSION]
    truth = read_truth(sample_truth_file())
    spans = {one.episode: (one.start_ms, one.end_ms) for one in truth.episodes}
    cries = [one for one in truth.events if one.code == "crying"]
    for of, value in zip(table.columns, table.rows[0].values, strict=True):
        if of.key[2] == "seconds":
            start, end = spans[of.episode]
            inside = [min(one.end_ms, end) - max(one.start_ms, start) for one in cries]
            assert value.number == sum(ms for ms in inside if ms > 0) / 1000
    # With keys alone to the first number that has events behind it.
    workspace.view.view.setFocus()
    column = next(at for at, one in enumerate(table.rows[0].values) if one.number)
    for _ in range(column - workspace.view.view.currentIndex().column()):
        press(Qt.Key.Key_Right)
    settle(qtbot, program, workspace)
    episode = table.columns[column].episode
    behind = workspace.behind.model.behind
    start, end = spans[episode]
    inside = [one for one in cries if one.start_ms < end and one.end_ms > start]
    assert [one.start_ms for one in behind.moments] == [one.start_ms for one in inside]
    assert sum(one.inside_ms for one in behind.moments) / 1000 == table.rows[0].values[column].number
    press(Qt.Key.Key_Return)
    video = workspace.behind.video
    qtbot.waitUntil(lambda: video.player is not None and video.player.ready, timeout=10_000)
    qtbot.waitUntil(lambda: video.position_ms == inside[0].start_ms and video.view.shown is not None, timeout=10_000)
    press(Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: video.position_ms > inside[0].start_ms, timeout=10_000)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: video.player.playing, timeout=10_000)
    # All of them: each is followed by the next, and the last by none.
    press(Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: video.player.playing, timeout=10_000)
    for one in behind.moments:
        assert workspace.behind.moment == one
        assert video.player.playing
        video.moved.emit(one.end_ms)
    assert not video.player.playing
    workspace.behind.list.setCurrentIndex(workspace.behind.model.index(0, 0))
    # The figure is of the number, or of its session.
    assert workspace.figure.title.text().endswith(f"Time · Crying · ep {episode}")
    assert workspace.figure.empty.hint.text() == "Fewer than two sessions have a value."
    workspace.figure.kind.setCurrentIndex(1)
    workspace.figure.kind.activated.emit(1)
    qtbot.waitUntil(workspace.figure.raster.isVisible, timeout=10_000)
    workspace.behind.list.setFocus()
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=10_000)
    assert (program.coding.session.id, program.coding.coder) == (SESSION, TRUTH_CODER)
    qtbot.waitUntil(lambda: program.coding.position_ms == inside[0].start_ms, timeout=10_000)
    # What changes in Code changes the results: they are never shown as they were.
    press(Qt.Key.Key_Return, CTRL)  # reopens it
    press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, program, workspace)
    assert workspace.empty.isVisible()
    assert workspace.empty.what.text() == "No coding is submitted yet."
    assert "3 codings are unfinished" in workspace.empty.hint.text()
    qtbot.mouseClick(workspace.include, Qt.MouseButton.LeftButton)
    settle(qtbot, program, workspace)
    assert workspace.filters.unfinished.isChecked()
    assert workspace.view.isVisible()


def test_an_empty_study_says_what_to_do(program, qtbot, press, study, results):
    workspace = results(study)
    table = workspace.view.table
    assert [[row.name, row.values[0].text] for row in table.rows] == [["S001", "nobody has coded it"]]
    for key, said in (
        (Qt.Key.Key_3, "Nobody has coded a session yet."),
        (Qt.Key.Key_7, "Nobody has coded a session yet."),
    ):
        press(key)
        settle(qtbot, program, workspace)
        assert workspace.empty.isVisible()
        assert workspace.empty.what.text() == said
    workspace.filters.sessions.setText("nowhere")
    workspace.filters.sessions.editingFinished.emit()
    settle(qtbot, program, workspace)
    assert workspace.empty.what.text() == "The filters leave no coding."
    qtbot.mouseClick(workspace.clear_filters, Qt.MouseButton.LeftButton)
    settle(qtbot, program, workspace)
    assert workspace.empty.what.text() == "Nobody has coded a session yet."


def test_filters_hold_for_all_pages_and_rules_are_followed_at_once(program, qtbot, press, tmp_path, results):
    study = many_coders_study(tmp_path / "study", sessions=5, coders=("AB", "JT", "KM"))
    workspace = results(study)
    table = workspace.view.table
    assert [row.name for row in table.rows if row.coded] == ["S001", "S002", "S003", "S004", "S005"]

    # Part of a name, typed; it holds on the next page, and digits in the field are text.
    press(Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(workspace.filters.sessions, "s001, 3")
    press(Qt.Key.Key_Return)
    settle(qtbot, program, workspace)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_3)
    settle(qtbot, program, workspace)
    assert workspace.view.table.title == "Behaviour by episode"
    assert [row.name for row in workspace.view.table.rows] == ["S001", "S003"]
    assert "2 of 5 sessions" in workspace.scope.text()
    workspace.filters.coder.setCurrentIndex(workspace.filters.coder.findData("*"))
    workspace.filters.episodes.choose(("5", "8"))
    workspace.filters.codes.choose(("crying", "fussing"))
    workspace.filters.coder.activated.emit(0)
    settle(qtbot, program, workspace)
    table = workspace.view.table
    assert {column.episode for column in table.columns} == {"5", "8"}
    assert {column.key[0] for column in table.columns} == {"crying", "fussing"}
    assert len(table.rows) > 2
    assert all(" · " in row.name for row in table.rows)
    assert workspace.figure.chart.plot.title == "Every coder: Time · Crying · ep 5"
    assert len(workspace.figure.chart.plot.dots) == len(table.rows)
    workspace.ask = type("Answers", (), {"folder": lambda *_: tmp_path / "figures"})()
    qtbot.mouseClick(workspace.figure.save_button, Qt.MouseButton.LeftButton)
    settle(qtbot, program, workspace)
    written = sorted(one.name for one in (tmp_path / "figures").iterdir())
    assert written == [f"every_coder_time_crying_ep_5.{kind}" for kind in ("pdf", "png", "svg")]

    # Sorted by the first column, copied as it is sorted, head and foot with it.
    workspace.view.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    numbers = [table.rows[place].values[0].number for place in workspace.view.model.order]
    assert numbers == sorted(numbers, reverse=True)
    press(Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    copied = QGuiApplication.clipboard().mimeData()
    title, _, *said = copied.text().splitlines()
    assert title == "Behaviour by episode"
    assert said[0].split("\t")[:2] == ["", "Time, s: Crying · ep 5"]
    assert [float(one.split("\t")[1]) for one in said[1 : 1 + len(numbers)]] == numbers
    assert said[1 + len(numbers)].split("\t")[0] == "n"
    assert "<table>" in copied.html()

    # The lab sets a rule: saved, and the page follows it.
    workspace.filters.clear()
    press(Qt.Key.Key_5)
    settle(qtbot, program, workspace)
    assert workspace.empty.what.text() == "No rule for cues and answers, the secure base or matching is set."
    qtbot.mouseClick(workspace.rules_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(workspace.rules.isVisible, timeout=10_000)
    form = workspace.rules
    form.counts.setCurrentIndex(form.counts.findData("last"))
    form.quiet.setText("0")
    form.keep()
    assert form.complaint.text() == "Type how many seconds."
    form.quiet.setText("5")
    assert form.is_changed
    form.keep()
    settle_saves(qtbot, program)
    assert study_now(qtbot, program, study).settings.measures.soothing == Soothing(counts="last", quiet_s=5)
    press(Qt.Key.Key_4)
    settle(qtbot, program, workspace)
    waits = [column for column in workspace.view.table.columns if column.is_wait]
    assert {column.below.partition(" · ")[0] for column in waits} == {"soothed"}
    foot = {line.name: line.cells for line in workspace.view.table.foot}
    assert set(foot) == {"n", "Missing", "Censored", "Median", "Mean (SD)"}
    program.messages.said[-1].offer.do()
    settle_saves(qtbot, program)
    assert study_now(qtbot, program, study).settings.measures.soothing is None


def settle_saves(qtbot, program):
    qtbot.waitUntil(lambda: not program.saves.running, timeout=20_000)


def study_now(qtbot, program, study):
    return read_anew(qtbot, program, study.folder)


def every_rule(modifier, values):
    """One of each kind, as a lab may have written them into study.toml."""
    both = {"ones": ("crying", "fussing"), "others": ("contact", "proximity_seeking")}
    fit = Fit(modifier=modifier, matched=values[:1], mismatched=values[1:2])
    cue = Cue(id="reach", codes=("reach",), answers=("pick_up",), within_s=5, fit=fit, present="caregiver")
    return MeasureRules(
        crying=("crying",),
        latencies=(Latency(id="approach", codes=("proximity_seeking",), kinds=("reunion",), present="caregiver"),),
        contact=Contact(codes=("contact",), put_down=("pick_up",)),
        soothing=Soothing(counts="last", since=("pick_up",)),
        cues=(cue,),
        secure_base=SecureBase(away=("locomotion",), back=("proximity_seeking",), explore=("manipulation",)),
        matching=(Matching(id="together", pairs=(("crying", "contact"),), leave_out=("manipulation",), **both),),
        windows=(Window(id="soon", given=("crying",), target=("reach",), within_s=2.5, unit_s=0.5),),
        chains=(Chain(id="toys", codes=("reach", "manipulation"), repeats=True, lag=2),),
        grids=(Grid(id="space", unit_s=1, **both), Grid(id="plain", **both)),
    )


def test_the_form_shows_every_rule_and_refuses_what_cannot_be(qtbot, messages, saves, study):
    target = study.codebook.modifier_by_id["target"]
    rules = every_rule("target", tuple(one.id for one in target.values))
    study.change_settings(measures=rules)
    form = RulesForm(messages, saves)
    qtbot.addWidget(form)
    form.begin(study, study.settings)
    assert not form.is_changed
    assert {name: len(some) for name, some in form.lines.items()} == {
        name: len(getattr(rules, name)) for name in ("latencies", "cues", "matching", "windows", "chains", "grids")
    }

    def add(words):
        next(one for one in form.findChildren(QPushButton) if one.text() == words).click()

    def refused(words):
        form.keep()
        assert form.complaint.text() == words

    add("Add a latency")
    line = form.lines["latencies"][-1]
    refused("A rule has no name: give it one.")
    line.id.setText("second")
    refused("second has no codes: choose what is waited for.")
    line.removed.emit()
    add("Add a chain")
    line = form.lines["chains"][-1]
    line.id.setText("order")
    refused("order has fewer than two codes: choose more.")
    line.of.choose(("crying", "fussing"))
    refused("order does not say whether a code may follow itself: choose.")
    line.repeats.setCurrentIndex(2)
    line.lag.setText("0")
    refused("Type a whole number.")
    line.lag.setText("1")
    add("Add a matching")
    line = form.lines["matching"][-1]
    line.id.setText("phases")
    line.ones.choose(("crying",))
    line.others.choose(("contact", "crying"))
    line.others.changed.emit()
    refused("phases has no pairs: choose those that match.")
    line.pairs.choose(("crying contact",))
    refused("phases has crying on both sides. Name each code on one side.")
    line.removed.emit()
    form.lines["cues"][0].matched.choose(())
    refused("reach does not say which answers fit and which do not: choose some of each.")
    form.lines["cues"][0].fit.setCurrentIndex(0)
    form.base["back"].choose(())
    refused("The secure base needs codes of going away and of coming back: choose both, or none of its codes.")
    form.begin(study, study.settings)
    assert form.is_changed, "what was changed and is not saved stays"
    form.begin_again()
    assert not form.is_changed
    form.lines["cues"][0].within.setText("2")
    form.lines["grids"][0].unit.setText("")
    form.keep()
    qtbot.waitUntil(lambda: not saves.running, timeout=10_000)
    kept = open_study(study.folder).settings.measures
    grids = (replace(rules.grids[0], unit_s=None), rules.grids[1])
    assert kept == replace(rules, cues=(replace(rules.cues[0], within_s=2),), grids=grids)
