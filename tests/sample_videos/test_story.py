from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sample_videos.acting import Acting
from sample_videos.room import FAR
from sample_videos.story import FPS, lay_out

MINUTES = st.floats(1, 30)
EXCLUSIVE = [{"crying", "fussing"}]


@pytest.fixture(scope="module", params=[1, 3, 22], ids=str)
def acting(request):
    return Acting(lay_out(request.param))


@given(minutes=MINUTES)
@settings(deadline=None)
def test_a_story_is_as_long_as_asked_and_has_eight_episodes_in_order(minutes):
    story = lay_out(minutes)
    assert story.frame_count == round(minutes * 60 * FPS)
    assert len(story.episode_frames) == 9
    assert all(start < end for start, end in pairwise([0, *story.episode_frames, story.frame_count]))


@given(minutes=MINUTES)
@settings(deadline=None)
def test_behaviour_lies_in_episodes_2_to_8_and_bouts_of_one_channel_do_not_overlap(minutes):
    story = lay_out(minutes)
    first, last = story.episode_frames[1], story.episode_frames[-1]
    assert all(first <= bout.start_frame <= bout.end_frame <= last for bout in story.bouts)
    assert all((bout.start_frame == bout.end_frame) == (bout.code == "reach") for bout in story.bouts)
    for channel in [*EXCLUSIVE, *({bout.code} for bout in story.bouts)]:
        bouts = [bout for bout in story.bouts if bout.code in channel and bout.code != "reach"]
        assert all(before.end_frame <= after.start_frame for before, after in pairwise(bouts))


def test_a_story_of_three_minutes_has_the_behaviour_that_coders_look_for():
    story = lay_out(3)
    assert 40 <= len(story.bouts) <= 70
    assert {bout.code for bout in story.bouts} == {
        "crying", "fussing", "proximity_seeking", "contact", "avoidance", "resistance", "search", "manipulation",
        "locomotion", "reach",
    }  # fmt: skip


def test_a_longer_story_has_more_bouts_and_not_slower_people():
    assert len(lay_out(22).bouts) > 5 * len(lay_out(3).bouts)


def test_less_than_a_minute_is_refused():
    with pytest.raises(ValueError, match="one minute"):
        lay_out(0.9)


def test_episode_2_begins_on_the_frame_that_shows_the_infant_put_down(acting):
    start = acting.story.episode_frames[1]
    assert acting.spot("infant", start - 1)[1] > 0
    assert acting.spot("infant", start)[1] == 0


@pytest.mark.parametrize(
    ("episode", "person"), [(3, "stranger"), (5, "caregiver"), (7, "stranger"), (8, "caregiver"), (9, "experimenter")]
)
def test_an_episode_begins_on_the_frame_on_which_somebody_comes_in_the_door(acting, episode, person):
    start = acting.story.episode_frames[episode - 1]
    assert acting.spot(person, start - 1)[2] > FAR >= acting.spot(person, start)[2]
    assert acting.door(start) > 0.5


@pytest.mark.parametrize("episode", [4, 6])
def test_an_episode_begins_on_the_frame_on_which_the_caregiver_goes_out_the_door(acting, episode):
    start = acting.story.episode_frames[episode - 1]
    assert acting.spot("caregiver", start - 1)[2] <= FAR < acting.spot("caregiver", start)[2]


@pytest.mark.parametrize("code", ["crying", "fussing"])
def test_the_infants_face_shows_distress_exactly_while_it_is_coded(acting, code):
    mood = {"crying": "cry", "fussing": "fuss"}[code]
    for frame in range(0, acting.story.frame_count, 7):
        is_coded = any(b.code == code and b.start_frame <= frame < b.end_frame for b in acting.story.bouts)
        assert (acting.doing("infant", frame).mood == mood) == is_coded


def test_nobody_jumps_from_one_frame_to_the_next():
    acting = Acting(lay_out(3))
    for person in acting.story.steps:
        for frame in range(acting.story.frame_count - 1):
            way_m = abs(acting.spot(person, frame + 1) - acting.spot(person, frame)).max()
            assert way_m < 0.2, (person, frame)
