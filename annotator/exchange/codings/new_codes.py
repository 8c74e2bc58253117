"""Codes of other programs that the study does not have, added to its codebook."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from annotator.exchange.codings.foreign import Kind
from annotator.exchange.codings.naming import folded
from annotator.exchange.codings.review import Source
from annotator.exchange.templates.draft import with_more_codes
from annotator.exchange.templates.scheme import SchemeCode
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.codebook_change import apply_change

NewCode = tuple[str, str]
"""What a code is called in the files, and who does it there."""


def kind_in(sources: Sequence[Source], code: str) -> Kind:
    """Return what a code is as the files say: in what they define, or else at every event; "" where they do not say."""
    kinds: set[Kind] = {one.kind for source in sources for one in source.codings.scheme.codes if one.name == code} or {
        event.kind for source in sources for one in source.observations for event in one.events if event.code == code
    }
    return kinds.pop() if len(kinds) == 1 else ""


def add_codes(
    study: Study,
    sources: Sequence[Source],
    kinds: Mapping[NewCode, Literal["state", "point"]],
    progress: Progress = lambda _share: None,
) -> tuple[str, ...]:
    """Add codes of files to the codebook of a study; return what somebody must look at there, a sentence each.

    Definitions, colours, keys and questions are those of the files, where they have them and a codebook can.

    Args:
        study: the study.
        sources: the files.
        kinds: the codes, and what each is.
        progress: told the share done.

    Raises:
        FormatError: if there are more than a codebook can hold.
        EditError, StudyError: if the codebook cannot be changed now; nothing is changed then.
    """
    actors = {folded(one.actor): one.actor for one in study.codebook.codes if one.actor}
    codes = [_code(sources, name, actors.get(folded(who), who), kind) for (name, who), kind in kinds.items()]
    programs = ", ".join(dict.fromkeys(one.codings.program for one in sources))
    text, notes = with_more_codes(study.codebook_text, study.codebook, codes, f"Brought in from {programs}")
    apply_change(study, text, (), progress)
    return notes


def _code(sources: Sequence[Source], name: str, actor: str, kind: Literal["state", "point"]) -> SchemeCode:
    defined = [one for source in sources for one in source.codings.scheme.codes if one.name == name]
    group = sources[0].codings.program if sources else "Codes"
    found = next((one for one in defined if folded(one.actor) == folded(actor)), next(iter(defined), None))
    return (
        replace(found, actor=actor or found.actor, kind=kind) if found else SchemeCode(name, kind, group, actor=actor)
    )
