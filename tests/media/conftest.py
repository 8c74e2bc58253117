"""Clips whose frames say their own number, and a hand on the player."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from annotator.media.picture import Picture
from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from sample_videos.encoding import MovieFile, PictureFormat
from sample_videos.frame_mark import draw_frame_number, read_frame_number
from sample_videos.odd import ODD_CLIPS, OddClip, draw_odd

NOT_PLAYABLE = {"truncated", "audio_only"}
PLAYABLE = [name for name in ODD_CLIPS if name not in NOT_PLAYABLE]
WHOLE = [name for name in PLAYABLE if name != "damaged"]
_DEADLINE_S = 30.0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`whole_clip` goes through every clip that can be played and is not damaged."""
    if "whole_clip" in metafunc.fixturenames:
        metafunc.parametrize("whole_clip", WHOLE, indirect=True)


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], OddClip]:
    """Draws a clip by its name, once."""
    folder = tmp_path_factory.mktemp("odd")
    drawn: dict[str, OddClip] = {}

    def draw(name: str) -> OddClip:
        if name not in drawn:
            drawn[name] = draw_odd(name, folder)
        return drawn[name]

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

    def start(*paths_or_cameras: Path | CameraSource, **options: object) -> Hand:
        cameras = [one if isinstance(one, CameraSource) else CameraSource(one) for one in paths_or_cameras]
        output = options.pop("output", None) or SilentOutput()
        player = Player(cameras, output, **options)
        opened.append(player)
        hand = Hand(player)
        hand.until(lambda: player.ready and player.indexing_progress == 1)
        return hand

    yield start
    for player in opened:
        player.close()


@pytest.fixture(scope="session")
def h264_avi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """H.264 with B-frames in AVI, which has no place for presentation times."""
    path = tmp_path_factory.mktemp("avi") / "h264.avi"
    with MovieFile(path) as movie:
        track = movie.add_pictures(PictureFormat(320, 240, options={"bf": "3", "g": "40"}))
        for number in range(100):
            image = np.full((240, 320, 3), 120, np.uint8)
            image[100:140, number * 2 : number * 2 + 40] = (30, 200, 90)
            draw_frame_number(image, number)
            track.write(image, number)
    return path
