"""The player as the window uses it."""

import numpy as np
from numpy.typing import NDArray

from annotator.media.player import Player


class WindowPlayer(Player):
    """A Player that also tells when the frames begin, for panels that snap to them."""

    @property
    def frame_times_ms(self) -> NDArray[np.int64]:
        """When each frame of the reference camera begins, in ms of session time, rising; empty while not known."""
        table = self._reference.table
        return np.empty(0, np.int64) if table is None else table.pts_ms
