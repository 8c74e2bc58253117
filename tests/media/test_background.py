"""Long work in the background rests while something plays."""

import itertools

import pytest

from annotator.media import background


@pytest.fixture
def rests(monkeypatch):
    noted = []
    monkeypatch.setattr(background.time, "sleep", noted.append)
    return noted


def test_it_rests_while_something_plays_and_only_then(rests, monkeypatch):
    seconds = itertools.chain([10.0], itertools.repeat(10.1, 2), itertools.repeat(99.0))
    monkeypatch.setattr(background.time, "monotonic", lambda: next(seconds))
    background.note_playing()
    assert list(background.giving_way(range(128))) == list(range(128))
    assert len(rests) == 2
    assert list(background.giving_way(range(500))) == list(range(500))
    assert len(rests) == 2
