"""All of a channel at once: the parts fit together, for one session and for many."""

from dataclasses import replace

import numpy as np
import pytest

from annotator.agreement.reading import stream_of
from annotator.agreement.window import window_edges
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.statistics.blocks import NOT_COMPUTED
from annotator.statistics.classes.accuracy import expected_kappa, true_shares
from annotator.statistics.estimate import LEVEL, Undefined
from annotator.statistics.indices import no_code_indices
from annotator.statistics.states import compare_events, compare_time
from annotator.statistics.streams import Pair
from annotator.statistics.tables import cohen_kappa
from annotator.statistics.tolerance import tolerance_curve

CODES = ("crying", "fussing")
FEW = LEVEL


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
    pairs = [session(1)]
    time, events, (exact, tolerant) = compare_time(pairs, FEW), compare_events(pairs), tolerance_curve(pairs, (0, 1000))
    assert int(time.table_ms.sum()) == 300_000
    assert time.kappa.value == pytest.approx(float(cohen_kappa(time.table_ms)))
    assert str(time.kappa.interval) == "not estimable: one coder marked it fewer than 20 times"
    assert exact.kappa == pytest.approx(time.kappa.value)
    assert tolerant.kappa == 1
    assert events.linked.matched == events.aligned.pairs == 12
    assert events.linked.events.f1 == 1
    assert events.u_alpha.value == pytest.approx(time.kappa.value, abs=0.02)
    assert events.binned.kappa == pytest.approx(time.kappa.value, abs=0.02)
    shares = (time.table_ms.sum(axis=0) + time.table_ms.sum(axis=1)) / 600_000
    assert expected_kappa(time.accuracy, true_shares(time.accuracy, shares)) == pytest.approx(time.kappa.value)


def test_many_sessions_are_the_sum_of_each_and_become_the_blocks():
    pairs = [session(seed) for seed in range(10)]
    together, each = compare_time(pairs, FEW), [compare_time([pair], None) for pair in pairs]
    assert together.kappa.interval.method == "jackknife of 10 sessions"
    assert together.table_ms.tolist() == sum(one.table_ms for one in each).tolist()
    events, apart = compare_events(pairs), [compare_events([pair]) for pair in pairs]
    assert events.linked.matched == sum(one.linked.matched for one in apart)
    assert events.linked.onsets.count == sum(one.linked.onsets.count for one in apart)
    assert events.aligned.events.table.tolist() == sum(one.aligned.events.table for one in apart).tolist()
    assert events.binned.table.tolist() == sum(one.binned.table for one in apart).tolist()
    (all_of_them,) = tolerance_curve(pairs, [1000])
    of_each = [tolerance_curve([pair], [1000])[0].agreement_a for pair in pairs]
    assert min(of_each) <= all_of_them.agreement_a <= max(of_each)


def test_a_code_with_few_bouts_is_marked():
    crying, fussing = compare_time([session(1)], FEW).per_code
    assert (crying.bouts_a, crying.bouts_b, crying.is_rare, fussing.is_rare) == (6, 6, True, True)
    assert not any(code.is_rare for code in compare_time([session(1), session(2)], None).per_code)
    many = compare_time([session(seed) for seed in range(4)], FEW).per_code[0]
    assert many.kappa.interval.low < many.kappa.value < many.kappa.interval.high
    assert crying.ppos == pytest.approx(2 * crying.both_ms / (crying.a_ms + crying.b_ms))


def test_nothing_coded_leaves_reasons_everywhere():
    window = window_edges([Span("", 0, 60_000)])
    silent = stream_of(Coding("s", "A"), CODES, window)
    pairs = [(silent, silent, window)]
    time, events, (tolerant,) = compare_time(pairs, FEW), compare_events(pairs), tolerance_curve(pairs, [0])
    unused = Undefined("not estimable: neither coder used any of these codes")
    assert time.agreement == time.indices.pabak == time.indices.ac1 == unused
    assert time.kappa.value == time.accuracy == tolerant.kappa == tolerant.agreement_a == unused
    assert events.binned.kappa == Undefined("not estimable: both coders used only one code")
    assert isinstance(events.u_alpha.value, Undefined)
    nobody = Undefined("not estimable: neither coder used this code")
    assert all(code.kappa.value == code.ppos == nobody for code in time.per_code)
    assert all(code.indices == no_code_indices(nobody.reason) for code in time.per_code)


def test_a_code_that_neither_used_has_no_agreement_beside_one_that_both_used():
    window = window_edges([Span("", 0, 60_000)])
    used = stream_of(Coding("s", "A", [Event(id="1", code=CODES[0], start_ms=0, end_ms=9_000)]), CODES, window)
    one, other, *_ = compare_time([(used, used, window)], FEW).per_code
    assert (one.indices.pabak, one.indices.negative_agreement) == (1, 1)
    assert other.indices == no_code_indices("not estimable: neither coder used this code")


def test_an_empty_window_leaves_reasons_everywhere():
    window = window_edges([])
    silent = stream_of(Coding("s", "A"), CODES, window)
    pairs = [(silent, silent, window)]
    time, events, (tolerant,) = compare_time(pairs, FEW), compare_events(pairs), tolerance_curve(pairs, [0])
    assert time.agreement == Undefined("not estimable: the window has no length")
    for value in (time.kappa.value, time.accuracy, tolerant.kappa, events.linked.events.f1, events.u_alpha.value):
        assert isinstance(value, Undefined)


def test_what_is_left_out_says_so_and_the_rest_is_the_same():
    window = window_edges([Span("", 0, 60_000)])
    marked = Coding("s", "A", [Event(id="1", code=CODES[0], start_ms=5_000, end_ms=20_000)])
    pairs = [(stream_of(marked, CODES, window), stream_of(Coding("s", "B"), CODES, window), window)]
    quick, full = compare_time(pairs, None, in_full=False), compare_time(pairs, None)
    left_out = Undefined(NOT_COMPUTED)
    assert quick.accuracy == quick.indices.kappa_max == quick.per_code[0].indices.ac1 == left_out
    assert (quick.agreement, quick.kappa) == (full.agreement, full.kappa)
    for one, other in zip(quick.per_code, full.per_code, strict=True):
        assert replace(one, indices=other.indices) == other
