"""Everything about two coders in one value, with the settings that made it: what is exported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.agreement.boris import boris_agreement
from annotator.agreement.pair.counts import (
    CountResult,
    PointResult,
    compare_points,
    count_occurrences,
    point_codes,
    points_curve,
)
from annotator.agreement.pair.judged import ClassResult, ScaleResult, compare_classes, compare_scales
from annotator.agreement.pair.modifiers import ModifierResult, ReadingResult, compare_modifiers, compare_readings
from annotator.agreement.pair.over_time import compare_channels
from annotator.agreement.pair.parts import (
    BoundaryResult,
    EpisodeResult,
    IntervalResult,
    compare_boundaries,
    compare_episodes,
    compare_intervals,
    compare_records,
)
from annotator.agreement.pair.read import PairData, SessionPair
from annotator.agreement.pair.stated import with_reason
from annotator.agreement.pair.variables import VariableResult, compare_variables
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.intervals import IntervalRule
from annotator.progress import Progress, part_of
from annotator.statistics.estimate import LEVEL, Estimate, Statistic
from annotator.statistics.events.tables import EventAgreement
from annotator.statistics.points import PointAgreement
from annotator.statistics.sampling import SampledAgreement
from annotator.statistics.states import StateEvents, StateTime, compare_events
from annotator.statistics.tolerance import CURVE_MS, TolerantAgreement, tolerance_curve
from annotator.study.settings import Tolerances, Window


class CodeKappas(NamedTuple):
    """F1 of one code, its kappa against everything else, and the largest that each coder's own totals allow."""

    f1: Statistic
    kappa: Statistic
    kappa_max: Statistic


class CodeEvents(NamedTuple):
    """What is said of the bouts of one code: where they are linked, where they are aligned, and (k)u-alpha."""

    linked: CodeKappas
    aligned: CodeKappas
    ku_alpha: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class ChannelEvents:
    """Agreement on the bouts of a channel.

    Attributes:
        channel: its id.
        events: linked and aligned bouts, alpha, bins.
        boris: what BORIS would print for this channel; nothing for several sessions, which it does not put together.
    """

    channel: str
    events: StateEvents
    boris: SampledAgreement | None

    @property
    def per_code(self) -> tuple[CodeEvents, ...]:
        """What is said of each code."""
        linked, aligned = (_of_codes(one.events) for one in (self.events.linked, self.events.aligned))
        alphas = self.events.ku_alpha_per_code
        return tuple(map(CodeEvents, linked, aligned, alphas))


@dataclass(frozen=True, slots=True, eq=False)
class PairReport:
    """All that is known of two coders.

    Attributes:
        codebook: of both, its codes with the modifiers that are part of them.
        plain: the same with codes as they are given.
        coder_a: whose codes are the rows of every table.
        coder_b: whose codes are the columns.
        sessions: ids of those compared.
        left_out: what was not compared, a sentence each.
        doubts: what the codings say that cannot be, and which states were not ended, a sentence each.
        unfinished: sessions compared although at least one of the two has not submitted.
        window: what was compared over.
        window_name: the same in words, with the sessions that were compared as a whole because no episode is shared.
        window_ms: how much time that is in all sessions.
        code_with: the modifiers that are part of the code wherever codes are compared, by codebook and results.
        tolerances: what the two may differ by.
        interval_rule: how episodes are cut into intervals.
        confidence: of the intervals; None where those over time were left out.
        time: channel id and agreement over time.
        events: agreement on bouts.
        curves: channel id and agreement at each tolerance.
        point_curves: point code and agreement at each tolerance in ms.
        points: agreement on point codes.
        counts: interobserver agreement of every code.
        scales: agreement on ratings.
        classes: agreement on the classification.
        episodes: agreement within each episode.
        boundaries: agreement on where episodes begin.
        intervals: agreement on intervals, from the events.
        records: agreement on what was said interval by interval.
        variables: agreement on the variables that are analysed.
        modifiers: agreement on what was answered about events that both have.
        readings: agreement on channels and points with other modifiers as part of the code.
    """

    codebook: Codebook
    plain: Codebook
    coder_a: str
    coder_b: str
    sessions: tuple[str, ...]
    left_out: tuple[str, ...]
    doubts: tuple[str, ...]
    unfinished: tuple[str, ...]
    window: Window
    window_name: str
    window_ms: int
    code_with: tuple[str, ...]
    tolerances: Tolerances
    interval_rule: IntervalRule
    confidence: float | None
    time: tuple[tuple[str, StateTime], ...]
    events: tuple[ChannelEvents, ...]
    curves: tuple[tuple[str, tuple[TolerantAgreement, ...]], ...]
    point_curves: tuple[tuple[str, tuple[tuple[int, PointAgreement], ...]], ...]
    points: tuple[PointResult, ...]
    counts: tuple[CountResult, ...]
    scales: tuple[ScaleResult, ...]
    classes: ClassResult
    episodes: tuple[EpisodeResult, ...]
    boundaries: tuple[BoundaryResult, ...]
    intervals: IntervalResult
    records: IntervalResult
    variables: tuple[VariableResult, ...]
    modifiers: tuple[ModifierResult, ...]
    readings: tuple[ReadingResult, ...]


def report_pair(
    data: PairData, confidence: float | None = LEVEL, progress: Progress = lambda _share: None
) -> PairReport:
    """Compute everything.

    Args:
        data: the two coders and their sessions.
        confidence: of the intervals; None leaves out those of what goes over time, and the
            tolerance curves of states: what takes longest.
        progress: told the share done; it may raise to stop.
    """
    judged = confidence or LEVEL
    time = compare_channels(data, confidence, part_of(progress, 0, 0.3))
    curves = () if confidence is None else channel_curves(data, progress=part_of(progress, 0.3, 0.6))
    episodes = compare_episodes(data, confidence)
    progress(0.8)
    intervals = compare_intervals(data, confidence)
    progress(0.9)
    return PairReport(
        codebook=data.codebook,
        plain=data.counting(()).codebook,
        coder_a=data.coder_a,
        coder_b=data.coder_b,
        sessions=tuple(one.session for one in data.sessions),
        left_out=data.left_out,
        doubts=data.doubts,
        unfinished=data.unfinished,
        window=data.chosen,
        window_name=data.window_name,
        window_ms=data.window_ms,
        code_with=data.code_with,
        tolerances=data.tolerances,
        interval_rule=data.intervals,
        confidence=confidence,
        time=time,
        events=compare_channel_events(data, confidence),
        curves=curves,
        point_curves=tuple((code, points_curve(data, code)) for code in point_codes(data)),
        points=compare_points(data),
        counts=count_occurrences(data),
        scales=compare_scales(data, judged),
        classes=compare_classes(data, judged),
        episodes=episodes,
        boundaries=compare_boundaries(data),
        intervals=intervals,
        records=compare_records(data, confidence),
        variables=compare_variables(data, judged),
        modifiers=compare_modifiers(data),
        readings=compare_readings(data, confidence),
    )


def compare_channel_events(data: PairData, confidence: float | None = LEVEL) -> tuple[ChannelEvents, ...]:
    """Compare the bouts of every channel; confidence: of the intervals, None leaves them out."""
    rule = data.tolerances
    only = data.sessions[0] if len(data.sessions) == 1 else None
    return tuple(
        ChannelEvents(
            channel,
            with_reason(
                data,
                compare_events(data.streams(channel), rule.overlap, rule.onsets_ms, rule.unit_ms, confidence),
                codes,
            ),
            None if only is None else with_reason(data, _boris(only, codes, rule.unit_ms), codes),
        )
        for channel, codes in (data.codebook.state_channels.items() if data.sessions else ())
    )


def _of_codes(found: EventAgreement) -> Iterator[CodeKappas]:
    return map(CodeKappas, found.f1_per_code, found.kappa_per_code, found.kappa_max_per_code)


def channel_curves(
    data: PairData, tolerances_ms: tuple[int, ...] = CURVE_MS, progress: Progress = lambda _share: None
) -> tuple[tuple[str, tuple[TolerantAgreement, ...]], ...]:
    """Return the tolerance curve of every channel."""
    found = []
    for number, channel in enumerate(data.codebook.state_channels if data.sessions else ()):
        curve = tolerance_curve(data.streams(channel), tolerances_ms)
        found.append((channel, with_reason(data, curve, data.codebook.state_channels[channel])))
        progress((number + 1) / len(data.codebook.state_channels))
    return tuple(found)


def _boris(one: SessionPair, codes: Sequence[Code], unit_ms: int) -> SampledAgreement:
    """Compare one channel the way BORIS would: it knows no window, so that all of the session counts."""
    ids = [code.id for code in codes]
    a, b = (Coding(coding.session, coding.coder, coding.events_of(ids)) for coding in (one.a, one.b))
    return boris_agreement(a, b, unit_ms)
