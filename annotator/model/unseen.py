"""Events that begin while whoever does them is marked as out of view."""

from collections.abc import Iterator

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import Event


def begun_unseen(coding: Coding, codebook: Codebook) -> Iterator[tuple[Event, Event]]:
    """Yield each such event and the one that says that its doer cannot be seen when it begins, in order of start.

    Codes that are heard, or say themselves who is out of view, are observed then as well. Where several may do a code
    and the event does not say who, it is none of them.
    """
    hiding = {who: coding.events_of(codes) for who, codes in codebook.unseen_by_person.items()}
    if not any(hiding.values()):
        return
    for event in coding.events:
        code = codebook.code_by_id.get(event.code)
        if code is None or code.heard or code.hides:
            continue
        for one in hiding.get(codebook.doer(code, event.modifiers), ()):
            if one.start_ms <= event.start_ms and (one.end_ms is None or event.start_ms < one.end_ms):
                yield event, one
                break
