"""How two coders answer one question, such as towards whom, about the events that both have.

Both have an event if their bouts of one code are linked by overlap, whatever was answered (Holle & Rein 2015), or their
points of one code are matched within the tolerance. A bout is here a code with one answer: it ends where the answer
changes. Events that only one coder has are no matter of the answer; F1 counts them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.code_with import UNANSWERED, answer_in, code_alone
from annotator.agreement.reading import points_in
from annotator.model.codebook import Code, Codebook, Modifier
from annotator.model.coding import Coding
from annotator.statistics.estimate import Statistic, Undefined, stated
from annotator.statistics.events.bouts import bouts_in
from annotator.statistics.events.linked import link
from annotator.statistics.points import match_points
from annotator.statistics.streams import Pair, Times
from annotator.statistics.tables import Tables, cohen_kappa, observed_agreement, why_no_kappa

NO_EVENTS = "not estimable: no event of one coder belongs to one of the other"
NO_ANSWERS = "not estimable: both answered it of no event that both have"


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """How two coders answer one question about a code, or about all codes together.

    Attributes:
        code: id of the code; "" for all that ask it.
        table: events that both have, shape (answers + 1, answers + 1), read-only; rows coder A, columns coder B,
            unanswered last.
        matched: how many events both have.
        both: of how many both answered it.
        only_a: of how many only coder A did.
        only_b: of how many only coder B did.
        agreement: Po, share of those answered by both with the same answer.
        kappa: Cohen's kappa of those.
    """

    code: str
    table: Tables
    matched: int
    both: int
    only_a: int
    only_b: int
    agreement: Statistic
    kappa: Statistic


def answers_of(code: str, table: Tables) -> Answers:
    """Return what a table of answers says; what was not answered by both is counted, and enters neither Po nor kappa.

    >>> found = answers_of("", np.array([[8, 2, 1], [1, 9, 0], [0, 3, 5]]))
    >>> found.matched, found.both, found.only_a, found.only_b, round(found.agreement, 2), round(found.kappa, 2)
    (29, 20, 1, 3, 0.85, 0.7)
    """
    answered = table[:-1, :-1]
    nothing = NO_ANSWERS if table.any() else NO_EVENTS
    table.setflags(write=False)
    return Answers(
        code=code,
        table=table,
        matched=int(table.sum()),
        both=int(answered.sum()),
        only_a=int(table[:-1, -1].sum()),
        only_b=int(table[-1, :-1].sum()),
        agreement=stated(observed_agreement(answered), nothing),
        kappa=kappa_of_answers(answered) if answered.any() else Undefined(nothing),
    )


def kappa_of_answers(answered: Tables) -> Statistic:
    """Return Cohen's kappa of a table of answers, not empty, without what was not answered."""
    return stated(cohen_kappa(answered), why_no_kappa(answered, "answer"))


def answer_ids(modifier: Modifier) -> tuple[str, ...]:
    """Return the answers in the order of the tables."""
    return (*(value.id for value in modifier.values), UNANSWERED)


def linked_answers(codes: Sequence[Code], modifier: Modifier, pair: Pair, overlap: float) -> Mapping[str, Tables]:
    """Return a table of answers for each code of a channel that asks the question.

    Args:
        codes: of the channel, each with every answer (see codebook_with).
        modifier: the question.
        pair: both coders' streams of these codes.
        overlap: least overlap of linked bouts, as a share of the longer.
    """
    ids = answer_ids(modifier)
    owners = list(dict.fromkeys(code_alone(code.id) for code in codes))
    owner = np.array([owners.index(code_alone(code.id)) for code in codes])
    place = np.array([ids.index(said) if (said := answer_in(code.id)) else -1 for code in codes])
    a, b, window = pair
    bouts_a, bouts_b = bouts_in(a, window), bouts_in(b, window)
    of_a, of_b = link(bouts_a, bouts_b, overlap)
    first, second = bouts_a.codes[of_a], bouts_b.codes[of_b]
    same = (owner[first] == owner[second]) & (place[first] >= 0)
    tables = np.zeros((len(owners), len(ids), len(ids)), dtype=np.int64)
    np.add.at(tables, (owner[first[same]], place[first[same]], place[second[same]]), 1)
    return {owners[number]: tables[number] for number in dict.fromkeys(owner[place >= 0].tolist())}


def matched_answers(
    codes: Sequence[Code], modifier: Modifier, a: Coding, b: Coding, edges: Times, tolerance_ms: int
) -> Tables:
    """Return the table of answers about the points of one code.

    Args:
        codes: the code with every answer.
        modifier: the question.
        a: what coder A said in these codes.
        b: what coder B did.
        edges: where the window begins and ends, in turn.
        tolerance_ms: the largest difference of two points that are one.
    """
    size = len(answer_ids(modifier))
    table = np.zeros((size, size), dtype=np.int64)
    of_a, of_b = (_answered(codes, coding, edges) for coding in (a, b))
    for at_a, at_b in match_points([at for at, _ in of_a], [at for at, _ in of_b], tolerance_ms).pairs:
        table[_take(of_a, at_a), _take(of_b, at_b)] += 1
    return table


def _answered(codes: Sequence[Code], coding: Coding, edges: Times) -> list[tuple[int, int]]:
    """Return the points of a code in order of time, each with the place of its answer."""
    return sorted((at, place) for place, code in enumerate(codes) for at in points_in(coding, code.id, edges))


def _take(points: list[tuple[int, int]], at_ms: int) -> int:
    place = next(number for number, (at, _) in enumerate(points) if at == at_ms)
    return points.pop(place)[1]


def asking(codebook: Codebook, modifier: str) -> tuple[Code, ...]:
    """Return the codes that ask a question, in the order of the codebook."""
    return tuple(code for code in codebook.all_codes if modifier in code.modifiers)


def summed(tables: Iterable[Mapping[str, Tables]], codes: Iterable[str], size: int) -> dict[str, Tables]:
    """Return the sum of tables of each of these codes, in the order of the codes."""
    total = {code: np.zeros((size, size), dtype=np.int64) for code in codes}
    for one in tables:
        for code, table in one.items():
            total[code] += table
    return total
