"""All of a channel at once: the parts fit together, for one session and for many."""

import numpy as np
import pytest

from annotator.agreement.reading import stream_of
from annotator.agreement.window import window_edges
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.statistics.classes.accuracy import expected_kappa
from annotator.statistics.estimate import Resampling
from annotator.statistics.states import StateSettings, compare_states
from annotator.statistics.streams import Pair
from annotator.statistics.tables import cohen_kappa
from annotator.statistics.undefined import Undefined

CODES = ("crying", "fussing")
QUICK = StateSettings(resampling=Resampling(resamples=200), tolerances_ms=(0, 1000))


def session(seed: int, length_ms: int = 300_000) -> Pair:
    """Twelve bouts in turn, seen by the second coder up to 400 ms off."""
    random = np.random.default_rng(seed)
    starts = np.arange(12) * 24_000 + random.integers(1000, 5000, 12)
    truth = np.column_stack((starts, starts + random.integers(3000, 12_000, 12)))
    window = window_edges([Span("", 0, length_ms)])
    seen = (truth, truth + random.integers(-400, 401, truth.shape))
    return *(stream_of(coding(who, times), CODES, window) for who, times in zip("AB", seen, strict=True)), window


def coding(coder: str, times: np.ndarray) -> Coding:
    spans = enumerate(times.tolist())
    return Coding(
        "s", coder, [Event(id=f"{n}", code=CODES[n % 2], start_ms=start, end_ms=end) for n, (start, end) in spans]
    )


def test_one_session_has_time_and_events_from_the_same_bouts():
    found = compare_states([session(1)], QUICK)
    assert found.settings == QUICK
    assert int(found.time.table_ms.sum()) == 300_000
    assert found.time.kappa.value == pytest.approx(float(cohen_kappa(found.time.table_ms)))
    assert found.time.kappa.interval.method == "bootstrap of 10 blocks of 30 s"
    assert found.tolerance[0].kappa == pytest.approx(found.time.kappa.value)
    assert found.tolerance[1].kappa == 1
    assert found.events.linked.matched == found.events.aligned.pairs == 12
    assert found.events.linked.events.f1 == 1
    assert found.events.u_alpha == pytest.approx(found.time.kappa.value, abs=0.02)
    assert found.events.binned.kappa == pytest.approx(found.time.kappa.value, abs=0.02)
    shares = (found.time.table_ms.sum(axis=0) + found.time.table_ms.sum(axis=1)) / 600_000
    assert expected_kappa(found.time.accuracy, shares.tolist()) == pytest.approx(found.time.kappa.value)


def test_many_sessions_are_the_sum_of_each_and_become_the_blocks():
    pairs = [session(seed) for seed in range(10)]
    together, each = compare_states(pairs, QUICK), [compare_states([pair], QUICK) for pair in pairs]
    assert together.sessions == 10
    assert together.time.kappa.interval.method == "bootstrap of 10 sessions"
    assert together.time.table_ms.tolist() == sum(one.time.table_ms for one in each).tolist()
    assert together.events.linked.matched == sum(one.events.linked.matched for one in each)
    assert together.events.linked.onsets.count == sum(one.events.linked.onsets.count for one in each)
    assert (
        together.events.aligned.events.table.tolist() == sum(one.events.aligned.events.table for one in each).tolist()
    )
    assert together.events.binned.table.tolist() == sum(one.events.binned.table for one in each).tolist()
    low, high = (bound([one.tolerance[1].agreement_a for one in each]) for bound in (min, max))
    assert low <= together.tolerance[1].agreement_a <= high


def test_a_code_with_few_bouts_is_marked():
    crying, fussing = compare_states([session(1)], QUICK).time.per_code
    assert (crying.bouts_a, crying.bouts_b, crying.is_rare, fussing.is_rare) == (6, 6, True, True)
    assert not any(code.is_rare for code in compare_states([session(1), session(2)], QUICK).time.per_code)
    assert crying.kappa.interval.low < crying.kappa.value < crying.kappa.interval.high
    assert crying.ppos == pytest.approx(2 * crying.both_ms / (crying.a_ms + crying.b_ms))


def test_nothing_coded_leaves_reasons_everywhere():
    window = window_edges([Span("", 0, 60_000)])
    silent = stream_of(Coding("s", "A"), CODES, window)
    found = compare_states([(silent, silent, window)], QUICK)
    one_code = Undefined("not estimable: both coders used only one code")
    assert found.time.agreement == 1
    assert (
        found.time.kappa.value
        == found.time.accuracy
        == found.tolerance[0].kappa
        == found.events.binned.kappa
        == one_code
    )
    assert isinstance(found.events.u_alpha, Undefined)
    nobody = Undefined("not estimable: neither coder used this code")
    assert all(code.kappa.value == code.ppos == nobody for code in found.time.per_code)


def test_an_empty_window_leaves_reasons_everywhere():
    window = window_edges([])
    silent = stream_of(Coding("s", "A"), CODES, window)
    found = compare_states([(silent, silent, window)], QUICK)
    assert found.time.agreement == Undefined("not estimable: the window has no length")
    for value in (
        found.time.kappa.value,
        found.time.accuracy,
        found.tolerance[0].kappa,
        found.events.linked.events.f1,
        found.events.u_alpha,
    ):
        assert isinstance(value, Undefined)
