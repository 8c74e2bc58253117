"""What was computed for two coders, with which settings and which versions: for a methods section and beside tables."""

import platform

import numpy as np
import scipy

from annotator.agreement.catalogue import EVENTS_CHANNEL, TIME_CODE
from annotator.agreement.described import described
from annotator.agreement.pair.report import PairReport
from annotator.agreement.window import window_name
from annotator.statistics.bootstrap import BLOCK_MS, ENOUGH_SESSIONS
from annotator.statistics.estimate import RESAMPLING, Estimate, Undefined
from annotator.version import version


def versions() -> dict[str, str]:
    """Return the versions that the numbers depend on."""
    found = {"program": version(), "python": platform.python_version()}
    return found | {"numpy": np.__version__, "scipy": scipy.__version__}


def pair_settings(report: PairReport) -> dict[str, str]:
    """Return every setting that a report was computed with, in words."""
    rule, resampling = report.tolerances, report.resampling or RESAMPLING
    codebook = report.codebook
    return {
        "coder_a": report.coder_a,
        "coder_b": report.coder_b,
        "sessions": " ".join(report.sessions),
        "unfinished": " ".join(report.unfinished),
        "left_out": " | ".join(report.left_out),
        "window": window_name(report.window, codebook),
        "window_s": f"{report.window_ms / 1000:.3f}",
        "points_within_s": f"{rule.points_ms / 1000:g}",
        "states_within_s": f"{rule.states_ms / 1000:g}",
        "overlap": f"{rule.overlap:g}",
        "onsets_within_s": f"{rule.onsets_ms / 1000:g}",
        "older_unit_s": f"{rule.unit_ms / 1000:g}",
        "count_intervals_s": f"{rule.counts_ms / 1000:g}",
        "score_intervals_s": f"{report.interval_rule.length_ms / 1000:g}",
        "last_interval": report.interval_rule.last,
        "bootstrap_resamples": f"{resampling.resamples}",
        "bootstrap_seed": f"{resampling.seed}",
        "bootstrap_blocks": _blocks(report),
        "ci_level": f"{resampling.level:g}",
        "codebook": f"{codebook.name} {codebook.version}",
        **{f"{name}_version": number for name, number in versions().items()},
    }


def pair_methods(report: PairReport) -> str:
    """Return a paragraph for a methods section: what was computed over which time, how, and what came out."""
    rule, resampling = report.tolerances, report.resampling or RESAMPLING
    found, codebook = versions(), report.codebook
    ppos = described(TIME_CODE, "ppos")
    linked, aligned = (described(EVENTS_CHANNEL, name) for name in ("linked.pairs", "aligned.pairs"))
    sessions = f"session {report.sessions[0]}" if len(report.sessions) == 1 else f"{len(report.sessions)} sessions"
    return (
        f"Agreement of coders {report.coder_a} and {report.coder_b} on {sessions} was computed over "
        f"{window_name(report.window, codebook)} ({report.window_ms / 1000:.3f} s). {_counted(report)}"
        "States were compared channel by channel at the exact boundaries both coders had marked (no time bins); time "
        "without a code counts as a category of its own. Kappa is Cohen's (1960), computed from the table of seconds; "
        f"it is not reported where one coder used only one code. Its {resampling.level:.0%} interval is a percentile "
        f"bootstrap of {_blocks(report)} ({resampling.resamples} resamples, seed {resampling.seed}), because moments "
        f"in time are not independent. {ppos.symbol} is positive agreement ({ppos.cited}). Bouts were "
        f"linked where they share at least {rule.overlap:.0%} of the longer ({linked.cited}), and aligned in order "
        f"with onsets within {rule.onsets_ms / 1000:g} s ({aligned.cited}). Points were matched one "
        f"to one within {rule.points_ms / 1000:g} s. {_judged(report)}{_results(report)}"
        f"Codebook: {codebook.name}, version {codebook.version}. Program: Strange Situation annotator "
        f"{found['program']} (Python {found['python']}, numpy {found['numpy']}, scipy {found['scipy']})."
    )


def _counted(report: PairReport) -> str:
    """Say which codings count although they are not finished, and what does not count."""
    unfinished, left_out = report.unfinished, [one.removesuffix(".") for one in report.left_out]
    said = f"Not submitted by both coders, but counted: {', '.join(unfinished)}. " if unfinished else ""
    return f"{said}Left out: {'; '.join(left_out)}. " if left_out else said


def _blocks(report: PairReport) -> str:
    if len(report.sessions) >= ENOUGH_SESSIONS:
        return f"{len(report.sessions)} sessions"
    return f"stretches of {BLOCK_MS / 1000:g} s"


def _judged(report: PairReport) -> str:
    parts = []
    if report.scales:
        parts.append(
            "Ratings were compared with the intraclass correlation for absolute agreement, ICC(A,1), with the "
            "interval of McGraw and Wong (1996). "
        )
    if report.classes.cases:
        parts.append(f"The classifications of {len(report.classes.cases)} sessions were compared with Cohen's kappa. ")
    return "".join(parts)


def _results(report: PairReport) -> str:
    """Say each channel's kappa, never without its interval."""
    used = [
        (report.codebook.channel_name(channel), one.kappa)
        for channel, one in report.time
        if one.table_ms[:-1].any() or one.table_ms[:, :-1].any()
    ]
    said = "; ".join(f"{name} {_written(kappa)}" for name, kappa in used)
    return f"Kappa: {said}. " if said else ""


def _written(found: Estimate) -> str:
    if isinstance(found.value, Undefined):
        return found.value.reason
    if isinstance(found.interval, Undefined):
        return f"{found.value:.2f} (interval {found.interval.reason})"
    return f"{found.value:.2f} [{found.interval.low:.2f}, {found.interval.high:.2f}]"
