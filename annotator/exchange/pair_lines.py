"""Everything known of two coders as one tidy table: a line a statistic, with its interval or why there is none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

import pandas as pd

from annotator.agreement.pair.report import ChannelEvents, PairReport
from annotator.agreement.said import why
from annotator.statistics.estimate import ConfidenceInterval, Estimate, Undefined
from annotator.statistics.states import StateTime

Leaf = Estimate | Undefined | float | int

_NOT_STATISTICS = frozenset(
    {"per_code", "per_class", "settings", "f1_per_code", "unit_ms", "tolerance_ms", "criterion", "multiple"}
)


@dataclass(frozen=True, slots=True)
class PairLine:
    """One statistic.

    Attributes:
        section: what kind of agreement: time, events, older, curve, points, counts, ratings, classes, episodes,
            boundaries, intervals, records.
        statistic: its name; parts of a result are joined by dots.
        found: the number, with its interval where it has one.
        episode: id of the episode; "" for the whole window.
        channel: id of the channel, of the scale for ratings, of the reading for classes.
        code: id of the code or class; "" for all of the channel.
        tolerance_ms: of a curve.
    """

    section: str
    statistic: str
    found: Leaf
    episode: str = ""
    channel: str = ""
    code: str = ""
    tolerance_ms: int | None = None


def pair_lines(report: PairReport) -> Iterator[PairLine]:
    """Yield every statistic of a report."""
    for channel, found in report.time:
        yield from _time("time", channel, found)
    for one in report.events:
        yield from _events(report, one)
    yield from _curves(report)
    for point in report.points:
        yield from _lines(point, "points", code=point.agreement.code)
    for counted in report.counts:
        yield from _lines(counted, "counts", code=counted.code)
    yield from _judged(report)
    yield from _parts(report)


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
    name, amount = _in_seconds(line.statistic, None if isinstance(value, Undefined) else value)
    tolerance_s = None if line.tolerance_ms is None else line.tolerance_ms / 1000
    place = (line.section, line.episode, line.channel, line.code, tolerance_s, name)
    return (*place, amount, *bounds, why(value, around))


def _in_seconds(statistic: str, value: float | None) -> tuple[str, float | None]:
    """Write times as all tables do."""
    if not statistic.endswith("_ms"):
        return statistic, value
    return statistic.removesuffix("_ms") + "_s", None if value is None else value / 1000


def _time(section: str, channel: str, found: StateTime, episode: str = "") -> Iterator[PairLine]:
    yield from _lines(found, section, channel=channel, episode=episode)
    for one in found.per_code:
        yield from _lines(one, section, channel=channel, code=one.code, episode=episode)


def _events(report: PairReport, one: ChannelEvents) -> Iterator[PairLine]:
    yield from _lines(one.events, "events", channel=one.channel)
    codes = report.codebook.state_channels[one.channel]
    for name, events in (("linked", one.events.linked.events), ("aligned", one.events.aligned.events)):
        for code, f1 in zip(codes, events.f1_per_code, strict=True):
            yield PairLine("events", f"{name}.f1", f1, channel=one.channel, code=code.id)
    if one.boris is not None:
        yield PairLine("older", "boris.kappa", one.boris.kappa, channel=one.channel)


def _curves(report: PairReport) -> Iterator[PairLine]:
    for channel, curve in report.curves:
        for one in curve:
            yield from _lines(one, "curve", channel=channel, tolerance_ms=one.tolerance_ms)
    for code, points in report.point_curves:
        for tolerance_ms, found in points:
            yield from _lines(found, "curve", code=code, tolerance_ms=tolerance_ms)


def _judged(report: PairReport) -> Iterator[PairLine]:
    for scale in report.scales:
        yield from _lines(scale.agreement, "ratings", channel=scale.scale)
        yield PairLine("ratings", "only_a", scale.only_a, channel=scale.scale)
        yield PairLine("ratings", "only_b", scale.only_b, channel=scale.scale)
    for _, reading in report.classes.readings:
        yield from _lines(reading, "classes", channel=reading.reading)
        for one in reading.per_class:
            yield from _lines(one, "classes", channel=reading.reading, code=one.name)


def _parts(report: PairReport) -> Iterator[PairLine]:
    for episode in report.episodes:
        yield from _lines(episode, "episodes", episode=episode.episode)
        for channel, found in episode.channels:
            yield from _time("episodes", channel, found, episode.episode)
    for boundary in report.boundaries:
        yield from _lines(boundary, "boundaries", episode=boundary.episode)
    for section, intervals in (("intervals", report.intervals), ("records", report.records)):
        yield PairLine(section, "intervals", intervals.intervals)
        for code in intervals.codes if intervals.intervals else ():
            yield from _lines(code, section, code=code.code)


def _lines(found: object, section: str, *, tolerance_ms: int | None = None, **place: str) -> Iterator[PairLine]:
    """Yield the statistics that a result holds, and those of its parts."""
    for name, leaf in _leaves(found):
        yield PairLine(section, name, leaf, tolerance_ms=tolerance_ms, **place)


def _leaves(found: object, name: str = "") -> Iterator[tuple[str, Leaf]]:
    if isinstance(found, Estimate | Undefined | float | int) and not isinstance(found, bool):
        yield name, found
    elif isinstance(found, Mapping):
        for key, value in found.items():
            yield from _leaves(value, f"{name}.{key}")
    elif is_dataclass(found):
        for field in fields(found):
            if field.name not in _NOT_STATISTICS:
                yield from _leaves(getattr(found, field.name), f"{name}.{field.name}" if name else field.name)
