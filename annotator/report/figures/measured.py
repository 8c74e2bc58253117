"""Measures of sessions: over classes or groups, and from session to session."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from annotator.model.codebook import Codebook
from annotator.report.figures.codings_words import episode_name, reasons_sentence, rule_name
from annotator.report.figures.description import Axis, Box, Dot, Level, Line, Plot, round_values
from annotator.report.figures.waiting import waits_of
from annotator.text import count, short_number

ENOUGH_FOR_A_BOX = 10
"""Quartiles of fewer sessions would be read as more than they are."""

_FEWEST = 2
_TOO_FEW = "Fewer than two sessions have a value."
NO_GROUP = "all sessions"

_SPREAD, _ASIDE = 0.28, 0.3
"""Dots of one group lie beside each other up to so far from its middle; room at the ends of the axis."""
_GOLDEN = 0.6180339887
"""Multiples of it, without what stands before the point, spread evenly however many they are."""


class Measure(NamedTuple):
    """One number a session and coder.

    Attributes:
        id: as it stands in names of files.
        name: what it is called.
        unit: in what it is measured; "": a count, a rating, a share.
        rows: session, coder, value, censored (1: it is at least so much) and why_empty.
        is_share: whether it cannot exceed 1.
    """

    id: str
    name: str
    unit: str
    rows: pd.DataFrame
    is_share: bool = False


def measures_drawn(
    tables: Mapping[str, pd.DataFrame], codebook: Codebook, episodes: Sequence[str] = ()
) -> Iterator[Measure]:
    """Yield the measures of a session that have a value in some session, in the order of the tables.

    Args:
        tables: what measures_of returns.
        codebook: that of the study.
        episodes: ids of those that the tables are of; none: all.
    """
    crying, waits = tables["crying.csv"], waits_of(tables)
    only = f" in {'episode' if len(episodes) == 1 else 'episodes'} {', '.join(episodes)}" if episodes else ""
    yield from _with_values("crying", f"Crying{only}", "min", crying[crying["part"] == "total"], "crying_min")
    for where, part in waits.groupby(["rule", "episode"], sort=False):
        rule, episode = map(str, where)
        name = f"Wait until {rule_name(rule)}, {episode_name(codebook, episode)}"
        yield from _with_values(f"wait_{rule}_{episode}", name, "s", part, "waited_s")
    for held, part in tables["contact.csv"].groupby("episode", sort=False):
        name = f"Contact, {episode_name(codebook, str(held))}"
        yield from _with_values(f"contact_{held!s}", name, "s", part, "contact_s", censored="")
    for table, column, what in (
        ("responsiveness.csv", "share_answered", "share answered"),
        ("matching.csv", "share_matched", "share matched"),
    ):
        for where, part in tables[table].groupby(["rule", "episode"], sort=False):
            rule, episode = map(str, where)
            name = f"{rule_name(rule)}, {episode_name(codebook, episode)}: {what}"
            yield from _with_values(f"{column}_{rule}_{episode}", name, "", part, column)


def _with_values(
    id_: str, name: str, unit: str, part: pd.DataFrame, column: str, censored: str = "censored"
) -> Iterator[Measure]:
    if part[column].notna().any():
        lost = part[censored] if unit == "s" and censored else 0
        rows = part[["session", "coder", "why_empty"]].assign(value=part[column], censored=lost)
        yield Measure(id_.rstrip("_"), name, unit, rows, is_share=not unit)


def distribution(measure: Measure, coder: str, groups: Mapping[str, str], by: str) -> Plot:
    """Return a dot a session, group beside group, with the quartiles of groups that have enough.

    Args:
        measure: what is drawn.
        coder: whose codings; two of one session are not two sessions.
        groups: the group of each session that has one, such as its class.
        by: what the groups are, such as "class"; "": there is only one.
    """
    title = f"{coder}: {measure.name}" + (f", by {by}" if by else "")
    mine = measure.rows[measure.rows["coder"] == coder]
    valued = mine[mine["value"].notna()]
    of_group = valued["session"].map(lambda session: groups.get(session, "") if by else NO_GROUP)
    names = sorted(set(of_group) - {""})
    y = _axis(measure, valued["value"].tolist())
    if not names or len(valued) < _FEWEST:
        return Plot(title, Axis(by, 0, 1), y, empty=_why_empty(mine, by))
    dots: list[Dot] = []
    boxes: list[Box] = []
    for place, group in enumerate(names):
        part = valued[of_group == group]
        dots += _dots(place, part, measure)
        if len(part) >= ENOUGH_FOR_A_BOX and not (part["censored"] == 1).any():
            lower, median, upper = (float(one) for one in np.quantile(part["value"].astype(float), (0.25, 0.5, 0.75)))
            boxes.append(Box(float(place), lower, median, upper))
    labels = tuple(f"{group}, n {int((of_group == group).sum())}" for group in names)
    return Plot(
        title,
        Axis(by, -_ASIDE, len(names) - 1 + _ASIDE, labels),
        y,
        dots=tuple(dots),
        boxes=tuple(boxes),
        levels=zero(y),
        notes=tuple(_notes(mine, of_group, by, boxes)),
    )


def _why_empty(mine: pd.DataFrame, by: str) -> str:
    valued = int(mine["value"].notna().sum())
    if not valued:
        return reasons_sentence(mine["why_empty"].dropna()) or "There is no coding."
    return _TOO_FEW if valued < _FEWEST else f"No session with a value has a {by}."


def _dots(place: int, part: pd.DataFrame, measure: Measure) -> Iterator[Dot]:
    """Yield the dots of a group, those of one height beside each other."""
    for turn, row in enumerate(part.sort_values("value").to_dict("records")):
        aside = _SPREAD * (2 * ((turn * _GOLDEN + 0.5) % 1) - 1)
        least = row["censored"] == 1
        said = f"{'more than ' if least else ''}{short_number(round(row['value'], 3))} {measure.unit}".rstrip()
        yield Dot(place + aside, float(row["value"]), f"{row['session']}: {said}", is_censored=bool(least))


def _notes(mine: pd.DataFrame, of_group: "pd.Series[str]", by: str, boxes: Sequence[Box]) -> Iterator[str]:
    yield f"A dot is a session; dots lie side by side only to be seen. n {int((of_group != '').sum())}."
    if boxes:
        yield "Box: the middle half of the sessions, with the median."
    else:
        yield f"No box: fewer than {ENOUGH_FOR_A_BOX} sessions, or some are censored: quartiles would claim too much."
    if lost := int((mine["censored"] == 1).sum()):
        yield f"▵ At least so much, not seen any further (censored): {count(lost, 'session')}."
    if apart := int((of_group == "").sum()):
        yield f"Left out, without a {by}: {count(apart, 'session')}."
    if why := reasons_sentence(mine["why_empty"].dropna()):
        yield why


def course(measure: Measure, sessions: Sequence[str], ordered_by: str) -> Plot:
    """Return a measure from session to session, a line a coder: whether a coder drifts from the others.

    Args:
        measure: what is drawn.
        sessions: ids, in order.
        ordered_by: the variable that puts them in order; "": their ids.
    """
    valued = measure.rows[measure.rows["value"].notna()]
    having = set(valued["session"])
    names = tuple(session for session in sessions if session in having)
    title = f"{measure.name}: from session to session"
    x = Axis(f"session, in order of {ordered_by}" if ordered_by else "session", 0, max(1, len(names) - 1), names)
    y = _axis(measure, valued["value"].tolist())
    place = {session: float(at) for at, session in enumerate(names)}
    lines = []
    for look, coder in enumerate(dict.fromkeys(measure.rows["coder"])):
        mine = valued[valued["coder"] == coder]
        points = sorted(
            (place[row["session"]], float(row["value"]), row["censored"] == 1) for row in mine.to_dict("records")
        )
        if points:
            xs, ys = tuple(at for at, _, _ in points), tuple(value for _, value, _ in points)
            lost = tuple((at, value) for at, value, least in points if least)
            lines.append(Line(coder, xs, ys, look, has_dots=True, censored=lost))
    if len(names) < _FEWEST:
        return Plot(title, x, y, empty=_TOO_FEW)
    without = [session for session in sessions if session not in having]
    notes = (
        f"{count(len(names), 'session')} with a value. Only sessions that several coders have coded tell whether a "
        "coder drifts; else the dyads differ.",
        "" if ordered_by else "In order of their ids; the study’s setting order_by puts them in order of coding.",
        "| through a mark: at least so much (censored)." if any(line.censored for line in lines) else "",
        f"Without a value, and left out: {', '.join(without)}." if without else "",
    )
    return Plot(title, x, y, tuple(lines), notes=tuple(filter(None, notes)))


def _axis(measure: Measure, values: Sequence[float]) -> Axis:
    """Return an axis with 0 on it, from the lowest number below 0 to the highest above it."""
    label = measure.name[0].upper() + measure.name[1:]
    lowest, highest = min([0.0, *values]), max([0.0, *values])
    if measure.is_share:
        return Axis(label, -1.0 if lowest < 0 else 0.0, 1.0, is_share=True)
    room = round_values(lowest, highest if highest > lowest else 1.0)
    aside = (room[1] - room[0]) / 4
    return Axis(
        label, lowest - aside if lowest < 0 else 0.0, (highest or (0.0 if lowest else 1.0)) + aside, unit=measure.unit
    )


def zero(axis: Axis) -> tuple[Level, ...]:
    """Return the line at 0 of an axis that goes below it."""
    return (Level("0", 0.0, is_main=True),) if axis.low < 0 else ()
