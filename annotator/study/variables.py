"""Variables and notes of sessions, in session.toml: set for one session or many, as one deed.

study.toml may say what a variable holds (`[variable]`, such as age = "number"); a value that is none is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import tomlkit

from annotator.errors import StudyError, UserError
from annotator.progress import Progress
from annotator.study.deed_parts import study_text
from annotator.study.deeds import Text, carry_out, deed
from annotator.study.files import read_document, read_text
from annotator.study.session import SESSION_FILE, Session
from annotator.study.settings import VariableType
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken

Values = Mapping[str, Mapping[str, str]]
"""Values by session and name of the variable; "" is none."""

_NAME = re.compile(r"[^\W\d]\w{0,63}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_YES_NO = {**dict.fromkeys(("yes", "y", "true", "1"), "yes"), **dict.fromkeys(("no", "n", "false", "0"), "no")}
_LONGEST = 1000
_MOST_NOTES = 100_000


def set_variables(
    study: Study,
    values: Values,
    types: Mapping[str, VariableType | None] | None = None,
    progress: Progress = lambda _share: None,
) -> dict[str, dict[str, str]]:
    """Set variables of sessions; return what they were, with which the same function takes it back.

    Args:
        study: the study.
        values: what is set; what is not named stays.
        types: what variables hold from now on; it must be so of the values that are there, too. None: nothing is said
            of it any more, and any text will do.
        progress: told the part that is looked at, 0 to 1.

    Raises:
        StudyError: naming the first that is wrong; or if something cannot be written. Nothing is changed then.
    """
    with study.putting_right():
        asked_types = {name: kind for name, kind in (types or {}).items() if study.variable_types.get(name) != kind}
        known = {name: kind or "text" for name, kind in {**study.variable_types, **asked_types}.items()}
        if problem := next(problems_of(study, values, known), None):
            raise problem
        texts, before, after = [], {}, {}
        for done, (session_id, asked) in enumerate(values.items(), start=1):
            had = study.session(session_id).variables
            new = {name: plain(value, known.get(name, "text")) for name, value in asked.items()}
            changed = {name: value for name, value in new.items() if had.get(name, "") != value}
            if changed:
                before[session_id], after[session_id] = {name: had.get(name, "") for name in changed}, changed
                texts.append(_session_text(study, session_id, variables=changed))
            progress(done / len(values))
        if asked_types:
            texts.append(study_text(study, lambda said: _declare(said, asked_types)))
        if texts:
            done_now = deed("set variables", texts, sessions=[*before], old=before, new=after, types=asked_types)
            carry_out(study.folder, done_now)
    return before


def remove_variable(study: Study, name: str) -> dict[str, dict[str, str]]:
    """Take a variable away from all sessions that can be read; return what it was, for set_variables to put it back.

    Raises:
        StudyError: if there is none of this name, or something cannot be written; nothing is changed then.
    """
    holders = [session.id for session in study.sessions() if name in session.variables]
    if not holders and name not in study.variable_types:
        raise StudyError(f"The study has no variable {name}.", "Choose one that it has.")
    return set_variables(study, {one: {name: ""} for one in holders}, {name: None})


def names_of(study: Study, sessions: Iterable[Session]) -> tuple[str, ...]:
    """Return the variables of a study: those that it says what they hold of, then others that sessions have."""
    return tuple(dict.fromkeys([*study.variable_types, *(name for one in sessions for name in one.variables)]))


def _declare(said: Any, types: Mapping[str, VariableType | None]) -> None:
    table = said.setdefault("variable", tomlkit.table())
    for name, kind in types.items():
        if kind is None:
            table.pop(name, None)
        else:
            table[name] = list(kind) if isinstance(kind, tuple) else kind
    if not table:
        said.pop("variable")


def problems_of(study: Study, values: Values, types: Mapping[str, VariableType]) -> Iterator[UserError]:
    """Yield why values cannot be set: sessions that are not there, names, and values that are not what they should be.

    Args:
        study: the study, whose other values must be of these types too.
        values: what is to be set.
        types: what each variable holds; text where nothing is said.
    """
    yield from _problems_of_types(types)
    for session_id, asked in values.items():
        session = unless_broken(study.session, session_id)
        if isinstance(session, UserError):
            yield session
        for name, value in asked.items():
            if not _NAME.fullmatch(name):
                yield _no_name(name)
            elif (found := unless_broken(plain, value, types.get(name, "text"))) and isinstance(found, UserError):
                yield StudyError(f"{session_id}, {name}: {found.what}", found.hint)
    stricter = {name: kind for name, kind in types.items() if study.variable_types.get(name, "text") != kind}
    for session in study.sessions() if stricter else ():
        for name, kind in stricter.items():
            value = session.variables.get(name, "") if name not in values.get(session.id, {}) else ""
            if isinstance(found := unless_broken(plain, value, kind), UserError):
                yield StudyError(f"{session.id}, {name}: {found.what}", found.hint)


def _problems_of_types(types: Mapping[str, VariableType]) -> Iterator[UserError]:
    for name, kind in types.items():
        if not _NAME.fullmatch(name):
            yield _no_name(name)
        if isinstance(kind, tuple) and not _are_choices(kind):
            yield StudyError(f"{name}: these are no choices.", "Write each once, in one line, two or more of them.")


def _no_name(name: str) -> StudyError:
    what = f"“{name[:80]}” cannot be the name of a variable."
    return StudyError(what, "Use letters, digits and underscore, a letter first.")


def _are_choices(kind: tuple[str, ...]) -> bool:
    differ = len({one.lower() for one in kind}) == len(kind) > 1
    return differ and all(one == one.strip() and 0 < len(one) <= _LONGEST and one.isprintable() for one in kind)


def set_notes(study: Study, session_id: str, notes: str) -> str:
    """Replace the notes of a session; return what they were, with which the same function takes it back.

    Raises:
        StudyError: if there is no such session, they are too long, or cannot be written.
    """
    if len(notes) > _MOST_NOTES:
        raise StudyError("These notes are too long.", f"Write at most {_MOST_NOTES:,} characters.")
    with study.putting_right():
        before = study.session(session_id).notes
        if notes != before:
            text = _session_text(study, session_id, notes=notes)
            carry_out(study.folder, deed("set notes", [text], session=session_id, old=before, new=notes))
    return before


def plain(value: str, kind: VariableType) -> str:
    """Return a value as it is stored: numbers with a point, whatever they were typed with.

    Raises:
        StudyError: if it is not what the variable holds.

    >>> plain(" 12,5 ", "number"), plain("", "date")
    ('12.5', '')
    >>> plain("Y", "yes/no"), plain("b", ("A", "B"))
    ('yes', 'B')
    """
    value = value.strip()
    if not value:
        return ""
    if len(value) > _LONGEST or not value.isprintable():
        raise StudyError(f"“{value[:40]}” is no value.", f"Write one line of at most {_LONGEST} characters.")
    if kind == "number" and not _NUMBER.fullmatch(value):
        raise StudyError(f"“{value[:40]}” is no number.", "Write 12.5 or 12,5, without a unit.")
    if kind == "whole" and not _WHOLE.fullmatch(value):
        raise StudyError(f"“{value[:40]}” is no whole number.", "Write digits only.")
    if kind == "date":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise StudyError(f"“{value[:40]}” is no date.", "Write year, month and day: 2026-11-29.") from error
    if kind == "yes/no" or isinstance(kind, tuple):
        return _chosen(value, kind)
    return value.replace(",", ".") if kind == "number" else value


def _chosen(value: str, kind: VariableType) -> str:
    choices = {one.lower(): one for one in kind} if isinstance(kind, tuple) else _YES_NO
    if value.lower() not in choices:
        what = "not one of the choices" if isinstance(kind, tuple) else "neither yes nor no"
        raise StudyError(f"“{value[:40]}” is {what}.", f"Choose from {', '.join(dict.fromkeys(choices.values()))}.")
    return choices[value.lower()]


def _session_text(study: Study, session_id: str, variables: Mapping[str, str] | None = None, **fields: str) -> Text:
    """Return session.toml as it is and as it will be; "" takes a variable or a field away."""
    path = study.session_folder(session_id) / SESSION_FILE
    document: Any = read_document(path)
    table = document.setdefault("variables", tomlkit.table()) if variables else {}
    for holder, new in ((table, variables or {}), (document, fields)):
        for name, value in new.items():
            if value:
                holder[name] = value
            else:
                holder.pop(name, None)
    return Text(("sessions", session_id, SESSION_FILE), read_text(path), tomlkit.dumps(document))
