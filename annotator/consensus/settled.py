"""How much of a consensus is settled, and how much is not."""

from msgspec import Struct

from annotator.agreement.pair.read import read_together
from annotator.consensus.basis import basis_in
from annotator.errors import UserError
from annotator.model.coding import Coding
from annotator.study import Session, Study


class Settled(Struct, frozen=True):
    """How many disagreements are settled, and how many are left."""

    done: int
    left: int


def settled_in(study: Study, session: Session, consensus: Coding) -> Settled | None:
    """Return how far a consensus is; None where it was not begun from codings, or they cannot be compared any more.

    Args:
        study: the study; its codings and settings are read as they are now, whatever it is looked at over.
        session: the session.
        consensus: its consensus.
    """
    # What compares needs scipy, which takes half a second to import: only studies with a consensus wait for it.
    from annotator.consensus.consensus import settlement_of  # noqa: PLC0415 - as above
    from annotator.consensus.disagreements import disagreements  # noqa: PLC0415 - as above

    basis = basis_in(consensus)
    if basis is None:
        return None
    whole = study.over(None)
    try:
        together = read_together(whole, session, basis.coders)
    except UserError:
        return None
    found = disagreements(
        [one.coding for one in together.readings],
        study.codebook,
        together.window,
        whole.settings.tolerances.points_ms,
        has_locked_episodes=bool(session.episodes),
    )
    done = sum(settlement_of(consensus, one) is not None for one in found)
    return Settled(done, len(found) - done)
