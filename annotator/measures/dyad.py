"""Two people at once: which of the one's states goes with which of the other's, and which of them match.

A state-space grid has a cell for every two states, one of each side; the dyad is in one cell at a time while both
sides have a state (Lewis, Lamey & Douglas 1999). Matching and mismatching cells give the shares of time, and the
passage from mismatch to match is a reparation (Tronick & Cohn 1989).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.measures.columns import (
    CODER,
    EPISODE,
    OBSERVED,
    RULE,
    SEEN,
    SESSION,
    WHY_EMPTY,
    Row,
    count,
    in_seconds,
    number,
    seconds,
    text,
    yes_or_no,
)
from annotator.measures.observed import (
    NOT_HELD,
    Held,
    bouts,
    episodes_asked,
    length,
    scored_spans,
    seen,
    watched,
)
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.looked_for import Stretch, overlap, without
from annotator.model.measure_rules import Grid, Matching, MeasureRules
from annotator.study.tables import CodedSession


class Visit(NamedTuple):
    """The dyad in one cell over [start_ms, end_ms): the state of the one and of the other."""

    start_ms: int
    end_ms: int
    one: str
    other: str


def visits(coding: Coding, rule: Grid, stretches: Sequence[Stretch]) -> list[Visit]:
    """Return the visits to the cells of a grid, in order of time; a visit ends where the cell or the stretch does.

    Time in which a side has no state belongs to no cell. Where states of one side overlap, which a channel does not
    allow, the one that stands first in the rule is meant.
    """
    ones, others = (one_at_a_time(coding, codes, stretches) for codes in (rule.ones, rule.others))
    found = [
        Visit(start, end, one, other)
        for one, of_one in ones.items()
        for other, of_other in others.items()
        for start, end in overlap(of_one, of_other)
    ]
    return sorted(found)


def one_at_a_time(coding: Coding, codes: Sequence[str], stretches: Sequence[Stretch]) -> dict[str, list[Stretch]]:
    """Return when each of these states is on inside the stretches; of several the first one given is meant."""
    left = list(stretches)
    found: dict[str, list[Stretch]] = {}
    for code in codes:
        found[code] = overlap(bouts(coding.events_of((code,)), stretches), left)
        left = without(left, found[code])
    return found


GRID_COLUMNS = (
    SESSION,
    CODER,
    RULE,
    EPISODE,
    text("one", "id of the state of the one"),
    text("other", "id of the state of the other"),
    OBSERVED,
    SEEN,
    in_seconds("in_cell_s", "seconds with both states on"),
    count("visits", "times the dyad came into the cell, or was in it at the start"),
    number("mean_visit_s", "in_cell_s / visits; empty without a visit", "seconds"),
    WHY_EMPTY,
)

MATCHING_COLUMNS = (
    SESSION,
    CODER,
    RULE,
    EPISODE,
    OBSERVED,
    SEEN,
    in_seconds("both_s", "seconds of them with a phase of each that is not left out"),
    in_seconds("matched_s", "seconds of these in matching phases"),
    in_seconds("mismatched_s", "seconds of these in others"),
    number("share_matched", "matched_s / both_s", "0 to 1"),
    count("mismatches", "stretches of mismatch"),
    count("repaired", "those that pass into a match"),
    count(
        "unrepaired", "those that end otherwise: with the episode, the looking, or a phase that is left out or missing"
    ),
    number("mean_repair_s", "mean length of the mismatches that were repaired", "seconds"),
    number("repairs_per_min", "repaired a minute of both_s", "1/min"),
    WHY_EMPTY,
)

UNIT_COLUMNS = (
    SESSION,
    CODER,
    RULE,
    EPISODE,
    count("unit", "number of the unit in the episode, from 1"),
    in_seconds("start_s", "session time at which it begins"),
    in_seconds("end_s", "session time at which it ends, not part of it any more"),
    text(
        "one", "id of the state of the one that is on longest in it, the first of the rule where two are; empty: none"
    ),
    text("other", "the same of the other"),
    yes_or_no(
        "matched",
        "1: the two match, 0: they do not; empty: one is missing or left out, more than half of the unit is left out, "
        "or it is a grid",
    ),
)


def grid_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a grid, episode and cell; cells that were never visited have their row, with 0."""
    for rule in rules.grids:
        for held in episodes_asked(one, codebook):
            where = {"session": one.session.id, "coder": one.coding.coder, "rule": rule.id, "episode": held.episode}
            times, saw = _times(one.coding, codebook, (*rule.ones, *rule.others), held)
            if not saw:
                yield where | times
                continue
            found = visits(one.coding, rule, saw)
            for cell in ((a, b) for a in rule.ones for b in rule.others):
                yield where | times | _cell(found, *cell)


def _times(
    coding: Coding, codebook: Codebook, codes: Iterable[str], held: Held
) -> tuple[dict[str, object], tuple[Stretch, ...]]:
    """Return how long was observed and seen, and where; without any, why."""
    if held.span is None:
        return {"why_empty": NOT_HELD}, ()
    found = watched(coding, codebook, dict.fromkeys(codes), held.span)
    return found.row, found.saw


def _cell(found: Sequence[Visit], one: str, other: str) -> dict[str, object]:
    inside = [(visit.start_ms, visit.end_ms) for visit in found if (visit.one, visit.other) == (one, other)]
    total_ms = length(inside)
    return {
        "one": one,
        "other": other,
        "in_cell_s": seconds(total_ms),
        "visits": len(inside),
        "mean_visit_s": total_ms / len(inside) / 1000 if inside else None,
    }


def matching_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a rule and episode: seconds of match and mismatch, and how mismatches ended."""
    for rule in rules.matching:
        for held in episodes_asked(one, codebook):
            where = {"session": one.session.id, "coder": one.coding.coder, "rule": rule.id, "episode": held.episode}
            times, saw = _times(one.coding, codebook, (*rule.ones, *rule.others, *rule.leave_out), held)
            yield where | times | (_matching(one.coding, rule, saw) if saw else {})


def unit_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a unit of time, of the grids and matchings that have units; what is left at an end has none.

    Units are laid from the start of each stretch in which all the states were looked for and seen.
    """
    for rule in (*rules.grids, *rules.matching):
        unit_ms = 0 if rule.unit_s is None else round(rule.unit_s * 1000)
        for span in scored_spans(one, codebook) if unit_ms else ():
            where = {"session": one.session.id, "coder": one.coding.coder, "rule": rule.id, "episode": span.episode}
            leave_out = rule.leave_out if isinstance(rule, Matching) else ()
            stretches = seen(one.coding, codebook, (*rule.ones, *rule.others, *leave_out), span)
            edges = [at for start, end in stretches for at in range(start, end - unit_ms + 1, unit_ms)]
            ones, others = (one_at_a_time(one.coding, codes, stretches) for codes in (rule.ones, rule.others))
            left_out = bouts(one.coding.events_of(leave_out), stretches)
            for place, at_ms in enumerate(edges, start=1):
                unit = (at_ms, at_ms + unit_ms)
                both = _longest(ones, unit), _longest(others, unit)
                counts = 2 * length(overlap(left_out, [unit])) <= unit_ms
                times = {"unit": place, "start_s": seconds(unit[0]), "end_s": seconds(unit[1])}
                matched = _matched(rule, both) if counts else None
                yield where | times | {"one": both[0], "other": both[1], "matched": matched}


def _longest(states: Mapping[str, Sequence[Stretch]], unit: Stretch) -> str | None:
    lengths = {code: length(overlap(on, [unit])) for code, on in states.items()}
    longest = max(lengths, key=lambda code: lengths[code])
    return longest if lengths[longest] else None


def _matched(rule: Grid, both: tuple[str | None, str | None]) -> int | None:
    if not isinstance(rule, Matching) or None in both or not {*both}.isdisjoint(rule.leave_out):
        return None
    return int(both in rule.pairs)


class _Run(NamedTuple):
    start_ms: int
    end_ms: int
    matched: bool


def _matching(coding: Coding, rule: Matching, stretches: Sequence[Stretch]) -> dict[str, object]:
    left_out = bouts(coding.events_of(rule.leave_out), stretches)
    runs = _runs(visits(coding, rule, without(stretches, left_out)), rule)
    matched_ms = sum(run.end_ms - run.start_ms for run in runs if run.matched)
    both_ms = sum(run.end_ms - run.start_ms for run in runs)
    mismatches = [run for run in runs if not run.matched]
    follows = {then.start_ms for then in runs if then.matched}
    repaired = [run.end_ms - run.start_ms for run in mismatches if run.end_ms in follows]
    return {
        "both_s": seconds(both_ms),
        "matched_s": seconds(matched_ms),
        "mismatched_s": seconds(both_ms - matched_ms),
        "share_matched": matched_ms / both_ms if both_ms else None,
        "mismatches": len(mismatches),
        "repaired": len(repaired),
        "unrepaired": len(mismatches) - len(repaired),
        "mean_repair_s": sum(repaired) / len(repaired) / 1000 if repaired else None,
        "repairs_per_min": len(repaired) * 60_000 / both_ms if both_ms else None,
    }


def _runs(found: Iterable[Visit], rule: Matching) -> list[_Run]:
    """Join visits that touch and are alike in whether they match."""
    pairs = set(rule.pairs)
    runs: list[_Run] = []
    for visit in found:
        matched = (visit.one, visit.other) in pairs
        if runs and (runs[-1].end_ms, runs[-1].matched) == (visit.start_ms, matched):
            runs[-1] = runs[-1]._replace(end_ms=visit.end_ms)
        else:
            runs.append(_Run(visit.start_ms, visit.end_ms, matched))
    return runs
