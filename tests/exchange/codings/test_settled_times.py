"""Times that files leave open: nothing goes without a word, no end before its start, no moment between two frames."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from annotator.exchange.codings.doubts import OUT
from annotator.exchange.codings.foreign import ForeignMedia
from annotator.exchange.codings.looking_through import here_of
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.review import Here
from annotator.exchange.codings.settling import settle
from tests.exchange.codings.making import event, made_study, observation, source

BLANK = Mapping().with_settled("looked for", (), "found")
DURATION_MS = 1_200_000
FRAMES = np.rint(np.arange(0, DURATION_MS * 30000 // 1_001_000) * 1001 / 30).astype(np.int64)
"""Of 29.97 frames a second; none begins at the end of the recording."""


@pytest.fixture
def study(tmp_path):
    return made_study(tmp_path / "study", "S1")


def with_frames(study) -> Here:
    here = here_of(study)
    return Here(here.codebook, here.recorded, here.coders, here.there, lambda _session: FRAMES)


def reviewed(study, *events, mapping=BLANK, here=None, **more):
    return settle([source(observation(*events, **more))], here or here_of(study), mapping)


def kept(review):
    return [(one.start_ms, one.end_ms) for planned in review.planned for one in planned.events]


def test_an_end_that_lies_before_the_start_is_not_offered(study):
    odd = event("crying", 9000)
    review = reviewed(study, odd, end_ms=5000, mapping=BLANK.with_settled("no end", ("crying",), "close"))
    (doubt,) = [one for one in review.doubts if one.open]
    assert (doubt.kind, [one.id for one in doubt.shared]) == ("no end", ["frame", "running", OUT])
    late = event("crying", None, 4000)
    review = reviewed(study, late, start_ms=5000, mapping=BLANK.with_settled("no start", ("crying",), "begin"))
    (doubt,) = [one for one in review.doubts if one.open]
    assert (doubt.kind, [one.id for one in doubt.shared]) == ("no start", [OUT])


def test_what_lasts_one_frame_ends_with_the_next(study):
    frames = BLANK.with_settled("no end", ("crying",), "frame").with_settled("frames", (), "shown")
    for at, start in enumerate(FRAMES[:60].tolist()):
        assert kept(reviewed(study, event("crying", start), mapping=frames, here=with_frames(study))) == [
            (start, FRAMES[at + 1])
        ]
        short = event("crying", start + 2, start + 5)
        assert kept(reviewed(study, short, mapping=frames, here=with_frames(study))) == [(start, FRAMES[at + 1])]


def test_the_end_of_the_recording_is_no_moment_between_two_frames(study):
    shown = BLANK.with_settled("frames", (), "shown").with_settled("outside", ("crying",), "written")
    for end in (DURATION_MS, DURATION_MS + 1000):
        lasting = event("crying", 1010, end)
        assert kept(reviewed(study, lasting, mapping=shown, here=with_frames(study))) == [(1001, end)]
    last = int(FRAMES[-1])
    end = event("crying", last + 1, DURATION_MS)
    assert kept(reviewed(study, end, mapping=shown, here=with_frames(study))) == [(last, DURATION_MS)]
    before = event("crying", -5000, 1010)
    assert kept(reviewed(study, before, mapping=shown, here=with_frames(study))) == [(-5000, 1001)]


def with_cameras(study, *cameras):
    here = here_of(study)
    return replace(here, recorded={"S1": replace(here.recorded["S1"], cameras=cameras)})


OFFSETS = [
    ((), [ForeignMedia("a.mp4", offset_ms=-5000)], 5000),
    ((), [ForeignMedia("a.mp4", offset_ms=0), ForeignMedia("b.mp4", offset_ms=2000)], 0),
    ((("one.mp4", 0), ("two.mp4", 700)), [ForeignMedia("C:\\Anna\\TWO.mp4"), ForeignMedia("one.mp4", 0, -700)], 700),
    ((("one.mp4", 0), ("two.mp4", 700)), [ForeignMedia("two.mp4", 0, 0)], 700),
    ((("one.mp4", 0), ("two.mp4", 700)), [ForeignMedia("other.mp4"), ForeignMedia("two.mp4", 0, 700)], 0),
    ((("1.mp4", 0), ("1.mp4", 700)), [ForeignMedia("1.mp4", 0, 0)], 0),
]


@pytest.mark.parametrize(("cameras", "media", "later"), OFFSETS)
def test_times_that_do_not_count_from_the_recording_are_asked(study, cameras, media, later):
    """As with TIME_ORIGIN of ELAN, or a file that was coded by the second camera."""
    here = with_cameras(study, *cameras)
    crying = event("crying", 10_000, 20_000)
    review = reviewed(study, crying, here=here, media=tuple(media))
    assert [one.kind for one in review.doubts if one.open] == (["offset"] if later else [])
    assert "Anna" not in str(review.doubts)
    for choice, by in (("later", later), ("written", 0)):
        settled = reviewed(
            study, crying, here=here, media=tuple(media), mapping=BLANK.with_settled("offset", ("S1",), choice)
        )
        assert (settled.open, kept(settled)) == (0, [(10_000 + by, 20_000 + by)])
    given = Mapping(settled=BLANK.settled, shift_ms={"S1": 40})
    assert kept(reviewed(study, crying, here=here, media=tuple(media), mapping=given)) == [(10_040, 20_040)]


@pytest.mark.parametrize("written", [int, round, lambda at: int(at // 10) * 10, lambda at: round(at, -1)])
def test_a_time_that_was_cut_off_or_rounded_is_that_of_its_frame(study, written):
    """Of 29.97 frames a second: one ms too few must not become the frame before, all over the coding."""
    exact = [number * 1001 / 30 for number in range(1, 200)]
    crying = [event("crying", int(written(one)), int(written(other))) for one, other in pairwise(exact)]
    review = reviewed(study, *crying, here=with_frames(study), mapping=BLANK.with_settled("frames", (), "shown"))
    assert (review.open, kept(review)) == (0, list(pairwise(FRAMES[1:200].tolist())))


def test_an_end_that_was_cut_off_is_the_end_of_the_recording(study):
    lasting = event("crying", 1010, DURATION_MS - 1)
    review = reviewed(study, lasting, here=with_frames(study), mapping=BLANK.with_settled("frames", (), "shown"))
    assert kept(review) == [(1001, DURATION_MS)]
