"""Time in which somebody did not look for a code is compared by nobody: two engines, one rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.looked import NOT_LOOKED
from annotator.agreement.pair.counts import count_occurrences, matched
from annotator.agreement.pair.parts import compare_intervals
from annotator.agreement.pair.read import read_pair
from annotator.agreement.pair.report import report_pair
from annotator.agreement.session_report import study_agreement, summary_lines
from annotator.agreement.whole_study import whole_study
from annotator.agreement.whole_study.compared import compare_sessions
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.report import report_lines, study_report
from annotator.consensus.agreed import Sources, agreed_pieces
from annotator.consensus.comparison import compare_session
from annotator.exchange.pair_lines import pair_lines
from annotator.model.coding import Coding
from annotator.model.commands import finish_pass, submit
from annotator.model.episodes import Span
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event, LookedFor
from annotator.statistics.estimate import Estimate, Undefined
from annotator.study import CoderSettings, open_study
from annotator.study.settings import AgreementSettings
from tests.strategies import CODEBOOK, coding, event_lists
from tests.two_codings import compare, side_by_side

END_MS = 60_000
stretches = st.tuples(st.integers(0, 20_000), st.integers(1, 40_000)).map(lambda one: (one[0], sum(one)))
ALL = tuple(code.id for code in CODEBOOK.codes)


def looked(plain: Coding, codes, start_ms, end_ms) -> Coding:
    said = LookedFor(id="looked", codes=tuple(codes), start_ms=start_ms, end_ms=end_ms)
    return Coding(plain.session, plain.coder, [*plain.items.values(), said])


@given(event_lists, event_lists, stretches)
def test_looking_over_a_stretch_is_comparing_over_that_stretch(events_a, events_b, stretch):
    whole, part = Span("", 0, END_MS), Span("", *stretch)
    plain = coding("A", *events_a), coding("B", *events_b)
    both = [looked(one, ALL, *stretch) for one in plain]

    expected, found = compare(*plain, CODEBOOK, [part]), compare(*both, CODEBOOK, [whole])
    for channel, one in expected.channels.items():
        assert found.channels[channel].table_ms.tolist() == one.table_ms.tolist()
    assert found.points == expected.points

    expected_pair, found_pair = side_by_side(*plain, CODEBOOK, [part]), side_by_side(*both, CODEBOOK, [whole])
    assert count_occurrences(found_pair) == count_occurrences(expected_pair)
    assert matched(found_pair, "reach", 1000) == matched(expected_pair, "reach", 1000)

    session = SessionCodings(
        "s1", "", END_MS, dict(zip("AB", both, strict=True)), {"A": (), "B": ()}, ("A", "B"), (), ("A", "B")
    )
    met = compare_sessions([session], CODEBOOK)
    for channel, one in expected.channels.items():
        np.testing.assert_array_equal(met.tables_ms[channel][0], one.table_ms)
        pieces = agreed_pieces(Sources(both, CODEBOOK, (whole,)), channel)
        lasting = sum(piece.end_ms - piece.start_ms for piece in pieces)
        assert lasting == int(one.table_ms.diagonal()[:-1].sum())

    lost = sum(one.lost_ms for one in Sources(both, CODEBOOK, (whole,)).disagreements())
    tables = [one.table_ms for one in expected.channels.values()]
    assert lost == sum(int(table.sum() - table.diagonal().sum()) for table in tables)


@given(event_lists, event_lists)
def test_what_one_did_not_look_for_is_compared_by_nobody_and_the_rest_is_as_before(events_a, events_b):
    whole = Span("", 0, END_MS)
    a, b = coding("A", *events_a), coding("B", *events_b)
    lazy = looked(b, [code for code in ALL if code not in ("crying", "fussing")], 0, END_MS)
    before, after = compare(a, b, CODEBOOK, [whole]), compare(a, lazy, CODEBOOK, [whole])
    for channel, one in before.channels.items():
        other = after.channels[channel]
        if channel == "distress":
            assert other.table_ms.sum() == 0
        else:
            assert other.table_ms.tolist() == one.table_ms.tolist()
    session = SessionCodings("s1", "", END_MS, {"A": a, "B": lazy}, {"A": (), "B": ()}, ("A", "B"), (), ("A", "B"))
    met = compare_sessions([session], CODEBOOK)
    assert met.tables_ms["distress"].sum() == 0
    np.testing.assert_array_equal(met.tables_ms["contact"][0], before.channels["contact"].table_ms)
    reunion = (Span("5", 0, END_MS),)
    plain = compare_intervals(side_by_side(a, b, CODEBOOK, [whole], reunion), None)
    found = compare_intervals(side_by_side(a, lazy, CODEBOOK, [whole], reunion), None)
    for one, other in zip(plain.codes, found.codes, strict=True):
        if one.code == "crying":
            assert (other.in_a, other.in_b, other.in_both) == (0, 0, 0)
        elif one.code != "fussing":
            assert other == one


def test_a_pair_says_what_a_coder_did_not_look_for(study):
    everything = tuple(code.id for code in study.codebook.codes)
    for coder, codes in (("KM", everything), ("JT", study.codebook.pass_by_id["distress"].codes)):
        with study.open_coding("S001", coder) as opened:
            opened.history.do(finish_pass(opened.coding, study.codebook, codes, 0, 10_000_000))
    (said,) = read_pair(study, "KM", "JT").left_out
    assert said.startswith("S001: JT did not look throughout for ")
    assert "Contact" in said
    assert "Crying" not in said


STATES = (("crying", 500, 900), ("contact", 1_000, 900), ("manipulation", 1_500, 900), ("reach", 2_500, 0))
ALSO_LOOKED = ("reach", "contact")
"""What both looked for; JT did not look for crying and fussing (a channel), manipulation and smile (a point)."""


@pytest.fixture
def skipped(study):
    """KM marked and looked for everything; JT finished a pass of two codes and marked one of each."""
    known = study.codebook.code_by_id
    for coder, codes in (("KM", tuple(code.id for code in study.codebook.codes)), ("JT", ALSO_LOOKED)):
        with study.open_coding("S001", coder) as opened:
            marked = [one for one in STATES if one[0] in codes] + ([("smile", 3_000, 0)] if coder == "KM" else [])
            for code, start, length in marked:
                end = start if known[code].is_point else start + length
                opened.history.do(
                    Edit(label="coded", changes=(Change(None, Event(id=code, code=code, start_ms=start, end_ms=end)),))
                )
            mark = (Change(None, EpisodeMark(id="e", episode="4", start_ms=0)),)
            opened.history.do(
                Edit(label="coded", changes=(*mark, Change(None, EpisodeMark(id="z", episode="end", start_ms=4_000))))
            )
            opened.history.do(finish_pass(opened.coding, study.codebook, codes, 0, 100_000))
            opened.history.do(submit(opened.coding))
    return open_study(study.folder)


def test_whatever_is_missing_for_what_was_not_looked_for_says_so_in_every_number_of_two_coders(skipped):
    lines = list(pair_lines(report_pair(read_pair(skipped, "KM", "JT"))))
    unlooked = {"distress", "exploration", "crying", "fussing", "manipulation", "smile"}
    seen = set()
    for line in lines:
        value = line.found.value if isinstance(line.found, Estimate) else line.found
        if line.section in ("variables", "totals"):
            continue  # beside them stands how many cases were left out because nobody looked
        if (line.code or line.channel) in unlooked and isinstance(value, Undefined):
            seen.add((line.section, line.code or line.channel))
            is_length = line.code == "smile" and "duration" in line.statistic.id
            assert value.reason == NOT_LOOKED or is_length, (line.section, line.code, line.statistic.id, value.reason)
    sections = {section for section, _ in seen}
    assert {"time", "events", "curve", "points", "counts", "intervals", "episodes"} <= sections
    contact = next(one for one in lines if (one.section, one.code, one.statistic.id) == ("time", "contact", "ppos"))
    assert contact.found == 1


def test_so_does_every_number_of_a_whole_study_and_it_names_who_did_not_look(skipped):
    report = study_report(whole_study(skipped))
    unlooked = {"distress", "crying", "manipulation", "smile"}
    missing = [one for one in report.pairs if one.subject in unlooked and not one.statistic.startswith("icc")]
    assert {(one.subject, one.statistic) for one in missing} >= {("crying", "f1"), ("smile", "f1"), ("distress", "po")}
    assert {one.found.reason for one in missing} == {NOT_LOOKED}
    [out] = report.left_out
    assert (out.session, out.coder) == ("S001", "JT")
    assert "Crying" in out.reason
    assert "Contact" not in out.reason
    assert f"left out: S001 JT: {out.reason}" in report_lines(report)


def test_no_omission_is_listed_of_what_was_not_looked_for(skipped):
    found = compare_session(skipped, "S001", "KM", "JT")
    assert [one for one in found.disagreements if set(one.codes) - {"contact", "reach"}] == []
    assert any(one.startswith("JT did not look throughout for these") for one in found.notes)


def test_who_is_in_a_pass_and_has_finished_none_is_named_where_another_marked_more(study):
    """JT looks for Contact only, KM marked Crying too (webanno 124): it counts as not there, and that is said."""
    for coder, codes in (("KM", ("crying", "contact")), ("JT", ("contact",))):
        with study.open_coding("S001", coder) as opened:
            for code in codes:
                change = Change(None, Event(id=code, code=code, start_ms=1_000, end_ms=2_000))
                opened.history.do(Edit(label="coded", changes=(change,)))
    study.save_coder_settings("JT", CoderSettings(codes=("contact",)))
    said = (
        "JT looks for some codes only and has finished no pass: what JT has not marked of Crying counts as not there. "
        "A pass is finished in Code."
    )
    assert f"S001: {said}" in read_pair(study, "KM", "JT").doubts
    assert said in compare_session(study, "S001", "KM", "JT").notes
    found = study_agreement(study, None, None)
    assert found.sessions[0].no_pass_finished == (said,)
    assert f"  {said}" in summary_lines(found)
    whole = whole_study(study, AgreementSettings(include_unfinished=True))
    assert f"S001: {said}" in study_report(whole).doubts
    study.save_coder_settings("JT", CoderSettings(pass_id="distress"))
    assert not read_pair(study, "KM", "JT").doubts, "what the pass has was looked for"
    study.save_coder_settings("JT", CoderSettings(pass_id="people"))
    assert (
        "JT is in the pass Towards people and has finished no pass: what JT has not marked of Crying"
        in read_pair(study, "KM", "JT").doubts[0]
    )
