"""Numbers and readings derived from what a coder judged: linear scores of the lab, collapses of a classification.

What cannot be derived is None with its reason; an unset rating is never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.model.codebook import Codebook
from annotator.model.codebook_classes import ClassificationScheme, Collapse
from annotator.model.codebook_scales import LinearScore, Term
from annotator.model.items import Classification, Item, Rating

Measured = Mapping[tuple[str, str, str], float]
"""Measures of codes by (code, episode, measure): seconds, a share of 0 to 1, a count, or per minute."""


@dataclass(frozen=True, slots=True)
class Score:
    """The value of a linear score, or None with the reason why there is none."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The group a classification falls into, or None with the reason why it falls into none."""

    group: str | None
    reason: str = ""


def linear_score(score: LinearScore, codebook: Codebook, items: Iterable[Item], measured: Measured) -> Score:
    """Return constant plus the weighted terms, or every reason why it cannot be computed.

    Args:
        score: what the lab defined; the weights and their source are the lab's.
        codebook: says what scales and codes are called.
        items: the items of one coding.
        measured: the measures that the terms of codes ask for; one that is missing has no value, not 0.
    """
    ratings = {(one.scale, one.episode, one.target): one for one in items if isinstance(one, Rating)}
    found = [_term(term, codebook, ratings, measured) for term in score.terms]
    if missing := [one.reason for one in found if one.value is None]:
        return Score(None, "; ".join(missing))
    return Score(score.constant + sum(one.value for one in found if one.value is not None))


def collapse(scheme: ClassificationScheme, one: Collapse, classification: Classification) -> Reading:
    """Return how a collapse reads the one stored classification."""
    given = scheme.class_of(classification.primary)
    if given is None:
        return Reading(None, f"“{classification.primary}” is none of the classes")
    if given.id in one.by_forced:
        forced = scheme.class_of(classification.forced)
        if forced is None:
            return Reading(None, f"{given.id} has no forced alternative")
        given = forced
    group = next((name for name, classes in one.groups.items() if given.id in classes), None)
    return Reading(group, "" if group else f"{given.id} has no place in {one.name}")


def classification_gaps(scheme: ClassificationScheme, classification: Classification) -> tuple[str, ...]:
    """Return, in sentences, what a classification lacks or what does not fit together; it may be kept all the same."""
    given = scheme.class_of(classification.primary)
    if given is None:
        return (f"“{classification.primary}” is none of the classes.",)
    gaps = []
    if classification.subgroup and classification.subgroup not in {one.id for one in given.subgroups}:
        gaps.append(f"{classification.subgroup} is no subgroup of {given.id}.")
    if given.needs_forced and not classification.forced:
        gaps.append(f"{given.id} asks for a best-fitting alternative.")
    forced = scheme.class_of(classification.forced) if classification.forced else None
    if classification.forced and (forced is None or forced.id not in scheme.forced):
        gaps.append(f"{classification.forced} cannot be the alternative.")
    return (*gaps, *_rating_gaps(scheme, classification.disorganisation, given.id))


def _rating_gaps(scheme: ClassificationScheme, value: float | None, primary: str) -> tuple[str, ...]:
    rating = scheme.disorganisation
    if rating is None or value is None:
        return ()
    if not rating.lowest <= value <= rating.highest:
        return (f"The rating of disorganisation runs from {rating.lowest} to {rating.highest}.",)
    suggests = rating.suggests(value)
    if suggests is None or suggests == (primary == rating.class_id):
        return ()
    side = "above" if suggests else "not above"
    return (f"The rating {value:g} is {side} the threshold {rating.threshold:g} and the class is {primary}.",)


def _term(term: Term, codebook: Codebook, ratings: Mapping[tuple[str, str, str], Rating], measured: Measured) -> Score:
    if term.scale:
        return _rated(term, codebook, ratings.get((term.scale, term.episode, term.target)))
    measure = term.measure or ""
    value = measured.get((term.code, term.episode, measure))
    if value is None:
        return Score(None, f"{measure} of {codebook.code_by_id[term.code].name} in episode {term.episode} has no value")
    return Score(term.weight * value)


def _rated(term: Term, codebook: Codebook, rating: Rating | None) -> Score:
    if rating is not None and rating.value is not None:
        return Score(term.weight * rating.value)
    towards = f" towards {term.target}" if term.target else ""
    where = f" in episode {term.episode}" if term.episode else ""
    why = "not rated" if rating is None else "not ratable"
    return Score(None, f"{codebook.scale_by_id[term.scale].name}{towards}{where} is {why}")
