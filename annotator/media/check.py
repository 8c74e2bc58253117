"""Is a recording fit for coding? Decodes all of it and says plainly what was found."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from annotator.media.frames import load_or_scan
from annotator.media.playthrough import count_found_again, play_through, sound_extent
from annotator.media.recording import Recording, open_recording, parts_of, stated_duration_ms
from annotator.media.table import FrameTable, Whole

_LONG_GAP_MS = 1000
_SHORT_BY_MS = 1000
_FAR_KEYFRAMES_MS = 12_000
_FEW_FRAMES_A_SECOND = 20
_CONVERT = "Convert a copy with a keyframe every second."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a recording.

    Attributes:
        severity: "problem" harms the coding; "note" is good to know.
        what: One sentence: what was found.
        advice: One sentence: what to do about it.
    """

    severity: Literal["problem", "note"]
    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class RecordingCheck:
    """What is true of a recording. Times in ms.

    Attributes:
        container_ms: How long the file says it is, from the first shown frame on.
        picture_ms: From the first shown frame to the end of the last.
        sound_ms: When the sound begins and ends, after the first shown frame; None without sound.
        frame_count: Shown frames.
        frames_per_second: By the most common time between two frames; 0 for a single frame.
        constant_rate: Whether all frames last equally long (to 1 ms).
        longest_gap_ms: Longest time between two frames.
        longest_keyframe_gap_ms: Longest time between two keyframes, or from the last one to the end.
        interlaced: Whether frames consist of two fields.
        damaged: Packets that could not be decoded, and frames that were decoded with faults.
        missing_frames: Frames of the index that never came out of the decoder.
        proofs: Frames looked for at random, and compared with what playing through had shown.
        proofs_right: How many of them were the right frame.
        findings: What to tell the user; empty where all is well.
    """

    container_ms: int
    picture_ms: int
    sound_ms: tuple[int, int] | None
    frame_count: int
    frames_per_second: float
    constant_rate: bool
    longest_gap_ms: int
    longest_keyframe_gap_ms: int
    interlaced: bool
    damaged: int
    missing_frames: int
    proofs: int
    proofs_right: int
    findings: tuple[Finding, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing was found that harms the coding."""
        return all(finding.severity != "problem" for finding in self.findings)


def check_recording(recording: Recording, progress: Callable[[float], None] | None = None) -> RecordingCheck:
    """Index, decode and search the first video stream; takes a tenth to a twentieth of its length.

    Args:
        recording: The recording; several files, where it lies in them in sequence.
        progress: Told the part done, 0 to 1.

    Raises:
        MediaError: It cannot be opened, or has no picture that can be shown.
    """
    tell = progress if progress is not None else _tell_nobody
    table = load_or_scan(recording, None, progress=lambda done: tell(0.1 * done))
    if table.sound_only:
        return _of_sound_only(table)
    seen = play_through(recording, table, lambda done: tell(0.1 + 0.7 * done))
    proofs_right = count_found_again(recording, table, seen)
    tell(0.9)
    steps_ms = np.diff(table.pts_ms)
    found = RecordingCheck(
        container_ms=_stated_ms(recording, table),
        picture_ms=table.duration_ms,
        sound_ms=sound_extent(recording, table),
        frame_count=len(table),
        frames_per_second=_frames_per_second(table, steps_ms),
        constant_rate=bool(len(steps_ms) == 0 or np.ptp(steps_ms) <= 1),
        longest_gap_ms=int(steps_ms.max(initial=0)),
        longest_keyframe_gap_ms=_longest_keyframe_gap_ms(table),
        interlaced=seen.interlaced,
        damaged=seen.damaged,
        missing_frames=len(table) - len(seen.indices),
        proofs=len(seen.small),
        proofs_right=proofs_right,
    )
    tell(1.0)
    findings = [*_problems(found), *_notes_on_picture(found), *_notes_on_sound(found)]
    return replace(found, findings=tuple(findings))


def _of_sound_only(table: FrameTable) -> RecordingCheck:
    what, advice = "There is no picture, only sound.", "It can be coded on its waveform and spectrogram."
    return RecordingCheck(
        container_ms=table.duration_ms,
        picture_ms=0,
        sound_ms=(0, table.duration_ms),
        frame_count=0,
        frames_per_second=0.0,
        constant_rate=True,
        longest_gap_ms=0,
        longest_keyframe_gap_ms=0,
        interlaced=False,
        damaged=0,
        missing_frames=0,
        proofs=0,
        proofs_right=0,
        findings=(Finding("note", what, advice),),
    )


def _problems(found: RecordingCheck) -> Iterator[Finding]:
    if found.damaged or found.missing_frames:
        faults = max(found.damaged, found.missing_frames)
        what = f"{faults} of {found.frame_count} frames are damaged; their neighbours are shown instead."
        yield Finding("problem", what, "Copy the recording again from the camera, card or disc.")
    if found.proofs_right < found.proofs:
        wrong = found.proofs - found.proofs_right
        what = f"{wrong} of {found.proofs} frames looked for at random were not found again."
        yield Finding("problem", what, _CONVERT)
    if found.longest_gap_ms > _LONG_GAP_MS:
        what = f"The picture stands still for {found.longest_gap_ms / 1000:.1f} s somewhere: frames are missing."
        yield Finding("problem", what, "Look whether the camera stopped, and code that stretch as not codable.")
    if (
        found.picture_ms < found.container_ms - _SHORT_BY_MS
        and _sound_end_ms(found) < found.container_ms - _SHORT_BY_MS
    ):
        what = f"The file says {found.container_ms / 1000:.0f} s, but only {found.picture_ms / 1000:.0f} s are there."
        yield Finding("problem", what, "It was probably cut off while copying: copy it again.")


def _notes_on_picture(found: RecordingCheck) -> Iterator[Finding]:
    if not found.constant_rate:
        what = "The time between frames varies, as phones and webcams have it."
        yield Finding("note", what, "Nothing: each frame has its own time here; frame numbers elsewhere may differ.")
    if found.interlaced:
        yield Finding("note", "The picture is interlaced: fast movement shows combs.", "Nothing, or convert a copy.")
    if 0 < found.frames_per_second < _FEW_FRAMES_A_SECOND:
        what = f"There are only {found.frames_per_second:.0f} frames a second."
        yield Finding("note", what, "Times are no finer than that; set the camera to 25 or more next time.")
    if found.longest_keyframe_gap_ms > _FAR_KEYFRAMES_MS:
        what = f"Keyframes are up to {found.longest_keyframe_gap_ms / 1000:.0f} s apart, so jumps take longer."
        yield Finding("note", what, _CONVERT)


def _notes_on_sound(found: RecordingCheck) -> Iterator[Finding]:
    if found.sound_ms is None:
        yield Finding("note", "There is no sound.", "If crying or speech is coded, look for a copy with sound.")
    elif found.picture_ms - found.sound_ms[1] > _SHORT_BY_MS:
        what = f"The sound ends {(found.picture_ms - found.sound_ms[1]) / 1000:.1f} s before the picture."
        yield Finding("note", what, "Look whether the microphone failed, or copy the recording again.")
    elif found.sound_ms[1] - found.picture_ms > _SHORT_BY_MS:
        what = f"The picture ends {(found.sound_ms[1] - found.picture_ms) / 1000:.1f} s before the sound."
        yield Finding("note", what, "If the picture should be longer, copy the recording again.")
    elif found.sound_ms[0] > _SHORT_BY_MS:
        what = f"The sound begins {found.sound_ms[0] / 1000:.1f} s after the picture."
        yield Finding("note", what, "Nothing: they are played in step.")


def _sound_end_ms(found: RecordingCheck) -> int:
    return 0 if found.sound_ms is None else found.sound_ms[1]


def _stated_ms(recording: Recording, table: FrameTable) -> int:
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
