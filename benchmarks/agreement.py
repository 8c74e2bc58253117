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
from annotator.reliability.points import match_points
from annotator.reliability.streams import Stream, Times, bouts, stream_of
from annotator.reliability.tables import (
    Tables,
    code_versus_rest,
    cohen_kappa,
    duration_table,
    observed_agreement,
    positive_agreement,
)
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
    codings = [_session(random) for _ in range(100)]
    print("45 pairs x 100 sessions, 92 bouts each")
    streams = [[stream_of(coding, CODES, edges) for coding in session] for session in codings]
    _report("streams", _best(lambda: [[stream_of(c, CODES, edges) for c in one] for one in codings], runs=5))
    _report("tables", _best(lambda: _tables(streams, edges), runs=5))
    _report("the lot, per code", _best(lambda: _everything(codings, edges), runs=5), target_ms=200)


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
    print(f"  {what:<28}{took_ms:10.3f} ms{ratio}")


if __name__ == "__main__":
    main()
