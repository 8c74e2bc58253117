"""What is read off AV1 packets is what the decoder finds, and frames on which no other leans cost nothing on a jump."""

import random
import subprocess
import sys

import av
import pytest

from annotator.media import decoder_run
from annotator.media.av1 import Av1Frames
from annotator.media.frames import scan
from annotator.media.packets import Decoder
from annotator.media.reader import FrameReader


def leaned_on(path):
    """Each packet, and what of it later frames lean on."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = Av1Frames(stream.codec_context)
        return [(packet, frames.leaned_on(packet)) for packet in container.demux(stream) if packet.size]


def frames_others_lean_on(path):
    """How many the decoder itself shows when it is told at its opening to leave all others out."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.skip_frame = "NONREF"
        return sum(1 for _ in container.decode(stream))


def test_as_many_frames_are_leaned_on_as_the_decoder_says(odd):
    clip = odd("av1")
    found = leaned_on(clip.path)
    left_out = sum(rest is None for _, rest in found)
    shortened = sum(rest is not None and rest.size < packet.size for packet, rest in found)
    assert left_out > 10
    assert shortened > 5  # hidden frames come in the packet of one that is shown
    assert clip.frame_count - left_out - shortened == frames_others_lean_on(clip.path)


def test_frames_that_are_passed_by_are_not_given_to_the_decoder(odd, monkeypatch):
    fed = []

    class Counting(Decoder):
        def feed(self, packet, stamp):
            fed.append(stamp)
            return super().feed(packet, stamp)

    monkeypatch.setattr(decoder_run, "Decoder", Counting)
    clip = odd("av1")
    before_keyframe = 32
    table = scan(clip.path)
    reader = FrameReader(clip.path, table=table)
    try:
        assert reader.read(before_keyframe).exact
    finally:
        reader.close()
    # Meanwhile the reader has gone on to what comes after.
    assert sum(stamp <= table.stamps[before_keyframe] for stamp in fed) < before_keyframe


@pytest.mark.parametrize("name", ["edit_list", "shared_times", "packed"])
def test_packets_of_other_streams_stay_whole(odd, name):
    assert all(rest is packet for packet, rest in leaned_on(odd(name).path))


def test_spoilt_packets_are_read_without_an_error(odd):
    chance = random.Random(5)
    with av.open(str(odd("av1").path)) as container:
        stream = container.streams.video[0]
        packets = [bytes(packet) for packet in container.demux(stream) if packet.size]
        frames = Av1Frames(stream.codec_context)
        for _ in range(2000):
            data = bytearray(chance.choice(packets)[: chance.randrange(1, 200)])
            for _ in range(chance.randrange(4)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            packet = av.Packet(bytes(data))
            packet.stream = stream
            frames.leaned_on(packet)


_CLOSED_BEFORE_THE_END = """
import sys
import av
from annotator.media.av1 import Av1Frames

for leaves in range(1, 25):
    with av.open(sys.argv[1]) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        context.thread_count = 4
        frames = Av1Frames(context)
        cut = 0
        for packet in container.demux(stream):
            rest = frames.leaned_on(packet) if packet.size else None
            if rest is not None:
                context.decode(rest)
                cut += rest is not packet
            if cut == leaves:
                break
    del container, stream, context, packet, rest, frames
"""


def test_a_decoder_that_is_closed_in_the_middle_waits_for_nobody(odd):
    """In a process of its own: two threads that wait for each other, one with Python's lock, would stop this one."""
    path = str(odd("av1").path)
    subprocess.run([sys.executable, "-c", _CLOSED_BEFORE_THE_END, path], check=True, timeout=120)
