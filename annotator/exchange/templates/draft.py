"""A coding scheme as other programs know it, and the draft of a codebook made of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from annotator.model.codebook.changes import TO_WRITE, blank_codebook, free_key, id_from
from annotator.model.codebook.draft import Draft, draft_of
from annotator.model.codebook.text import add_entry, set_fields
from annotator.model.keymap import key_problem

_COLORS = ("#4aa3df", "#e4604e", "#57b894", "#e9a23b", "#8a7df0", "#c86fa4", "#7f9a3d", "#4fb0b5", "#b0794b", "#8a93a3")
MOST_VALUES = 23
"""More values than letters are no question that one key answers."""


@dataclass(frozen=True, slots=True)
class SchemeModifier:
    """A question and its answers, each with the key it had there ("" for none)."""

    name: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SchemeCode:
    """One behaviour; channel is the name of the set in which codes exclude each other, "" for none."""

    name: str
    kind: Literal["state", "point"]
    group: str
    key: str = ""
    definition: str = ""
    color: str = ""
    actor: str = "infant"
    channel: str = ""
    modifiers: tuple[SchemeModifier, ...] = ()


@dataclass(slots=True)
class Scheme:
    """What a file of another program says.

    Attributes:
        name: what the codebook will be called.
        program: the program it comes from.
        left_out: what could not be taken over, a sentence each.
    """

    name: str
    program: str
    codes: list[SchemeCode] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportedCodebook:
    """The draft of a codebook, and what became of the file.

    Attributes:
        draft: it has rules still to be written.
        understood: what was taken over, a sentence each.
        left_out: what was not, and why.
    """

    draft: Draft
    understood: tuple[str, ...]
    left_out: tuple[str, ...]


def codebook_of(scheme: Scheme) -> ImportedCodebook:
    """Return the draft of a codebook that says what the scheme says."""
    said = f"Imported from {scheme.program}"
    text = set_fields(
        blank_codebook(scheme.name),
        (),
        {
            "description": f"{said}: {len(scheme.codes)} codes.",
            "source": said,
            "ends": TO_WRITE,
            "lab_decides": ["Definitions, onset and offset rules that the imported file did not give."],
        },
    )
    notes = list(scheme.left_out)
    channels = _ids(code.channel for code in scheme.codes if code.channel)
    modifiers = _ids(modifier for code in scheme.codes for modifier in code.modifiers)
    text = _with_entries(text, "channel", ({"id": one, "name": name} for name, one in channels.items()))
    text = _with_entries(text, "modifier", (_modifier(one, of, notes) for of, one in modifiers.items()))
    text = _with_entries(text, "code", _codes(scheme, channels, modifiers, notes))
    draft = draft_of(text, label=said.lower())
    return ImportedCodebook(draft, _understood(draft), tuple(notes))


def _with_entries(text: str, table: str, entries: Iterable[dict[str, Any]]) -> str:
    for fields in entries:
        text = add_entry(text, (table,), fields)
    return text


def _ids(things: Iterable[Any]) -> dict[Any, str]:
    ids: dict[Any, str] = {}
    for thing in things:
        if thing not in ids:
            ids[thing] = id_from(thing if isinstance(thing, str) else thing.name, ids.values())
    return ids


def _modifier(modifier_id: str, modifier: SchemeModifier, notes: list[str]) -> dict[str, Any]:
    values: list[dict[str, str]] = []
    for name, wish in modifier.values:
        taken = [value["key"] for value in values]
        key = _key(wish, name, taken, f"{modifier.name}: {name}", notes)
        values.append({"id": id_from(name, [value["id"] for value in values]), "name": name, "key": key})
    return {"id": modifier_id, "name": modifier.name, "values": values}


def _codes(
    scheme: Scheme, channels: dict[str, str], modifiers: dict[SchemeModifier, str], notes: list[str]
) -> Iterable[dict[str, Any]]:
    ids: list[str] = list(channels.values())
    keys = _wished_keys(scheme.codes)
    given: list[str] = []
    for place, code in enumerate(scheme.codes):
        ids.append(id_from(code.name, ids))
        others = [key for key in keys[place + 1 :] if key]
        key = _key(keys[place], code.name, [*given, *(others if not keys[place] else ())], code.name, notes)
        given.append(key)
        yield {
            "id": ids[-1],
            "name": code.name,
            "key": key,
            "kind": code.kind,
            "group": code.group,
            "channel": channels.get(code.channel) if code.kind == "state" else None,
            "color": code.color or _COLORS[place % len(_COLORS)],
            "actor": code.actor,
            "definition": code.definition or TO_WRITE,
            "onset": TO_WRITE,
            "offset": TO_WRITE if code.kind == "state" else None,
            "source": f"Imported from {scheme.program}",
            "modifiers": [modifiers[one] for one in code.modifiers] or None,
        }


def _wished_keys(codes: Iterable[SchemeCode]) -> list[str]:
    """Return the keys as this program writes them; capitals take Shift where their small letter is a key too."""
    written = [code.key for code in codes]
    both = {key.lower() for key in written if key.isupper()} & {key for key in written if key.islower()}
    return [f"Shift+{key}" if key.isupper() and key.lower() in both else key.upper() for key in written]


def _key(wish: str, name: str, taken: list[str], what: str, notes: list[str]) -> str:
    wish = wish if wish.startswith("Shift+") else wish.upper()
    if wish and key_problem(wish) is None and wish not in taken:
        return wish
    key = free_key(taken, name)
    if wish and key:
        why = "is taken" if wish in taken else key_problem(wish) or "cannot be used"
        notes.append(f"{what}: key {wish} {why if wish in taken else '(' + why + ')'}, so it is on {key} here.")
    elif not key:
        notes.append(f"{what}: no key is left for it.")
    return key


def _understood(draft: Draft) -> tuple[str, ...]:
    codebook = draft.codebook
    states = sum(not code.is_point for code in codebook.codes)
    lines = [f"{states} states and {len(codebook.codes) - states} points in {len(codebook.groups)} groups"]
    lines += [
        f"{channel.name}: {', '.join(code.name for code in codebook.codes if code.channel == channel.id)} exclude "
        "each other"
        for channel in codebook.channels
    ]
    lines += [f"Asked: {one.name} ({', '.join(value.name for value in one.values)})" for one in codebook.modifiers]
    return tuple(lines)
