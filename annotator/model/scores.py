"""Numbers and readings derived from what a coder judged: linear scores of the lab, collapses of a classification.

What cannot be derived is None with its reason; an unset rating is never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.model.codebook import Codebook
from annotator.model.codebook.classes import ClassificationScheme, Collapse, DisorganisationRating
from annotator.model.codebook.scales import LinearScore, Term
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
        what = (
            f"“{classification.primary}” is not one of the classes" if classification.primary else "no class is given"
        )
        return Reading(None, what)
    if given.id in one.by_forced:
        forced = scheme.class_of(classification.forced)
        if forced is None:
            return Reading(None, f"{given.id} has no forced alternative")
        given = forced
    group = next((name for name, classes in one.groups.items() if given.id in classes), None)
    return Reading(group, "" if group else f"{given.id} has no place in {one.name}")


def classification_faults(scheme: ClassificationScheme, classification: Classification) -> tuple[str, ...]:
    """Return, in sentences, what cannot stand: what the codebook does not have, and an alternative that is missing.

    A class that is not given yet (primary "") is no fault.
    """
    given = scheme.class_of(classification.primary)
    if given is None and (classification.primary or classification.subgroup):
        return (f"“{classification.primary}” is not one of the classes.",)
    found = []
    if given is not None and classification.primary != given.id:
        found.append(f"{classification.primary} is a subgroup: its class is {given.id}.")
    if given is not None and classification.subgroup not in ("", *(one.id for one in given.subgroups)):
        found.append(f"{classification.subgroup} is not a subgroup of {given.id}.")
    if given is not None and given.needs_forced and not classification.forced:
        found.append(f"{given.id} needs a best-fitting alternative.")
    forced = scheme.class_of(classification.forced) if classification.forced else None
    if classification.forced and (forced is None or forced.id not in scheme.forced):
        found.append(f"{classification.forced} cannot be the alternative.")
    if classification.confidence not in ("", *scheme.confidence):
        found.append(f"“{classification.confidence}” is not one of the words for how sure the coder is.")
    return (*found, *_rating_faults(scheme.disorganisation, classification.disorganisation))


def threshold_note(scheme: ClassificationScheme, classification: Classification) -> str:
    """Return how the rating of disorganisation and the class disagree by the lab's threshold; "" if they do not.

    The coder decides: both stay as they are. A value that the rating cannot have says nothing.
    """
    rating, value = scheme.disorganisation, classification.disorganisation
    given = scheme.class_of(classification.primary)
    if rating is None or value is None or given is None or not rating.allows(value):
        return ""
    suggests = rating.suggests(value)
    if suggests is None or suggests == (given.id == rating.class_id):
        return ""
    side = "above" if value > (rating.threshold or 0) else "at" if value == rating.threshold else "below"
    return f"The rating {value:g} is {side} the threshold {rating.threshold:g}, but the class is {given.id}."


def _rating_faults(rating: DisorganisationRating | None, value: float | None) -> tuple[str, ...]:
    if value is None:
        return ()
    if rating is None:
        return ("The codebook has no rating of disorganisation.",)
    if not rating.allows(value):
        halves = "half points too" if rating.half_points else "in whole points"
        return (f"The rating of disorganisation runs from {rating.lowest} to {rating.highest}, {halves}.",)
    return ()


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
