"""Is a recording fit for coding? Decodes all of it and says plainly what was found."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from annotator.media.findings import Finding, findings_on
from annotator.media.frames import load_or_scan
from annotator.media.listening import Heard, listen
from annotator.media.playthrough import count_found_again, play_through
from annotator.media.recording import (
    Recording,
    count_sound_tracks,
    files_of,
    open_recording,
    parts_of,
    stated_duration_ms,
)
from annotator.media.stated_size import missing_bytes
from annotator.media.stretches import Stretch
from annotator.media.table import FrameTable, Whole

__all__ = ["Finding", "RecordingCheck", "check_recording"]


@dataclass(frozen=True, slots=True)
class RecordingCheck:
    """What is true of a recording. Times in ms.

    Attributes:
        container_ms: How long the file says it is, from the first shown frame on; 0 where it does not say so.
        missing_bytes: How much of the file is missing at its end, by the size it states.
        picture_ms: From the first shown frame to the end of the last.
        frame_count: Shown frames.
        frames_per_second: By the most common time between two frames; 0 for a single frame.
        constant_rate: Whether all frames last equally long (to 1 ms).
        longest_gap_ms: Longest time between two frames.
        longest_keyframe_gap_ms: Longest time between two keyframes, or from the last one to the end.
        interlaced: Whether frames consist of two fields.
        damaged: Packets that could not be decoded, and frames that were decoded with faults.
        missing_frames: Frames of the index that never came out of the decoder.
        shared_times: How many times of the file several frames share; only the last of them is shown.
        black: Where the picture is black for long.
        frozen: Where it does not change for long.
        sound: What the sound is like that is played; None without sound.
        sound_track: Which sound track is played, 0-based.
        sound_tracks: How many there are.
        audible_tracks: Which of them, 0-based, are not silent; only found out where the one that is played is.
        proofs: Frames looked for in a random order, and compared to the bit with what playing through showed. Nothing
            is looked for where the recording is damaged.
        proofs_right: How many of them were found, exact and undamaged.
        findings: What to tell the user; empty where all is well.
    """

    container_ms: int
    missing_bytes: int
    picture_ms: int
    frame_count: int
    frames_per_second: float
    constant_rate: bool
    longest_gap_ms: int
    longest_keyframe_gap_ms: int
    interlaced: bool
    damaged: int
    missing_frames: int
    shared_times: int
    black: tuple[Stretch, ...]
    frozen: tuple[Stretch, ...]
    sound: Heard | None
    sound_track: int
    sound_tracks: int
    audible_tracks: tuple[int, ...]
    proofs: int
    proofs_right: int
    findings: tuple[Finding, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing was found that harms the coding."""
        return all(finding.severity != "problem" for finding in self.findings)


def check_recording(
    recording: Recording, progress: Callable[[float], None] | None = None, sound_track: int = 0
) -> RecordingCheck:
    """Index, decode and search the first video stream; takes a tenth to a twentieth of its length.

    Args:
        recording: The recording; several files, where it lies in them in sequence.
        sound_track: Which of its sound tracks is played, 0-based.
        progress: Told the part done, 0 to 1.

    Raises:
        MediaError: It cannot be opened, or has no picture that can be shown.
    """
    tell = progress if progress is not None else _tell_nobody
    table = load_or_scan(recording, None, progress=lambda done: tell(0.1 * done))
    if table.sound_only:
        return _of_sound_only(recording, table, sound_track)
    seen = play_through(recording, table, lambda done: tell(0.1 + 0.7 * done))
    proofs_right = count_found_again(recording, table, seen)
    tell(0.9)
    sound, sound_tracks = listen(recording, table, sound_track), count_sound_tracks(recording)
    steps_ms = np.diff(table.pts_ms)
    found = RecordingCheck(
        container_ms=_stated_ms(recording, table),
        missing_bytes=sum(missing_bytes(file) for file in files_of(recording)),
        picture_ms=table.duration_ms,
        frame_count=len(table),
        frames_per_second=_frames_per_second(table, steps_ms),
        constant_rate=bool(len(steps_ms) == 0 or np.ptp(steps_ms) <= 1),
        longest_gap_ms=int(steps_ms.max(initial=0)),
        longest_keyframe_gap_ms=_longest_keyframe_gap_ms(table),
        interlaced=seen.interlaced,
        damaged=seen.damaged,
        missing_frames=len(table) - len(seen.indices),
        shared_times=len(table.shared),
        black=seen.black(table.duration_ms),
        frozen=seen.frozen(table.duration_ms),
        sound=sound,
        sound_track=sound_track,
        sound_tracks=sound_tracks,
        audible_tracks=_audible(recording, table, sound_tracks) if sound is None or sound.is_silent else (),
        proofs=len(seen.digests),
        proofs_right=proofs_right,
    )
    tell(1.0)
    return replace(found, findings=tuple(findings_on(found)))


def _audible(recording: Recording, table: FrameTable, tracks: int) -> tuple[int, ...]:
    heard = (listen(recording, table, track) for track in range(tracks))
    return tuple(track for track, one in enumerate(heard) if one is not None and not one.is_silent)


def _of_sound_only(recording: Recording, table: FrameTable, sound_track: int) -> RecordingCheck:
    """Say that it is sound only, and what is wrong with its end and its sound."""
    sound, sound_tracks = listen(recording, table, sound_track), count_sound_tracks(recording)
    found = RecordingCheck(
        container_ms=table.duration_ms,
        missing_bytes=sum(missing_bytes(file) for file in files_of(recording)),
        picture_ms=table.duration_ms,
        frame_count=0,
        frames_per_second=0.0,
        constant_rate=True,
        longest_gap_ms=0,
        longest_keyframe_gap_ms=0,
        interlaced=False,
        damaged=0,
        missing_frames=0,
        shared_times=0,
        black=(),
        frozen=(),
        sound=sound,
        sound_track=sound_track,
        sound_tracks=sound_tracks,
        audible_tracks=_audible(recording, table, sound_tracks) if sound is None or sound.is_silent else (),
        proofs=0,
        proofs_right=0,
    )
    what, advice = "There is no picture, only sound.", "It can be coded on its waveform and spectrogram."
    return replace(found, findings=(*findings_on(found), Finding("note", what, advice)))


def _stated_ms(recording: Recording, table: FrameTable) -> int:
    """What the files say; MPEG-TS and VOB do not, and first and last time in them mean nothing where time jumps."""
    if table.by_bytes:
        return 0
    stated_ms = 0
    for number, part in enumerate(parts_of(recording)):
        with closing(open_recording(part)) as container:
            stated_ms += stated_duration_ms(container, table.zero_s if number == 0 else None)
    return stated_ms


def _frames_per_second(table: FrameTable, steps_ms: Whole) -> float:
    if not len(steps_ms):
        return 0.0
    if np.ptp(steps_ms) <= 1:
        return len(steps_ms) * 1000 / int(steps_ms.sum())
    steps = np.diff(np.sort(table.stamps))
    lengths, counts = np.unique(steps, return_counts=True)
    return float(1 / (int(lengths[counts.argmax()]) * table.tick))


def _longest_keyframe_gap_ms(table: FrameTable) -> int:
    moments = np.append(table.pts_ms[table.keyframes], table.duration_ms)
    return int(np.diff(moments).max())


def _tell_nobody(_done: float) -> None:
    pass
