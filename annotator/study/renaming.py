"""Giving a session, a coder or the study another name, and a coding the session it belongs to. Each is one deed.

Journals keep the ids they were begun with, so their chain stays as it is; study.toml says what became of them
(docs/decisions/0030). To undo is to rename, or move, back.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from annotator.errors import StudyError, UserError
from annotator.model.codebook.migration import RENAMED_CODER
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit, History
from annotator.model.items import Basis, Item, Settlement, Submission
from annotator.progress import Progress
from annotator.study.audit import who
from annotator.study.bin import in_bin
from annotator.study.codebook_pending import JournalLineToAdd
from annotator.study.deed_parts import (
    append_to,
    check_coded,
    check_coder,
    check_last_round,
    check_no_gold,
    coders_at,
    coders_in,
    files_of_coder,
    files_of_coding,
    files_of_session,
    nobody_codes,
    session_folders,
    study_text,
    with_room,
)
from annotator.study.deeds import Move, carry_out, deed, drop_if_empty
from annotator.study.doubts import doubts
from annotator.study.files import check_id, check_new
from annotator.study.journal import edit_line, read_good_part, read_journal
from annotator.study.lock import changing
from annotator.study.open_coding import utc_now
from annotator.study.renamed import begun_with, check_never_used
from annotator.study.rescue import Rescue
from annotator.study.round_ids import person_of, round_of
from annotator.study.session import SESSION_FILE
from annotator.study.settings import CONSENSUS, NewName, check_person_id
from annotator.study.study import Study

_LONGEST_NAME = 200


def rename_session(study: Study, old: str, new: str, progress: Progress = lambda _share: None) -> None:
    """Give a session another id; its codings, gold standard and everything beside them follow.

    Raises:
        StudyError: if there is no such session, the new id is taken, was another's or cannot be one, a coding of it is
            open, or something cannot be written; nothing is changed then.
    """
    check_id("session", new)
    with study.putting_right(), ExitStack() as held:
        folder = study.session_folder(old)
        _check_case("session", old, new)
        check_new("session", new, study.session_ids())
        check_never_used("session", new, study.renamed, old)
        _check_bin(study, "session", old, new)
        held.enter_context(nobody_codes(study, [(old, coder) for coder in coders_at(folder)]))
        held.enter_context(changing(folder / SESSION_FILE))
        after = study_text(study, lambda said: _renamed_session(said, old, new, _new_name(study, "session", old, new)))
        moves = [Move(("sessions", old, name), ("sessions", new, name)) for name in files_of_session(folder)]
        done = deed(f"rename session {old} to {new}", [after], moves=moves, session=old, new=new)
        carry_out(study.folder, done, progress)
    drop_if_empty(folder)


def rename_coder(study: Study, old: str, new: str, progress: Progress = lambda _share: None) -> None:
    """Give a coder another id in the whole study: codings, settings, gold standards, and consensus made with them.

    Raises:
        StudyError: as rename_session, and for the consensus, which is no person.
        EditError, JournalError: if a consensus that names the coder cannot be changed.
    """
    check_person_id("coder", new)
    with study.putting_right(), ExitStack() as held:
        check_coder(study, old)
        _check_case("coder", old, new)
        check_new("lead", new, study.said.leads)
        check_new("coder", new, {*study.coders, *(one for place in session_folders(study) for one in coders_in(place))})
        check_never_used("coder", new, study.renamed, old)
        _check_bin(study, "coder", old, new)
        own = [(place, one) for place in session_folders(study) for one in coders_at(place) if person_of(one) == old]
        consensus = list(_consensus_naming(study, old))
        codings = [*((place.name, CONSENSUS) for place in consensus), *((place.name, one) for place, one in own)]
        held.enter_context(nobody_codes(study, codings))
        lines = [_line_in_consensus(place, old, new) for place in consensus]
        after = study_text(study, lambda said: _renamed_coder(said, old, new, _new_name(study, "coder", old, new)))
        moves = [
            Move(("sessions", place.name, name), ("sessions", place.name, f"{new}{name.removeprefix(old)}"))
            for place in session_folders(study)
            for name in files_of_coder(place, old)
        ]
        done = deed(f"rename coder {old} to {new}", [after], lines, moves, coder=old, new=new)
        carry_out(study.folder, done, progress)


def rename_study(study: Study, name: str) -> None:
    """Let the study be called otherwise; its folder and its id stay.

    Raises:
        StudyError: if it is no name, or study.toml cannot be written.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        hint = f"Write one line of at most {_LONGEST_NAME} characters."
        raise StudyError("This cannot be the name of a study.", hint)
    with study.putting_right():
        old = study.name
        after = study_text(study, lambda said: said.update(name=name))
        carry_out(study.folder, deed(f"rename the study to {name}", [after], old=old, new=name))


def move_coding(study: Study, session_id: str, coder: str, to: str) -> tuple[UserError, ...]:
    """Move a coding to the session that it belongs to; return what is doubtful about it there, such as late times.

    Raises:
        StudyError: if there is no such coding or session, the other session has one by this coder, it is a consensus or
            a gold standard, it is open, or something cannot be written; nothing is changed then.
        JournalError: if the coding cannot be read at all.
    """
    with study.putting_right(), ExitStack() as held:
        folder, target = study.session_folder(session_id), study.session_folder(to)
        journal = check_coded(study, session_id, coder)
        if coder == CONSENSUS:
            raise StudyError("A consensus follows from codings of its session.", "Begin one in the other session.")
        check_no_gold(study, session_id, coder)
        check_last_round(folder, coder)
        if round_of(coder) > 1:
            raise StudyError(f"{coder} is a later round of a coding, and stays beside it.", "Remove it instead.")
        if (target / journal.name).exists() or to == session_id:
            raise StudyError(f"{coder} has coded {to} already.", "Remove that coding first, or move it elsewhere.")
        begun = begun_with(read_good_part(journal))
        if not begun:
            raise StudyError(f"{coder} has coded nothing of {session_id} yet.", "Begin it in the other session.")
        held.enter_context(nobody_codes(study, [(session_id, coder), (to, coder)]))
        name = replace(_new_name(study, "coding", session_id, to), coder=coder, begun=begun)
        after = study_text(study, lambda said: append_to(said, "renamed", name))
        moves = [
            Move(("sessions", session_id, name), ("sessions", to, name)) for name in files_of_coding(folder, coder)
        ]
        what = f"move the coding of {coder} to {to}"
        moves, gone = with_room(study, moves)
        carry_out(study.folder, deed(what, [after, *gone], moves=moves, coder=coder, session=session_id, new=to))
        Rescue(study.place, session_id, coder).forget()
    return tuple(doubts(study.reading(study.session(to), coder), study.codebook))


def _new_name(study: Study, what: Literal["session", "coder", "coding"], old: str, new: str) -> NewName:
    return NewName(what=what, old=old, new=new, at=study.now(), who=who())


def _check_case(what: str, old: str, new: str) -> None:
    if old == new:
        raise StudyError(f"The {what} is called {old} already.", "Nothing was changed.")
    if old.lower() == new.lower():
        hint = f"Give the {what} another id first."
        raise StudyError(f"{old} and {new} are one name on Windows and macOS.", hint)


def _check_bin(study: Study, what: str, old: str, new: str) -> None:
    """Refuse where the bin holds another of either id: brought back, it would be taken for the renamed one.

    Nor could it be renamed back then, while the other lies there.
    """
    for one in in_bin(study):
        if one.what == what and (name := one.session or one.coder).lower() in {old.lower(), new.lower()}:
            hint = "Restore it under this id, or empty the bin, before you rename this one."
            raise StudyError(f"The bin holds another {what} {name}.", hint)


def _renamed_session(said: Any, old: str, new: str, name: NewName) -> None:
    for mark in (*said.get("gold", ()), *said.get("assigned", ())):
        if mark["session"] == old:
            mark["session"] = new
    append_to(said, "renamed", name)


def _renamed_coder(said: Any, old: str, new: str, name: NewName) -> None:
    if old in said.get("coder", {}):
        said["coder"][new] = said["coder"].pop(old)
    for mark in (*said.get("gold", ()), *said.get("assigned", ())):
        if mark["coder"] == old:
            mark["coder"] = new
    for table in (said, said.get("plan", {})):
        for people in ("leads", "coders"):
            if old in table.get(people, ()):
                table[people] = [new if one == old else one for one in table[people]]
    agreement = said.get("analysis", {}).get("agreement", {})
    if agreement.get("master") == old:
        agreement["master"] = new
    append_to(said, "renamed", name)


def _consensus_naming(study: Study, coder: str) -> Iterator[Path]:
    """Yield the folders of the sessions whose consensus names a coder."""
    for folder in session_folders(study):
        if (folder / f"{CONSENSUS}.jsonl").exists():
            items = read_journal(folder / f"{CONSENSUS}.jsonl").history.coding.items.values()
            if any(_under(item, coder, "") != item for item in items):
                yield folder


def _line_in_consensus(folder: Path, old: str, new: str) -> JournalLineToAdd:
    """Return the line by which a consensus names a coder by the new id."""
    contents = read_journal(folder / f"{CONSENSUS}.jsonl")
    coding = contents.history.coding
    changes = [Change(item, _under(item, old, new)) for item in coding.items.values()]
    meant = tuple(one for one in changes if one.before != one.after or isinstance(one.before, Submission))
    edit = Edit(label=f"{RENAMED_CODER}{old} to {new}", changes=meant)
    History(Coding(coding.session, coding.coder, coding.items.values())).do(edit)
    line = edit_line(edit, len(contents.edits) + 1, utc_now(), contents.lines[-1])
    return JournalLineToAdd(folder.name, CONSENSUS, line)


def _under(item: Item, old: str, new: str) -> Item:
    """Return an item of a consensus as it names a coder by the new id."""
    if isinstance(item, Basis) and old in item.coders:
        return replace(item, coders=tuple(new if one == old else one for one in item.coders))
    return replace(item, coder=new) if isinstance(item, Settlement) and item.coder == old else item
