"""Figures of results: their numbers are those of the measures, and what is missing or censored is said."""

import re
from io import BytesIO

import pytest
from matplotlib.image import imread
from msgspec.structs import replace

from annotator.measures.bouts import measured
from annotator.measures.dyad import visits
from annotator.measures.tables import measures_of, survival
from annotator.model.measure_rules import Contact, Grid, Latency, MeasureRules, Soothing
from annotator.report.figures.description import Counts
from annotator.report.figures.files import figure_files
from annotator.report.figures.measured import course, distribution, measures_drawn
from annotator.report.figures.raster import raster
from annotator.report.figures.results import FIGURES, kind_of, results_figures, results_of, why_not_drawn
from annotator.report.figures.sequences import state_space, transitions
from annotator.report.figures.shares import shares
from annotator.report.figures.waiting import waiting_curves, waits_of
from annotator.study.settings import AnalysisSettings
from tests.measures.small_lab import BOOK, MARKS, marked

FACES = Grid(id="faces", ones=("play", "watch", "asleep"), others=("smiling", "blank"))
RULES = MeasureRules(
    crying=("crying",),
    latencies=(Latency(id="approach", codes=("approach",), kinds=("reunion",)),),
    contact=Contact(codes=("contact",), present="caregiver"),
    soothing=Soothing(counts="first", quiet_s=10, kinds=("reunion",)),
    grids=(FACES,),
)
SETTINGS = AnalysisSettings(measures=RULES)
PHASES = ("play", "watch", "asleep")


def coded(session, coder, *more, **said):
    """Phases of both without a hole from 10 s on, distress and a reach in the first reunion (130 s to 190 s)."""
    events = [
        ("crying", 132, 140),
        ("fussing", 200),
        ("reach", 151),
        ("play", 10, 40),
        ("watch", 40, 65),
        ("play", 66, 120),
        ("watch", 120, 190),
        ("asleep", 190, 230),
        ("play", 230, 310),
        ("smiling", 10, 30),
        ("blank", 30, 55),
        ("smiling", 55, 100),
        ("blank", 100, 250),
    ]
    return marked(*events, *more, session=session, coder=coder, **said)


LOOKED = [((*PHASES, "smiling", "blank"), 10, 160), (("crying", "fussing", "approach", "reach"), 0, 310)]
CODINGS = [
    coded("S1", "KM", ("approach", 133, 136), looked=LOOKED),
    coded("S1", "JT", ("approach", 190, 200), marks=MARKS[:-1]),
    coded("S2", "KM", ("approach", 170, 180)),
    coded("S3", "KM"),
]


@pytest.fixture(scope="module")
def found():
    return results_of(CODINGS, BOOK, SETTINGS)


def test_a_raster_has_a_lane_a_code_and_coder_and_each_episode_begins_at_0(found):
    drawn = raster(CODINGS[:2], BOOK)
    assert [(part.name, part.length) for part in drawn.parts] == [
        ("1", 10.0),
        ("3", 60.0),
        ("4", 60.0),
        ("5", 60.0),
        ("6", 120.0),  # JT has no episode 8
        ("8", 60.0),
    ]
    lanes = {(lane.code, lane.coder): lane for lane in drawn.lanes}
    assert [lane.coder for lane in drawn.lanes[:2]] == ["KM", "JT"]
    (cry,) = lanes["crying", "KM"].fields[3].bars
    assert (cry.start, cry.end, cry.tip) == (2.0, 10.0, "KM: crying, 132.000 to 140.000 s of the session")
    assert [bar.is_point for bar in lanes["reach", "KM"].fields[3].bars] == [True]
    fuss = [field.bars for field in lanes["fussing", "KM"].fields[4:]]
    assert [(bar.start, bar.end, bar.is_running) for bars in fuss for bar in bars] == [(10, 60, True), (0, 60, True)]
    assert lanes["play", "KM"].fields[3].blanks == ((30.0, 60.0),)
    assert lanes["play", "JT"].fields[3].blanks == ()
    assert lanes["play", "JT"].fields[5] is None
    marks, without, sessions = drawn.notes
    assert "Hatched: not looked for, or out of view. Not marked" in marks
    assert "▸: nobody has said yet when it ends." in marks
    assert without.startswith("Without an event, and without a lane: contact, ")
    assert sessions == "1 session, 2 codings (KM, JT), 2 not submitted."
    alone = raster(CODINGS[:1], BOOK).notes
    assert alone[1].startswith("Nobody looked for: contact, pick_up, ")
    assert raster([marked(("reach", 400))], BOOK).empty == "No event of S1 lies in an episode."


def test_shares_are_those_of_the_measures_and_make_up_the_whole_episode():
    drawn = shares(CODINGS, BOOK, "phase")
    assert [layer.name for layer in drawn.layers] == [
        "play",
        "watch",
        "asleep",
        "none, a hole in the coding",
        "not looked for",
    ]
    assert all(sum(stack.shares) == pytest.approx(1) for stack in drawn.stacks)
    of_episode = {(stack.group, stack.name): stack for stack in drawn.stacks}
    third = of_episode["3", "KM"]
    spans = [(one, span) for one in CODINGS for span in one.spans if one.coding.coder == "KM" and span.episode == "3"]
    seconds = sum(measured(one.coding, BOOK, "play", span).total_ms for one, span in spans)
    assert third.shares[0] == pytest.approx(seconds / sum(span.duration_ms for _, span in spans))
    assert (third.shares[3], third.text) == (pytest.approx(1 / 60), "3")
    assert of_episode["5", "KM"].shares[4] == pytest.approx(30 / 180)
    assert ("8", "JT") not in of_episode
    assert "not looked for: 30.000 s, 16.7 %" in of_episode["5", "KM"].tip
    assert shares(CODINGS, BOOK, "distress").layers[-1].kind == "none"
    assert shares([], BOOK, "phase").empty == "There is no coding."
    assert shares([marked(marks=(), end_s=0)], BOOK, "phase").empty == "No scored episode was held."
    assert shares([marked()], BOOK, "phase").empty == "No coder used a code of phase in a scored episode."


def test_time_out_of_view_is_hatched_and_a_part_of_its_own():
    hidden = replace(BOOK.codes[0], id="hidden", name="hidden", channel="", actor="", unseen="caregiver")
    book = replace(BOOK, codes=(*BOOK.codes, hidden))
    one = coded("S1", "KM", ("hidden", 90, 105))
    smiling = {(lane.code, lane.coder): lane for lane in raster([one], book).lanes}["smiling", "KM"]
    assert [field.blanks for field in smiling.fields[1:3]] == [(), ((20.0, 35.0),)]
    drawn = shares([one], book, "adult_phase")
    of_layer = {layer.name: place for place, layer in enumerate(drawn.layers)}
    fourth = next(stack for stack in drawn.stacks if stack.group == "4")
    assert fourth.shares[of_layer["out of view"]] == pytest.approx(15 / 60)
    assert fourth.shares[of_layer["smiling"]] == pytest.approx(20 / 60)  # from 70 s until it is out of view at 90 s
    assert sum(fourth.shares) == pytest.approx(1)
    grid = state_space(one, book, RULES, FACES, "4")
    table = measures_of([one], book, SETTINGS)["grid.csv"]
    assert sum(map(len, grid.paths)) == table[table["episode"] == "4"]["visits"].sum()


def test_waiting_is_the_survival_of_the_measures_with_its_numbers_at_risk(found):
    waits = waits_of(found.tables)
    drawn = waiting_curves(waits, BOOK, "approach", "KM")
    fifth = drawn.lines[0]
    table = survival(found.tables["latencies.csv"])
    rows = table[(table["rule"] == "approach") & (table["coder"] == "KM") & (table["episode"] == "5")]
    assert fifth.xs == (0.0, *rows["time_s"]) == (0.0, 3.0, 40.0, 60.0)
    assert fifth.ys == (1.0, *rows["waiting"])
    assert fifth.censored == ((60.0, pytest.approx(1 / 3)),)
    assert drawn.counts == Counts(
        "still waited for",
        (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0),
        (("5", (3, 2, 2, 2, 2, 1, 1)), ("8", (3, 3, 3, 3, 3, 3, 3))),
    )
    assert drawn.notes[0] == "5: 3 sessions, 1 censored; median 40.000 s."
    assert drawn.notes[1] == "8: 3 sessions, 3 censored; median not reached."
    grouped = waiting_curves(waits, BOOK, "approach", "KM", {"S1": "B", "S2": "A", "S3": "A"})
    assert [(line.name, line.ys[-1]) for line in grouped.lines[:2]] == [("5, A", 0.5), ("5, B", 0.0)]
    soothed = waiting_curves(waits, BOOK, "soothed", "KM")
    assert "Without a number: no crying (3)." in soothed.notes
    assert waiting_curves(waits, BOOK, "soothed", "JT").title == "JT: how long until soothed"
    unset = measures_of(CODINGS, BOOK, AnalysisSettings())
    why = "Nothing was waited for. It is not set in study.toml which codes are meant, or nothing is coded."
    assert waiting_curves(waits_of(unset), BOOK, "contact", "KM").empty == why


def test_transitions_are_those_of_one_dyad_with_their_residuals(found):
    table = found.tables["transitions.csv"]
    drawn = transitions(table, BOOK, "phase", "S2", "KM")
    rows = table[(table["session"] == "S2") & (table["coder"] == "KM") & (table["channel"] == "phase")]
    assert sum(int(cell.text) for line in drawn.cells for cell in line if cell is not None) == rows["a"].sum()
    assert drawn.rows == drawn.columns == ("play", "watch", "asleep")
    assert [drawn.cells[at][at] for at in range(3)] == [None] * 3
    play_watch = rows[(rows["given"] == "play") & (rows["target"] == "watch")].iloc[0]
    cell = drawn.cells[0][1]
    assert (int(cell.text), cell.is_few) == (play_watch["a"], True)
    assert cell.tip.startswith("play, then watch: 2 times; z – (not estimable: the totals alone fix the cell")
    assert any(note.startswith("● Expected less than 5 times") for note in drawn.notes)
    assert "Empty: a code cannot follow itself." in drawn.notes
    cries = [("crying", 72, 73), ("crying", 80, 82), ("fussing", 84, 85), ("crying", 90, 91), ("fussing", 92, 95)]
    table = measures_of([marked(*cries)], BOOK, SETTINGS)["transitions.csv"]
    drawn = transitions(table, BOOK, "distress", "S1", "KM")
    read = table.set_index(["given", "target"])["residual"]
    assert drawn.cells[0][1].details == (f"z {read['crying', 'fussing']:+.2f}",)
    assert drawn.cells[1][1].details == (f"z {read['fussing', 'fussing']:+.2f}".replace("-", "−"),)
    assert transitions(table, BOOK, "phase", "S2", "XX").empty == "No code of phase followed another."


def test_a_state_space_grid_has_the_seconds_of_the_measures_and_every_visit(found):
    one = CODINGS[2]
    drawn = state_space(one, BOOK, RULES, FACES, "3")
    assert (drawn.rows, drawn.columns) == (("smiling", "blank"), PHASES)
    assert (drawn.row_label, drawn.column_label) == ("caregiver", "")
    assert drawn.title == "S2, KM, 3: state-space grid of phase and adult phase"
    table = found.tables["grid.csv"]
    rows = table[(table["session"] == "S2") & (table["episode"] == "3")].set_index(["one", "other"])
    assert drawn.cells[0][0].text == f"{rows.loc[('play', 'smiling'), 'in_cell_s']:.1f} s" == "24.0 s"
    assert drawn.cells[0][2].text == ""
    span = one.spans[1]
    stays = visits(one.coding, FACES, [(span.start_ms, span.end_ms)])
    assert sum(map(len, drawn.paths)) == len(stays) == rows["visits"].sum()
    assert [len(path) for path in drawn.paths] == [4, 1]  # from 65 s to 66 s the infant has no phase
    assert drawn.notes[0].startswith(
        "59.000 s with a state of both, of 60.000 s in which all were looked for and could be seen; 5 visits."
    )
    assert state_space(CODINGS[1], BOOK, RULES, FACES, "8").empty == "Nothing to show: episode not held."
    nothing = state_space(marked(("play", 70, 80)), BOOK, RULES, FACES, "3")
    assert nothing.empty == "Both sides never had a state at the same time."


def many(sessions):
    return [coded(f"S{n:02}", coder, ("crying", 70, 72 + n)) for n in range(sessions) for coder in ("KM", "JT")]


def test_a_distribution_has_a_dot_a_session_and_a_box_only_where_there_are_enough(found):
    tables = measures_of(many(12), BOOK, SETTINGS)
    crying = next(measures_drawn(tables, BOOK))
    minutes = tables["crying.csv"].query("part == 'total' and coder == 'KM'").set_index("session")["crying_min"]
    groups = {f"S{n:02}": "B" if n else "A" for n in range(11)}
    drawn = distribution(crying, "KM", groups, "class")
    assert drawn.x.names == ("A, n 1", "B, n 10")
    assert sorted(dot.y for dot in drawn.dots) == sorted(minutes[:11])
    assert [box.x for box in drawn.boxes] == [1.0]
    assert drawn.boxes[0].median == pytest.approx(minutes[1:11].median())
    assert all(abs(dot.x - round(dot.x)) < 0.3 for dot in drawn.dots)
    assert "Left out, without a class: 1 session." in drawn.notes
    waits = {one.id: one for one in measures_drawn(found.tables, BOOK)}["wait_approach_5"]
    few = distribution(waits, "KM", {}, "")
    assert [(dot.y, dot.is_censored) for dot in few.dots] == [(3.0, False), (40.0, False), (60.0, True)]
    assert few.dots[2].tip == "S3: more than 60 s"
    assert few.boxes == ()
    assert "▵ At least so much, not seen any further (censored): 1 session." in few.notes
    assert distribution(waits, "JT", {}, "").empty == "Fewer than two sessions have a value."
    assert distribution(waits, "KM", {}, "class").empty == "No session with a value has a class."


def test_a_course_has_the_sessions_in_order_and_a_line_a_coder(found):
    tables = measures_of(many(3), BOOK, SETTINGS)
    drawn = course(next(measures_drawn(tables, BOOK)), ("S02", "S00", "S01", "S09"), "date")
    assert (drawn.x.names, drawn.x.title) == (("S02", "S00", "S01"), "session, in order of date")
    assert [(line.name, line.look) for line in drawn.lines] == [("KM", 0), ("JT", 1)]
    assert drawn.lines[0].ys == pytest.approx((12 / 60, 10 / 60, 11 / 60))
    assert "Without a value, and left out: S09." in drawn.notes
    waits = {one.id: one for one in measures_drawn(found.tables, BOOK)}["wait_approach_5"]
    (km, _) = course(waits, ("S1", "S2", "S3"), "").lines
    assert km.censored == ((2.0, 60.0),)


def test_an_empty_study_and_one_of_a_single_session_say_in_words_what_cannot_be_drawn(found):
    nothing = dict(results_figures(results_of([], BOOK, SETTINGS)))
    assert list(nothing) == list(FIGURES)
    why = "No session is coded, or none of what is coded was chosen."
    assert {why_not_drawn(figure) for figure in nothing.values()} == {why}
    single = dict(results_figures(results_of([coded("S1", "KM")], BOOK, SETTINGS), ["course", "distribution"]))
    assert {why_not_drawn(figure) for figure in single.values()} == {"Fewer than two sessions have a value."}
    unset = dict(results_figures(results_of([coded("S1", "KM")], BOOK, AnalysisSettings()), ["state_space", "course"]))
    assert why_not_drawn(unset["state_space"]) == "study.toml sets no grid under analysis.measures."
    made = dict(results_figures(found))
    assert {kind_of(name) for name in made} == set(FIGURES)
    assert made["waiting_approach_KM"].lines
    assert "transitions_phase_S1_JT" in made


def test_each_episode_has_waiting_curves_of_its_own_where_there_are_groups():
    sessions = [one._replace(session=replace(one.session, variables={"visit": one.session.id})) for one in CODINGS]
    made = dict(results_figures(results_of(sessions, BOOK, SETTINGS, "visit"), ["waiting"]))
    fifth = made["waiting_approach_5_KM"]
    assert fifth.title == "KM: how long until approach, 5"
    assert [line.name for line in fifth.lines] == ["S1", "S2", "S3"]
    assert (
        why_not_drawn(made["waiting_soothed_8_JT"]) == "Nothing was waited for. Without a number: episode not held (1)."
    )


def test_chosen_episodes_are_all_that_is_drawn():
    chosen = results_of(CODINGS, BOOK, SETTINGS, episodes=("5",))
    made = dict(results_figures(chosen))
    assert [part.name for part in made["raster_S2"].parts] == ["5"]
    assert {stack.group for stack in made["shares_phase"].stacks} == {"5"}
    assert [line.name for line in made["waiting_approach_KM"].lines] == ["5"]
    assert next(name for name in made if name.startswith("state_space")) == "state_space_faces_S1_KM_5"
    assert made["distribution_crying_KM"].title == "KM: Crying in episode 5"


def test_files_say_what_the_figures_show_and_their_letters_can_be_changed(found):
    made = dict(results_figures(found))
    wanted = (
        "raster_S1",
        "shares_phase",
        "waiting_approach_KM",
        "state_space_faces_S2_KM_3",
        "distribution_wait_approach_5_KM",
    )
    figures = [(name, made[name]) for name in wanted]
    files = dict(figure_files("figures", figures))
    assert files["figures.pdf"].count(b"/Type /Page ") == len(wanted)
    assert b"/Subtype /Type3" not in files["figures.pdf"]
    said = {}
    for name in wanted:
        picture = imread(BytesIO(files[f"{name}.png"]))
        assert (picture[[0, -1], :, :3] == 1).all()  # white, and nothing touches the edges
        assert (picture[:, [0, -1], :3] == 1).all()
        said[name] = set(re.findall(r"<text[^>]*>([^<]*)</text>", files[f"{name}.svg"].decode()))
    assert {
        "S1: what KM and JT saw",
        "crying",
        "KM",
        "JT",
        "not marked",
        "seconds from the start of each episode",
    } <= said["raster_S1"]
    assert {"not looked for", "none, a hole in the coding", "KM", "3"} <= said["shares_phase"]
    assert {"still waited for", "5", "share still waiting"} <= said["waiting_approach_KM"]
    assert {"24.0 s", "caregiver"} <= said["state_space_faces_S2_KM_3"]
    assert "all sessions, n 3" in said["distribution_wait_approach_5_KM"]
    assert list(dict(figure_files("figures", figures[3:4], kinds=["svg"]))) == ["state_space_faces_S2_KM_3.svg"]
