"""The tables of episodes, of where they begin, and of intervals."""

from annotator.agreement.pair.parts import BoundaryResult, EpisodeResult, IntervalCode, IntervalResult
from annotator.agreement.pair.report import PairReport
from annotator.model.codebook import Codebook
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.statistics.estimate import Undefined
from annotator.statistics.states import StateTime
from ui.agreement.sheet import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetRow,
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
        SheetColumn(one.episode, f"{episode_name(report.codebook, one.episode)}: {_shared(one)}", "00000.000")
        for one in report.episodes
    )
    first = SheetRow(
        "", "Window s", tuple(length(one.window_ms) for one in report.episodes), "The time both give to each."
    )
    rows = (first, *(_channel(report, channel) for channel in report.codebook.state_channels))
    empty = "No episode is marked by both. Mark where the episodes begin in Code."
    return Sheet(columns, rows if report.episodes else (), empty)


def _shared(one: EpisodeResult) -> str:
    return f"{seconds(one.window_ms)} s that both give to it, in {count(one.sessions, 'session')}"


def _channel(report: PairReport, channel: str) -> SheetRow:
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
        tuple(_kappa(one) for _, one in found),
        f"{name}: {words or 'kappa is not estimable in any episode'}.",
        codes[0].id if len(codes) == 1 else "",
        is_used=is_used,
    )


def _kappa(one: StateTime) -> SheetCell:
    tip = f"kappa {with_interval(one.kappa)}\nPo {or_reason(one.agreement)}"
    return SheetCell(number(one.kappa.value).text, tip)


def boundary_sheet(report: PairReport) -> Sheet:
    """Return where each episode begins for both."""
    a, b = report.coder_a, report.coder_b
    columns = (
        SheetColumn("both", "Sessions in which both marked it", "0000"),
        SheetColumn(f"only {a}", f"Sessions in which only {a} did", "only JTJ"),
        SheetColumn(f"only {b}", f"Sessions in which only {b} did", "only JTJ"),
        SheetColumn("median", f"Median by which {b} marks it later, in s", "+00.000"),
        SheetColumn("IQR", "Quartiles of the same", "−00.000, +00.000"),
        SheetColumn("largest", "The largest absolute difference", "00.000"),
    )
    rows = tuple(_boundary(report, one) for one in report.boundaries)
    return Sheet(columns, rows, "Neither of the two has marked episodes.")


def _boundary(report: PairReport, one: BoundaryResult) -> SheetRow:
    found, name = one.differences, boundary_name(report.codebook, one.episode)
    quartiles = [later(value) for value in (found.lower_quartile_ms, found.upper_quartile_ms)]
    iqr = quartiles[0] if found.count == 0 else SheetCell(", ".join(cell.text for cell in quartiles))
    largest = later(one.largest_ms)
    cells = (
        *map(whole, (found.count, one.only_a, one.only_b)),
        later(found.median_ms),
        iqr,
        SheetCell(largest.text.lstrip("+"), largest.tip),
    )
    median = found.median_ms
    words = (
        f"{name}: {or_reason(median)}."
        if isinstance(median, Undefined)
        else (
            f"{name}: {report.coder_b} is later by {later(median).text} s in the middle of "
            f"{count(found.count, 'session')}."
        )
    )
    return SheetRow(one.episode, name, cells, words)


def interval_sheet(report: PairReport, found: IntervalResult, empty: str) -> Sheet:
    """Return in how many intervals each code occurs for both."""
    a, b = report.coder_a, report.coder_b
    columns = (
        SheetColumn("κ", "Cohen's kappa over intervals: occurs or not", is_main=True),
        SheetColumn(
            "95 % CI", "Its interval: bootstrap of intervals, of sessions where there are ten or more", "[−.88, −.88]"
        ),
        SheetColumn("Po", "Share of intervals in which both say the same"),
        SheetColumn("Ppos", "2 × both ÷ (A + B)"),
        SheetColumn("scored", "Of the intervals in which at least one saw it, the share in which both did"),
        SheetColumn(
            "unscored", "Of the intervals in which at least one did not see it, the share in which neither did"
        ),
        SheetColumn(f"{a} n", f"Intervals in which {a} saw it", "0000"),
        SheetColumn(f"{b} n", f"Intervals in which {b} saw it", "0000"),
        SheetColumn("both", "Intervals in which both saw it", "0000"),
        SheetColumn("κ max", "The largest kappa that each coder's own totals allow"),
        SheetColumn("PABAK", "Prevalence- and bias-adjusted kappa"),
        SheetColumn("AC1", "Gwet's AC1"),
    )
    rows = tuple(_interval(report, found, one) for one in found.codes) if found.intervals else ()
    return Sheet(columns, rows, empty)


def _interval(report: PairReport, found: IntervalResult, one: IntervalCode) -> SheetRow:
    name = report.codebook.code_by_id[one.code].name
    cells = (
        number(one.kappa.value),
        interval(one.kappa.interval),
        *map(number, (one.agreement, one.ppos, one.counted.scored, one.counted.unscored)),
        *map(whole, (one.in_a, one.in_b, one.in_both)),
        *map(number, (one.indices.kappa_max, one.indices.pabak, one.indices.ac1)),
    )
    words = (
        f"{name}: of {found.intervals} intervals of {found.length_ms / 1000:g} s it occurs in {one.in_a} for "
        f"{report.coder_a}, {one.in_b} for {report.coder_b}, {one.in_both} for both. Kappa {with_interval(one.kappa)}."
    )
    return SheetRow(one.code, name, cells, words, one.code, is_used=bool(one.in_a or one.in_b))


def episode_name(codebook: Codebook, episode: str) -> str:
    """Return what an episode is called."""
    return f"{episode}  {codebook.episode_by_id[episode].name}"


def boundary_name(codebook: Codebook, episode: str) -> str:
    """Return what the beginning of an episode is called."""
    return "End of the last" if episode == END_OF_LAST_EPISODE else f"Start of {episode_name(codebook, episode)}"
