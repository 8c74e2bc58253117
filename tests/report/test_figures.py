"""What figures show, in plain data, and the files that are drawn from it."""

import re
import xml.etree.ElementTree as ET

import cv2
import numpy as np
import pytest

from annotator.agreement.pair.report import report_pair
from annotator.agreement.whole_study import whole_study
from annotator.demo_coders import many_coders_study
from annotator.report.figures.curves import curve
from annotator.report.figures.description import (
    Axis,
    Bar,
    Cell,
    Field,
    Grid,
    Lane,
    Panels,
    Part,
    Plot,
    Raster,
    Reach,
    Reaches,
    Scale,
    begins_at,
    round_values,
    share_axis,
)
from annotator.report.figures.differences import differences
from annotator.report.figures.files import figure_files, figure_names
from annotator.report.figures.grids import confusion
from annotator.report.figures.pair import kappa_intervals, pair_figures
from annotator.report.figures.study import all_trends, heat_map, study_figures, trend
from annotator.report.study_words import pair_words
from annotator.statistics.estimate import LEVEL, Undefined
from annotator.study import open_study
from annotator.study.settings import AgreementSettings

from .conftest import data_of, items

EIGHT = ("AB", "JT", "KM", "LS", "MO", "NP", "QR", "ST")


@pytest.fixture(scope="module")
def eight(tmp_path_factory):
    """Eight coders of six sessions, two of which only the first has coded; the lab asks for .80."""
    study = many_coders_study(tmp_path_factory.mktemp("eight") / "study", sessions=6, coders=EIGHT)
    return whole_study(open_study(study.folder), AgreementSettings(threshold=0.8))


def kappa_of(whole, subject):
    return whole.estimates(next(one for one in whole.subjects if one.id == subject), "kappa")


def test_the_curve_of_a_channel_is_the_mean_with_both_ways_as_a_band_and_names_the_tolerance(report):
    plot = curve(report, "distress")
    kappa, po = plot.lines
    assert (kappa.name, po.name) == ("κ", "Po")
    assert (plot.x.title, plot.x.high, plot.marker.x, plot.marker.name) == (
        "tolerance in s",
        5,
        1.0,
        "the study's tolerance",
    )
    found = dict(report.curves)["distress"]
    assert kappa.ys == tuple(one.kappa for one in found)
    assert kappa.band == tuple(tuple(sorted((one.kappa_a, one.kappa_b))) for one in found)
    assert any(low < high for low, high in kappa.band)
    assert kappa.ys[0] == pytest.approx(dict(report.time)["distress"].kappa.value)
    assert po.ys[0] == pytest.approx(109.6 / 120)
    assert po.ys[2] == pytest.approx(110 / 120)  # from 0.5 s on, the 0.4 s of the first onset are forgiven
    assert plot.title == "KM × JT, Distress: κ and Po at each tolerance"
    assert "every moment of KM looked up in JT's coding" in plot.notes[0]
    assert "The axis begins at .6, not at 0." in plot.notes
    assert plot.empty == ""


def test_the_curve_of_a_point_steps_up_where_its_pair_comes_within_the_tolerance(report):
    plot = curve(report, "reach")
    (line,) = plot.lines
    assert dict(zip(line.xs, line.ys, strict=True))[0.25] == 0
    assert dict(zip(line.xs, line.ys, strict=True))[0.5] == pytest.approx(2 / 3)
    assert plot.notes[0] == "Points: 2 of KM, 1 of JT, matched one to one."


def test_where_nobody_used_a_code_the_chart_says_so(report):
    assert curve(report, "search").empty == "not estimable: neither coder used any of these codes"
    assert curve(report, "smile").empty == "not estimable: neither coder used this code"
    assert curve(report, "no such key").empty == "Nothing to compare."


def test_differences_lie_over_the_means_and_the_same_ones_on_one_dot():
    def rated(*points):
        return items([], [], [(str(n), float(value)) for n, value in zip("58", points, strict=True)])

    sessions = [(rated(3, 5), rated(4, 5)), (rated(3, 5), rated(4, 7))]
    found = report_pair(data_of(*sessions), LEVEL)
    plot = differences(found, found.scales[0])
    dots = {(dot.x, dot.y): (dot.weight, dot.tip) for dot in plot.dots}
    assert dots == {
        (3.5, 1.0): (2, "mean 3.5, difference +1: 2 units"),
        (5.0, 0.0): (1, "mean 5, difference 0: 1 unit"),
        (6.0, 2.0): (1, "mean 6, difference +2: 1 unit"),
    }
    bias, upper, lower = plot.levels
    assert (bias.name, bias.y) == ("bias +1.00", 1.0)
    assert (bias.low, bias.high) == (None, None)  # two sessions say too little about how sessions differ
    assert lower.y < 0 < upper.y == pytest.approx(2 - lower.y)
    assert (plot.x.low, plot.x.high) == (3.0, 6.5)
    assert plot.y.low == -plot.y.high < lower.y
    assert plot.y.title == "JT − KM, points; above 0: JT higher"
    assert plot.notes[0].startswith("4 units rated by both.")


def test_without_a_unit_that_both_rated_there_is_nothing_to_show(report):
    plot = differences(report, None)
    assert (plot.dots, plot.empty) == ((), "No unit was rated by both.")


def test_kappas_name_both_coders_and_say_how_much_each_rests_on(report):
    found = kappa_intervals(report)
    assert found.title == "KM × JT: κ of channels and codes"
    distress, crying, *_ = found.rows
    assert (distress.name, distress.is_indented, distress.is_few) == ("Distress", False, True)
    assert (crying.name, crying.is_indented) == ("Crying", True)
    assert distress.text.endswith(", 2 / 2")
    assert any(note.startswith("○ Fewer than ten bouts") for note in found.notes)


def test_every_figure_of_two_coders_has_a_title_with_both(report):
    made = dict(pair_figures(report))
    assert {"figure_kappa", "figure_seconds_distress", "figure_events_distress", "figure_classes_abcd"} <= set(made)
    assert all("KM × JT" in figure.title for figure in made.values())
    assert "figure_curve_smile" not in made


def test_a_confusion_matrix_says_the_same_and_the_different_without_colours():
    grid = confusion("Distress", ("KM", "JT"), ["Crying", "none"], np.array([[1500, 500], [0, 8000]]))
    (same, different), (nothing, most) = grid.cells
    assert (same.text, same.sign, same.kind, same.details) == ("1.500", "=", "same", ("15.0 %",))
    assert (different.sign, different.kind, different.shade) == ("≠", "different", 1.0)
    assert (nothing.sign, nothing.shade, most.shade) == ("", 0.0, 1.0)
    assert same.tip == "KM: Crying\nJT: Crying\n1.500 seconds, 15.0 %"
    assert grid.title == "KM × JT, Distress: seconds"
    assert "10.000 s" in grid.notes[0]
    events = confusion(
        "Distress", ("KM", "JT"), ["Crying", "no partner"], np.array([[3, 1], [0, 0]]), "events", corner=False
    )
    assert (events.cells[1][1].text, events.cells[0][1].tip) == ("", "KM: Crying\nJT: no partner\n1 event, 25.0 %")


def test_the_heat_map_tells_interval_sessions_and_little_data(eight):
    found = kappa_of(eight, "distress")
    grid = heat_map(eight, found)
    assert grid.rows == grid.columns == EIGHT
    assert [grid.cells[at][at] for at in range(8)] == [None] * 8
    assert grid.cells[0][1] is grid.cells[1][0]
    pair = eight.compared.pairs.index(("AB", "KM"))
    cell = grid.cells[0][2]
    assert cell.tip == pair_words(eight, found, pair)
    assert cell.details[-1] == "4 sessions"
    assert re.fullmatch(r"\.\d\d to (\.\d\d|> \.99)", cell.details[0])
    assert grid.scale == Scale("κ; 1 is best", 0.8)
    assert "Asked for: .80 or more, the arrow at the scale." in grid.notes
    rare = heat_map(eight, kappa_of(eight, "hard_crying"))
    assert any(cell.is_few for line in rare.cells for cell in line if cell is not None)
    assert any(note.startswith("● Fewer than ten bouts") for note in rare.notes)
    assert not any("−.00" in cell.text for line in rare.cells for cell in line if cell is not None)


def test_the_trend_of_a_pair_leaves_out_and_names_the_sessions_without_a_value(eight):
    pair = eight.compared.pairs.index(("AB", "JT"))
    plot = trend(eight, kappa_of(eight, "distress"), pair)
    course, fit = plot.lines
    assert plot.title == "AB × JT, Distress: κ from session to session"
    assert plot.x.names == ("S001", "S002", "S003", "S004")
    assert (len(course.ys), fit.is_fit, fit.xs) == (4, True, (0.0, 3.0))
    assert np.polyval(np.polyfit(course.xs, course.ys, 1), [0, 3]) == pytest.approx(fit.ys)
    (level,) = plot.levels
    assert (level.y, level.name) == (0.8, "asked for: .80")
    assert plot.y.low <= min(*course.ys, 0.8)
    rare, named = kappa_of(eight, "hard_crying"), 0
    for pair in range(len(eight.compared.pairs)):
        courses, plot = eight.drift(rare.subject, "kappa", pair).sessions, trend(eight, rare, pair)
        without = [session for session, value in courses if isinstance(value, Undefined)]
        assert plot.x.names == tuple(session for session, _ in courses if session not in without)
        assert (f"Without a value, and left out: {', '.join(without)}." in plot.notes) == bool(without)
        assert plot.empty == ("" if plot.x.names else "No session has a value of its own.")
        assert "" not in plot.notes
        named += bool(without and plot.x.names)
    assert named


def test_many_pairs_get_a_plot_for_each_coder_and_one_legend_for_all(eight):
    found = all_trends(eight, kappa_of(eight, "distress"))
    assert isinstance(found, Panels)
    assert [plot.title for plot in found.plots] == list(EIGHT)
    for plot in found.plots:
        assert [line.name for line in plot.lines] == [one for one in EIGHT if one != plot.title]
        assert [line.look for line in plot.lines] == [EIGHT.index(line.name) for line in plot.lines]
        assert (plot.x, plot.y) == (found.plots[0].x, found.plots[0].y)
    assert found.notes[1].startswith("28 pairs, of each 2 to 4 sessions with a value")


def test_an_axis_begins_below_its_values_at_a_round_one_and_says_so():
    axis = share_axis("κ", [0.71, 0.95])
    assert [written for _, written in axis.ticks] == [".6", ".7", ".8", ".9", "1.0"]
    assert begins_at(axis) == "The axis begins at .6, not at 0."
    assert begins_at(share_axis("κ", [0.1])) == ""
    assert share_axis("κ", [-0.001]).low == 0
    assert share_axis("κ", [-0.12]).low == -0.2
    assert [written for _, written in share_axis("κ", [-0.12]).ticks][:2] == ["−.2", "0"]
    assert [written for _, written in Axis("points", -1.8, 1.8).ticks] == ["−1.5", "−1", "−0.5", "0", "0.5", "1", "1.5"]


def test_round_values():
    assert round_values(0, 1) == (0, 0.2, 0.4, 0.6, 0.8, 1)
    assert round_values(-1.8, 1.8) == (-1.5, -1, -0.5, 0, 0.5, 1, 1.5)


def test_files_are_white_pictures_editable_drawings_and_one_document(eight):
    wanted = ("heat_map_channel_distress", "drift_channel_distress")
    figures = [(name, figure) for name, figure in study_figures(eight) if name in wanted]
    reaches = Reaches("AB × JT: κ", share_axis("κ", [0.5]), (Reach("Crying", 0.7, 0.5, 0.8, ".70, 12 / 13"),), "κ")
    flat = Grid("None met", "", "", ("A", "B"), ("A", "B"), ((None, None), (Cell("–"), None)), Scale("κ"))
    one = Plot("Nothing yet", Axis("session", 0, 1, ("S1", "S2")), share_axis("κ", []))
    figures += [("reaches", reaches), ("flat", flat), ("one", one)]
    told: list[float] = []
    files = dict(figure_files("figures", figures, told.append))
    assert list(files) == figure_names("figures", figures)
    assert told == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])
    assert files["figures.pdf"].startswith(b"%PDF")
    assert files["figures.pdf"].count(b"/Type /Page ") == 5
    assert b"/Subtype /Type3" not in files["figures.pdf"]  # letters that no program can edit
    for name, _ in figures:
        picture = cv2.imdecode(np.frombuffer(files[f"{name}.png"], np.uint8), cv2.IMREAD_COLOR)
        assert (picture[[0, -1]] == 255).all()  # white, and nothing touches the edges
        assert (picture[:, [0, -1]] == 255).all()
    drawing = files["heat_map_channel_distress.svg"].decode()
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawing)
    assert "Distress: κ of every two coders" in texts
    assert {*EIGHT, "4 sessions", "κ; 1 is best"} <= set(texts)
    trends = re.findall(r"<text[^>]*>([^<]*)</text>", files["drift_channel_distress.svg"].decode())
    assert sum(text in EIGHT for text in trends) == 16  # a title for each coder, and the legend whole
    assert "asked for: .80" in trends
    assert not list(figure_files("figures", []))
    assert figure_names("figures", []) == []


def test_progress_may_stop_the_drawing(report):
    def stop(_share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        list(figure_files("figures", list(pair_figures(report))[:3], stop))


def test_names_that_no_paper_can_hold_are_cut_and_signs_that_no_drawing_can_hold_are_shown_as_such():
    """Names come from a codebook and a study of anybody: a drawing with an escape in it opens in no program."""
    lanes = [
        Lane(name, "KM\x07", 0, (Field(9.0, (Bar(1.0, 2.0, "e\x01", "tip"),)),))
        for name in ("cry\x1bing", "long " * 2000 + "one", "long " * 2000 + "two")
    ]
    raster = Raster("S1\x00: " + "seen " * 50, (Part("reunion\x0b", 9.0),), tuple(lanes), ("A note\x7f.",))
    (_, png), (_, svg) = figure_files("figures", [("raster", raster)], kinds=("png", "svg"))
    height, width, _ = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).shape
    assert max(height, width) < 6000
    said = ["".join(one.itertext()).strip() for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert {"cry\ufffding", "reunion\ufffd", "A note\ufffd."} <= set(said)
    ends = [one[-5:] for one in said if one.startswith("long long")]
    assert ends == ["g one", "g two"], "they are still told apart"
