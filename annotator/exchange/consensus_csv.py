"""Where everything in the consensus of a session comes from, and how each disagreement was settled, as tables."""

from collections.abc import Iterator, Sequence
from typing import assert_never

import pandas as pd

from annotator.consensus.basis import basis_in
from annotator.exchange.event_tables import seconds
from annotator.model.coding import Coding
from annotator.model.items import (
    Basis,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    LookedFor,
    Origin,
    Rating,
    Segment,
    Settlement,
    Submission,
)
from annotator.study.settings import CONSENSUS
from annotator.study.tables import CodedSession

_ORIGINS = ("session", "item", "item_id", "part", "decided", "from_coder", "from_item")
_SETTLED = (
    "session",
    "disagreement",
    "disagreement_kind",
    "channel",
    "episode",
    "target",
    "start_s",
    "end_s",
    "decided",
    "accepted_coder",
    "coders",
    "comment",
)

_Row = tuple[object, ...]


CONSENSUS_TABLES = ("consensus_origins.csv", "settlements.csv")


def consensus_tables(codings: Sequence[CodedSession], *, comments: bool = False) -> dict[str, pd.DataFrame]:
    """Return CONSENSUS_TABLES by name; nothing where none of the codings is a consensus.

    Origins have one row an item of a consensus, part of it and item of a coder that the part was made of; item_id is
    the event_id of events.csv. Settlements have one row a disagreement that was settled; those of ratings have an
    episode and a target (empty for the whole session), no time. comments says whether what was said of how they were
    settled goes along; it may identify people.
    """
    found = [one.coding for one in codings if one.coding.coder == CONSENSUS]
    if not found:
        return {}
    origins = _table([row for coding in found for row in _origins(coding)], _ORIGINS)
    settled = _table([row for coding in found for row in _settled(coding)], _SETTLED)
    settled = settled if comments else settled.drop(columns="comment")
    return dict(zip(CONSENSUS_TABLES, (origins, settled), strict=True))


def _origins(coding: Coding) -> Iterator[_Row]:
    for item in coding.items.values():
        for part, origin in enumerate(_origin(item), start=1):
            for source in origin.items or ("",):
                coder, _, source_id = source.partition("/")
                kind = str(item.__struct_config__.tag)
                yield coding.session, kind, item.id, part, origin.decided, coder, source_id


def _origin(item: Item) -> tuple[Origin, ...]:
    match item:
        case Event() | EpisodeMark() | Rating() | Classification() | IntervalRecord():
            return item.origin
        case Segment() | LookedFor() | Submission() | Basis() | Settlement():
            return ()
        case _:
            assert_never(item)


def _settled(coding: Coding) -> Iterator[_Row]:
    basis = basis_in(coding)
    coders = " ".join(basis.coders) if basis is not None else ""
    for one in coding.items.values():
        if isinstance(one, Settlement):
            is_timed = one.kind not in ("rating", "class")
            times = (seconds(one.start_ms), seconds(one.end_ms)) if is_timed else (None, None)
            cell = _cell(one)
            yield (
                coding.session,
                one.id,
                one.kind,
                one.channel,
                *cell,
                *times,
                one.decided,
                one.coder,
                coders,
                one.comment,
            )


def _cell(one: Settlement) -> tuple[str, str]:
    """Return episode and target of a rating; one that was settled before they were kept names them in its result."""
    ratings = [(item.episode, item.target) for item in one.result if isinstance(item, Rating)]
    return (one.episode, one.target) if one.episode or one.target or not ratings else ratings[0]


def _table(rows: Sequence[_Row], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))
