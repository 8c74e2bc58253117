"""What was computed for a whole study, with which settings and versions, as a paragraph for a methods section."""

from collections.abc import Mapping, Sequence

from annotator.agreement.catalogue import MANY_RATINGS, STUDY
from annotator.agreement.described import described
from annotator.agreement.measured import ENOUGH_LATENCIES
from annotator.agreement.whole_study.gather import NOT_SUBMITTED, LeftOut
from annotator.agreement.whole_study.report import ReportSettings
from annotator.exchange.modifier_methods import modifiers_sentences
from annotator.statistics.ratings.measured import ENOUGH_SESSIONS_WITH


def study_methods(
    settings: ReportSettings,
    shared: Mapping[tuple[str, str], int],
    compared: int,
    sessions: int,
    left_out: Sequence[LeftOut] = (),
    doubts: Sequence[str] = (),
) -> str:
    """Return what was computed over which time and how; the numbers themselves stand in the tables.

    Args:
        settings: everything that was chosen.
        shared: how many sessions every two coders share who were compared.
        compared: how many sessions at least two of them share.
        sessions: how many sessions there are.
        left_out: what was not counted, or not throughout.
        doubts: what to know of the codings that count, a sentence each.
    """
    counted = "Unfinished codings counted, too. " if settings.include_unfinished else "Only submitted codings counted. "
    kappa, ppos = STUDY["kappa"], STUDY["ppos"]
    coders = {coder for pair in shared for coder in pair}
    pairs = ", ".join(f"{a} × {b} {count}" for (a, b), count in shared.items())
    return (
        f"Agreement of {len(coders)} coders was computed pair by pair over all sessions that both had coded "
        f"({compared} of {sessions} session{'s' * (sessions != 1)}; of each pair: {pairs}), over "
        f"{settings.window_name}. {counted}{_left_out(left_out)}{_doubts(doubts)}"
        "States were compared channel by channel at the exact boundaries that both coders had marked (no time bins, "
        "no tolerance); time without a code counts as a category of its own. The tables of seconds of a pair were "
        f"summed over its sessions before kappa ({kappa.cited}) and positive agreement ({ppos.cited}) were "
        f"computed; there is no kappa where one coder used only one code. Intervals ({settings.level:.0%}) leave out "
        "each session of a pair in turn, with the t distribution on Fisher's z, for shares on the logit (jackknife): "
        "sessions are what is independent, not moments in time. None is given where a pair shares fewer than "
        f"{settings.intervals_from_sessions} sessions or a coder marked fewer than {settings.intervals_from_marks} "
        "bouts or points; of a pair that shares one session the interval is of this recording only and leaves out "
        f"{settings.parts_of_one_recording} equal parts of it in turn. F1 "
        f"counts bouts that share at least {settings.bout_overlap:.0%} of the longer (Holle & Rein, 2015), and "
        f"points within {settings.point_tolerance_ms / 1000:g} s; events of one code that touch are one bout, and a "
        f"point at the moment at which the window ends is outside it. {_modifiers(settings)}"
        f"{_all_coders()}{_master(settings)}Accuracy was estimated after Bakeman et al. (1997). "
        f"Codebook: {settings.codebook}, version {settings.codebook_version}. Program: Strange Situation annotator "
        f"{settings.program_version} (Python {settings.python_version}, numpy {settings.numpy_version}, scipy "
        f"{settings.scipy_version})."
    )


def _all_coders() -> str:
    """Say how all coders together, classes, ratings and variables were compared."""
    icc, one_way = STUDY["icc"], described(MANY_RATINGS, "icc_11")
    return (
        "All coders together were compared over time with Krippendorff's nominal alpha (2011): at every "
        "moment those who looked, each over the time that this coder takes for it. Classes were compared with kappa "
        "and its score interval (Wilson, 1927) with the error of Fleiss, Cohen & Everitt (1969), by all coders "
        "together with the kappas of Fleiss (1971), Conger (1980) and Light (1971) and Krippendorff's nominal alpha; "
        f"ratings with {icc.symbol}, with the interval of {icc.cited} where a session has one rating, else leaving "
        "out each session in turn, and by all coders together with Krippendorff's ordinal alpha. What is rated on a "
        "scale, in an episode and towards a target, is one case; the cases of all sessions were put together, and "
        f"those of each episode and target compared by themselves as well. {_variables()}By all coders together, "
        f"{icc.symbol} was computed of the cases that all of them had judged; where not the same coders had judged "
        f"every case (a one-way design, said of each), {one_way.symbol} of all cases that two or more had judged "
        f"({one_way.cited}). "
    )


def _variables() -> str:
    return (
        "The variables that are analysed, seconds, onsets, intervals scored and latency of each code in an episode by "
        "each coder's own marks, were compared with the same correlations: a case is an episode of a session, of "
        "totals a session. What a coder had not got (the episode, a code looked for throughout it, a latency because "
        "it never came) was left out, never taken for 0. Their intervals leave out each session in turn; none is given "
        f"where there is any of it in fewer than {ENOUGH_SESSIONS_WITH} sessions, of latencies {ENOUGH_LATENCIES}. "
    )


def _modifiers(settings: ReportSettings) -> str:
    return modifiers_sentences(settings.modifiers, settings.code_with, settings.code_with_words)


def _left_out(left_out: Sequence[LeftOut]) -> str:
    waiting = [f"{one.session} {one.coder}" for one in left_out if one.reason == NOT_SUBMITTED]
    others = [f"{one.session} {one.coder}: {one.reason}" for one in left_out if one.reason != NOT_SUBMITTED]
    said = f"Not submitted, and not counted: {', '.join(waiting)}. " if waiting else ""
    return said + (f"Left out: {'; '.join(one.removesuffix('.') for one in others)}. " if others else "")


def _doubts(doubts: Sequence[str]) -> str:
    return f"To be known of the codings: {'; '.join(one.removesuffix('.') for one in doubts)}. " if doubts else ""


def _master(settings: ReportSettings) -> str:
    if not settings.master:
        return ""
    asked = "" if settings.threshold is None else f", and asked for a kappa of at least {settings.threshold:g}"
    return f"Coders were held against {settings.master}{asked}. "
