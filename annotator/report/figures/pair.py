"""Figures of two coders: kappa with its intervals, and all others that a report has values for."""

from collections.abc import Iterator, Sequence

from annotator.agreement.pair.report import PairReport
from annotator.report.figures.curves import curve
from annotator.report.figures.description import Figure, Reach, Reaches, begins_at, share_axis
from annotator.report.figures.differences import differences
from annotator.report.figures.grids import class_grid, events_grid, seconds_grid
from annotator.report.study_words import FEW
from annotator.report.wording import pair_sentence, written
from annotator.statistics.estimate import Estimate, Undefined
from annotator.statistics.states import FEW_BOUTS, StateCode
from annotator.text import statistic

_FEW_MARK = "○"


def pair_figures(report: PairReport) -> Iterator[tuple[str, Figure]]:
    """Yield the figures under the names of their files (without ending); what has no values has none."""
    kappas = kappa_intervals(report)
    if kappas.rows:
        yield "figure_kappa", kappas
    yield from _grids(report)
    for key in (*dict(report.curves), *dict(report.point_curves)):
        plot = curve(report, key)
        if plot.lines and any(y is not None for y in plot.lines[0].ys):
            yield f"figure_curve_{key}", plot
    for scale in report.scales:
        plot = differences(report, scale)
        if plot.dots:
            yield f"figure_differences_{scale.scale}", plot


def _grids(report: PairReport) -> Iterator[tuple[str, Figure]]:
    """Yield what met what; of a channel with one code alone, seconds and bouts stand in the tables."""
    for one in report.events:
        linked = one.events.linked
        if len(report.codebook.state_channels[one.channel]) > 1 and (linked.bouts_a or linked.bouts_b):
            yield f"figure_seconds_{one.channel}", seconds_grid(report, one.channel)
            yield f"figure_events_{one.channel}", events_grid(report, one.channel)
    for name, reading in report.classes.readings:
        if reading.table.any():
            yield f"figure_classes_{reading.reading}", class_grid(report, name, reading)


def kappa_intervals(report: PairReport) -> Reaches:
    """Return kappa of every channel and code that has one, with its interval."""
    rows: list[Reach] = []
    for channel, found in report.time:
        is_one = len(found.per_code) == 1
        bouts = [sum(one.bouts_a for one in found.per_code), sum(one.bouts_b for one in found.per_code)]
        is_few = min(bouts) < FEW_BOUTS
        of_channel = [*_reach(report.codebook.channel_name(channel), found.kappa, bouts, is_few=is_few)]
        of_codes = [] if is_one else [row for one in found.per_code for row in _code(report, one)]
        rows += of_channel + of_codes
    values = [value for row in rows for value in (row.value, row.low) if value is not None]
    x = share_axis("κ with its 95 % interval; 1 is best", values)
    notes = [
        f"{pair_sentence(report)}.",
        f"Of a code: against everything else. Bouts: of {report.coder_a}, of {report.coder_b}.",
        f"{_FEW_MARK} {FEW['channel']}" if any(row.is_few for row in rows) else "",
        "Without a line: no interval, as few bouts or sessions carry none."
        if any(row.low is None for row in rows)
        else "",
        begins_at(x),
    ]
    title = f"{report.coder_a} × {report.coder_b}: κ of channels and codes"
    return Reaches(title, x, tuple(rows), "κ [interval], bouts", tuple(filter(None, notes)))


def _code(report: PairReport, one: StateCode) -> Iterator[Reach]:
    name = report.codebook.code_by_id[one.code].name
    yield from _reach(name, one.kappa, [one.bouts_a, one.bouts_b], is_few=one.is_rare, is_indented=True)


def _reach(
    name: str, found: Estimate, bouts: Sequence[int], *, is_few: bool, is_indented: bool = False
) -> Iterator[Reach]:
    if isinstance(found.value, Undefined):
        return
    around = None if isinstance(found.interval, Undefined) else found.interval
    interval = "" if around is None else f" [{statistic(around.low)}, {statistic(around.high)}]"
    text = f"{written(found.value)}{interval}, {bouts[0]} / {bouts[1]}"
    low, high = (None, None) if around is None else (around.low, around.high)
    yield Reach(name, found.value, low, high, text, is_indented, is_few)
