"""Linear scores and readings of a classification: a number or a group, or the reason why there is none."""

import pytest
from msgspec.structs import replace

from annotator.model.codebook.classes import (
    ClassificationScheme,
    Collapse,
    DisorganisationRating,
    PatternClass,
    Subgroup,
)
from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.model.codebook.scales import LinearScore, Term
from annotator.model.items import Classification, Rating
from annotator.model.scores import Reading, Score, classification_faults, collapse, linear_score, threshold_note

BOOK = parse_codebook(shipped_codebooks()["strange_situation"], "strange_situation.toml")
LAB = LinearScore(
    id="lab",
    name="Lab's own",
    constant=10.0,
    terms=(
        Term(scale="proximity_seeking", episode="5", target="caregiver", weight=2.0),
        Term(scale="avoidance", episode="8", target="caregiver", weight=-1.0),
        Term(code="crying", episode="8", measure="total_s", weight=0.1),
    ),
    citation="This lab.",
)


def rating(scale: str, episode: str, value: float | None) -> Rating:
    return Rating(id=f"{scale}{episode}", scale=scale, episode=episode, target="caregiver", value=value)


GIVEN = [rating("proximity_seeking", "5", 6.5), rating("avoidance", "8", 1)]
CRIED = {("crying", "8", "total_s"): 30.0}


def test_a_score_is_the_constant_and_its_weighted_terms() -> None:
    assert linear_score(LAB, BOOK, GIVEN, CRIED) == Score(10 + 2 * 6.5 - 1 + 3)


def test_what_is_missing_makes_no_score_and_is_told_never_counted_as_0() -> None:
    found = linear_score(LAB, BOOK, [rating("avoidance", "8", None)], {})
    assert found.value is None
    assert found.reason == (
        "Proximity and contact seeking towards caregiver in episode 5 is not rated; "
        "Avoidance towards caregiver in episode 8 is not ratable; total_s of Crying in episode 8 has no value"
    )


def test_a_rating_of_another_episode_or_person_does_not_count() -> None:
    elsewhere = [rating("proximity_seeking", "8", 6), GIVEN[1]]
    assert linear_score(LAB, BOOK, elsewhere, CRIED).value is None


def pattern(class_id: str, *subgroups: str, needs_forced: bool = False) -> PatternClass:
    subs = tuple(Subgroup(id=one) for one in subgroups)
    return PatternClass(id=class_id, name=class_id, definition="", source="", subgroups=subs, needs_forced=needs_forced)


SCHEME = ClassificationScheme(
    name="Pattern",
    source="",
    forced=("A", "B", "C"),
    classes=(
        pattern("A", "A1", "A2"), pattern("B", "B3"), pattern("C"), pattern("D", needs_forced=True), pattern("CC")
    ),
    disorganisation=DisorganisationRating(
        lowest=1, highest=9, threshold=5, at_threshold="coder decides", class_id="D", definition="", source=""
    ),
)  # fmt: skip
FOUR = Collapse(id="abcd", name="Four", groups={one: (one,) for one in "ABCD"})
THREE = Collapse(id="abc", name="Three", groups={one: (one,) for one in "ABC"}, by_forced=("D",))
SECURITY = Collapse(id="security", name="B / non-B", groups={"B": ("B",), "non-B": ("A", "C", "D")})


@pytest.mark.parametrize(
    ("primary", "forced", "four", "three", "security"),
    [
        ("A", "", "A", "A", "non-B"),
        ("B3", "", "B", "B", "B"),
        ("D", "B", "D", "B", "non-B"),
        ("D", "A2", "D", "A", "non-B"),
        ("D", "", "D", None, "non-B"),
        ("CC", "B", None, None, None),
        ("x", "", None, None, None),
        ("", "", None, None, None),
    ],
)
def test_one_stored_classification_is_read_in_several_ways(primary, forced, four, three, security) -> None:
    given = Classification(id="c", primary=primary, forced=forced)
    readings = [collapse(SCHEME, one, given) for one in (FOUR, THREE, SECURITY)]
    assert [one.group for one in readings] == [four, three, security]
    assert all(bool(one.reason) == (one.group is None) for one in readings)


def test_why_a_classification_has_no_place_is_told() -> None:
    assert collapse(SCHEME, THREE, Classification(id="c", primary="D")) == Reading(None, "D has no forced alternative")
    assert collapse(SCHEME, FOUR, Classification(id="c", primary="CC")) == Reading(None, "CC has no place in Four")


@pytest.mark.parametrize(
    ("given", "gaps"),
    [
        ({"primary": "B", "subgroup": "B3", "disorganisation": 3}, ()),
        ({"primary": "B", "subgroup": "A1"}, ("A1 is not a subgroup of B.",)),
        ({"primary": "D"}, ("D needs a best-fitting alternative.",)),
        ({"primary": "D", "forced": "CC"}, ("CC cannot be the alternative.",)),
        ({"primary": "D", "forced": "B3", "disorganisation": 5}, ()),
        ({"primary": "B", "disorganisation": 5}, ()),
        ({"primary": "B", "disorganisation": 7}, ("The rating 7 is above the threshold 5, but the class is B.",)),
        (
            {"primary": "D", "forced": "B", "disorganisation": 4},
            ("The rating 4 is below the threshold 5, but the class is D.",),
        ),
        (
            {"primary": "B", "disorganisation": 10},
            ("The rating of disorganisation runs from 1 to 9, in whole points.",),
        ),
        ({"primary": ""}, ()),
        ({"primary": "B3"}, ("B3 is a subgroup: its class is B.",)),
        ({"primary": "x"}, ("“x” is not one of the classes.",)),
    ],
)
def test_what_does_not_fit_together_is_told(given, gaps) -> None:
    one = Classification(id="c", **given)
    note = threshold_note(SCHEME, one)
    assert (*classification_faults(SCHEME, one), *((note,) if note else ())) == gaps


def test_without_a_threshold_of_the_lab_no_rating_speaks_for_or_against_a_class() -> None:
    unset = replace(SCHEME, disorganisation=replace(SCHEME.disorganisation, threshold=None))
    for value in (1, 5, 9):
        assert unset.disorganisation.suggests(value) is None
        assert threshold_note(unset, Classification(id="c", primary="B", disorganisation=value)) == ""
