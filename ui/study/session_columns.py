"""The columns of the table of sessions: what each says of a session, and what it is sorted by."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotator.study.settings import CONSENSUS
from annotator.text import DASH, clock, count
from ui.study.overview import CodingState, Overview, SessionRow

SortKey = tuple[tuple[int, float, str], ...]
"""What a cell is sorted by; () where it says nothing, which stands last either way."""

_PARTS = re.compile(r"\d+|\D+")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?")
_FEW_VALUES = 2
"""So many values of a variable have room below its column, each with how often it is there."""

_LEAST_TO_SETTLE = 2
"""So many coders have something to settle."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        id: what its width is remembered by.
        heading: what stands over it.
        text: what a cell says.
        key: what a cell is sorted by.
        foot: what stands below it, for the rows that are shown.
        width: how wide it is at first, in characters.
        coder: whose codings it shows, "" in the columns about the session.
        is_number: whether what it says stands to the right.
    """

    id: str
    heading: str
    text: Callable[[SessionRow], str]
    key: Callable[[SessionRow], SortKey]
    foot: Callable[[Sequence[SessionRow]], str]
    width: int
    coder: str = ""
    is_number: bool = False


def columns_of(found: Overview) -> tuple[Column, ...]:
    """Return the columns for these sessions: about each, a column a variable, a column a coder, then the consensus."""
    names = dict.fromkeys(name for row in found.rows if row.session is not None for name in row.session.variables)
    coders = [coder for coder in found.coders if coder != CONSENSUS]
    has_missing = any(row.missing or row.problem for row in found.rows)
    has_notes = any(row.session is not None and row.session.notes for row in found.rows)
    settles = CONSENSUS in found.coders or len(coders) >= _LEAST_TO_SETTLE
    return (
        Column("session", "Session", lambda row: row.id, lambda row: natural(row.id), _number_of_rows, 9),
        *(_variable(name, found.rows) for name in names),
        Column("length", "Length", _length, _length_key, lambda _rows: "", 6, is_number=True),
        Column("cameras", "Cameras", _cameras, _cameras_key, _missing, 13 if has_missing else 7),
        Column("coded", "Coded", _coded, lambda row: number(len(row.coded_by)), _twice, 7),
        *(_coder(coder) for coder in coders),
        *([_consensus()] if settles else []),
        *(
            [Column("notes", "Notes", _notes, lambda row: natural(_notes(row)), lambda _rows: "", 5)]
            if has_notes
            else []
        ),
    )


@lru_cache(maxsize=1 << 14)
def natural(text: str) -> SortKey:
    """Return what a text is sorted by: numbers in it as numbers.

    >>> natural("S9") < natural("S10") < natural("T1")
    True
    """
    parts = _PARTS.findall(text.casefold())
    return tuple((0, float(part[:300]), "") if part.isdecimal() else (1, 0.0, part) for part in parts)


def number(value: float) -> SortKey:
    """Return what a number is sorted by."""
    return ((0, value, ""),)


def as_number(text: str) -> float | None:
    """Return the number that a variable holds, typed with a point or a comma; None where it is none.

    >>> as_number("12,5"), as_number(" 3"), as_number("B4")
    (12.5, 3.0, None)
    """
    plain = text.strip()
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def in_order(rows: Iterable[SessionRow], column: Column, *, descending: bool) -> list[SessionRow]:
    """Return rows sorted by a column; those of which it says nothing are last, and equal ones in order of id."""
    by_id = sorted(rows, key=lambda row: natural(row.id))
    said = sorted((row for row in by_id if column.key(row)), key=column.key, reverse=descending)
    return said + [row for row in by_id if not column.key(row)]


def share_watched(state: CodingState, row: SessionRow) -> float | None:
    """Return how much of the session was watched, 0 to 1; None where nobody has kept it."""
    if row.session is None or not state.watched_ms:
        return None
    return min(1.0, state.watched_ms / row.session.duration_ms)


def cell_text(state: CodingState, row: SessionRow) -> str:
    """Return how far a coding is, in a word."""
    if state.problem:
        return "cannot be read"
    if not state.is_begun:
        return "not begun" if row.assigned and state.is_due else DASH
    if not state.is_read:
        return "…"
    mark = "⚠ " if state.doubts else ""
    if state.gold is not None:  # how far it is would tell who codes it blind
        return f"{mark}★ gold"
    if state.is_submitted:
        return f"{mark}✓ submitted"
    if state.round > 1:
        mark += f"round {state.round} · "
    share = share_watched(state, row)
    return mark + ("begun" if share is None else f"{share:.0%}".replace("%", " %"))


def settling_text(row: SessionRow) -> str:
    """Return how far the codings of a session are on their way to a consensus, in a word."""
    made = row.codings.get(CONSENSUS)
    if made is not None and made.is_begun and (made.problem or not made.is_read or made.gold is not None):
        return cell_text(made, row)
    if made is None or not made.is_begun:
        return row.settling or DASH
    mark, settled = "⚠ " if made.doubts else "", made.settled
    if settled is None:
        return mark + count(made.events, "event")
    return mark + (f"{settled.left} to settle" if settled.left else f"✓ settled {settled.done}")


def _variable(name: str, rows: Sequence[SessionRow]) -> Column:
    said = [row.session.variables.get(name, "") for row in rows if row.session is not None]
    is_number = all(as_number(one) is not None for one in said if one)

    def text(row: SessionRow) -> str:
        return "" if row.session is None else row.session.variables.get(name, "")

    def key(row: SessionRow) -> SortKey:
        value = as_number(text(row)) if is_number else None
        return natural(text(row)) if value is None else number(value)

    def foot(shown: Sequence[SessionRow]) -> str:
        values = [text(row) for row in shown if text(row)]
        different = sorted(set(values), key=natural)
        if len(different) <= _FEW_VALUES:
            return " · ".join(f"{one}: {values.count(one)}" for one in different)
        return f"mean {sum(as_number(one) or 0.0 for one in values) / len(values):.1f}" if is_number else ""

    wide = max([len(name), *map(len, said[:200])], default=6)
    return Column(f"variable:{name}", name, text, key, foot, min(max(wide + 2, 6), 18), is_number=is_number)


def _coder(coder: str) -> Column:
    def state_of(row: SessionRow) -> CodingState:
        return row.codings.get(coder, CodingState())

    def text(row: SessionRow) -> str:
        return DASH if coder not in row.codings else cell_text(state_of(row), row)

    def key(row: SessionRow) -> SortKey:
        state = state_of(row)
        if not state.is_begun:
            return ()
        share = 2.0 if state.is_submitted else share_watched(state, row) or 0.0
        return ((0, -1.0 if state.problem else share, ""), (0, state.findings, ""))

    def foot(shown: Sequence[SessionRow]) -> str:
        begun = [row for row in shown if state_of(row).is_begun]
        done = sum(state_of(row).is_submitted for row in begun)
        return f"{done} of {len(begun)} submitted" if begun else ""

    return Column(f"coder:{coder}", coder, text, key, foot, 13, coder)


def _consensus() -> Column:
    def key(row: SessionRow) -> SortKey:
        order = {"": (), "waits": number(0), "to settle": number(1), "settled": number(2)}
        made = row.codings.get(CONSENSUS)
        left = made.settled.left if made is not None and made.settled is not None else 0
        return (*order[row.settling], (0, left, "")) if row.settling else ()

    def foot(shown: Sequence[SessionRow]) -> str:
        done = sum(row.settling == "settled" for row in shown)
        return f"{done} settled" if done else ""

    return Column(f"coder:{CONSENSUS}", CONSENSUS, settling_text, key, foot, 12, CONSENSUS)


def _length(row: SessionRow) -> str:
    return DASH if row.session is None else clock(row.session.duration_ms, decimals=0)


def _length_key(row: SessionRow) -> SortKey:
    return () if row.session is None else number(row.session.duration_ms)


def _cameras(row: SessionRow) -> str:
    if row.session is None:
        return "cannot be read"
    cameras = len(row.session.cameras)
    return f"{cameras}, {len(row.missing)} missing" if row.missing else str(cameras)


def _cameras_key(row: SessionRow) -> SortKey:
    return () if row.session is None else ((0, len(row.session.cameras), ""), (0, len(row.missing), ""))


def _coded(row: SessionRow) -> str:
    return f"{len(row.coded_by)}×" if row.coded_by else DASH


def _notes(row: SessionRow) -> str:
    return "✎" if row.session is not None and row.session.notes else ""


def _number_of_rows(shown: Sequence[SessionRow]) -> str:
    return str(len(shown))


def _missing(shown: Sequence[SessionRow]) -> str:
    missing = sum(bool(row.missing) for row in shown)
    return f"{missing} missing" if missing else ""


def _twice(shown: Sequence[SessionRow]) -> str:
    twice = sum(len(row.coded_by) > 1 for row in shown)
    return f"{twice} twice" if twice else ""
