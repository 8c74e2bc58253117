"""Episodes as observed: each lasts until the next mark."""

from annotator.model.episodes import Span, episode_at, observed_episodes
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark


def _marks(**starts: int) -> list[EpisodeMark]:
    return [EpisodeMark(id=name, episode=name.removeprefix("e"), start_ms=at_ms) for name, at_ms in starts.items()]


def test_episodes_meet_and_the_last_lasts_to_the_end_of_the_recording() -> None:
    spans = observed_episodes(_marks(e2=100, e1=0), 250)
    assert spans == (Span("1", 0, 100), Span("2", 100, 250))
    assert [span.duration_ms for span in spans] == [100, 150]


def test_the_end_mark_closes_the_last_episode() -> None:
    marks = [*_marks(e1=0), EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=200)]
    assert observed_episodes(marks, 250) == (Span("1", 0, 200),)


def test_no_marks_are_no_episodes() -> None:
    assert observed_episodes([], 250) == ()


def test_episodes_of_no_length_are_left_out() -> None:
    assert observed_episodes(_marks(e1=100, e2=100), 250) == (Span("2", 100, 250),)
    assert observed_episodes(_marks(e1=0, e2=250), 250) == (Span("1", 0, 250),)


def test_a_mark_after_the_recording_gives_no_negative_length() -> None:
    assert observed_episodes(_marks(e1=0, e2=300), 250) == (Span("1", 0, 300),)


def test_an_episode_that_was_left_out_of_the_protocol_leaves_no_gap() -> None:
    assert observed_episodes(_marks(e4=100, e8=300), 400) == (Span("4", 100, 300), Span("8", 300, 400))


def test_the_moment_a_boundary_is_on_belongs_to_the_later_episode() -> None:
    spans = observed_episodes(_marks(e1=10, e2=100), 250)
    names = [None if span is None else span.episode for span in (episode_at(spans, ms) for ms in (9, 10, 99, 100, 250))]
    assert names == [None, "1", "1", "2", None]
