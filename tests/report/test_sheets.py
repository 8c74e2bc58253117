"""The tables of the page on two coders, beside numbers worked out by hand."""

import pytest

from annotator.agreement.pair.report import report_pair
from annotator.report.sheets.code_sheet import code_sheet
from annotator.report.sheets.event_sheet import event_sheet, older_sheet
from annotator.report.sheets.judged_sheets import class_sheet, scale_sheet
from annotator.report.sheets.part_sheets import boundary_name, boundary_sheet, episode_sheet, interval_sheet
from annotator.report.sheets.point_sheet import count_sheet, point_sheet
from annotator.report.sheets.sheet import interval
from annotator.report.wording import written
from annotator.statistics.estimate import LEVEL
from annotator.text import DASH

from .conftest import data_of, items


def records_sheet(report):
    return interval_sheet(report, report.records, "Nobody scored intervals.")


def events_by_interval(report):
    return interval_sheet(report, report.intervals, "No episode is marked by both.")


SHEETS = (
    boundary_sheet,
    class_sheet,
    code_sheet,
    count_sheet,
    episode_sheet,
    event_sheet,
    events_by_interval,
    older_sheet,
    point_sheet,
    records_sheet,
    scale_sheet,
)


def line(sheet, name):
    """The cells of the first line of that name, by the headers of their columns; of two alike, the first."""
    row = next(row for row in sheet.rows if row.name == name)
    cells = {}
    for column, cell in zip(sheet.columns, row.cells, strict=True):
        cells.setdefault(column.header, cell)
    return cells


def columns_of(sheet, name):
    """Header and cell of each column of a line; headers may be alike."""
    row = next(row for row in sheet.rows if row.name == name)
    return [(column.header, cell) for column, cell in zip(sheet.columns, row.cells, strict=True)]


def texts(sheet, name):
    return {header: cell.text for header, cell in line(sheet, name).items()}


@pytest.mark.parametrize("sheet_of", SHEETS)
@pytest.mark.parametrize("which", ["report", "two_sessions"])
def test_every_line_has_a_cell_for_each_column_and_says_in_sentences_what_stands_in_it(sheet_of, which, request):
    sheet = sheet_of(request.getfixturevalue(which))
    assert sheet.rows or sheet.empty
    for row in sheet.rows:
        assert len(row.cells) == len(sheet.columns), row.name
        assert row.words.endswith("."), row.name
    assert all(column.header and column.meaning for column in sheet.columns)


@pytest.mark.parametrize("sheet_of", SHEETS)
def test_no_dash_is_without_its_reason_and_no_text_wider_than_its_column_allows(sheet_of, report):
    sheet = sheet_of(report)
    for row in sheet.rows:
        for column, cell in zip(sheet.columns, row.cells, strict=True):
            assert cell.text != DASH or cell.tip, (row.name, column.header)
            assert len(cell.text) <= len(column.widest), (row.name, column.header, cell.text)


@pytest.mark.parametrize("sheet_of", [code_sheet, event_sheet, older_sheet, episode_sheet, boundary_sheet, scale_sheet])
def test_where_nothing_can_be_compared_the_table_says_what_to_do(sheet_of, nothing):
    sheet = sheet_of(nothing)
    assert sheet.rows == ()
    assert sheet.empty.endswith(".")


def test_a_code_has_its_seconds_its_bouts_and_what_moves_its_kappa(report):
    found = texts(code_sheet(report), "Crying")
    assert found.pop("95 % CI") == DASH
    assert "fewer than 4 parts of this recording" in line(code_sheet(report), "Crying")["95 % CI"].tip
    by_hand = {
        "κ": ".74",  # (109.6/120 - Pe) / (1 - Pe), Pe = (20 x 29.6 + 100 x 90.4) / 120^2
        "Po": ".91",  # (120 - 20 - 29.6 + 2 * 19.6) / 120
        "Ppos": ".79",  # 2 x 19.6 / (20 + 29.6)
        "Pneg": ".95",  # 2 x 90 / (100 + 90.4)
        "KM s": "20.000",
        "JT s": "29.600",
        "both s": "19.600",
        "KM n": "1 ⚠",
        "JT n": "2 ⚠",
        "κ max": ".76",  # (min(20, 29.6) + min(100, 90.4)) / 120, corrected by the same Pe
        "PABAK": ".83",  # 2 x 109.6 / 120 - 1
        "AC1": ".87",  # Pe = 2 p (1 - p), p = 24.8 / 120
        "PI": "−.59",  # (19.6 - 90) / 120
        "BI": "−.08",  # (0.4 - 10) / 120
    }
    assert {header: found[header] for header in by_hand} == by_hand


def test_a_channel_of_several_codes_has_po_of_its_own_and_the_sum_of_their_seconds(report):
    found = texts(code_sheet(report), "Distress")
    assert (found["Po"], found["KM s"], found["JT s"], found["both s"]) == (".91", "30.000", "29.600", "19.600")
    assert (found["KM n"], found["JT n"], found["Ppos"], found["PI"]) == ("2", "2", "–", "–")


def test_a_code_of_only_one_coder_has_a_dash_that_says_so_and_one_of_nobody_is_listed_on_request(report):
    sheet = code_sheet(report)
    assert line(sheet, "Fussing")["κ"].tip == "not estimable: only one coder used this code"
    used = {row.name: row.is_used for row in sheet.rows}
    assert (used["Distress"], used["Crying"], used["Fussing"], used["Hard crying"]) == (True, True, True, False)
    assert not used["Search"]


def test_the_words_of_a_code_say_who_had_it_for_how_long_and_warn_of_few_bouts(report):
    words = next(row.words for row in code_sheet(report).rows if row.name == "Crying")
    assert words.startswith("Crying: KM 20.000 s in 1 bout, JT 29.600 s in 2 bouts, both at once 19.600 s.")
    assert words.endswith("Few bouts: fewer than ten bouts: says little about other sessions.")


def test_bouts_are_linked_by_overlap_and_their_edges_compared(report):
    found = texts(event_sheet(report), "Distress")
    assert {header: found[header] for header in ("F1", "KM n", "JT n", "linked", "same", "aligned")} == {
        "F1": ".50",  # 2 x 1 / (2 + 2): the second pair is fussing for KM and crying for JT
        "KM n": "2",
        "JT n": "2",
        "linked": "2",
        "same": "1",
        "aligned": "2",
    }
    assert (found["onset"], found["IQR"], found["offset"]) == ("+0.400", "+0.400, +0.400", "0.000")
    assert texts(event_sheet(report), "Crying")["F1"] == ".67"  # 2 x 1 / (1 + 2)
    words = next(row.words for row in event_sheet(report).rows if row.name == "Distress")
    assert "2 pairs of bouts linked, 1 of them with the same code; 0 of KM and 0 of JT without partner." in words


def test_older_kappas_stand_beside_the_exact_one_with_the_difference(report, two_sessions):
    found = texts(older_sheet(report), "Distress")
    assert found["κ exact"] == texts(code_sheet(report), "Distress")["κ"]
    assert found["difference"][0] in "+−"
    binned = {one.channel: one for one in report.events}["distress"].events.binned.kappa
    exact = dict(report.time)["distress"].kappa.value
    assert float(found["difference"].replace("−", "-")) == pytest.approx(binned - exact, abs=0.0005)
    assert "κ BORIS 1 s" in texts(older_sheet(report), "Distress")
    assert "κ BORIS 1 s" not in texts(older_sheet(two_sessions), "Distress")  # it compares one observation at a time


def test_points_have_their_pairs_and_how_much_later_the_second_coder_is(report):
    found = line(point_sheet(report), "Reach")
    assert [cell.text for cell in found.values()] == [".67", "1", "1", "0", "+0.300", DASH]
    assert found["SD"].tip == "not estimable: fewer than two pairs"
    words = next(row.words for row in point_sheet(report).rows if row.name == "Reach")
    assert words.startswith("Reach: 1 matched within 1 s, 1 only by KM, 0 only by JT. F1 .67.")


def test_occurrences_are_counted_as_behaviour_analysts_do(report):
    reach, crying = (line(count_sheet(report), name) for name in ("Reach", "Crying"))
    assert (reach["KM n"].text, reach["JT n"].text, reach["count"].text) == ("2", "1", ".50")
    assert "no duration" in reach["duration"].tip
    assert crying["duration"].text == ".68"  # 20 / 29.6
    assert crying["per bout"].text == ".49"  # (19.6 / 20 + 0) / 2
    assert crying["scored"].text == ".67"  # both from 10 to 30 s, JT alone from 70 to 80 s, in intervals of 10 s


def test_a_scale_has_its_units_and_the_bias_in_points(report):
    found = line(scale_sheet(report), "Resistance")
    assert {header: found[header].text for header in ("n", "exact", "within 1", "bias")} == {
        "n": "2 ⚠",
        "exact": ".50",
        "within 1": "1.00",
        "bias": "0.50",
    }
    assert "fewer than 30" in found["n"].tip


def test_where_an_episode_begins_is_said_with_who_is_later(report):
    rows = {row.name: row.words for row in boundary_sheet(report).rows}
    assert rows["Start of 4  First separation"] == (
        "Start of 4  First separation: both mark it at the same time (median of 1 session)."
    )
    assert (
        rows["Start of 5  First reunion"]
        == "Start of 5  First reunion: JT marks it 0.400 s later (median of 1 session)."
    )


def test_every_statistic_of_a_scale_stands_under_its_own_header():
    given = [(2, 3), (6, 4), (1, 1), (7, 5), (3, 5), (4, 6), (2, 2), (6, 7)]
    sessions = [tuple(items([], [], [("5", float(one))]) for one in both) for both in given]
    report = report_pair(data_of(*sessions), LEVEL)
    found, two = report.scales[0].agreement, report.scales[0].agreement.two_coders
    values = {
        "ICC(A,1)": found.iccs["A,1"],
        "κ quadr.": two.quadratic_kappa,
        "κ linear": two.linear_kappa,
        "α ordinal": found.ordinal_alpha,
        "CCC": two.concordance,
        "ICC(C,1)": found.iccs["C,1"],
        "ICC(1,1)": found.iccs["1,1"],
        "ICC(A,k)": found.iccs["A,k"],
        "ICC(C,k)": found.iccs["C,k"],
        "ICC(1,k)": found.iccs["1,k"],
        "α interval": found.interval_alpha,
        "α nominal": found.nominal_alpha,
        "α ratio": found.ratio_alpha,
    }
    shown = line(scale_sheet(report), "Resistance")
    tips = {header: shown[header].tip.partition("\n")[0] for header in values if header != "ICC(A,1)"}
    assert tips == {header: f"{one.value:.4f}" for header, one in values.items() if header != "ICC(A,1)"}
    # None can stand for another; but quadratic kappa of whole points is Lin's CCC by definition.
    assert len(set(tips.values())) == len(tips) - 1
    assert shown["ICC(A,1)"].text.startswith(written(values["ICC(A,1)"].value))
    of_intervals = [cell for column, cell in columns_of(scale_sheet(report), "Resistance") if column == "95 % CI"]
    around = (found.iccs["A,1"], two.bias, found.ordinal_alpha, two.quadratic_kappa, two.concordance)
    assert [cell.tip for cell in of_intervals] == [interval(one.interval).tip for one in around]


def test_each_reading_of_the_classes_is_followed_by_its_classes(two_sessions):
    sheet = class_sheet(two_sessions)
    head, *classes = (row for row in sheet.rows if row.key == sheet.rows[0].key)
    assert (head.is_indented, {row.is_indented for row in classes}) == (False, {True})
    assert [cell.text for cell in head.cells[:4:3]] == ["2 ⚠", ".50"]
    secure = next(row for row in classes if row.name == "B")
    of_column = dict(zip((column.header for column in sheet.columns), secure.cells, strict=True))
    assert [of_column[header].text for header in ("KM n", "JT n", "both", "Ppos")] == ["2", "1", "1", ".67"]
    assert "B against all others" in secure.words


def test_episodes_are_columns_and_channels_lines(report):
    sheet = episode_sheet(report)
    assert [column.header for column in sheet.columns] == ["4", "5"]
    assert [cell.text for cell in sheet.rows[0].cells] == ["60.000", "58.600"]  # 60.4 to 119 s are episode 5 for both
    # In episode 5, one has fussing and the other crying for 10 s: Po = 48.6 / 58.6, Pe = (48.6 / 58.6)^2.
    assert line(sheet, "Distress")["5"].text == ".45"
    used = {row.name: row.is_used for row in sheet.rows}
    assert (used["Distress"], used["Search"]) == (True, False)


def test_where_episodes_begin_has_a_line_for_each_boundary(report):
    sheet = boundary_sheet(report)
    five, end = (line(sheet, boundary_name(report.codebook, name)) for name in ("5", "end"))
    assert [cell.text for cell in five.values()] == ["1", "0", "0", "+0.400", "+0.400, +0.400", "0.400"]
    assert [cell.text for cell in end.values()][:3] == ["0", "0", "1"]
    assert "no session in which both marked it" in end["median"].tip
    assert sheet.rows[-1].name == "End of the last"


def test_intervals_say_in_how_many_a_code_occurs(report):
    found = texts(events_by_interval(report), "Crying")
    # Episode 4 is 60 s in four intervals of 15 s; 10 to 30 s touch two. Episode 5 begins at 60.4 s for both, and
    # what JT has from 70 to 80 s touches two more, cut at 75.4 s.
    assert (found["KM n"], found["JT n"], found["both"]) == ("2", "4", "2")
    # Of eight intervals, four are scored by one of them at least and six by not both.
    assert (found["scored"], found["unscored"], found["Po"], found["Ppos"]) == (".50", ".67", ".75", ".67")
    said = texts(records_sheet(report), "Crying")
    assert (said["KM n"], said["JT n"], said["both"], said["Po"]) == ("1", "1", "1", "1.00")


def test_intervals_that_nobody_scored_leave_the_sentence_of_the_page(two_sessions):
    sheet = records_sheet(two_sessions)
    assert (sheet.rows, sheet.empty) == ((), "Nobody scored intervals.")


def test_each_code_has_its_own_kappa_of_events_and_its_alpha(report):
    """Linked are crying with crying, and KM's fussing with JT's crying, so that all that JT has is crying."""
    sheet = event_sheet(report)
    crying, distress = line(sheet, "Crying"), line(sheet, "Distress")
    assert (crying["F1"].text, crying["κ"].tip) == (".67", "not estimable: one coder used this code throughout")
    assert distress["95 % CI"].text == DASH
    assert "fewer than 4 parts of this recording" in distress["95 % CI"].tip
    # Both coded 29.6 s: 19.6 s of crying, 10 s of KM's fussing that JT calls crying: 49.2 s of crying in all.
    # 1 - (20 / 59.2) / De, De = 1 - (49.2^2 + 10^2 - own) / (59.2^2 - own), own = 2 x 19.6^2 + 2 x 10^2
    assert distress["cu-α"].text == ".13"
    assert crying["cu-α"].text == ".16"  # 1 - (49.2 x 59.2 - 2 x 19.6^2 - 10^2) / 49.2^2
    assert line(sheet, "Hard crying")["κ"].tip == "not estimable: neither coder used this code"
