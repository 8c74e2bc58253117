"""The tables of what coders judged: ratings, classifications, and both in one row a coding."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from annotator.model.codebook import Codebook
from annotator.model.codebook.classes import ClassificationScheme
from annotator.model.coding import Coding
from annotator.model.items import Cell, Classification, Rating
from annotator.model.judging import asked_cells, retired_cells
from annotator.model.scores import collapse
from annotator.study.tables import CodedSession, frame

if TYPE_CHECKING:
    import pandas as pd

_WHO = {"session": "string", "coder": "string"}
_RATING_TYPES = {
    "scale": "string",
    "episode": "string",
    "target": "string",
    "value": "Float64",
    "not_ratable": "bool",
    "n_evidence": "int64",
    "evidence": "string",
    "comment": "string",
}
_CLASS_TYPES = {
    "primary": "string",
    "subgroup": "string",
    "forced": "string",
    "disorganisation": "Float64",
    "confidence": "string",
}
_SUPPORT_TYPES = {"n_evidence": "int64", "evidence": "string", "comment": "string"}
_COUNT_TYPES = {"submitted": "bool", "n_rated": "int64", "n_not_ratable": "int64", "n_not_rated": "int64"}


def ratings_frame(codings: Iterable[CodedSession], codebook: Codebook) -> "pd.DataFrame":
    """Return one row a rating, in order of session, coder and codebook; a cell that is unset has no row.

    value is missing where the coder said “not ratable”. episode is missing where the whole session was rated, target
    where the scale has none. evidence holds the ids of the events the coder points to, as far as they are there
    still, with spaces between them; n_evidence counts them.
    """
    order = {cell: place for place, cell in enumerate(asked_cells(codebook))}
    rows = [
        (one.coding.session, one.coding.coder, *_rating_row(one.coding, rating))
        for one in codings
        for rating in sorted(one.coding.ratings, key=lambda rating: (order.get(rating.cell, len(order)), rating.cell))
    ]
    return frame(rows, _WHO | _RATING_TYPES)


def classifications_frame(codings: Iterable[CodedSession], codebook: Codebook) -> "pd.DataFrame":
    """Return one row a classification, in order of session and coder.

    What the coder did not say is missing. Each coarser reading of the codebook has a column `derived_...`, which is
    missing where the classification falls into none of its groups.
    """
    derived = dict.fromkeys(derived_columns(codebook), "string")
    rows = [
        (
            one.coding.session,
            one.coding.coder,
            *_class_row(codebook, given),
            *_support(one.coding, given),
            given.comment,
        )
        for one in codings
        for given in [one.coding.classification]
        if given is not None
    ]
    return frame(rows, _WHO | _CLASS_TYPES | derived | _SUPPORT_TYPES)


def wide_frame(codings: Iterable[CodedSession], codebook: Codebook) -> "pd.DataFrame":
    """Return one row a coding with its classification and, in a column each, all its ratings.

    A rating is missing where the cell is unset or “not ratable”; n_not_rated and n_not_ratable count the two, and
    ratings_frame tells them apart. The cells of a retired scale come last, where a coding holds ratings of them; they
    are not counted, for nobody is asked for them.
    """
    codings, cells = list(codings), asked_cells(codebook)
    held = {rating.cell for one in codings for rating in one.coding.ratings}
    shown = (*cells, *(cell for cell in retired_cells(codebook) if cell in held))
    types = _COUNT_TYPES | _CLASS_TYPES | dict.fromkeys(derived_columns(codebook), "string")
    rows = [
        (one.coding.session, one.coding.coder, *_counts(one.coding, cells), *said, *_values(one.coding, shown))
        for one in codings
        for said in [_class_row(codebook, one.coding.classification)]
    ]
    return frame(rows, _WHO | types | {cell_column(cell): "Float64" for cell in shown})


def derived_columns(codebook: Codebook) -> tuple[str, ...]:
    """Return the columns of the coarser readings of a classification."""
    scheme = codebook.classification
    return tuple(f"derived_{one.id}" for one in scheme.collapses) if scheme is not None else ()


def cell_column(cell: Cell) -> str:
    """Return the column of a cell in wide_frame; one that every such table has keeps its name.

    >>> cell_column(Cell("avoidance", "5", "caregiver")), cell_column(Cell("sensitivity", "", ""))
    ('avoidance_5_caregiver', 'sensitivity')
    """
    name = "_".join(part for part in cell if part)
    return f"rating_{name}" if name in _WHO | _COUNT_TYPES | _CLASS_TYPES else name


def _rating_row(coding: Coding, rating: Rating) -> tuple[object, ...]:
    where = (rating.scale, rating.episode or None, rating.target or None)
    return (*where, rating.value, rating.value is None, *_support(coding, rating), rating.comment)


def _class_row(codebook: Codebook, given: Classification | None) -> tuple[object, ...]:
    scheme = codebook.classification
    if given is None:
        return (None,) * (len(_CLASS_TYPES) + len(derived_columns(codebook)))
    said = (given.primary or None, given.subgroup or None, given.forced or None)
    return (*said, given.disorganisation, given.confidence or None, *_readings(scheme, given))


def _readings(scheme: ClassificationScheme | None, given: Classification) -> Iterable[str | None]:
    return [collapse(scheme, one, given).group for one in scheme.collapses] if scheme is not None else []


def _support(coding: Coding, said: Rating | Classification) -> tuple[int, str]:
    there = [event_id for event_id in said.evidence if coding.event(event_id) is not None]
    return len(there), " ".join(there)


def _counts(coding: Coding, cells: Sequence[Cell]) -> tuple[object, ...]:
    given = {rating.cell: rating.value for rating in coding.ratings}
    asked = [given[cell] for cell in cells if cell in given]
    not_ratable = sum(value is None for value in asked)
    return coding.is_submitted, len(asked) - not_ratable, not_ratable, len(cells) - len(asked)


def _values(coding: Coding, cells: Sequence[Cell]) -> list[float | None]:
    given = {rating.cell: rating.value for rating in coding.ratings}
    return [given.get(cell) for cell in cells]
