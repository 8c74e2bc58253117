"""Excursions from the caregiver and back: the caregiver as a secure base (Ainsworth et al. 1978).

How they are counted is a convention of this program. An excursion begins when the infant leaves and ends when it next
comes back; leaving again while away begins none. One that has not ended when the episode, the looking, or the time in
view does is censored. A return without an excursion (the infant was away already) counts as a return only.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from annotator.measures.columns import (
    CODER,
    EPISODE,
    OBSERVED,
    SEEN,
    SESSION,
    WHY_EMPTY,
    Row,
    count,
    in_seconds,
    number,
    seconds,
    yes_or_no,
)
from annotator.measures.observed import (
    NOT_HELD,
    Held,
    bouts,
    episodes_asked,
    length,
    seen,
    watched,
)
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.looked_for import Stretch
from annotator.model.measure_rules import MeasureRules, SecureBase
from annotator.study.tables import CodedSession


class Excursion(Struct, frozen=True, kw_only=True):
    """One excursion: when it began, how long it was seen to last, and whether the return never came (censored)."""

    start_ms: int
    lasted_ms: int
    censored: bool


def excursions(away_ms: Sequence[int], back_ms: Sequence[int], stretches: Sequence[Stretch]) -> list[Excursion]:
    """Return the excursions from when the infant left and when it came back, both rising.

    >>> [(one.start_ms, one.lasted_ms, one.censored) for one in excursions([10, 12, 40], [5, 20], [(0, 60)])]
    [(10, 10, False), (40, 20, True)]
    """
    found: list[Excursion] = []
    for start_ms, end_ms in stretches:
        until_ms = start_ms
        for left_ms in (at_ms for at_ms in away_ms if start_ms <= at_ms < end_ms):
            if left_ms >= until_ms:
                until_ms = next((at_ms for at_ms in back_ms if left_ms < at_ms < end_ms), end_ms)
                censored = until_ms == end_ms
                found.append(Excursion(start_ms=left_ms, lasted_ms=until_ms - left_ms, censored=censored))
    return found


EXCURSION_COLUMNS = (
    SESSION,
    CODER,
    EPISODE,
    in_seconds("start_s", "session time at which the infant left"),
    in_seconds("time_to_return_s", "until it next came back; empty if it did not"),
    yes_or_no("censored", "1: it had not come back when the episode, or the looking, ended"),
    in_seconds("waited_s", "time_to_return_s; if it is censored, how long it was seen to be away"),
)

SECURE_BASE_COLUMNS = (
    SESSION,
    CODER,
    EPISODE,
    OBSERVED,
    SEEN,
    count("excursions", "excursions that began in them"),
    count("returns", "times the infant came back, also from where it had been at the start"),
    count("censored", "excursions from which it had not come back when the episode, or the looking, ended"),
    count("look_backs", "looks back while looking back and exploring were looked for; empty: the rule names none"),
    in_seconds("exploring_s", "seconds of exploring then; empty: the rule names no such code"),
    number(
        "look_backs_per_min", "look_backs that began while exploring, a minute of it; empty without exploring", "1/min"
    ),
    WHY_EMPTY,
)


def excursion_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row an excursion, in order of time."""
    if rules.secure_base is None:
        return
    for held in episodes_asked(one, codebook):
        for each in _excursions(one.coding, codebook, rules.secure_base, held):
            yield {
                "session": one.session.id,
                "coder": one.coding.coder,
                "episode": held.episode,
                "start_s": seconds(each.start_ms),
                "time_to_return_s": None if each.censored else seconds(each.lasted_ms),
                "censored": int(each.censored),
                "waited_s": seconds(each.lasted_ms),
            }


def secure_base_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row an episode: excursions, returns, and looks back a minute of exploring."""
    if rules.secure_base is None:
        return
    for held in episodes_asked(one, codebook):
        where = {"session": one.session.id, "coder": one.coding.coder, "episode": held.episode}
        yield where | _summary(one.coding, codebook, rules.secure_base, held)


def _excursions(coding: Coding, codebook: Codebook, rule: SecureBase, held: Held) -> list[Excursion]:
    if held.span is None:
        return []
    away, back = (_onsets(coding, codes) for codes in (rule.away, rule.back))
    return excursions(away, back, seen(coding, codebook, (*rule.away, *rule.back), held.span))


def _summary(coding: Coding, codebook: Codebook, rule: SecureBase, held: Held) -> dict[str, object]:
    if held.span is None:
        return {"why_empty": NOT_HELD}
    times = watched(coding, codebook, (*rule.away, *rule.back), held.span)
    if not times.saw:
        return times.row
    found = _excursions(coding, codebook, rule, held)
    row = times.row | {
        "excursions": len(found),
        "returns": _inside(_onsets(coding, rule.back), times.saw),
        "censored": sum(one.censored for one in found),
    }
    saw = seen(coding, codebook, (*rule.look_back, *rule.explore), held.span)
    if not rule.look_back or not saw:
        return row
    looks = _onsets(coding, rule.look_back)
    row["look_backs"] = _inside(looks, saw)
    if not rule.explore:
        return row
    exploring = bouts(coding.events_of(rule.explore), saw)
    row["exploring_s"] = seconds(length(exploring))
    row["look_backs_per_min"] = _inside(looks, exploring) * 60_000 / length(exploring) if exploring else None
    return row


def _onsets(coding: Coding, codes: Sequence[str]) -> list[int]:
    return [event.start_ms for event in coding.events_of(codes)]


def _inside(moments: Sequence[int], stretches: Sequence[Stretch]) -> int:
    return sum(start <= at_ms < end for at_ms in moments for start, end in stretches)
