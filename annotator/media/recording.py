"""Opening a recording file, with a clear refusal where it cannot be played."""

from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.format import Flags
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from annotator.errors import MediaError

Recording = Path | tuple[Path, ...]
"""A file, or the files in which it lies in sequence."""

_OPEN_TIMEOUT_S, _READ_TIMEOUT_S = 20.0, 10.0
_CUT_ANYWHERE = frozenset({".vob", ".mpg", ".mpeg", ".ts", ".m2ts", ".mts", ".m2t", ".mod", ".tod"})
_ASK_FOR_ANOTHER_COPY = "Copy it again from the camera, card or disc, or ask for another copy."


def files_of(recording: Recording) -> tuple[Path, ...]:
    """The files in which a recording lies, in sequence."""
    return (recording,) if isinstance(recording, Path) else recording


def parts_of(recording: Recording) -> tuple[Recording, ...]:
    """What is opened one after the other: discs and camcorders cut a stream anywhere, so its files are read as one."""
    files = files_of(recording)
    return (recording,) if all(file.suffix.lower() in _CUT_ANYWHERE for file in files) else files


def name_of(recording: Recording) -> str:
    """The recording as messages call it."""
    return " + ".join(file.name for file in files_of(recording))


def open_recording(recording: Recording) -> InputContainer:
    """Open a recording, or one of its parts, for reading; the caller closes it.

    Raises:
        MediaError: There is no such file, it is not a recording, or its end is missing.
    """
    files = files_of(recording)
    for path in files:
        if not path.is_file():
            raise MediaError(f"There is no recording at {path}.", "Find where it was moved to and link it again.")
    place = str(files[0]) if len(files) == 1 else "concat:" + "|".join(map(str, files))
    try:
        container = av.open(place, metadata_errors="replace", timeout=(_OPEN_TIMEOUT_S, _READ_TIMEOUT_S))
    except av.FFmpegError as error:
        raise _refusal(files[0], error) from error
    if _is_text_or_image(container):
        container.close()
        raise _not_a_recording(files[0])
    return container


def picture_stream(container: InputContainer, stream: int = 0) -> VideoStream:
    """The video stream with this number (0-based, cover pictures not counted), set to decode on all cores.

    Raises:
        MediaError: The file has no such video stream, or no decoder for it.
    """
    found = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    name = Path(container.name).name
    if not found:
        raise MediaError(f"{name} has no picture, only sound.", "Choose the video file of this recording.")
    if stream >= len(found):
        raise MediaError(f"{name} has no video stream {stream}: it has {len(found)}.", "Choose another stream.")
    chosen = found[stream]
    if chosen.codec_context is None:
        raise MediaError(f"The picture of {name} is in a format that is not known.", "Convert it to H.264 in MP4.")
    chosen.thread_type = "AUTO"
    for other in container.streams:
        if other is not chosen:
            other.discard = Discard.all  # it is not even read
    return chosen


def sound_stream(container: InputContainer) -> AudioStream | None:
    """The first audio stream that can be decoded, or None."""
    return next((one for one in container.streams.audio if one.codec_context is not None), None)


def times_may_jump(container: InputContainer) -> bool:
    """Whether this kind of file (VOB, MPEG-TS) may begin its time anew in the middle; it is searched by byte."""
    return Flags.ts_discont in Flags(container.format.flags)


def stated_duration_ms(container: InputContainer, zero_s: float | None = None) -> int:
    """How long the file says it is, from `zero_s` on its time axis (else from where it says that it begins); or 0."""
    if not container.duration:
        return 0
    duration_s = container.duration / av.time_base
    if times_may_jump(container):  # here it is a length; elsewhere the time of the end
        return round(duration_s * 1000)
    start_s = (container.start_time or 0) / av.time_base if zero_s is None else zero_s
    return round((duration_s - start_s) * 1000)


def _refusal(path: Path, error: av.FFmpegError) -> MediaError:
    if isinstance(error, PermissionError):
        return MediaError(f"{path.name} may not be read.", "Ask for the right to read this file.")
    if path.stat().st_size == 0:
        return MediaError(f"{path.name} is empty.", _ASK_FOR_ANOTHER_COPY)
    if _begins_like_mp4(path):
        what = f"{path.name} is cut off: the table at its end, without which nothing can be played, is missing."
        return MediaError(what, _ASK_FOR_ANOTHER_COPY)
    if isinstance(error, av.InvalidDataError):
        return _not_a_recording(path)
    return MediaError(f"{path.name} cannot be read ({error.strerror}).", _ASK_FOR_ANOTHER_COPY)


def _not_a_recording(path: Path) -> MediaError:
    return MediaError(f"{path.name} is not a video recording.", "Choose a video file such as MP4, MOV, AVI or VOB.")


def _begins_like_mp4(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8)[4:] in {b"ftyp", b"mdat", b"wide"}


def _is_text_or_image(container: InputContainer) -> bool:
    """FFmpeg opens a text file as a terminal's screen and a photograph as a film of one frame."""
    names = container.format.name.split(",")
    return any(name in {"tty", "image2"} or name.endswith("_pipe") for name in names)
