"""Which cues were answered, how soon, and whether the answers fitted.

Every onset of a cue is one cue. Its window opens when it begins, and its answer is the first event of an answering code
that begins in the window: each of several overlapping cues gets the first answer in its own window, so that one answer
may be that of several cues; nothing answers itself, where one code is cue and answer. A cue is at risk while it lies in
a scored episode in which somebody who could answer is present, and while cue and answers were looked for and those who
do them were in view; what ends before the window does without an answer is censored, not unanswered. An answer that was
on already when the cue began is neither: nothing that happened then was an answer to it.
"""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Literal, NamedTuple

from msgspec import Struct

from annotator.measures.columns import (
    CODER,
    EPISODE,
    OBSERVED,
    RULE,
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
from annotator.measures.observed import (
    NOT_HELD,
    Held,
    episodes_asked,
    is_present,
    stretch_at,
    watched,
)
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import Event
from annotator.model.looked_for import Stretch
from annotator.model.measure_rules import Behaviour, Cue, Fit, MeasureRules
from annotator.study.tables import CodedSession

Outcome = Literal["answered", "unanswered", "ongoing", "censored"]


class CueAnswer(Struct, frozen=True, kw_only=True):
    """One cue and what became of it.

    window_ms: where its window ends, not part of it; cut where the episode, or the looking, ends.
    answer: the first answer in the window; None where there was none.
    """

    cue: Event
    window_ms: int
    outcome: Outcome
    answer: Event | None

    @property
    def latency_ms(self) -> int | None:
        """From the start of the cue to the start of its answer."""
        return None if self.answer is None else self.answer.start_ms - self.cue.start_ms


def answers_to(
    cues: Sequence[Event], answers: Sequence[Event], stretches: Sequence[Stretch], rule: Cue
) -> list[CueAnswer]:
    """Return what became of each cue that begins in the stretches, in order of start.

    >>> reach = Event(id="c", code="reach", start_ms=1000, end_ms=1000)
    >>> lift = Event(id="a", code="pick_up", start_ms=2500, end_ms=2500)
    >>> rule = Cue(id="reach", codes=("reach",), answers=("pick_up",), within_s=2)
    >>> [one.outcome for one in answers_to([reach], [lift], [(0, 9000)], rule)]
    ['answered']
    >>> [one.outcome for one in answers_to([reach], [lift], [(0, 2000)], rule)]
    ['censored']
    """
    found = ((cue, stretch_at(stretches, cue.start_ms)) for cue in cues)
    return [_answer_to(cue, answers, stretch[1], rule) for cue, stretch in found if stretch is not None]


def _answer_to(cue: Event, answers: Sequence[Event], seen_until_ms: int, rule: Cue) -> CueAnswer:
    opened_ms = cue.start_ms if rule.window == "start" else seen_until_ms if cue.end_ms is None else cue.end_ms
    closes_ms = opened_ms + round(rule.within_s * 1000)
    window_ms = min(closes_ms, seen_until_ms)
    if any(one.start_ms < cue.start_ms and (one.end_ms is None or one.end_ms > cue.start_ms) for one in answers):
        return CueAnswer(cue=cue, window_ms=window_ms, outcome="ongoing", answer=None)
    first = next((one for one in answers if cue.start_ms <= one.start_ms < window_ms and one.id != cue.id), None)
    seen_through = closes_ms <= seen_until_ms
    outcome: Outcome = "answered" if first is not None else "unanswered" if seen_through else "censored"
    return CueAnswer(cue=cue, window_ms=window_ms, outcome=outcome, answer=first)


def fit_of(answer: Event, fit: Fit | None) -> Literal["", "matched", "mismatched"]:
    """Return what an answer says of how it fits; "" where it does not say."""
    said = "" if fit is None else answer.modifiers.get(fit.modifier, "")
    if fit is None or not said:
        return ""
    return "matched" if said in fit.matched else "mismatched" if said in fit.mismatched else ""


CUE_COLUMNS = (
    SESSION,
    CODER,
    RULE,
    EPISODE,
    text("event_id", "id of the cue, as in events.csv"),
    text("code", "id of its code"),
    in_seconds("start_s", "session time at which the cue begins, and its window opens"),
    in_seconds("window_s", "from there to the end of the window, cut where the episode or the looking ends"),
    text(
        "outcome",
        "answered; unanswered; ongoing: an answering state was on already; censored: the episode, or the "
        "looking, ended before the window did",
        "answered | unanswered | ongoing | censored",
    ),
    in_seconds("latency_s", "from the start of the cue to the start of its first answer in the window; empty: none"),
    text("answer_id", "id of that answer, as in events.csv"),
    text("answer", "id of its code"),
    yes_or_no("shared", "1: the same answer is the first answer to another cue of the rule"),
    text("fit", "whether the answer fits, as the coder said; empty: not said", "matched | mismatched"),
)

RESPONSIVENESS_COLUMNS = (
    SESSION,
    CODER,
    RULE,
    EPISODE,
    OBSERVED,
    SEEN,
    count("cues", "cues that began while they could be answered and seen to be"),
    count("answered", "those answered within the window of the rule"),
    count("unanswered", "those not answered by its end"),
    count("ongoing", "those that began while an answering state was on already"),
    count("censored", "those whose window the end of the episode, or of the looking, cut short without an answer"),
    count("unsaid", "cues and answers in the episode that do not say what the rule asks, and are not counted"),
    number("share_answered", "answered / (answered + unanswered)", "0 to 1"),
    in_seconds("median_latency_s", "median latency of those answered"),
    count("matched", "answers to these cues that fit, as the coder said; empty: the rule does not ask"),
    count("mismatched", "answers to these cues that do not fit"),
    count("repaired", "those of them that an answer that fits follows before the episode, or the looking, ends"),
    in_seconds(
        "median_repair_s",
        "median time from the start of a mismatched answer to that of the next that fits, of those repaired",
    ),
    WHY_EMPTY,
)


def cue_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a cue at risk, by rule, in order of time."""
    for rule in rules.cues:
        for held in episodes_asked(one, codebook):
            found = _at_risk(one.coding, codebook, rule, held).found
            firsts = [each.answer.id for each in found if each.answer is not None]
            for each in found:
                where = {"session": one.session.id, "coder": one.coding.coder, "rule": rule.id, "episode": held.episode}
                yield where | _cue(each, rule, firsts)


def responsiveness_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a rule and episode: how many cues there were, and what became of them."""
    for rule in rules.cues:
        for held in episodes_asked(one, codebook):
            risk = _at_risk(one.coding, codebook, rule, held)
            where = {"session": one.session.id, "coder": one.coding.coder, "rule": rule.id, "episode": held.episode}
            yield where | risk.row | (_summary(rule, risk) if risk.saw else {})


class _AtRisk(NamedTuple):
    """The cues at risk in an episode, all answers, and where both were looked for and seen; nowhere: row says why."""

    row: dict[str, object]
    saw: Sequence[Stretch] = ()
    found: Sequence[CueAnswer] = ()
    answers: Sequence[Event] = ()
    unsaid: int = 0


def _at_risk(coding: Coding, codebook: Codebook, rule: Cue, held: Held) -> _AtRisk:
    if held.span is None:
        return _AtRisk({"why_empty": NOT_HELD})
    codes = _who_answer(rule, codebook, held)
    if not codes:
        nobody = {who for code in rule.answers for who in _doing(rule, codebook, code)}
        return _AtRisk({"why_empty": f"{rule.present or ' and '.join(sorted(nobody))} absent"})
    of_cues = watched(coding, codebook, rule.codes, held.span, where=rule.where)
    times = of_cues.and_also(watched(coding, codebook, codes, held.span, where=rule.answers_where))
    if not times.saw:
        return _AtRisk(times.row)
    answering = Behaviour(codes=codes, where=rule.answers_where)
    answers = answering.events(coding)
    silent = {event.id: event.start_ms for event in (*rule.silent(coding), *answering.silent(coding))}
    unsaid = sum(held.span.start_ms <= start_ms < held.span.end_ms for start_ms in silent.values())
    return _AtRisk(times.row, times.saw, answers_to(rule.events(coding), answers, times.saw, rule), answers, unsaid)


def _who_answer(rule: Cue, codebook: Codebook, held: Held) -> tuple[str, ...]:
    """Return the answering codes of those who are in the room; none where the one who must be there is not."""
    if not is_present(rule.present, held.episode, codebook):
        return ()
    doing = {code: _doing(rule, codebook, code) for code in rule.answers}
    there = {code: any(is_present(who, held.episode, codebook) for who in who_all) for code, who_all in doing.items()}
    return tuple(code for code in rule.answers if there[code] or not doing[code])


def _doing(rule: Cue, codebook: Codebook, code_id: str) -> Sequence[str]:
    """Return who may do an answering code such that it counts."""
    code = codebook.code_by_id[code_id]
    return rule.answers_where.get(code.actor) or codebook.actors(code)


def _repairs(risk: _AtRisk, answers: Sequence[Event], fit: Fit) -> list[int | None]:
    """Return for each of these answers how many ms later one fitted; None where none did while it was seen."""
    fitting = [one.start_ms for one in risk.answers if fit_of(one, fit) == "matched"]
    waits: list[int | None] = []
    for answer in answers:
        looked = stretch_at(risk.saw, answer.start_ms)
        until_ms = answer.start_ms if looked is None else looked[1]
        waits.append(next((at_ms - answer.start_ms for at_ms in fitting if answer.start_ms < at_ms < until_ms), None))
    return waits


def _cue(each: CueAnswer, rule: Cue, firsts: Sequence[str]) -> dict[str, object]:
    row: dict[str, object] = {
        "event_id": each.cue.id,
        "code": each.cue.code,
        "start_s": seconds(each.cue.start_ms),
        "window_s": seconds(each.window_ms - each.cue.start_ms),
        "outcome": each.outcome,
    }
    if each.answer is None:
        return row
    return row | {
        "latency_s": seconds(each.latency_ms),
        "answer_id": each.answer.id,
        "answer": each.answer.code,
        "shared": int(firsts.count(each.answer.id) > 1),
        "fit": fit_of(each.answer, rule.fit) or None,
    }


def _summary(rule: Cue, risk: _AtRisk) -> dict[str, object]:
    outcomes = [each.outcome for each in risk.found]
    latencies = [each.latency_ms for each in risk.found if each.latency_ms is not None]
    answered, unanswered = outcomes.count("answered"), outcomes.count("unanswered")
    row: dict[str, object] = {
        "cues": len(risk.found),
        "answered": answered,
        "unanswered": unanswered,
        "ongoing": outcomes.count("ongoing"),
        "censored": outcomes.count("censored"),
        "unsaid": risk.unsaid,
        "share_answered": answered / (answered + unanswered) if answered + unanswered else None,
        "median_latency_s": median(latencies) / 1000 if latencies else None,
    }
    return row if rule.fit is None else row | _fits(rule.fit, risk)


def _fits(fit: Fit, risk: _AtRisk) -> dict[str, object]:
    answers = {each.answer.id: each.answer for each in risk.found if each.answer is not None}
    said = {answer_id: fit_of(answer, fit) for answer_id, answer in answers.items()}
    mismatched = [answers[answer_id] for answer_id, how in said.items() if how == "mismatched"]
    waits = [wait for wait in _repairs(risk, mismatched, fit) if wait is not None]
    return {
        "matched": list(said.values()).count("matched"),
        "mismatched": len(mismatched),
        "repaired": len(waits),
        "median_repair_s": median(waits) / 1000 if waits else None,
    }
