"""What the page on all coders says, in sentences."""

from collections.abc import Iterable

from annotator.agreement.catalogue import STUDY
from annotator.agreement.code_with import with_words
from annotator.agreement.whole_study import PairEstimates, WholeStudy
from annotator.agreement.whole_study.certification import accuracy
from annotator.agreement.whole_study.double_coding import DoubleCoding
from annotator.agreement.whole_study.drift import PER_SESSIONS, Drift
from annotator.agreement.whole_study.gather import NOT_SUBMITTED
from annotator.agreement.whole_study.subjects import OF_VARIABLE
from annotator.report.wording import written
from annotator.statistics.estimate import Estimate, Statistic, Undefined
from annotator.text import count, percent, statistic

_MS_A_MINUTE = 60_000
_NAMED = 6
FEW = {
    "channel": "Fewer than ten bouts of either coder: it says little about other recordings.",
    "classes": "Fewer than 30 cases: it says little about other cases.",
    "scale": "Fewer than 30 ratings: it says little about others.",
}
FEW |= dict.fromkeys(("code", "point", "code with", "point with"), FEW["channel"])
FEW["modifier"] = "Fewer than 30 events that both answered: it says little about others."


def scope_sentence(whole: WholeStudy) -> str:
    """Return what every number on the page was computed from."""
    sessions = count(len(whole.compared.sessions), "session")
    counted = "unfinished codings too" if whole.settings.include_unfinished else "submitted codings only"
    level = f"{whole.confidence:.0%}".replace("%", " %")
    return (
        f"{count(len(whole.compared.coders), 'coder')}, {sessions}, {counted}; over {whole.window_name}; "
        f"{with_words(whole.plain, whole.code_with)}, pooled over sessions. Intervals: {level}, leaving out one "
        "session after the other."
    )


def notes(whole: WholeStudy, master: str, stale: Iterable[str] = ()) -> list[str]:
    """Return what is out of date, was left out or cannot be, and the master if nobody knows them, a sentence each."""
    known = whole.settings.master
    lines = [*stale]
    left_out = [one for one in whole.left_out if one.reason != NOT_SUBMITTED]
    lines += [f"Left out: {one.session} {one.coder}".rstrip() + f". {one.reason}" for one in left_out]
    lines += [doubt for one in whole.gathered.sessions for doubt in one.doubts]
    if waiting := [f"{one.session} {one.coder}" for one in whole.left_out if one.reason == NOT_SUBMITTED]:
        more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
        lines.append(f"Not submitted, and not counted: {', '.join(waiting[:_NAMED])}{more}.")
    unknown = [f"{master}, the master in study.toml, is not a coder of this study."] if master != known else []
    return [*unknown, *lines]


def value_and_interval(estimate: Estimate) -> str:
    """Return a statistic with its interval; a dash where there is none."""
    if isinstance(estimate.interval, Undefined):
        return written(estimate.value)
    return f"{written(estimate.value)}  [{written(estimate.interval.low)}, {written(estimate.interval.high)}]"


def why_empty(whole: WholeStudy) -> tuple[str, str]:
    """Return why there is no pair, and what to do."""
    if whole.gathered.unfinished and not whole.settings.include_unfinished:
        return (
            "No session has two codings that were submitted.",
            f"{whole.gathered.unfinished} codings were begun but not submitted. They count once their coders submit "
            "them in Code, or if you count unfinished codings too.",
        )
    return (
        "No session was coded by two coders yet.",
        "Let a second coder code one without seeing the first; the pairs then appear here.",
    )


def pair_words(whole: WholeStudy, found: PairEstimates, pair: int) -> str:
    """Return one cell of the heat map in sentences, with the reason for every dash."""
    a, b = whole.compared.pairs[pair]
    estimate, short = found.pooled[pair], STUDY[found.statistic].symbol
    minutes = whole.compared.window_ms(pair) / _MS_A_MINUTE
    sessions = count(len(whole.compared.meetings_of(pair)), "session")
    parts = [f"{a} × {b}, {found.subject.name}: {short} {_value_words(estimate)}; {sessions}, {minutes:.0f} min."]
    if found.statistic == "kappa" and not isinstance(estimate.value, Undefined):
        parts.append(_accuracy_words(accuracy(whole.compared, found, pair)))
    if found.few[pair]:
        parts.append(FEW["classes" if found.statistic in OF_VARIABLE else found.subject.kind])
    return " ".join(part for part in parts if part)


def trend_words(drift: Drift) -> str:
    """Return by how much a statistic changes, per how many sessions, and from how many that is known."""
    if isinstance(drift.trend.value, Undefined):
        return f"Trend {written(drift.trend.value)} ({drift.trend.value})"
    change, interval = drift.trend.value, drift.trend.interval
    value = ("+" if change > 0 else "") + statistic(change)
    having = sum(not isinstance(one, Undefined) for _, one in drift.sessions)
    told = f"per {PER_SESSIONS} sessions, from the {having} with a value"
    if isinstance(interval, Undefined):
        return f"Trend {value} {told}; no interval: {plain_reason(interval)}"
    return f"Trend {value} [{statistic(interval.low)}, {statistic(interval.high)}] {told}"


def double_words(found: DoubleCoding) -> str:
    """Return how far double coding is."""
    done = f"{found.double} of {count(found.sessions, 'session')} coded and submitted by two"
    if found.wanted is None:
        return f"{done}. Your lab has set no target."
    if not found.missing:
        return f"{done}; {found.wanted} wanted: reached."
    return f"{done}; {found.wanted} wanted: {found.missing} more to code."


def _value_words(estimate: Estimate) -> str:
    if isinstance(estimate.value, Undefined):
        return str(estimate.value)
    if isinstance(estimate.interval, Undefined):
        return f"{written(estimate.value)} (no interval: {plain_reason(estimate.interval)})"
    return f"{value_and_interval(estimate)} ({estimate.interval.method})"


def plain_reason(reason: Undefined) -> str:
    """Return a reason without the words that every reason begins with."""
    return str(reason).removeprefix("not estimable: ")


def _accuracy_words(value: Statistic) -> str:
    if isinstance(value, Undefined):
        return ""
    return f"Two coders who are each right {percent(value)} of the time would reach this kappa (Bakeman et al. 1997)."
