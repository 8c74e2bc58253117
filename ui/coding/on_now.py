"""Which codes are on at a moment."""

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.items import Event


def events_on(coding: Coding, codebook: Codebook, at_ms: int) -> dict[str, Event]:
    """Return, by code, the event that at_ms lies in; a point counts at its own frame only."""
    found = ((code.id, coding.covering(code.id, at_ms)) for code in codebook.codes)
    return {code: event for code, event in found if event is not None}
