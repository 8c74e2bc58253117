"""Linear scores of a lab: the sum of weighted ratings and measures that it entered, with the work it names."""

from collections.abc import Iterable

from annotator.measures.bouts import measured
from annotator.model.codebook import Codebook
from annotator.model.codebook.scales import LinearScore, Term
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.measure_rules import UnseenRule
from annotator.model.scores import Score, linear_score


def score_of(
    score: LinearScore, codebook: Codebook, coding: Coding, spans: Iterable[Span], unseen: UnseenRule
) -> Score:
    """Return the value of a linear score for a coding, or the reasons why it has none.

    Seconds and shares are those of the exported summary. What was not observed has no value: a latency that never
    came, an episode that is not marked, a code that was not looked for or not seen; it does not count as 0.

    Args:
        score: terms, weights and constant of the lab.
        codebook: what was coded with.
        coding: what one coder said.
        spans: the observed episodes.
        unseen: what becomes of latencies out of view.
    """
    observed = {span.episode: span for span in spans}
    measures: dict[tuple[str, str, str], float] = {
        (term.code, term.episode, term.measure): value
        for term in score.terms
        if term.measure is not None and term.episode in observed
        for found in [measured(coding, codebook, term.code, observed[term.episode], unseen)]
        if found is not None and (value := found.value(term.measure)) is not None
    }
    return linear_score(score, codebook, coding.ratings, measures)


def formula(score: LinearScore) -> str:
    """Return a linear score as it is computed.

    >>> terms = (Term(scale="avoidance", episode="5", target="caregiver", weight=-0.5),)
    >>> formula(LinearScore(id="x", name="X", constant=8, terms=terms, citation="Made up."))
    '8 - 0.5 * avoidance[5, caregiver]'
    """
    parts = [f"{score.constant:g}", *(f"{term.weight:+g} * {term_name(term)}" for term in score.terms)]
    return " ".join(f"{part[0]} {part[1:]}" if part[0] in "+-" and place else part for place, part in enumerate(parts))


def term_name(term: Term) -> str:
    """Return what a term is of: a scale with its cell, or a measure of a code with its episode.

    >>> term_name(Term(code="crying", episode="8", measure="total_s", weight=1))
    'total_s(crying)[8]'
    """
    what = term.scale or f"{term.measure}({term.code})"
    cell = ", ".join(part for part in (term.episode, term.target) if part)
    return f"{what}[{cell}]" if cell else what
