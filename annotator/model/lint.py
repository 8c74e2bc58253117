"""What a coding should be looked at for: holes, overlaps, ends that are missing. Nothing here changes anything."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.history import Edit
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark
from annotator.model.judging import unrated
from annotator.model.lint_events import check_channels, check_codes, check_places
from annotator.model.lint_finding import Checked, CheckRules, Finding, Kind, fix
from annotator.model.scores import classification_faults, threshold_note

__all__ = ["CheckRules", "Finding", "lint"]

MOST = 300
"""How many findings of one check are listed: nobody reads more, and so a bad import does not hold up the window."""


def lint(
    coding: Coding,
    codebook: Codebook,
    duration_ms: int,
    rules: CheckRules | None = None,
    marks: Iterable[EpisodeMark] | None = None,
    *,
    submitting: bool = False,
) -> tuple[Finding, ...]:
    """Return what should be looked at, in order of time.

    States that run, episodes that are missing at the end and ratings that are missing count only once the end of the
    last episode is marked, or the coding is submitted.

    At most MOST findings of each check are listed.

    Args:
        coding: the coding; it is not changed.
        codebook: what it was coded with.
        duration_ms: how long the session lasts.
        rules: what is looked for.
        marks: the episode marks that count; the coder's own if not given.
        submitting: whether the coder is about to submit: all that is missing counts then, ratings and class too.
    """
    chosen = coding.episode_marks if marks is None else tuple(sorted(marks, key=lambda mark: mark.start_ms))
    checked = Checked(coding, codebook, chosen, duration_ms, rules or CheckRules(), submitting)
    found = [finding for check in _CHECKS for finding in islice(check(checked), MOST)]
    return tuple(sorted(found, key=lambda finding: finding.at_ms))


def _check_segments(checked: Checked) -> Iterator[Finding]:
    for segment in checked.coding.segments:
        mend = fix("delete the segment", segment, None)
        said = "This segment has no code yet."
        yield Finding(kind="segment", item_ids=(segment.id,), at_ms=segment.start_ms, sentence=said, fixes=(mend,))


def _check_episodes(checked: Checked) -> Iterator[Finding]:
    protocol = [episode.id for episode in checked.codebook.episodes]
    if not protocol or not checked.marks:
        return
    order = [*protocol, END_OF_LAST_EPISODE]
    known = [mark for mark in checked.marks if mark.episode in order]
    yield from _missing_episodes(checked, order, known)
    for one, later in pairwise(known):
        if one.episode == later.episode:
            mend = (fix("delete the second mark", later, None),)
            yield _about(later, "episode_twice", f"{_episode(later.episode)} is marked twice.", mend)
        elif order.index(one.episode) > order.index(later.episode):
            said = (
                f"{_episode(later.episode)} begins after {_episode(one.episode).lower()}; the protocol has it before."
            )
            yield _about(later, "episode_order", said)
        elif one.start_ms == later.start_ms:
            yield _about(later, "episode_empty", f"{_episode(one.episode)} has no length.")


def _missing_episodes(checked: Checked, order: list[str], marks: Sequence[EpisodeMark]) -> Iterator[Finding]:
    """Find the episodes that are not marked though a later one is."""
    marked = {mark.episode for mark in marks}
    last = max((order.index(episode) for episode in marked), default=-1)
    until = len(order) if checked.coding.is_submitted else last
    for place, episode in enumerate(order[:until]):
        if episode not in marked:
            after = next((mark.start_ms for mark in marks if order.index(mark.episode) > place), checked.end_ms)
            name = _episode(episode)
            yield Finding(kind="episode_missing", at_ms=after, sentence=f"{name} is not marked.")


def _check_ratings(checked: Checked) -> Iterator[Finding]:
    if not (checked.rules.ratings or checked.submitting) or not checked.is_finished:
        return
    starts = {mark.episode: mark.start_ms for mark in checked.marks}
    for cell in unrated(checked.coding, checked.codebook):
        if not checked.rules.scales or cell.scale in checked.rules.scales:
            where = f" in episode {cell.episode}" if cell.episode else ""
            towards = f" towards {cell.target}" if cell.target else ""
            said = f"{checked.codebook.scale_by_id[cell.scale].name}{towards} is not rated{where}."
            at_ms = starts.get(cell.episode, checked.end_ms)
            yield Finding(kind="rating", at_ms=at_ms, sentence=said, cell=cell)


def _check_classification(checked: Checked) -> Iterator[Finding]:
    """Find a class that is missing, and what in it does not fit together as long as no comment explains it."""
    scheme, given = checked.codebook.classification, checked.coding.classification
    if scheme is None:
        return
    if given is not None:
        ids, note = (given.id,), "" if given.comment else threshold_note(scheme, given)
        for said in filter(None, (*classification_faults(scheme, given), note)):
            yield Finding(kind="classification", item_ids=ids, at_ms=checked.end_ms, sentence=said)
    if checked.submitting and (given is None or not given.primary):
        yield Finding(kind="classification", at_ms=checked.end_ms, sentence="No class is given.")


def _about(mark: EpisodeMark, kind: Kind, sentence: str, fixes: tuple[Edit, ...] = ()) -> Finding:
    return Finding(kind=kind, item_ids=(mark.id,), at_ms=mark.start_ms, sentence=sentence, fixes=fixes)


def _episode(episode: str) -> str:
    return "The end of the last episode" if episode == END_OF_LAST_EPISODE else f"Episode {episode}"


_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (
    check_channels,
    check_places,
    check_codes,
    _check_segments,
    _check_episodes,
    _check_ratings,
    _check_classification,
)
