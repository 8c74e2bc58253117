"""How long agreement takes: one pair of coders in full, and every pair of ten coders over a hundred sessions.

Run with: python -m benchmarks.agreement
"""

import platform
from collections.abc import Callable
from itertools import combinations
from time import perf_counter

import numpy as np

from annotator.model.codebook import Channel, Code, Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.reliability import compare, disagreements
from annotator.reliability.bootstrap import blocks_of, kappa_bounds, kappa_with_interval
from annotator.reliability.events.alignment import align_streams
from annotator.reliability.events.linked import link_streams
from annotator.reliability.events.unitizing import unitizing_alpha
from annotator.reliability.points import match_points
from annotator.reliability.sampling import binned_agreement, boris_agreement
from annotator.reliability.streams import Stream, Times, bouts, stream_of
from annotator.reliability.tables import (
    Tables,
    code_versus_rest,
    cohen_kappa,
    duration_table,
    observed_agreement,
    positive_agreement,
)
from annotator.reliability.tolerance import tolerance_curve
from annotator.reliability.window import window_edges

SESSION_MS = 25 * 60_000
WINDOW = (Span("", 0, SESSION_MS),)
CODES = ("crying", "fussing", "smiling", "calling")


def main() -> None:
    random = np.random.default_rng(1)
    codebook = _codebook()
    truth = _boundaries(random, 200)
    first, second = (_coding(random, truth, coder) for coder in ("A", "B"))
    edges = window_edges(WINDOW)
    a, b = (stream_of(coding, CODES, edges) for coding in (first, second))
    points = [np.sort(random.integers(0, SESSION_MS, 200)).tolist() for _ in range(2)]
    print(f"Python {platform.python_version()}, numpy {np.__version__}; best of several runs")
    print("One pair, 25 minutes, 200 bouts each")
    _report("stream of one coding", _best(lambda: stream_of(first, CODES, edges)))
    _report("table", _best(lambda: duration_table(a, b, edges)), target_ms=1)
    _report("compare (all statistics)", _best(lambda: compare(first, second, codebook, WINDOW)))
    _report("disagreements", _best(lambda: disagreements(first, second, codebook, WINDOW)))
    _report("200 x 200 points matched", _best(lambda: match_points(*points)))
    _report("tolerance curve, 21 points", _best(lambda: tolerance_curve([(a, b, edges)]), runs=20), target_ms=20)
    _report("kappa with interval", _best(lambda: kappa_with_interval(blocks_of([(a, b, edges)])), runs=20))
    _report("bouts linked by overlap", _best(lambda: link_streams([(a, b, edges)])))
    _report("bouts aligned", _best(lambda: align_streams([(a, b, edges)]), runs=50))
    _report("alpha for unitizing", _best(lambda: unitizing_alpha([([a, b], edges)])))
    _compare_with_sampling(first, second, a, b, edges)
    codings = [_session(random) for _ in range(100)]
    print("45 pairs x 100 sessions, 92 bouts each")
    streams = [[stream_of(coding, CODES, edges) for coding in session] for session in codings]
    _report("streams", _best(lambda: [[stream_of(c, CODES, edges) for c in one] for one in codings], runs=5))
    _report("tables", _best(lambda: _tables(streams, edges), runs=5))
    _report("the lot, per code", _best(lambda: _everything(codings, edges), runs=5), target_ms=200)
    _report(
        "the lot, with intervals", _best(lambda: _everything_with_intervals(codings, edges), runs=3), target_ms=2000
    )
    one_by_one = _best(lambda: boris_agreement(*codings[0][:2]), runs=5) * 4500
    _report("BORIS's method, 1 s (one x 4500)", one_by_one)


def _compare_with_sampling(first: Coding, second: Coding, a: Stream, b: Stream, window: Times) -> None:
    """Print the same comparison as others do it, as multiples of the exact table."""
    exact = _best(
        lambda: (stream_of(first, CODES, window), stream_of(second, CODES, window), duration_table(a, b, window))
    )
    for name, work in (
        ("frames at 25 a second", lambda: binned_agreement([(a, b, window)], 40)),
        ("BORIS's method, 1 s", lambda: boris_agreement(first, second)),
        ("BORIS's method, 40 ms", lambda: boris_agreement(first, second, 40)),
    ):
        took = _best(work, runs=10)
        print(f"  {name:<34}{took:10.3f} ms   {took / exact:6.1f} x the exact table with its streams")


def _everything_with_intervals(codings: list[list[Coding]], window: Times) -> None:
    """All of _everything, and intervals of the pooled kappas of each pair and each code over resampled sessions."""
    streams = [[stream_of(coding, CODES, window) for coding in session] for session in codings]
    tables = _tables(streams, window)
    two_by_two = code_versus_rest(tables)
    for level in (tables, tables.sum(axis=0)):
        observed_agreement(level)
        cohen_kappa(level)
        positive_agreement(level)
    cohen_kappa(two_by_two)
    kappa_bounds(tables)
    kappa_bounds(two_by_two)


def _everything(codings: list[list[Coding]], window: Times) -> None:
    """From the codings to seconds, bouts, Po, kappa and Ppos: each session and pair, pooled, and each code."""
    streams = [[stream_of(coding, CODES, window) for coding in session] for session in codings]
    for session in streams:
        for stream in session:
            bouts(stream, window)
    tables = _tables(streams, window)
    for level in (tables, tables.sum(axis=0)):
        observed_agreement(level)
        cohen_kappa(level)
        cohen_kappa(code_versus_rest(level))
        positive_agreement(level)


def _tables(streams: list[list[Stream]], window: Times) -> Tables:
    return np.array([[duration_table(a, b, window) for a, b in combinations(session, 2)] for session in streams])


def _session(random: np.random.Generator) -> list[Coding]:
    truth = _boundaries(random, 92)
    return [_coding(random, truth, f"coder {number}") for number in range(10)]


def _boundaries(random: np.random.Generator, bouts_count: int) -> Times:
    """Return starts and ends in turn, one bout a slot, never nearer than 800 ms to the next."""
    slot = SESSION_MS // bouts_count
    starts = slot * np.arange(bouts_count) + random.integers(400, slot // 3, bouts_count)
    return np.column_stack((starts, starts + random.integers(slot // 4, slot // 2, bouts_count))).ravel()


def _coding(random: np.random.Generator, truth: Times, coder: str) -> Coding:
    """Return what a coder makes of the truth: every boundary up to 400 ms off, one code in ten another."""
    seen = (truth + random.integers(-400, 401, truth.size)).tolist()
    codes = [CODES[i] for i in _seen_codes(random, truth.size // 2)]
    spans = zip(codes, seen[::2], seen[1::2], strict=True)
    events = (Event(id=f"{n}", code=c, start_ms=start, end_ms=end) for n, (c, start, end) in enumerate(spans))
    return Coding("session", coder, events)


def _seen_codes(random: np.random.Generator, count: int) -> Times:
    other = random.integers(0, len(CODES), count)
    return np.where(random.random(count) < 0.1, other, np.arange(count) % len(CODES))


def _codebook() -> Codebook:
    codes = tuple(
        Code(
            id=code,
            name=code,
            key="A",
            kind="state",
            group="",
            color="#000000",
            definition="",
            onset="",
            offset="",
            source="",
            channel="signals",
        )
        for code in CODES
    )
    return Codebook(
        id="benchmark",
        name="benchmark",
        version="1",
        description="",
        source="",
        ends="",
        episodes=(),
        codes=codes,
        channels=(Channel(id="signals", name="signals"),),
    )


def _best(work: Callable[[], object], runs: int = 200) -> float:
    """Return the shortest of the runs in ms."""
    times = []
    for _ in range(runs):
        begin = perf_counter()
        work()
        times.append(perf_counter() - begin)
    return 1000 * min(times)


def _report(what: str, took_ms: float, target_ms: float | None = None) -> None:
    ratio = "" if target_ms is None else f"   {took_ms / target_ms:6.3f} x the target of {target_ms:g} ms"
    print(f"  {what:<34}{took_ms:10.3f} ms{ratio}")


if __name__ == "__main__":
    main()
