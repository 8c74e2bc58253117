"""Codes that several people may do, or that may be towards several, person by person: by whom and towards whom."""

from collections.abc import Iterable, Iterator

from annotator.measures.bouts import measure, touches
from annotator.measures.columns import BEHAVIOUR_COLUMNS, CODER, EPISODE, SESSION, WHY_EMPTY, Row, text
from annotator.measures.observed import NOT_HELD, Held, episodes_asked, is_present, watched
from annotator.model.codebook import Code, Codebook, Modifier
from annotator.model.items import Event
from annotator.model.measure_rules import MeasureRules
from annotator.study.tables import CodedSession

PERSON_COLUMNS = (
    SESSION,
    CODER,
    EPISODE,
    text("code", "id of the code in the codebook"),
    text("who", "who did it; empty: the coder was asked and did not say"),
    text("target", "towards whom or what; empty: the code does not ask, or the coder did not say"),
    *BEHAVIOUR_COLUMNS,
    WHY_EMPTY,
)


def person_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row an episode, code, doer and target: of everybody who is present, and of whatever else was said.

    Codes that neither ask by whom nor towards whom have their rows in summary.csv.
    """
    for code in codebook.all_codes:
        target = target_of(code, codebook)
        if target is None and len(codebook.actors(code)) < 2:
            continue
        events = one.coding.events_of((code.id,))
        if code in codebook.retired and not events:
            continue
        for held in episodes_asked(one, codebook):
            where: dict[str, object] = {
                "session": one.session.id,
                "coder": one.coding.coder,
                "episode": held.episode,
                "code": code.id,
            }
            for row in _of_episode(one, codebook, rules, code, target, events, held):
                yield where | row


def target_of(code: Code, codebook: Codebook) -> Modifier | None:
    """Return the question of a code that says towards whom it is, if there is one.

    People are among its answers, and nobody who does it, of whatever code asks it: who began a contact between two is
    no target.
    """
    asked = (codebook.modifier_by_id[name] for name in code.modifiers if name in codebook.modifier_by_id)
    return next((one for one in asked if _is_of_targets(one, codebook)), None)


def _is_of_targets(question: Modifier, codebook: Codebook) -> bool:
    answers = {value.id for value in question.values}
    asking = (one for one in codebook.all_codes if question.id in one.modifiers)
    doers = {who for one in asking for who in codebook.actors(one)}
    return bool(answers.intersection(codebook.roles)) and answers.isdisjoint(doers)


def _of_episode(
    one: CodedSession,
    codebook: Codebook,
    rules: MeasureRules,
    code: Code,
    target: Modifier | None,
    events: Iterable[Event],
    held: Held,
) -> Iterator[dict[str, object]]:
    span = held.span
    if span is None:
        yield {"why_empty": NOT_HELD}
        return
    said: dict[tuple[str, str], list[Event]] = {
        (who, whom): []
        for who in codebook.actors(code)
        if is_present(who, held.episode, codebook)
        for whom in _targets(target, codebook, held)
    }
    for event in events:
        if touches(event, span):
            whom = "" if target is None else event.modifiers.get(target.id, "")
            said.setdefault((codebook.doer(code, event.modifiers), whom), []).append(event)
    for (who, whom), some in said.items():
        times = watched(one.coding, codebook, (code.id,), span, where={code.actor: (who,)} if who else {})
        row = {"who": who or None, "target": whom or None} | times.row
        if times.saw:
            found = measure(some, span, times, rules.unseen)
            row |= found.row(is_point=code.is_point)
        yield row


def _targets(target: Modifier | None, codebook: Codebook, held: Held) -> list[str]:
    people = [] if target is None else [value.id for value in target.values if value.id in codebook.roles]
    return [one for one in people if is_present(one, held.episode, codebook)] if target is not None else [""]
