"""A recording that lies in several files in sequence, as discs and cards split them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.errors import MediaError
from annotator.media.recording import Recording, name_of
from annotator.media.table import FrameTable, Whole

Scan = Callable[[Recording, Callable[[float], None], Callable[[FrameTable], None]], FrameTable]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where among the parts a scan is, and what came before."""

    before: FrameTable | None
    number: int
    parts: Sequence[Recording]
    progress: Callable[[float], None] | None
    partial: Callable[[FrameTable], None] | None

    def tell(self, done: float) -> None:
        if self.progress is not None:
            self.progress((self.number + done) / len(self.parts))

    def show(self, table: FrameTable) -> None:
        if self.partial is not None:
            is_last = self.number == len(self.parts) - 1
            self.partial(self.joined(replace(table, complete=table.complete and is_last)))

    def joined(self, table: FrameTable) -> FrameTable:
        return _joined(self.before, table, self.parts[self.number])


def scan_parts(
    parts: Sequence[Recording],
    scan: Scan,
    progress: Callable[[float], None] | None,
    partial: Callable[[FrameTable], None] | None,
) -> FrameTable:
    """Scan one part after the other, and join their tables; of a scan that was stopped, what there is so far.

    Raises:
        MediaError: A part cannot be played, or they are of different kinds.
    """
    joined: FrameTable | None = None
    for number, part in enumerate(parts):
        place = _Place(joined, number, parts, progress, partial)
        table = scan(part, place.tell, place.show)
        place.show(table)
        joined = place.joined(table)
        if not table.complete:
            break
    assert joined is not None  # a recording has at least one part
    return joined


def _joined(before: FrameTable | None, after: FrameTable, part: Recording) -> FrameTable:
    """One table for both; the first frame of the second part follows the last frame of the first."""
    if before is None:
        return after
    if _kind(before) != _kind(after):
        raise MediaError(
            f"{name_of(part)} does not have the same format as the file before it.",
            "Add it as a camera or session of its own.",
        )
    length_ms = before.duration_ms - int(before.pts_ms[-1])
    after_last = int(before.stamps.max()) + round(length_ms / 1000 / before.tick)
    shift = after_last - int(after.stamps.min())
    stamps = np.append(before.stamps, after.stamps + shift)
    return FrameTable(
        stamps=stamps,
        pts_ms=np.append(before.pts_ms, after.pts_ms + before.duration_ms),
        duration_ms=before.duration_ms + after.duration_ms,
        tick=before.tick,
        keyframes=np.append(before.keyframes, after.keyframes + len(before)),
        key_ticks=np.append(before.key_ticks, after.key_ticks),
        key_bytes=np.append(before.key_bytes, after.key_bytes),
        key_shifts=np.append(before.key_shifts, after.key_shifts + shift),
        key_parts=_parts(before, after),
        shared=np.append(before.shared, after.shared + len(before)),
        one_a_packet=before.one_a_packet and after.one_a_packet,
        by_dts=before.by_dts,
        by_bytes=before.by_bytes,
        complete=after.complete,
        _order=np.argsort(stamps, kind="stable"),
        broken_off=before.broken_off or after.broken_off,
        sound_only=before.sound_only,
    )


def _kind(table: FrameTable) -> tuple[object, ...]:
    return table.tick, table.by_dts, table.by_bytes, table.sound_only


def _parts(before: FrameTable, after: FrameTable) -> Whole:
    return np.append(before.key_parts, after.key_parts + int(before.key_parts[-1]) + 1)
