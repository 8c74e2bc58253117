"""The table of codes: agreement over time with its interval, and what moves kappa."""

from collections.abc import Iterator

from annotator.agreement.pair.report import PairReport
from annotator.statistics.estimate import Statistic
from annotator.statistics.indices import CodeIndices
from annotator.statistics.states import FEW_BOUTS, StateCode, StateTime
from ui.agreement.sheet import Sheet, SheetCell, SheetColumn, SheetRow, interval, length, number, whole, with_interval
from ui.agreement.wording import or_reason
from ui.text import count, seconds

_FEW = "fewer than ten bouts: says little about other sessions"


def code_sheet(report: PairReport) -> Sheet:
    """Return every channel of state codes with its codes."""
    rows = tuple(row for channel, found in report.time for row in _channel(report, channel, found))
    return Sheet(_columns(report), rows, "No session of these two can be compared.")


def _columns(report: PairReport) -> tuple[SheetColumn, ...]:
    a, b = report.coder_a, report.coder_b
    return (
        SheetColumn(
            "κ",
            "Cohen's kappa: of a channel, over its codes and none; of a code, against everything else",
            is_main=True,
        ),
        SheetColumn("95 % CI", "Interval of kappa: bootstrap of stretches of time, not of frames", "[−.88, −.88]"),
        SheetColumn("Po", "Share of the window in which both say the same"),
        SheetColumn("Ppos", "2 × both ÷ (A + B); not moved by time in which neither codes anything"),
        SheetColumn("Pneg", "2 × neither ÷ (not A + not B)"),
        SheetColumn(f"{a} s", f"Seconds coded by {a}", "0000.000"),
        SheetColumn(f"{b} s", f"Seconds coded by {b}", "0000.000"),
        SheetColumn("both s", "Seconds coded by both at once", "0000.000"),
        SheetColumn(f"{a} n", f"Bouts of {a}; ⚠ marks fewer than ten", "000 ⚠"),
        SheetColumn(f"{b} n", f"Bouts of {b}; ⚠ marks fewer than ten", "000 ⚠"),
        SheetColumn("κ max", "The largest kappa that each coder's own totals allow"),
        SheetColumn("PABAK", "Prevalence- and bias-adjusted kappa; says nothing that Po does not"),
        SheetColumn("AC1", "Gwet's AC1; near 1 wherever most of the window is uncoded"),
        SheetColumn("PI", "Prevalence index, −1 to 1: 0 where the code is on half of the time", "−1.00"),
        SheetColumn("BI", f"Bias index: how much more of it {a} has than {b}, as a share of the window", "−1.00"),
    )


def _channel(report: PairReport, channel: str, found: StateTime) -> Iterator[SheetRow]:
    name = report.codebook.channel_name(channel)
    if len(found.per_code) == 1:
        yield _code(report, channel, found.per_code[0], found, name)
        return
    yield _whole_channel(channel, found, name)
    for one in found.per_code:
        yield _code(report, channel, one, found, report.codebook.code_by_id[one.code].name, is_indented=True)


def _whole_channel(channel: str, found: StateTime, name: str) -> SheetRow:
    codes = found.per_code
    none = SheetCell()
    cells = (
        number(found.kappa.value),
        interval(found.kappa.interval),
        number(found.agreement),
        none,
        none,
        *(length(sum(getattr(one, which) for one in codes)) for which in ("a_ms", "b_ms", "both_ms")),
        *(whole(sum(getattr(one, which) for one in codes)) for which in ("bouts_a", "bouts_b")),
        *(number(value) for value in (found.indices.kappa_max, found.indices.pabak, found.indices.ac1)),
        none,
        none,
    )
    is_used = any(one.bouts_a or one.bouts_b for one in codes)
    return SheetRow(channel, name, cells, f"{name}: {_channel_words(found)}", is_used=is_used)


def _channel_words(found: StateTime) -> str:
    same_ms, whole_ms = int(found.table_ms.trace()), int(found.table_ms.sum())
    return (
        f"the same for {seconds(same_ms)} of {seconds(whole_ms)} s, Po {or_reason(found.agreement)}. "
        f"Kappa over its codes and none {with_interval(found.kappa)}. Two equally accurate coders with these codes "
        f"would be {or_reason(found.accuracy)} accurate."
    )


def _code(
    report: PairReport, channel: str, one: StateCode, found: StateTime, name: str, *, is_indented: bool = False
) -> SheetRow:
    cells = (
        number(one.kappa.value),
        interval(one.kappa.interval),
        SheetCell() if is_indented else number(found.agreement),
        number(one.ppos),
        number(one.indices.negative_agreement),
        *map(length, (one.a_ms, one.b_ms, one.both_ms)),
        *(_bouts(bouts) for bouts in (one.bouts_a, one.bouts_b)),
        *map(number, _indices(one.indices)),
    )
    is_used = bool(one.bouts_a or one.bouts_b)
    return SheetRow(channel, name, cells, f"{name}: {_code_words(report, one)}", one.code, is_indented, is_used)


def _indices(found: CodeIndices) -> tuple[Statistic, ...]:
    return found.kappa_max, found.pabak, found.ac1, found.prevalence, found.bias


def _bouts(bouts: int) -> SheetCell:
    return SheetCell(f"{bouts} ⚠", _FEW) if 0 < bouts < FEW_BOUTS else SheetCell(str(bouts))


def _code_words(report: PairReport, one: StateCode) -> str:
    few = f" Few bouts: {_FEW}." if one.is_rare and max(one.bouts_a, one.bouts_b) else ""
    return (
        f"{report.coder_a} {seconds(one.a_ms)} s in {count(one.bouts_a, 'bout')}, {report.coder_b} "
        f"{seconds(one.b_ms)} s in {count(one.bouts_b, 'bout')}, both at once {seconds(one.both_ms)} s. "
        f"Kappa against everything else {with_interval(one.kappa)}. Ppos {or_reason(one.ppos)}.{few}"
    )
