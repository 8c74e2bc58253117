"""What a codebook file must keep to besides its form: each check yields the faults it finds."""

import re
from collections.abc import Callable, Iterable, Iterator
from math import isfinite

from annotator.model.codebook import Code, Codebook, RetiredCode
from annotator.model.codebook.faults import Fault, listed
from annotator.model.codebook.lines import Lines, Path
from annotator.model.codebook.rating_checks import RATING_CHECKS
from annotator.model.codebook.terms import COLOR_PATTERN, ID_PATTERN
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.model.keymap import clashes, key_problem

Check = Callable[[Codebook, Lines], Iterator[Fault]]

_OWN_ID = "Give each its own id."
_OTHER_KEY = "Choose another key."


def check_codebook(codebook: Codebook, lines: Lines) -> list[Fault]:
    """Return every fault of a codebook whose form is good, in order of line."""
    faults = [fault for check in (*_CHECKS, *RATING_CHECKS) for fault in check(codebook, lines)]
    return sorted(faults, key=lambda fault: fault.line)


def _check_not_empty(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    if not (codebook.codes or codebook.scales or codebook.classification):
        yield Fault(1, "there is no code, scale or class", "Add at least one [[code]] or [[scale]].")
    for field in ("name", "version"):
        if not getattr(codebook, field).strip():
            yield Fault(lines.of(field), f"the {field} is empty", f'Write {field} = "…".')


def _check_ids(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    if not re.fullmatch(ID_PATTERN, codebook.id):
        yield _bad_id(lines.of("id"), codebook.id)
    for table, ids in _ids(codebook).items():
        for index, one in enumerate(ids):
            line = lines.of(*table, index, "id")
            if not re.fullmatch(ID_PATTERN, one):
                yield _bad_id(line, one)
            if one in ids[:index]:
                yield Fault(line, f"two entries of [[{'.'.join(map(str, table))}]] have the id “{one}”", _OWN_ID)
    for index, retired in enumerate(codebook.retired):
        if retired.id in {code.id for code in codebook.codes}:
            what = f"“{retired.id}” is retired here and given in a [[code]]"
            yield Fault(lines.of("retired", index, "id"), what, "Take one of the two out, or give one another id.")
    for index, scale in enumerate(codebook.retired_scales):
        if scale.id in {one.id for one in codebook.scales}:
            what = f"“{scale.id}” is retired here and rated in a [[scale]]"
            yield Fault(
                lines.of("retired_scale", index, "id"), what, "Take one of the two out, or give one another id."
            )


def _ids(codebook: Codebook) -> dict[Path, list[str]]:
    ids: dict[Path, list[str]] = {
        ("episode",): [one.id for one in codebook.episodes],
        ("code",): [one.id for one in codebook.codes],
        ("channel",): [one.id for one in codebook.channels],
        ("modifier",): [one.id for one in codebook.modifiers],
        ("scale",): [one.id for one in codebook.scales],
        ("linear_score",): [one.id for one in codebook.linear_scores],
        ("retired",): [one.id for one in codebook.retired],
        ("retired_scale",): [one.id for one in codebook.retired_scales],
    }
    if scheme := codebook.classification:
        ids["classification", "class"] = [one.id for one in scheme.classes]
        ids["classification", "collapse"] = [one.id for one in scheme.collapses]
    return ids


def _bad_id(line: int, written: str) -> Fault:
    return Fault(
        line, f"“{written}” cannot be an id", "Use letters A–Z, digits, _ and -; begin with a letter or digit."
    )


def _check_keys(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for index, code in enumerate(codebook.codes):
        if problem := key_problem(code.key):
            yield Fault(lines.of("code", index, "key"), f"{code.name}: {problem}", _OTHER_KEY)
    for first, second in clashes(codebook.codes):
        at = [lines.of("code", place, "key") for place, code in enumerate(codebook.codes) if code in (first, second)]
        what = f"{first.name} (line {at[0]}) and {second.name} are both on key {first.key}"
        yield Fault(at[-1], what, "Give one of them another key.")


def _check_modifiers(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for index, modifier in enumerate(codebook.modifiers):
        if not modifier.values:
            line = lines.of("modifier", index, "values")
            yield Fault(line, f"{modifier.name}: there is no value to choose", "Add values, or take the modifier out.")
        ids = [value.id for value in modifier.values]
        for place, value in enumerate(modifier.values):
            line = lines.of("modifier", index, "values", place)
            if value.id in ids[:place]:
                yield Fault(line, f"{modifier.name}: two values have the id “{value.id}”", _OWN_ID)
            if problem := key_problem(value.key):
                yield Fault(line, f"{modifier.name}: {problem}", _OTHER_KEY)
        for first, second in clashes(modifier.values):
            what = f"{modifier.name}: {first.name} and {second.name} are both on key {first.key}"
            line = lines.of("modifier", index, "values", [value is second for value in modifier.values].index(True))
            yield Fault(line, what, "Give one of them another key.")


def _check_code_references(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for table, index, code in _all_codes(codebook):
        yield from _check_channel(codebook, code, lines.of(table, index, "channel" if code.channel else "id"))
        if missing := [one for one in code.modifiers if one not in codebook.modifier_by_id]:
            what = f"{code.name}: there is no modifier “{missing[0]}”"
            yield Fault(lines.of(table, index, "modifiers"), what, "Add a [[modifier]] with this id, or take it out.")
        if codebook.roles and code.actor not in codebook.roles:
            what = f"{code.name}: “{code.actor}” is present in no episode"
            yield Fault(lines.of(table, index, "actor"), what, f"Use one of: {listed(codebook.roles)}.")


def _check_channel(codebook: Codebook, code: Code, line: int) -> Iterator[Fault]:
    channels = [channel.id for channel in codebook.channels]
    if code.channel and code.channel not in channels:
        what = f"{code.name}: there is no channel “{code.channel}”"
        yield Fault(line, what, f"Add a [[channel]] with this id, or use one of: {listed(channels)}.")
    if not code.channel and code.id in channels:
        what = f"{code.name}: it would exclude the codes of channel “{code.id}”, which has the same id"
        yield Fault(line, what, "Choose another id, or put it into the channel.")


def _check_codes(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for table, index, code in _all_codes(codebook):
        if not code.is_point and not code.offset.strip():
            line = lines.of(table, index, "offset")
            yield Fault(line, f"{code.name}: a state needs a rule for its offset", 'Add offset = "…".')
        if code.is_point and code.offset.strip():
            line = lines.of(table, index, "offset")
            yield Fault(line, f"{code.name}: a point has no offset", 'Take its offset out, or make it a "state".')
        if code.is_point and code.channel:
            what = f"{code.name}: a point has no length and cannot exclude other codes"
            yield Fault(lines.of(table, index, "channel"), what, "Take its channel out.")


def _check_colors(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    colored = [("episode", index, one.name, one.color) for index, one in enumerate(codebook.episodes)]
    colored += [(table, index, code.name, code.color) for table, index, code in _all_codes(codebook)]
    for table, index, name, color in colored:
        if not re.fullmatch(COLOR_PATTERN, color):
            what = f"{name}: the colour “{color}” is not like #4aa3df"
            yield Fault(lines.of(table, index, "color"), what, "Write # and six hexadecimal digits.")


def _check_episodes(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for index, episode in enumerate(codebook.episodes):
        if episode.id == END_OF_LAST_EPISODE:
            what = f"{episode.name}: “{END_OF_LAST_EPISODE}” is the mark that ends the last episode"
            yield Fault(lines.of("episode", index, "id"), what, "Choose another id.")
        planned = episode.nominal_s
        if planned is not None and not (isfinite(planned) and planned > 0):
            what = f"{episode.name}: {planned} is not a length in seconds"
            yield Fault(lines.of("episode", index, "nominal_s"), what, "Write the seconds, or leave it out.")


def _check_retired(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    known = {code.id for code in codebook.codes}
    for index, code in enumerate(codebook.retired):
        if missing := [one for one in code.replaced_by if one not in known]:
            what = f"{code.name}: there is no code “{missing[0]}” to replace it"
            line = lines.of("retired", index, "replaced_by")
            yield Fault(line, what, "Use the id of a [[code]], or take it out.")


def _all_codes(codebook: Codebook) -> Iterable[tuple[str, int, Code | RetiredCode]]:
    yield from (("code", index, code) for index, code in enumerate(codebook.codes))
    yield from (("retired", index, code) for index, code in enumerate(codebook.retired))


_CHECKS: tuple[Check, ...] = (
    _check_not_empty,
    _check_ids,
    _check_keys,
    _check_modifiers,
    _check_code_references,
    _check_codes,
    _check_colors,
    _check_episodes,
    _check_retired,
)
