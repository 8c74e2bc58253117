"""The bin of a study: what was removed lies there, counts nowhere, and can be restored. Only people empty it.

Each entry is a folder of `bin` with the files as they lay in the study and removed.toml, which says what it is.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import tomlkit
from msgspec import Meta

from annotator.errors import StudyError, UserError
from annotator.progress import Progress
from annotator.study.audit import note_step, who
from annotator.study.deed_parts import (
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
from annotator.study.deeds import BIN_FOLDER, Move, Place, Text, carry_out, deed, drop_if_empty
from annotator.study.doubts import reservations
from annotator.study.files import check_new, inside, is_of_the_system, matching, read_text, read_toml, reason
from annotator.study.gold import golds
from annotator.study.lock import changing
from annotator.study.renamed import named_now
from annotator.study.rescue import Rescue
from annotator.study.round_ids import person_of
from annotator.study.session import SESSION_FILE
from annotator.study.settings import CoderSettings, read_study_file
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken

_SAID = "removed.toml"

Kind = Literal["session", "coding", "coder"]


class Removed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was removed.

    what: what it is; session and coder say which, as they were called then, "" where it is about all.
    at, who: when (UTC), and by which account.
    listed: where a coder stood in the list of coders, from 0, -1 for nowhere; settings: how they worked.
    name: the name of its folder in the bin; codings: the sessions and coders of the codings in it.
    """

    what: Kind
    session: str = ""
    coder: str = ""
    at: Annotated[datetime, Meta(tz=True)]
    who: str = ""
    listed: int = -1
    settings: CoderSettings | None = None
    name: str = ""
    codings: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What it is, in words.

        >>> Removed(what="coding", session="S001", coder="KM", at=datetime(2026, 11, 29, tzinfo=UTC)).title
        'the coding of S001 by KM'
        """
        if self.what == "coding":
            return f"the coding of {self.session} by {self.coder}"
        return f"{self.what} {self.session or self.coder}"


def in_bin(study: Study) -> tuple[Removed, ...]:
    """Return what lies in the bin, the newest last; what cannot be read is in bin_problems."""
    return tuple(one for one in _entries(study) if isinstance(one, Removed))


def bin_problems(study: Study) -> tuple[UserError, ...]:
    """Return why entries of the bin cannot be restored as they are."""
    return tuple(one for one in _entries(study) if isinstance(one, UserError))


def remove_session(study: Study, session_id: str, progress: Progress = lambda _share: None) -> Removed:
    """Put a session with all its codings into the bin; its recordings stay where they are.

    Raises:
        StudyError: if there is no such session, it has a gold standard, a coding of it is open, or something cannot be
            written; nothing is changed then.
    """
    with study.putting_right(), ExitStack() as held:
        folder = inside(study.folder, "sessions", session_id)
        if session_id not in study.session_ids():
            raise StudyError(f"The study has no session {session_id}.", "Choose one of its sessions.")
        check_no_gold(study, session_id)
        held.enter_context(nobody_codes(study, [(session_id, coder) for coder in coders_at(folder)]))
        held.enter_context(changing(folder / SESSION_FILE))
        said = Removed(what="session", session=session_id, at=study.now(), who=who())
        removed = _remove(study, said, [(folder, name) for name in files_of_session(folder)], progress)
    drop_if_empty(folder)
    return removed


def remove_sessions(study: Study, ids: Sequence[str], progress: Progress = lambda _share: None) -> tuple[Removed, ...]:
    """Put several sessions into the bin, each by itself, all or none.

    Raises:
        StudyError: as remove_session; those that were removed by then are put back.
    """
    removed: list[Removed] = []
    try:
        for number, one in enumerate(ids, start=1):
            removed.append(remove_session(study, one))
            progress(number / len(ids))
    except UserError:
        restore_all(study, removed)
        raise
    return tuple(removed)


def remove_coding(study: Study, session_id: str, coder: str) -> Removed:
    """Put a coding into the bin, with its copies.

    Raises:
        StudyError: if there is no such coding, it is a gold standard or open, or something cannot be written.
    """
    with study.putting_right(), ExitStack() as held:
        journal = check_coded(study, session_id, coder)
        check_no_gold(study, session_id, coder)
        check_last_round(journal.parent, coder)
        held.enter_context(nobody_codes(study, [(session_id, coder)]))
        said = Removed(what="coding", session=session_id, coder=coder, at=study.now(), who=who())
        files = [(journal.parent, name) for name in files_of_coding(journal.parent, coder)]
        return _remove(study, said, files, lambda _share: None)


def remove_coder(study: Study, coder: str, progress: Progress = lambda _share: None) -> Removed:
    """Take a coder out of the study, with all their codings, which go to the bin.

    Raises:
        StudyError: if there is no such coder, one of their codings is a gold standard or open, the others are held
            against them, or something cannot be written; nothing is changed then.
    """
    with study.putting_right(), ExitStack() as held:
        check_coder(study, coder)
        if study.settings.agreement.master == coder:
            raise StudyError(f"All others are held against {coder}.", "Choose another for that in the settings first.")
        for mark in golds(study):
            check_no_gold(study, mark.session, coder)
        folders = [folder for folder in session_folders(study) if files_of_coder(folder, coder)]
        own = [
            (folder.name, one)
            for folder in session_folders(study)
            for one in coders_at(folder)
            if person_of(one) == coder
        ]
        held.enter_context(nobody_codes(study, own))
        said = Removed(
            what="coder",
            coder=coder,
            at=study.now(),
            who=who(),
            listed=study.coders.index(coder) if coder in study.coders else -1,
            settings=read_study_file(study.folder).coder.get(coder),
        )
        files = [(folder, name) for folder in folders for name in files_of_coder(folder, coder)]
        after = study_text(study, lambda said: _without_coder(said, coder))
        return _remove(study, said, files, progress, [after])


def restore(study: Study, name: str, progress: Progress = lambda _share: None) -> tuple[UserError, ...]:
    """Put what lies in the bin under this name back; return what is doubtful about its codings as they are now.

    What was renamed since follows: a coding goes to its session as that is called now.

    Raises:
        StudyError: if there is nothing of this name in the bin, its place is taken, or something cannot be written;
            nothing is changed then.
    """
    with study.putting_right(), ExitStack() as held:
        removed = _entry(study, name)
        moves, gone = with_room(study, _moves_back(study, removed))
        codings = [_coding_at(study, *one) for one in removed.codings]
        _check_room(study, removed, codings)
        held.enter_context(nobody_codes(study, codings if removed.what != "session" else ()))
        said = (BIN_FOLDER, name, _SAID)
        texts = [Text(said, read_text(study.folder.joinpath(*said)), ""), *gone]
        if removed.what == "coder":
            _, coder = named_now(study.renamed, "", removed.coder)
            texts.append(study_text(study, lambda said: _with_coder(said, removed, coder)))
        facts = {one: getattr(removed, one) for one in ("session", "coder") if getattr(removed, one)}
        done = deed(f"restore {removed.title}", texts, moves=moves, bin=name, **facts)
        carry_out(study.folder, done, progress)
    _drop_entry(study.folder / BIN_FOLDER / name)
    readings = (one for session, coder in codings for one in study.readings(sessions=[session], coders=[coder]))
    return tuple(doubt for one in readings for doubt in reservations(one, study.codebook))


def restore_all(study: Study, removed: Sequence[Removed], progress: Progress = lambda _share: None) -> None:
    """Put back what was removed together, the last first.

    Raises:
        StudyError: as restore; what was back by then stays.
    """
    for number, one in enumerate(reversed(removed), start=1):
        restore(study, one.name)
        progress(number / len(removed))


def delete_for_good(study: Study, name: str) -> None:
    """Delete what lies in the bin under this name; the audit trail first says which files it was, and their hashes.

    Files that are not the study's own, such as recordings, stay. Backups and other copies of the study are not touched.

    Raises:
        StudyError: if there is nothing of this name in the bin, or something cannot be deleted.
    """
    with study.putting_right():
        folder = inside(study.folder, BIN_FOLDER, name)
        own = [(place, file) for place in _sessions_in(folder) for file in files_of_session(place)]
        files = [inside(study.folder, BIN_FOLDER, name, "sessions", place.name, file) for place, file in own]
        note = [folder / _SAID] if (folder / _SAID).is_file() else []
        if not files and not note:
            raise StudyError(f"The bin has no {name}.", "Look what the bin holds.")
        said = unless_broken(_entry, study, name)
        title = said.title if isinstance(said, Removed) else name
        try:
            hashes = {f"{one.parent.name}/{one.name}": sha256(one.read_bytes()).hexdigest() for one in files}
            note_step(study.folder, f"delete {title} from the bin", bin=name, files=hashes)
            for one in (*note, *files):  # without its note, nobody restores a half of it
                one.unlink()
        except OSError as error:
            what = f"{BIN_FOLDER}/{name} cannot be deleted: {reason(error)}."
            raise StudyError(what, "Check that you may write to the study, and try again.") from error
    _drop_entry(folder)


def _remove(
    study: Study, said: Removed, files: Sequence[tuple[Path, str]], progress: Progress, texts: Sequence[Text] = ()
) -> Removed:
    name = _free_name(study, said)
    place = (BIN_FOLDER, name)
    moves = [Move(("sessions", folder.name, file), (*place, "sessions", folder.name, file)) for folder, file in files]
    note = Text((*place, _SAID), "", tomlkit.dumps(msgspec.to_builtins(said, builtin_types=(datetime,))))
    facts = {one: getattr(said, one) for one in ("session", "coder") if getattr(said, one)}
    done = deed(f"remove {said.title}", [note, *texts], moves=moves, bin=name, **facts)
    carry_out(study.folder, done, progress)
    for folder, file in files:
        Rescue(study.place, folder.name, file.removesuffix(".jsonl")).forget()
    return _entry(study, name)


def _free_name(study: Study, said: Removed) -> str:
    ids = "-".join(one[:60] for one in (said.session, said.coder) if one)
    stem = f"{said.at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-{said.what}-{ids}"
    names = (f"{stem}{f'-{number}' if number > 1 else ''}" for number in count(1))
    return next(name for name in names if not (study.folder / BIN_FOLDER / name).exists())


def names_in_bin(study: Study) -> list[str]:
    """Return the names of all that lies in the bin, also of what cannot be restored, the newest last."""
    folders = [path for path in matching(study.folder, f"{BIN_FOLDER}/*") if path.is_dir()]
    entries = [folder for folder in folders if not is_of_the_system(folder.name)]
    # a deed that was taken back leaves folders
    return [folder.name for folder in entries if any(path.is_file() for path in folder.rglob("*"))]


def _entries(study: Study) -> Iterator[Removed | UserError]:
    return (unless_broken(_entry, study, name) for name in names_in_bin(study))


def _entry(study: Study, name: str) -> Removed:
    folder = inside(study.folder, BIN_FOLDER, name)
    if not (folder / _SAID).is_file():
        what = f"{BIN_FOLDER}/{name} has lost its {_SAID}" if folder.is_dir() else f"The bin has no {name}"
        raise StudyError(f"{what}.", "Look what the bin holds.")
    said = read_toml(inside(study.folder, BIN_FOLDER, name, _SAID), Removed)
    codings = [(place.name, coder) for place in _sessions_in(folder) for coder in coders_in(place)]
    return msgspec.structs.replace(said, name=name, codings=tuple(codings))


def _sessions_in(entry: Path) -> list[Path]:
    return [folder for folder in matching(entry, "sessions/*") if folder.is_dir() and not folder.is_symlink()]


def _moves_back(study: Study, removed: Removed) -> Iterator[Move]:
    for folder in _sessions_in(study.folder / BIN_FOLDER / removed.name):
        session_id, _ = named_now(study.renamed, folder.name)
        new_names = {
            file: named_now(study.renamed, "", coder)[1] + file.removeprefix(coder)
            for coder in coders_in(folder)
            for file in files_of_coding(folder, coder)
        }
        for file in files_of_session(folder):
            old: Place = (BIN_FOLDER, removed.name, "sessions", folder.name, file)
            yield Move(old, ("sessions", session_id, new_names.get(file, file)))


def _coding_at(study: Study, session_id: str, coder: str) -> tuple[str, str]:
    """Return what a coding in the bin is called once it is restored."""
    return named_now(study.renamed, session_id)[0], named_now(study.renamed, "", coder)[1]


def _check_room(study: Study, removed: Removed, codings: Sequence[tuple[str, str]]) -> None:
    """Refuse where the place of what is to be restored is taken, or is no longer there."""
    if removed.what == "session":
        check_new("session", named_now(study.renamed, removed.session)[0], study.session_ids())
        return
    if removed.what == "coder":
        check_new("coder", named_now(study.renamed, "", removed.coder)[1], study.coders)
    for session_id, coder in codings:
        if not inside(study.folder, "sessions", session_id, SESSION_FILE).is_file():
            raise StudyError(f"The study has no session {session_id} now.", "Restore that session first.")
        if inside(study.folder, "sessions", session_id, f"{coder}.jsonl").exists():
            what = f"{coder} has coded {session_id} once more since."
            raise StudyError(what, "Remove that coding first: only one of the two can count.")


def _without_coder(said: Any, coder: str) -> None:
    said["coders"] = [one for one in said.get("coders", ()) if one != coder]
    if coder in said.get("coder", {}):
        said["coder"].pop(coder)


def _with_coder(said: Any, removed: Removed, coder: str) -> None:
    if removed.listed >= 0:
        coders = list(said.get("coders", ()))
        coders.insert(removed.listed, coder)
        said["coders"] = coders
    if removed.settings is not None:
        said.setdefault("coder", tomlkit.table())[coder] = msgspec.to_builtins(removed.settings)


def _drop_entry(entry: Path) -> None:
    for folder in (*_sessions_in(entry), entry / "sessions", entry, entry.parent):
        drop_if_empty(folder)
