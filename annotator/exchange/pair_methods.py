"""What was computed for two coders, with which settings and which versions: for a methods section and beside tables."""

import platform

import numpy as np
import scipy

from annotator.agreement.catalogue import EVENTS_CHANNEL, TIME_CODE, VARIABLE
from annotator.agreement.code_with import asked_names, modifier_words, with_words
from annotator.agreement.described import described
from annotator.agreement.measured import ENOUGH_LATENCIES
from annotator.agreement.pair.modifiers import ModifierResult
from annotator.agreement.pair.report import PairReport
from annotator.exchange.modifier_methods import modifiers_sentences
from annotator.statistics.blocks import PARTS
from annotator.statistics.estimate import LEVEL, Estimate, Undefined
from annotator.statistics.events.unitizing import ENOUGH_THAT_DIFFER
from annotator.statistics.jackknife import ENOUGH_MARKS, ENOUGH_SESSIONS
from annotator.statistics.ratings.measured import ENOUGH_SESSIONS_WITH
from annotator.version import version


def versions() -> dict[str, str]:
    """Return the versions that the numbers depend on."""
    found = {"program": version(), "python": platform.python_version()}
    return found | {"numpy": np.__version__, "scipy": scipy.__version__}


def pair_settings(report: PairReport) -> dict[str, str]:
    """Return every setting that a report was computed with, in words."""
    rule, confidence = report.tolerances, report.confidence or LEVEL
    codebook = report.codebook
    return {
        "coder_a": report.coder_a,
        "coder_b": report.coder_b,
        "sessions": " ".join(report.sessions),
        "unfinished": " ".join(report.unfinished),
        "left_out": " | ".join(report.left_out),
        "doubts": " | ".join(report.doubts),
        "window": report.window_name,
        "window_s": f"{report.window_ms / 1000:.3f}",
        "code_with": " ".join(report.code_with),
        "points_within_s": f"{rule.points_ms / 1000:g}",
        "states_within_s": f"{rule.states_ms / 1000:g}",
        "overlap": f"{rule.overlap:g}",
        "onsets_within_s": f"{rule.onsets_ms / 1000:g}",
        "older_unit_s": f"{rule.unit_ms / 1000:g}",
        "count_intervals_s": f"{rule.counts_ms / 1000:g}",
        "score_intervals_s": f"{report.interval_rule.length_ms / 1000:g}",
        "last_interval": report.interval_rule.last,
        "intervals_leave_out": _left_out_in_turn(report),
        "intervals_from_sessions": f"{ENOUGH_SESSIONS}",
        "intervals_from_bouts": f"{ENOUGH_MARKS}",
        "ci_level": f"{confidence:g}",
        "codebook": f"{codebook.name} {codebook.version}",
        **{f"{name}_version": number for name, number in versions().items()},
    }


def pair_methods(report: PairReport) -> str:
    """Return a paragraph for a methods section: what was computed over which time, how, and what came out."""
    rule, confidence = report.tolerances, report.confidence or LEVEL
    found, codebook = versions(), report.codebook
    ppos = described(TIME_CODE, "ppos")
    linked, aligned, unitizing = (
        described(EVENTS_CHANNEL, name) for name in ("linked.pairs", "aligned.pairs", "u_alpha")
    )
    sessions = f"session {report.sessions[0]}" if len(report.sessions) == 1 else f"{len(report.sessions)} sessions"
    return (
        f"Agreement of coders {report.coder_a} and {report.coder_b} on {sessions} was computed over "
        f"{report.window_name} ({report.window_ms / 1000:.3f} s). {_counted(report)}"
        "States were compared channel by channel at the exact boundaries both coders had marked (no time bins); time "
        "without a code counts as a category of its own. Kappa is Cohen's (1960), computed from the table of seconds; "
        f"it is not reported where one coder used only one code. {_intervals(report, confidence)}"
        f"{ppos.symbol} is positive agreement ({ppos.cited}). Bouts were "
        f"linked where they share at least {rule.overlap:.0%} of the longer ({linked.cited}), and aligned in order "
        f"where they overlap or begin within {rule.onsets_ms / 1000:g} s of each other ({aligned.cited}); events of "
        "one code that touch are one bout. Kappa of the bouts of one code is of this code against all other events. "
        f"The alphas for unitizing ({unitizing.cited}) have intervals made in the same way as that of kappa; those of "
        f"codes alone have none where the codes differ in fewer than {ENOUGH_THAT_DIFFER} sessions. Points were "
        f"matched one to one within {rule.points_ms / 1000:g} s; a point at the moment at which the window ends is "
        f"outside it. {_modifiers(report)}Scores in intervals of "
        f"{report.interval_rule.length_ms / 1000:g} s were compared with Cohen's kappa, its interval made in the same "
        f"way. {_judged(report)}{_results(report)}"
        f"Codebook: {codebook.name}, version {codebook.version}. Program: Strange Situation annotator "
        f"{found['program']} (Python {found['python']}, numpy {found['numpy']}, scipy {found['scipy']})."
    )


def _counted(report: PairReport) -> str:
    """Say which codings count although they are not finished, and what does not count."""
    unfinished, left_out = report.unfinished, [one.removesuffix(".") for one in report.left_out]
    said = f"Not submitted by both coders, but counted: {', '.join(unfinished)}. " if unfinished else ""
    said += f"Left out: {'; '.join(left_out)}. " if left_out else ""
    doubts = [one.removesuffix(".") for one in report.doubts]
    return f"{said}To be known of the codings: {'; '.join(doubts)}. " if doubts else said


def _left_out_in_turn(report: PairReport) -> str:
    return f"{PARTS} parts of this recording" if len(report.sessions) == 1 else "sessions"


def _intervals(report: PairReport, level: float) -> str:
    """Say how the intervals over time were made, and where there are none."""
    made = (
        f"with the t distribution on Fisher's z (jackknife); none is given below {ENOUGH_MARKS} bouts of either coder"
    )
    if len(report.sessions) == 1:
        return (
            f"Its {level:.0%} interval is of this recording only: each of {PARTS} equal parts of it was left out in "
            f"turn, {made}. "
        )
    if len(report.sessions) < ENOUGH_SESSIONS:
        return f"It has no interval: fewer than {ENOUGH_SESSIONS} sessions say too little about how sessions differ. "
    return (
        f"Its {level:.0%} interval leaves out each session in turn, {made}. Sessions are what is independent, not "
        "moments in time. "
    )


def _judged(report: PairReport) -> str:
    parts = []
    if report.scales:
        parts.append(
            "What is rated on a scale, in an episode and towards a target, is one case; the cases of all sessions were "
            "put together, and those of each episode and target compared by themselves as well. Ratings were compared "
            "with the intraclass correlation for absolute agreement, ICC(A,1), "
            "with the interval of McGraw and Wong (1996) where a session has one rating, else leaving out each session "
            "in turn, as the interval of Krippendorff's alpha (ordinal, interval, ratio and nominal) does. "
        )
    if cases := len(report.classes.cases):
        parts.append(
            f"The classifications of {cases} session{'s' if cases > 1 else ''} were compared with Cohen's kappa and "
            "its score interval (Wilson, 1927), with the error of Fleiss, Cohen and Everitt (1969). "
        )
    if report.variables:
        limits = described(VARIABLE, "agreement.limits.bias")
        parts.append(
            "The variables that are analysed, seconds, onsets, intervals scored and latency of each code in an episode "
            "by each coder's own marks, were compared with ICC(A,1), ICC(C,1) and limits of agreement "
            f"({limits.cited}): a case is an episode of a session, of totals a session. What one of the two had not "
            "got (the episode, a code looked for throughout it, a latency because it never came) was left out and "
            "counted, never taken for 0. Their intervals leave out each session in turn; none is given where there is "
            f"any of it in fewer than {ENOUGH_SESSIONS_WITH} sessions, of latencies {ENOUGH_LATENCIES}. "
        )
    return "".join(parts)


def _modifiers(report: PairReport) -> str:
    return modifiers_sentences(asked_names(report.plain), report.code_with, with_words(report.plain, report.code_with))


def _results(report: PairReport) -> str:
    """Say each channel's kappa, never without its interval."""
    used = [
        (report.codebook.channel_name(channel), one.kappa)
        for channel, one in report.time
        if one.table_ms[:-1].any() or one.table_ms[:, :-1].any()
    ]
    said = "; ".join(f"{name} {_written(kappa)}" for name, kappa in used)
    answered = "; ".join(_answered(report, one) for one in report.modifiers if one.whole.matched)
    return (f"Kappa: {said}. " if said else "") + (f"Answers: {answered}. " if answered else "")


def _answered(report: PairReport, found: ModifierResult) -> str:
    whole, name = found.whole, modifier_words(report.plain, found.modifier)
    po, kappa = (one.reason if isinstance(one, Undefined) else f"{one:.2f}" for one in (whole.agreement, whole.kappa))
    if not whole.both:
        return f"{name}: none of {whole.matched} events was answered by both"
    alone = "" if whole.both == whole.matched else f" of {whole.matched}"
    return f"{name} Po {po}, kappa {kappa}, {whole.both}{alone} events answered by both"


def _written(found: Estimate) -> str:
    if isinstance(found.value, Undefined):
        return found.value.reason
    if isinstance(found.interval, Undefined):
        return f"{found.value:z.2f} (interval {found.interval.reason})"
    return f"{found.value:z.2f} [{found.interval.low:z.2f}, {found.interval.high:z.2f}]"
