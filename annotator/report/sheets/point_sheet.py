"""The tables of points and of occurrences counted as behaviour analysts do."""

from collections.abc import Sequence

from annotator.agreement.catalogue import COUNTS, POINTS
from annotator.agreement.pair.counts import CountResult, PointResult
from annotator.agreement.pair.report import PairReport
from annotator.report.sheets.columns import Line, Shown, columns_of, names_of
from annotator.report.sheets.sheet import Sheet, SheetColumn, SheetRow, cells_of
from annotator.report.wording import or_reason
from annotator.statistics.estimate import Undefined
from annotator.text import count

_POINTS: tuple[Shown, ...] = (
    "agreement.f1",
    "agreement.matched",
    "agreement.only_a",
    "agreement.only_b",
    "differences.mean_s",
    "differences.sd_s",
)
_ONLY = {"agreement.only_a": "only JTJ", "agreement.only_b": "only JTJ"}
_COUNTS: tuple[Shown, ...] = (
    "count_a",
    "count_b",
    "total_count",
    "total_duration",
    "mean_duration",
    "intervals.interval_by_interval",
    "intervals.scored",
    "intervals.unscored",
    "intervals.exact_count",
    "intervals.mean_count",
)


def point_sheet(report: PairReport) -> Sheet:
    """Return every point code with its matched pairs."""
    columns = columns_of(_POINTS, POINTS, names=names_of(report), widest=_ONLY)
    rows = tuple(_point(report, columns, one) for one in report.points)
    return Sheet(columns, rows, "The codebook has no point codes.")


def _point(report: PairReport, columns: Sequence[SheetColumn[Line]], one: PointResult) -> SheetRow:
    found = one.agreement
    name = report.codebook.code_by_id[found.code].name
    words = (
        f"{name}: {found.matched} matched within {report.tolerances.points_ms / 1000:g} s, {found.only_a} only by "
        f"{report.coder_a}, {found.only_b} only by {report.coder_b}. F1 {or_reason(found.f1)}. "
        "Matching is one to one, so that no tolerance counts a point twice."
    )
    cells, is_used = cells_of(columns, Line(((POINTS, one),))), not isinstance(found.f1, Undefined)
    return SheetRow(found.code, name, cells, words, found.code, is_used=is_used)


def count_sheet(report: PairReport) -> Sheet:
    """Return interobserver agreement of every code."""
    columns = columns_of(_COUNTS, COUNTS, names=names_of(report))
    rows = tuple(_count(report, columns, one) for one in report.counts)
    return Sheet(columns, rows, "The codebook has no codes.")


def _count(report: PairReport, columns: Sequence[SheetColumn[Line]], one: CountResult) -> SheetRow:
    name, found = report.codebook.code_by_id[one.code].name, one.intervals
    words = (
        f"{name}: {count(one.count_a, 'occurrence')} by {report.coder_a}, {one.count_b} by {report.coder_b}. Over "
        f"{found.intervals} intervals of {report.tolerances.counts_ms / 1000:g} s: scored intervals "
        f"{or_reason(found.scored)}, unscored {or_reason(found.unscored)}. Not corrected for chance."
    )
    is_used = bool(one.count_a or one.count_b)
    return SheetRow(one.code, name, cells_of(columns, Line(((COUNTS, one),))), words, one.code, is_used=is_used)
