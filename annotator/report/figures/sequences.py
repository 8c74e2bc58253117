"""What followed what, and who was how at the same time: grids of states of one dyad."""

from collections.abc import Hashable, Mapping, Sequence
from math import sqrt
from typing import Any

import pandas as pd

from annotator.measures.columns import Row
from annotator.measures.dyad import grid_rows, visits
from annotator.measures.observed import scored_spans, seen
from annotator.model.codebook import Codebook
from annotator.model.measure_rules import Grid as GridRule
from annotator.model.measure_rules import MeasureRules
from annotator.report.figures.codings_words import episode_name
from annotator.report.figures.description import Cell, Grid
from annotator.study.tables import CodedSession
from annotator.text import count, fixed, percent

_NO_RESIDUAL = "z –"


def transitions(table: pd.DataFrame, codebook: Codebook, channel: str, session: str, coder: str) -> Grid:
    """Return how often which code of a channel followed which, in one coding: counts with their adjusted residuals.

    Args:
        table: transitions.csv of measures_of.
        codebook: that of the study.
        channel: id of a channel with several states.
        session: of whom; sessions are never added up, for differences between dyads would be taken for sequence.
        coder: by whom.
    """
    name = codebook.channel_name(channel)
    title = f"{session}, {coder}, {name}: which code followed which"
    mine = (table["session"] == session) & (table["coder"] == coder) & (table["channel"] == channel)
    rows = table[mine].to_dict("records")
    if not rows:
        return Grid(title, "", "", (), (), (), empty=f"No code of {name} followed another.")
    codes = list(dict.fromkeys(row["given"] for row in rows))
    codes += [row["target"] for row in rows if row["target"] not in codes]
    names = tuple(codebook.code_by_id[code].name for code in codes)
    strongest = max(row["a"] for row in rows)
    cells = {(row["given"], row["target"]): _followed(row, codebook, strongest) for row in rows}
    total = sum(row["a"] for row in rows)
    notes = (
        f"{count(total, 'transition')}; in each field how often the code of the column came after that of the row, and "
        "the adjusted residual z: above 0 more often than chance would have it (Haberman 1978; Allison & Liker 1982).",
        "● Expected less than 5 times, or the row’s code was followed less than 5 times: z is no longer normal."
        if any(row["few"] for row in rows)
        else "",
        "Empty: a code cannot follow itself." if any((code, code) not in cells for code in codes) else "",
        "Sequences do not run from one episode into the next, nor across time that was not looked for.",
    )
    lines = tuple(tuple(cells.get((given, target)) for target in codes) for given in codes)
    return Grid(title, "first", "then", names, names, lines, notes=tuple(filter(None, notes)))


def _followed(row: Mapping[Hashable, Any], codebook: Codebook, strongest: int) -> Cell:
    times, residual = int(row["a"]), row["residual"]
    z = _NO_RESIDUAL if pd.isna(residual) else f"z {fixed(residual, signed=True)}"
    given, target = (codebook.code_by_id[str(row[one])].name for one in ("given", "target"))
    why = f" ({row['why_empty']})" if pd.isna(residual) else ""
    tip = f"{given}, then {target}: {count(times, 'time')}; {z}{why}"
    share = sqrt(times / strongest) if strongest else 0.0
    return Cell(str(times), (z,), share, tip, is_few=bool(row["few"]))


def state_space(one: CodedSession, codebook: Codebook, rules: MeasureRules, rule: GridRule, episode: str) -> Grid:
    """Return how long the dyad was in which cell of a grid in one episode, and its way from cell to cell.

    Args:
        one: one coding.
        codebook: that of the study.
        rules: the lab's, which hold the rule.
        rule: one of rules.grids.
        episode: a scored one, "" for the whole session.
    """
    sides = " and ".join(_side_name(codebook, side) for side in (rule.ones, rule.others))
    title = f"{one.session.id}, {one.coding.coder}, {episode_name(codebook, episode)}: state-space grid of {sides}"
    rows = [row for row in grid_rows(one, codebook, rules) if (row["rule"], row["episode"]) == (rule.id, episode)]
    why = [str(row["why_empty"]) for row in rows if "why_empty" in row]
    cells = {(str(row["one"]), str(row["other"])): row for row in rows if "one" in row}
    in_all = sum(_number(row["in_cell_s"]) for row in cells.values())
    if not in_all:
        empty = "Both sides never had a state at the same time."
        return Grid(title, "", "", (), (), (), empty=f"Nothing to show: {why[0]}." if why else empty)
    most = max(_number(row["in_cell_s"]) for row in cells.values())
    stays = sum(_number(row["visits"]) for row in cells.values())
    seen_s = next(_number(row["seen_s"]) for row in cells.values())
    names_of = [tuple(codebook.code_by_id[code].name for code in side) for side in (rule.others, rule.ones)]
    return Grid(
        title,
        row_label=" or ".join(_actors(codebook, rule.others)),
        column_label=" or ".join(_actors(codebook, rule.ones)),
        rows=names_of[0],
        columns=names_of[1],
        cells=tuple(tuple(_stayed(cells[a, b], in_all, most) for a in rule.ones) for b in rule.others),
        notes=(
            f"{fixed(in_all, 3)} s with a state of both, of {fixed(seen_s, 3)} s in which all were looked for and "
            f"could be seen; {count(int(stays), 'visit')}. In each cell: seconds, and their "
            "share. The darker, the longer.",
            "Each dot is a visit, the lines are the way from one to the next. Where a side has no state the way breaks "
            "off, and begins anew with a ring (Lewis, Lamey & Douglas 1999).",
        ),
        paths=_paths(one, codebook, rule, episode),
    )


def _stayed(row: Row, in_all: float, most: float) -> Cell:
    in_cell = _number(row["in_cell_s"])
    tip = f"{fixed(in_cell, 3)} s, {count(int(_number(row['visits'])), 'visit')}"
    if not in_cell:
        return Cell("", shade=0.0, tip=tip)
    return Cell(f"{fixed(in_cell, 1)} s", (percent(in_cell / in_all),), sqrt(in_cell / most), tip)


def _paths(
    one: CodedSession, codebook: Codebook, rule: GridRule, episode: str
) -> tuple[tuple[tuple[int, int], ...], ...]:
    ways: list[list[tuple[int, int]]] = []
    for span in scored_spans(one, codebook):
        if span.episode != episode:
            continue
        until_ms = -1
        for visit in visits(one.coding, rule, seen(one.coding, codebook, (*rule.ones, *rule.others), span)):
            if visit.start_ms != until_ms:
                ways.append([])
            ways[-1].append((rule.others.index(visit.other), rule.ones.index(visit.one)))
            until_ms = visit.end_ms
    return tuple(map(tuple, ways))


def _actors(codebook: Codebook, side: Sequence[str]) -> tuple[str, ...]:
    """Return who has these states, as far as the codebook says."""
    return tuple(dict.fromkeys(who for code in side for who in codebook.actors(codebook.code_by_id[code])))


def _side_name(codebook: Codebook, side: Sequence[str]) -> str:
    """Return what a side of a grid is called: the channel of its states, or these where they are of several."""
    codes = [codebook.code_by_id[one] for one in side]
    channels = {code.channel_id for code in codes}
    return codebook.channel_name(channels.pop()) if len(channels) == 1 else "/".join(code.name for code in codes)


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
