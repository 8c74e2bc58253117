"""One-zero scores from events, at the edges of the intervals, beside what coders said interval by interval."""

import pytest

from annotator.measures.intervals import intervals_table, recorded_scores, scores_from_events
from annotator.model import commands
from annotator.model.coding import Coding
from annotator.model.commands.intervals import score_interval
from annotator.model.intervals import Interval, lay_intervals
from annotator.model.items import END_OF_LAST_EPISODE, Event, IntervalRecord

INTERVALS = (Interval("5", 1, 0, 15_000), Interval("5", 2, 15_000, 30_000), Interval("5", 3, 30_000, 45_000))


def scored(*bounds):
    events = [Event(id=str(n), code="x", start_ms=start, end_ms=end) for n, (start, end) in enumerate(bounds)]
    return [int(bool(one.occurred)) for one in scores_from_events(events, INTERVALS)]


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "expected"),
    [
        (0, 1, [1, 0, 0]),
        (14_999, 15_000, [1, 0, 0]),
        (15_000, 15_001, [0, 1, 0]),
        (14_999, 15_001, [1, 1, 0]),
        (14_999, 30_001, [1, 1, 1]),
        (15_000, 30_000, [0, 1, 0]),
        (15_000, 15_000, [0, 1, 0]),
        (14_999, 14_999, [1, 0, 0]),
        (45_000, 45_000, [0, 0, 0]),
        (44_999, None, [0, 0, 1]),
        (20_000, None, [0, 1, 1]),
        (45_000, 46_000, [0, 0, 0]),
    ],
)
def test_a_code_scores_every_interval_it_touches(start_ms, end_ms, expected):
    assert scored((start_ms, end_ms)) == expected


def test_many_bouts_in_one_interval_score_once():
    assert scored((0, 100), (200, 300), (16_000, 16_000)) == [1, 1, 0]


def test_an_interval_mostly_out_of_view_is_not_observed():
    def unseen(end_ms):
        away = [Event(id="v", code="away", start_ms=0, end_ms=end_ms)]
        return [one.occurred is None for one in scores_from_events([], INTERVALS, away)]

    assert unseen(7_500) == [False, False, False], "half is still observed"
    assert unseen(7_501) == [True, False, False]
    assert unseen(30_000) == [True, True, False]
    assert unseen(None) == [True, True, True]


def test_recorded_scores_tell_none_occurred_from_not_recorded():
    said = [
        IntervalRecord(id="a", episode="5", start_ms=0, end_ms=15_000, codes=("crying",)),
        IntervalRecord(id="b", episode="5", start_ms=15_000, end_ms=30_000),
    ]
    scores = recorded_scores(Coding("S1", "KM", said), INTERVALS)
    assert [one.occurred for one in scores] == [frozenset({"crying"}), frozenset(), None]


def test_the_table_puts_both_side_by_side_and_leaves_out_episodes_that_are_not_scored(study):
    with study.open_coding("S001", "KM") as opened:
        coding, do = opened.coding, opened.history.do
        for episode, at_ms in (("1", 0), ("2", 1000), (END_OF_LAST_EPISODE, 4000)):
            do(commands.mark_episode(coding, study.codebook, episode, at_ms))
        do(commands.mark(coding, study.codebook, "crying", 1500))
        interval, *rest = lay_intervals(study.episodes_of(study.session("S001"), coding)[1:], study.settings.intervals)
        assert rest == []
        do(score_interval(coding, study.codebook, interval, ["search"]))
    table = intervals_table(study).set_index("code")
    assert set(table["episode"]) == {"2"}
    assert list(table.loc[["crying", "search", "reach"], "from_events"]) == [1, 0, 0]
    assert list(table.loc[["crying", "search", "reach"], "recorded"]) == [0, 1, 0]
    assert (table["start_ms"].iloc[0], table["end_ms"].iloc[0]) == (1000, 4000)


def test_a_study_without_codings_has_an_empty_table_with_its_columns(study):
    table = intervals_table(study)
    assert len(table) == 0
    assert list(table.columns)[-2:] == ["from_events", "recorded"]
