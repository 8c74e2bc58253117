"""What a codebook asks a coder to judge: the cells to rate, the class to give, and what cannot be said of either."""

from collections.abc import Iterable

from annotator.errors import EditError
from annotator.model.codebook import Codebook, Modifier, RetiredCode
from annotator.model.codebook.scales import Scale
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Cell, Classification, Event, Rating
from annotator.model.scores import classification_faults


def open_questions(codebook: Codebook, event: Event) -> tuple[Modifier, ...]:
    """Return what the codebook asks of an event that has no answer yet; of a retired code nothing is asked any more."""
    code = codebook.code_by_id.get(event.code)
    asked = () if code is None or isinstance(code, RetiredCode) else code.modifiers
    return tuple(codebook.modifier_by_id[one] for one in asked if one not in event.modifiers)


def asked_cells(codebook: Codebook) -> tuple[Cell, ...]:
    """Return every cell that is to be rated, scale by scale in the order of the codebook."""
    return _cells(codebook.scales)


def retired_cells(codebook: Codebook) -> tuple[Cell, ...]:
    """Return the cells of the scales that are no longer rated, in the order of the codebook."""
    return _cells(codebook.retired_scales)


def _cells(scales: Iterable[Scale]) -> tuple[Cell, ...]:
    return tuple(Cell(scale.id, episode, target) for scale in scales for episode, target in scale.cells)


def rating_of(coding: Coding, cell: Cell) -> Rating | None:
    """Return the rating of a cell; None while it is unset, which is neither 0 nor "not ratable"."""
    return next((rating for rating in coding.ratings if rating.cell == cell), None)


def unrated(coding: Coding, codebook: Codebook) -> tuple[Cell, ...]:
    """Return the cells that are still unset; "not ratable" is a rating."""
    given = {rating.cell for rating in coding.ratings}
    return tuple(cell for cell in asked_cells(codebook) if cell not in given)


def events_outside(coding: Coding, judged: Rating | Classification, spans: Iterable[Span]) -> tuple[Event, ...]:
    """Return the evidence of a rating that lies outside its episode: none of a whole session, or while unmarked."""
    inside = [span for span in spans if isinstance(judged, Rating) and span.episode == judged.episode]
    events = [event for event_id in judged.evidence if (event := coding.event(event_id)) is not None]
    return tuple(event for event in events if inside and not any(_touches(event, span) for span in inside))


def evidence_gone(coding: Coding, judged: Rating | Classification) -> tuple[str, ...]:
    """Return the ids of the evidence that is no longer there."""
    return tuple(event_id for event_id in judged.evidence if coding.event(event_id) is None)


def _touches(event: Event, span: Span) -> bool:
    ends_before = event.end_ms is not None and event.end_ms <= span.start_ms
    return event.start_ms < span.end_ms and (event.start_ms >= span.start_ms or not ends_before)


def cell_name(codebook: Codebook, cell: Cell) -> str:
    """Return what a cell is called: “Avoidance, episode 5, caregiver”."""
    scale = codebook.scale_by_id.get(cell.scale)
    parts = (scale.name if scale is not None else cell.scale, cell.episode and f"episode {cell.episode}", cell.target)
    return ", ".join(part for part in parts if part)


def class_name(classification: Classification) -> str:
    """Return a classification as the field writes it: B3, D/A2; "" while no class is given.

    >>> class_name(Classification(id="c", primary="D", forced="A2"))
    'D/A2'
    """
    return "/".join(part for part in (classification.subgroup or classification.primary, classification.forced) if part)


def rating_label(codebook: Codebook, old: Rating | None, new: Rating) -> str:
    """Return what the history calls the step from one rating to another: the point, else what is said of it."""
    name = cell_name(codebook, new.cell)
    if old is None or old.value != new.value:
        return f"rate {name}: {'not ratable' if new.value is None else format(new.value, 'g')}"
    return f"{'comment on' if old.evidence == new.evidence else 'evidence for'} the rating of {name}"


def class_label(old: Classification | None, new: Classification) -> str:
    """Return what the history calls the step from one classification to another."""
    if old is not None and class_name(old) == class_name(new):
        return "what goes with the classification"
    return f"classify {class_name(new)}".rstrip()


def check_rating(codebook: Codebook, rating: Rating) -> None:
    """Check that the codebook asks for such a rating.

    Raises:
        EditError: if it has no such scale, does not rate it there, or the value is none of its points.
    """
    scale = codebook.scale_by_id.get(rating.scale)
    if scale is None:
        raise EditError(f"The codebook has no scale {rating.scale}.", "Rate one of its scales.")
    if (rating.episode, rating.target) not in scale.cells:
        raise EditError(
            f"{cell_name(codebook, rating.cell)}: the codebook does not ask for this rating.", "Rate what it asks for."
        )
    if rating.value is None and not scale.not_ratable:
        raise EditError(
            f"{scale.name} always needs a point; “not ratable” is not one.", f"Choose one: {points_text(scale)}."
        )
    if rating.value is not None and not scale.allows(rating.value):
        raise EditError(f"{scale.name} runs from {points_text(scale)}.", "Choose a point on it.")


def check_classification(codebook: Codebook, classification: Classification) -> None:
    """Check that a classification says nothing that the codebook does not know, and all that its class asks for.

    Raises:
        EditError: if it does not.
    """
    scheme = codebook.classification
    if scheme is None:
        raise EditError("The codebook has no classes.", "Use the codebook this coding was made with.")
    faults = classification_faults(scheme, classification)
    if faults:
        raise EditError(faults[0], "Choose what the codebook has.")


def points_text(scale: Scale) -> str:
    """Return the points of a scale in words.

    >>> points_text(Scale(id="a", name="A", lowest=1, highest=7, half_points=True, definition="", source=""))
    '1 to 7, half points too'
    """
    whole = f"{scale.lowest} to {scale.highest}"
    return f"{whole}, half points too" if scale.half_points else f"{whole} in whole points"
