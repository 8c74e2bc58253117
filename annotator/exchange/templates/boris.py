"""The ethogram of a BORIS project, versions 0 to 9: the file is read by its keys, never by its version."""

import gzip
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, Literal

from annotator.errors import CodebookError
from annotator.exchange.templates.draft import MOST_VALUES, Scheme, SchemeCode, SchemeModifier

_KINDS: dict[str, Literal["state", "point"]] = {"state": "state", "point": "point"}


def read_boris(data: bytes, file_name: str) -> Scheme:
    """Return the coding scheme of a project file, plain or gzipped.

    Raises:
        CodebookError: if it is not a BORIS project.
    """
    project = _project(data, file_name)
    scheme = Scheme(str(project.get("project_name") or PurePath(file_name).name.partition(".")[0]), "a BORIS project")
    behaviors = [one for one in project["behaviors_conf"].values() if one.get("code")]
    channels = _channels(behaviors, scheme.left_out)
    colors = _category_colors(project)
    subject, actor = _subjects(project, scheme.left_out)
    for one in _by_category(behaviors, project):
        name, category = str(one["code"]), str(one.get("category") or "")
        modifiers = tuple(_modifiers(one.get("modifiers"), name, scheme.left_out))
        scheme.codes.append(
            SchemeCode(
                name=name,
                kind=_kind(one, scheme.left_out),
                group=category or "Codes",
                key=str(one.get("key") or ""),
                definition=str(one.get("description") or "").strip(),
                color=_color(one.get("color"), colors.get(category, "")),
                actor=actor,
                channel=channels.get(name, ""),
                modifiers=(*((subject,) if subject else ()), *modifiers),
            )
        )
    _tell_the_rest(project, scheme.left_out)
    return scheme


def _project(data: bytes, file_name: str) -> dict[str, Any]:
    try:
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        project = json.loads(text.decode("utf-8", errors="replace"))
        if isinstance(project.get("behaviors_conf"), dict):
            return dict(project)
    except (OSError, EOFError, ValueError, AttributeError) as error:
        raise CodebookError(f"{file_name} is not a BORIS project.", "Choose a file that BORIS has saved.") from error
    raise CodebookError(f"{file_name} is not a BORIS project: it has no behaviours.", "Choose a file BORIS has saved.")


def _by_category(behaviors: list[dict[str, Any]], project: Mapping[str, Any]) -> list[dict[str, Any]]:
    order = [str(name) for name in project.get("behavioral_categories") or ()]
    return sorted(behaviors, key=lambda one: order.index(c) if (c := one.get("category")) in order else len(order))


def _kind(behavior: Mapping[str, Any], left_out: list[str]) -> Literal["state", "point"]:
    written = str(behavior.get("type") or "")
    if "coding map" in written.lower():
        left_out.append(f"{behavior['code']}: its coding map (areas of a picture to click) is not supported here.")
    return _KINDS.get(written.lower().partition(" ")[0], "point")


def _color(own: Any, of_category: str) -> str:
    found = next((str(one) for one in (own, of_category) if one and re.fullmatch("#[0-9a-fA-F]{6}", str(one))), "")
    return found.lower()


def _category_colors(project: Mapping[str, Any]) -> dict[str, str]:
    config = project.get("behavioral_categories_config") or {}
    entries = config.values() if isinstance(config, dict) else config
    return {str(one.get("name")): str(one.get("color") or "") for one in entries if isinstance(one, dict)}


def _channels(behaviors: list[dict[str, Any]], left_out: list[str]) -> dict[str, str]:
    """Return the channel of each state: a set in which every state excludes every other."""
    states = [str(one["code"]) for one in behaviors if str(one.get("type", "")).lower().startswith("state")]
    excluded = {str(one["code"]): _names(one.get("excluded")) for one in behaviors}
    channels: dict[str, str] = {}
    for code in states:
        if code in channels:
            continue
        group = [one for one in states if one == code or one in excluded[code] or code in excluded[one]]
        if len(group) > 1 and all(b in excluded[a] or a in excluded[b] for a in group for b in group if a != b):
            channels |= dict.fromkeys(group, " / ".join(group[:3]) + (" …" if len(group) > 3 else ""))
    for code, others in excluded.items():
        if lost := sorted(one for one in others if one in excluded and channels.get(one, one) != channels.get(code)):
            others_said = ", ".join(lost)
            left_out.append(f"{code} excludes {others_said}, but not all of these exclude each other.")
    return channels


def _names(written: Any) -> set[str]:
    return {part.strip() for part in str(written or "").split(",") if part.strip()}


def _subjects(project: Mapping[str, Any], left_out: list[str]) -> tuple[SchemeModifier | None, str]:
    """Return the question who does it, and the actor where there is only one."""
    subjects = []
    for one in (project.get("subjects_conf") or {}).values():
        key, name = (one[0], one[1]) if isinstance(one, list) else (one.get("key", ""), one.get("name", ""))
        if name:
            subjects.append((str(name), str(key or "")))
    if len(subjects) == 1:
        return None, subjects[0][0]
    if len(subjects) > MOST_VALUES:
        left_out.append(f"The {len(subjects)} subjects are too many to choose by key.")
        return None, "infant"
    if subjects:
        left_out.append(
            "Subjects became a question that every code asks. One code cannot be on for two subjects at once: "
            "where that happens, give each subject codes of its own."
        )
    return (SchemeModifier("subject", tuple(subjects)) if subjects else None), "infant"


def _modifiers(written: Any, code: str, left_out: list[str]) -> Iterable[SchemeModifier]:
    sets: list[dict[str, Any]]
    if isinstance(written, str):  # before 2018: sets with | between them, values with commas
        sets = [{"name": "", "type": 0, "values": part.split(",")} for part in written.split("|") if part.strip()]
    else:
        sets = list((written or {}).values())
    for number, one in enumerate(sets, start=1):
        name = str(one.get("name") or f"modifier {number}")
        values = tuple(_value(str(value)) for value in one.get("values") or () if str(value).strip())
        if int(one.get("type") or 0) in {2, 3}:
            left_out.append(f"{code}: {name} is a number that is typed in, or read from another file.")
        elif not values or len(values) > MOST_VALUES:
            left_out.append(f"{code}: {name} has {len(values)} values: keys can choose from 1 to {MOST_VALUES}.")
        else:
            if int(one.get("type") or 0) == 1:
                left_out.append(f"{code}: of {name} several values could be chosen there, here one.")
            yield SchemeModifier(name, values)


def _value(written: str) -> tuple[str, str]:
    """Return name and key of a value, which BORIS writes as "name (k)"."""
    found = re.fullmatch(r"(.*?)\s*\((.)\)\s*", written.strip())
    return (found[1], found[2]) if found and found[1] else (written.strip(), "")


def _tell_the_rest(project: Mapping[str, Any], left_out: list[str]) -> None:
    observations = project.get("observations") or {}
    if observations:
        events = sum(len(one.get("events") or ()) for one in observations.values())
        left_out.append(f"{len(observations)} observations with {events} events: they are codings, not a codebook.")
    if variables := [one.get("label") for one in (project.get("independent_variables") or {}).values()]:
        left_out.append(f"Independent variables, which belong to sessions: {', '.join(map(str, variables))}.")
    for key, what in (("coding_map", "Coding maps"), ("behaviors_coding_map", "Behaviours coding maps")):
        if project.get(key):
            left_out.append(f"{what}: areas of a picture to click are not supported here.")
    if project.get("converters"):
        left_out.append("Converters for data of other devices.")
