"""Every change of a study: the steps of the audit trail and the edits of all codings, in order of time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from annotator.errors import UserError
from annotator.model.history import Change
from annotator.model.items import Item
from annotator.study.audit import Step, steps
from annotator.study.bin import in_bin
from annotator.study.deeds import BIN_FOLDER
from annotator.study.files import inside
from annotator.study.journal import JournalContents, read_good_part
from annotator.study.renamed import named_now
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken

_TEXT = {"comment", "notes", "name", "file", "more_files", "files"}
"""Fields that are free text or name a recording: they may identify people."""

_DEEPEST = 10
_TEXT_STEPS = {"set notes", "recording found", "camera renamed"}


class Done(msgspec.Struct, frozen=True, order=True):
    """A change: when (UTC), who, in which session and whose coding ("": none), what, from what and to what.

    who is the coder of an edit; of a step the person who was named, else the account. number is the place of the edit
    in its coding, or of the step in the audit trail, from 1. session and coder are called what they are called now.
    """

    at: datetime
    session: str
    coder: str
    number: int
    who: str
    what: str
    old: str = ""
    new: str = ""
    more: str = ""


def changes(
    study: Study,
    *,
    session: str = "",
    coder: str = "",
    since: datetime | None = None,
    what: str = "",
    texts: bool = False,
) -> Iterator[Done]:
    """Return what was changed in a study, the oldest first; codings in the bin are among it.

    What cannot be read is left out: `verify` names it.

    Args:
        study: the study.
        session: only what is about this session, whatever it was called then.
        coder: only what is about this coder, or was done by them.
        since: only from then on.
        what: only what has these letters in its name, large or small.
        texts: whether comments, notes and names of recordings are told; else … stands for them.
    """
    found = [*_steps(study, texts=texts), *_edits(study, session, coder, texts=texts)]
    chosen = (
        one
        for one in found
        if session in ("", one.session, *one.session.split(", "))
        and coder in ("", one.who, *one.coder.split(", "))
        and (since is None or one.at >= since)
        and what.lower() in one.what.lower()
    )
    return iter(sorted(chosen))


def _steps(study: Study, *, texts: bool) -> Iterator[Done]:
    hidden = set() if texts else {*_TEXT, *study.said.private}
    for step in steps(study.folder):
        if isinstance(step, Step):
            facts = dict(step.facts)
            if step.what.startswith(("rename ", "move ")):  # where it came from is what it was called, or where it lay
                facts["old"] = facts.get("session", facts.get("coder", facts.get("old", "")))
            session = [named_now(study.renamed, one)[0] for one in _named(facts, "session")]
            coder = [named_now(study.renamed, "", one)[1] for one in _named(facts, "coder")]
            who = str(facts.pop("person", "") or step.who)
            is_text = step.what in _TEXT_STEPS and not texts
            old, new = ("…" if is_text and one else _shown(one, hidden) for one in map(facts.pop, _SIDES, ("", "")))
            more = _shown(facts, hidden)
            yield Done(step.at, ", ".join(session), ", ".join(coder), step.number, who, step.what, old, new, more)


_SIDES = ("old", "new")


def _named(facts: dict[str, Any], what: str) -> list[str]:
    one, many = facts.pop(what, ""), facts.pop(f"{what}s", ())
    return [str(one)] if one else [str(other) for other in many] if isinstance(many, list) else []


def _shown(said: object, hidden: Iterable[str], depth: int = 0) -> str:
    """Return what a step says as one line of text; … for what stands deeper than any step of ours.

    >>> _shown({"S1": {"age": "12", "surname": "x"}}, {"surname"})
    'S1: (age: 12; surname: …)'
    """
    if isinstance(said, dict | list) and depth > _DEEPEST:
        return "…"
    if isinstance(said, dict):
        return "; ".join(
            f"{name}: {_inner(value, hidden, depth) if name not in hidden else '…'}" for name, value in said.items()
        )
    if isinstance(said, list):
        return ", ".join(_inner(one, hidden, depth) for one in said)
    return "" if said is None else str(said)


def _inner(said: object, hidden: Iterable[str], depth: int) -> str:
    shown = _shown(said, hidden, depth + 1)
    return f"({shown})" if isinstance(said, dict | list) else shown


def _edits(study: Study, session: str, coder: str, *, texts: bool) -> Iterator[Done]:
    for path, session_id, whose, more in _journals(study):
        if session in ("", session_id) and coder in ("", whose):
            contents = unless_broken(read_good_part, path)
            if not isinstance(contents, UserError):
                yield from _edits_of(contents, session_id, whose, more, texts=texts)


def _journals(study: Study) -> Iterator[tuple[Path, str, str, str]]:
    for session_id in study.session_ids():
        coders = unless_broken(study.codings_of, session_id)
        for coder in () if isinstance(coders, UserError) else coders:
            yield study.journal_path(session_id, coder), session_id, coder, ""
    for removed in in_bin(study):
        for there, coder in removed.codings:
            path = inside(study.folder, BIN_FOLDER, removed.name, "sessions", there, f"{coder}.jsonl")
            now = named_now(study.renamed, there)[0], named_now(study.renamed, "", coder)[1]
            yield path, *now, f"in the bin: {removed.name}"


def _edits_of(contents: JournalContents, session: str, coder: str, more: str, *, texts: bool) -> Iterator[Done]:
    for number, (edit, at) in enumerate(zip(contents.edits, contents.times, strict=True), start=1):
        what = edit.label if edit.kind == "do" else f"{edit.kind}: {edit.label}"
        for change in edit.changes:
            old, new = _sides(change, texts=texts)
            yield Done(at, session, coder, number, coder, what, old, new, more)


def _sides(change: Change, *, texts: bool) -> tuple[str, str]:
    before, after = _fields(change.before, texts=texts), _fields(change.after, texts=texts)
    if before and after:
        changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        before, after = ({name: one.get(name, "") for name in one if name in changed} for one in (before, after))
    return _shown(before, ()), _shown(after, ())


def _fields(item: Item | None, *, texts: bool) -> dict[str, object]:
    if item is None:
        return {}
    plain = msgspec.to_builtins(item).items()
    said = {name: value for name, value in plain if name not in ("id", "type") and value not in (None, "")}
    return {name: "…" if name == "comment" and not texts else value for name, value in said.items()}
