"""What the events say beside a rating: figures of its codes, in its episode, towards its target. Never a point."""

import pytest

from annotator.measures.evidence import evidence_for
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Cell, Event, LookedFor
from annotator.model.measure_rules import UnseenRule

BOOK = parse_codebook(codebook_text("strange_situation"), "codebook.toml")
SEEKING = Cell("proximity_seeking", "5", "caregiver")
SPANS = (Span("4", 0, 60_000), Span("5", 60_000, 120_000), Span("8", 120_000, 180_000))


def event(event_id, code, start_ms, end_ms, target=None):
    modifiers = {} if target is None else {"target": target}
    return Event(id=event_id, code=code, start_ms=start_ms, end_ms=end_ms, modifiers=modifiers)


def found(events, cell=SEEKING, spans=SPANS):
    return evidence_for(cell, Coding("S1", "KM", events), BOOK, spans)


def figures(evidence):
    rows = {one.code.id: one.measures for one in evidence.codes}
    return {code: (one.onsets, one.total_ms, one.latency_ms) for code, one in rows.items() if one.onsets}


def test_the_codes_that_the_scale_names_are_measured_in_its_episode():
    evidence = found(
        [
            event("before", "proximity_seeking", 10_000, 12_000, "caregiver"),
            event("a", "proximity_seeking", 63_500, 65_000, "caregiver"),
            event("b", "reach", 70_000, 70_000),
            event("c", "contact", 65_000, 81_000, "caregiver"),
            event("d", "crying", 60_000, 63_000),
        ]
    )
    assert figures(evidence) == {
        "proximity_seeking": (1, 1500, 3500),
        "reach": (1, 0, 10_000),
        "contact": (1, 16_000, 5000),
    }
    assert [one.id for one in evidence.events] == ["a", "c", "b"]


def test_what_was_towards_somebody_else_does_not_count_and_what_was_not_said_is_told():
    evidence = found(
        [
            event("a", "proximity_seeking", 61_000, 62_000, "stranger"),
            event("b", "proximity_seeking", 63_000, 64_000),
            event("c", "proximity_seeking", 65_000, 66_000, "caregiver"),
        ]
    )
    assert [one.id for one in evidence.events] == ["b", "c"]
    assert evidence.without_target == 1


@pytest.mark.parametrize(
    ("contact_ms", "met"), [(14_999, False), (15_000, True), (15_001, True)], ids=["short", "just", "long"]
)
def test_contact_of_15_s_is_more_than_momentary(contact_ms, met):
    longest, _first = found([event("a", "contact", 70_000, 70_000 + contact_ms)]).limits
    assert (longest.observed_ms, longest.is_met) == (contact_ms, met)


@pytest.mark.parametrize(("after_ms", "met"), [(30_000, True), (30_001, False)])
def test_the_first_approach_or_signal_is_held_against_30_s(after_ms, met):
    events = [
        event("a", "reach", 60_000 + after_ms, 60_000 + after_ms),
        event("b", "proximity_seeking", 119_000, 119_500),
    ]
    _longest, first = found(events).limits
    assert (first.observed_ms, first.is_met) == (after_ms, met)


def test_the_30_s_hold_for_the_episodes_they_were_written_for_only():
    assert [one.limit.measure for one in found([]).limits] == ["longest_s", "latency_s"]
    other = found([], Cell("proximity_seeking", "4", "stranger")).limits
    assert [one.limit.measure for one in other] == ["longest_s"]


def test_where_nothing_was_observed_nothing_is_said_of_the_limit():
    assert [(one.observed_ms, one.is_met) for one in found([]).limits] == [(None, None), (None, None)]


def test_time_out_of_view_and_what_was_not_looked_for_do_not_count():
    looked = LookedFor(id="l", codes=("proximity_seeking", "out_of_view_infant"), start_ms=0, end_ms=180_000)
    events = [
        event("a", "proximity_seeking", 65_000, 75_000, "caregiver"),
        event("b", "proximity_seeking", 112_000, 114_000, "caregiver"),
        event("c", "reach", 66_000, 66_000),
        event("d", "out_of_view_infant", 70_000, 110_000),
    ]
    evidence = found([*events, looked])
    rows = {one.code.id: one for one in evidence.codes}
    seeking = rows["proximity_seeking"]
    assert (seeking.times.lengths["seen_s"], seeking.measures.total_ms, seeking.measures.onsets) == (20, 7000, 2)
    assert (rows["reach"].measures, rows["reach"].times.why_not) == (None, "not looked for")
    longest, first = evidence.limits
    assert (longest.observed_ms, longest.is_met, longest.missed) == (None, None, "not looked for"), "contact"
    assert (first.observed_ms, first.is_met) == (5000, True), "an earlier reach would change nothing"
    assert [one.id for one in evidence.events] == ["a", "c", "b"], "the list leads to all there is"

    hidden = event("d", "out_of_view_infant", 60_000, 61_000)
    late = [hidden, event("c", "reach", 66_000, 66_000), event("e", "contact", 100_000, 101_000)]
    longest, first = found(late).limits
    assert (longest.observed_ms, longest.is_met, longest.missed) == (1000, None, "out of view"), (
        "it may have been longer"
    )
    assert (first.observed_ms, first.is_met, first.missed) == (None, None, "out of view")
    passes = evidence_for(SEEKING, Coding("S1", "KM", late), BOOK, SPANS, UnseenRule(latency="passes"))
    assert passes.limits[1].observed_ms == 6000, "by the lab's rule"

    soon = event("d", "out_of_view_infant", 95_000, 96_000)
    _longest, first = found([soon, event("c", "reach", 94_000, 94_000)]).limits
    assert (first.observed_ms, first.is_met, first.missed) == (34_000, False, ""), "what is hidden later is no matter"


def test_without_the_mark_of_its_episode_a_cell_has_no_evidence():
    assert found([event("a", "contact", 0, 1000)], spans=()) is None


def test_the_session_as_a_whole_goes_from_the_first_episode_to_the_last():
    book = parse_codebook(codebook_text("maternal_sensitivity"), "codebook.toml")
    scale = book.scales[0].id
    cell = Cell(scale, "", "")
    coding = Coding("S1", "KM")
    assert evidence_for(cell, coding, book, [Span("1", 1000, 9000)]).codes == ()
    assert evidence_for(cell, coding, book, []) is None
