"""What the scales, classes and linear scores of a codebook must keep to."""

from collections.abc import Callable, Iterator
from math import inf, isfinite

from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.classes import Collapse, DisorganisationRating
from annotator.model.codebook.faults import Fault, listed
from annotator.model.codebook.lines import Lines, Path
from annotator.model.codebook.scales import LinearScore, Scale, Term
from annotator.model.names import one_name, why_misread

_ACTOR = 'Write actor = "infant", "caregiver", or whoever does it.'


def check_actor(codebook: Codebook, one: Code | Scale, line: int) -> Iterator[Fault]:
    """Yield what is wrong with who does it: not said, or nobody who is present."""
    if not one.actor.strip():
        yield Fault(line, f"{one.name}: no actor is given", _ACTOR, may_stay=True)
        return
    asked = isinstance(one, Code) and one.actor in one.modifiers and one.actor in codebook.modifier_by_id
    who = codebook.actors(one) if asked else (one.actor,)
    if strangers := [role for role in who if codebook.roles and role not in codebook.roles]:
        what = f"{one.name}: “{strangers[0]}” is not present in any episode"
        yield Fault(line, what, f"Use one of: {listed(codebook.roles)}.")


def _check_scales(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for index, scale in enumerate(codebook.scales):
        yield from _check_points(scale.name, scale, lines, ("scale", index))
        yield from check_actor(codebook, scale, lines.of("scale", index, "actor"))
        if unknown := [one for one in scale.evidence if one not in codebook.code_by_id]:
            what = f"{scale.name}: there is no code “{unknown[0]}” to show as evidence"
            yield Fault(lines.of("scale", index, "evidence"), what, "Use ids of codes, or remove it.")
        yield from _check_limits(codebook, scale, lines, index)
        yield from _check_rated(codebook, scale, lines, index)


def _check_limits(codebook: Codebook, scale: Scale, lines: Lines, index: int) -> Iterator[Fault]:
    for place, limit in enumerate(scale.evidence_limits):
        line = lines.of("scale", index, "evidence_limits", place)
        if unknown := [one for one in limit.codes if one not in codebook.code_by_id]:
            what = f"{scale.name}: there is no code “{unknown[0]}” for a limit"
            yield Fault(line, what, "Use ids of codes, or remove it.")
        if unknown := [one for one in limit.episodes if one not in codebook.episode_by_id]:
            what = f"{scale.name}: there is no episode “{unknown[0]}” for a limit"
            yield Fault(line, what, f"Use: {listed(tuple(codebook.episode_by_id))}.")
        if not (limit.codes and 0 < limit.seconds < inf):
            what = f"{scale.name}: a limit needs codes, and seconds above 0"
            yield Fault(line, what, 'Write for example codes = ["contact"], seconds = 15.')


def _check_points(name: str, scale: Scale | DisorganisationRating, lines: Lines, path: Path) -> Iterator[Fault]:
    if scale.lowest >= scale.highest:
        what = f"{name}: it runs from {scale.lowest} to {scale.highest}"
        yield Fault(lines.of(*path, "lowest"), what, "Make lowest the smaller of the two.")
    values = [anchor.value for anchor in scale.anchors]
    for place, value in enumerate(values):
        line = lines.of(*path, "anchors", place)
        if not scale.lowest <= value <= scale.highest:
            what = f"{name}: the anchor of {value:g} lies outside {scale.lowest} to {scale.highest}"
            yield Fault(line, what, "Give it a value on the scale.")
        if value in values[:place]:
            yield Fault(line, f"{name}: the point {value:g} has two anchors", "Keep one of them.")


def _check_rated(codebook: Codebook, scale: Scale, lines: Lines, index: int) -> Iterator[Fault]:
    for place, rated in enumerate(scale.rated):
        line = lines.of("scale", index, "rated", place)
        if unknown := [one for one in rated.episodes if one not in codebook.episode_by_id]:
            what = f"{scale.name}: there is no episode “{unknown[0]}”"
            yield Fault(line, what, f"Use: {listed(tuple(codebook.episode_by_id))}.")
        if rated.target and codebook.roles and rated.target not in codebook.roles:
            what = f"{scale.name}: “{rated.target}” is not present in any episode"
            yield Fault(line, what, f"Use one of: {listed(codebook.roles)}.")
    if len(set(scale.cells)) < len(scale.cells):
        what = f"{scale.name}: an episode is rated twice for the same target"
        yield Fault(lines.of("scale", index, "rated"), what, "Name every episode once for each target.")


def _check_classes(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    scheme = codebook.classification
    if scheme is None:
        return
    ids = [one.id for one in scheme.classes]
    taken = set(map(one_name, ids))
    for place, one in enumerate(scheme.classes):
        for sub_place, subgroup in enumerate(one.subgroups):
            line = lines.of("classification", "class", place, "subgroups", sub_place)
            if one_name(subgroup.id) in taken:
                what = f"{one.name}: “{subgroup.id}” is the id of another class or subgroup"
                yield Fault(line, what, "Give each its own id.")
            if reason := why_misread(subgroup.id):
                what = f"{one.name}: “{subgroup.id}” cannot be an id: {reason}"
                yield Fault(line, what, "Choose another id, such as a word.", may_stay=True)
            taken.add(one_name(subgroup.id))
    if unknown := [one for one in scheme.forced if one not in ids]:
        line = lines.of("classification", "forced")
        yield Fault(line, f"there is no class “{unknown[0]}” that could be forced", f"Use: {listed(ids)}.")
    for place, collapse in enumerate(scheme.collapses):
        yield from _check_collapse(collapse, ids, lines.of("classification", "collapse", place, "groups"))


def _check_collapse(collapse: Collapse, ids: list[str], line: int) -> Iterator[Fault]:
    grouped = [one for group in collapse.groups.values() for one in group]
    if unknown := [one for one in (*grouped, *collapse.by_forced) if one not in ids]:
        yield Fault(line, f"{collapse.name}: there is no class “{unknown[0]}”", f"Use: {listed(ids)}.")
    if twice := [one for one in grouped if grouped.count(one) > 1]:
        what = f"{collapse.name}: class {twice[0]} is in two groups"
        yield Fault(line, what, "Put every class in one group at most.")


def _check_disorganisation(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    scheme = codebook.classification
    if scheme is None or scheme.disorganisation is None:
        return
    rating = scheme.disorganisation
    path = ("classification", "disorganisation")
    yield from _check_points("disorganisation", rating, lines, path)
    if rating.threshold is not None and not rating.lowest <= rating.threshold <= rating.highest:
        what = f"the threshold {rating.threshold:g} lies outside {rating.lowest} to {rating.highest}"
        yield Fault(lines.of(*path, "threshold"), what, "Choose a point of the scale.")
    if rating.class_id not in {one.id for one in scheme.classes}:
        ids = listed([one.id for one in scheme.classes])
        yield Fault(lines.of(*path, "class_id"), f"there is no class “{rating.class_id}”", f"Use one of: {ids}.")


def _check_linear_scores(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for index, score in enumerate(codebook.linear_scores):
        for field, what, hint in _score_problems(score):
            yield Fault(lines.of("linear_score", index, field), f"{score.name}: {what}", hint)
        for place, term in enumerate(score.terms):
            if problem := _term_problem(codebook, term):
                line = lines.of("linear_score", index, "terms", place)
                yield Fault(line, f"{score.name}: {problem[0]}", problem[1])


def score_problem(codebook: Codebook, score: LinearScore) -> tuple[str, str] | None:
    """Return what is wrong with a linear score and what to do about it, None if nothing is."""
    found = [(what, hint) for _, what, hint in _score_problems(score)]
    return next(iter([*found, *filter(None, (_term_problem(codebook, term) for term in score.terms))]), None)


def _score_problems(score: LinearScore) -> Iterator[tuple[str, str, str]]:
    if not score.terms:
        yield "terms", "it has no terms", "Add at least one."
    if not score.citation.strip():
        yield "citation", "it does not say where its weights come from", "Write the citation."
    if not all(isfinite(number) for number in (score.constant, *(term.weight for term in score.terms))):
        yield "constant", "its constant or a weight is not a number", "Write plain numbers."


def _term_problem(codebook: Codebook, term: Term) -> tuple[str, str] | None:
    if bool(term.scale) == bool(term.code):
        return "a term needs either a scale or a code", "Give each term a scale, or a code and a measure."
    if term.scale:
        return _rating_problem(codebook, term)
    if term.code not in codebook.code_by_id:
        return f"there is no code “{term.code}”", "Use the id of a [[code]]."
    if term.measure is None or term.target:
        return f"the term of {term.code} needs a measure and has no target", 'Write for example measure = "total_s".'
    if term.episode not in codebook.episode_by_id:
        return f"there is no episode “{term.episode}”", f"Use: {listed(tuple(codebook.episode_by_id))}."
    return None


def _rating_problem(codebook: Codebook, term: Term) -> tuple[str, str] | None:
    scale = codebook.scale_by_id.get(term.scale)
    if scale is None:
        return f"there is no scale “{term.scale}”", f"Use one of: {listed(tuple(codebook.scale_by_id))}."
    if (term.episode, term.target) not in scale.cells:
        cells = [f"{episode or 'whole session'} {target}".strip() for episode, target in scale.cells]
        what = f"{scale.name} is not rated in episode “{term.episode}” towards “{term.target}”"
        return what, f"Use one of its cells: {listed(cells)}."
    return None


RATING_CHECKS: tuple[Callable[[Codebook, Lines], Iterator[Fault]], ...] = (
    _check_scales,
    _check_classes,
    _check_disorganisation,
    _check_linear_scores,
)
