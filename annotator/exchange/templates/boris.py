"""The ethogram of a BORIS project, versions 0 to 10: the file is read by its keys, never by its version."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from annotator.errors import FormatError
from annotator.exchange.front_door import ForeignFile, in_words, json_of
from annotator.exchange.templates.boris_questions import Question, modifiers_of, questions_of, written_text
from annotator.exchange.templates.exclusion import exclusive_sets
from annotator.exchange.templates.scheme import MOST_VALUES, Scheme, SchemeCode, SchemeModifier, check_count
from annotator.text import some

_KINDS: dict[str, Literal["state", "point"]] = {"state": "state", "point": "point"}


def read_boris(file: ForeignFile) -> Scheme:
    """Return the coding scheme of a project file, plain or gzipped.

    Raises:
        FormatError: if it is no BORIS project, or a behaviour is not written as BORIS writes them.
    """
    project = project_of(file)
    scheme = scheme_of(project, file)
    subject, actor = _subjects(project, scheme.left_out)
    asked_first = (subject,) if subject else ()
    scheme.codes = [replace(one, actor=actor, modifiers=(*asked_first, *one.modifiers)) for one in scheme.codes]
    _tell_the_rest(project, scheme.left_out)
    return scheme


def project_of(file: ForeignFile) -> dict[str, Any]:
    """Return what a project file holds, plain or gzipped; “behaviors_conf” in it is an object.

    Raises:
        FormatError: if it is no BORIS project.
    """
    project = json_of(file)
    if isinstance(project, dict) and isinstance(project.get("behaviors_conf"), dict):
        return project
    raise FormatError(f"{file.name} is no BORIS project: it has no behaviours.", "Choose a file that BORIS has saved.")


def scheme_of(project: Mapping[str, Any], file: ForeignFile) -> Scheme:
    """Return the codes of a project; who shows them is not asked here, for every event says it.

    Raises:
        FormatError: if there are more codes than a codebook holds, or one is not written as BORIS writes them.
    """
    scheme = Scheme(written_text(project.get("project_name")) or file.title, "a BORIS project")
    behaviors = list(_behaviors(project["behaviors_conf"].values(), scheme.left_out))
    check_count(file.name, len(behaviors))
    channels = _channels(behaviors, scheme.left_out)
    colors = _category_colors(project)
    for one in _by_category(behaviors, project, scheme.left_out):
        with in_words(file.name, f"behaviour {one['code']}"):
            category = written_text(one.get("category"))
            modifiers = tuple(modifiers_of(one.get("modifiers"), one["code"], scheme.left_out))
            scheme.codes.append(
                SchemeCode(
                    name=one["code"],
                    kind=_kind(one, scheme),
                    group=category or "Codes",
                    key=written_text(one.get("key")),
                    definition=written_text(one.get("description")),
                    color=_color(one.get("color"), colors.get(category, "")),
                    channel=channels.get(one["code"], ""),
                    modifiers=modifiers,
                )
            )
    return scheme


class RowMeaning(NamedTuple):
    """What a row of an event of one behaviour means: its kind, "" where the file does not say, and its questions."""

    kind: Literal["state", "point", ""]
    questions: tuple[Question, ...]


def row_meanings(project: Mapping[str, Any]) -> dict[str, RowMeaning]:
    """Return for each code what its events say, by name; all sets of modifiers, also those that no key could answer."""
    asked: dict[str, RowMeaning] = {}
    for one in _behaviors(project["behaviors_conf"].values(), []):
        asked.setdefault(one["code"], RowMeaning(_kind_written(one), tuple(questions_of(one.get("modifiers")))))
    return asked


def _behaviors(written: Iterable[Any], left_out: list[str]) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(written, start=1):
        if code := written_text(one.get("code")):
            yield {**one, "code": code}
        else:
            left_out.append(f"Behaviour {number} has no name.")


def _by_category(
    behaviors: list[dict[str, Any]], project: Mapping[str, Any], left_out: list[str]
) -> list[dict[str, Any]]:
    categories = [name for one in project.get("behavioral_categories") or () if (name := written_text(one))]
    order = {name: place for place, name in enumerate(categories)}
    used = {written_text(one.get("category")) for one in behaviors}
    if empty := [name for name in order if name not in used]:
        left_out.append(f"Categories without a behaviour: {some(empty)}.")
    return sorted(behaviors, key=lambda one: order.get(written_text(one.get("category")), len(order)))


def _kind(behavior: Mapping[str, Any], scheme: Scheme) -> Literal["state", "point"]:
    written = written_text(behavior.get("type")).lower()
    if "coding map" in written:
        scheme.left_out.append(f"{behavior['code']}: its coding map (areas of a picture to click) has no place here.")
    kind = _kind_written(behavior)
    if not kind:
        scheme.doubts.append(f"{behavior['code']}: the file does not say state or point, so it is a point here.")
    return kind or "point"


def _kind_written(behavior: Mapping[str, Any]) -> Literal["state", "point", ""]:
    return _KINDS.get(written_text(behavior.get("type")).lower().partition(" ")[0], "")


def _color(own: Any, of_category: str) -> str:
    found = next((str(one) for one in (own, of_category) if one and re.fullmatch("#[0-9a-fA-F]{6}", str(one))), "")
    return found.lower()


def _category_colors(project: Mapping[str, Any]) -> dict[str, str]:
    config = project.get("behavioral_categories_config") or {}
    entries = config.values() if isinstance(config, dict) else config
    return {written_text(one.get("name")): written_text(one.get("color")) for one in entries if isinstance(one, dict)}


def _channels(behaviors: Sequence[dict[str, Any]], left_out: list[str]) -> dict[str, str]:
    """Return the channel of each state; what excludes each other beyond the sets is told."""
    excluded = {one["code"]: _names(one.get("excluded")) - {one["code"]} for one in behaviors}
    states = [one["code"] for one in behaviors if written_text(one.get("type")).lower().startswith("state")]
    channels: dict[str, str] = {}
    for group in exclusive_sets(list(dict.fromkeys(states)), excluded):
        channels |= dict.fromkeys(group, " / ".join(group[:3]) + (" …" if len(group) > 3 else ""))
    lost: dict[str, dict[str, None]] = {}
    for code, others in excluded.items():
        for one in sorted(others & excluded.keys()):
            if channels.get(one, one) != channels.get(code) and code not in lost.get(one, {}):
                lost.setdefault(code, {})[one] = None
    left_out += [
        f"{code} excludes {some(others)} there, not here: a code is in one set in which all exclude each other, "
        "and the largest sets were kept."
        for code, others in lost.items()
    ]
    return channels


def _names(written: Any) -> set[str]:
    return {part.strip() for part in written_text(written).split(",") if part.strip()}


def _subjects(project: Mapping[str, Any], left_out: list[str]) -> tuple[SchemeModifier | None, str]:
    """Return the question who does it, and the actor where there is only one."""
    subjects: list[tuple[str, str]] = []
    for one in (project.get("subjects_conf") or {}).values():
        key, name = (one[0], one[1]) if isinstance(one, list) else (one.get("key"), one.get("name"))
        if written_text(name):
            subjects.append((written_text(name), written_text(key)))
        if isinstance(one, dict) and (words := written_text(one.get("description"))):
            left_out.append(f"The description of the subject {written_text(name)} has no place here: “{words[:300]}”.")
    subjects = list(dict(reversed(subjects)).items())[::-1]
    if len(subjects) == 1:
        return None, subjects[0][0]
    if len(subjects) > MOST_VALUES:
        left_out.append(f"The {len(subjects)} subjects are more than keys could choose.")
        return None, ""
    if subjects:
        left_out.append(
            "Subjects became a question that every code asks. One code cannot be on for two subjects at once: "
            "where that happens, give each subject codes of its own."
        )
    return (SchemeModifier("subject", tuple(subjects)) if subjects else None), ""


def _tell_the_rest(project: Mapping[str, Any], left_out: list[str]) -> None:
    observations = project.get("observations") or {}
    if observations:
        events = sum(len(one.get("events") or ()) for one in observations.values())
        left_out.append(f"{len(observations)} observations with {events} events: they are codings, not a codebook.")
    if variables := [written_text(one.get("label")) for one in (project.get("independent_variables") or {}).values()]:
        left_out.append(f"Independent variables, which belong to sessions: {some(variables)}.")
    for key, what in (("coding_map", "Coding maps"), ("behaviors_coding_map", "Behaviours coding maps")):
        if project.get(key):
            left_out.append(f"{what}: areas of a picture to click are not supported here.")
    if project.get("converters"):
        left_out.append("Converters for data of other devices.")
