"""What changes of the codebook mean for each coding that was made with an earlier one: for the lead to look at.

A change takes codings along where it can (study.codebook_change). What it cannot do is judge: a definition that says
something else now, or a code that nobody has looked for. This says where that matters, until a lead ticks it off. The
ticks stand in the audit trail, with the codebook they were made under.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from annotator.errors import StudyError, UserError
from annotator.model.codebook import Codebook
from annotator.model.codebook.file import codebook_hash, parse_codebook
from annotator.model.codebook.migration import is_migration
from annotator.model.codebook.references import described, unasked
from annotator.model.coding import Coding
from annotator.model.history import Edit
from annotator.study.audit import Step, note_step, steps
from annotator.study.codebook_pending import EARLIER_FOLDER
from annotator.study.doubts import doubts
from annotator.study.files import matching, read_text
from annotator.study.journal import JournalContents, read_journal
from annotator.study.people import check_leads
from annotator.study.renamed import Name, named_now
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken
from annotator.text import count

_TICKED, _TAKEN_BACK = "coding reviewed under the codebook", "review of a coding taken back"
_LOOKS = frozenset({"key", "color", "group", "short", "licensed_text", "source", "evidence", "evidence_limits"})
"""Fields of a code or scale that mean nothing for what was coded with it."""


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """That a coding was reviewed: when (UTC), by whom, and the hash of the codebook that was in use then."""

    at: datetime
    who: str
    codebook: str


class CodingReview(msgspec.Struct, frozen=True, kw_only=True):
    """What the codebook in use means for a coding that was begun with another, or was taken along since.

    Attributes:
        session, coder: which coding; coder is KM~2 in a later round.
        version: of the codebook it was begun with; "" where that was not kept.
        touched: what it says of which the codebook says something else now, and what was not to be looked for then.
        migrated: how changes have taken it along, and how many items each has changed.
        look: what cannot stand as it is, or is still to be said.
        ticked: who has reviewed it last; None: nobody.
        is_reviewed: whether nothing of the codebook that touches it has changed since.
    """

    session: str
    coder: str
    version: str
    touched: tuple[str, ...] = ()
    migrated: tuple[str, ...] = ()
    look: tuple[str, ...] = ()
    ticked: Tick | None = None
    is_reviewed: bool = False

    @property
    def needs_a_look(self) -> bool:
        """Whether a lead has still to look at it."""
        return not self.is_reviewed and bool(self.touched or self.migrated or self.look)


def codebook_review(study: Study, progress: Callable[[float], None] = lambda _share: None) -> tuple[CodingReview, ...]:
    """Return what the codebook in use means for each coding that was not made with it alone; it reads all codings.

    What cannot be read is left out; check names it. progress is told the share done, 0 to 1.
    """
    books, ticks, ids = _earlier(study), _ticks(study), study.session_ids()
    found: list[CodingReview] = []
    for done, session_id in enumerate(ids, start=1):
        codings = unless_broken(study.codings_of, session_id)
        for coding in () if isinstance(codings, UserError) else codings:
            contents = unless_broken(read_journal, study.journal_path(session_id, coding))
            if isinstance(contents, JournalContents):
                one = _review(study, (session_id, coding), contents, books, ticks.get((session_id, coding)))
                found += [] if one is None else [one]
        progress(done / len(ids))
    return tuple(found)


def tick(study: Study, session_id: str, coding: str, person: str = "") -> None:
    """Write down that a coding was reviewed under the codebook in use; take_tick_back takes it back.

    Raises:
        StudyError: if there is no such coding, the person is no lead, or it cannot be written.
    """
    _note(study, _TICKED, session_id, coding, person)


def take_tick_back(study: Study, session_id: str, coding: str, person: str = "") -> None:
    """Write down that a coding is to be reviewed after all.

    Raises:
        StudyError: as tick.
    """
    _note(study, _TAKEN_BACK, session_id, coding, person)


def _note(study: Study, what: str, session_id: str, coding: str, person: str) -> None:
    check_leads(study, person)
    if coding not in study.codings_of(session_id):
        raise StudyError(f"{coding} has not coded {session_id}.", "Choose a coding that is there.")
    facts = {"session": session_id, "coder": coding, "codebook": study.codebook_hash, "person": person}
    note_step(study.folder, what, **facts)


def _ticks(study: Study) -> dict[Name, Tick]:
    found: dict[Name, Tick] = {}
    for step in steps(study.folder):
        if isinstance(step, Step) and step.what in (_TICKED, _TAKEN_BACK):
            said = {name: str(step.facts.get(name, "")) for name in ("session", "coder", "codebook", "person")}
            name = named_now(study.renamed, said["session"], said["coder"])
            found.pop(name, None)
            if step.what == _TICKED:
                found[name] = Tick(at=step.at, who=said["person"] or step.who, codebook=said["codebook"])
    return found


def _earlier(study: Study) -> dict[str, Codebook]:
    """Return the codebooks that are known, by their hash: the one in use and those that it took the place of."""
    books = {study.codebook_hash: study.codebook}
    for path in matching(study.folder, f"{EARLIER_FOLDER}/*.toml"):
        text = unless_broken(read_text, path)
        book = text if isinstance(text, UserError) else unless_broken(_parsed, text, path.name)
        if isinstance(text, str) and isinstance(book, Codebook):
            books[codebook_hash(text)] = book
    return books


def _parsed(text: str, name: str) -> Codebook:
    return parse_codebook(text, name, in_use=text)


def _review(
    study: Study, name: Name, contents: JournalContents, books: Mapping[str, Codebook], ticked: Tick | None
) -> CodingReview | None:
    begun = "" if contents.header is None else contents.header.codebook
    migrations = [(edit, at) for edit, at in zip(contents.edits, contents.times, strict=True) if is_migration(edit)]
    if not contents.edits or (begun == study.codebook_hash and not migrations):
        return None
    coding, now = contents.history.coding, study.codebook
    touched = tuple(_touched(coding, books.get(begun), now))
    reading = unless_broken(study.reading, study.session(name[0]), name[1])
    wrong = [] if isinstance(reading, UserError) else [one.what for one in doubts(reading, now)]
    since = () if ticked is None else (*_touched(coding, books.get(ticked.codebook), now),)
    later = [at for _, at in migrations if ticked is not None and at > ticked.at]
    return CodingReview(
        session=name[0],
        coder=name[1],
        version=books[begun].version if begun in books else "",
        touched=touched,
        migrated=tuple(f"{edit.label}: {_items(edit)}" for edit, _ in migrations),
        look=(*_unasked(coding, books.get(begun), now), *wrong),
        ticked=ticked,
        is_reviewed=ticked is not None and not since and not later,
    )


def _unasked(coding: Coding, old: Codebook | None, now: Codebook) -> Iterator[str]:
    for reference, times in (Counter[tuple[str, ...]]() if old is None else unasked(coding, old, now)).items():
        yield f"{described(reference)} is no longer asked: {count(times, 'answer')}"


def _touched(coding: Coding, old: Codebook | None, now: Codebook) -> Iterator[str]:
    """Yield what a coding says, or could not say, of which the codebook says something else now."""
    if old is None:
        yield "The codebook it was begun with was not kept: what has changed since cannot be said."
        return
    yield from _codes_touched(coding, old, now)
    rated = Counter(rating.scale for rating in coding.ratings)
    scales = {one.id: one for one in old.scales}
    for scale in now.scales:
        if rated[scale.id] and scale.id in scales and (how := _differs(scales[scale.id], scale)):
            yield f"{scale.name}: {how} changed; {count(rated[scale.id], 'rating')}"
    asked = Counter(one for event in coding.events for one in event.modifiers)
    for modifier in now.modifiers:
        before = old.modifier_by_id.get(modifier.id)
        if asked[modifier.id] and before is not None and (how := _differs(before, modifier)):
            yield f"{modifier.name}: {how} changed; {count(asked[modifier.id], 'answer')}"
    if coding.classification is not None and old.classification != now.classification:
        yield "The classification has changed since it was given."
    if old.episodes != now.episodes:
        yield "The episodes of the protocol have changed."


def _codes_touched(coding: Coding, old: Codebook, now: Codebook) -> Iterator[str]:
    used = Counter(event.code for event in coding.events)
    used.update(code for record in coding.intervals for code in record.codes)
    came_from = {new: one.id for one in now.retired for new in one.replaced_by}
    before = {one.id: one for one in old.codes}
    for code in now.codes:
        earlier = before.get(code.id) or before.get(came_from.get(code.id, ""))
        if earlier is None and not used[code.id]:
            yield f"{code.name} is new since, and was not looked for"
        elif earlier is not None and used[code.id] and (how := _differs(earlier, code)):
            yield f"{code.name}: {how} changed; {count(used[code.id], 'event')}"
    for gone in now.retired:
        if used[gone.id] and gone.id in before:
            yield f"{gone.name} is no longer given; {count(used[gone.id], 'event')}"


def _differs(old: msgspec.Struct, now: msgspec.Struct) -> str:
    """Return which fields of a code, scale or modifier say something else, in words; "" where none does."""
    before, after = msgspec.structs.asdict(old), msgspec.structs.asdict(now)
    names = [name for name in after if name not in _LOOKS and name != "id" and before.get(name) != after[name]]
    return ", ".join(name.replace("_", " ") for name in names)


def _items(edit: Edit) -> str:
    return count(sum(change.before != change.after for change in edit.changes), "item")


def review_line(one: CodingReview) -> str:
    """Return one coding in a line of text."""
    said = joined((*one.touched, *one.migrated, *one.look)) or "nothing that it says is touched"
    begun = one.version or "a version that was not kept"
    return f"{one.session} by {one.coder}, begun with {begun} ({review_state(one)}): {said}"


def review_state(one: CodingReview) -> str:
    """Return how far the review of a coding is, in words."""
    by = "" if one.ticked is None else f"reviewed by {one.ticked.who or '?'} on {one.ticked.at:%Y-%m-%d}"
    if one.is_reviewed:
        return by
    return f"{by}, changed since" if by else "to review" if one.needs_a_look else "untouched"


def joined(sentences: Sequence[str]) -> str:
    """Return sentences in one line."""
    return "; ".join(text.removesuffix(".") for text in sentences)
