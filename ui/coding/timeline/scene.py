"""What the timeline shows and where, without the painting: geometry, events, episodes and the preview of a drag."""

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF

from annotator.model.codebook import Code
from annotator.model.episodes import Span, observed_episodes
from annotator.model.history import Edit
from annotator.model.items import (
    Basis,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    LookedFor,
    Rating,
    Segment,
    Settlement,
    Submission,
)
from ui.arrangement import AS_IN_CODEBOOK, Arrangement, Group
from ui.coding.timeline.hit import Ground, Hit, hit_at
from ui.coding.timeline.lanes import CHIP_EDGES, Extras, Lane, lay_out, least_height, tight_height, whole_height
from ui.coding.timeline.tracks import RUNNING, Track, Tracks
from ui.coding.timeline.view import View
from ui.session import CodingSession

NOWHERE = Hit("outside")
BAR_INSET = 2
"""Free px above and below a bar in its track."""


class Waveform(Struct, frozen=True):
    """The loudest sample (0 to 1) of each stretch of the sound, per_second stretches a second."""

    peaks: NDArray[np.float32]
    per_second: float

    @property
    def loudest(self) -> float:
        """The loudest sample of all."""
        return float(self.peaks.max(initial=0.0))


class Flag(Struct, frozen=True):
    """What a drag says beside the mouse: the moment, how far that is from before, and the y below which it stands."""

    ms: int
    by_ms: int
    below_y: float


class Scene:
    """The state behind the picture.

    Attributes:
        session: the coding that is shown.
        view: the horizontal geometry.
        lanes: the vertical geometry.
        tracks: the events of each code.
        segments: what was set aside to be coded later.
        intervals: the interval records.
        sound: the waveform; None while it is not known.
        spectrum: how loud each band of pitch is (stretches x bands, 0 to 255), spectrum_per_second stretches a
            second; None while it is not known.
        has_spectrum: whether it is shown.
        loop: the stretch that is repeated, [start_ms, end_ms).
        watched: what the coder has watched, each [start_ms, end_ms).
        in_pass: the codes of the pass, None for all.
        chip_widths: how many px the head of each code takes that has no track in sight.
        segment_id: the segment that is selected, "" for none.
        spans: the episodes, as they are without the preview.
        arrangement: order and folding of the tracks.
        hover: what lies under the mouse.
        previews: the events that are being dragged, by their ids, as they would become.
        preview_mark: the episode mark that is being dragged, as it would become.
        preview_segment: the segment that is being dragged, as it would become.
        guide_ms: a moment that the drag has snapped to.
        flag: what the drag says of itself.
        band: the rectangle that is being drawn around events.
        row_guide_y: where a row that is being dragged would go.
        flashed: what was undone or redone a moment ago, as it is now or as it was.
    """

    def __init__(self, session: CodingSession) -> None:
        self.session = session
        self.size = (0, 0)
        self.view = View.whole(session.duration_ms, 0, 1)
        self.tracks = Tracks((code.id for code in session.codebook.all_codes), session.coding.events)
        self.segments, self.intervals = Track(session.coding.segments), Track(session.coding.intervals)
        self.arrangement = AS_IN_CODEBOOK
        self.in_pass: frozenset[str] | None = None
        self.chip_widths: Mapping[str, int] = {}
        self.segment_id = ""
        self.preview_segment: Segment | None = None
        self.lanes = lay_out(self.groups(), 0)
        self.sound: Waveform | None = None
        self.spectrum: NDArray[np.uint8] | None = None
        self.spectrum_per_second = 1.0
        self.has_spectrum = False
        self.loop: tuple[int, int] | None = None
        self.watched: tuple[tuple[int, int], ...] = ()
        self.spans: tuple[Span, ...] = session.episodes()
        self.hover = NOWHERE
        self.previews: dict[str, Event] = {}
        self.preview_mark: EpisodeMark | None = None
        self.guide_ms: int | None = None
        self.flag: Flag | None = None
        self._chosen: dict[str, NDArray[np.int64]] | None = None
        self.band: QRectF | None = None
        self.row_guide_y: int | None = None
        self.flashed: tuple[Event | Segment, ...] = ()

    def resize(self, left: int, width: int, height: int) -> None:
        """Fit into width × height px, of which left px are for the names."""
        self.size = width, height
        self.view = self.view.resized(left, width - left)
        self.scroll_rows(self.lanes.scroll)

    def scroll_rows(self, scroll: int) -> None:
        """Move the tracks up, as far as there is anything below; on by a whole one where they scroll by those."""
        step, before = self.lanes.scroll_step, self.lanes.scroll
        wanted = -(-scroll // step) * step if scroll > before else scroll
        room = self.size[0] - CHIP_EDGES
        self.lanes = lay_out(self.groups(), self.size[1], wanted, self._extras, self._chips, room)

    def least_height(self, width: int) -> int:
        """Return the height in px below which, on so many px of width, a code of the pass would be out of sight."""
        return least_height(self.groups(), self._extras, self._chips, width - CHIP_EDGES)

    @property
    def tight_height(self) -> int:
        """The height in px at which every track is just in sight."""
        return tight_height(self.groups(), self._extras)

    @property
    def whole_height(self) -> int:
        """The height in px at which every track is in sight, with the headings of the groups."""
        return whole_height(self.groups(), self._extras)

    @property
    def _extras(self) -> Extras:
        return Extras(self.has_spectrum, len(self.segments) > 0, len(self.intervals) > 0)

    @property
    def _chips(self) -> Mapping[str, int]:
        """What must be in sight: the codes of the pass that are not hidden, in the order of their tracks."""
        passed = self.chip_widths.keys() if self.in_pass is None else self.in_pass & self.chip_widths.keys()
        ordered = self.arrangement.ordered(self.session.codebook.codes)
        return {code.id: self.chip_widths[code.id] for code in ordered if code.id in passed - self.arrangement.hidden}

    @property
    def hidden(self) -> tuple[Code, ...]:
        """The codes that would have a track if it were not hidden."""
        passed = frozenset(self.session.codebook.code_by_id) if self.in_pass is None else self.in_pass
        wanted = self.arrangement.hidden & (passed | self.tracks.used())
        return tuple(code for code in self.session.codebook.all_codes if code.id in wanted)

    def show_spectrum(self, *, on: bool) -> None:
        """Make room for the spectrogram, or take it back."""
        self.has_spectrum = on
        self.scroll_rows(self.lanes.scroll)

    @property
    def has_lanes(self) -> tuple[bool, bool, frozenset[str]]:
        """What decides which lanes there are: segments, intervals and, where it matters, the codes with events."""
        is_choosy = self.arrangement.hides_empty or self.in_pass is not None
        used = self.tracks.used()
        if not is_choosy:
            used &= {code.id for code in self.session.codebook.retired}
        return len(self.segments) > 0, len(self.intervals) > 0, used

    def groups(self) -> tuple[Group, ...]:
        """Return the groups of tracks as they are arranged."""
        return self.arrangement.groups(self.session.codebook, self.tracks.used(), self.in_pass)

    def arrangement_toggling(self, name: str) -> Arrangement:
        """Return the arrangement with a group folded, or unfolded if it is."""
        is_folded = any(group.is_folded for group in self.groups() if group.name == name)
        return self.arrangement.with_folded({name}, folded=not is_folded)

    def apply(self, edit: Edit) -> set[str]:
        """Follow an edit; return the codes whose tracks look different now."""
        self.forget_chosen()
        for change in edit.changes:
            self._follow(change.before, Track.remove)
            self._follow(change.after, Track.add)
        return self.tracks.apply(edit)

    def _follow(self, item: Item | None, step: Callable[[Track, Segment | IntervalRecord], object]) -> None:
        match item:
            case EpisodeMark():
                self.spans = self.session.episodes()
            case Segment():
                step(self.segments, item)
            case IntervalRecord():
                step(self.intervals, item)
            case Event():
                pass  # on the tracks of its code
            case Rating() | Classification() | LookedFor() | Submission() | Basis() | Settlement() | None:
                pass  # not on the time axis
            case _:
                assert_never(item)

    def forget_chosen(self) -> None:
        """Others are selected now."""
        self._chosen = None

    def chosen_edges(self, code_id: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where the selected events of a code that are in sight begin and end, in px, rising."""
        if self._chosen is None:
            self._chosen = self._find_chosen()
        starts, ends = self._chosen.get(code_id, np.empty((2, 0), np.int64))
        ends = np.where(ends == RUNNING, np.maximum(starts, self.session.position_ms), ends)
        seen = (ends >= self.view.start_ms) & (starts <= self.view.end_ms)
        origin = self.view.left - self.view.start_ms / self.view.ms_per_px
        lefts: NDArray[np.float64] = origin + starts[seen].astype(np.float64) / self.view.ms_per_px
        rights: NDArray[np.float64] = origin + ends[seen].astype(np.float64) / self.view.ms_per_px
        reach = 5.0 if self.session.codebook.code_by_id[code_id].is_point else 0.0
        return lefts - reach, rights + reach

    def _find_chosen(self) -> dict[str, NDArray[np.int64]]:
        spans: dict[str, list[tuple[int, int]]] = {}
        for event in self.session.selected_events:
            spans.setdefault(event.code, []).append((event.start_ms, RUNNING if event.end_ms is None else event.end_ms))
        return {code: np.array(found, np.int64).T for code, found in spans.items()}

    @property
    def lifted(self) -> set[str]:
        """The codes whose tracks events have been lifted out of, to be dragged."""
        found = ((event, self.session.coding.event(event.id)) for event in self.previews.values())
        return {event.code if before is None else before.code for event, before in found}

    @property
    def marks(self) -> Sequence[EpisodeMark]:
        """The episode marks that the coder may drag."""
        return () if self.session.has_locked_episodes else self.session.coding.episode_marks

    @property
    def shown_spans(self) -> tuple[Span, ...]:
        """The episodes as they would become with the drag."""
        moved = self.preview_mark
        if moved is None:
            return self.spans
        marks = (moved if mark.id == moved.id else mark for mark in self.marks)
        return observed_episodes(marks, self.session.duration_ms)

    def hit(self, x: float, y: float) -> Hit:
        """Return what lies at a place."""
        return hit_at(x, y, self._ground())

    def _ground(self) -> Ground:
        now_ms = self.session.position_ms
        return Ground(self.view, self.lanes, self.tracks, self.segments, self.marks, self.loop, now_ms)

    @property
    def segment(self) -> Segment | None:
        """The segment that is selected."""
        return self.segment_of(self.segment_id)

    def segment_of(self, segment_id: str) -> Segment | None:
        """Return the segment with this id, if it is still one."""
        found = self.session.coding.items.get(segment_id)
        return found if isinstance(found, Segment) else None

    def code(self, event: Event) -> Code | None:
        """Return the code of an event, if the codebook still has it."""
        return self.session.codebook.code_by_id.get(event.code)

    def body_rect(self) -> QRect:
        """Return where the rows are seen, names included."""
        return QRect(0, self.lanes.body_top, self.size[0], self.lanes.body_bottom - self.lanes.body_top)

    def row_rect(self, code_id: str) -> QRect:
        """Return the strip of one code's track over the whole width; empty if it has none."""
        lane = self.lanes.track(code_id)
        return QRect() if lane is None else QRect(0, lane.top, self.size[0], lane.height)

    def bar_rect(self, event: Event) -> QRectF:
        """Return where an event is drawn: a running state up to the playhead, a point as wide as its mark.

        Cut off a little outside the view; empty if there is no track for it.
        """
        lane = self.lanes.track(event.code)
        if lane is None:
            return QRectF()
        return self._rect(lane, event, 5.0 if lane.code is not None and lane.code.is_point else 0.0)

    def segment_rect(self, segment: Segment) -> QRectF:
        """Return where a segment is drawn, one that runs up to the playhead."""
        return self._rect(self.lanes.segments, segment)

    def _rect(self, lane: Lane, item: Event | Segment, reach: float = 0.0) -> QRectF:
        end_ms = max(self.session.position_ms, item.start_ms) if item.end_ms is None else item.end_ms
        left = max(self.view.x_of(item.start_ms) - reach, self.view.left - 20.0)
        right = min(max(self.view.x_of(end_ms) + reach, left + 1), self.view.right + 20.0)
        return QRectF(left, lane.top + BAR_INSET, max(right - left, 0.0), lane.height - 2 * BAR_INSET)
