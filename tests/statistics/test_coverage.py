"""A few of the simulations of `make bench`: intervals hold what is true (docs/agreement-coverage.md has a thousand)."""

import pytest

from annotator.statistics.estimate import Undefined
from benchmarks.coverage import Rated, Recordings, all_coders, classified, measured, one_way_ratings, ratings, recorded


def held(row):
    """Of the intervals given, the share that holds the truth, and the share given."""
    given = [one.interval for one in row.found if not isinstance(one.interval, Undefined)]
    return sum(one.low <= row.truth <= one.high for one in given) / max(1, len(given)), len(given) / len(row.found)


@pytest.mark.parametrize("setup", [Recordings(1, bout_s=3, gap_s=4, differ=0), Recordings(4), Recordings(10)])
def test_time_and_events_of_one_recording_and_of_sessions_that_differ(setup):
    for row in recorded(setup, 150):
        share, given = held(row)
        has_none = ("kappa of 15-s", "cu-alpha", "(k)u-alpha") if setup.sessions == 1 else ("kappa of 15-s",)
        assert given > 0.9 or row.statistic.startswith(has_none)
        assert share > 0.88 or not given


def test_two_sessions_and_rare_codes_of_one_recording_have_none():
    for setup in (Recordings(2), Recordings(1, gap_s=90, differ=0)):
        assert all(held(row)[1] < 0.05 for row in recorded(setup, 60))


def test_three_coders_at_once():
    for row in all_coders(Recordings(9), 150):
        share, given = held(row)
        assert share > 0.88
        assert given > 0.9


def test_classes_of_ten_cases():
    for row in classified(10, 400):
        share, given = held(row)
        assert share > 0.9
        assert given == 1


def test_ratings_of_few_sessions():
    for row in ratings(Rated(6, 5), 120):
        share, given = held(row)
        if row.statistic in ("alpha, nominal", "alpha, ratio"):
            assert given == 0, "from ten sessions on"
        else:
            assert share > 0.86
            assert given > 0.9


def test_coders_who_differ_from_case_to_case():
    for setup in (Rated(10, 1), Rated(8, 4)):
        for row in one_way_ratings(setup, 120):
            share, given = held(row)
            assert share > 0.86
            assert given > 0.9


def test_variables_of_one_code():
    for row in measured(Recordings(12), 60):
        share, given = held(row)
        assert share > 0.8 or not given
        assert given == 0 if row.statistic.startswith("latency") else given > 0.7
