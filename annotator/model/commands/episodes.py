"""Where an episode begins, and whether it was as long as planned."""

from collections.abc import Iterable

from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit
from annotator.model.items import (
    END_OF_LAST_EPISODE,
    EpisodeLength,
    EpisodeMark,
    LengthReason,
    NewId,
    fresh_id,
)


def mark_episode(coding: Coding, codebook: Codebook, episode: str, at_ms: int, new_id: NewId = fresh_id) -> Edit:
    """Mark where an episode begins, or END_OF_LAST_EPISODE where the last one ends; a second mark moves the first.

    Raises:
        EditError: if the protocol has no such episode, or another one begins at this very moment.
    """
    if episode != END_OF_LAST_EPISODE and episode not in codebook.episode_by_id:
        raise EditError(f"The protocol has no episode {episode}.", "Mark one of the codebook's episodes.")
    there = next((mark for mark in coding.episode_marks if mark.start_ms == at_ms and mark.episode != episode), None)
    if there is not None:
        raise EditError(f"{_boundary(there.episode)} is already marked at this frame.", "Go to the frame of this one.")
    old = next((mark for mark in coding.episode_marks if mark.episode == episode), None)
    new = EpisodeMark(id=new_id(), episode=episode, start_ms=at_ms) if old is None else replace(old, start_ms=at_ms)
    name = "end of the last episode" if episode == END_OF_LAST_EPISODE else f"episode {episode}"
    return Edit(label=f"mark {name}", changes=(Change(old, new),) if old != new else ())


def explain_length(
    coding: Coding,
    episode: str,
    length: EpisodeLength,
    reason: LengthReason = "",
    comment: str | None = None,
    locked: Iterable[EpisodeMark] = (),
    new_id: NewId = fresh_id,
) -> Edit:
    """Say whether an episode was curtailed or prolonged, and why; "" takes that back, and the reason with it.

    Where the session has locked its boundaries, the coder's mark only says this: the boundary itself stays locked.

    Args:
        coding: the coding.
        episode: which episode.
        length: curtailed or prolonged.
        reason: why.
        comment: the comment of the mark; None leaves it as it is.
        locked: the boundaries that the session has locked.
        new_id: makes the id of the mark that says it of a locked episode.

    Raises:
        EditError: if nobody has marked the episode.
    """
    own = next((one for one in coding.episode_marks if one.episode == episode), None)
    mark = own or next((replace(one, id=new_id()) for one in locked if one.episode == episode), None)
    if mark is None:
        raise EditError(f"The start of episode {episode} is not marked yet.", "Mark it first.")
    said = replace(mark, length=length, reason=reason if length else "")
    if comment is not None:
        said = replace(said, comment=comment)
    label = f"episode {episode} {length}" if length and said.length != mark.length else f"length of episode {episode}"
    return Edit(label=label, changes=(Change(own, said),) if said != mark else ())


def _boundary(episode: str) -> str:
    return "The end of the last episode" if episode == END_OF_LAST_EPISODE else f"The start of episode {episode}"
