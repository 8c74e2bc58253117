"""Long work in the background rests while something plays."""

import itertools

import pytest

from annotator.media import yield_to_playback


@pytest.fixture
def rests(monkeypatch):
    noted = []
    monkeypatch.setattr(yield_to_playback.time, "sleep", noted.append)
    return noted


def test_it_rests_while_something_plays_and_only_then(rests, monkeypatch):
    seconds = itertools.chain([10.0], itertools.repeat(10.1, 2), itertools.repeat(99.0))
    monkeypatch.setattr(yield_to_playback.time, "monotonic", lambda: next(seconds))
    yield_to_playback.note_playing()
    assert list(yield_to_playback.giving_way(range(128))) == list(range(128))
    assert len(rests) == 2
    assert list(yield_to_playback.giving_way(range(500))) == list(range(500))
    assert len(rests) == 2
