"""On the kinds of file that labs have and that are hard to search, every frame is the one that playing would show."""

import random
import time

import av
import pytest

from annotator.media.frames import scan
from annotator.media.picture import digest_of
from annotator.media.reader import FrameReader, Wish
from tests.tries import tries

KINDS = [
    "fields",
    "packed",
    "av1",
    "vp9_hidden",
    "raw_dv",
    "edit_list",
    "edit_list_before_key",
    "shared_times",
    "short_first_part",
    "time_jumps",
    "m2ts_fields",
    "h264_avi",
    "mpeg4",
    "vp8",
    "open_gop",
]
JUMPS = tries(200)


@pytest.fixture
def plainly_decoded():
    """The hash of each frame as it comes when a file is decoded from its start; of frames with one time, the last."""

    def decode(path):
        with av.open(str(path)) as container:
            frames = [(frame.pts, digest_of(frame)) for frame in container.decode(video=0)]
        if path.suffix == ".webm":
            return list(dict(frames).values())
        return [digest for _, digest in frames]

    return decode


def frames_asked_for(count):
    """Jumps in random order first, on a reader that has decoded nothing; then through, back, and jumps again."""
    chance = random.Random(11)
    jumps = [chance.randrange(count) for _ in range(JUMPS)]
    yield from ((index, 1) for index in jumps[: JUMPS // 2])
    yield from ((index, 1) for index in range(count))
    yield from ((index, -1) for index in reversed(range(count)))
    yield from ((index, 1) for index in jumps[JUMPS // 2 :])


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("cache_bytes", [1, 2**28], ids=["nothing kept", "much kept"])
def test_every_frame_is_that_of_a_plain_decode_and_none_is_called_damaged(odd, plainly_decoded, name, cache_bytes):
    clip = odd(name)
    truth = plainly_decoded(clip.path)
    table = scan(clip.path)
    assert len(table) == len(truth) == clip.frame_count
    reader = FrameReader(clip.path, table=table, cache_bytes=cache_bytes)
    try:
        for index, direction in frames_asked_for(clip.frame_count):
            picture = shown(reader, Wish(index, direction=direction))
            assert (picture.exact, picture.damaged, digest_of(picture.frame)) == (True, False, truth[index]), index
    finally:
        reader.close()


def shown(reader, wish):
    reader.want(wish)
    deadline = time.monotonic() + 30
    while reader.newest is None or reader.newest.index != wish.index:
        assert time.monotonic() < deadline
        time.sleep(0.0005)
    return reader.newest
