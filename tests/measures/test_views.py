"""Tables that put together what belongs together: reunions, ratings beside behaviour, person by person, headings."""

import pytest

from annotator.measures.groups import GROUP_OF_CODES_COLUMNS, group_rows
from annotator.measures.persons import PERSON_COLUMNS, person_rows, target_of
from annotator.measures.rated import RATED_COLUMNS, REUNION_COLUMNS, rated_rows, reunion_rows
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event, LookedFor, Rating
from annotator.model.measure_rules import Contact, MeasureRules, Soothing
from annotator.study.session import Camera, Session
from annotator.study.tables import CodedSession
from tests.measures.small_lab import told

SITUATION, FEEDING, COPING = (
    parse_codebook(codebook_text(name), f"{name}.toml")
    for name in ("strange_situation", "feeding_and_holding", "infant_coping")
)
RULES = MeasureRules(
    crying=("crying", "hard_crying"),
    contact=Contact(codes=("contact",), where={"target": ("caregiver",)}, present="caregiver", initiator="initiator"),
    soothing=Soothing(counts="first"),
)


def coded(codebook, spans, *events, ratings=(), looked=()):
    """A coding whose episodes last from and to so many seconds; events as code, start, end (None: a point), answers."""
    items = [
        Event(
            id=f"e{number}",
            code=code,
            start_ms=start * 1000,
            end_ms=(start if codebook.code_by_id[code].is_point else end) * 1000,
            modifiers=dict(answers[0]) if answers else {},
        )
        for number, (code, start, end, *answers) in enumerate(events)
    ]
    items += [Rating(id=f"r{number}", **rating) for number, rating in enumerate(ratings)]
    items += [LookedFor(id=f"l{n}", codes=codes, start_ms=start * 1000, end_ms=end * 1000) for n, (codes, start, end) in
              enumerate(looked)]  # fmt: skip
    camera = Camera(file="a.mp4", size=1, fingerprint="a", duration_ms=900_000, frame_count=22_500)
    observed = tuple(Span(episode, start * 1000, end * 1000) for episode, (start, end) in spans.items())
    return CodedSession(Session(id="S", cameras=(camera,)), Coding("S", "KM", items), None, observed, ())


def test_a_reunion_shows_the_four_scales_beside_crying_soothing_and_contact_and_classifies_nobody():
    one = coded(
        SITUATION,
        {"4": (0, 100), "5": (100, 200)},
        ("crying", 90, 112),
        ("hard_crying", 112, 118),
        ("contact", 106, 130, {"target": "caregiver", "initiator": "adult"}),
        ratings=(
            {"scale": "proximity_seeking", "episode": "5", "target": "caregiver", "value": 5},
            {"scale": "avoidance", "episode": "5", "target": "caregiver", "value": None},
            {"scale": "resistance", "episode": "8", "target": "caregiver", "value": 2},
        ),
    )
    scales = ("target", "proximity_seeking", "contact_maintaining", "avoidance", "resistance")
    crying = ("observed_s", "crying_s", "crying_min", "crying_share", "soothed_s", "soothed_censored")
    contact = ("contact_achieved", "contact_initiator", "contact_s", "contact_latency_s", "why_empty")
    rows = told(reunion_rows(one, SITUATION, RULES), REUNION_COLUMNS, "episode", *scales, *crying, *contact)
    assert rows == [
        ("5", "caregiver", 5.0, None, None, None, 100.0, 18.0, pytest.approx(0.3), 0.18, 18.0, 0,
         1, "adult", 24.0, 6.0, None),
        ("8", "caregiver", None, None, None, 2.0, *(None,) * 10, "episode not held"),
    ]  # fmt: skip
    none = told(reunion_rows(one, SITUATION, MeasureRules()), REUNION_COLUMNS, "crying_s", "contact_achieved")
    assert none == [(None, None)] * 2, "no rule, no number"
    assert not {"class", "primary", "subgroup"} & {column.name for column in REUNION_COLUMNS}


def test_a_rating_stands_beside_the_behaviour_towards_that_person():
    one = coded(
        SITUATION,
        {"3": (0, 60)},
        ("contact", 10, 20, {"target": "stranger"}),
        ("contact", 30, 50, {"target": "caregiver"}),
        ("contact", 55, 58),  # towards whom was not said
        ("out_of_view_infant", 40, 45),
        ratings=({"scale": "contact_maintaining", "episode": "3", "target": "stranger", "value": 3},),
    )
    names = ("scale", "episode", "target", "code", "value", "not_ratable", "seen_s", "total_s", "share", "latency_s")
    rows = told(rated_rows(one, SITUATION, RULES), RATED_COLUMNS, *names)
    of_contact = [row[2:] for row in rows if row[:2] == ("contact_maintaining", "3") and row[3] == "contact"]
    assert of_contact == [
        ("caregiver", "contact", None, None, 55.0, 18.0, pytest.approx(18 / 55), 30.0),
        ("stranger", "contact", 3.0, 0, 55.0, 13.0, pytest.approx(13 / 55), 10.0),
    ]


def test_by_whom_and_towards_whom():
    asked = {code.id: target_of(code, SITUATION) for code in SITUATION.codes}
    assert asked["contact"].id == "target", "who began it is no target"
    assert asked["smile"].id == "directed_to"
    assert asked["pick_up"] is None
    one = coded(
        SITUATION,
        {"3": (0, 60), "4": (60, 120), "6": (120, 180)},
        ("contact", 10, 20, {"target": "stranger"}),
        ("contact", 50, 70, {"target": "caregiver"}),
        ("smile", 30, None, {"directed_to": "object"}),
        ("pick_up", 5, None, {"who": "stranger"}),
        ("pick_up", 7, None),
        ("out_of_view_caregiver", 0, 30),
    )
    names = ("code", "episode", "who", "target", "seen_s", "total_s", "onsets", "latency_s", "censored")
    rows = told(person_rows(one, SITUATION, RULES), PERSON_COLUMNS, *names, "why_empty")
    assert [row[1:9] for row in rows if row[0] == "contact" and row[1] in {"3", "4", "6"}] == [
        ("3", "infant", "caregiver", 60.0, 10.0, 1, 50.0, 0),
        ("3", "infant", "stranger", 60.0, 10.0, 1, 10.0, 0),
        ("4", "infant", "stranger", 60.0, 0.0, 0, None, 1),
        ("4", "infant", "caregiver", 60.0, 10.0, 0, 0.0, 0),  # the bout that was carried over, said to be towards her
    ], "in episode 6 nobody is there to be touched"
    assert [row[1:8] for row in rows if row[0] == "pick_up" and row[1] == "3"] == [
        ("3", "caregiver", None, 30.0, None, 0, None),
        ("3", "stranger", None, 60.0, None, 1, 5.0),
        ("3", None, None, 30.0, None, 0, None),  # not said by whom, in a time when she could not be seen
    ]
    assert ("smile", "3", "infant", "object", 60.0, None, 1, 30.0, 0, None) in rows
    assert {row[-1] for row in rows if row[1] == "8"} == {"episode not held"}
    assert "crying" not in {row[0] for row in rows}


def test_feeding_and_holding():
    one = coded(
        FEEDING,
        {"1": (0, 300)},
        ("hunger_early", 10, 14),
        ("hunger_active", 12, 20),
        ("fullness_late", 250, 260),
        ("hold_cradle", 0, 200),
        ("mould", 50, 100),
        ("out_of_view_infant", 200, 220),
        looked=((tuple(code.id for code in FEEDING.codes if code.id != "receptive"), 0, 300),),
    )
    names = ("codes", "seen_s", "any_s", "different", "onsets", "latency_s", "censored", "why_empty")
    rows = told(group_rows(one, FEEDING, RULES), GROUP_OF_CODES_COLUMNS, "group", "who", *names)
    found = {row[0]: row[1:] for row in rows}
    assert found["Hunger cues"] == ("infant", 3, 280.0, None, 2, 2, 10.0, 0, None)
    assert found["Fullness cues"][4:8] == (1, 1, None, 1), "the wait ended where the infant went out of view, at 200 s"
    assert found["Receptiveness"][2:] == (0.0, None, None, None, None, None, "not looked for")
    assert found["Holding"][2:5] == (280.0, 200.0, 2)
    assert "Out of view" not in found


def test_coping():
    one = coded(
        COPING,
        {"uninvolved": (0, 60), "involved": (60, 240)},
        ("self_soothe", 5, 15, {"soothing_form": "oral"}),
        ("look_away", 10, 20),
        ("physical_comfort", 100, 160),
    )
    names = ("episode", "any_s", "share", "different", "onsets_per_min")
    rows = told(group_rows(one, COPING, RULES), GROUP_OF_CODES_COLUMNS, "group", *names)
    assert ("By itself", "uninvolved", 15.0, 0.25, 2, 2.0) in rows
    assert ("With the caregiver", "involved", 60.0, pytest.approx(1 / 3), 1, pytest.approx(1 / 3)) in rows
    assert ("Distress and other", "involved", 0.0, 0.0, 0, 0.0) in rows, "none is 0 where it was looked for"
