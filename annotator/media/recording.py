"""Opening a recording file, with a clear refusal where it cannot be played."""

import errno
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.format import Flags
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from annotator.errors import MediaError, NoPictureError
from annotator.media.fields import Fields
from annotator.media.stated_size import missing_bytes

Recording = Path | tuple[Path, ...]
"""A file, or the files in which it lies in sequence."""

_OPEN_TIMEOUT_S, _READ_TIMEOUT_S = 20.0, 10.0
_CUT_ANYWHERE = frozenset({".vob", ".mpg", ".mpeg", ".ts", ".m2ts", ".mts", ".m2t", ".mod", ".tod"})
_CONTAINERS = (
    "mov,matroska,avi,asf,flv,mpeg,mpegts,mpegvideo,dv,mxf,ogg,rm,gif,nut,ivf,obu,av1,h264,hevc,m4v,mjpeg,h263,vc1,wtv,"
    "gxf,lxf,dhav,nsv,nuv,swf,yuv4mpegpipe,wav,w64,mp3,aac,flac,aiff,caf,amr,ac3,au"
)
"""FFmpeg's names of what may be opened: files that hold their pictures and sound themselves. It also knows playlists,
which name other files and addresses, and takes a text for a terminal's screen and a photograph for a film."""
_ONLY_FILES = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file,concat"}
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
    try:
        container = av.open(
            _place_of(files),
            options=_ONLY_FILES,
            metadata_errors="replace",
            timeout=(_OPEN_TIMEOUT_S, _READ_TIMEOUT_S),
        )
    except av.FFmpegError as error:
        raise _refusal(files[0], error) from error
    if not container.streams:
        container.close()
        raise _refusal(files[0])
    return container


def _place_of(files: tuple[Path, ...]) -> str:
    """The files as FFmpeg is told of them; absolute, since it would take `12:30 visit.mp4` for an address."""
    places = [str(file.absolute()) for file in files]
    if len(places) == 1:
        return places[0]
    for file, place in zip(files, places, strict=True):
        if "|" in place:
            what = f"{file.name} lies in several files, and there is a | in its name or that of a folder."
            raise MediaError(what, "Rename it, and add it again.")
    return "concat:" + "|".join(places)


def nothing_to_show(recording: Recording) -> MediaError:
    """The refusal of a recording without a picture that can be decoded."""
    if any(missing_bytes(path) for path in files_of(recording)):
        return _cut_off(name_of(recording))
    return MediaError(
        f"No picture of {name_of(recording)} can be shown.", "Play it elsewhere, or ask for another copy."
    )


def picture_stream(container: InputContainer, stream: int = 0) -> VideoStream:
    """The video stream with this number (0-based, cover pictures not counted), set to decode on all cores.

    Raises:
        NoPictureError: There is only sound in the file.
        MediaError: The file has no such video stream, or no decoder for it.
    """
    found = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    name = Path(container.name).name
    if not found or any(one.codec_context is None for one in found):
        _refuse_if_cut_off(Path(container.name))
    if not found:
        raise NoPictureError(f"{name} has no picture, only sound.", "Choose the video file of this recording.")
    if stream >= len(found):
        raise MediaError(f"{name} has no video stream {stream}: it has {len(found)}.", "Choose another stream.")
    chosen = found[stream]
    if chosen.codec_context is None:
        raise MediaError(f"The picture of {name} is in a format that is not known.", "Convert it to H.264 in MP4.")
    # AUTO is several frames at a time. Slices of a frame at a time wait for the slowest core with each frame, which on
    # a busy machine nearly doubled a jump.
    chosen.thread_type = "SLICE" if Fields(chosen.codec_context).may_come_apart else "AUTO"
    for other in container.streams:
        if other is not chosen:
            other.discard = Discard.all  # it is not even read
    return chosen


def sound_stream(container: InputContainer, track: int = 0) -> AudioStream | None:
    """The sound track with this number (0-based, of those that can be decoded), or None."""
    found = _sound_tracks(container)
    return found[track] if track < len(found) else None


def count_sound_tracks(recording: Recording) -> int:
    """How many sound tracks a recording has that can be decoded; of several files, the first.

    Raises:
        MediaError: The recording cannot be opened.
    """
    container = open_recording(parts_of(recording)[0])
    try:
        return len(_sound_tracks(container))
    finally:
        container.close()


def _sound_tracks(container: InputContainer) -> list[AudioStream]:
    return [one for one in container.streams.audio if one.codec_context is not None]


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


def _refusal(path: Path, error: av.FFmpegError | None = None) -> MediaError:
    """Why a file cannot be opened, or, without an error, why there is nothing in it."""
    if isinstance(error, av.PermissionError):
        return MediaError(f"{path.name} may not be read.", "Ask for the right to read this file.")
    if path.stat().st_size == 0:
        return MediaError(f"{path.name} is empty.", _ASK_FOR_ANOTHER_COPY)
    if _begins_like_mp4(path):
        what = f"{path.name} is cut off: the table at its end, without which nothing can be played, is missing."
        return MediaError(what, _ASK_FOR_ANOTHER_COPY)
    if missing_bytes(path):
        return _cut_off(path.name)
    may_not_be_opened = error is not None and error.errno == errno.EINVAL  # a playlist, a text, a photograph
    if error is None or may_not_be_opened or isinstance(error, av.InvalidDataError):
        what = f"{path.name} is not a video recording."
        return MediaError(what, "Choose a video file such as MP4, MOV, AVI or VOB.")
    return MediaError(f"{path.name} cannot be read ({error.strerror}).", _ASK_FOR_ANOTHER_COPY)


def _refuse_if_cut_off(path: Path) -> None:
    if path.is_file() and missing_bytes(path):
        raise _cut_off(path.name)


def _cut_off(name: str) -> MediaError:
    return MediaError(f"{name} is cut off near its beginning: nothing of it can be shown.", _ASK_FOR_ANOTHER_COPY)


def _begins_like_mp4(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8)[4:] in {b"ftyp", b"mdat", b"wide"}
