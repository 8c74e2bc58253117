"""Finishing a pass: the coder's word that codes were looked for over a stretch."""

from collections.abc import Iterable

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.checks import given_code
from annotator.model.history import Change, Edit
from annotator.model.items import LookedFor, NewId, fresh_id


def finish_pass(
    coding: Coding, codebook: Codebook, codes: Iterable[str], start_ms: int, end_ms: int, new_id: NewId = fresh_id
) -> Edit:
    """Say that these codes were looked for over [start_ms, end_ms); what is not marked there did not happen.

    What was said of the same codes about time that this touches becomes one with it; nothing changes if all of it
    was said before.

    Raises:
        EditError: if there are no codes, the codebook does not give one of them, or the stretch has no length.
    """
    wanted = {given_code(codebook, code).id for code in codes}
    ordered = tuple(code.id for code in codebook.codes if code.id in wanted)
    if not ordered:
        raise EditError("A pass looks for at least one code.", "Choose the codes of the pass in Setup.")
    if start_ms >= end_ms:
        raise EditError("The stretch has no length.", "Choose where it begins and where it ends.")
    touched = [
        one for one in coding.looked_for if one.codes == ordered and one.start_ms <= end_ms and start_ms <= one.end_ms
    ]
    start_ms = min([start_ms, *(one.start_ms for one in touched)])
    end_ms = max([end_ms, *(one.end_ms for one in touched)])
    first = touched[0] if touched else None
    whole = LookedFor(id=first.id if first else new_id(), codes=ordered, start_ms=start_ms, end_ms=end_ms)
    changes = [Change(first, whole), *(Change(one, None) for one in touched[1:])] if whole != first else []
    named = codebook.pass_of(ordered)
    return Edit(label=f"finish pass {named.name if named is not None else ''}".strip(), changes=tuple(changes))
