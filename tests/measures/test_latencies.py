"""Latencies: never 0 for what never came, never without the flag, and blank where nothing could be waited for."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.measures.latencies import (
    CONTACT_COLUMNS,
    LATENCY_COLUMNS,
    contact_rows,
    first_onset,
    latency_rows,
    soothed,
)
from annotator.model.items import Event
from annotator.model.measure_rules import Contact, Latency, MeasureRules, Soothing
from tests.measures.small_lab import BOOK, MARKS, marked, told

APPROACH = Latency(
    id="approach",
    codes=("approach",),
    where={"target": ("caregiver",)},
    kinds=("reunion",),
    present="caregiver",
)
TO_CAREGIVER, TO_STRANGER = {"target": "caregiver"}, {"target": "stranger"}


def waited(coded, *rules, **more):
    rules = MeasureRules(latencies=rules, crying=("crying",), **more)
    names = ("episode", "latency_s", "censored", "waited_s", "ongoing_at_start", "unsaid", "why_empty")
    return told(latency_rows(coded, BOOK, rules), LATENCY_COLUMNS, *names)


def test_the_first_approach_of_each_reunion_and_none_that_is_censored_at_the_end_of_the_episode():
    coded = marked(("approach", 135.48, 137, TO_CAREGIVER), ("approach", 150, 151, TO_CAREGIVER))
    assert waited(coded, APPROACH) == [
        ("5", 5.48, 0, 5.48, 0, 0, None),
        ("8", None, 1, 60.0, 0, 0, None),
    ]


def test_an_approach_to_somebody_else_does_not_count_and_one_that_does_not_say_is_told():
    coded = marked(("approach", 132, 133, TO_STRANGER), ("approach", 133, 134), ("approach", 140, 141, TO_CAREGIVER))
    assert waited(coded, APPROACH)[0] == ("5", 10.0, 0, 10.0, 0, 1, None)


def test_what_is_on_already_has_latency_0_and_says_so_but_what_begins_with_the_episode_is_an_onset():
    assert waited(marked(("approach", 129, 131, TO_CAREGIVER)), APPROACH)[0] == ("5", 0.0, 0, 0.0, 1, 0, None)
    assert waited(marked(("approach", 130, 131, TO_CAREGIVER)), APPROACH)[0] == ("5", 0.0, 0, 0.0, 0, 0, None)
    before = waited(marked(("approach", 129, 130, TO_CAREGIVER)), APPROACH)[0]
    assert before == ("5", None, 1, 60.0, 0, 0, None)


def test_a_curtailed_episode_censors_where_it_ended_and_one_that_was_not_held_has_no_number():
    curtailed = marked(marks=[*MARKS[:4], ("6", 137_500)], end_s=160)
    assert waited(curtailed, APPROACH) == [
        ("5", None, 1, 7.5, 0, 0, None),
        ("8", None, None, None, None, None, "episode not held"),
    ]


def test_towards_an_absent_caregiver_nobody_goes_and_what_was_not_looked_for_is_not_zero():
    always = Latency(id="always", codes=("approach",), present="caregiver")
    rows = waited(marked(looked=[(["approach"], 130, 150), (["crying"], 0, 310)]), always)
    assert [(row[0], row[3], row[-1]) for row in rows] == [
        ("3", None, "not looked for"),
        ("4", None, "caregiver absent"),
        ("5", 20.0, None),
        ("6", None, "caregiver absent"),
        ("8", None, "not looked for"),
    ]


def test_what_comes_after_a_time_without_looking_may_not_be_the_first():
    coded = marked(("approach", 180, 181, TO_CAREGIVER), looked=[(["approach"], 130, 145), (["approach"], 170, 190)])
    assert waited(coded, APPROACH)[0] == ("5", None, 1, 15.0, 0, 0, None)


def soothe(coded, **rule):
    rules = MeasureRules(crying=("crying",), soothing=Soothing(kinds=("reunion",), **rule))
    names = ("episode", "latency_s", "censored", "waited_s", "ongoing_at_start", "why_empty")
    return told(latency_rows(coded, BOOK, rules), LATENCY_COLUMNS, *names)


def test_soothed_when_a_cry_ends_and_ten_seconds_are_quiet():
    # A pause of 9.96 s is none; the one from 160 on is.
    coded = marked(("crying", 120, 140), ("crying", 149.96, 160), ("crying", 178, 179))
    assert soothe(coded, counts="first")[0] == ("5", 30.0, 0, 30.0, 1, None)
    assert soothe(coded, counts="last")[0] == ("5", 49.0, 0, 49.0, 1, None)
    assert soothe(coded, counts="first")[1] == ("8", None, None, None, None, "no crying")


def test_a_pause_of_exactly_the_criterion_counts():
    coded = marked(("crying", 130, 140), ("crying", 150, 160))
    assert soothe(coded, counts="first", quiet_s=10)[0] == ("5", 10.0, 0, 10.0, 1, None)


def test_a_quiet_that_the_end_cuts_short_is_censored_where_the_cry_ended_and_a_cry_to_the_end_there():
    assert soothe(marked(("crying", 135, 185)), counts="first")[0] == ("5", None, 1, 55.0, 0, None)
    assert soothe(marked(("crying", 135, 195)), counts="first")[0] == ("5", None, 1, 60.0, 0, None)
    assert soothe(marked(("crying", 135)), counts="last")[0] == ("5", None, 1, 60.0, 0, None)
    # Without the last cry, an earlier quiet of ten seconds would have counted.
    assert soothe(marked(("crying", 135, 140), ("crying", 180, 186)), counts="last")[0] == ("5", None, 1, 56.0, 0, None)


def test_soothed_since_the_infant_was_picked_up():
    coded = marked(("crying", 125, 150), ("pick_up", 138))
    assert soothe(coded, counts="first", since=("pick_up",)) == [
        ("5", 12.0, 0, 12.0, 1, None),
        ("8", None, None, None, None, "no pick_up"),
    ]


def contact(coded, *names, **rule):
    rules = MeasureRules(contact=Contact(codes=("contact",), **rule))
    return told(contact_rows(coded, BOOK, rules), CONTACT_COLUMNS, "episode", *names)


def test_contact_achieved_by_whose_initiative_how_soon_and_for_how_long():
    by_infant, by_adult = (TO_CAREGIVER | {"initiator": who} for who in ("infant", "adult"))
    coded = marked(
        ("contact", 65, 72, by_adult),
        ("contact", 135, 150, by_infant),
        ("contact", 160, 162, by_adult),
        ("put_down", 150),
    )
    rule = {"where": {"target": ("caregiver",)}, "present": "caregiver", "initiator": "initiator"}
    rows = contact(
        coded, "achieved", "initiator", "contact_s", "bouts", "latency_s", "put_down_s", **rule, put_down=("put_down",)
    )
    assert rows == [
        ("3", 1, "adult", 5.0, 1, 55.0, None),
        ("4", None, None, None, None, None, None),
        ("5", 1, "infant", 17.0, 2, 5.0, 20.0),
        ("6", None, None, None, None, None, None),
        ("8", 0, None, 0.0, 0, None, None),
    ]
    whys = contact(coded, "censored", "waited_s", "ongoing_at_start", "why_empty", **rule)
    assert whys[1] == ("4", None, None, None, "caregiver absent")
    assert whys[4] == ("8", 1, 60.0, 0, None)


def test_contact_carried_over_is_achieved_ongoing_and_split_at_the_boundary():
    rows = contact(marked(("contact", 60, 75, {"initiator": "adult"})), "initiator", "contact_s", "latency_s",
                   "ongoing_at_start", initiator="initiator")  # fmt: skip
    assert rows[:2] == [("3", "adult", 10.0, 50.0, 0), ("4", "adult", 5.0, 0.0, 1)]


def test_no_contact_is_no_only_where_it_was_looked_for_throughout():
    looked = [(["contact"], 130, 160), (["crying"], 0, 310)]
    rows = contact(marked(looked=looked), "achieved", "observed_s", "why_empty")
    assert rows[2:4] == [("5", None, 30.0, None), ("6", None, 0.0, "not looked for")]


steps = st.lists(st.integers(1, 6), max_size=12)


@given(steps, st.integers(0, 20), st.integers(1, 6), st.sampled_from(["first", "last"]))
def test_soothing_is_what_looking_at_every_moment_finds(lengths, since, quiet, counts):
    edges = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    end = max(edges, default=0) + 5
    since = min(since, end - 1)
    cries = [(a, min(b, end)) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    found = soothed(cries, (0, end), since, Soothing(counts=counts, quiet_s=quiet / 1000))
    crying = [any(a <= ms < b for a, b in cries) for ms in range(end)]
    if not any(crying[since:]):
        assert found is None
        return
    # The moments at which a cry has just ended and the next `quiet` moments, all of them seen, are without one.
    ends = [ms for ms in range(since + 1, end + 1) if crying[ms - 1] and (ms == end or not crying[ms])]
    calm = [ms for ms in ends if ms + quiet <= end and not any(crying[ms : ms + quiet])]
    if counts == "last":
        calm = [ms for ms in calm if ms == ends[-1]]
    assert (found.latency_ms, found.waited_ms) == ((calm[0] - since,) * 2 if calm else (None, ends[-1] - since))
    assert found.ongoing == crying[since]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), max_size=6), st.integers(0, 30), st.integers(1, 20))
def test_the_first_onset_is_what_looking_at_every_moment_finds(marks, since, lasts):
    events = [Event(id=str(n), code="x", start_ms=start, end_ms=start + more) for n, (start, more) in enumerate(marks)]
    found = first_onset(events, [(since, since + lasts)], since)
    on_before = any(start < since < start + more for start, more in marks)
    moments = [ms for ms in range(since, since + lasts) if any(start == ms for start, _ in marks)]
    expected = 0 if on_before else moments[0] - since if moments else None
    assert (found.latency_ms, found.ongoing) == (expected, on_before)
    assert found.waited_ms == (lasts if expected is None else expected)
