"""The tables of episodes, of where they begin, and of intervals."""

from collections.abc import Sequence
from functools import partial

from annotator.agreement.pair.parts import BoundaryResult, EpisodeResult, IntervalCode, IntervalResult
from annotator.agreement.pair.report import PairReport
from annotator.model.codebook import Codebook
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.statistics.estimate import Undefined
from ui.agreement.sheet import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetRow,
    cells_of,
    interval,
    later,
    length,
    number,
    whole,
    with_interval,
)
from ui.agreement.wording import or_reason
from ui.text import count, seconds


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
    a, b = report.coder_a, report.coder_b
    columns: tuple[SheetColumn[BoundaryResult], ...] = (
        SheetColumn("both", "Sessions in which both marked it", lambda one: whole(one.differences.count), "0000"),
        SheetColumn(f"only {a}", f"Sessions in which only {a} did", lambda one: whole(one.only_a), "only JTJ"),
        SheetColumn(f"only {b}", f"Sessions in which only {b} did", lambda one: whole(one.only_b), "only JTJ"),
        SheetColumn(
            "median",
            f"Median by which {b} marks it later, in s",
            lambda one: later(one.differences.median_ms),
            "+00.000",
        ),
        SheetColumn("IQR", "Quartiles of the same", _quartiles, "−00.000, +00.000"),
        SheetColumn("largest", "The largest absolute difference", _largest, "00.000"),
    )
    rows = tuple(_boundary(report, columns, one) for one in report.boundaries)
    return Sheet(columns, rows, "Neither of the two has marked episodes.")


def _quartiles(one: BoundaryResult) -> SheetCell:
    found = one.differences
    low, high = later(found.lower_quartile_ms), later(found.upper_quartile_ms)
    return low if found.count == 0 else SheetCell(f"{low.text}, {high.text}")


def _largest(one: BoundaryResult) -> SheetCell:
    cell = later(one.largest_ms)
    return SheetCell(cell.text.lstrip("+"), cell.tip)


def _boundary(report: PairReport, columns: Sequence[SheetColumn[BoundaryResult]], one: BoundaryResult) -> SheetRow:
    found, name = one.differences, boundary_name(report.codebook, one.episode)
    median = found.median_ms
    words = (
        f"{name}: {or_reason(median)}."
        if isinstance(median, Undefined)
        else (
            f"{name}: {report.coder_b} is later by {later(median).text} s in the middle of "
            f"{count(found.count, 'session')}."
        )
    )
    return SheetRow(one.episode, name, cells_of(columns, one), words)


def interval_sheet(report: PairReport, found: IntervalResult, empty: str) -> Sheet:
    """Return in how many intervals each code occurs for both."""
    a, b = report.coder_a, report.coder_b
    columns: tuple[SheetColumn[IntervalCode], ...] = (
        SheetColumn(
            "κ", "Cohen's kappa over intervals: occurs or not", lambda one: number(one.kappa.value), is_main=True
        ),
        SheetColumn(
            "95 % CI",
            "Its interval: how much kappa changes without each session (of one session: without each part of it)",
            lambda one: interval(one.kappa.interval),
            "[−.88, −.88]",
        ),
        SheetColumn("Po", "Share of intervals in which both say the same", lambda one: number(one.agreement)),
        SheetColumn("Ppos", "2 × both ÷ (A + B)", lambda one: number(one.ppos)),
        SheetColumn(
            "scored",
            "Of the intervals in which at least one saw it, the share in which both did",
            lambda one: number(one.counted.scored),
        ),
        SheetColumn(
            "unscored",
            "Of the intervals in which at least one did not see it, the share in which neither did",
            lambda one: number(one.counted.unscored),
        ),
        SheetColumn(f"{a} n", f"Intervals in which {a} saw it", lambda one: whole(one.in_a), "0000"),
        SheetColumn(f"{b} n", f"Intervals in which {b} saw it", lambda one: whole(one.in_b), "0000"),
        SheetColumn("both", "Intervals in which both saw it", lambda one: whole(one.in_both), "0000"),
        SheetColumn(
            "κ max",
            "The largest kappa that each coder's own totals allow",
            lambda one: number(one.indices.kappa_max),
        ),
        SheetColumn("PABAK", "Prevalence- and bias-adjusted kappa", lambda one: number(one.indices.pabak)),
        SheetColumn("AC1", "Gwet's AC1", lambda one: number(one.indices.ac1)),
    )
    rows = tuple(_interval(report, columns, found, one) for one in found.codes) if found.intervals else ()
    return Sheet(columns, rows, empty)


def _interval(
    report: PairReport, columns: Sequence[SheetColumn[IntervalCode]], found: IntervalResult, one: IntervalCode
) -> SheetRow:
    name = report.codebook.code_by_id[one.code].name
    words = (
        f"{name}: of {found.intervals} intervals of {found.length_ms / 1000:g} s it occurs in {one.in_a} for "
        f"{report.coder_a}, {one.in_b} for {report.coder_b}, {one.in_both} for both. Kappa {with_interval(one.kappa)}."
    )
    is_used = bool(one.in_a or one.in_b)
    return SheetRow(one.code, name, cells_of(columns, one), words, one.code, is_used=is_used)


def episode_name(codebook: Codebook, episode: str) -> str:
    """Return what an episode is called."""
    return f"{episode}  {codebook.episode_by_id[episode].name}"


def boundary_name(codebook: Codebook, episode: str) -> str:
    """Return what the beginning of an episode is called."""
    return "End of the last" if episode == END_OF_LAST_EPISODE else f"Start of {episode_name(codebook, episode)}"
