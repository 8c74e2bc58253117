"""Statistics of a coder against the gold standard."""

from collections.abc import Callable

from annotator.agreement.described import COUNT, SECONDS, SHARE, Described
from annotator.agreement.whole_study.against_gold import CodeAgainstGold
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.standard import AgainstStandard

_ALTMAN_1, _ALTMAN_2 = "Altman & Bland 1994a", "Altman & Bland 1994b"
_MISSED = "1 is best: nothing of the gold standard was missed. Read it beside precision."
_ADDED = "1 is best: nothing was marked that the gold standard does not have. Read it beside sensitivity."
_NO_LENGTH = Undefined("a point has no length")


def _time(one: CodeAgainstGold, get: Callable[[AgainstStandard], Statistic]) -> Statistic:
    return _NO_LENGTH if one.time is None else get(one.time)


GOLD_CODE: tuple[Described[CodeAgainstGold], ...] = (
    Described(
        "time.standard_s", "gold s", "Seconds in the gold standard", SECONDS,
        get=lambda one: _time(one, lambda time: time.standard),
    ),
    Described(
        "time.coder_s", "coder s", "Seconds marked by the coder", SECONDS,
        get=lambda one: _time(one, lambda time: time.coder),
    ),
    Described(
        "time.both_s", "both s", "Seconds in both at once", SECONDS, get=lambda one: _time(one, lambda time: time.both)
    ),
    Described(
        "time.sensitivity", "sens. s", "Share of the seconds of the gold standard that the coder has as well", SHARE,
        _MISSED, _ALTMAN_1, get=lambda one: _time(one, lambda time: time.sensitivity),
    ),
    Described(
        "time.precision", "prec. s", "Share of the seconds that the coder marked that the gold standard has as well",
        SHARE, _ADDED, _ALTMAN_2, get=lambda one: _time(one, lambda time: time.precision),
    ),
    Described(
        "events.standard", "gold n", "Bouts or points in the gold standard", COUNT, get=lambda one: one.events.standard
    ),
    Described(
        "events.coder", "coder n", "Bouts or points marked by the coder", COUNT, get=lambda one: one.events.coder
    ),
    Described(
        "events.both", "both n", "Bouts that share at least {overlap} of the longer, points at most {within} apart",
        COUNT, get=lambda one: one.events.both,
    ),
    Described(
        "events.sensitivity", "sens. n", "Share of the events of the gold standard that the coder has as well", SHARE,
        _MISSED, _ALTMAN_1, get=lambda one: one.events.sensitivity,
    ),
    Described(
        "events.precision", "prec. n", "Share of the events that the coder marked that the gold standard has as well",
        SHARE, _ADDED, _ALTMAN_2, get=lambda one: one.events.precision,
    ),
)  # fmt: skip
"""What study_certification_codes.csv tells of a coder against the gold standard, code by code."""
