"""Long recordings for the player's benchmark: a moving texture whose frames say their number, with a click a second.

They are drawn once, into the system's folder for temporary files, and used again the next time. What no encoder at
hand makes is written as in `tests.odd_clips.odd`: field pictures as of AVCHD, B-frames packed as by XviD, raw DV. Their
frames are cheaper to decode than a camcorder's, so of speed they tell how many frames a jump decodes, and no more.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from sample_videos.encoding import as_urgent_as_before
from sample_videos.frame_mark import draw_frame_number
from sample_videos.h264_fields import write_fields
from sample_videos.rewritten import keep_packets_only, pack_b_frames

SOUND_RATE_HZ = 48_000
FIELDS = "h264 in fields"
_MUXERS = {".vob": "vob", ".dv": "avi"}
FOLDER = Path(tempfile.gettempdir()) / "player-benchmark"


@dataclass(frozen=True, slots=True)
class Clip:
    """How a recording is made.

    Attributes:
        codec: An encoder of FFmpeg's, or FIELDS.
        sound: Another, or None for a recording without sound.
        rewrite: What is done to the file when it is written.
    """

    name: str
    file: str
    width: int
    height: int
    fps: int
    minutes: float
    codec: str
    options: Mapping[str, str] = field(default_factory=dict)
    sound: str | None = "aac"
    rewrite: Callable[[Path], None] | None = None

    @property
    def frame_count(self) -> int:
        return round(self.minutes * 60 * self.fps)


_FAR_KEYFRAMES = {"preset": "veryfast", "g": "250", "bf": "3", "crf": "24"}
_XVID = {"bf": "2", "g": "250", "b": "2000000"}
_AV1 = {"preset": "10", "g": "250", "crf": "35"}
_DVD = {"flags": "+ildct+ilme", "g": "12", "bf": "2", "b": "5000000", "maxrate": "8000000", "bufsize": "1835008"}
CLIPS = (
    Clip("H.264 720p30, 22 min", "720p30.mp4", 1280, 720, 30, 22, "libx264", _FAR_KEYFRAMES),
    Clip("H.264 1080p30, 4 min", "1080p30.mp4", 1920, 1080, 30, 4, "libx264", _FAR_KEYFRAMES),
    Clip("MPEG-2 576i25, 4 min", "576i25.vob", 720, 576, 25, 4, "mpeg2video", _DVD, "mp2"),
    Clip("AVCHD 576i25 in field pictures, 1 min", "fields.mts", 720, 576, 25, 1, FIELDS, sound=None),
    Clip("XviD 576p25, packed B-frames, 2 min", "xvid.avi", 720, 576, 25, 2, "mpeg4", _XVID, None, pack_b_frames),
    Clip("Raw DV 576i25, 1 min", "raw.dv", 720, 576, 25, 1, "dvvideo", {}, None, keep_packets_only),
    Clip("AV1 720p30, 2 min", "720p30.webm", 1280, 720, 30, 2, "libsvtav1", _AV1, "libopus"),
)


def clip_named(file: str) -> Clip:
    (clip,) = (one for one in CLIPS if one.file == file)
    return clip


def drawn(clip: Clip) -> Path:
    """Where the recording lies; drawn now if it was not before."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / clip.file
    if not path.exists():
        part = path.with_stem(f"{path.stem}-part")
        _draw(clip, part)
        part.rename(path)
    return path


def _draw(clip: Clip, path: Path) -> None:
    if clip.codec == FIELDS:
        _write_fields(clip, path)
    else:
        with as_urgent_as_before():
            _encode(clip, path)
    if clip.rewrite is not None:
        clip.rewrite(path)


def _write_fields(clip: Clip, path: Path) -> None:
    """Only the ball moves: what moves is not packed."""
    texture = _texture(clip)

    def image(number: int) -> NDArray[np.uint8]:
        return _picture(clip, texture, number, still=True)[: clip.height]

    write_fields(path, clip.frame_count, image, 0, in_fields=lambda _group: True)


def _encode(clip: Clip, path: Path) -> None:
    with av.open(str(path), "w", format=_MUXERS.get(path.suffix)) as container:
        pictures = container.add_stream(clip.codec, rate=clip.fps, options=dict(clip.options))
        pictures.width, pictures.height, pictures.pix_fmt = clip.width, clip.height, "yuv420p"
        sound = container.add_stream(clip.sound, rate=SOUND_RATE_HZ) if clip.sound is not None else None
        if sound is not None:
            sound.codec_context.layout = "stereo"
        texture = _texture(clip)
        for number in range(clip.frame_count):
            if sound is not None and number % clip.fps == 0:
                container.mux(sound.encode(_second_of_sound(number // clip.fps)))
            frame = av.VideoFrame.from_ndarray(_picture(clip, texture, number), format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, clip.fps)
            container.mux(pictures.encode(frame))
        for stream in (pictures, sound):
            if stream is not None:
                container.mux(stream.encode(None))


def _texture(clip: Clip) -> NDArray[np.uint8]:
    noise = np.random.default_rng(1).integers(0, 256, (clip.height // 8 + 40, clip.width // 8 + 40), np.uint8)
    return np.asarray(cv2.resize(noise, None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC), np.uint8) // 2 + 64


def _picture(clip: Clip, texture: NDArray[np.uint8], number: int, *, still: bool = False) -> NDArray[np.uint8]:
    """Planes of luma and colour below one another."""
    planes = np.full((clip.height * 3 // 2, clip.width), 128, np.uint8)
    left, top = (int(150 + 140 * part * (not still)) for part in (np.sin(number / 40), np.cos(number / 55)))
    luma = planes[: clip.height]
    luma[:] = texture[top : top + clip.height, left : left + clip.width]
    ball = (int(clip.width * (0.5 + 0.4 * np.sin(number / 23))), int(clip.height * (0.6 + 0.2 * np.cos(number / 11))))
    cv2.circle(luma, ball, clip.height // 8, 220, -1)
    draw_frame_number(luma[:, :, None], number)
    return planes


def _second_of_sound(second: int) -> av.AudioFrame:
    time_s = np.arange(SOUND_RATE_HZ) / SOUND_RATE_HZ
    wave = 0.1 * np.sin(2 * np.pi * 330 * time_s)
    wave[:480] = np.random.default_rng(second).uniform(-0.9, 0.9, 480)
    samples = np.repeat((wave * 32767).astype(np.int16), 2)[None, :]
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE_HZ, second * SOUND_RATE_HZ, Fraction(1, SOUND_RATE_HZ)
    return frame
