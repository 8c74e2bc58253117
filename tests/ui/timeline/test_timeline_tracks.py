"""The sorted events behind the picture. No window."""

import random

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit, History
from annotator.model.items import Event
from ui.coding.timeline.tracks import Track, Tracks

FRAME_MS = 40
DURATION_MS = 120_000
CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")


def test_following_edits_gives_the_same_tracks_as_reading_the_coding_anew():
    rng = random.Random(5)
    coding = Coding("S1", "KM")
    history = History(coding)
    tracks = Tracks((code.id for code in CODEBOOK.codes), ())
    history.listen(tracks.apply)
    for step in range(400):
        _random_step(rng, history, step)
    fresh = Tracks((code.id for code in CODEBOOK.codes), coding.events)
    assert coding.events
    for code in fresh.codes:
        assert tracks[code].keys == fresh[code].keys
        assert tracks[code].starts.tolist() == fresh[code].starts.tolist()
        assert tracks[code].ends.tolist() == fresh[code].ends.tolist()


def _random_step(rng, history, step):
    choice = rng.random()
    events = history.coding.events
    start_ms = rng.randrange(0, DURATION_MS, FRAME_MS)
    end_ms = rng.choice([None, start_ms, start_ms + rng.randrange(0, 9_000, FRAME_MS)])
    new = Event(id=f"e{step}", code=rng.choice(CODEBOOK.codes).id, start_ms=start_ms, end_ms=end_ms)
    if choice < 0.5 or not events:
        history.do(Edit(label="add", changes=(Change(None, new),)))
    elif choice < 0.65:
        old = rng.choice(events)
        moved = Event(id=old.id, code=new.code, start_ms=start_ms, end_ms=end_ms)
        history.do(Edit(label="change", changes=(Change(old, moved),)))
    elif choice < 0.75:
        history.do(Edit(label="delete", changes=(Change(rng.choice(events), None),)))
    else:
        (history.undo if choice < 0.9 else history.redo)()


@given(
    st.lists(st.tuples(st.integers(0, 1_000), st.one_of(st.none(), st.integers(0, 300))), max_size=40),
    st.integers(0, 1_000),
    st.integers(0, 300),
)
def test_all_events_that_reach_into_a_stretch_are_found_overlapping_ones_too(spans, start_ms, length_ms):
    end_ms = start_ms + length_ms
    events = [
        Event(id=str(place), code="crying", start_ms=start, end_ms=None if length is None else start + length)
        for place, (start, length) in enumerate(spans)
    ]
    track = Track(events)
    found = {track.id_at(place) for place in range(*track.between(start_ms, end_ms).indices(len(track)))}
    seen = {e.id for e in events if e.start_ms <= end_ms and (e.end_ms is None or e.end_ms >= start_ms)}
    assert seen <= found
    assert all(track.starts[track.between(start_ms, end_ms)] <= end_ms)
