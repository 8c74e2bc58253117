"""Statistics of every two coders of a study."""

from collections.abc import Mapping

from annotator.agreement.catalogue.words import CICCHETTI, COHEN, KAPPA_TIP, MCGRAW, REPORT_PPOS
from annotator.agreement.described import COEFFICIENT, SHARE, Named
from annotator.agreement.whole_study.subjects import StatisticName

_STUDY_VARIABLES: tuple[tuple[StatisticName, str, str], ...] = (
    ("icc_total_s", "ICC seconds", "seconds of an episode"),
    ("icc_onsets", "ICC onsets", "onsets in an episode"),
    ("icc_intervals_scored", "ICC intervals", "intervals scored in an episode"),
    ("icc_latency_s", "ICC latency", "latencies from the start of an episode, where it came for both"),
)


def _study_variable(name: StatisticName, symbol: str, words: str) -> Named:
    told = f"Intraclass correlation, absolute agreement of a single coder, of the {words}; all episodes together"
    tip = "1 is best. The one to report of a variable that is analysed, if one coder codes each session."
    return Named(name, symbol, told, COEFFICIENT, tip, MCGRAW)


STUDY: Mapping[StatisticName, Named] = {
    "kappa": Named(
        "kappa", "κ", "Cohen's kappa: agreement beyond what each coder's own totals would give by chance", COEFFICIENT,
        KAPPA_TIP, COHEN,
    ),
    "po": Named(
        "po", "Po", "Share of the window, or of the cases, in which both say the same", SHARE,
        f"1 is best. {REPORT_PPOS}",
    ),
    "ppos": Named(
        "ppos", "Ppos", "2 × both ÷ (A + B), in seconds; time in which neither coded anything does not enter", SHARE,
        "1 is best. Report it beside κ.", CICCHETTI,
    ),
    "f1": Named(
        "f1", "F1",
        "Share of what either marked that the other has too: bouts linked by overlap, points within the tolerance",
        SHARE, "1 is best; not corrected for chance.",
    ),
    "icc": Named(
        "icc", "ICC(A,1)", "Intraclass correlation, absolute agreement of single ratings", COEFFICIENT,
        "1 is best. The one to report, with its interval, if one coder rates each session.", MCGRAW,
    ),
    **{name: _study_variable(name, symbol, words) for name, symbol, words in _STUDY_VARIABLES},
    "within_one": Named(
        "within_one", "±1", "Share of the ratings that are at most one point apart; not corrected for chance", SHARE,
        "1 is best; high by chance alone on short scales.",
    ),
}  # fmt: skip
"""What study_pairs.csv and the heat map tell of every two coders."""
