"""What follows what: transitions of a channel, event-lag and time-lag tables, each for one dyad.

A sequence lasts as long as an episode, the looking for all its codes, and the time in which all who do them are in
view; nothing in one episode follows what was in another. In a table, b is how often something else than the target
followed the given, c how often the target followed something else, d the rest (Bakeman & Quera 2011).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from annotator.measures.columns import (
    CODER,
    OBSERVED,
    RULE,
    SEEN,
    SESSION,
    Column,
    Row,
    count,
    frame,
    number,
    text,
    yes_or_no,
)
from annotator.measures.observed import Watched, bouts, scored_spans, watched
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.looked_for import Stretch
from annotator.model.measure_rules import Chain, MeasureRules, Window
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.sequential import (
    adjusted_residuals,
    against_the_rest,
    contingency,
    expected_counts,
)
from annotator.statistics.tables import Tables
from annotator.study.tables import CodedSession

NO_REPEATS = "codes cannot repeat: read the residual"


class Table(NamedTuple):
    """How often the code in the column followed the code in the row; whether a code may follow itself."""

    codes: tuple[str, ...]
    counts: Tables
    repeats: bool
    ties: int = 0


def transitions(coding: Coding, channel: Sequence[Code], stretches: Iterable[Stretch], *, exhaustive: bool) -> Table:
    """Count which state of a channel comes after which.

    States of one code that touch are one. In an exhaustive channel a code cannot follow itself, and time in which none
    is on, which is then a hole in the coding, ends the sequence.

    Args:
        coding: what one coder said.
        channel: the states that exclude each other.
        stretches: where all of them were looked for, a sequence each.
        exhaustive: whether one of them is always on.
    """
    ids = tuple(code.id for code in channel)
    counts = np.zeros((len(ids), len(ids)), dtype=np.int64)
    for stretch in stretches:
        found = sorted(
            (start, end, place)
            for place, code in enumerate(ids)
            for start, end in bouts(coding.events_of((code,)), [stretch])
        )
        for (_, end, before), (start, _, after) in pairwise(found):
            if not exhaustive or (start <= end and before != after):
                counts[before, after] += 1
    return Table(ids, counts, repeats=not exhaustive)


def chained(coding: Coding, rule: Chain, stretches: Iterable[Stretch]) -> Table:
    """Count which event comes so many events after which, in order of onset.

    Where codes do not repeat, events of one code in a row count as one. Events that begin at the same moment are taken
    in the order of the rule, and counted as ties.
    """
    place = {code: number for number, code in enumerate(rule.codes)}
    counts = np.zeros((len(place), len(place)), dtype=np.int64)
    ties = 0
    events = coding.events_of(rule.codes)
    for start_ms, end_ms in stretches:
        begun = sorted((event.start_ms, place[event.code]) for event in events if start_ms <= event.start_ms < end_ms)
        ties += sum(first == then and a != b for (first, a), (then, b) in pairwise(begun))
        series = [code for _, code in begun]
        if not rule.repeats:
            series = [code for number, code in enumerate(series) if not number or code != series[number - 1]]
        for before, after in zip(series, series[rule.lag :], strict=False):
            counts[before, after] += 1
    # At a longer lag a code may well come back.
    return Table(rule.codes, counts, repeats=rule.repeats or rule.lag > 1, ties=ties)


def within_reach(coding: Coding, rule: Window, stretches: Iterable[Stretch]) -> Tables:
    """Count units of time by whether they lie within reach of a given behaviour, and whether a target begins in them.

    A given is in reach while it is on and within_s after; so is a unit of which any part is (Yoder & Tapp 2004 found
    the length of the given and the onset of the target to be the most accurate). Units are laid from the start of each
    stretch; what is left at its end does not count.

    >>> from annotator.model.items import Event
    >>> reach = Event(id="r", code="reach", start_ms=1500, end_ms=1500)
    >>> lift = Event(id="l", code="pick_up", start_ms=3200, end_ms=3200)
    >>> rule = Window(id="lift", given=("reach",), target=("pick_up",), within_s=2)
    >>> within_reach(Coding("s", "c", [reach, lift]), rule, [(0, 10_000)]).tolist()
    [[1, 2], [0, 7]]
    """
    unit_ms, within_ms = round(rule.unit_s * 1000), round(rule.within_s * 1000)
    given, target = coding.events_of(rule.given), coding.events_of(rule.target)
    table = np.zeros((2, 2), dtype=np.int64)
    for start_ms, end_ms in stretches:
        units = (end_ms - start_ms) // unit_ms
        in_reach, begins = np.zeros(units, dtype=bool), np.zeros(units, dtype=bool)
        points = [(one.start_ms, one.start_ms) for one in given if one.start_ms == one.end_ms]
        on = [*bouts(given, [(start_ms, end_ms)]), *(one for one in points if start_ms <= one[0] < end_ms)]
        for since_ms, until_ms in on:
            in_reach[(since_ms - start_ms) // unit_ms : -(-(until_ms + within_ms - start_ms) // unit_ms)] = True
        onsets = np.array([one.start_ms for one in target if start_ms <= one.start_ms < end_ms], dtype=np.int64)
        places = (onsets - start_ms) // unit_ms
        begins[places[places < units]] = True
        np.add.at(table, (1 - in_reach.astype(int), 1 - begins.astype(int)), 1)
    return table


_READ = (
    count("a", "how often the target followed the given"),
    count("b", "how often something else, or nothing, followed the given"),
    count("c", "how often the target followed something else, or nothing"),
    count("d", "the rest"),
    number("share", "a / (a + b): how often the given was followed by the target", "0 to 1"),
    number("expected", "a if the two had nothing to do with each other (codes that cannot repeat: fitted)", "count"),
    number("residual", "adjusted residual of a, like z (Haberman 1978; Allison & Liker 1982)", "number"),
    number("yules_q", "Yule's Q, (ad - bc) / (ad + bc)", "-1 to 1"),
    number("odds_ratio", "ad / bc; empty where a cell is 0", "0 or more"),
    yes_or_no("zero_cell", "1: one of a, b, c, d is 0; nothing is added to it"),
    yes_or_no("few", "1: expected is under 5, or a + b is: read the residual with care"),
    text("why_empty", "why there is no residual, Yule's Q or odds ratio"),
)

_GIVEN = text("given", "id of the code, or codes, that come first")
_TARGET = text("target", "id of the code, or codes, that follow")

TRANSITION_COLUMNS = (SESSION, CODER, text("channel", "id of the channel"), _GIVEN, _TARGET, OBSERVED, SEEN, *_READ)

SEQUENCE_COLUMNS = (
    SESSION,
    CODER,
    RULE,
    text("method", "what is counted: events, one after the other, or units of time", "event lag | time lag"),
    _GIVEN,
    _TARGET,
    OBSERVED,
    SEEN,
    *_READ,
    count(
        "ties", "events of an event lag that begin at the same moment as another and were put in the order of the rule"
    ),
)


def transition_rows(one: CodedSession, codebook: Codebook) -> Iterator[Row]:
    """Yield a row a channel with several states and every two of them that the coder used."""
    exhaustive = {channel.id for channel in codebook.channels if channel.exhaustive}
    for channel, codes in codebook.state_channels.items():
        if len(codes) > 1:
            times = _times(one, codebook, [code.id for code in codes if code.id not in _retired(codebook)])
            table = transitions(one.coding, codes, times.saw, exhaustive=channel in exhaustive)
            for row in _cells(table):
                yield {"session": one.session.id, "coder": one.coding.coder, "channel": channel} | times.lengths | row


def sequence_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a time-lag rule, and a row an event-lag rule and every two of its codes that the coder used."""
    where: dict[str, object] = {"session": one.session.id, "coder": one.coding.coder}
    for window in rules.windows:
        times = _times(one, codebook, (*window.given, *window.target))
        codes = {"given": " ".join(window.given), "target": " ".join(window.target)}
        why = times.why_not if scored_spans(one, codebook) else "no episode was held"
        read = _read(within_reach(one.coding, window, times.saw)) if times.saw else {"why_empty": why}
        yield where | {"rule": window.id, "method": "time lag"} | codes | times.lengths | read
    for chain in rules.chains:
        times = _times(one, codebook, chain.codes)
        table = chained(one.coding, chain, times.saw)
        for row in _cells(table):
            yield where | {"rule": chain.id, "method": "event lag"} | times.lengths | row | {"ties": table.ties}


def _times(one: CodedSession, codebook: Codebook, codes: Sequence[str]) -> Watched:
    return watched(one.coding, codebook, codes, *scored_spans(one, codebook))


def _retired(codebook: Codebook) -> set[str]:
    return {code.id for code in codebook.retired}


def _cells(table: Table) -> Iterator[dict[str, object]]:
    allowed = None if table.repeats else ~np.eye(len(table.codes), dtype=bool)
    expected, residuals = expected_counts(table.counts, allowed), adjusted_residuals(table.counts, allowed)
    used: list[int] = np.flatnonzero(table.counts.any(axis=0) | table.counts.any(axis=1)).tolist()
    for given in used:
        for target in used:
            if allowed is not None and given == target:
                continue
            row = _read(against_the_rest(table.counts, given, target))
            if allowed is not None:
                times = int(table.counts[given].sum())
                row |= _with_structural_zeros(expected[given, target], residuals[given, target], times)
            yield {"given": table.codes[given], "target": table.codes[target]} | row


def _read(two_by_two: Tables) -> dict[str, object]:
    (a, b), (c, d) = two_by_two.tolist()
    found = contingency(two_by_two)
    reasons = [one.reason for one in (found.residual, found.yules_q, found.odds_ratio) if isinstance(one, Undefined)]
    return {
        "a": a,
        "b": b,
        "c": c,
        "d": d,
        "share": a / (a + b) if a + b else None,
        "expected": _value(found.expected),
        "residual": _value(found.residual),
        "yules_q": _value(found.yules_q),
        "odds_ratio": _value(found.odds_ratio),
        "zero_cell": int(found.zero_cell),
        "few": int(found.few),
        "why_empty": "; ".join(dict.fromkeys(reasons)) or None,
    }


def _with_structural_zeros(expected: float, residual: float, given_times: int) -> dict[str, object]:
    """Return what is read from a cell where codes cannot repeat: a 2 x 2 table would count what cannot happen."""
    fixed = bool(np.isnan(residual))
    return {
        "expected": None if np.isnan(expected) else expected,
        "residual": None if fixed else residual,
        "yules_q": None,
        "odds_ratio": None,
        "few": int(given_times < 5 or not expected >= 5),
        "why_empty": f"not estimable: the totals alone fix the cell; {NO_REPEATS}" if fixed else NO_REPEATS,
    }


def _value(statistic: Statistic) -> float | None:
    return None if isinstance(statistic, Undefined) else statistic


GROUP_COLUMNS: tuple[Column, ...] = (
    CODER,
    RULE,
    _GIVEN,
    _TARGET,
    count("dyads", "sessions of the coder that have a row of it in sequences.csv"),
    count("estimable", "those that have a Yule's Q"),
    number("mean_q", "mean of their Yule's Q; each session counts once", "-1 to 1"),
    number("sd_q", "standard deviation of it; empty below two", "0 or more"),
    number("median_q", "median of it", "-1 to 1"),
    count("few", "sessions whose table has few counts"),
)


def grouped(sequences: pd.DataFrame) -> pd.DataFrame:
    """Return one row a coder and sequence: what the dyads have on average.

    Args:
        sequences: a table with the columns of SEQUENCE_COLUMNS.
    """
    keys = ["coder", "rule", "given", "target"]
    rows = [
        dict(zip(keys, key, strict=True))
        | {
            "dyads": len(part),
            "estimable": int(part["yules_q"].notna().sum()),
            "mean_q": part["yules_q"].mean(),
            "sd_q": part["yules_q"].std(),
            "median_q": part["yules_q"].median(),
            "few": int(part["few"].sum()),
        }
        for key, part in sequences.groupby(keys, sort=False)
    ]
    return frame(rows, GROUP_COLUMNS)
