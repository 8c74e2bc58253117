"""What was computed for a whole study, with which settings and versions, as a paragraph for a methods section."""

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study.report import ReportSettings


def study_methods(settings: ReportSettings, coders: int, compared: int, sessions: int) -> str:
    """Return what was computed over which time and how; the numbers themselves stand in the tables.

    Args:
        settings: everything that was chosen.
        coders: how many were compared.
        compared: how many sessions at least two of them share.
        sessions: how many sessions there are.
    """
    window = f"episodes {', '.join(settings.window)}" if settings.window else "the whole session"
    counted = "Unfinished codings counted, too. " if settings.include_unfinished else "Only submitted codings counted. "
    kappa, ppos, icc = (STUDY[name] for name in ("kappa", "ppos", "icc"))
    return (
        f"Agreement of {coders} coders was computed pair by pair over all sessions that both had coded "
        f"({compared} of {sessions} sessions), over {window}. {counted}"
        "States were compared channel by channel at the exact boundaries that both coders had marked (no time bins, "
        "no tolerance); time without a code counts as a category of its own. The tables of seconds of a pair were "
        f"summed over its sessions before kappa ({kappa.cited}) and positive agreement ({ppos.cited}) were "
        f"computed; there is no kappa where one coder used only one code. Intervals ({settings.level:.0%}) are "
        "percentile bootstraps of sessions where a pair shares "
        f"{settings.sessions_as_blocks_from} or more, else of stretches of {settings.block_s:g} s "
        f"({settings.resamples} resamples, seed {settings.seed}), because moments in time are not independent. F1 "
        f"counts bouts that share at least {settings.bout_overlap:.0%} of the longer (Holle & Rein, 2015), and "
        f"points within {settings.point_tolerance_ms / 1000:g} s. Classes were compared with kappa and its "
        "large-sample error (Fleiss, Cohen & Everitt, 1969; bootstrap below 30 cases), by all coders together with "
        "the kappas of Fleiss (1971), Conger (1980) and Light (1971) and Krippendorff's alpha; ratings with "
        f"{icc.symbol} ({icc.cited}). {_master(settings)}Accuracy was estimated after Bakeman et al. (1997). "
        f"Codebook: {settings.codebook}, version {settings.codebook_version}. Program: Strange Situation annotator "
        f"{settings.program_version} (Python {settings.python_version}, numpy {settings.numpy_version}, scipy "
        f"{settings.scipy_version})."
    )


def _master(settings: ReportSettings) -> str:
    if not settings.master:
        return ""
    asked = "" if settings.threshold is None else f", and asked for a kappa of at least {settings.threshold:g}"
    return f"Coders were held against {settings.master}{asked}. "
