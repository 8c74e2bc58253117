"""What is read off H.264 packets is what the encoder wrote, and leaving frames out changes no picture."""

import av
import numpy as np
import pytest

from annotator.media.frames import scan
from annotator.media.reader import FrameReader
from annotator.media.slices import Slices
from sample_videos.encoding import MovieFile, PictureFormat


def drawn(path, **options):
    form = PictureFormat(320, 240, options={"g": "60", **{name: str(value) for name, value in options.items()}})
    noise = np.random.default_rng(4)
    with MovieFile(path) as movie:
        track = movie.add_pictures(form)
        image = noise.integers(0, 255, (240, 320, 3), np.uint8)
        for number in range(60):
            track.write(np.roll(image, 3 * number, axis=1), number)
    return path


def packets_of(path):
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        slices = Slices(stream.codec_context)
        return [slices.can_be_left_out(packet) for packet in container.demux(stream) if packet.size]


@pytest.mark.parametrize("suffix", [".mp4", ".ts"])  # lengths before the units of a packet, and start codes
def test_frames_that_none_leans_on_are_known(tmp_path, suffix):
    plain = packets_of(drawn(tmp_path / f"plain{suffix}", bf=0))
    assert not any(plain)
    between = packets_of(drawn(tmp_path / f"between{suffix}", bf=1, b_strategy=0))
    assert sum(between) == pytest.approx(30, abs=2)


def test_a_packet_with_parameters_is_never_left_out_though_none_leans_on_its_frame(odd):
    with av.open(str(odd("fields").path)) as container:
        stream = container.streams.video[0]
        slices = Slices(stream.codec_context)
        group = [packet for packet in container.demux(stream) if packet.size][:13]
        left_out = [slices.can_be_left_out(packet) for packet in group]
        has_parameters = [b"\0\0\1\x68" in bytes(packet) for packet in group]
    assert has_parameters.count(True) == 2  # at the keyframe, and with a frame on which no other leans
    assert left_out.count(True) == 5  # of six such frames
    assert not any(left and has for left, has in zip(left_out, has_parameters, strict=True))


def test_of_other_formats_nothing_is_known(odd):
    assert not any(packets_of(odd("mpeg4").path))


@pytest.mark.parametrize("slices", [1, 4])
def test_a_frame_jumped_to_is_the_same_to_the_bit_as_one_played_to(tmp_path, slices):
    path = drawn(tmp_path / "clip.mp4", bf=3, **{"x264-params": f"sliced-threads=0:slices={slices}"})
    with av.open(str(path)) as container:
        played = [frame.to_ndarray() for frame in container.decode(video=0)]
    for index in (59, 31, 7):
        reader = FrameReader(path, table=scan(path))
        try:
            assert (reader.read(index).frame.to_ndarray() == played[index]).all()
        finally:
            reader.close()
