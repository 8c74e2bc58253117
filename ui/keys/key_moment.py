"""What is on the screen when a key goes down or up: the moment it means, or why there is nothing to mark it on."""

from typing import NamedTuple

from annotator.errors import EditError, UserError
from ui.playback import Playback


class Moment(NamedTuple):
    """When a key went down or up, in ms of session time, and by how much the reaction time has shifted it."""

    at_ms: int
    shift_ms: int = 0


def why_nothing_is_shown(player: Playback | None, missing: UserError | None) -> EditError | None:
    """Return why no picture is on the screen, or None where one is.

    Args:
        player: what shows the recording.
        missing: why there is no recording to show.
    """
    if missing is not None:
        what = "There is no picture to mark anything on: the recording is missing."
        return EditError(what, "Find it in the Study workspace, then open the coding again.")
    if player is not None and player.pictures[:1] == (None,):
        what = "There is no picture on the screen to mark anything on."
        return EditError(what, str(player.error) if player.error is not None else "Wait for the first one.")
    return None
