"""What two coders judged: scale points and classes, unit by unit over all sessions of the pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.pair.read import PairData
from annotator.agreement.two_coders import ClassAgreement, classification_agreement
from annotator.model.codebook.scales import WHOLE_SESSION, Scale
from annotator.model.coding import Coding
from annotator.model.items import Classification, Rating
from annotator.statistics.estimate import LEVEL
from annotator.statistics.ratings.agreement import RatingAgreement, compare_ratings
from annotator.study.settings import episodes_of

DISORGANISATION = "disorganisation"
"""The id that the rating of disorganisation has among the scales."""


@dataclass(frozen=True, slots=True)
class RatedUnit:
    """One thing that was rated: an episode, or a session where episode is "", towards a target where there is one.

    a and b are the points that the coders gave; None where one gave none or said "not ratable".
    """

    session: str
    episode: str
    target: str
    a: float | None
    b: float | None


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """How two coders agree on a scale.

    Attributes:
        scale: its id.
        name: what it is called.
        units: everything that at least one of them rated.
        agreement: the statistics of the units that both rated.
        cell: episode and target that the units are of; None: those of all episodes and targets together.
        cells: the same for each episode and target that one of them rated, in the order of the codebook.
    """

    scale: str
    name: str
    units: tuple[RatedUnit, ...]
    agreement: RatingAgreement
    cell: tuple[str, str] | None = None
    cells: "tuple[ScaleResult, ...]" = ()

    @property
    def only_a(self) -> int:
        """Units that only coder A rated."""
        return sum(unit.b is None for unit in self.units)

    @property
    def only_b(self) -> int:
        """Units that only coder B rated."""
        return sum(unit.a is None for unit in self.units)


@dataclass(frozen=True, slots=True)
class Case:
    """One session that both coders classified."""

    session: str
    a: Classification
    b: Classification


@dataclass(frozen=True, slots=True)
class ClassResult:
    """How two coders agree on the classification.

    Attributes:
        cases: the sessions that both classified.
        only_a: sessions that only coder A classified.
        only_b: sessions that only coder B did.
        readings: one for each collapse of the codebook, such as ABCD, ABC, B / non-B and D / non-D.
    """

    cases: tuple[Case, ...]
    only_a: int
    only_b: int
    readings: tuple[tuple[str, ClassAgreement], ...]


def compare_scales(data: PairData, confidence: float = LEVEL) -> tuple[ScaleResult, ...]:
    """Compare every scale of the codebook that one of the two used, and the rating of disorganisation.

    Ratings of a session as a whole always count, those of an episode if it is one of those compared over. Intervals
    take sessions as independent, not the units of one.
    """
    found = [_scale(scale, _units(data, scale), confidence) for scale in data.codebook.scales]
    scheme = data.codebook.classification
    if scheme is not None and scheme.disorganisation is not None:
        rating, units = scheme.disorganisation, _disorganisation(data)
        scale = Scale(
            id=DISORGANISATION, name="Disorganisation", lowest=rating.lowest, highest=rating.highest,
            definition=rating.definition, source=rating.source,
        )  # fmt: skip
        found.append(_scale(scale, units, confidence))
    return tuple(one for one in found if one is not None)


def compare_classes(data: PairData, confidence: float = LEVEL) -> ClassResult:
    """Compare the classifications by every collapse that the codebook has."""
    given = [(one.session, _classification(one.a), _classification(one.b)) for one in data.sessions]
    cases = tuple(Case(session, a, b) for session, a, b in given if a is not None and b is not None)
    scheme = data.codebook.classification
    readings = () if scheme is None else scheme.collapses
    return ClassResult(
        cases=cases,
        only_a=sum(b is None and a is not None for _, a, b in given),
        only_b=sum(a is None and b is not None for _, a, b in given),
        readings=tuple(
            (one.name, classification_agreement([(case.a, case.b) for case in cases], scheme, one, confidence))
            for one in readings
            if scheme is not None
        ),
    )


def _units(data: PairData, scale: Scale) -> tuple[RatedUnit, ...]:
    units = []
    for one in data.sessions:
        a, b = (_points(coding, scale, episodes_of(data.chosen)) for coding in (one.a, one.b))
        places = sorted({place for place in (*a, *b) if a.get(place) is not None or b.get(place) is not None})
        units += [RatedUnit(one.session, *place, a.get(place), b.get(place)) for place in places]
    return tuple(units)


def _points(coding: Coding, scale: Scale, chosen: tuple[str, ...]) -> dict[tuple[str, str], float | None]:
    ratings = (item for item in coding.items.values() if isinstance(item, Rating) and item.scale == scale.id)
    counted = (one for one in ratings if not chosen or one.episode in (WHOLE_SESSION, *chosen))
    return {(one.episode, one.target): one.value for one in counted}


def _scale(scale: Scale, units: tuple[RatedUnit, ...], confidence: float) -> ScaleResult | None:
    if not units:
        return None
    rated = {(unit.episode, unit.target) for unit in units}
    cells = [cell for cell in dict.fromkeys((*scale.cells, *sorted(rated))) if cell in rated]
    parts = ((cell, tuple(unit for unit in units if (unit.episode, unit.target) == cell)) for cell in cells)
    whole = cells == [(WHOLE_SESSION, "")]
    return ScaleResult(
        scale.id,
        scale.name,
        units,
        _agreement(scale, units, confidence),
        cells=()
        if whole
        else tuple(
            ScaleResult(scale.id, scale.name, part, _agreement(scale, part, confidence), cell) for cell, part in parts
        ),
    )


def _agreement(scale: Scale, units: Sequence[RatedUnit], confidence: float) -> RatingAgreement:
    table = np.array([(unit.a, unit.b) for unit in units], dtype=np.float64)
    _, sessions = np.unique([unit.session for unit in units], return_inverse=True)
    return compare_ratings(table, scale.lowest, scale.highest, confidence, sessions)


def _disorganisation(data: PairData) -> tuple[RatedUnit, ...]:
    """Return the ratings that go with the classifications, one a session."""
    given = ((one.session, _rated(one.a), _rated(one.b)) for one in data.sessions)
    return tuple(
        RatedUnit(session, WHOLE_SESSION, "", a, b) for session, a, b in given if a is not None or b is not None
    )


def _rated(coding: Coding) -> float | None:
    given = (item for item in coding.items.values() if isinstance(item, Classification))
    return next((one.disorganisation for one in given), None)


def _classification(coding: Coding) -> Classification | None:
    """Return the classification, unless its class is left open as yet."""
    given = (item for item in coding.items.values() if isinstance(item, Classification) and item.primary)
    return next(given, None)
