"""The tables of episodes, of where they begin, and of intervals."""

from collections.abc import Sequence
from functools import partial

from annotator.agreement.catalogue import BOUNDARY, INDEX_COLUMNS, INTERVAL_CODE
from annotator.agreement.pair.parts import BoundaryResult, EpisodeResult, IntervalCode, IntervalResult
from annotator.agreement.pair.report import PairReport
from annotator.model.codebook import Codebook
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.report.sheets.columns import Around, Line, Quartiles, Shown, columns_of, names_of
from annotator.report.sheets.sheet import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetRow,
    cells_of,
    length,
    number,
    with_interval,
)
from annotator.report.wording import or_reason
from annotator.statistics.estimate import Statistic, Undefined
from annotator.text import count, seconds

_BOUNDARIES: tuple[Shown, ...] = (
    "differences.count",
    "only_a",
    "only_b",
    "differences.median_s",
    Quartiles("differences"),
    "largest_s",
)
_ONLY = {"only_a": "only JTJ", "only_b": "only JTJ"}
_INTERVALS: tuple[Shown, ...] = (
    "kappa",
    Around("kappa"),
    "agreement",
    "ppos",
    "counted.scored",
    "counted.unscored",
    "in_a",
    "in_b",
    "in_both",
)


def episode_sheet(report: PairReport) -> Sheet:
    """Return kappa of every channel in each episode that the two share."""
    columns = tuple(
        SheetColumn(
            one.episode,
            f"{episode_name(report.codebook, one.episode)}: {_shared(one)}",
            partial(_in_episode, one),
            "00000.000",
        )
        for one in report.episodes
    )
    window = SheetRow("", "Window s", cells_of(columns, ""), "The time both give to each.")
    rows = (window, *(_channel(report, columns, channel) for channel in report.codebook.state_channels))
    empty = "No episode is marked by both. Mark where the episodes begin in Code."
    return Sheet(columns, rows if report.episodes else (), empty)


def _in_episode(one: EpisodeResult, channel: str) -> SheetCell:
    """Return kappa of a channel within an episode; of "", how long the episode is for both."""
    if not channel:
        return length(one.window_ms)
    found = dict(one.channels)[channel]
    return SheetCell(
        number(found.kappa.value).text, f"kappa {with_interval(found.kappa)}\nPo {or_reason(found.agreement)}"
    )


def _shared(one: EpisodeResult) -> str:
    return f"{seconds(one.window_ms)} s that both give to it, in {count(one.sessions, 'session')}"


def _channel(report: PairReport, columns: Sequence[SheetColumn[str]], channel: str) -> SheetRow:
    found = [(one.episode, dict(one.channels)[channel]) for one in report.episodes]
    codes, name = report.codebook.state_channels[channel], report.codebook.channel_name(channel)
    words = "; ".join(
        f"{episode}: κ {with_interval(one.kappa)}, Po {or_reason(one.agreement)}"
        for episode, one in found
        if not isinstance(one.kappa.value, Undefined)
    )
    is_used = any(one.table_ms[:-1].any() or one.table_ms[:, :-1].any() for _, one in found)
    return SheetRow(
        channel,
        name,
        cells_of(columns, channel),
        f"{name}: {words or 'kappa is not estimable in any episode'}.",
        codes[0].id if len(codes) == 1 else "",
        is_used=is_used,
    )


def boundary_sheet(report: PairReport) -> Sheet:
    """Return where each episode begins for both."""
    columns = columns_of(_BOUNDARIES, BOUNDARY, names=names_of(report), widest=_ONLY)
    rows = tuple(_boundary(report, columns, one) for one in report.boundaries)
    return Sheet(columns, rows, "Neither of the two has marked episodes.")


def _boundary(report: PairReport, columns: Sequence[SheetColumn[Line]], one: BoundaryResult) -> SheetRow:
    found, name = one.differences, boundary_name(report.codebook, one.episode)
    median = found.median_ms
    words = f"{name}: {_apart(report, median)} (median of {count(found.count, 'session')})."
    if isinstance(median, Undefined):
        words = f"{name}: {or_reason(median)}."
    return SheetRow(one.episode, name, cells_of(columns, Line(((BOUNDARY, one),))), words)


def _apart(report: PairReport, median: Statistic) -> str:
    """Return who marks it later, and by how much."""
    if isinstance(median, Undefined) or not round(median):
        return "both mark it at the same time"
    later_one = report.coder_b if median > 0 else report.coder_a
    return f"{later_one} marks it {seconds(round(abs(median)))} s later"


def interval_sheet(report: PairReport, found: IntervalResult, empty: str) -> Sheet:
    """Return in how many intervals each code occurs for both."""
    columns = columns_of(_INTERVALS, INTERVAL_CODE, names=names_of(report, found.length_ms), more=INDEX_COLUMNS)
    rows = tuple(_interval(report, columns, found, one) for one in found.codes) if found.intervals else ()
    return Sheet(columns, rows, empty)


def _interval(
    report: PairReport, columns: Sequence[SheetColumn[Line]], found: IntervalResult, one: IntervalCode
) -> SheetRow:
    name = report.codebook.code_by_id[one.code].name
    words = (
        f"{name}: of {found.intervals} intervals of {found.length_ms / 1000:g} s it occurs in {one.in_a} for "
        f"{report.coder_a}, {one.in_b} for {report.coder_b}, {one.in_both} for both. Kappa {with_interval(one.kappa)}."
    )
    is_used = bool(one.in_a or one.in_b)
    return SheetRow(one.code, name, cells_of(columns, Line(((INTERVAL_CODE, one),))), words, one.code, is_used=is_used)


def episode_name(codebook: Codebook, episode: str) -> str:
    """Return what an episode is called."""
    return f"{episode}  {codebook.episode_by_id[episode].name}"


def boundary_name(codebook: Codebook, episode: str) -> str:
    """Return what the beginning of an episode is called."""
    return "End of the last" if episode == END_OF_LAST_EPISODE else f"Start of {episode_name(codebook, episode)}"
