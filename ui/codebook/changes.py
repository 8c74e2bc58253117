"""What a changed field means for the codebook: mostly the field itself; another id where codings name it is a step."""

from typing import Any

from annotator.errors import EditError
from annotator.model.codebook.changes import id_from
from annotator.model.codebook.draft import put
from annotator.model.codebook.lines import Path
from annotator.model.codebook.renames import rename_code, rename_modifier, rename_scale, rename_value
from ui.codebook.open_codebook import Change, OpenCodebook
from ui.codebook.sections import Section, entries_of

_DEFAULTS: dict[str, Any] = {"scored": True, "not_ratable": True}
"""Fields that may be left out of the file where they are true."""


def shown_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an entry as forms show them: with what is true where it is left out."""
    shown = {**_DEFAULTS, "half_points": False, **fields}
    if isinstance(groups := fields.get("groups"), dict):
        shown["groups"] = [{"group": name, "classes": classes} for name, classes in groups.items()]
    return shown


def field_change(book: OpenCodebook, section: Section, path: Path, name: str, value: Any) -> Change:
    """Return the change that a new value of a field asks for."""
    entry = entries_of(book.codebook, section.table)[0 if section.is_single else int(path[-1])]
    label = f"{name.replace('_', ' ')} of {getattr(entry, 'name', section.one)}"
    if name == "id" and section.table:
        return _id_change(book, section, path, entry.id, str(value))
    if section.table == ("modifier",) and name == "values":
        return _values_change(book, path, entry.id, value)
    if name == "groups":
        value = {one.get("group") or "new": one.get("classes", []) for one in value}
    if name == "kind" and section.table == ("code",):
        return _kind_change(book, path, entry.id, value)
    fields: dict[str, Any] = {name: value}
    return lambda draft: put(draft, path, fields, label)


def _id_change(book: OpenCodebook, section: Section, path: Path, old: str, new: str) -> Change:
    is_used = bool(section.reference) and book.used(section.reference, old)
    match section.table:
        case ("code",):
            return lambda draft: rename_code(draft, old, new, is_used=is_used)
        case ("scale",):
            return lambda draft: rename_scale(draft, old, new, is_used=is_used)
        case ("modifier",):
            return lambda draft: rename_modifier(draft, old, new, is_used=is_used)
    if is_used:
        what = f"The id {old} is used by {book.use_text(section.reference, old)} and cannot change."
        raise EditError(what, "Change its name instead; it may change at any time.")
    return lambda draft: put(draft, path, {"id": new}, f"id of {old}")


def _kind_change(book: OpenCodebook, path: Path, code_id: str, kind: str) -> Change:
    if used := book.use_text("code", code_id):
        what = f"It is already in use: {used}."
        raise EditError(what, "Retire it and add a new code of the other kind.")
    # A point has neither an end nor a channel; a state needs a rule for its end.
    fields = {"kind": kind} | ({"offset": None, "channel": None} if kind == "point" else {})
    return lambda draft: put(draft, path, fields, f"kind of {code_id}")


def _values_change(book: OpenCodebook, path: Path, modifier_id: str, values: list[dict[str, Any]]) -> Change:
    place = int(path[-1])
    before = [value.id for value in book.codebook.modifiers[place].values]
    after = [str(value.get("id", "")) for value in values]
    if len(before) == len(after):
        for old, new in zip(before, after, strict=True):
            if old != new and new not in before and book.used("value", modifier_id, old):
                return lambda draft: rename_value(draft, modifier_id, old, new, is_used=True)
    if gone := [one for one in before if one not in after and book.used("value", modifier_id, one)]:
        what = f"The answer {gone[0]} is in use: {book.use_text('value', modifier_id, gone[0])}."
        raise EditError(what, "To merge the two, give it the id of another answer.")
    return lambda draft: put(draft, path, {"values": _completed(values)}, f"answers of {modifier_id}")


def _completed(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the values, each with an id of its own as soon as it has a name; without a key its digit chooses it."""
    done: list[dict[str, Any]] = []
    for value in values:
        name, others = str(value.get("name", "")), [one for one in values if one is not value]
        new_id = value.get("id") or (id_from(name, [str(one.get("id", "")) for one in others]) if name else "")
        key = str(value.get("key") or "").upper().replace("SHIFT+", "Shift+")
        done.append(value | {"id": new_id, "key": key or None})
    return done
