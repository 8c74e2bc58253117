"""Write the drawn session: two recordings and the truth about them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.encoding import SOUND_RATE, MovieFile, PictureFormat
from sample_videos.frame_mark import draw_frame_number
from sample_videos.soundtrack import Soundtrack
from sample_videos.stage import Stage
from sample_videos.story import FPS, Story, lay_out
from sample_videos.view import View, corner_view, front_view

NAME = "strange_situation"
CAMERA2_LATER_FRAMES = 32
_LONG_MINUTES = 5
_SAMPLES_A_FRAME = SOUND_RATE // FPS


@dataclass(frozen=True, slots=True)
class DrawnCamera:
    """One recording: its first frame is frame `first_frame` of the session."""

    file: str
    view: View
    first_frame: int
    loudness: float
    quality: int
    sound_bits: int
    preset: str


def draw_sample(out_dir: Path, minutes: float = 3, progress: Callable[[float], None] | None = None) -> Path:
    """Draw both cameras' recordings and write the truth beside them.

    Args:
        out_dir: Folder; it is made if need be, and files of the same name are replaced.
        minutes: Length of the session, at least 1. Up to 5 the picture is 960 x 540, beyond it 1280 x 720.
        progress: Told the part done, 0 to 1, now and then.

    Returns:
        The truth file.

    Raises:
        ValueError: Less than one minute.
    """
    story = lay_out(minutes)
    out_dir.mkdir(parents=True, exist_ok=True)
    cameras = _cameras(minutes)
    total = sum(story.frame_count - camera.first_frame for camera in cameras)
    done = 0
    for camera in cameras:
        for _ in _record(story, camera, out_dir / camera.file):
            done += 1
            if progress is not None and (done % FPS == 0 or done == total):
                progress(done / total)
    truth = out_dir / f"{NAME}.truth.json"
    truth.write_text(json.dumps(truth_of(minutes), indent=1) + "\n", encoding="utf-8")
    return truth


def _cameras(minutes: float) -> list[DrawnCamera]:
    is_long = minutes > _LONG_MINUTES
    front = front_view(1280, 720) if is_long else front_view(960, 540)
    corner = corner_view(960, 540) if is_long else corner_view(640, 360)
    preset = "veryfast" if is_long else "medium"
    return [
        DrawnCamera(f"{NAME}.mp4", front, 0, 1.0, 29, 36_000, preset),
        DrawnCamera(f"{NAME}_camera2.mp4", corner, CAMERA2_LATER_FRAMES, 0.5, 30, 24_000, preset),
    ]


def _record(story: Story, camera: DrawnCamera, path: Path) -> Iterator[int]:
    """Write one camera's file; yield the number of every frame as it is written."""
    form = PictureFormat(
        camera.view.width,
        camera.view.height,
        options={"preset": camera.preset, "crf": str(camera.quality), "g": "250", "bf": "3", "tune": "animation"},
    )
    stage, soundtrack = Stage(story, camera.view), Soundtrack(story)
    with MovieFile(path, options={"movflags": "+faststart"}) as movie:
        pictures, sound = movie.add_pictures(form), movie.add_sound(bit_rate=camera.sound_bits)
        for number in range(story.frame_count - camera.first_frame):
            frame = camera.first_frame + number
            if number % FPS == 0:
                count = min(FPS, story.frame_count - frame) * _SAMPLES_A_FRAME
                heard: NDArray[np.float32] = soundtrack.samples(frame * _SAMPLES_A_FRAME, count) * np.float32(
                    camera.loudness
                )
                sound.write(heard, number * _SAMPLES_A_FRAME)
            picture = stage.draw(frame)
            draw_frame_number(picture, number)
            pictures.write(picture, number)
            yield number


def truth_of(minutes: float) -> dict[str, Any]:
    """What is true of the session `draw_sample` draws, as it is written beside the recordings.

    Intervals are half-open, in ms of session time (0 is camera 1's first frame) and in frames of camera 1; a point ends
    where it starts.

    Raises:
        ValueError: Less than one minute.
    """
    story, cameras = lay_out(minutes), _cameras(minutes)
    starts = story.episode_frames
    return {
        "fps": FPS,
        "frame_count": story.frame_count,
        "cameras": [{"file": camera.file, "offset_ms": _ms(camera.first_frame)} for camera in cameras],
        "episodes": [
            {"episode": str(number), "start_ms": _ms(start), "start_frame": start, "end_ms": _ms(end)}
            for number, (start, end) in enumerate(pairwise(starts), 1)
        ],
        "events": [
            {
                "code": bout.code,
                "start_ms": _ms(bout.start_frame),
                "end_ms": _ms(bout.end_frame),
                "start_frame": bout.start_frame,
                "end_frame": bout.end_frame,
                "modifiers": {},
            }
            for bout in story.bouts
        ],
        "clap_ms": _ms(story.clap_frame),
    }


def _ms(frame: int) -> int:
    return round(frame * 1000 / FPS)
