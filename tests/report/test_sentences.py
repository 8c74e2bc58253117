"""What Agree says of all coders, of two, and of one disagreement."""

from dataclasses import replace

import pytest

from annotator.agreement.whole_study import LeftOut, whole_study
from annotator.agreement.whole_study.double_coding import DoubleCoding
from annotator.agreement.whole_study.drift import Drift
from annotator.consensus.agreed import Sources
from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreements import disagreements
from annotator.demo_coders import many_coders_study
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Classification, EpisodeMark, Event, Rating, Settlement
from annotator.report.settle_words import answers, kind_words, lost, question, says, settled_words
from annotator.report.study_words import (
    double_words,
    notes,
    pair_words,
    scope_sentence,
    trend_words,
    value_and_interval,
)
from annotator.report.wording import code_name, first_notes, pair_sentence, settings_sentence
from annotator.statistics.estimate import LEVEL, ConfidenceInterval, Estimate, Undefined
from annotator.study import Session, open_study
from tests.two_codings import compare

from .conftest import BOOK, JT, KM

WINDOW = (Span("", 0, 120_000),)
WHY = Undefined("not estimable: nothing to compare")


def compared(first, second):
    """What the workbench shows of two codings."""
    a, b = Coding("S1", "KM", first), Coding("S1", "JT", second)
    return Comparison(
        session=Session(id="S1", cameras=()),
        agreement=compare(a, b, BOOK, WINDOW),
        disagreements=disagreements((a, b), BOOK, WINDOW),
        notes=(),
        consensus=Coding("S1", "consensus", []),
        sources=Sources((a, b), BOOK, WINDOW),
        episodes=(),
    )


def asked(first, second, kind):
    """The one disagreement of a kind, and where it stands."""
    shown = compared(first, second)
    (one,) = (one for one in shown.disagreements if one.kind == kind)
    return one, shown


def event(code, start_ms, end_ms, **modifiers):
    return Event(id=f"{code}{start_ms}", code=code, start_ms=start_ms, end_ms=end_ms, modifiers=modifiers)


# Two coders


def test_every_number_of_the_workbench_says_what_it_was_computed_from():
    shown = compared(KM, JT)
    assert settings_sentence(shown) == (
        "KM (A) and JT (B) over the whole session, 120.000 s; codes alone. Exact time: no bins, no tolerance; points "
        "within 1 s."
    )


def test_so_does_the_page_on_two_coders_for_one_session_and_for_many(report, two_sessions):
    rest = "the whole session, {} s · codes alone · points ≤ 1 s · overlap ≥ 60%"
    assert pair_sentence(report) == f"S1, {rest.format('120.000')}"
    assert pair_sentence(two_sessions) == f"2 sessions, {rest.format('240.000')}"


def test_no_code_is_called_none():
    assert (code_name(BOOK, None), code_name(BOOK, "crying")) == ("none", "Crying")


# One disagreement


@pytest.mark.parametrize(
    ("first", "second", "kind", "said", "answer", "sentence", "costs"),
    [
        (
            [event("crying", 10_000, 20_000)],
            [event("crying", 10_400, 20_000)],
            "onset shift",
            ("Crying", "none"),
            ("0:10.000", "0:10.400"),
            "Crying starts at 0:10.000 for KM, at 0:10.400 for JT (+0.400 s).",
            "0.400",
        ),
        (
            [event("crying", 10_000, 20_000)],
            [event("crying", 10_000, 18_800)],
            "offset shift",
            ("Crying", "none"),
            ("0:20.000", "0:18.800"),
            "Crying ends at 0:18.800 for JT, at 0:20.000 for KM (+1.200 s).",
            "1.200",
        ),
        (
            [event("reach", 5_300, 5_300)],
            [event("reach", 5_000, 5_000)],
            "onset shift",
            ("Reach", "Reach"),
            ("0:05.300", "0:05.000"),
            "Reach starts at 0:05.000 for JT, at 0:05.300 for KM (+0.300 s).",
            "+0.300 s",
        ),
        (
            [event("contact", 1_000, 3_000)],
            [],
            "omission",
            ("Contact", "none"),
            ("Contact", "none"),
            "0:01.000 – 0:03.000: KM has Contact, JT has none.",
            "2.000",
        ),
        (
            [],
            [event("reach", 9_000, 9_000)],
            "commission",
            ("none", "Reach"),
            ("none", "Reach"),
            "0:09.000: KM has none, JT has Reach.",
            "–",
        ),
        (
            [event("crying", 1_000, 3_000)],
            [event("fussing", 1_000, 3_000)],
            "code swap",
            ("Crying", "Fussing"),
            ("Crying", "Fussing"),
            "0:01.000 – 0:03.000: KM has Crying, JT has Fussing.",
            "2.000",
        ),
        (
            [event("contact", 1_000, 3_000, target="caregiver")],
            [event("contact", 1_000, 3_000)],
            "modifiers",
            ("towards: caregiver", "no modifiers"),
            ("towards: caregiver", "no modifiers"),
            "KM says towards: caregiver, JT says no modifiers.",
            "–",
        ),
        (
            [EpisodeMark(id="m", episode="5", start_ms=60_000)],
            [EpisodeMark(id="m", episode="5", start_ms=60_400)],
            "episode mark",
            ("1:00.000", "1:00.400"),
            ("1:00.000", "1:00.400"),
            "1:00.000 – 1:00.400: KM has 1:00.000, JT has 1:00.400.",
            "+0.400 s",
        ),
        (
            [Rating(id="r", scale="resistance", episode="5", target="caregiver", value=3.5)],
            [Rating(id="r", scale="resistance", episode="5", target="caregiver", value=None)],
            "rating",
            ("3.5", "not ratable"),
            ("3.5", "not ratable"),
            "KM says 3.5, JT says not ratable.",
            "–",
        ),
        (
            [Classification(id="c", primary="D", forced="B")],
            [Classification(id="c", primary="B", subgroup="B3")],
            "class",
            ("D /B", "B B3"),
            ("D /B", "B B3"),
            "KM says D /B, JT says B B3.",
            "–",
        ),
    ],
)
def test_a_disagreement_is_one_question_with_an_answer_of_each_coder(
    first, second, kind, said, answer, sentence, costs
):
    one, shown = asked(first, second, kind)
    assert says(one, BOOK) == said
    assert answers(one, BOOK) == answer
    assert question(one, shown) == sentence
    assert lost(one) == costs


def test_the_kind_says_what_it_is_about_where_no_code_does():
    rated = [Rating(id="r", scale="resistance", episode="5", target="caregiver", value=float(n)) for n in (3, 4)]
    marks = [EpisodeMark(id="m", episode="5", start_ms=n) for n in (1_000, 2_000)]
    ends = [EpisodeMark(id="m", episode="end", start_ms=n) for n in (1_000, 2_000)]
    assert kind_words(asked(rated[:1], rated[1:], "rating")[0], BOOK) == "Resistance ep. 5 caregiver"
    assert kind_words(asked(marks[:1], marks[1:], "episode mark")[0], BOOK) == "Start of episode 5"
    assert kind_words(asked(ends[:1], ends[1:], "episode mark")[0], BOOK) == "End of the last episode"
    swap = asked([event("crying", 0, 900)], [event("fussing", 0, 900)], "code swap")[0]
    assert kind_words(swap, BOOK) == "Code swap"


def test_a_scale_that_left_the_codebook_keeps_its_id():
    rated = [Rating(id="r", scale="gone", episode="", target="", value=float(n)) for n in (3, 4)]
    assert kind_words(asked(rated[:1], rated[1:], "rating")[0], BOOK) == "gone"


@pytest.mark.parametrize(
    ("decided", "said"), [("accepted", "JT"), ("edited", "edited"), ("middle", "middle"), ("neither", "neither")]
)
def test_how_it_was_settled_is_one_word(decided, said):
    settled = Settlement(
        id="x", kind="omission", channel="contact", start_ms=0, end_ms=1, decided=decided, coder="JT" * (said == "JT")
    )
    assert settled_words(settled) == said
    assert settled_words(None) == ""


# All coders


AROUND = ConfidenceInterval(0.41, 0.84, 0.95, "jackknife of 12 sessions")


def test_a_statistic_has_its_interval_or_is_a_dash():
    assert value_and_interval(Estimate(0.7, AROUND)) == ".70  [.41, .84]"
    assert value_and_interval(Estimate(0.7, WHY)) == ".70"
    assert value_and_interval(Estimate(WHY, WHY)) == "–"


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (
            Estimate(0.12, replace(AROUND, low=-0.02, high=0.26)),
            "Trend +.12 [−.02, .26] per 10 sessions, from the 3 with a value",
        ),
        (
            Estimate(-0.12, Undefined("not estimable: fewer than 4 sessions")),
            "Trend −.12 per 10 sessions, from the 3 with a value; no interval: fewer than 4 sessions",
        ),
        (Estimate(WHY, WHY), "Trend – (not estimable: nothing to compare)"),
    ],
)
def test_a_trend_is_a_plain_number(trend, said):
    values = (("S1", 0.7), ("S2", WHY), ("S3", 0.8), ("S4", 0.9))
    assert trend_words(Drift(values, trend)) == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            DoubleCoding(1, 0, None, ()),
            "0 of 1 session coded and submitted by two. Your lab has set no target.",
        ),
        (DoubleCoding(12, 3, 3, ()), "3 of 12 sessions coded and submitted by two; 3 wanted: reached."),
        (DoubleCoding(12, 1, 3, ()), "1 of 12 sessions coded and submitted by two; 3 wanted: 2 more to code."),
    ],
)
def test_how_far_double_coding_is(found, said):
    assert double_words(found) == said


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return many_coders_study(tmp_path_factory.mktemp("many") / "study", sessions=3, coders=("AB", "JT")).folder


@pytest.fixture
def whole(made):
    study = open_study(made)
    return replace(whole_study(study, study.settings.agreement), confidence=LEVEL)


def test_the_page_says_over_what_its_numbers_go(whole):
    said = scope_sentence(whole)
    assert said.startswith(
        "2 coders, 3 sessions, submitted codings only; over the episodes both marked, first to last; codes alone, "
        "pooled over sessions."
    )
    assert "Intervals: 95 %, leaving out one session after the other." in said


def test_what_was_left_out_is_named_up_to_three_times_and_so_is_a_master_whom_nobody_knows(whole):
    assert notes(whole, whole.settings.master) == []
    gone = tuple(LeftOut(f"S00{n}", "JT" * (n == 1), "It cannot be read.") for n in range(1, 6))
    some = replace(whole, gathered=replace(whole.gathered, left_out=gone))
    assert first_notes(notes(some, "ZZ"), "; Study shows them beside each coding").splitlines() == [
        "⚠ ZZ, the master in study.toml, is not a coder of this study.",
        "⚠ Left out: S001 JT. It cannot be read.",
        "⚠ Left out: S002. It cannot be read.",
        "⚠ and 3 more; Study shows them beside each coding.",
    ]


def test_a_pair_is_told_with_value_interval_time_and_warning(whole):
    subjects = {(one.kind, one.id): one for one in whole.subjects}
    crying = pair_words(whole, whole.estimates(subjects["code", "crying"], "kappa"), 0)
    assert crying.startswith("AB × JT, Crying: κ .")
    assert "3 sessions, 63 min. Two coders who are each right" in crying
    nobody = pair_words(whole, whole.estimates(subjects["code", "clinging"], "kappa"), 0)
    assert nobody.startswith("AB × JT, Clinging: κ not estimable:")
    assert nobody.endswith("it says little about other recordings.")
    classes = pair_words(whole, whole.estimates(subjects["classes", "abcd"], "po"), 0)
    assert classes.endswith("Fewer than 30 cases: it says little about other cases.")
