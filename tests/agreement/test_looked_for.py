"""Time in which somebody did not look for a code is compared by nobody: two engines, one rule."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.pair.counts import count_occurrences, matched
from annotator.agreement.pair.parts import compare_intervals
from annotator.agreement.pair.read import read_pair
from annotator.agreement.whole_study.compared import compare_sessions
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.consensus.agreed import Sources, agreed_pieces
from annotator.model.coding import Coding
from annotator.model.commands import finish_pass
from annotator.model.episodes import Span
from annotator.model.items import LookedFor
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
