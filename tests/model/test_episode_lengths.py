"""Observed and planned length of episodes, and why they differ."""

import msgspec
import pytest

from annotator.errors import EditError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.commands.episodes import explain_length
from annotator.model.episode_lengths import episode_times, with_what_is_said
from annotator.model.history import History
from annotator.model.items import EpisodeMark, Item


def marks(**starts: int) -> list[EpisodeMark]:
    return [EpisodeMark(id=name, episode=name.removeprefix("e"), start_ms=at_ms) for name, at_ms in starts.items()]


def test_every_episode_of_the_protocol_is_there_in_its_order(codebook: Codebook) -> None:
    times = episode_times(codebook, marks(e4=300_000, e5=420_000, end=640_000), 700_000)
    assert [one.episode for one in times] == [episode.id for episode in codebook.episodes]
    known = {one.episode: (one.start_ms, one.observed_ms, one.beyond_ms) for one in times}
    assert known["4"] == (300_000, 120_000, -60_000)
    assert known["5"] == (420_000, 220_000, 40_000)
    assert known["6"] == (None, None, None)


def test_a_mark_upon_another_gives_an_episode_of_no_length(codebook: Codebook) -> None:
    times = episode_times(codebook, marks(e2=1000, e3=1000), 5000)
    assert {one.episode: one.observed_ms for one in times if one.mark} == {"2": 0, "3": 4000}


def test_a_reason_is_kept_with_the_mark_and_undone() -> None:
    history = History(Coding("S1", "KM", marks(e4=0)))
    history.do(explain_length(history.coding, "4", "curtailed", "distress", "hard crying from 0:40"))
    said = EpisodeMark(
        id="e4", episode="4", start_ms=0, length="curtailed", reason="distress", comment="hard crying from 0:40"
    )
    assert history.coding.episode_marks == (said,)
    assert history.done[-1].label == "episode 4 curtailed"
    history.undo()
    assert history.coding.episode_marks == tuple(marks(e4=0))


def test_taking_the_length_back_takes_the_reason_back_but_not_the_comment() -> None:
    mark = EpisodeMark(id="e4", episode="4", start_ms=0, length="curtailed", reason="distress", comment="loud")
    history = History(Coding("S1", "KM", [mark]))
    history.do(explain_length(history.coding, "4", ""))
    assert history.coding.episode_marks == (EpisodeMark(id="e4", episode="4", start_ms=0, comment="loud"),)


def test_an_episode_that_is_not_marked_cannot_be_explained() -> None:
    with pytest.raises(EditError, match="not marked"):
        explain_length(Coding("S1", "KM"), "4", "curtailed")


def test_marks_written_before_there_were_reasons_still_read_and_are_written_as_before() -> None:
    old = b'{"type":"episode","id":"e4","episode":"4","start_ms":1000}'
    mark = msgspec.json.decode(old, type=Item)
    assert mark == EpisodeMark(id="e4", episode="4", start_ms=1000)
    assert msgspec.json.encode(mark) == old


def test_a_reason_nobody_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(
            b'{"type":"episode","id":"a","episode":"4","start_ms":1,"reason":"boredom"}', type=EpisodeMark
        )


def test_a_locked_episode_is_explained_by_a_mark_of_the_coder_and_stays_where_it_is_locked() -> None:
    locked = (EpisodeMark(id="locked-4", episode="4", start_ms=700),)
    history = History(Coding("S1", "KM"))
    history.do(explain_length(history.coding, "4", "curtailed", "distress", "hard crying", locked, lambda: "e1"))
    (mark,) = with_what_is_said(locked, history.coding)
    assert (mark.start_ms, mark.length, mark.reason, mark.comment) == (700, "curtailed", "distress", "hard crying")
    history.do(explain_length(history.coding, "4", "", locked=locked))
    assert with_what_is_said(locked, history.coding)[0].length == ""
    history.undo()
    history.undo()
    assert with_what_is_said(locked, history.coding) == locked
