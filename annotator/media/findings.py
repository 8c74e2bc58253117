"""What the check of a recording tells the user, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from annotator.media.stretches import Stretch, total_ms

if TYPE_CHECKING:
    from annotator.media.check import RecordingCheck

_LONG_GAP_MS = 1000
_SHORT_BY_MS = 1000
_FAR_KEYFRAMES_MS = 12_000
_FEW_FRAMES_A_SECOND = 20
_OFTEN_CLIPPED = 0.02
_MOST = 0.5
_HOW_TO_CHOOSE = "open the session in Code and use Play > Sound (F8)"
_COPY_AGAIN = "It was probably cut off while it was copied: copy it again."
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


def findings_on(found: RecordingCheck) -> Iterator[Finding]:
    """All there is to say, problems first."""
    said = [*_end(found), *_damage(found), *_look(found), *_times(found), *_sound_track(found), *_sound(found)]
    yield from sorted(said, key=lambda one: one.severity != "problem")


def _damage(found: RecordingCheck) -> Iterator[Finding]:
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


def _end(found: RecordingCheck) -> Iterator[Finding]:
    """Whether the end is missing: by the size that the file states, else by its length."""
    short_from_ms = found.container_ms - _SHORT_BY_MS
    if found.missing_bytes:
        yield Finding("problem", f"The last {_size(found.missing_bytes)} of the file are missing.", _COPY_AGAIN)
    elif found.picture_ms < short_from_ms and _sound_end_ms(found) < short_from_ms:
        what = f"The file says {found.container_ms / 1000:.0f} s, but only {found.picture_ms / 1000:.0f} s are there."
        yield Finding("problem", what, _COPY_AGAIN)


def _look(found: RecordingCheck) -> Iterator[Finding]:
    for stretches, what, advice in (
        (found.black, "is black", "Look whether the lens was covered or the right input was recorded."),
        (found.frozen, "does not change", "Look whether the room was empty, or the camera or recorder hung."),
    ):
        if stretches:
            is_bad = total_ms(stretches) > _MOST * found.picture_ms
            severity: Literal["problem", "note"] = "problem" if is_bad else "note"
            yield Finding(severity, f"The picture {what} {_when(stretches)}.", advice)
    if found.interlaced:
        yield Finding("note", "The picture is interlaced: fast movement shows combs.", "Nothing, or convert a copy.")


def _times(found: RecordingCheck) -> Iterator[Finding]:
    if not found.constant_rate:
        what = "The time between frames varies, as phones and webcams have it."
        yield Finding("note", what, "Nothing: each frame has its own time here; frame numbers elsewhere may differ.")
    if found.shared_times:
        what = f"At {found.shared_times} moments several frames have the same time; the last of them is shown."
        yield Finding("note", what, "Nothing: other players do the same. Another program for recording may do better.")
    if 0 < found.frames_per_second < _FEW_FRAMES_A_SECOND:
        what = f"There are only {found.frames_per_second:.2g} frames a second."
        yield Finding("note", what, "Times are no finer than that; set the camera to 25 or more next time.")
    if found.longest_keyframe_gap_ms > _FAR_KEYFRAMES_MS:
        what = f"Keyframes are up to {found.longest_keyframe_gap_ms / 1000:.0f} s apart, so jumps take longer."
        yield Finding("note", what, _CONVERT)


def _sound_track(found: RecordingCheck) -> Iterator[Finding]:
    """Which track is heard, and whether it is the right one."""
    if found.sound is not None and not found.sound.is_silent:
        if found.sound_tracks > 1:
            what = f"There are {found.sound_tracks} sound tracks; number {found.sound_track + 1} is played."
            yield Finding("note", what, f"If voices are missing, choose another one: {_HOW_TO_CHOOSE}.")
    elif found.audible_tracks:
        others = " and ".join(str(track + 1) for track in found.audible_tracks)
        what = f"The sound track that is played is silent, but number {others} of {found.sound_tracks} is not."
        yield Finding("problem", what, f"Choose another one: {_HOW_TO_CHOOSE}.")
    elif found.sound is not None:
        what = "The sound is silent from beginning to end."
        yield Finding("problem", what, "Look whether the microphone was on; if speech is coded, look for another copy.")
    else:
        yield Finding("note", "There is no sound.", "If crying or speech is coded, look for a copy with sound.")


def _sound(found: RecordingCheck) -> Iterator[Finding]:
    sound = found.sound
    if sound is None or sound.is_silent:
        return
    if found.picture_ms - sound.end_ms > _SHORT_BY_MS:
        what = f"The sound ends {(found.picture_ms - sound.end_ms) / 1000:.1f} s before the picture."
        yield Finding("note", what, "Look whether the microphone failed, or copy the recording again.")
    elif sound.end_ms - found.picture_ms > _SHORT_BY_MS:
        what = f"The picture ends {(sound.end_ms - found.picture_ms) / 1000:.1f} s before the sound."
        yield Finding("note", what, "If the picture should be longer, copy the recording again.")
    if sound.begin_ms > _SHORT_BY_MS:
        what = f"The sound begins {sound.begin_ms / 1000:.1f} s after the picture."
        yield Finding("note", what, "Nothing: they are played in step.")
    if sound.silent:
        advice = "Look whether the microphone failed; if speech is coded, mark it as not codable there."
        yield Finding("note", f"Nothing at all is heard {_when(sound.silent)}.", advice)
    if sound.clipped > _OFTEN_CLIPPED:
        what = f"The sound is too loud for the recorder (clipped) in {sound.clipped:.0%} of the time."
        yield Finding("note", what, "Nothing can be done afterwards; set the level lower next time.")


def _sound_end_ms(found: RecordingCheck) -> int:
    return 0 if found.sound is None else found.sound.end_ms


def _when(stretches: tuple[Stretch, ...]) -> str:
    """Where the longest stretch lies, and how many more there are."""
    begin_ms, end_ms = max(stretches, key=lambda one: one[1] - one[0])
    further = f" and at {len(stretches) - 1} more" * (len(stretches) > 1)
    return f"from {_clock(begin_ms)} to {_clock(end_ms)}{further}"


def _clock(ms: int) -> str:
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02d}"


def _size(count: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count = round(count / 1000)
    return f"{count:.0f} GB"
