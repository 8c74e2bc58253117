"""The headings of a codebook as wholes: cues of hunger, ways of holding, coping by itself or with the caregiver.

A heading stands for what its codes have in common: whether any of them is on, and how many different ones occur.
"""

from collections.abc import Iterator

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
    text,
    yes_or_no,
)
from annotator.measures.latencies import first_onset
from annotator.measures.observed import (
    NOT_HELD,
    Held,
    bouts,
    episodes_asked,
    length,
    stretch_at,
    watched,
)
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.measure_rules import MeasureRules
from annotator.study.tables import CodedSession

GROUP_OF_CODES_COLUMNS = (
    SESSION,
    CODER,
    EPISODE,
    text("group", "the heading that the codes stand under in the codebook"),
    text("who", "who does them; several with spaces between"),
    count("codes", "codes under the heading"),
    OBSERVED,
    SEEN,
    in_seconds("any_s", "seconds with any of its states on; empty where it has only points"),
    number("share", "any_s / seen_s", "0 to 1"),
    count("different", "different codes of it that occurred"),
    count("onsets", "events of it that began"),
    number("onsets_per_min", "onsets a minute of seen_s", "1/min"),
    in_seconds("latency_s", "from the start of the episode to the first onset of any; 0 if already on; empty: none"),
    yes_or_no("censored", "1: none had come when the episode, the looking for it, or the time in view ended"),
    in_seconds("waited_s", "latency_s; if it is censored, how long was waited"),
    WHY_EMPTY,
)


def group_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row an episode and heading of the codebook; those that only say who is out of view have none."""
    for group, codes in codebook.groups.items():
        if all(code.hides for code in codes):
            continue
        who = dict.fromkeys(actor for code in codes for actor in codebook.actors(code))
        for held in episodes_asked(one, codebook):
            where: dict[str, object] = {
                "session": one.session.id,
                "coder": one.coding.coder,
                "episode": held.episode,
                "group": group,
                "who": " ".join(who),
                "codes": len(codes),
            }
            yield where | _of_group(one.coding, codebook, rules, codes, held)


def _of_group(
    coding: Coding, codebook: Codebook, rules: MeasureRules, codes: tuple[Code, ...], held: Held
) -> dict[str, object]:
    if held.span is None:
        return {"why_empty": NOT_HELD}
    ids = tuple(code.id for code in codes)
    found = watched(coding, codebook, ids, held.span)
    saw = found.saw
    if not saw:
        return found.row
    events = coding.events_of(ids)
    begun = [event for event in events if stretch_at(saw, event.start_ms) is not None]
    lasting = bouts(events, saw)
    occurred = {code.id for code in codes if bouts(coding.events_of((code.id,)), saw)} | {one.code for one in begun}
    row = found.row | {
        "different": len(occurred),
        "onsets": len(begun),
        "onsets_per_min": len(begun) * 60_000 / length(saw),
    }
    if not all(code.is_point for code in codes):
        row |= {"any_s": seconds(length(lasting)), "share": length(lasting) / length(saw)}
    wait = first_onset(events, found.waited_in(rules.unseen), held.span.start_ms)
    if wait is None:
        return row
    times = {"latency_s": seconds(wait.latency_ms), "censored": int(wait.censored), "waited_s": seconds(wait.waited_ms)}
    return row | times
