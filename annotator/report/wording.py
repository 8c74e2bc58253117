"""What the Agree workspace says: statistics, codes and the settings behind them, in words."""

from collections.abc import Sequence

from annotator.agreement.code_with import with_words
from annotator.agreement.pair.report import PairReport
from annotator.consensus.comparison import Comparison
from annotator.model.codebook import Codebook
from annotator.statistics.blocks import NOT_COMPUTED
from annotator.statistics.estimate import Statistic, Undefined
from annotator.text import DASH, count, listed, seconds, statistic

NONE_NAME = "none"
WAITING = "…"
"""What stands where a number is still being computed."""

_NEARLY_ONE = 0.995
_NOTE = 170
"""So many characters of a note are shown; the rest stands in its tooltip."""
_NOTES = 3
"""So many lines have room above a page full of numbers."""


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


def first_notes(lines: Sequence[str], elsewhere: str = "", room: int = _NOTES) -> str:
    """Return the first few of what must be said, a line each, and how many more there are, and where they stand."""
    more = [f"and {len(lines) - room} more{elsewhere}."] if len(lines) > room else []
    shown = (one if len(one) <= _NOTE else f"{one[:_NOTE].rpartition(' ')[0].rstrip(',')} …" for one in lines[:room])
    return "\n".join(f"⚠ {one}" for one in (*shown, *more))


def settings_sentence(comparison: Comparison) -> str:
    """Return what every number on the screen was computed from."""
    data, coders = comparison.agreement.data, comparison.coders
    counted = with_words(data.counting(()).codebook, data.code_with)
    more = f" Consensus: {listed(coders)}." if len(coders) > 2 else ""
    return (
        f"{data.coder_a} (A) and {data.coder_b} (B) over {data.window_name}, {seconds(data.window_ms)} s; {counted}. "
        f"Exact time: no bins, no tolerance; points within {data.tolerances.points_ms / 1000:g} s.{more}"
    )


def pair_sentence(report: PairReport) -> str:
    """Return what every number of the page on two coders was computed from."""
    rule, sessions = report.tolerances, report.sessions
    over = sessions[0] if len(sessions) == 1 else count(len(sessions), "session")
    return (
        f"{over}, {report.window_name}, {seconds(report.window_ms)} s · {with_words(report.plain, report.code_with)} · "
        f"points ≤ {rule.points_ms / 1000:g} s · overlap ≥ {rule.overlap:.0%}"
    )
