"""Small clips of the odd kinds of file that labs have, each drawn on the fly with its truth known.

Every shown picture carries its place among the shown pictures (`frame_mark`); a picture that an edit list hides
carries no mark. DV has a fixed 144 kB a picture, so those clips are short. There is no Xvid encoder in PyAV:
`mpeg4` is the same format from another encoder. What no encoder makes is written bit by bit (`h264_fields`) or
rewritten packet by packet (`rewritten`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat, PictureTrack, as_urgent_as_before
from sample_videos.frame_mark import draw_frame_number
from sample_videos.h264_fields import write_fields
from sample_videos.rewritten import keep_packets_only, new_packet, pack_b_frames, rewrite

# With its macroblock tree on, x264 writes slightly different files from the same pictures.
_REPEATABLE = {"mbtree": "0"}
# Above zero, the VP8 encoder draws the worse the busier the machine is; and several of its threads wait then.
_QUICK_VP = {"deadline": "realtime", "cpu-used": "-8", "threads": "1"}
_SMALL = PictureFormat(320, 240, options=_REPEATABLE)
_CLAP_LENGTH = SOUND_RATE // 50
_THIRDS = 3 * 40  # a frame in thirds of a ms: one third before another is at the same ms
_FIELDS = "h264 in fields"
_GROUPS_OF_WHOLE_FRAMES = 6  # more than what is decoded to learn how a recording begins
OTHER_STREAM_FIRST_NUMBER = 1000


_VP9_SHOWN = 0x02  # show_frame in the first byte of a frame


def add_hidden_frames(path):
    """Put a hidden frame before each keyframe of a VP9 recording but the first, in a packet with a time of its own.

    Old programs and some hardware write alt-ref frames so. Here it is a copy of the keyframe, which changes nothing.
    """

    def rewritten(source):
        for place, packet in enumerate(source.demux(video=0)):
            data = bytes(packet)
            if place and packet.is_keyframe and packet.dts is not None:
                hidden = bytes([data[0] & ~_VP9_SHOWN]) + data[1:]
                yield new_packet(hidden, packet.dts - 1, packet.dts - 1, is_keyframe=True)
            if data:
                yield new_packet(data, packet.dts, packet.pts, is_keyframe=packet.is_keyframe)

    rewrite(path, rewritten, {"fflags": "+bitexact-autobsf"})  # else both become one packet again


@dataclass(frozen=True, slots=True)
class OddClip:
    """A drawn clip and what is true of it.

    Attributes:
        path: The file.
        frame_count: Shown pictures (as drawn, where the file is damaged; 0 where nothing can be shown).
        pts_ms: Presentation time of each shown picture in display order, relative to the first of them.
        has_sound: Whether the file has an audio stream.
    """

    path: Path
    frame_count: int
    pts_ms: list[int]
    has_sound: bool


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How a clip is made. Times are in ms on the file's own time axis; `hidden` pictures come before time 0.

    Every third picture of a `doubled` one is preceded by another at the same time. `parts` are recordings copied one
    after the other into one file: how many pictures each has, and where its time begins anew.
    """

    file: str
    form: PictureFormat | None = _SMALL
    frames: int = 125
    hidden: int = 0
    start_ms: int = 0
    jitter: bool = False
    doubled: bool = False
    parts: tuple[tuple[int, int], ...] = ()
    muxer: str | None = None
    muxer_options: Mapping[str, str] = field(default_factory=dict)
    sound: str | None = "aac"
    sound_start_ms: int = 0
    claps: bool = False
    other_stream: bool = False
    rewrite: Callable[[Path], None] | None = None
    playable: bool = True

    @property
    def start_tick(self) -> int:
        assert self.form is not None
        return round(self.start_ms / 1000 / self.form.tick)


def draw_odd(name: str, folder: Path) -> OddClip:
    """Draw one clip into the folder (which must exist) and say what is true of it. The same every time.

    Raises:
        KeyError: `name` is not one of ODD_CLIPS.
    """
    recipe = _RECIPES[name]
    path = folder / recipe.file
    if recipe.form is not None and recipe.form.codec == _FIELDS:
        return _draw_fields(recipe, recipe.form, path)
    with as_urgent_as_before():
        ticks = _write_parts(recipe, path) if recipe.parts else _write(recipe, path)
    if recipe.rewrite is not None:
        recipe.rewrite(path)
    if recipe.form is None or not recipe.playable:
        return OddClip(path, 0, [], recipe.sound is not None)
    shown = ticks[recipe.hidden :]
    pts_ms = [round((tick - shown[0]) * recipe.form.tick * 1000) for tick in shown]
    return OddClip(path, len(shown), pts_ms, recipe.sound is not None)


def _draw_fields(recipe: _Recipe, form: PictureFormat, path: Path) -> OddClip:
    def image(number: int) -> NDArray[np.uint8]:
        return _picture(recipe, form, number)[:, :, 1]

    start_tick = recipe.start_ms * 90
    write_fields(path, recipe.frames, image, start_tick, in_fields=lambda group: group >= _GROUPS_OF_WHOLE_FRAMES)
    return OddClip(path, recipe.frames, [40 * number for number in range(recipe.frames)], has_sound=False)


def _write_parts(recipe: _Recipe, path: Path) -> list[int]:
    """Write recordings whose times begin anew into one file; the ticks are those that follow without a gap."""
    joined, before = b"", 0
    for frames, start_ms in recipe.parts:
        _write(replace(recipe, frames=frames, start_ms=start_ms), path, before)
        joined, before = joined + path.read_bytes(), before + frames
    path.write_bytes(joined)
    return list(range(before))


def _write(recipe: _Recipe, path: Path, first_number: int = 0) -> list[int]:
    """Write the file; return the PTS of its pictures in ticks, hidden ones included."""
    with MovieFile(path, muxer=recipe.muxer, options=recipe.muxer_options) as movie:
        pictures = movie.add_pictures(recipe.form) if recipe.form else None
        sound = movie.add_sound(recipe.sound) if recipe.sound else None
        other = movie.add_pictures(PictureFormat(160, 120, options=_REPEATABLE)) if recipe.other_stream else None
        if sound is not None:
            first = recipe.sound_start_ms * SOUND_RATE // 1000
            sound.write(_sound(recipe), first)
        if pictures is None:
            return []
        assert recipe.form is not None
        ticks = _ticks(recipe)
        for place, tick in enumerate(ticks):
            if recipe.doubled and place % 3 == 2:
                pictures.write(_picture(recipe, recipe.form, -1), tick - 1)
            pictures.write(_picture(recipe, recipe.form, first_number + place - recipe.hidden), tick)
            if other is not None:
                _write_other(other, place)
        return ticks


def _ticks(recipe: _Recipe) -> list[int]:
    first = recipe.start_tick - recipe.hidden
    if recipe.doubled:
        return [first + _THIRDS * place for place in range(recipe.frames)]
    if not recipe.jitter:
        return list(range(first, first + recipe.frames + recipe.hidden))
    # A phone: about 30 a second, now and then one late or a gap; in 1/90000 s.
    lengths = np.random.default_rng(7).choice([2970, 3000, 3060, 3600, 4500, 9000], recipe.frames - 1)
    return [0, *np.cumsum(lengths).tolist()]


def _write_other(track: PictureTrack, place: int) -> None:
    image = _ball_on_floor(160, 120, place)
    draw_frame_number(image, OTHER_STREAM_FIRST_NUMBER + place)
    track.write(image, place)


def _picture(recipe: _Recipe, form: PictureFormat, number: int) -> NDArray[np.uint8]:
    """The picture as it is stored: turned back, where the file tells players to turn it."""
    upright = (form.height, form.width) if form.rotation % 180 else (form.width, form.height)
    image = _ball_on_floor(*upright, number)
    if form.interlaced:
        image[1::2] = _ball_on_floor(*upright, number + 0.5)[1::2]
    if recipe.claps and number % round(form.rate) == 0:
        image[:] = 255
    if number >= 0:
        draw_frame_number(image, number)
    turns = form.rotation // 90 % 4  # the player turns counter-clockwise by form.rotation
    return np.ascontiguousarray(np.rot90(image, -turns))


def _ball_on_floor(width: int, height: int, place: float) -> NDArray[np.uint8]:
    image = np.empty((height, width, 3), np.uint8)
    shade = np.linspace(0, 40, width, dtype=np.uint8)
    image[:] = np.array([170, 190, 205], np.uint8) - shade[None, :, None]
    floor = height * 3 // 5
    image[floor:] = (94, 141, 184)
    x = 0.5 + 0.4 * np.sin(place / 19)
    bounce = abs(np.sin(place / 6))
    centre = (int(16 * width * x), int(16 * (height * 0.85 - height * 0.3 * bounce)))
    cv2.circle(image, centre, int(16 * height * 0.08), (70, 80, 220), -1, cv2.LINE_AA, 4)
    return image


def _sound(recipe: _Recipe) -> NDArray[np.float32]:
    """A soft tone as long as the pictures, with a click in the first ms of every second where there are claps."""
    seconds = 5.0 if recipe.form is None else recipe.frames / float(recipe.form.rate)
    count = max(4096, round(seconds * SOUND_RATE))
    time_s = np.arange(count) / SOUND_RATE
    if not recipe.claps:
        return (0.1 * np.sin(2 * np.pi * 330 * time_s)).astype(np.float32)
    since_clap = np.arange(count) % SOUND_RATE
    noise = np.random.default_rng(1).uniform(-1, 1, count)
    return np.where(since_clap < _CLAP_LENGTH, 0.9 * noise * np.exp(-since_clap / 200), 0).astype(np.float32)


def _cut_off_end(path: Path) -> None:
    """Leave the first 60 %: the table of an MP4 stands at its end."""
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])


def _damage_middle(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    for place in range(middle, middle + 1500, 3):
        whole[place] ^= 0xA5
    path.write_bytes(whole)


def _x264(**options: str | int) -> PictureFormat:
    return PictureFormat(320, 240, options=_REPEATABLE | {name: str(value) for name, value in options.items()})


_KEEP_NEGATIVE_TIMES = {"avoid_negative_ts": "disabled", "use_editlist": "1"}
_RECIPES: dict[str, _Recipe] = {
    "vfr": _Recipe(
        "vfr.mp4",
        PictureFormat(320, 240, Fraction(30), time_base=Fraction(1, 90_000), options=_REPEATABLE),
        jitter=True,
    ),
    "interlaced": _Recipe(
        "interlaced.vob",
        PictureFormat(
            720,
            576,
            codec="mpeg2video",
            options={"flags": "+ildct+ilme", "b": "500000", "maxrate": "900000", "bufsize": "1835008", "bf": "2"},
            pixel_shape=Fraction(16, 15),
            interlaced=True,
        ),
        frames=100,
        muxer="vob",
        sound="mp2",
    ),
    "ntsc_2997": _Recipe(
        "ntsc_2997.mp4", PictureFormat(320, 240, Fraction(30_000, 1001), options=_REPEATABLE), frames=150
    ),
    "nonzero_start": _Recipe("nonzero_start.mkv", start_ms=5000, sound_start_ms=5000),
    "nonzero_start_ts": _Recipe("nonzero_start.ts", _x264(g=50), start_ms=6400, sound_start_ms=6400),
    "no_sound": _Recipe("no_sound.mp4", sound=None),
    "edit_list": _Recipe("edit_list.mp4", _x264(bf=3, g=60), hidden=10, muxer_options=_KEEP_NEGATIVE_TIMES),
    "edit_list_late": _Recipe("edit_list_late.mp4", _x264(bf=3, g=60), start_ms=2000),
    "open_gop": _Recipe(
        "open_gop.mp4", _x264(bf=3, g=27, **{"x264-params": "open-gop=1:scenecut=0:b-adapt=0"}), frames=150
    ),
    "intra_refresh": _Recipe("intra_refresh.mkv", _x264(bf=0, g=30, **{"x264-params": "intra-refresh=1"}), frames=150),
    "mjpeg": _Recipe(
        "mjpeg.avi",
        PictureFormat(320, 240, codec="mjpeg", pix_fmt="yuvj420p", options={"q:v": "6", "huffman": "optimal"}),
        frames=100,
        sound="pcm_u8",
    ),
    "mpeg4": _Recipe(
        "mpeg4.avi",
        PictureFormat(320, 240, codec="mpeg4", options={"bf": "2", "b": "300000"}),
        sound="libmp3lame",
    ),
    "hevc": _Recipe(
        "hevc.mp4", PictureFormat(320, 240, codec="libx265", options={"x265-params": "log-level=none:keyint=50"})
    ),
    "webm": _Recipe(
        "webm.webm",
        PictureFormat(320, 240, Fraction(30), codec="libvpx-vp9", options=_QUICK_VP | {"b": "200000"}),
        frames=150,
        sound="libopus",
    ),
    "mpeg_ts": _Recipe("mpeg_ts.ts", _x264(g=25, bf=2), start_ms=1400, sound_start_ms=1400),
    "gop_300": _Recipe(
        "gop_300.mp4", PictureFormat(160, 120, options=_REPEATABLE | {"g": "300", "sc_threshold": "0"}), frames=330
    ),
    "ten_bit": _Recipe("ten_bit.mp4", PictureFormat(320, 240, pix_fmt="yuv420p10le", options=_REPEATABLE)),
    "rotated": _Recipe("rotated.mp4", PictureFormat(320, 240, rotation=90, options=_REPEATABLE)),
    "nonsquare": _Recipe("nonsquare.mp4", PictureFormat(360, 288, pixel_shape=Fraction(16, 15), options=_REPEATABLE)),
    "dv": _Recipe("dv.avi", PictureFormat(720, 576, codec="dvvideo"), frames=3, sound="pcm_s16le"),
    "wmv": _Recipe(
        "wmv.wmv", PictureFormat(320, 240, codec="wmv2", options={"b": "300000"}), muxer="asf", sound="wmav2"
    ),
    "sound_early": _Recipe("sound_early.mkv", start_ms=800),
    "sound_late": _Recipe("sound_late.mp4", sound_start_ms=1200),
    "two_video_streams": _Recipe("two_video_streams.mp4", other_stream=True),
    "clap": _Recipe("clap.mkv", sound="pcm_s16le", claps=True, frames=100),
    "fields": _Recipe("fields.mts", PictureFormat(128, 64, codec=_FIELDS), start_ms=1400),
    "packed": _Recipe(
        "packed.avi",
        PictureFormat(320, 240, codec="mpeg4", options={"bf": "2", "b": "300000", "g": "40"}),
        sound=None,
        rewrite=pack_b_frames,
    ),
    "av1": _Recipe(
        "av1.mp4",
        PictureFormat(160, 120, codec="libsvtav1", options={"preset": "13", "g": "33", "svtav1-params": "lp=1"}),
        frames=100,
    ),
    "vp9_hidden": _Recipe(
        "vp9_hidden.webm",
        PictureFormat(160, 120, codec="libvpx-vp9", options=_QUICK_VP | {"b": "90000", "g": "10"}),
        frames=100,
        sound=None,
        rewrite=add_hidden_frames,
    ),
    "raw_dv": _Recipe(
        "raw.dv",
        PictureFormat(720, 576, codec="dvvideo"),
        frames=3,
        muxer="avi",
        sound=None,
        rewrite=keep_packets_only,
    ),
    "edit_list_before_key": _Recipe(
        "edit_list_before_key.mp4",
        _x264(bf=2, g=12, **{"x264-params": "open-gop=1:scenecut=0:b-adapt=0"}),
        frames=60,
        hidden=10,
        muxer_options=_KEEP_NEGATIVE_TIMES,
    ),
    "shared_times": _Recipe(
        "shared_times.webm",
        PictureFormat(160, 120, codec="libvpx", options=_QUICK_VP | {"b": "100000"}, time_base=Fraction(1, 3000)),
        doubled=True,
        sound=None,
    ),
    "short_first_part": _Recipe("short_first_part.ts", _x264(g=25, bf=2), parts=((5, 1400), (60, 1400)), sound=None),
    "time_jumps": _Recipe(
        "time_jumps.ts", _x264(g=25, bf=2), parts=((40, 1400), (40, 94_000_000), (40, 5000)), sound=None
    ),
    "truncated": _Recipe("truncated.mp4", rewrite=_cut_off_end, playable=False),
    "damaged": _Recipe("damaged.mp4", _x264(g=25), rewrite=_damage_middle),
    "audio_only": _Recipe("audio_only.m4a", form=None, muxer="mp4"),
}
ODD_CLIPS: tuple[str, ...] = tuple(_RECIPES)
