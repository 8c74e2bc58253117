"""Memory stays bounded in bytes, however large, many or quick the frames are."""

import pytest
from av.video.frame import VideoFrame

from annotator.media.cache import FrameCache
from annotator.media.picture import Picture

MIB = 2**20


@pytest.mark.parametrize("size", [(3840, 2160), (7680, 4320), (1280, 720)])
@pytest.mark.parametrize("limit", [64 * MIB, 256 * MIB])
def test_no_more_bytes_are_kept_than_the_limit_allows(size, limit):
    cache, frame = FrameCache(limit), VideoFrame(*size, "yuv420p")
    for index in range(1_500):  # 12 s at 120 frames a second
        cache.put(Picture(index, index * 8, frame), index, 1)
        held = [one for one in range(index + 1) if one in cache] if index % 100 == 99 else []
        assert sum(cache.get(one).size_bytes for one in held) <= max(limit, 2 * Picture(0, 0, frame).size_bytes)
    assert held[-1] == index
    assert len(held) == cache.capacity


def test_frames_that_grow_in_the_middle_of_a_recording_push_the_small_ones_out():
    cache = FrameCache(64 * MIB)
    for index in range(400):
        large = index >= 200
        cache.put(
            Picture(index, index, VideoFrame(3840 if large else 640, 2160 if large else 360, "yuv420p")), index, 1
        )
    kept = [index for index in range(400) if index in cache]
    assert sum(cache.get(index).size_bytes for index in kept) <= 64 * MIB
    assert kept[-1] == 399
