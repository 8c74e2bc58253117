"""Alpha of three coders and more over time: each moment looked at by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.statistics.estimate import Undefined
from annotator.statistics.indices import scott_pi
from annotator.statistics.many_streams import alphas_over_time
from annotator.statistics.ratings.alpha import krippendorff_alpha
from annotator.statistics.streams import Stream, inside
from annotator.statistics.tables import code_versus_rest, duration_table

CODES = ("crying", "fussing", "")
END = 60


def stream(edges, seed):
    """Bouts between every first and second edge, with codes at random."""
    edges = edges[: len(edges) // 2 * 2]
    states = np.full(len(edges) + 1, 2)
    states[1::2] = np.random.default_rng(seed).integers(0, 2, len(edges) // 2)
    return Stream(CODES, np.array(edges, dtype=np.int64), states)


edges = st.lists(st.integers(0, END), unique=True, max_size=8).map(sorted)
windows = st.lists(st.integers(0, END), unique=True, min_size=2, max_size=4).map(
    lambda found: np.array(sorted(found)[: len(found) // 2 * 2], dtype=np.int64)
)
looked = st.tuples(st.builds(stream, edges, st.integers(0, 99)), windows)
sessions = st.lists(st.lists(looked, min_size=1, max_size=4), min_size=1, max_size=3)


def rated(of_sessions, code=None):
    """What each coder has at every ms, shape (ms, coders), nan where that coder did not look."""
    rows = []
    for session in of_sessions:
        columns = np.full((END, 4), np.nan)
        for place, (said, window) in enumerate(session):
            times = np.arange(END)
            there = inside(times, window)
            columns[there, place] = said.at(times[there])
        rows.append(columns if code is None else np.where(np.isnan(columns), np.nan, columns == code))
    return np.concatenate(rows)


def by_hand(ratings):
    """1 - Do / De of moments: every two coders of each, and every two ratings that can be paired, themselves too."""
    observed, weights, paired, counted = 0.0, 0.0, [], []
    for row in ratings:
        given = row[~np.isnan(row)]
        if given.size > 1:
            differ = sum(float(a != b) for a in given for b in given)
            observed += differ / (given.size - 1)
            weights += given.size
            paired += given.tolist()
    counted = np.unique(paired, return_counts=True)[1] if paired else np.zeros(1)
    expected = 1 - float((counted.astype(float) ** 2).sum()) / max(float(counted.sum()) ** 2, 1.0)
    return 1 - observed / weights / expected if paired and expected > 0 else None


def test_the_oracle_is_krippendorffs_alpha_but_for_the_size_of_a_moment():
    ratings = np.random.default_rng(1).integers(0, 3, (40_000, 3)).astype(float)
    ratings[::7, 0] = np.nan
    ratings[:, 1] = np.where(np.random.default_rng(2).random(40_000) < 0.6, ratings[:, 2], ratings[:, 1])
    assert by_hand(ratings) == pytest.approx(krippendorff_alpha(ratings, "nominal").value, abs=1e-4)


@settings(deadline=None)
@given(sessions)
def test_alpha_is_that_of_every_moment_looked_at_by_itself(of_sessions):
    found = alphas_over_time(of_sessions)
    assert len(found) == 3
    for estimate, code in zip(found, (None, 0, 1), strict=True):
        wanted = by_hand(rated(of_sessions, code))
        if wanted is None:
            assert isinstance(estimate.value, Undefined)
        else:
            assert estimate.value == pytest.approx(wanted, abs=1e-9)


@settings(deadline=None)
@given(st.builds(stream, edges, st.integers(0, 99)), st.builds(stream, edges, st.integers(0, 99)), windows)
def test_of_two_coders_who_looked_throughout_it_is_scotts_pi(a, b, window):
    table = duration_table(a, b, window)
    found = alphas_over_time([[(a, window), (b, window)]])
    for estimate, one in zip(found, (table, *code_versus_rest(table)[:2]), strict=True):
        wanted = float(scott_pi(one))
        assert isinstance(estimate.value, Undefined) if np.isnan(wanted) else estimate.value == pytest.approx(wanted)


def test_there_are_reasons_where_there_is_no_alpha_and_no_interval():
    whole, silent = np.array([0, END], dtype=np.int64), stream([], 1)
    one = stream([10, 20], 1)
    assert alphas_over_time([[(silent, whole), (silent, whole)]])[0].value == Undefined(
        "not estimable: all coders used only one code"
    )
    apart = [(one, np.array(window, dtype=np.int64)) for window in ([0, 5], [30, 40])]
    assert alphas_over_time([apart])[0].value == Undefined("not estimable: at no moment did two coders look")
    [found, *_] = alphas_over_time([[(one, whole), (stream([10, 24], 1), whole)]])
    assert found.interval == Undefined("not estimable: marked in fewer than 6 sessions in which two coders looked")
