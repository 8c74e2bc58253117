"""The checks of a coding: what they find, and that each of their fixes puts it right."""

import pytest
from msgspec.structs import replace

from annotator.model.codebook import RetiredCode
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.history import History
from annotator.model.intervals import IntervalRule
from annotator.model.items import (
    END_OF_LAST_EPISODE,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    LookedFor,
    Rating,
    Segment,
    Submission,
)
from annotator.model.judging import asked_cells
from annotator.model.lint import MOST, CheckRules, lint

SITUATION = parse_codebook(codebook_text("strange_situation"), "codebook.toml")
STILL_FACE = parse_codebook(codebook_text("still_face"), "codebook.toml")
INFANT = [code.id for code in STILL_FACE.codes if code.channel == "infant_phase"]
LENGTH_MS = 60_000


def event(event_id, code, start_ms, end_ms):
    """Return an event with an answer to all that is asked of it, so that only what a test is about is found."""
    known = SITUATION.code_by_id.get(code)
    asked = [SITUATION.modifier_by_id[one] for one in known.modifiers] if known is not None else []
    answers = {one.id: one.values[0].id for one in asked}
    return Event(id=event_id, code=code, start_ms=start_ms, end_ms=end_ms, modifiers=answers)


def mark(episode, start_ms, mark_id=None):
    return EpisodeMark(id=mark_id or f"m-{episode}", episode=episode, start_ms=start_ms)


def found(items, codebook=SITUATION, rules=None):
    return lint(Coding("S1", "KM", items), codebook, LENGTH_MS, rules)


def kinds(findings):
    return [(one.kind, one.at_ms) for one in findings]


def infant_filled():
    """Fill the exhaustive channel of the still-face codebook, so that only what a test adds is found."""
    return event("filled", INFANT[0], 0, 10_000)


def test_a_coding_without_faults_has_no_findings():
    assert found([event("a", "crying", 0, 1000), event("b", "fussing", 1000, 2000), event("c", "reach", 5, 5)]) == ()


def test_what_begins_while_its_doer_is_out_of_view_is_named():
    hidden = event("h", "out_of_view_infant", 2000, 4000)
    state, point = event("s", "locomotion", 3999, 6000), event("p", "reach", 2000, 2000)
    others = [
        event("before", "proximity_seeking", 1000, 3000),
        event("after", "smile", 4000, 4000),
        event("adult", "pick_up", 3000, 3000),
    ]
    findings = [one for one in found([hidden, state, point, *others]) if one.kind == "unseen"]
    assert [(one.item_ids, one.at_ms) for one in findings] == [(("p", "h"), 2000), (("s", "h"), 3999)]
    said = "Locomotion begins during Infant out of view: time out of view is not measured."
    assert findings[1].sentence == said
    assert [[fix.label for fix in one.fixes] for one in findings] == [
        ["delete Reach"],
        ["begin Locomotion where Infant out of view ends", "delete Locomotion"],
    ]
    heard = replace(SITUATION, codes=tuple(replace(code, heard=code.id == "reach") for code in SITUATION.codes))
    assert [one.item_ids for one in found([hidden, state, point], heard) if one.kind == "unseen"] == [("s", "h")]
    running = replace(hidden, end_ms=None)
    assert [one.item_ids for one in found([running, point], SITUATION) if one.kind == "unseen"] == [("p", "h")]


def test_what_is_left_unanswered_is_missing_once_the_event_has_ended():
    reach = Event(id="a", code="reach", start_ms=1000, end_ms=1000)
    seeking = Event(id="b", code="proximity_seeking", start_ms=2000, end_ms=5000)
    running = Event(id="c", code="contact", start_ms=6000, end_ms=None)
    half = replace(seeking, id="d", start_ms=5000, end_ms=6000, modifiers={"target": "caregiver"})
    findings = found([reach, seeking, half, running])
    assert [(one.kind, one.item_ids, one.sentence) for one in findings] == [
        ("unanswered", ("a",), "Reach: no answer to “towards”."),
        ("unanswered", ("b",), "Proximity seeking: no answer to “towards” and “how far”."),
        ("unanswered", ("d",), "Proximity seeking: no answer to “how far”."),
    ]
    done = found([running, Submission()])
    assert ("unanswered", 6000) in kinds(done)


def test_a_running_state_is_work_under_way_until_the_end_is_marked():
    running = event("a", "crying", 1000, None)
    assert found([running]) == ()
    ended = found([running, mark("1", 0), mark(END_OF_LAST_EPISODE, 30_000)])
    assert ("running", 1000) in kinds(ended)
    assert ("running", 1000) in kinds(found([running, Submission()]))


def test_a_state_of_no_length_and_one_that_is_too_short():
    items = [event("a", "crying", 1000, 1000), event("b", "search", 2000, 2100), event("c", "search", 3000, 3200)]
    assert kinds(found(items)) == [("no_length", 1000), ("short", 2000)]
    assert kinds(found(items, rules=CheckRules(shortest_ms=0))) == [("no_length", 1000)]


def test_a_state_that_is_too_short_can_be_joined_to_the_one_before_it():
    items = [event("a", "fussing", 1000, 2000), event("b", "crying", 2000, 2100), event("c", "crying", 5000, 5100)]
    joined, alone = found(items)
    assert [fix.label for fix in joined.fixes] == ["delete Crying", "join it to Fussing"]
    assert [fix.label for fix in alone.fixes] == ["delete Crying"]
    history = History(Coding("S1", "KM", items))
    history.do(joined.fixes[1])
    assert [(one.code, one.end_ms) for one in history.coding.events] == [("fussing", 2100), ("crying", 5100)]


def test_states_of_one_channel_that_overlap():
    overlap, *rest = found([event("a", "crying", 1000, 3000), event("b", "fussing", 2000, 4000)])
    assert rest == []
    assert (overlap.kind, overlap.at_ms, overlap.item_ids) == ("overlap", 2000, ("a", "b"))
    assert overlap.sentence == "Crying and Fussing overlap, but exclude each other."


def test_codes_of_different_channels_may_go_together():
    assert found([event("a", "crying", 1000, 3000), event("b", "search", 2000, 4000)]) == ()


def test_events_before_the_first_and_after_the_last_episode():
    marks = [mark(one.id, 5000 * (n + 1)) for n, one in enumerate(SITUATION.episodes)]
    items = [
        *marks,
        mark(END_OF_LAST_EPISODE, 45_000),
        event("before", "reach", 4999, 4999),
        event("into", "crying", 4000, 6000),
        event("inside", "search", 5000, 45_000),
        event("beyond", "contact", 44_000, 45_001),
        event("after", "reach", 45_000, 45_000),
    ]
    outside = found(items)
    assert [(one.item_ids[0], len(one.fixes)) for one in outside] == [
        ("into", 2),
        ("before", 1),
        ("beyond", 2),
        ("after", 1),
    ]
    assert {one.kind for one in outside} == {"outside"}


def test_without_episode_marks_nothing_lies_outside():
    assert found([event("a", "reach", 59_000, 59_000)]) == ()


def test_holes_in_an_exhaustive_channel():
    items = [event("a", INFANT[0], 1000, 2000), event("b", INFANT[1], 2000, 3000), event("c", INFANT[2], 3040, 4000)]
    marks = [mark(one.id, n * 1500) for n, one in enumerate(STILL_FACE.episodes)]
    holes = found([*items, *marks], STILL_FACE)
    assert kinds(holes) == [("gap", 0), ("gap", 3000)]
    assert holes[1].sentence == "Infant phase: nothing is on for 0.040 s."
    assert holes[1].item_ids == ("b", "c")
    end = max(one.start_ms for one in marks) + 5000
    holes = found([*items, *marks, mark(END_OF_LAST_EPISODE, end)], STILL_FACE)
    assert kinds(holes) == [("gap", 0), ("gap", 0), ("gap", 3000), ("gap", 4000)], "nothing of the caregiver at all"
    infant = LookedFor(id="l", codes=tuple(INFANT), start_ms=0, end_ms=end)
    holes = found([*items, *marks, mark(END_OF_LAST_EPISODE, end), infant], STILL_FACE)
    assert [one for one in kinds(holes) if one[0] == "gap"] == [("gap", 0), ("gap", 3000), ("gap", 4000)]
    assert found([event("a", INFANT[0], 0, None)], STILL_FACE) == ()


def test_a_hole_beside_an_overlap_is_measured_from_the_furthest_end():
    items = [event("a", INFANT[0], 0, 5000), event("b", INFANT[1], 1000, 2000), event("c", INFANT[2], 5000, None)]
    assert kinds(found(items, STILL_FACE)) == [("overlap", 1000)]


def test_a_hole_after_two_that_end_together_is_offered_to_the_one_that_began_last():
    items = [event("a", INFANT[0], 0, 5000), event("b", INFANT[1], 1000, 5000), event("c", INFANT[2], 6000, None)]
    overlap, gap = found(items, STILL_FACE)
    assert (overlap.kind, gap.kind, gap.item_ids) == ("overlap", "gap", ("b", "c"))


def test_the_protocol_order_missing_and_empty_episodes():
    assert kinds(found([mark("1", 0), mark("2", 1000)])) == []
    assert kinds(found([mark("1", 0), mark("3", 1000)])) == [("episode_missing", 1000)]
    assert kinds(found([mark("2", 0), mark("1", 1000)])) == [("episode_order", 1000)]
    assert kinds(found([mark("1", 1000), mark("2", 1000)])) == [("episode_empty", 1000)]
    assert kinds(found([mark("1", 0), mark("1", 1000, "again")])) == [("episode_twice", 1000)]


def test_after_the_submission_every_episode_must_be_there():
    items = [mark(one.id, 1000 * n) for n, one in enumerate(SITUATION.episodes)]
    assert found(items) == ()
    assert [one.sentence for one in found([*items, Submission()])] == ["The end of the last episode is not marked."]


def test_locked_marks_count_instead_of_the_coders():
    locked = [mark(one.id, 1000 * n) for n, one in enumerate(SITUATION.episodes)]
    coding = Coding("S1", "KM", [mark("3", 0)])
    assert lint(coding, SITUATION, LENGTH_MS, marks=locked) == ()


def test_a_segment_without_a_code_and_a_code_the_codebook_does_not_know():
    items = [Segment(id="s", start_ms=1000, end_ms=2000), event("a", "gone", 3000, 4000)]
    assert kinds(found(items)) == [("segment", 1000), ("unknown_code", 3000)]


def test_ratings_are_missing_only_where_the_study_asks_for_them():
    asks = CheckRules(ratings=True)
    marks = [mark(one.id, 1000 * n) for n, one in enumerate(SITUATION.episodes)]
    finished = [*marks, mark(END_OF_LAST_EPISODE, 9000)]
    cells = [(scale.id, episode, target) for scale in SITUATION.scales for episode, target in scale.cells]
    assert cells
    assert found(finished) == ()
    assert found(marks, rules=asks) == (), "not before the end is marked"
    missing = found(finished, rules=asks)
    assert len(missing) == len(cells)
    ratings = [
        Rating(id=f"r{n}", scale=scale, episode=episode, target=target, value=None)
        for n, (scale, episode, target) in enumerate(cells)
    ]
    assert found([*finished, *ratings], rules=asks) == (), "“not ratable” is a rating"


def test_before_submitting_ratings_and_class_count_and_each_line_names_its_cell():
    marks = [mark(one.id, 1000 * n) for n, one in enumerate(SITUATION.episodes)]
    cells = asked_cells(SITUATION)
    given = Rating(id="r", scale=cells[0].scale, episode=cells[0].episode, target=cells[0].target, value=None)
    coding = Coding("S1", "KM", [*marks, given, event("a", "crying", 100, None)])
    assert lint(coding, SITUATION, LENGTH_MS) == ()
    unasked = lint(coding, SITUATION, LENGTH_MS, submitting=True)
    assert [one for one in unasked if one.kind == "rating"] == [], "ratings are missing only where they are asked for"
    missing = lint(coding, SITUATION, LENGTH_MS, CheckRules(ratings=True), submitting=True)
    assert {one.cell for one in missing if one.kind == "rating"} == set(cells[1:])
    assert [one.sentence for one in missing if one.kind == "classification"] == ["No class is given."]
    assert [one.item_ids for one in missing if one.kind == "running"] == [("a",)]


def test_only_the_scales_that_the_lab_asks_for_count():
    asked = lint(
        Coding("S1", "KM"), SITUATION, LENGTH_MS, CheckRules(ratings=True, scales=("avoidance",)), submitting=True
    )
    assert {one.cell.scale for one in asked if one.kind == "rating"} == {"avoidance"}


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        ({"primary": "B", "disorganisation": 7}, ["The rating 7 is above the threshold 5, but the class is B."]),
        ({"primary": "B", "disorganisation": 7, "comment": "with the stranger"}, []),
        ({"primary": "D"}, ["D needs a best-fitting alternative."]),
        ({"primary": "B", "subgroup": "B3", "disorganisation": 5}, []),
    ],
)
def test_what_does_not_fit_together_in_a_classification_is_found_at_any_time(said, sentences):
    findings = found([Classification(id="c", **said)])
    assert [one.sentence for one in findings] == sentences
    assert all((one.kind, one.item_ids) == ("classification", ("c",)) for one in findings)


FAULTY = {
    "running": [event("a", "crying", 1000, None), mark("1", 0), mark(END_OF_LAST_EPISODE, 30_000)],
    "no_length": [event("a", "crying", 1000, 1000)],
    "short": [event("a", "crying", 1000, 1040)],
    "overlap": [event("a", "crying", 1000, 3000), event("b", "fussing", 2000, 4000)],
    "overlap, inside": [event("a", "crying", 1000, 9000), event("b", "fussing", 2000, 4000)],
    "overlap, same start": [event("a", "crying", 1000, 3000), event("b", "fussing", 1000, 4000)],
    "overlap, both run": [event("a", "crying", 1000, None), event("b", "fussing", 2000, None)],
    "outside, into": [event("a", "crying", 0, 9000), mark("1", 5000)],
    "outside, beyond": [event("a", "crying", 100, 9000), mark("1", 0), mark(END_OF_LAST_EPISODE, 5000)],
    "outside, after": [event("a", "reach", 6000, 6000), mark("1", 0), mark(END_OF_LAST_EPISODE, 5000)],
    "unseen": [event("a", "reach", 1000, 1000), event("h", "out_of_view_infant", 0, 2000)],
    "unseen, outlasting": [event("a", "locomotion", 1000, None), event("h", "out_of_view_infant", 0, 2000)],
    "segment": [Segment(id="s", start_ms=1000, end_ms=2000)],
    "episode_twice": [mark("1", 0), mark("1", 1000, "again")],
}


@pytest.mark.parametrize("name", FAULTY)
def test_every_fix_puts_its_finding_right_and_undo_takes_it_back(name):
    kind = name.split(",")[0]
    finding = next(one for one in found(FAULTY[name]) if one.kind == kind)
    assert finding.fixes
    for fix in finding.fixes:
        history = History(Coding("S1", "KM", FAULTY[name]))
        before = dict(history.coding.items)
        history.do(fix)
        after = lint(history.coding, SITUATION, LENGTH_MS)
        assert (kind, finding.item_ids) not in [(one.kind, one.item_ids) for one in after], fix.label
        history.undo()
        assert history.coding.items == before


def test_both_fixes_of_a_hole_close_it():
    items = [event("a", INFANT[0], 0, 2000), event("b", INFANT[1], 2500, None)]
    hole, *rest = found(items, STILL_FACE)
    assert rest == []
    assert len(hole.fixes) == 2
    for fix in hole.fixes:
        history = History(Coding("S1", "KM", items))
        history.do(fix)
        assert lint(history.coding, STILL_FACE, LENGTH_MS) == ()


def test_checking_changes_nothing():
    coding = Coding("S1", "KM", FAULTY["overlap"])
    before = dict(coding.items)
    lint(coding, SITUATION, LENGTH_MS)
    assert coding.items == before


def test_a_bad_import_is_not_listed_to_its_last_fault():
    items = [event(f"e{n:05}", "crying", 1000 * n, 1000 * n + 1) for n in range(2 * MOST)]
    assert len(found(items)) == MOST


RULE = IntervalRule(length_ms=1000)


def record(start_ms, codes=()):
    return IntervalRecord(id=f"i{start_ms}", episode="2", start_ms=start_ms, end_ms=start_ms + 1000, codes=codes)


def test_an_interval_that_was_passed_over_is_found_at_once_and_the_rest_at_the_end():
    marks = [mark("2", 0), mark("3", 5000)]
    coding = Coding("S1", "KM", [*marks, record(0), record(2000)])
    missing = [one for one in lint(coding, SITUATION, LENGTH_MS, intervals=RULE) if one.kind == "interval"]
    assert [(one.at_ms, one.sentence) for one in missing] == [(1000, "Interval 2 of episode 2 was not scored.")]
    at_end = lint(coding, SITUATION, 6000, intervals=RULE, submitting=True)
    assert [one.at_ms for one in at_end if one.kind == "interval"] == [1000, 3000, 4000, 5000]
    nothing = Coding("S1", "KM", marks)
    assert [
        one for one in lint(nothing, SITUATION, 6000, intervals=RULE, submitting=True) if one.kind == "interval"
    ] == []


def rated(evidence, episode="3"):
    return Rating(id="r", scale="avoidance", episode=episode, target="caregiver", value=3, evidence=evidence)


def test_evidence_that_is_gone_or_of_another_episode_is_found_and_can_be_unlinked():
    marks = [mark("2", 0), mark("3", 5000), mark("4", 9000)]
    there = event("a", "crying", 4000, 6000)
    before, after = event("b", "crying", 1000, 2000), event("c", "reach", 9000, 9000)
    given = [rated(("a", "b", "c", "gone")), Classification(id="c1", primary="B", evidence=("b", "gone"))]
    findings = [one for one in found([*marks, there, before, after, *given]) if one.kind == "evidence"]
    assert [one.sentence for one in findings] == [
        "The classification: an event it points to as evidence is no longer there.",
        "Avoidance, episode 3, caregiver: its evidence Crying lies outside episode 3.",
        "Avoidance, episode 3, caregiver: an event it points to as evidence is no longer there.",
        "Avoidance, episode 3, caregiver: its evidence Reach lies outside episode 3.",
    ]
    history = History(Coding("S1", "KM", [*marks, there, before, after, *given]))
    for _ in findings:
        left = lint(history.coding, SITUATION, LENGTH_MS)
        history.do(next(one for one in left if one.kind == "evidence").fixes[0])
    assert history.coding.ratings[0].evidence == ("a",)
    assert history.coding.classification.evidence == ("b",)


def split_crying():
    crying = SITUATION.code_by_id["crying"]
    new = [replace(crying, id=one, name=name) for one, name in (("loud", "Loud crying"), ("soft", "Soft crying"))]
    said = {name: getattr(crying, name) for name in crying.__struct_fields__} | {"key": ""}
    old = RetiredCode(**said, since="2.0", replaced_by=("loud", "soft"))
    return replace(SITUATION, codes=(*(one for one in SITUATION.codes if one.id != "crying"), *new), retired=(old,))


def test_what_is_of_a_code_that_was_split_is_listed_and_recoded_one_by_one_or_all_at_once():
    book = split_crying()
    items = [event("a", "crying", 0, 1000), event("b", "crying", 2000, 3000), event("c", "crying", 4000, 5000)]
    history = History(Coding("S1", "KM", [*items, record(0, ("crying",))]))

    def listed():
        return [one for one in lint(history.coding, book, LENGTH_MS) if one.kind == "retired_code"]

    said = "Crying: say whether it is Loud crying or Soft crying. Version 2.0 of the codebook tells them apart."
    assert [(one.item_ids, one.sentence) for one in listed()] == [((name,), said) for name in ("a", "i0", "b", "c")]
    assert [fix.label for fix in listed()[0].fixes] == [
        "recode as Loud crying",
        "recode as Soft crying",
        "recode all 3 as Loud crying",
        "recode all 3 as Soft crying",
    ]
    history.do(listed()[0].fixes[0])
    assert [event.code for event in history.coding.events] == ["loud", "crying", "crying"]
    history.do(listed()[0].fixes[1])
    assert history.coding.intervals[0].codes == ("soft",)
    history.do(listed()[0].fixes[3])
    assert [event.code for event in history.coding.events] == ["loud", "soft", "soft"]
    assert listed() == []


def test_what_is_of_a_code_that_was_only_retired_is_told_and_nothing_is_proposed():
    book = split_crying()
    plain = replace(book, retired=(replace(book.retired[0], replaced_by=()),))
    (one,) = found([event("a", "crying", 0, 1000)], plain)
    assert (one.kind, one.fixes) == ("retired_code", ())
    assert one.sentence == "Crying was retired in version 2.0 of the codebook; its events stay as they are."


def test_one_code_that_took_the_place_of_another_is_named_and_what_does_not_fit_is_not_offered_for_all():
    book = split_crying()
    single = replace(book, retired=(replace(book.retired[0], replaced_by=("loud", "gone")),))
    items = [event("a", "crying", 0, 1000), event("b", "crying", 2000, 3000)]
    listed = [one for one in found(items, single) if one.kind == "retired_code"]
    assert listed[0].sentence == "Crying: version 2.0 of the codebook has Loud crying in its place."
    assert [fix.label for fix in listed[0].fixes] == ["recode as Loud crying", "recode all 2 as Loud crying"]
    overlapping = [*items, Event(id="c", code="loud", start_ms=500, end_ms=800)]
    listed = [one for one in found(overlapping, single) if one.kind == "retired_code"]
    assert [fix.label for fix in listed[0].fixes] == ["recode as Loud crying"]
