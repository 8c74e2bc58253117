"""The tables of points and of occurrences counted as behaviour analysts do."""

from collections.abc import Sequence

from annotator.agreement.pair.counts import CountResult, PointResult
from annotator.agreement.pair.report import PairReport
from annotator.statistics.estimate import Undefined
from ui.agreement.sheet import Sheet, SheetColumn, SheetRow, cells_of, later, number, whole
from ui.agreement.wording import or_reason
from ui.text import count


def point_sheet(report: PairReport) -> Sheet:
    """Return every point code with its matched pairs."""
    a, b, within = report.coder_a, report.coder_b, f"{report.tolerances.points_ms / 1000:g} s"
    columns: tuple[SheetColumn[PointResult], ...] = (
        SheetColumn(
            "F1",
            f"2 × matched ÷ (points of A + B), matched one to one within {within}; equals Ppos",
            lambda one: number(one.agreement.f1),
            is_main=True,
        ),
        SheetColumn(
            "matched",
            f"Pairs at most {within} apart: as many as possible, then the nearest",
            lambda one: whole(one.agreement.matched),
            "0000",
        ),
        SheetColumn(f"only {a}", f"Points of {a} without partner", lambda one: whole(one.agreement.only_a), "only JTJ"),
        SheetColumn(f"only {b}", f"Points of {b} without partner", lambda one: whole(one.agreement.only_b), "only JTJ"),
        SheetColumn("mean", f"Mean by which {b} is later, in s", lambda one: later(one.differences.mean_ms), "+00.000"),
        SheetColumn("SD", "Standard deviation of the same", lambda one: later(one.differences.sd_ms), "+00.000"),
    )
    rows = tuple(_point(report, columns, one) for one in report.points)
    return Sheet(columns, rows, "The codebook has no point codes.")


def _point(report: PairReport, columns: Sequence[SheetColumn[PointResult]], one: PointResult) -> SheetRow:
    found = one.agreement
    name = report.codebook.code_by_id[found.code].name
    words = (
        f"{name}: {found.matched} matched within {report.tolerances.points_ms / 1000:g} s, {found.only_a} only by "
        f"{report.coder_a}, {found.only_b} only by {report.coder_b}. F1 {or_reason(found.f1)}. "
        "Matching is one to one, so that no tolerance counts a point twice."
    )
    cells, is_used = cells_of(columns, one), not isinstance(found.f1, Undefined)
    return SheetRow(found.code, name, cells, words, found.code, is_used=is_used)


def count_sheet(report: PairReport) -> Sheet:
    """Return interobserver agreement of every code."""
    a, b, cut = report.coder_a, report.coder_b, f"{report.tolerances.counts_ms / 1000:g} s"
    columns: tuple[SheetColumn[CountResult], ...] = (
        SheetColumn(f"{a} n", f"Occurrences by {a}: points, or bouts", lambda one: whole(one.count_a), "0000"),
        SheetColumn(f"{b} n", f"Occurrences by {b}", lambda one: whole(one.count_b), "0000"),
        SheetColumn("count", "Total count: the smaller by the larger", lambda one: number(one.total_count)),
        SheetColumn("duration", "Total duration: the smaller by the larger", lambda one: number(one.total_duration)),
        SheetColumn(
            "per bout",
            "Mean over bouts of the shorter by the longer, first with first and so on",
            lambda one: number(one.mean_duration),
        ),
        SheetColumn(
            "interval",
            f"Interval by interval: share of {cut} intervals in which both saw it or both did not",
            lambda one: number(one.intervals.interval_by_interval),
        ),
        SheetColumn(
            "scored",
            "Of the intervals in which at least one saw it, the share in which both did",
            lambda one: number(one.intervals.scored),
        ),
        SheetColumn(
            "unscored",
            "Of the intervals in which at least one did not see it, the share in which neither did",
            lambda one: number(one.intervals.unscored),
        ),
        SheetColumn(
            "exact",
            "Share of intervals with the same count; of a state, on or not",
            lambda one: number(one.intervals.exact_count),
        ),
        SheetColumn(
            "mean",
            "Mean over intervals of the smaller count by the larger",
            lambda one: number(one.intervals.mean_count),
        ),
    )
    rows = tuple(_count(report, columns, one) for one in report.counts)
    return Sheet(columns, rows, "The codebook has no codes.")


def _count(report: PairReport, columns: Sequence[SheetColumn[CountResult]], one: CountResult) -> SheetRow:
    name, found = report.codebook.code_by_id[one.code].name, one.intervals
    words = (
        f"{name}: {count(one.count_a, 'occurrence')} by {report.coder_a}, {one.count_b} by {report.coder_b}. Over "
        f"{found.intervals} intervals of {report.tolerances.counts_ms / 1000:g} s: scored intervals "
        f"{or_reason(found.scored)}, unscored {or_reason(found.unscored)}. Not corrected for chance."
    )
    is_used = bool(one.count_a or one.count_b)
    return SheetRow(one.code, name, cells_of(columns, one), words, one.code, is_used=is_used)
