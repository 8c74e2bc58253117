"""Agreement episode by episode, on where episodes begin, and on intervals of equal length within them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.looked import NOT_LOOKED
from annotator.agreement.pair.read import PairData, SessionPair
from annotator.agreement.pair.stated import with_reason
from annotator.agreement.reading import points_in, stream_of
from annotator.agreement.window import where_looked_for, window_edges
from annotator.model.codebook.scales import WHOLE_SESSION
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import Interval, lay_intervals, record_of, spans_to_cut
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.statistics.blocks import PARTS, PARTS_OF_ONE, Blocks, kappa_with_interval
from annotator.statistics.estimate import LEVEL, Estimate, Statistic, Undefined, because, stated
from annotator.statistics.events.bouts import bouts_in
from annotator.statistics.events.linked import Differences, differences_of
from annotator.statistics.indices import CodeIndices, code_indices
from annotator.statistics.ioa import IntervalAgreement, count_in, interval_agreement, occurs_in
from annotator.statistics.jackknife import SESSIONS
from annotator.statistics.states import StateTime, compare_time
from annotator.statistics.streams import Times
from annotator.statistics.tables import (
    Tables,
    is_unused,
    observed_agreement,
    positive_agreement,
    why_no_code_kappa,
)
from annotator.study.settings import episodes_of


@dataclass(frozen=True, slots=True)
class EpisodeResult:
    """How two coders agree within one episode.

    Attributes:
        episode: its id.
        sessions: in how many sessions the two share it.
        window_ms: how much time that is.
        channels: channel id and agreement over time, the codes left out.
    """

    episode: str
    sessions: int
    window_ms: int
    channels: tuple[tuple[str, StateTime], ...]


@dataclass(frozen=True, slots=True)
class BoundaryResult:
    """How two coders agree on where an episode begins (the end of the last one is END_OF_LAST_EPISODE).

    Attributes:
        episode: its id.
        only_a: sessions in which only coder A marked it.
        only_b: sessions in which only coder B did.
        differences: by how much coder B is later, where both did.
        largest_ms: the largest difference, sign left out.
    """

    episode: str
    only_a: int
    only_b: int
    differences: Differences
    largest_ms: Statistic


@dataclass(frozen=True, slots=True)
class IntervalCode:
    """How two coders agree on the intervals in which one code occurs.

    Attributes:
        code: its id.
        in_a: intervals in which it occurs for coder A.
        in_b: for coder B.
        in_both: for both.
        agreement: Po.
        ppos: positive agreement, 2 both / (A + B).
        kappa: Cohen's kappa with its interval.
        indices: prevalence, bias and the like.
        counted: scored and unscored intervals, as behaviour analysts do.
    """

    code: str
    in_a: int
    in_b: int
    in_both: int
    agreement: Statistic
    ppos: Statistic
    kappa: Estimate
    indices: CodeIndices
    counted: IntervalAgreement


@dataclass(frozen=True, slots=True)
class IntervalResult:
    """How two coders agree interval by interval.

    Attributes:
        length_ms: of an interval.
        intervals: how many both were compared on.
        codes: one for each code of the codebook.
    """

    length_ms: int
    intervals: int
    codes: tuple[IntervalCode, ...]


def compare_episodes(data: PairData, confidence: float | None = LEVEL) -> tuple[EpisodeResult, ...]:
    """Compare every episode of the protocol that the two share in a session, over time and channel by channel."""
    found = ((episode.id, data.of_episode(episode.id)) for episode in data.codebook.episodes)
    return tuple(_episode(name, one, confidence) for name, one in found if one.sessions)


def _episode(name: str, data: PairData, confidence: float | None) -> EpisodeResult:
    channels = (
        (channel, with_reason(data, compare_time(data.streams(channel), confidence, with_codes=False), codes))
        for channel, codes in data.codebook.state_channels.items()
    )
    return EpisodeResult(name, len(data.sessions), data.window_ms, tuple(channels))


def compare_boundaries(data: PairData) -> tuple[BoundaryResult, ...]:
    """Compare where the two marked the beginning of each episode, and the end of the last one."""
    marks = [tuple(_marks(coding) for coding in (one.a, one.b)) for one in data.sessions]
    names = [*(episode.id for episode in data.codebook.episodes), END_OF_LAST_EPISODE]
    return tuple(_boundary(name, marks) for name in names if any(name in one for pair in marks for one in pair))


def _marks(coding: Coding) -> dict[str, int]:
    return {mark.episode: mark.start_ms for mark in coding.episode_marks}


def _boundary(name: str, marks: Sequence[tuple[dict[str, int], ...]]) -> BoundaryResult:
    later = np.array([b[name] - a[name] for a, b in marks if name in a and name in b], dtype=np.int64)
    reason = "not estimable: no session in which both marked it"
    return BoundaryResult(
        episode=name,
        only_a=sum(name in a and name not in b for a, b in marks),
        only_b=sum(name in b and name not in a for a, b in marks),
        differences=differences_of(later, reason),
        largest_ms=stated(float(np.abs(later).max()) if later.size else np.nan, reason),
    )


def compare_intervals(data: PairData, confidence: float | None = LEVEL) -> IntervalResult:
    """Compare in which intervals each code occurs, from the events; a code scores every interval that it touches."""
    return _compare(data, [_occurrences(data, one) for one in data.sessions], confidence)


def compare_records(data: PairData, confidence: float | None = LEVEL) -> IntervalResult:
    """Compare what the two said interval by interval, where both recorded the same interval."""
    return _compare(data, [_records(data, one) for one in data.sessions], confidence)


def _intervals(data: PairData, one: SessionPair) -> tuple[Interval, ...]:
    whole = one.window[-1].end_ms if one.window else 0
    spans = spans_to_cut(data.codebook, one.episodes, whole)
    chosen = episodes_of(data.chosen)
    counted = [span for span in spans if not chosen or span.episode in (*chosen, WHOLE_SESSION)]
    return lay_intervals(counted, data.intervals)


def _with_looked_for(data: PairData, one: SessionPair, intervals: Sequence[Interval], rows: object) -> Times:
    """Return what the two coders said, and as a third row whether both looked for the code all through the interval."""
    codes = data.codebook.codes
    said = np.array(rows, dtype=np.int64).reshape(2, len(codes), len(intervals))
    looked = np.ones((1, *said.shape[1:]), dtype=np.int64)
    if any(coding.looked_for for coding in (one.a, one.b)):
        for number, code in enumerate(codes):
            for place, interval in enumerate(intervals):
                edges = np.array([interval.start_ms, interval.end_ms], dtype=np.int64)
                looked[0, number, place] = np.array_equal(where_looked_for(edges, (one.a, one.b), [code]), edges)
    return np.concatenate((said, looked))


def _occurrences(data: PairData, one: SessionPair) -> Times:
    """Return 0 or 1, shape (coder A, coder B, looked for; codes; intervals)."""
    intervals = _intervals(data, one)
    cuts = (
        np.array([interval.start_ms for interval in intervals], dtype=np.int64),
        np.array([interval.end_ms for interval in intervals], dtype=np.int64),
    )
    window = window_edges([Span("", interval.start_ms, interval.end_ms) for interval in intervals])
    found = [dict(_of_coder(data, coding, window, cuts)) for coding in (one.a, one.b)]
    rows = [[said[code.id] for code in data.codebook.codes] for said in found]
    return _with_looked_for(data, one, intervals, rows)


def _of_coder(data: PairData, coding: Coding, window: Times, cuts: tuple[Times, Times]) -> Iterator[tuple[str, Times]]:
    for codes in data.codebook.state_channels.values():
        ids = [code.id for code in codes]
        bouts = bouts_in(stream_of(coding, ids, window), window)
        for index, code in enumerate(ids):
            on = bouts.codes == index
            yield code, occurs_in(bouts.starts_ms[on], bouts.ends_ms[on], *cuts)
    for code in (code.id for code in data.codebook.codes if code.is_point):
        yield code, (count_in(np.array(points_in(coding, code, window), dtype=np.int64), *cuts) > 0).astype(np.int64)


def _records(data: PairData, one: SessionPair) -> Times:
    """Return 0 or 1, shape (coder A, coder B, looked for; codes; intervals that both recorded)."""
    said = [(at, record_of(one.a, at), record_of(one.b, at)) for at in _intervals(data, one)]
    both = [(at, a.codes, b.codes) for at, a, b in said if a is not None and b is not None]
    codes = [code.id for code in data.codebook.codes]
    rows = [
        [[code in of_a for _, of_a, _ in both] for code in codes],
        [[code in of_b for *_, of_b in both] for code in codes],
    ]
    return _with_looked_for(data, one, [at for at, _, _ in both], rows)


def _compare(data: PairData, sessions: Sequence[Times], confidence: float | None) -> IntervalResult:
    codes = [code.id for code in data.codebook.codes]
    said = np.concatenate([np.zeros((3, len(codes), 0), dtype=np.int64), *sessions], axis=2)
    alone = len(sessions) == 1
    blocks = np.array_split(said, PARTS, axis=2) if alone else sessions
    tables = np.array([_tables(one).sum(axis=1) for one in blocks]).reshape(len(blocks), len(codes), 2, 2)
    runs = _runs(sessions, len(codes))
    unit = PARTS_OF_ONE if alone else SESSIONS
    return IntervalResult(
        length_ms=data.intervals.length_ms,
        intervals=said.shape[2],
        codes=tuple(
            _interval_code(code, a, b, looked, Blocks(of_code, unit, int(fewer)), confidence)
            for code, a, b, looked, of_code, fewer in zip(codes, *said, tables.swapaxes(0, 1), runs, strict=True)
        ),
    )


def _runs(sessions: Sequence[Times], codes: int) -> Times:
    """Return in how many runs of neighbouring intervals each code occurs for the coder with fewer, shape (codes,)."""
    found = np.zeros((2, codes), dtype=np.int64)
    for said in sessions:
        found += (np.diff(said[:2], axis=2, prepend=0) > 0).sum(axis=2)
    return np.asarray(found.min(axis=0))


def _tables(said: Times) -> Tables:
    """Return a 2 x 2 table for each code and interval, the code first, shape (codes, intervals, 2, 2).

    It is empty where somebody did not look for the code.
    """
    a, b, looked = said
    cells = np.stack((a * b, a * (1 - b), (1 - a) * b, (1 - a) * (1 - b)), axis=-1) * looked[..., None]
    return np.asarray(cells).reshape(*a.shape, 2, 2)


def _interval_code(
    code: str, a: Times, b: Times, looked: Times, blocks: Blocks, confidence: float | None
) -> IntervalCode:
    """Return a result of the intervals through which both looked for the code; it says so where there is none."""
    table = blocks.tables.sum(axis=0)
    nobody = "not estimable: neither coder used this code"
    found = IntervalCode(
        code=code,
        in_a=int(table[0].sum()),
        in_b=int(table[:, 0].sum()),
        in_both=int(table[0, 0]),
        agreement=_agreed(table, nobody),
        ppos=stated(positive_agreement(table)[0], nobody),
        kappa=kappa_with_interval(blocks, confidence, why_no_code_kappa(table)),
        indices=code_indices(table)[0],
        counted=interval_agreement(a[looked > 0], b[looked > 0]),
    )
    return found if looked.any() or not looked.size else because(found, NOT_LOOKED)


def _agreed(table: Tables, nobody: str) -> Statistic:
    """Return Po; nobody says why there is none where neither coder used the code."""
    if table.any() and is_unused(table):
        return Undefined(nobody)
    return stated(observed_agreement(table), "not estimable: there are no intervals")
