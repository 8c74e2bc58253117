"""An import under way: files are read, what is chosen is noted, and what follows from it is worked out behind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal

from annotator.errors import UserError
from annotator.exchange.codings import files_to_bring_in
from annotator.exchange.codings.doubts import NEW, OUT, Case, Doubt, DoubtKind
from annotator.exchange.codings.looking_through import here_of, read_sources
from annotator.exchange.codings.mapping import Mapping, Single
from annotator.exchange.codings.review import Here, Review, Source
from annotator.exchange.codings.settling import settle
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.encodings import EncodingUnknownError
from annotator.progress import Progress, part_of
from annotator.study import Study
from annotator.study.settings import check_person_id
from annotator.study.unreadable import unless_broken
from ui.study.importing.shown import Key, ObservationRow, Shown, shown_of
from ui.study.importing.strip_data import StripData, strip_of
from ui.study.importing.table_roles import is_table
from ui.tasks import Read, Reads, Wishes

T = TypeVar("T")

READING, SETTLING, STRIP = "Reading codings", "Working out what they become", "Drawing a coding"

_Found = tuple[tuple[Path, ...], tuple[Source, ...], tuple[UserError, ...], Here]


@dataclass(frozen=True, slots=True)
class Place:
    """One observation of a file: the hash of the file, and its name there."""

    source: str
    observation: str


class ImportWork(QObject):
    """The state of one import; nothing of it is written before the end.

    Args:
        reads: runs what is worked out.
    """

    changed = Signal()
    """What was worked out is there, or what was chosen."""
    strip_changed = Signal()
    """What becomes of the observation that is looked at is there."""
    began = Signal(object)
    """Something is under way: its Read."""
    refused = Signal(tuple)
    """No file could be read: the UserErrors."""
    not_possible = Signal(object)
    """What somebody has chosen cannot be: a UserError."""
    encoding_wanted = Signal(object)
    """Somebody has to say how the letters of a file are written: an EncodingUnknownError."""

    def __init__(self, reads: Reads, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wishes = Wishes(reads)
        self.study: Study | None = None
        self.paths: tuple[Path, ...] = ()
        self.files: tuple[Path, ...] = ()
        self.mapping = Mapping()
        self.sources: tuple[Source, ...] = ()
        self.problems: tuple[UserError, ...] = ()
        self.here: Here | None = None
        self.review: Review | None = None
        self.shown: Shown | None = None
        self.strip: StripData | None = None
        self.place: Place | None = None
        self._pending: dict[Key, str] = {}
        self.is_settling = False

    def begin(self, study: Study, paths: Sequence[Path], mapping: Mapping) -> None:
        """Read files anew, with what is settled already."""
        self.end()
        self.study, self.paths, self.mapping = study, tuple(paths), mapping
        self._read()

    def add(self, paths: Sequence[Path]) -> None:
        """Read more files beside those that are there."""
        self.paths = tuple(dict.fromkeys((*self.paths, *paths)))
        self._read()

    def end(self) -> None:
        """Let go of everything."""
        self._wishes.drop_all()
        self.paths, self.files, self.sources, self.problems = (), (), (), ()
        self.here = self.review = self.shown = self.strip = self.place = None
        self._pending = {}
        self.is_settling = False

    def use(self, mapping: Mapping) -> None:
        """Take another mapping; where it says another encoding or format, the files are read again."""
        before = self.mapping
        again = (mapping.encoding, mapping.format, mapping.table) != (before.encoding, before.format, before.table)
        self.mapping, self._pending = mapping, {}
        if again:
            self._read()
        else:
            self._settle()

    def use_shape(self, shape: Shape) -> None:
        """Say what tables look like, and read them again."""
        self.mapping = msgspec.structs.replace(self.mapping, table=shape)
        self._read()

    def table_of(self, name: str = "") -> Path | None:
        """Return a table among the files: the one of this name, else the first."""
        tables = [one for one in self.files if is_table(one)]
        return next((one for one in tables if one.name == name), next(iter(tables), None))

    def use_encoding(self, encoding: str) -> None:
        """Say how the letters of the files are written that do not say it, and read them again."""
        self.mapping = msgspec.structs.replace(self.mapping, encoding=encoding)
        self._read()

    @property
    def is_ready(self) -> bool:
        """Whether all is settled, something comes in, and what is shown is what was chosen."""
        return self.shown is not None and not self.is_settling and not self.shown.open and self.comes_in

    @property
    def comes_in(self) -> bool:
        """Whether there is anything to write."""
        return self.review is not None and any(one.events or one.marks for one in self.review.planned)

    def pending(self, key: Key) -> str | None:
        """Return what was chosen everywhere and is not worked out yet; "" that it was opened again, None nothing."""
        return self._pending.get(key)

    def choose(self, doubt: Doubt, choice: str) -> None:
        """Settle a doubt wherever it occurs; "" opens it again."""
        places = {(one.source, one.observation, one.row) for one in doubt.cases} if self.mapping.single else set()
        single = tuple(
            one
            for one in self.mapping.single
            if one.kind != doubt.kind or (one.source, one.observation, one.row) not in places
        )
        self.mapping = msgspec.structs.replace(self.mapping, single=single)
        self._pending[doubt.kind, doubt.about] = choice
        self._note(self.mapping.with_settled(doubt.kind, doubt.about, choice))

    def choose_here(self, doubt: Doubt, case: Case, choice: str) -> None:
        """Settle a doubt at one of its places; "" opens it again there."""
        self._note(self.mapping.with_case(doubt, case, choice))

    def choose_code(self, theirs: str, who: str, choice: str) -> None:
        """Say which code a behaviour of the files is here."""
        self._pending["code", (theirs, who)] = choice
        self._note(self.mapping.with_settled("code", (theirs, who), choice))

    def choose_session(self, rows: Sequence[ObservationRow], session: str) -> None:
        """Say of which session observations are."""
        mapping = self.mapping
        for row in rows:
            mapping = mapping.with_single(_single("session", row, session))
        self._note(mapping)

    def choose_coder(self, rows: Sequence[ObservationRow], coder: str) -> None:
        """Say who has coded observations; whom the study does not have is a new coder."""
        choice = self._coder_choice(coder)
        if not choice:
            return
        mapping = self.mapping
        for row in rows:
            if row.said_coder:  # what the file says is so in the next files, too
                mapping = mapping.with_settled("coder", (row.said_coder,), choice)
            mapping = mapping.with_single(_single("coder", row, "" if row.said_coder else choice))
        self._note(mapping)

    def name_coder(self, doubt: Doubt, case: Case | None, coder: str) -> None:
        """Say that somebody new has coded: at one place or, for None, wherever it is in doubt."""
        choice = self._coder_choice(coder)
        if choice and case is None:
            self.choose(doubt, choice)
        elif choice and case is not None:
            self.choose_here(doubt, case, choice)

    def _coder_choice(self, coder: str) -> str:
        """Return the choice of a coder, whom the study may not have yet; "" where nobody can have that id."""
        if self.here is not None and coder in self.here.coders:
            return coder
        problem = unless_broken(check_person_id, "coder", coder)
        if isinstance(problem, UserError):
            self.not_possible.emit(problem)
            return ""
        return f"{NEW}{coder}"

    def leave_out(self, rows: Sequence[ObservationRow], *, out: bool) -> None:
        """Leave observations out, or take them after all."""
        mapping = self.mapping
        for row in rows:
            mapping = mapping.with_single(_single("session", row, OUT if out else ""))
            for kind, about in () if out else row.out_by:
                mapping = mapping.with_single(_single(kind, row, ""))
                mapping = mapping.with_settled(kind, about, "")
        self._note(mapping)

    def keep(self, name: str, *, on: bool) -> None:
        """Take something that may identify people, or leave it out."""
        others = tuple(one for one in self.mapping.keep if one != name)
        self._note(msgspec.structs.replace(self.mapping, keep=(*others, name) if on else others))

    def name_by(self, pattern: str) -> None:
        """Say what the names of observations are made of."""
        if pattern != self.mapping.names:
            self._note(msgspec.structs.replace(self.mapping, names=pattern))

    def look_at(self, place: Place | None) -> None:
        """Draw another observation."""
        if place != self.place:
            self.place = place
            self._draw()

    def _note(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._settle()

    def _read(self) -> None:
        study, paths, mapping = self.study, self.paths, self.mapping
        if study is None:
            return
        here = self.here

        def read(progress: Progress) -> _Found:
            files = tuple(files_to_bring_in(paths))
            sources, problems = read_sources(files, mapping, progress)
            return files, sources, problems, here or here_of(study)

        self._wishes.drop(SETTLING)
        self._run(READING, read, self._take_read)

    def _take_read(self, found: _Found) -> None:
        self.files, self.sources, self.problems, self.here = found
        unknown = [one for one in self.problems if isinstance(one, EncodingUnknownError) and one.likely]
        if unknown:
            self.is_settling = False
            self.encoding_wanted.emit(unknown[0])
        elif self.sources:
            self._settle()
        else:
            self.is_settling = False
            self.refused.emit(self.problems)

    def _settle(self) -> None:
        sources, here, mapping, place = self.sources, self.here, self.mapping, self.place
        if here is None or not sources:
            return

        def work(progress: Progress) -> tuple[Review, Shown, StripData | None]:
            review = settle(sources, here, mapping, part_of(progress, 0.0, 0.8))
            shown = shown_of(sources, here, review)
            progress(0.9)
            at = (place.source, place.observation) if place is not None else _first(shown)
            return review, shown, None if at is None else strip_of(sources, here, review, *at)

        self._run(SETTLING, work, self._take_settled)
        self.changed.emit()

    def _take_settled(self, found: tuple[Review, Shown, StripData | None]) -> None:
        self.review, self.shown, strip = found
        self.is_settling = False
        self._pending = {}
        if self.place is None and (first := _first(self.shown)) is not None:
            self.place = Place(*first)
        self.changed.emit()
        if strip is not None and self.place == Place(strip.source, strip.observation):
            self._take_strip(strip)
        else:
            self._draw()

    def _draw(self) -> None:
        sources, here, review, place = self.sources, self.here, self.review, self.place
        if here is None or review is None or place is None:
            return
        self._wishes.run(
            STRIP,
            lambda _progress: strip_of(sources, here, review, place.source, place.observation),
            self._take_strip,
        )

    def _take_strip(self, strip: StripData | None) -> None:
        self.strip = strip
        self.strip_changed.emit()

    def _run(self, label: str, work: Callable[[Progress], T], done: Callable[[T], object]) -> None:
        self.is_settling = True
        task: Read = self._wishes.run(label, work, done, lambda error: self.refused.emit((error,)))
        self.began.emit(task)


def _first(shown: Shown) -> tuple[str, str] | None:
    return next(((one.source, one.name) for one in shown.observations if not one.is_out), None)


def _single(kind: DoubtKind, row: ObservationRow, choice: str) -> Single:
    """Return that a doubt about all of an observation is settled so."""
    return Single(kind=kind, source=row.source, observation=row.name, row="", choice=choice)
