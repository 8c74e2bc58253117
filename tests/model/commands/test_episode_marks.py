"""Where episodes begin: one mark a moment."""

import pytest

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands import mark_episode
from annotator.model.history import History
from annotator.model.items import END_OF_LAST_EPISODE


@pytest.mark.parametrize(("first", "second"), [("1", "2"), ("8", END_OF_LAST_EPISODE), (END_OF_LAST_EPISODE, "8")])
def test_two_episode_marks_at_one_moment_are_refused(codebook: Codebook, first: str, second: str) -> None:
    history = History(Coding("S1", "KM"))
    history.do(mark_episode(history.coding, codebook, first, 1000))
    with pytest.raises(EditError, match="is already marked at this frame"):
        mark_episode(history.coding, codebook, second, 1000)
    assert mark_episode(history.coding, codebook, first, 1000).changes == (), "its own mark may stay where it is"
