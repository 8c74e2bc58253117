"""Episodes of a file become marks; what a mark cannot say is asked, and what does not come in is counted."""

import pytest

from annotator.exchange.codings.bringing_in import bring_in
from annotator.exchange.codings.doubts import OUT
from annotator.exchange.codings.looking_through import here_of
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.settling import settle
from annotator.model.items import EpisodeMark
from annotator.study.boundaries import lock_boundaries
from tests.exchange.codings.making import event, made_study, observation, source

BLANK = Mapping().with_settled("looked for", (), "found")
END = 1_200_000


@pytest.fixture
def study(tmp_path):
    return made_study(tmp_path / "study", "S1")


def episode(number, start_ms, end_ms):
    return event(f"Episode: {number}", start_ms, end_ms, who="")


def reviewed(study, *events, mapping=BLANK):
    return settle([source(observation(*events, event("crying", 1000, 2000)))], here_of(study), mapping)


def marks(review):
    return [(one.episode, one.start_ms) for one in review.planned[0].marks]


ODD = [
    (
        "outside",
        1,
        [(1, -5000, 60_000)],
        {"written": [("1", -5000), ("end", 60_000)], "cut": [("1", 0), ("end", 60_000)]},
    ),
    ("outside", 1, [(1, 0, END + 9)], {"cut": [("1", 0), ("end", END)], OUT: []}),
    ("reversed", 1, [(1, 60_000, 1000)], {"swap": [("1", 1000), ("end", 60_000)], OUT: []}),
    ("no start", 1, [(1, None, 1000)], {OUT: []}),
    (
        "episode ends",
        1,
        [(1, 0, 60_000), (2, 90_000, 120_000)],
        {"next": [("1", 0), ("2", 90_000), ("end", 120_000)], OUT: [("2", 90_000), ("end", 120_000)]},
    ),
    (
        "episode ends",
        1,
        [(1, 0, 200_000), (2, 90_000, 120_000)],
        {"next": [("1", 0), ("2", 90_000), ("end", 120_000)]},
    ),
    ("episode ends", 1, [(1, 0, 60_000), (2, 0, 60_000)], {OUT: [("2", 0), ("end", 60_000)]}),
]


@pytest.mark.parametrize(("kind", "number", "found", "becomes"), ODD)
def test_what_a_mark_cannot_say_is_asked(study, kind, number, found, becomes):
    events = [episode(*one) for one in found]
    review = reviewed(study, *events)
    assert [(one.kind, one.about) for one in review.doubts if one.open] == [(kind, (f"Episode: {number}",))]
    for choice, made in becomes.items():
        settled = reviewed(study, *events, mapping=BLANK.with_settled(kind, (f"Episode: {number}",), choice))
        assert (settled.open, marks(settled)) == (0, made)


def test_episodes_that_touch_but_for_a_frame_are_not_asked(study):
    assert marks(reviewed(study, episode(1, 0, 59_999), episode(2, 60_000, 90_000))) == [
        ("1", 0), ("2", 60_000), ("end", 90_000),
    ]  # fmt: skip


def test_marks_that_do_not_count_are_told(study):
    lock_boundaries(study, "S1", [EpisodeMark(id="a", episode="1", start_ms=0)])
    assert reviewed(study, episode(1, 0, 60_000)).open == 0
    other = episode(1, 5000, 60_000)
    assert [one.kind for one in reviewed(study, other).doubts if one.open] == ["locked"]
    assert marks(reviewed(study, other, mapping=BLANK.with_settled("locked", (), OUT))) == []
    assert len(marks(reviewed(study, other, mapping=BLANK.with_settled("locked", (), "written")))) == 2


def test_a_mark_that_the_coding_has_is_left_out_and_counted(study):
    files = [source(observation(episode(1, 0, 60_000)))]
    bring_in(study, files, settle(files, here_of(study), BLANK))
    review = reviewed(study, episode(1, 0, 60_000), mapping=BLANK.with_settled("there", ("S1", "KM"), "beside"))
    assert (marks(review), review.planned[0].stays_out) == ([], 1)
