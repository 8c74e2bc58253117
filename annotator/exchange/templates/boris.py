"""The ethogram of a BORIS project, versions 0 to 10: the file is read by its keys, never by its version."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from annotator.errors import FormatError
from annotator.exchange.front_door import ForeignFile, in_words, json_of
from annotator.exchange.templates.exclusion import exclusive_sets
from annotator.exchange.templates.scheme import MOST_VALUES, Scheme, SchemeCode, SchemeModifier, check_count, some

_KINDS: dict[str, Literal["state", "point"]] = {"state": "state", "point": "point"}
_TYPED_IN = {2, 3}
_SEVERAL = 1
_LONGEST = 4000


def read_boris(file: ForeignFile) -> Scheme:
    """Return the coding scheme of a project file, plain or gzipped.

    Raises:
        FormatError: if it is no BORIS project, or a behaviour is not written as BORIS writes them.
    """
    project = _project(file)
    scheme = Scheme(_text(project.get("project_name")) or file.title, "a BORIS project")
    behaviors = list(_behaviors(project["behaviors_conf"].values(), scheme.left_out))
    check_count(file.name, len(behaviors))
    subject, actor = _subjects(project, scheme.left_out)
    channels = _channels(behaviors, scheme.left_out)
    colors = _category_colors(project)
    for one in _by_category(behaviors, project, scheme.left_out):
        with in_words(file.name, f"behaviour {one['code']}"):
            category = _text(one.get("category"))
            modifiers = tuple(_modifiers(one.get("modifiers"), one["code"], scheme.left_out))
            scheme.codes.append(
                SchemeCode(
                    name=one["code"],
                    kind=_kind(one, scheme),
                    group=category or "Codes",
                    key=_text(one.get("key")),
                    definition=_text(one.get("description")),
                    color=_color(one.get("color"), colors.get(category, "")),
                    actor=actor,
                    channel=channels.get(one["code"], ""),
                    modifiers=(*((subject,) if subject else ()), *modifiers),
                )
            )
    _tell_the_rest(project, scheme.left_out)
    return scheme


def _project(file: ForeignFile) -> dict[str, Any]:
    project = json_of(file)
    if isinstance(project, dict) and isinstance(project.get("behaviors_conf"), dict):
        return project
    raise FormatError(f"{file.name} is no BORIS project: it has no behaviours.", "Choose a file that BORIS has saved.")


def _text(written: Any) -> str:
    """Return a text without the blanks around it; "" for what is none, such as a bare NaN."""
    return written[:_LONGEST].strip() if isinstance(written, str) else ""


def _behaviors(written: Iterable[Any], left_out: list[str]) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(written, start=1):
        if code := _text(one.get("code")):
            yield {**one, "code": code}
        else:
            left_out.append(f"Behaviour {number} has no name.")


def _by_category(
    behaviors: list[dict[str, Any]], project: Mapping[str, Any], left_out: list[str]
) -> list[dict[str, Any]]:
    categories = [name for one in project.get("behavioral_categories") or () if (name := _text(one))]
    order = {name: place for place, name in enumerate(categories)}
    used = {_text(one.get("category")) for one in behaviors}
    if empty := [name for name in order if name not in used]:
        left_out.append(f"Categories without a behaviour: {some(empty)}.")
    return sorted(behaviors, key=lambda one: order.get(_text(one.get("category")), len(order)))


def _kind(behavior: Mapping[str, Any], scheme: Scheme) -> Literal["state", "point"]:
    written = _text(behavior.get("type")).lower()
    if "coding map" in written:
        scheme.left_out.append(f"{behavior['code']}: its coding map (areas of a picture to click) has no place here.")
    kind = _KINDS.get(written.partition(" ")[0])
    if kind is None:
        scheme.doubts.append(f"{behavior['code']}: the file does not say state or point, so it is a point here.")
    return kind or "point"


def _color(own: Any, of_category: str) -> str:
    found = next((str(one) for one in (own, of_category) if one and re.fullmatch("#[0-9a-fA-F]{6}", str(one))), "")
    return found.lower()


def _category_colors(project: Mapping[str, Any]) -> dict[str, str]:
    config = project.get("behavioral_categories_config") or {}
    entries = config.values() if isinstance(config, dict) else config
    return {_text(one.get("name")): _text(one.get("color")) for one in entries if isinstance(one, dict)}


def _channels(behaviors: Sequence[dict[str, Any]], left_out: list[str]) -> dict[str, str]:
    """Return the channel of each state; what excludes each other beyond the sets is told."""
    excluded = {one["code"]: _names(one.get("excluded")) - {one["code"]} for one in behaviors}
    states = [one["code"] for one in behaviors if _text(one.get("type")).lower().startswith("state")]
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
    return {part.strip() for part in _text(written).split(",") if part.strip()}


def _subjects(project: Mapping[str, Any], left_out: list[str]) -> tuple[SchemeModifier | None, str]:
    """Return the question who does it, and the actor where there is only one."""
    subjects: list[tuple[str, str]] = []
    for one in (project.get("subjects_conf") or {}).values():
        key, name = (one[0], one[1]) if isinstance(one, list) else (one.get("key"), one.get("name"))
        if _text(name):
            subjects.append((_text(name), _text(key)))
        if isinstance(one, dict) and (words := _text(one.get("description"))):
            left_out.append(f"The description of the subject {_text(name)} has no place here: “{words[:300]}”.")
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


def _modifiers(written: Any, code: str, left_out: list[str]) -> Iterator[SchemeModifier]:
    sets: list[dict[str, Any]]
    if isinstance(written, str):  # before 2018: sets with | between them, values with commas
        sets = [{"values": part.split(",")} for part in written.split("|") if part.strip()]
    else:
        sets = list((written or {}).values())
    for number, one in enumerate(sets, start=1):
        name = _text(one.get("name")) or f"modifier {number}"
        values = _values([str(value) for value in one.get("values") or () if _text(str(value))])
        if _type(one.get("type")) in _TYPED_IN:
            left_out.append(f"{code}: {name} is a number that is typed in, or read from another file.")
        elif not values or len(values) > MOST_VALUES:
            left_out.append(f"{code}: {name} has {len(values)} values: keys can choose from 1 to {MOST_VALUES}.")
        else:
            left_out += _lost_of_question(one, name, code)
            yield SchemeModifier(name, values)


def _lost_of_question(question: Mapping[str, Any], name: str, code: str) -> Iterator[str]:
    if _type(question.get("type")) == _SEVERAL:
        yield f"{code}: of {name} several values could be chosen there, here one."
    if question.get("ask at stop") is True:
        yield f"{code}: {name} is asked when the event stops there, when it is marked here; it can be changed later."
    if words := _text(question.get("description")):
        yield f"The description of the question {name} has no place here: “{words[:300]}”."


def _type(written: Hashable) -> int:
    return next((number for number in (_TYPED_IN | {_SEVERAL}) if written in {number, str(number)}), 0)


def _values(written: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return name and key of each value, which BORIS writes as "name (k)".

    Where the names would not differ without it, what stands in the parenthesis belongs to the name.
    """
    parts = [re.fullmatch(r"(.+?) \((.)\)\s*", value, re.DOTALL) for value in written]
    named = [
        (found[1].strip(), found[2]) if found else (value.strip(), "")
        for value, found in zip(written, parts, strict=True)
    ]
    if len({name for name, _ in named}) < len(set(map(str.strip, written))):
        named = [(value.strip(), "") for value in written]
    return tuple(dict(reversed(named)).items())[::-1]


def _tell_the_rest(project: Mapping[str, Any], left_out: list[str]) -> None:
    observations = project.get("observations") or {}
    if observations:
        events = sum(len(one.get("events") or ()) for one in observations.values())
        left_out.append(f"{len(observations)} observations with {events} events: they are codings, not a codebook.")
    if variables := [_text(one.get("label")) for one in (project.get("independent_variables") or {}).values()]:
        left_out.append(f"Independent variables, which belong to sessions: {some(variables)}.")
    for key, what in (("coding_map", "Coding maps"), ("behaviors_coding_map", "Behaviours coding maps")):
        if project.get(key):
            left_out.append(f"{what}: areas of a picture to click are not supported here.")
    if project.get("converters"):
        left_out.append("Converters for data of other devices.")
