"""The tables of a whole study: everything that its coders have said, one thing a row."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

import pandas as pd

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episode_lengths import with_what_is_said
from annotator.model.episodes import Span
from annotator.study.judged_tables import classifications_frame, ratings_frame, wide_frame
from annotator.study.session import Session
from annotator.study.tables import (
    CodedSession,
    episodes_frame,
    events_frame,
    interval_records_frame,
    segments_frame,
)
from annotator.study.unreadable import Unreadable


class StudyTables(ABC):
    """Makes tables of what a study holds; what cannot be read is left out, and each table says so.

    `attrs["left_out"]` of a table lists in words what cannot be read.
    """

    @property
    @abstractmethod
    def codebook(self) -> Codebook:
        """The study's own codebook."""

    @abstractmethod
    def codings(self) -> Iterator[tuple[Session, Coding]]:
        """Yield every coding that can be read."""

    @abstractmethod
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return what cannot be read."""

    @abstractmethod
    def episodes_of(self, session: Session, coding: Coding) -> tuple[Span, ...]:
        """Return the observed episodes."""

    def events(self) -> pd.DataFrame:
        """Return every event of every coding that can be read, one a row (see annotator.study.tables.events_frame)."""
        return self._saying_what_is_left_out(events_frame(self._coded_sessions(), self.codebook))

    def episodes(self) -> pd.DataFrame:
        """Return every observed episode of every coding that can be read, one a row (see tables.episodes_frame)."""
        return self._saying_what_is_left_out(episodes_frame(self._coded_sessions(), self.codebook))

    def ratings(self) -> pd.DataFrame:
        """Return every rating of every coding that can be read (see annotator.study.judged_tables.ratings_frame)."""
        return self._saying_what_is_left_out(ratings_frame(self._coded_sessions(), self.codebook))

    def classifications(self) -> pd.DataFrame:
        """Return every classification, with what is read from it (see judged_tables.classifications_frame)."""
        return self._saying_what_is_left_out(classifications_frame(self._coded_sessions(), self.codebook))

    def wide(self) -> pd.DataFrame:
        """Return one row a coding with its classification and all ratings (see judged_tables.wide_frame)."""
        return self._saying_what_is_left_out(wide_frame(self._coded_sessions(), self.codebook))

    def interval_records(self) -> pd.DataFrame:
        """Return every interval that a coder recorded (see annotator.study.tables.interval_records_frame)."""
        return self._saying_what_is_left_out(interval_records_frame(self._coded_sessions(), self.codebook))

    def segments(self) -> pd.DataFrame:
        """Return every segment that has no code yet (see annotator.study.tables.segments_frame)."""
        return self._saying_what_is_left_out(segments_frame(self._coded_sessions()))

    def _coded_sessions(self) -> Iterator[CodedSession]:
        for session, coding in self.codings():
            locked = session.episodes
            marks = with_what_is_said(locked, coding) if locked else coding.episode_marks
            yield CodedSession(coding, self.episodes_of(session, coding), marks)

    def _saying_what_is_left_out(self, table: pd.DataFrame) -> pd.DataFrame:
        table.attrs["left_out"] = [f"{one.name}: {one.problem}" for one in self.unreadable()]
        return table
