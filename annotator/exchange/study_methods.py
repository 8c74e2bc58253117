"""What was computed for a whole study, with which settings and versions, as a paragraph for a methods section."""

from collections.abc import Mapping, Sequence

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study.gather import NOT_SUBMITTED, LeftOut
from annotator.agreement.whole_study.report import ReportSettings
from annotator.exchange.modifier_methods import modifiers_sentences


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
    kappa, ppos, icc = (STUDY[name] for name in ("kappa", "ppos", "icc"))
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
        "Classes were compared with kappa and its "
        "score interval (Wilson, 1927) with the error of Fleiss, Cohen & Everitt (1969), by all coders together with "
        "the kappas of Fleiss (1971), Conger (1980) and Light (1971) and Krippendorff's nominal alpha; ratings with "
        f"{icc.symbol}, with the interval of {icc.cited} where a session has one rating, else leaving out each "
        "session in turn, and by all coders together with Krippendorff's ordinal alpha. What is rated on a scale, in "
        "an episode and towards a target, is one case, and the cases of all sessions were put together. "
        f"{_master(settings)}Accuracy was estimated after Bakeman et al. (1997). "
        f"Codebook: {settings.codebook}, version {settings.codebook_version}. Program: Strange Situation annotator "
        f"{settings.program_version} (Python {settings.python_version}, numpy {settings.numpy_version}, scipy "
        f"{settings.scipy_version})."
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
