"""What the Agree workspace says: statistics, codes and the settings behind them, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.exchange.agreement_csv import window_name
from annotator.model.codebook import Codebook
from annotator.reliability import ChannelAgreement, CodeAgreement, PointAgreement, Statistic, Undefined
from annotator.reliability.bootstrap import NOT_COMPUTED
from annotator.reliability.pair.whole import PairReport
from ui.agreement.comparison import Comparison
from ui.text import DASH, count, seconds, statistic

NONE_NAME = "none"
WAITING = "…"
"""What stands where a number is still being computed."""

_NEARLY_ONE = 0.995


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of the table of agreement.

    Attributes:
        channel: id of the channel, of the code itself for a point.
        code: id of the code; "" for the line of a channel with several codes.
        cells: Po, Ppos, kappa; seconds of A, of B, of both; bouts of A, of B.
        words: the same in sentences, with the reason for every dash.
    """

    channel: str
    code: str
    name: str
    cells: tuple[str, ...]
    words: str
    is_indented: bool = False


def code_name(codebook: Codebook, code: str | None) -> str:
    """Return what a code is called; none is a word, too."""
    return codebook.code_by_id[code].name if code else NONE_NAME


def written(value: Statistic) -> str:
    """Return a statistic, or a dash where there is none; 1.00 is said only of what is exactly 1."""
    if isinstance(value, Undefined):
        return WAITING if value.reason == NOT_COMPUTED else DASH
    return "> .99" if _NEARLY_ONE <= value < 1 else statistic(value)


def or_reason(value: Statistic) -> str:
    """Return a statistic for a sentence: the number, or a dash with its reason."""
    return f"{DASH} ({value.reason})" if isinstance(value, Undefined) else written(value)


def settings_sentence(comparison: Comparison) -> str:
    """Return what every number on the screen was computed from."""
    agreement = comparison.agreement
    return (
        f"{agreement.coder_a} (A) and {agreement.coder_b} (B) over {comparison.window_name}, "
        f"{seconds(agreement.window_ms)} s. Exact time: no bins, no tolerance; points within "
        f"{agreement.tolerance_ms / 1000:g} s."
    )


def pair_sentence(report: PairReport) -> str:
    """Return what every number of the page on two coders was computed from."""
    rule, sessions = report.tolerances, report.sessions
    over = sessions[0] if len(sessions) == 1 else count(len(sessions), "session")
    return (
        f"{over}, {window_name(report.window, report.codebook)}, {seconds(report.window_ms)} s · points within "
        f"{rule.points_ms / 1000:g} s · overlap from {rule.overlap:.0%}"
    )


def summary_rows(comparison: Comparison) -> tuple[SummaryRow, ...]:
    """Return the table of agreement: each channel with its codes, then the points."""
    states = (row for channel in comparison.agreement.channels for row in _channel_rows(channel, comparison))
    points = (_point_row(point, comparison) for point in comparison.agreement.points)
    return (*states, *points)


def _channel_rows(channel: ChannelAgreement, comparison: Comparison) -> Iterator[SummaryRow]:
    if len(channel.per_code) == 1:
        only = channel.per_code[0]
        cells = (written(channel.agreement), *_code_cells(only))
        words = f"{channel.name}: {_share_words(channel)} {_code_words(only, comparison)}"
        yield SummaryRow(channel.channel, only.code, channel.name, cells, words)
        return
    yield _channel_row(channel)
    for one in channel.per_code:
        name = code_name(comparison.codebook, one.code)
        cells = ("", *_code_cells(one))
        yield SummaryRow(channel.channel, one.code, name, cells, f"{name}: {_code_words(one, comparison)}", True)


def _channel_row(channel: ChannelAgreement) -> SummaryRow:
    codes = channel.per_code
    times = [sum(one.a_ms for one in codes), sum(one.b_ms for one in codes), sum(one.both_ms for one in codes)]
    bouts = [sum(one.bouts_a for one in codes), sum(one.bouts_b for one in codes)]
    cells = (written(channel.agreement), "", written(channel.kappa), *map(seconds, times), *map(str, bouts))
    kappa = f"Kappa {or_reason(channel.kappa)}, over its codes and none."
    return SummaryRow(channel.channel, "", channel.name, cells, f"{channel.name}: {_share_words(channel)} {kappa}")


def _share_words(channel: ChannelAgreement) -> str:
    same_ms = int(channel.table_ms.trace())
    whole_ms = int(channel.table_ms.sum())
    return f"the same for {seconds(same_ms)} of {seconds(whole_ms)} s, Po {or_reason(channel.agreement)}."


def _code_cells(one: CodeAgreement) -> tuple[str, ...]:
    times = (seconds(one.a_ms), seconds(one.b_ms), seconds(one.both_ms))
    return (written(one.ppos), written(one.kappa), *times, str(one.bouts_a), str(one.bouts_b))


def _code_words(one: CodeAgreement, comparison: Comparison) -> str:
    a, b = comparison.agreement.coder_a, comparison.agreement.coder_b
    return (
        f"{a} {seconds(one.a_ms)} s in {count(one.bouts_a, 'bout')}, {b} {seconds(one.b_ms)} s in "
        f"{count(one.bouts_b, 'bout')}, both at once {seconds(one.both_ms)} s. "
        f"Ppos {or_reason(one.ppos)}. Kappa against everything else {or_reason(one.kappa)}."
    )


def _point_row(point: PointAgreement, comparison: Comparison) -> SummaryRow:
    name = code_name(comparison.codebook, point.code)
    counts = (str(point.matched + point.only_a), str(point.matched + point.only_b))
    cells = ("", written(point.f1), "", "", "", "", *counts)
    words = f"{name}: {point_words(point, comparison)} Ppos (F1) {or_reason(point.f1)}."
    return SummaryRow(point.code, point.code, f"{name} (point)", cells, words)


def point_words(point: PointAgreement, comparison: Comparison) -> str:
    """Return how the points of one code were matched."""
    a, b = comparison.agreement.coder_a, comparison.agreement.coder_b
    within = f"{comparison.agreement.tolerance_ms / 1000:g} s"
    return f"{point.matched} matched within {within}, {point.only_a} only by {a}, {point.only_b} only by {b}."
