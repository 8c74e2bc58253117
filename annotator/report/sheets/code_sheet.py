"""The table of codes: agreement over time with its interval, and what moves kappa."""

from collections.abc import Iterator, Sequence

from annotator.agreement.catalogue import INDEX_COLUMNS, TIME_CHANNEL, TIME_CODE
from annotator.agreement.pair.report import PairReport
from annotator.report.sheets.columns import Around, Line, Shown, Told, columns_of, names_of
from annotator.report.sheets.sheet import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetRow,
    cells_of,
    length,
    number,
    whole,
    with_interval,
)
from annotator.report.wording import or_reason
from annotator.statistics.states import FEW_BOUTS, StateCode, StateTime
from annotator.text import DASH, count, seconds

_FEW = "fewer than ten bouts: says little about other sessions"


_SHOWN: tuple[Shown, ...] = (
    "kappa",
    Around("kappa"),
    "agreement",
    "ppos",
    "a_s",
    "b_s",
    "both_s",
    "bouts_a",
    "bouts_b",
)
_MORE: tuple[Shown, ...] = ("indices.negative_agreement", *INDEX_COLUMNS, "indices.prevalence", "indices.bias")
_OF_CODES = ("ppos", "indices.negative_agreement", "indices.prevalence", "indices.bias")
_PO = (
    "Share of the window in which both have it on, or both have it off.\n"
    "1 is best; near 1 for everything that is rare: read it beside κ and Ppos."
)
_WIDEST = {"bouts_a": "000 ⚠", "bouts_b": "000 ⚠"}


def code_sheet(report: PairReport) -> Sheet:
    """Return every channel of state codes with its codes."""
    columns = columns_of(_SHOWN, TIME_CHANNEL, TIME_CODE, names=names_of(report), widest=_WIDEST, more=_MORE)
    rows = tuple(row for channel, found in report.time for row in _channel(report, columns, channel, found))
    return Sheet(columns, rows, "No session of these two can be compared.")


def _channel(
    report: PairReport, columns: Sequence[SheetColumn[Line]], channel: str, found: StateTime
) -> Iterator[SheetRow]:
    name, is_one = report.codebook.channel_name(channel), len(found.per_code) == 1
    whole_channel = (TIME_CHANNEL, found)
    if not is_one:
        cells = cells_of(columns, Line((whole_channel,), _sums(found)))
        is_used = any(one.bouts_a or one.bouts_b for one in found.per_code)
        yield SheetRow(channel, name, cells, f"{name}: {_channel_words(found)}", is_used=is_used)
    for one in found.per_code:
        called = name if is_one else report.codebook.code_by_id[one.code].name
        told: tuple[Told, ...] = ((TIME_CODE, one), whole_channel) if is_one else ((TIME_CODE, one),)
        instead = {"bouts_a": _bouts(one.bouts_a), "bouts_b": _bouts(one.bouts_b)}
        cells = cells_of(columns, Line(told, instead if is_one else {"agreement": _agreement(found, one), **instead}))
        words, is_used = f"{called}: {_code_words(report, one)}", bool(one.bouts_a or one.bouts_b)
        yield SheetRow(channel, called, cells, words, one.code, not is_one, is_used)


def _sums(found: StateTime) -> dict[str, SheetCell]:
    """Return the cells of a channel that add up those of its codes."""
    codes = found.per_code
    return {
        "a_s": length(sum(one.a_ms for one in codes)),
        "b_s": length(sum(one.b_ms for one in codes)),
        "both_s": length(sum(one.both_ms for one in codes)),
        "bouts_a": whole(sum(one.bouts_a for one in codes)),
        "bouts_b": whole(sum(one.bouts_b for one in codes)),
        **dict.fromkeys(_OF_CODES, SheetCell(DASH, "of single codes only")),
    }


def _agreement(channel: StateTime, one: StateCode) -> SheetCell:
    """Return the cell of Po of a code against everything else, as the whole study has it."""
    if not one.bouts_a and not one.bouts_b:
        return SheetCell(DASH, "not estimable: neither coder used this code")
    total_ms = int(channel.table_ms.sum())
    made = number((total_ms - one.a_ms - one.b_ms + 2 * one.both_ms) / total_ms)
    return SheetCell(made.text, f"{made.tip}\n{_PO}")


def _bouts(bouts: int) -> SheetCell:
    return SheetCell(f"{bouts} ⚠", _FEW, f"{bouts}") if 0 < bouts < FEW_BOUTS else whole(bouts)


def _channel_words(found: StateTime) -> str:
    same_ms, whole_ms = int(found.table_ms.trace()), int(found.table_ms.sum())
    return (
        f"the same for {seconds(same_ms)} of {seconds(whole_ms)} s, Po {or_reason(found.agreement)}. "
        f"Kappa over its codes and none {with_interval(found.kappa)}. Two equally accurate coders with these codes "
        f"would be {or_reason(found.accuracy)} accurate."
    )


def _code_words(report: PairReport, one: StateCode) -> str:
    few = f" Few bouts: {_FEW}." if one.is_rare and max(one.bouts_a, one.bouts_b) else ""
    return (
        f"{report.coder_a} {seconds(one.a_ms)} s in {count(one.bouts_a, 'bout')}, {report.coder_b} "
        f"{seconds(one.b_ms)} s in {count(one.bouts_b, 'bout')}, both at once {seconds(one.both_ms)} s. "
        f"Kappa against everything else {with_interval(one.kappa)}. Ppos {or_reason(one.ppos)}.{few}"
    )
