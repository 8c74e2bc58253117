"""Whatever the bytes of a file are, what is good of it plays or a clear sentence says why not."""

import io
import random
import time
import zipfile
from types import SimpleNamespace

import av
import numpy as np
import pytest

from annotator.errors import MediaError
from annotator.media.av1 import Av1Frames
from annotator.media.fields import Fields
from annotator.media.frames import scan
from annotator.media.player import CameraSource, Player
from annotator.media.reader import FrameReader
from annotator.media.slices import Slices
from annotator.media.sound_decode import SoundDecoder
from annotator.media.sound_output import SilentOutput
from tests.tries import tries

ROUNDS = tries(250)
RARE = {"av1": (145,), "vfr": (797,)}
"""Rounds beyond those of every day with rare damage: a seek that fails, a kind of sound that does not exist."""
LONGEST_S = 20.0


def spoil(whole, chance):
    """Some random bytes changed; every fourth time cut off as well."""
    data = bytearray(whole)
    for _ in range(chance.choice([1, 3, 30])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return data[: chance.randrange(len(data))] if chance.random() < 0.25 else data


def look_and_listen(path):
    """Frames from the middle, the end and the beginning, and all of the sound; whether it could be played."""
    try:
        table = scan(path)
        reader = FrameReader(path, table=table)
        try:
            for index in (len(table) // 2, len(table) - 1, 0):
                picture = reader.read(index, LONGEST_S)
                assert picture.index == index
                assert picture.to_bgra(32, 24).shape == (24, 32, 4)
        finally:
            reader.close()
        decoder = SoundDecoder(path)
        for samples in decoder.samples_from(0, table):
            assert samples.shape[1] == 2
        decoder.close()
    except MediaError as refusal:
        if "in time" in refusal.what:  # it hung
            raise
        return False
    return True


@pytest.mark.parametrize("name", ["vfr", "mpeg_ts", "mpeg4", "nonzero_start", "av1", "fields"])
def test_random_corruptions_give_pictures_or_a_clear_refusal(odd, tmp_path, name):
    clip = odd(name)
    path = tmp_path / f"spoilt{clip.path.suffix}"
    played = 0
    for number in (*range(ROUNDS), *RARE.get(name, ())):
        path.write_bytes(spoil(clip.path.read_bytes(), random.Random(number)))
        played += look_and_listen(path)
    assert played > ROUNDS / 2


def test_a_player_on_corrupt_recordings_answers_and_ends(odd, tmp_path):
    clip = odd("mpeg_ts")
    chance = random.Random(8)
    for number in range(20):
        path = tmp_path / f"spoilt{number}.ts"
        path.write_bytes(spoil(clip.path.read_bytes(), chance))
        player = Player([CameraSource(path)], SilentOutput())
        player.jump(2000)
        player.play()
        deadline = time.monotonic() + LONGEST_S
        while not player.ready and player.error is None:
            player.tick()
            assert time.monotonic() < deadline
            time.sleep(0.001)
        player.close()


@pytest.mark.parametrize(("name", "reader"), [("vfr", Fields), ("vfr", Slices), ("av1", Av1Frames)])
def test_parameters_that_are_cut_off_or_spoilt_are_read_without_an_error(odd, name, reader):
    with av.open(str(odd(name).path)) as container:
        whole = container.streams.video[0].codec_context.extradata
        codec = container.streams.video[0].codec_context.name
    chance = random.Random(9)
    for length in range(len(whole) + 1):
        reader(SimpleNamespace(name=codec, extradata=whole[:length]))
        for _ in range(20):
            spoilt = bytearray(whole[:length])
            for _ in range(min(length, 3)):
                spoilt[chance.randrange(length)] = chance.randrange(256)
            reader(SimpleNamespace(name=codec, extradata=bytes(spoilt)))


def zipped():
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("notes.txt", "mother leaves\n" * 500)
        return file.getvalue()


FOREIGN = {
    "zip": zipped(),
    "pdf": b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 200,
    "zeros": bytes(100_000),
    "noise": np.random.default_rng(3).bytes(200_000),
    "more noise": np.random.default_rng(4).bytes(5000),
    "one byte": b"\0",
    "sqlite": b"SQLite format 3\0" + bytes(4000),
}


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".vob", ".mpg", ".ts", ".mkv", ""])
def test_foreign_files_are_refused_with_a_clear_sentence(tmp_path, name, suffix):
    path = tmp_path / f"file{suffix}"
    path.write_bytes(FOREIGN[name])
    with pytest.raises(MediaError) as caught:
        scan(path)
    assert caught.value.what.startswith(("file", "No picture of file"))
    assert caught.value.hint
