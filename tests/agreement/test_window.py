import pytest

from annotator.agreement.pair.read import side_by_side
from annotator.agreement.window import common_episodes, declared_window, window_edges, window_name
from annotator.errors import StudyError
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span

CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
FOURTH, FIFTH, EIGHTH = Span("4", 0, 60_000), Span("5", 60_000, 90_000), Span("8", 200_000, 230_000)


def test_without_chosen_episodes_the_window_is_the_whole_session():
    assert declared_window((), (FOURTH,), 300_000) == (Span("", 0, 300_000),)


def test_all_marked_episodes_are_one_stretch_and_where_there_is_none_it_is_the_whole_session():
    """Time before and after the procedure used to count as agreed, which made kappa .851 of .770."""
    assert declared_window("marked", (EIGHTH, FOURTH), 300_000) == (Span("", 0, 230_000),)
    assert declared_window("marked", (FIFTH, EIGHTH), 300_000) == (Span("", 60_000, 230_000),)
    assert declared_window("marked", (), 300_000) == (Span("", 0, 300_000),)


def test_a_session_compared_as_a_whole_because_no_episode_is_shared_is_named():
    km, jt = (Coding(session="S001", coder=coder) for coder in ("KM", "JT"))
    assert side_by_side("S001", km, jt, ((FOURTH,), (EIGHTH,)), "marked", 300_000).is_whole
    assert not side_by_side("S001", km, jt, ((FOURTH,), (FOURTH,)), "marked", 300_000).is_whole
    assert not side_by_side("S001", km, jt, ((), ()), (), 300_000).is_whole
    said = "the episodes both marked, first to last (the whole session where they share none: S001)"
    assert window_name("marked", CODEBOOK, ["S001"]) == said


def test_chosen_episodes_are_the_window_in_order_of_time():
    assert declared_window(("8", "4"), (FOURTH, FIFTH, EIGHTH), 300_000) == (FOURTH, EIGHTH)


@pytest.mark.parametrize(
    ("of_km", "of_jt", "why"),
    [
        ((FOURTH, EIGHTH), (FOURTH,), "Episode 8 is not marked by JT."),
        ((FOURTH,), (FOURTH,), "Episode 8 is not marked by KM and JT."),
        ((EIGHTH,), (Span("8", 240_000, 260_000),), "KM and JT marked episode 8 at times that do not overlap."),
    ],
)
def test_a_chosen_episode_that_the_two_do_not_share_is_refused_and_says_whose_it_is(of_km, of_jt, why):
    km, jt = (Coding(session="S001", coder=coder) for coder in ("KM", "JT"))
    with pytest.raises(StudyError) as refusal:
        side_by_side("S001", km, jt, (of_km, of_jt), ("8",), 300_000)
    assert refusal.value.what == why
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("spans", "edges"),
    [
        ((), []),
        ((Span("", 5, 5),), []),
        ((EIGHTH, FOURTH), [0, 60_000, 200_000, 230_000]),
        ((FOURTH, FIFTH), [0, 90_000]),
        ((Span("4", 0, 100), Span("5", 20, 50), Span("6", 90, 120)), [0, 120]),
    ],
)
def test_stretches_are_sorted_and_those_that_touch_or_overlap_are_one(spans, edges):
    assert window_edges(spans).tolist() == edges


def test_the_window_of_two_coders_does_not_depend_on_who_comes_first():
    """The first coder's boundaries used to decide, so that swapping the coders changed kappa."""
    early, late = (
        [Span("5", 1_000, 9_000), Span("8", 20_000, 21_000)],
        [Span("5", 1_200, 9_400), Span("8", 30_000, 31_000)],
    )
    assert common_episodes(early, late) == common_episodes(late, early) == (Span("5", 1_200, 9_000),)


@pytest.mark.parametrize(
    ("episodes", "words"),
    [
        ((), "the whole session"),
        ("marked", "the episodes both marked, first to last"),
        (("5",), "episode 5"),
        (("8", "5"), "episodes 5 and 8"),
        (("2", "3", "4", "6"), "episodes 2–4 and 6"),
        (("1", "2", "4", "6", "7", "8"), "episodes 1 and 2, 4 and 6–8"),
    ],
)
def test_a_window_is_named_in_the_order_of_the_protocol(episodes, words):
    assert window_name(episodes, CODEBOOK) == words
