"""Clips whose frames say their own number, and a hand on the player."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from annotator.media.picture import Picture
from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat
from sample_videos.frame_mark import draw_frame_number, read_frame_number
from tests.odd_clips.odd import ODD_CLIPS, OddClip, draw_odd


@dataclass(frozen=True)
class Kind:
    """One more kind of file: its name, its pictures, and how it is written."""

    file: str
    form: PictureFormat
    muxer: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    sound: str | None = "aac"
    noisy: bool = False  # larger frames, as from a camera


def h264(**options: object) -> PictureFormat:
    named = {name: str(value) for name, value in options.items()}
    return PictureFormat(320, 240, options={"mbtree": "0", "bf": "3", "g": "40", **named})


MPEG2 = PictureFormat(320, 240, codec="mpeg2video", options={"g": "12", "bf": "2", "b": "2000000"})
MPEG1 = PictureFormat(320, 240, codec="mpeg1video", options={"g": "15", "bf": "2", "b": "1000000"})
HEVC = PictureFormat(320, 240, codec="libx265", options={"x265-params": "log-level=none:keyint=40"})
ONE_THREAD = {"deadline": "realtime", "threads": "1"}  # several wait for one another at work, for 3 s of CPU
VP8 = PictureFormat(
    320, 240, codec="libvpx", options=ONE_THREAD | {"b": "300000", "cpu-used": "-8", "auto-alt-ref": "1"}
)
VP9 = PictureFormat(320, 240, codec="libvpx-vp9", options=ONE_THREAD | {"b": "200000", "cpu-used": "8"})
MORE_KINDS = {
    "mov": Kind("clip.mov", h264(), sound="pcm_s16le"),
    "fragmented": Kind("fragmented.mp4", h264(), options={"movflags": "frag_keyframe+empty_moov+default_base_moof"}),
    "mkv": Kind("clip.mkv", h264()),
    "flv": Kind("clip.flv", h264(), noisy=True),
    "h264_avi": Kind("h264.avi", h264(), sound=None),  # AVI has no place for presentation times
    "hevc_ts": Kind("hevc.ts", HEVC),
    "m2ts_fields": Kind("fields.m2ts", replace(h264(flags="+ildct+ilme"), interlaced=True)),
    "mpg": Kind("clip.mpg", MPEG2, sound="mp2", noisy=True),
    "mpg_small": Kind("small.mpg", MPEG2, sound="mp2"),  # several frames begin in one pack, which has one time
    "mpeg1_small": Kind("small1.mpg", MPEG1, sound="mp2"),
    "mpeg2_ts": Kind("mpeg2.ts", MPEG2, sound="mp2", noisy=True),
    "vp8": Kind("vp8.webm", VP8, sound="libopus"),
    "webm_live": Kind("live.webm", VP9, options={"live": "1"}, sound="libopus"),  # says no duration
}
MORE_FRAMES = 120


def draw_more(name: str, folder: Path) -> OddClip:
    """Draw a clip of one of the further kinds."""
    kind = MORE_KINDS[name]
    path = folder / kind.file
    with MovieFile(path, muxer=kind.muxer, options=kind.options) as movie:
        track = movie.add_pictures(kind.form)
        if kind.sound is not None:
            tone = np.sin(np.arange(round(MORE_FRAMES / 25 * SOUND_RATE)) * (2 * np.pi * 330 / SOUND_RATE))
            movie.add_sound(kind.sound).write((0.1 * tone).astype(np.float32), 0)
        noise = np.random.default_rng(2)
        for number in range(MORE_FRAMES):
            image = np.full((240, 320, 3), 120, np.uint8)
            if kind.noisy:
                image[160:] = noise.integers(0, 255, (80, 320, 1))
            image[100:140, number * 2 : number * 2 + 40] = (30, 200, 90)
            draw_frame_number(image, number)
            track.write(image, number)
    return OddClip(path, MORE_FRAMES, [40 * number for number in range(MORE_FRAMES)], kind.sound is not None)


NOT_PLAYABLE = {"truncated", "audio_only"}
PLAYABLE = [name for name in ODD_CLIPS if name not in NOT_PLAYABLE]
WHOLE = [name for name in PLAYABLE if name != "damaged"] + list(MORE_KINDS)
_DEADLINE_S = 30.0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`whole_clip` goes through every clip that can be played and is not damaged."""
    if "whole_clip" in metafunc.fixturenames:
        metafunc.parametrize("whole_clip", WHOLE, indirect=True)


@pytest.fixture(scope="session")
def odd(make_once: Callable[[str, Callable[[Path], OddClip]], OddClip]) -> Callable[[str], OddClip]:
    """Draws a clip by its name, once."""

    def draw(name: str) -> OddClip:
        return make_once(name, lambda folder: (draw_more if name in MORE_KINDS else draw_odd)(name, folder))

    return draw


@pytest.fixture
def whole_clip(request: pytest.FixtureRequest, odd: Callable[[str], OddClip]) -> OddClip:
    return odd(request.param)


@pytest.fixture(scope="session")
def joined_vob(odd: Callable[[str], OddClip], tmp_path_factory: pytest.TempPathFactory) -> OddClip:
    """Two recordings copied into one VOB, as from a DVD: the times begin anew in the middle."""
    one = odd("interlaced")
    path = tmp_path_factory.mktemp("joined") / "joined.vob"
    path.write_bytes(one.path.read_bytes() * 2)
    pts_ms = one.pts_ms + [4000 + ms for ms in one.pts_ms]
    return OddClip(path, 2 * one.frame_count, pts_ms, has_sound=True)


@pytest.fixture(scope="session")
def number_in() -> Callable[[Picture], int | None]:
    """Reads the number that is drawn into a frame, upright and in its own size."""

    def read(picture: Picture) -> int | None:
        size = picture.frame.width, picture.frame.height
        turned = picture.frame.rotation % 180 != 0
        return read_frame_number(picture.to_bgra(*(reversed(size) if turned else size)))

    return read


@dataclass
class Hand:
    """Ticks a player as the window does."""

    player: Player

    def until(self, condition: Callable[[], bool]) -> None:
        """Tick until something is so; fails if it takes too long."""
        deadline = time.monotonic() + _DEADLINE_S
        while not condition():
            self.player.tick()
            assert time.monotonic() < deadline, f"not in time; error: {self.player.error}"
            time.sleep(0.0005)

    def until_settled(self) -> Picture:
        """Tick until the frame asked for is on the screen, and return it."""
        self.player.tick()
        self.until(lambda: self.player.settled)
        picture = self.player.pictures[0]
        assert picture is not None
        return picture


@pytest.fixture(scope="session")
def hand_on() -> type[Hand]:
    """Ticks a player that the test opens itself."""
    return Hand


@pytest.fixture
def open_player() -> Iterator[Callable[..., Hand]]:
    """Opens players and closes them after the test."""
    opened: list[Player] = []

    def start(*paths_or_cameras: Path | CameraSource | None, **options: object) -> Hand:
        cameras = [CameraSource(one) if isinstance(one, Path) else one for one in paths_or_cameras]
        output = options.pop("output", None) or SilentOutput()
        player = Player(cameras, output, **options)
        opened.append(player)
        hand = Hand(player)
        hand.until(lambda: player.ready and player.indexing_progress == 1)
        return hand

    yield start
    for player in opened:
        player.close()
