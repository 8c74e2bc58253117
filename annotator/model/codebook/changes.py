"""New codebooks and new codes: ids, keys and colours that are free, and what stands where nobody has written yet."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.checks import NO_CODE
from annotator.model.codebook.draft import Draft
from annotator.model.codebook.text import add_entry, entry_fields, set_fields
from annotator.model.keymap import FIRST_STROKE, key_problem
from annotator.model.names import one_name, why_misread

TO_WRITE = "Still to be written by the lab."
"""Stands in place of a rule that nobody has given yet."""

_LETTERS = "ABCDEFGHIMNOPQRSTUVWXYZJKL"
_COLORS = ("#4aa3df", "#e4604e", "#57b894", "#e9a23b", "#8a7df0", "#c86fa4", "#7f9a3d", "#4fb0b5", "#b0794b", "#8a93a3")


def blank_codebook(name: str) -> str:
    """Return the text of a codebook that says nothing yet but its name."""
    fields = {"description": "", "source": "", "ends": ""}
    top = {"id": id_from(name, ()), "name": name, "version": "0.1", **fields}
    return set_fields("# docs/codebooks.md explains every field.\n", (), top)


def copy_of(text: str, name: str) -> str:
    """Return a codebook under another name, with an id of its own."""
    return set_fields(text, (), {"id": id_from(name, ()), "name": name})


def id_from(name: str, taken: Collection[str]) -> str:
    """Return an id that says the name, is not taken, and is read by every program as it is written.

    >>> id_from("Looks away (from toy)", ()), id_from("cry", ("Cry",)), id_from("NA", ())
    ('looks_away_from_toy', 'cry_2', 'id_na')
    """
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "entry"
    base = f"id_{base}" if why_misread(base) else base
    names = set(map(one_name, taken))
    return next(one for number in count(1) if (one := base if number == 1 else f"{base}_{number}") not in names)


def free_key(taken: Collection[str], wish: str = "") -> str:
    """Return a key that no code has: letters of the wish first, then Shift, then two strokes; "" if none is left.

    >>> free_key(("C",), "crying")
    'R'
    """
    letters = dict.fromkeys([*(one for one in wish.upper() if one in _LETTERS), *_LETTERS])
    alone = [*letters, *(f"Shift+{one}" for one in letters)]
    keys = [*alone, *(f"{FIRST_STROKE} {one}" for one in alone)]
    return next((key for key in keys if key not in taken and key_problem(key) is None), "")


def free_color(codebook: Codebook) -> str:
    """Return a colour that is used as little as any."""
    used = [code.color.lower() for code in codebook.codes]
    return min(_COLORS, key=used.count)


def new_code(draft: Draft, name: str, after: Code | None = None) -> Draft:
    """Return the draft with a new state behind another code, in its group, its rules still to be written."""
    codebook = draft.codebook
    place = None if after is None else codebook.codes.index(after) + 1
    fields = {
        "id": id_from(name, (*codebook.code_by_id, *(channel.id for channel in codebook.channels), NO_CODE)),
        "name": name,
        "key": free_key([code.key for code in codebook.codes], name),
        "kind": "state",
        "group": after.group if after is not None else "Codes",
        "color": free_color(codebook),
        "definition": "",
        "onset": "",
        "offset": TO_WRITE,
        "source": "Convention of this codebook",
        "actor": after.actor if after is not None else "",
    }
    return draft.then(add_entry(draft.text, ("code",), fields, place), f"new code {name}")


def duplicate_code(draft: Draft, code_id: str) -> Draft:
    """Return the draft with a second code that differs from the first in id, name and key."""
    place, code = placed(draft.codebook, code_id)
    fields = entry_fields(draft.text, ("code", place)) | _own(draft.codebook, f"{code.name} 2")
    return draft.then(add_entry(draft.text, ("code",), fields, place + 1), f"copy of {code.name}")


def draft_version(text: str) -> str:
    """Return the version that a codebook's text gives."""
    return str(entry_fields(text, ())["version"])


def raised(version: str) -> str:
    """Return the next version.

    >>> raised("1.0"), raised("2"), raised("1.9"), raised("spring")
    ('1.1', '3', '1.10', 'spring 2')
    """
    head = version.rstrip("0123456789")
    number = version[len(head) :]
    return f"{head}{int(number) + 1}" if number else f"{head} 2"


def placed(codebook: Codebook, code_id: str) -> tuple[int, Code]:
    """Return a code and its place in the file."""
    return next((place, code) for place, code in enumerate(codebook.codes) if code.id == code_id)


def _own(codebook: Codebook, name: str) -> dict[str, str]:
    keys = [code.key for code in codebook.codes]
    return {"id": id_from(name, (*codebook.code_by_id, NO_CODE)), "name": name, "key": free_key(keys, name)}
