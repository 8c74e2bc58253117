"""How long agreement takes, beside older programs' sampling: `python -m benchmarks.agreement`.

One pair of coders in full, and every pair of ten coders over a hundred sessions. Writes docs/agreement-benchmark.md.
"""

import argparse
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from timeit import repeat

import numpy as np

from annotator.agreement.boris import boris_agreement
from annotator.agreement.pair.over_time import over_time
from annotator.agreement.pair.read import PairData, SessionPair
from annotator.agreement.reading import stream_of
from annotator.agreement.whole_study import SessionCodings, compare_sessions
from annotator.agreement.whole_study.events import bout_estimates
from annotator.agreement.whole_study.over_time import many_over_time
from annotator.agreement.whole_study.states import state_estimates
from annotator.agreement.whole_study.subjects import Subject
from annotator.agreement.whole_study.variables import measure_study, variable_estimates
from annotator.agreement.window import window_edges
from annotator.model.codebook import Channel, Code, Codebook
from annotator.model.codebook.codebook import Episode
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.model.items import Event
from annotator.statistics.blocks import blocks_of, kappa_with_interval
from annotator.statistics.events.alignment import align_streams
from annotator.statistics.events.linked import link_streams
from annotator.statistics.events.unitizing import unitized
from annotator.statistics.points import match_points
from annotator.statistics.sampling import binned_agreement
from annotator.statistics.streams import Times
from annotator.statistics.tables import duration_table
from annotator.statistics.tolerance import tolerance_curve
from annotator.study.settings import Tolerances
from annotator.version import version

REPORT = Path(__file__).parent.parent / "docs" / "agreement-benchmark.md"
SESSION_MS = 25 * 60_000
WINDOW = (Span("", 0, SESSION_MS),)
CODES = ("crying", "fussing", "smiling", "calling")
CHANNEL = "signals"
EPISODES = tuple(Span(f"{number}", number * 180_000, (number + 1) * 180_000) for number in range(1, 9))
SESSIONS, CODERS, BOUTS = 100, 10, 92
PAIRS = CODERS * (CODERS - 1) // 2


@dataclass(frozen=True)
class Timing:
    """What was done, how long it took, how long it may take, and how often that is the time of something else."""

    what: str
    ms: float
    target_ms: float | None = None
    times: float | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=REPORT)
    arguments = parser.parse_args()
    random = np.random.default_rng(1)
    parts = {
        "One pair of coders, 25 minutes, 200 bouts each": one_pair(random),
        "The same pair as other programs compare it": as_others_do(random),
        f"{PAIRS} pairs x {SESSIONS} sessions of 25 minutes, {BOUTS} bouts each, {len(CODES)} codes": many_pairs(
            random
        ),
    }
    text = document(parts)
    print(text)
    arguments.out.write_text(text, encoding="utf-8")


def one_pair(random: np.random.Generator) -> list[Timing]:
    """Time everything that is computed of two coders."""
    first, second = two_codings(random)
    edges = window_edges(WINDOW)
    one = SessionPair("S001", first, second, WINDOW, ())
    pair = PairData("A", "B", _codebook(), Tolerances(), IntervalRule(), (), (one,))
    a, b = (stream_of(coding, CODES, edges) for coding in (first, second))
    pairs = [(a, b, edges)]
    points = [np.sort(random.integers(0, SESSION_MS, 200)).tolist() for _ in range(2)]
    return [
        Timing("Table of seconds by exact sweep", best(lambda: duration_table(a, b, edges)), 1),
        Timing("Tolerance curve, 21 points, both directions", best(lambda: tolerance_curve(pairs), 20), 20),
        Timing("Streams of both codings", best(lambda: [stream_of(one, CODES, edges) for one in (first, second)])),
        Timing("Po, kappa, Ppos, seconds and bouts of each code", best(lambda: over_time(pair))),
        Timing("Kappa with its interval", best(lambda: kappa_with_interval(blocks_of(pairs)), 20)),
        Timing("Bouts linked by overlap", best(lambda: link_streams(pairs))),
        Timing("Bouts aligned", best(lambda: align_streams(pairs), 20)),
        Timing("Alphas for unitizing with their intervals", best(lambda: unitized([([a, b], edges)]))),
        Timing("200 x 200 points matched", best(lambda: match_points(*points), 50)),
    ]


def as_others_do(random: np.random.Generator) -> list[Timing]:
    """Time the same table from samples; from the events in every row, so that all do the same work."""
    first, second = two_codings(random)
    window = window_edges(WINDOW)

    def streams() -> tuple[object, ...]:
        return tuple(stream_of(one, CODES, window) for one in (first, second))

    exact = best(lambda: duration_table(*streams(), window))
    found = [Timing("Exact table, from the events", exact, times=1)]
    for what, work, runs in (
        ("Frame sampling, 25 a second (numpy)", lambda: binned_agreement([(*streams(), window)], 40), 50),
        (
            "BORIS's method, own reimplementation of its sampling (numpy), unit 1 s",
            lambda: boris_agreement(first, second),
            20,
        ),
        (
            "BORIS's method, own reimplementation of its sampling (numpy), unit 40 ms",
            lambda: boris_agreement(first, second, 40),
            10,
        ),
        (
            "BORIS's method, tick by tick with sets as it is published (Python), unit 1 s",
            lambda: ticks(first, second, 1000),
            3,
        ),
        (
            "BORIS's method, tick by tick with sets as it is published (Python), unit 40 ms",
            lambda: ticks(first, second, 40),
            1,
        ),
    ):
        took = best(work, runs)
        found.append(Timing(what, took, times=took / exact))
    return found


def many_pairs(random: np.random.Generator) -> list[Timing]:
    """Time every pair of ten coders over a hundred sessions."""
    codebook = _codebook()
    sessions = [_session(random, number) for number in range(SESSIONS)]
    compared = compare_sessions(sessions, codebook)
    one = [sessions[0].codings[f"coder {number}"] for number in range(2)]

    def all_of_it(*, intervals: bool) -> None:
        found = compare_sessions(sessions, codebook)
        state_estimates(found, CHANNEL) if intervals else state_estimates(found, CHANNEL, None)

    lot = best(lambda: all_of_it(intervals=False), 20)
    with_intervals = best(lambda: all_of_it(intervals=True), 5)
    measured = measure_study(sessions, codebook, (), IntervalRule())
    crying = Subject("code", CODES[0], CODES[0], CHANNEL)
    boris = best(lambda: boris_agreement(*one), 20) * PAIRS * SESSIONS
    frames = best(lambda: _by_frames(*one), 20) * PAIRS * SESSIONS
    return [
        Timing(
            "Tables of all pairs and sessions, from the events", best(lambda: compare_sessions(sessions, codebook), 20)
        ),
        Timing("The lot: kappa, Po, Ppos of each session, pooled, of each code", lot, 200, times=1),
        Timing("The same, garbage collected", best(lambda: all_of_it(intervals=False), 20, "gc.enable()"), 200),
        Timing(
            "The lot with 95 % intervals of all pooled statistics", with_intervals, 2000, times=with_intervals / lot
        ),
        Timing("F1 of linked bouts with intervals", best(lambda: bout_estimates(compared, CHANNEL), 2)),
        Timing(
            "Alpha over time of all coders at once, of the channel and each code, with intervals",
            best(lambda: many_over_time(sessions, codebook, CHANNEL, ()), 3),
        ),
        Timing(
            f"Seconds, onsets, intervals and latencies of all codings in {len(EPISODES)} episodes",
            best(lambda: measure_study(sessions, codebook, (), IntervalRule()), 3),
            2000,
        ),
        Timing(
            "ICC of the seconds of one code with its interval, of all pairs",
            best(lambda: variable_estimates(compared, measured, crying, "icc_total_s"), 3),
            200,
        ),
        Timing("Frame sampling of the tables alone (one pair x 4,500)", frames, times=frames / lot),
        Timing("BORIS's method, reimplemented, unit 1 s, no codes (one pair x 4,500)", boris, times=boris / lot),
    ]


def _by_frames(first: Coding, second: Coding) -> None:
    window = window_edges(WINDOW)
    binned_agreement([(stream_of(first, CODES, window), stream_of(second, CODES, window), window)], 40)


def ticks(first: Coding, second: Coding, unit_ms: int) -> float:
    """Return kappa as BORIS publishes its time-unit method: at every tick, the set of each coder's active codes.

    Own words, not its code: from the first start to the last end, every event asked at every tick.
    """
    events = (*first.events, *second.events)
    begin, end = min(one.start_ms for one in events), max(one.end_ms or one.start_ms for one in events)
    pairs: dict[tuple[frozenset[str], frozenset[str]], int] = {}
    for at in range(begin, end + 1, unit_ms):
        said = tuple(
            frozenset(one.code for one in coding.events if one.start_ms <= at <= (one.end_ms or 0))
            for coding in (first, second)
        )
        pairs[said] = pairs.get(said, 0) + 1
    total = sum(pairs.values())
    kinds = {kind for said in pairs for kind in said}
    agreed = sum(count for (a, b), count in pairs.items() if a == b) / total
    rows = {kind: sum(count for (a, _), count in pairs.items() if a == kind) for kind in kinds}
    columns = {kind: sum(count for (_, b), count in pairs.items() if b == kind) for kind in kinds}
    chance = sum(rows[kind] * columns[kind] for kind in kinds) / total**2
    return (agreed - chance) / (1 - chance)


def document(parts: dict[str, list[Timing]]) -> str:
    """Return everything as the page in docs/."""
    lines = [
        "# How long agreement takes",
        "",
        "Written by `python -m benchmarks.agreement`; every number is the shortest of several runs in one process,",
        "without garbage collection (as timeit does it) unless a row says so. The data are made up (see the code).",
        "Compared are exact tables over the whole session with sampling as older programs do it, which besides loses",
        "boundaries and depends on its unit.",
        "",
        f"Program {version()}, Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores.",
    ]
    for title, timings in parts.items():
        lines += [
            "",
            f"## {title}",
            "",
            "| what | ms | target ms | share of the target | ratio |",
            "|---|--:|--:|--:|--:|",
        ]
        lines += [_row(one) for one in timings]
    return "\n".join([*lines, ""])


def _row(one: Timing) -> str:
    target = "" if one.target_ms is None else f"{one.target_ms:g}"
    share = "" if one.target_ms is None else f"{one.ms / one.target_ms:.0%}"
    times = "" if one.times is None else f"{one.times:.1f} x"
    return f"| {one.what} | {one.ms:,.3f} | {target} | {share} | {times} |"


def best(work: Callable[[], object], runs: int = 200, setup: str = "pass") -> float:
    """Return the shortest of the runs in ms; timeit collects no garbage unless setup says gc.enable()."""
    return 1000 * min(repeat(work, setup, number=1, repeat=runs))


def two_codings(random: np.random.Generator) -> tuple[Coding, Coding]:
    truth = _boundaries(random, 200)
    return _coding(random, truth, "A"), _coding(random, truth, "B")


def _session(random: np.random.Generator, number: int) -> SessionCodings:
    truth = _boundaries(random, BOUTS)
    coders = [f"coder {place}" for place in range(CODERS)]
    codings = {coder: _coding(random, truth, coder) for coder in coders}
    done = tuple(coders)
    return SessionCodings(f"S{number:03d}", "", SESSION_MS, codings, dict.fromkeys(coders, EPISODES), done, done, ())


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


def _seen_codes(random: np.random.Generator, count: int) -> Sequence[int]:
    other = random.integers(0, len(CODES), count)
    return np.where(random.random(count) < 0.1, other, np.arange(count) % len(CODES)).tolist()


def _codebook() -> Codebook:
    words = dict.fromkeys(("group", "definition", "onset", "offset", "source"), "")
    codes = tuple(
        Code(id=code, name=code, key="A", kind="state", color="#000000", channel=CHANNEL, **words) for code in CODES
    )
    return Codebook(
        id="benchmark",
        name="benchmark",
        version="1",
        description="",
        source="",
        ends="",
        codes=codes,
        channels=(Channel(id=CHANNEL, name=CHANNEL),),
        episodes=tuple(
            Episode(id=one.episode, name=one.episode, short="", kind="other", present=(), begins="", color="#000000")
            for one in EPISODES
        ),
    )


if __name__ == "__main__":
    main()
