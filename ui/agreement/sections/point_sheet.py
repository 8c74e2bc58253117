"""The tables of points and of occurrences counted as behaviour analysts do."""

from annotator.agreement.pair.counts import CountResult, PointResult
from annotator.agreement.pair.report import PairReport
from annotator.statistics.estimate import Undefined
from ui.agreement.sheet import Sheet, SheetColumn, SheetRow, later, number, whole
from ui.agreement.wording import or_reason
from ui.text import count


def point_sheet(report: PairReport) -> Sheet:
    """Return every point code with its matched pairs."""
    a, b, within = report.coder_a, report.coder_b, f"{report.tolerances.points_ms / 1000:g} s"
    columns = (
        SheetColumn(
            "F1", f"2 × matched ÷ (points of A + B), matched one to one within {within}; equals Ppos", is_main=True
        ),
        SheetColumn("matched", f"Pairs at most {within} apart: as many as possible, then the nearest", "0000"),
        SheetColumn(f"only {a}", f"Points of {a} without partner", "only JTJ"),
        SheetColumn(f"only {b}", f"Points of {b} without partner", "only JTJ"),
        SheetColumn("mean", f"Mean by which {b} is later, in s", "+00.000"),
        SheetColumn("SD", "Standard deviation of the same", "+00.000"),
    )
    rows = tuple(_point(report, one) for one in report.points)
    return Sheet(columns, rows, "The codebook has no point codes.")


def _point(report: PairReport, one: PointResult) -> SheetRow:
    found = one.agreement
    name = report.codebook.code_by_id[found.code].name
    cells = (
        number(found.f1),
        *map(whole, (found.matched, found.only_a, found.only_b)),
        later(one.differences.mean_ms),
        later(one.differences.sd_ms),
    )
    words = (
        f"{name}: {found.matched} matched within {report.tolerances.points_ms / 1000:g} s, {found.only_a} only by "
        f"{report.coder_a}, {found.only_b} only by {report.coder_b}. F1 {or_reason(found.f1)}. "
        "Matching is one to one, so that no tolerance counts a point twice."
    )
    return SheetRow(found.code, name, cells, words, found.code, is_used=not isinstance(found.f1, Undefined))


def count_sheet(report: PairReport) -> Sheet:
    """Return interobserver agreement of every code."""
    a, b, cut = report.coder_a, report.coder_b, f"{report.tolerances.counts_ms / 1000:g} s"
    columns = (
        SheetColumn(f"{a} n", f"Occurrences by {a}: points, or bouts", "0000"),
        SheetColumn(f"{b} n", f"Occurrences by {b}", "0000"),
        SheetColumn("count", "Total count: the smaller by the larger"),
        SheetColumn("duration", "Total duration: the smaller by the larger"),
        SheetColumn("per bout", "Mean over bouts of the shorter by the longer, first with first and so on"),
        SheetColumn("interval", f"Interval by interval: share of {cut} intervals in which both saw it or both did not"),
        SheetColumn("scored", "Of the intervals in which at least one saw it, the share in which both did"),
        SheetColumn(
            "unscored", "Of the intervals in which at least one did not see it, the share in which neither did"
        ),
        SheetColumn("exact", "Share of intervals with the same count; of a state, on or not"),
        SheetColumn("mean", "Mean over intervals of the smaller count by the larger"),
    )
    rows = tuple(_count(report, one) for one in report.counts)
    return Sheet(columns, rows, "The codebook has no codes.")


def _count(report: PairReport, one: CountResult) -> SheetRow:
    name, found = report.codebook.code_by_id[one.code].name, one.intervals
    cells = (
        whole(one.count_a),
        whole(one.count_b),
        *map(number, (one.total_count, one.total_duration, one.mean_duration)),
        *map(number, (found.interval_by_interval, found.scored, found.unscored)),
        *map(number, (found.exact_count, found.mean_count)),
    )
    words = (
        f"{name}: {count(one.count_a, 'occurrence')} by {report.coder_a}, {one.count_b} by {report.coder_b}. Over "
        f"{found.intervals} intervals of {report.tolerances.counts_ms / 1000:g} s: scored intervals "
        f"{or_reason(found.scored)}, unscored {or_reason(found.unscored)}. Not corrected for chance."
    )
    return SheetRow(one.code, name, cells, words, one.code, is_used=bool(one.count_a or one.count_b))
