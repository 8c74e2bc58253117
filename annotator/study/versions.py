"""The versions of one coding: the coding itself beside a copy of it, and what can be done about the two."""

from msgspec import Struct

from annotator.errors import UserError
from annotator.model.coding import Coding
from annotator.model.items import Item
from annotator.study.copies import CopyOfCoding, copies_of
from annotator.study.journal import read_good_part
from annotator.study.merging import (
    JournalDifference,
    Merge,
    compare_journals,
    differing_items,
    merge_journals,
)
from annotator.study.repair import keep_as_it_is
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken


class VersionPair(Struct, frozen=True):
    """A coding and a copy of it.

    difference says in which steps they went on apart; items are those that differ now, here and there, in order of
    time; merge is what would be taken from the copy, and what could not be. copy holds a part only where it is damaged.
    """

    copy: CopyOfCoding
    ours: Coding
    theirs: Coding
    difference: JournalDifference
    items: tuple[tuple[Item | None, Item | None], ...]
    merge: Merge


def other_versions(study: Study, session_id: str, coder: str) -> tuple[tuple[CopyOfCoding, ...], str]:
    """Return the copies of a coding, and what is wrong with the coding itself, "" where nothing is.

    Raises:
        StudyError: if there is no such session.
    """
    coding = unless_broken(study.read_coding, session_id, coder)
    return copies_of(study, session_id, coder), str(coding) if isinstance(coding, UserError) else ""


def compare_version(study: Study, session_id: str, coder: str, copy: CopyOfCoding) -> VersionPair:
    """Compare a coding with a copy of it; of what is damaged, the good part.

    Raises:
        StudyError: if there is no such session.
        JournalError: if one cannot be read at all, or the copy is of another coding.
    """
    ours, theirs = read_good_part(study.journal_path(session_id, coder)), read_good_part(copy.path)
    here, there = ours.history.coding, theirs.history.coding
    return VersionPair(
        copy,
        here,
        there,
        compare_journals(ours, theirs),
        differing_items(here, there),
        merge_journals(ours, theirs, study.codebook),
    )


def merge_version(study: Study, session_id: str, coder: str, copy: CopyOfCoding) -> Merge:
    """Do in a coding, as one step, what a copy has alone, and set a copy beside it aside; return what was done.

    Raises:
        ReadOnlyError: if the coding is open, or cannot be written.
        EditError: if it is submitted.
        JournalError: if one of the two cannot be read.
    """
    with study.open_coding(session_id, coder) as opened:
        done = opened.merge(read_good_part(copy.path), study.codebook)
    keep_as_it_is(study, session_id, coder, copy)
    return done
