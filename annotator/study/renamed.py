"""What sessions, coders and codings were called before: their journals keep the ids that they were begun with.

study.toml says what became of an id, in the order in which it happened. An id that was given up is never given to
anything else, so an older copy that comes back is known for what it is (docs/decisions/0030).
"""

from collections.abc import Iterator, Sequence

from annotator.errors import StudyError
from annotator.study.journal import JournalContents, line_hash
from annotator.study.round_ids import in_round, person_of, round_of
from annotator.study.settings import NewName

Name = tuple[str, str]
"""The session and the coder of a coding."""


def named_now(renamed: Sequence[NewName], session: str, coder: str = "", begun: str = "") -> Name:
    """Return what a coding is called now; begun is the hash of its first edit, without which it counts as not moved.

    >>> from datetime import UTC, datetime
    >>> said = [NewName(what="session", old="S10", new="S010", at=datetime(2026, 11, 29, tzinfo=UTC))]
    >>> named_now(said, "S10", "KM"), named_now(said, "S11", "KM")
    (('S010', 'KM'), ('S11', 'KM'))
    """
    for one in renamed:
        session, coder = _after(one, one.old, one.new, session, coder, begun)
    return session, coder


def named_first(renamed: Sequence[NewName], session: str, coder: str = "", begun: str = "") -> Name:
    """Return what a coding that has these ids in a copy of a study was called before that copy renamed anything."""
    for one in reversed(renamed):
        session, coder = _after(one, one.new, one.old, session, coder, begun)
    return session, coder


def _after(one: NewName, old: str, new: str, session: str, coder: str, begun: str) -> Name:
    if one.what == "session":
        return new if session == old else session, coder
    if one.what == "coder":
        return session, in_round(new, round_of(coder)) if person_of(coder) == old else coder
    moved = (session, coder, begun) == (old, one.coder, one.begun)
    return new if moved else session, coder


def earlier_names(renamed: Sequence[NewName], session: str, coder: str) -> Iterator[Name]:
    """Yield what a coding was called before, where renaming alone has changed it: no other coding was called so."""
    sessions = [one.old for one in renamed if one.what == "session" and named_now(renamed, one.old)[0] == session]
    whose, number = person_of(coder), round_of(coder)
    old = [one.old for one in renamed if one.what == "coder" and named_now(renamed, "", one.old)[1] == whose]
    coders = [in_round(one, number) for one in old]
    names = ((one, other) for one in (session, *sessions) for other in (coder, *coders))
    yield from (name for name in dict.fromkeys(names) if name != (session, coder))


def begun_with(contents: JournalContents) -> str:
    """Return the hash of the first edit of a coding, by which two copies of it are known; "" where there is none."""
    return line_hash(contents.lines[1]) if len(contents.lines) > 1 else ""


def place_of(contents: JournalContents, renamed: Sequence[NewName]) -> Name | None:
    """Return which coding a journal is now; None where it does not say."""
    header = contents.header
    return None if header is None else named_now(renamed, header.session, header.coder, begun_with(contents))


def check_never_used(what: str, new: str, renamed: Sequence[NewName], old: str = "") -> None:
    """Refuse an id that something else had before; what has it now may have it back.

    Args:
        what: "session" or "coder".
        new: the id that is wanted.
        renamed: what study.toml says.
        old: the id of what is to have it; "" for something new.

    Raises:
        StudyError: naming what had it.
    """
    place = 0 if what == "session" else 1
    for one in renamed:
        now = named_now(renamed, one.old, one.old)[place] if one.what == what else old
        if one.old.lower() == new.lower() and now != old:
            raise StudyError(
                f"{one.old} was the id of {what} {now}, and codings begun under it are known by it.",
                "Choose another id.",
            )
