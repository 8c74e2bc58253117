"""The table of codes: agreement over time with its interval, and what moves kappa."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from annotator.agreement.pair.report import PairReport
from annotator.statistics.estimate import Statistic
from annotator.statistics.states import FEW_BOUTS, StateCode, StateTime
from ui.agreement.sheet import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetRow,
    cells_of,
    interval,
    length,
    number,
    whole,
    with_interval,
)
from ui.agreement.wording import or_reason
from ui.text import count, seconds

_FEW = "fewer than ten bouts: says little about other sessions"


class _Line(NamedTuple):
    """A channel, or one of its codes, which is indented where it is one of several."""

    channel: StateTime
    code: StateCode | None = None
    is_indented: bool = False

    @property
    def told(self) -> StateTime | StateCode:
        return self.channel if self.code is None else self.code

    @property
    def codes(self) -> tuple[StateCode, ...]:
        return self.channel.per_code if self.code is None else (self.code,)


def code_sheet(report: PairReport) -> Sheet:
    """Return every channel of state codes with its codes."""
    columns = _columns(report)
    rows = tuple(row for channel, found in report.time for row in _channel(report, columns, channel, found))
    return Sheet(columns, rows, "No session of these two can be compared.")


def _columns(report: PairReport) -> tuple[SheetColumn[_Line], ...]:
    a, b = report.coder_a, report.coder_b
    return (
        SheetColumn(
            "κ",
            "Cohen's kappa: of a channel, over its codes and none; of a code, against everything else",
            lambda one: number(one.told.kappa.value),
            is_main=True,
        ),
        SheetColumn(
            "95 % CI",
            "Interval of kappa: how much it changes without each session (of one session: without each part of it)",
            lambda one: interval(one.told.kappa.interval),
            "[−.88, −.88]",
        ),
        SheetColumn(
            "Po",
            "Share of the window in which both say the same",
            lambda one: SheetCell() if one.is_indented else number(one.channel.agreement),
        ),
        SheetColumn(
            "Ppos",
            "2 × both ÷ (A + B); not moved by time in which neither codes anything",
            _of_code(lambda code: code.ppos),
        ),
        SheetColumn("Pneg", "2 × neither ÷ (not A + not B)", _of_code(lambda code: code.indices.negative_agreement)),
        SheetColumn(f"{a} s", f"Seconds coded by {a}", _seconds(lambda code: code.a_ms), "0000.000"),
        SheetColumn(f"{b} s", f"Seconds coded by {b}", _seconds(lambda code: code.b_ms), "0000.000"),
        SheetColumn("both s", "Seconds coded by both at once", _seconds(lambda code: code.both_ms), "0000.000"),
        SheetColumn(f"{a} n", f"Bouts of {a}; ⚠ marks fewer than ten", _bouts(lambda code: code.bouts_a), "000 ⚠"),
        SheetColumn(f"{b} n", f"Bouts of {b}; ⚠ marks fewer than ten", _bouts(lambda code: code.bouts_b), "000 ⚠"),
        SheetColumn(
            "κ max",
            "The largest kappa that each coder's own totals allow",
            lambda one: number(one.told.indices.kappa_max),
        ),
        SheetColumn(
            "PABAK",
            "Prevalence- and bias-adjusted kappa; says nothing that Po does not",
            lambda one: number(one.told.indices.pabak),
        ),
        SheetColumn(
            "AC1",
            "Gwet's AC1; near 1 wherever most of the window is uncoded",
            lambda one: number(one.told.indices.ac1),
        ),
        SheetColumn(
            "PI",
            "Prevalence index, −1 to 1: 0 where the code is on half of the time",
            _of_code(lambda code: code.indices.prevalence),
            "−1.00",
        ),
        SheetColumn(
            "BI",
            f"Bias index: how much more of it {a} has than {b}, as a share of the window",
            _of_code(lambda code: code.indices.bias),
            "−1.00",
        ),
    )


def _of_code(get: Callable[[StateCode], Statistic]) -> Callable[[_Line], SheetCell]:
    return lambda one: SheetCell() if one.code is None else number(get(one.code))


def _seconds(get: Callable[[StateCode], int]) -> Callable[[_Line], SheetCell]:
    return lambda one: length(sum(map(get, one.codes)))


def _bouts(get: Callable[[StateCode], int]) -> Callable[[_Line], SheetCell]:
    def cell(one: _Line) -> SheetCell:
        bouts = sum(map(get, one.codes))
        is_few = one.code is not None and 0 < bouts < FEW_BOUTS
        return SheetCell(f"{bouts} ⚠", _FEW) if is_few else whole(bouts)

    return cell


def _channel(
    report: PairReport, columns: Sequence[SheetColumn[_Line]], channel: str, found: StateTime
) -> Iterator[SheetRow]:
    name, is_one = report.codebook.channel_name(channel), len(found.per_code) == 1
    if not is_one:
        cells = cells_of(columns, _Line(found))
        is_used = any(one.bouts_a or one.bouts_b for one in found.per_code)
        yield SheetRow(channel, name, cells, f"{name}: {_channel_words(found)}", is_used=is_used)
    for one in found.per_code:
        called = name if is_one else report.codebook.code_by_id[one.code].name
        cells = cells_of(columns, _Line(found, one, is_indented=not is_one))
        words, is_used = f"{called}: {_code_words(report, one)}", bool(one.bouts_a or one.bouts_b)
        yield SheetRow(channel, called, cells, words, one.code, not is_one, is_used)


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
