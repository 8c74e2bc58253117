"""Everything known of two coders as one tidy table: a line a statistic, with its interval or why there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd

from annotator.agreement.catalogue import (
    ANSWERS,
    BOUNDARY,
    CODE_WITH,
    COUNTS,
    CURVE_CHANNEL,
    CURVE_POINT,
    EPISODE,
    EVENTS_CHANNEL,
    EVENTS_CODE,
    INTERVAL_CODE,
    INTERVALS,
    OLDER,
    ONE_CLASS,
    POINTS,
    RATINGS,
    READING,
    TIME_CHANNEL,
    TIME_CODE,
    VARIABLE,
)
from annotator.agreement.described import IN_MS, Described, Leaf
from annotator.agreement.pair.report import ChannelEvents, PairReport
from annotator.agreement.said import why
from annotator.statistics.estimate import ConfidenceInterval, Estimate, Undefined

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PairLine:
    """One statistic.

    Attributes:
        section: what kind of agreement: time, events, older, curve, points, counts, ratings, cells (ratings of one
            episode and target), classes, episodes, boundaries, intervals, records, variables, totals, modifiers,
            code with.
        statistic: as the catalogue describes it.
        found: the number, with its interval where it has one; of times ms.
        episode: id of the episode; "" for the whole window.
        channel: id of the channel, of the scale for ratings, of the reading for classes, of the modifier for modifiers;
            name of a variable; for code with, that of the channel or point code with the modifiers that are part of it
            (see Reading).
        code: id of the code or class; "" for all of the channel. Of cells the target.
        tolerance_ms: of a curve.
    """

    section: str
    statistic: Described[Any]
    found: Leaf
    episode: str = ""
    channel: str = ""
    code: str = ""
    tolerance_ms: int | None = None


def pair_lines(report: PairReport) -> Iterator[PairLine]:
    """Yield every statistic of a report."""
    for channel, found in report.time:
        yield from _lines(TIME_CHANNEL, found, "time", channel=channel)
        for code in found.per_code:
            yield from _lines(TIME_CODE, code, "time", channel=channel, code=code.code)
    for events in report.events:
        yield from _events(report, events)
    yield from _curves(report)
    for point in report.points:
        yield from _lines(POINTS, point, "points", code=point.agreement.code)
    for counted in report.counts:
        yield from _lines(COUNTS, counted, "counts", code=counted.code)
    yield from _judged(report)
    yield from _parts(report)
    for measured in report.variables:
        section, what, where = "totals" if measured.is_total else "variables", measured.variable, measured.episode
        yield from _lines(VARIABLE, measured, section, channel=what, code=measured.code, episode=where)
    for modifier in report.modifiers:
        for answers in (modifier.whole, *modifier.per_code):
            yield from _lines(ANSWERS, answers, "modifiers", channel=modifier.modifier, code=answers.code)
    for one in report.readings:
        yield from _lines(CODE_WITH, one, "code with", channel=one.reading.id)


def pair_table(report: PairReport) -> pd.DataFrame:
    """Return every statistic as a table; the names of the coders lead, so that tables can be stacked."""
    rows = [(report.coder_a, report.coder_b, len(report.sessions), *_row(line)) for line in pair_lines(report)]
    return pd.DataFrame(rows, columns=["coder_a", "coder_b", "sessions", *_COLUMNS], dtype=object)


_COLUMNS = (
    "section",
    "episode",
    "channel",
    "code",
    "tolerance_s",
    "statistic",
    "value",
    "ci_low",
    "ci_high",
    "ci_level",
    "ci_method",
    "why_undefined",
)


def _row(line: PairLine) -> tuple[object, ...]:
    value = line.found.value if isinstance(line.found, Estimate) else line.found
    around = line.found.interval if isinstance(line.found, Estimate) else None
    bounds = (
        (around.low, around.high, around.level, around.method)
        if isinstance(around, ConfidenceInterval)
        else (None, None, None, "")
    )
    number = None if isinstance(value, Undefined) else value
    if number is not None and line.statistic.kind in IN_MS:
        number /= 1000
    tolerance_s = None if line.tolerance_ms is None else line.tolerance_ms / 1000
    place = (line.section, line.episode, line.channel, line.code, tolerance_s, line.statistic.id)
    return (*place, number, *bounds, why(value, around))


def _events(report: PairReport, one: ChannelEvents) -> Iterator[PairLine]:
    yield from _lines(EVENTS_CHANNEL, one.events, "events", channel=one.channel)
    for statistic in EVENTS_CODE:
        for code, found in zip(report.codebook.state_channels[one.channel], one.per_code, strict=True):
            yield PairLine("events", statistic, statistic.get(found), channel=one.channel, code=code.id)
    if one.boris is not None:
        yield from _lines(OLDER, one.boris, "older", channel=one.channel)


def _curves(report: PairReport) -> Iterator[PairLine]:
    for channel, curve in report.curves:
        for one in curve:
            yield from _lines(CURVE_CHANNEL, one, "curve", channel=channel, tolerance_ms=one.tolerance_ms)
    for code, points in report.point_curves:
        for tolerance_ms, found in points:
            yield from _lines(CURVE_POINT, found, "curve", code=code, tolerance_ms=tolerance_ms)


def _judged(report: PairReport) -> Iterator[PairLine]:
    for scale in report.scales:
        yield from _lines(RATINGS, scale, "ratings", channel=scale.scale)
        for one in scale.cells:
            episode, target = one.cell or ("", "")
            yield from _lines(RATINGS, one, "cells", channel=scale.scale, episode=episode, code=target)
    for _, reading in report.classes.readings:
        yield from _lines(READING, reading, "classes", channel=reading.reading)
        for each in reading.per_class:
            yield from _lines(ONE_CLASS, each, "classes", channel=reading.reading, code=each.name)


def _parts(report: PairReport) -> Iterator[PairLine]:
    for episode in report.episodes:
        yield from _lines(EPISODE, episode, "episodes", episode=episode.episode)
        for channel, found in episode.channels:
            yield from _lines(TIME_CHANNEL, found, "episodes", channel=channel, episode=episode.episode)
    for boundary in report.boundaries:
        yield from _lines(BOUNDARY, boundary, "boundaries", episode=boundary.episode)
    for section, intervals in (("intervals", report.intervals), ("records", report.records)):
        yield from _lines(INTERVALS, intervals, section)
        for code in intervals.codes if intervals.intervals else ():
            yield from _lines(INTERVAL_CODE, code, section, code=code.code)


def _lines(
    statistics: Sequence[Described[T]], found: T, section: str, *, tolerance_ms: int | None = None, **place: str
) -> Iterator[PairLine]:
    """Yield these statistics of a result."""
    for one in statistics:
        yield PairLine(section, one, one.get(found), tolerance_ms=tolerance_ms, **place)
