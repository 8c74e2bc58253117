"""Episodes, channels, modifiers, passes, scales, classes and scores as they begin: empty where the lab has to write."""

from typing import Any

from annotator.errors import CodebookError
from annotator.model.codebook import Codebook
from annotator.model.codebook.changes import id_from
from annotator.model.codebook.draft import Draft
from annotator.model.codebook.lines import Path
from annotator.model.codebook.text import add_entry, add_table
from annotator.model.names import why_misread

_CONVENTION = "Convention of this codebook"
_EPISODE_COLOR = "#6b7482"


def new_entry(draft: Draft, table: Path, name: str, place: int | None = None) -> Draft:
    """Return the draft with a new entry of a table, before the one at place, or last.

    Raises:
        CodebookError: if there is nothing yet that it could be about.
    """
    text = draft.text
    if table[0] == "classification" and draft.codebook.classification is None:
        text = add_table(text, ("classification",), {"name": "Classification", "source": _CONVENTION})
    fields = _fields(draft.codebook, table, name)
    if table == ("classification", "disorganisation"):
        return draft.then(add_table(text, table, fields), f"new {name}")
    return draft.then(add_entry(text, table, fields, place), f"new {name}")


def _fields(codebook: Codebook, table: Path, name: str) -> dict[str, Any]:
    match table:
        case ("episode",):
            fields = _episode(codebook, name)
        case ("channel",):
            channels = [one.id for one in codebook.channels]
            fields = {"id": id_from(name, (*channels, *codebook.code_by_id)), "name": name}
        case ("modifier",):
            values = [{"id": "yes", "name": "yes"}, {"id": "no", "name": "no"}]
            fields = {"id": id_from(name, codebook.modifier_by_id), "name": name, "values": values}
        case ("pass",):
            fields = {"id": id_from(name, codebook.pass_by_id), "name": name, "codes": _first_code(codebook)}
        case ("scale",):
            actor = codebook.scales[-1].actor if codebook.scales else ""
            points = {
                "actor": actor,
                "lowest": 1,
                "highest": 7,
                "definition": "",
                "anchors_from_lab": True,
                "source": _CONVENTION,
            }
            fields = {"id": id_from(name, codebook.scale_by_id), "name": name, **points}
        case ("linear_score",):
            fields = _score(codebook, name)
        case _:
            fields = _of_classes(codebook, table, name)
    return fields


def _episode(codebook: Codebook, name: str) -> dict[str, Any]:
    number = next(str(one) for one in range(1, 1000) if str(one) not in codebook.episode_by_id)
    present = list(codebook.episodes[-1].present) if codebook.episodes else ["caregiver", "infant"]
    planned = {"kind": "other", "present": present, "begins": "", "color": _EPISODE_COLOR}
    return {"id": number, "name": name, "short": name, **planned}


def _first_code(codebook: Codebook) -> list[str]:
    if not codebook.codes:
        raise CodebookError("A pass looks for codes, and there is no code yet.", "Add a code first.")
    return [codebook.codes[0].id]


def _score(codebook: Codebook, name: str) -> dict[str, Any]:
    if not codebook.scales:
        raise CodebookError("A score is a sum of ratings or measures, and there is no scale yet.", "Add a scale first.")
    scale = codebook.scales[0]
    episode, target = scale.cells[0]
    term = {"scale": scale.id, "episode": episode or None, "target": target or None, "weight": 1}
    taken = [one.id for one in codebook.linear_scores]
    return {"id": id_from(name, taken), "name": name, "terms": [term], "citation": ""}


def _of_classes(codebook: Codebook, table: Path, name: str) -> dict[str, Any]:
    scheme = codebook.classification
    classes = [one.id for one in scheme.classes] if scheme is not None else []
    if table == ("classification", "class"):
        letters = [
            one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if not why_misread(one)
        ]  # F and T are read as false, true
        new_id = next(one for one in (*letters, id_from(name, classes)) if one not in classes)
        return {"id": new_id, "name": name, "definition": "", "source": _CONVENTION}
    if not classes:
        raise CodebookError("There is no class yet.", "Add a class first.")
    if table == ("classification", "collapse"):
        taken = [one.id for one in scheme.collapses] if scheme is not None else []
        return {"id": id_from(name, taken), "name": name, "groups": {one: [one] for one in classes}}
    rating = {"lowest": 1, "highest": 9, "threshold": 5, "at_threshold": "coder decides", "class_id": classes[-1]}
    return {**rating, "definition": "", "source": _CONVENTION}
