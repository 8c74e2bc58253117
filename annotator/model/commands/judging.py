"""Ratings, the classification, and the submission that ends a coding."""

from msgspec.structs import replace

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
from annotator.model.items import (
    Cell,
    Classification,
    Rating,
    Submission,
)
from annotator.model.judging import cell_name, check_classification, check_rating, class_label, rating_label, rating_of


def rate(coding: Coding, codebook: Codebook, rating: Rating) -> Edit:
    """Give a rating, replacing the one for the same scale, episode and target; value None says "not ratable".

    Raises:
        EditError: if the codebook has no such scale, does not rate it there, or the value is none of its points.
    """
    check_rating(codebook, rating)
    old = rating_of(coding, rating.cell)
    new = rating if old is None else replace(rating, id=old.id)
    return Edit(label=rating_label(codebook, old, new), changes=(Change(old, new),))


def unrate(coding: Coding, codebook: Codebook, cell: Cell) -> Edit:
    """Take a rating back, so that its cell is unset again; nothing happens if it is unset."""
    old = rating_of(coding, cell)
    return Edit(label=f"clear {cell_name(codebook, cell)}", changes=() if old is None else (Change(old, None),))


def classify(coding: Coding, codebook: Codebook, classification: Classification) -> Edit:
    """Classify the child, replacing the classification there was.

    primary "" says that no class is given yet, though something else is: the rating of disorganisation, evidence.

    Raises:
        EditError: if something in it is none of the codebook's, or its class asks for a best-fitting alternative and
            it has none.
    """
    check_classification(codebook, classification)
    old = coding.classification
    new = classification if old is None else replace(classification, id=old.id)
    return Edit(label=class_label(old, new), changes=(Change(old, new),))


def declassify(coding: Coding) -> Edit:
    """Take the classification back, with all that goes with it; nothing happens if there is none."""
    old = coding.classification
    return Edit(label="clear the classification", changes=() if old is None else (Change(old, None),))


def submit(coding: Coding) -> Edit:
    """Say that the coding is finished, which locks it."""
    return Edit(label="submit", changes=() if coding.is_submitted else (Change(None, Submission()),))


def reopen(coding: Coding, reason: str = "") -> Edit:
    """Take a submission back; the journal keeps that there was one, and why it was taken back where that is said."""
    label = f"reopen: {reason}" if reason else "reopen"
    return Edit(label=label, changes=(Change(Submission(), None),) if coding.is_submitted else ())
