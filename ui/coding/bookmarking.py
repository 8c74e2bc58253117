"""Goes on where the coding was left, and keeps where it is now and what was watched of it."""

import contextlib

from PySide6.QtCore import QObject

from annotator.errors import StudyError
from annotator.study import LookedAtCoding
from annotator.study.bookmark import Bookmark, Stretch, with_watched, write_bookmark
from ui.coding.playing import Playing
from ui.coding.timeline import Timeline
from ui.session import CodingSession

_FASTEST = 3.0
"""What runs faster has no sound, and is gone through rather than watched."""
_STEP_MS = 1000


class Bookmarking(QObject):
    """Follows the frame on the screen; what was watched is a thin line on the overview of the timeline.

    Watched is what was shown while it played forwards, up to 3x, and what was stepped through frame by frame.
    """

    def __init__(self, session: CodingSession, playing: Playing, timeline: Timeline) -> None:
        super().__init__(session)
        self._session, self._playing, self._timeline = session, playing, timeline
        self._kept = session.bookmark
        self._watched = self._kept.watched
        self._run: Stretch | None = None
        self._is_arriving = False  # until then, the timeline follows frames that nobody meant
        self._before_ms = session.position_ms
        session.moved.connect(self._follow)
        session.playing_changed.connect(lambda is_playing: None if is_playing else self.keep())
        timeline.show_watched(self._watched)

    def go_back(self) -> None:
        """Show the stretch, the selection and the speed that were left; the moment comes from who opens the coding."""
        kept = self._kept
        if 0 < kept.speed <= _FASTEST and kept.speed != self._playing.speed:
            self._playing.set_speed(kept.speed)
        if self._session.coding.event(kept.selected) is not None:
            self._session.select(kept.selected)
        self._is_arriving = kept.at_ms > 0
        self._show_stretch()

    def _show_stretch(self) -> None:
        """Show the stretch that was left, or as much around the frame on the screen where another one is asked for."""
        kept, timeline, at_ms = self._kept, self._timeline, self._session.position_ms
        if kept.ms_per_px <= 0:
            return
        closer = timeline.view.zoomed(timeline.view.ms_per_px / kept.ms_per_px, timeline.view.left)
        view = closer.scrolled(kept.from_ms - closer.start_ms)
        timeline.show_view(view if at_ms == self._session.frame_ms(kept.at_ms) else view.turned_to(at_ms, 0.5))

    def keep(self) -> None:
        """Write down where the coding is left, in the background, unless the frame that was left is still to come."""
        if self._is_arriving:
            return
        self._end_run()
        session, view = self._session, self._timeline.view
        now = Bookmark(
            at_ms=session.position_ms,
            from_ms=0.0 if view.is_whole else view.start_ms,
            ms_per_px=0.0 if view.is_whole else view.ms_per_px,
            selected=session.selected_id,
            speed=self._playing.speed if self._playing.speed > 0 else 1.0,
            watched=self._watched,
        )
        if now == self._kept or isinstance(session.opened, LookedAtCoding):
            return
        self._kept = now
        study, session_id, coder = session.study, session.session.id, session.coder

        def write() -> None:
            with contextlib.suppress(StudyError):  # the next one may be written; nothing that was coded depends on it
                write_bookmark(study.journal_path(session_id, coder), now)

        session.keep(write, lambda: None)

    def _follow(self, at_ms: int) -> None:
        session, before_ms, self._before_ms = self._session, self._before_ms, at_ms
        if self._is_arriving:
            self._show_stretch()
            self._is_arriving = not session.is_settled
        plays = session.is_playing and 0 < self._playing.speed <= _FASTEST and at_ms - before_ms <= _STEP_MS
        if at_ms <= before_ms or not (plays or session.frame_after(before_ms) == at_ms):
            self._end_run()
            return
        first_ms = self._run[0] if self._run is not None and self._run[1] == before_ms else before_ms
        self._run = first_ms, at_ms
        self._timeline.show_watched((*self._watched, self._run))

    def _end_run(self) -> None:
        if self._run is not None:
            start_ms, last_ms = self._run
            self._watched = with_watched(self._watched, (start_ms, self._session.frame_after(last_ms)))
            self._run = None
            self._timeline.show_watched(self._watched)
