"""What a codebook file must keep to besides its form: each check yields the faults it finds."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from math import isfinite

from annotator.model.codebook import Code, Codebook, Modifier, ModifierValue, RetiredCode
from annotator.model.codebook.faults import Fault, listed
from annotator.model.codebook.lines import Lines, Path
from annotator.model.codebook.rating_checks import RATING_CHECKS, check_actor
from annotator.model.codebook.terms import COLOR_PATTERN, ID_PATTERN
from annotator.model.items import END_OF_LAST_EPISODE
from annotator.model.keymap import answer_key_problem, key_problem
from annotator.model.names import one_name, why_misread

Check = Callable[[Codebook, Lines], Iterator[Fault]]

_OWN_ID = "Give each its own id."
_ONE_OF_THEM = "Remove one of the two, or give one another id."
_OTHER_KEY = "Choose another key."

NO_CODE = "none"
"""How statistics call the time in which no code of a channel is on; no code may have this id, in any case."""


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
    interval_s = codebook.interval_s
    if interval_s is not None and not (isfinite(interval_s) and interval_s >= 1 and round(interval_s, 3) == interval_s):
        what = f"an interval cannot last {interval_s:g} s"
        yield Fault(lines.of("interval_s"), what, "Write 1 s or more, to the millisecond, or leave it out.")


def _check_ids(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    yield from _id_faults("", [codebook.id], lambda _index: lines.of("id"))
    for table, ids in _ids(codebook).items():
        yield from _id_faults(f"[[{'.'.join(map(str, table))}]]", ids, partial(_line_of_id, lines, table))
    for index, modifier in enumerate(codebook.modifiers):
        values = [value.id for value in modifier.values]
        of_value = partial(lines.of, "modifier", index, "values")
        yield from _id_faults(f"{modifier.name}: values", values, of_value)


def _line_of_id(lines: Lines, table: Path, index: int) -> int:
    return lines.of(*table, index, "id")


def _id_faults(entries: str, ids: Sequence[str], line_of: Callable[[int], int]) -> Iterator[Fault]:
    """Yield what is wrong with ids that must differ, for a statistics program too."""
    first: dict[str, str] = {}
    for index, one in enumerate(ids):
        if not re.fullmatch(ID_PATTERN, one):
            yield _bad_id(line_of(index), one)
        elif reason := why_misread(one):
            what = f"“{one}” cannot be an id: {reason}"
            yield Fault(line_of(index), what, "Choose another id, such as a word.", may_stay=True)
        held = first.get(one_name(one))
        if held is None:
            first[one_name(one)] = one
        elif held == one:
            yield Fault(line_of(index), f"two entries of {entries} have the id “{one}”", _OWN_ID)
        else:
            what = f"“{held}” and “{one}” in {entries} are the same id to programs that ignore case"
            yield Fault(line_of(index), what, _OWN_ID, may_stay=True)


def _check_reserved_ids(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for table, index, code in _all_codes(codebook):
        if one_name(code.id) == NO_CODE:
            what = f"{code.name}: “{code.id}” means “no code” in the tables of agreement"
            yield Fault(lines.of(table, index, "id"), what, "Choose another id.", may_stay=True)
    codes, scales = {one_name(one.id) for one in codebook.codes}, {one_name(one.id) for one in codebook.scales}
    for index, retired in enumerate(codebook.retired):
        if one_name(retired.id) in codes:
            what = f"“{retired.id}” is both in [[retired]] and in a [[code]]"
            yield Fault(lines.of("retired", index, "id"), what, _ONE_OF_THEM)
    for index, scale in enumerate(codebook.retired_scales):
        if one_name(scale.id) in scales:
            what = f"“{scale.id}” is both in [[retired_scale]] and in a [[scale]]"
            yield Fault(lines.of("retired_scale", index, "id"), what, _ONE_OF_THEM)


def _ids(codebook: Codebook) -> dict[Path, list[str]]:
    ids: dict[Path, list[str]] = {
        ("episode",): [one.id for one in codebook.episodes],
        ("code",): [one.id for one in codebook.codes],
        ("channel",): [one.id for one in codebook.channels],
        ("modifier",): [one.id for one in codebook.modifiers],
        ("pass",): [one.id for one in codebook.passes],
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
        line = lines.of("code", index, "key")
        if code.key and (problem := key_problem(code.key)):
            yield Fault(line, f"{code.name}: {problem}", _OTHER_KEY)
            continue
        before = [one for one in codebook.clashing(code) if codebook.codes.index(one) < index]
        if before:
            at = lines.of("code", codebook.codes.index(before[0]), "key")
            what = f"{before[0].name} (line {at}) and {code.name} are both on key {code.key}"
            yield Fault(line, what, "Give one of them another key, or put them into different passes.")


def _check_modifiers(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for index, modifier in enumerate(codebook.modifiers):
        if not modifier.values:
            line = lines.of("modifier", index, "values")
            yield Fault(
                line, f"{modifier.name}: it has no values to choose from", "Add values, or remove the modifier."
            )
        yield from _answer_keys(modifier, partial(lines.of, "modifier", index, "values"))
        yield from _letters_of_codes(codebook, index, lines)


def _letters_of_codes(codebook: Codebook, index: int, lines: Lines) -> Iterator[Fault]:
    """Yield the answers whose letter marks a code. It is a note: the letter marks that code, whatever is asked."""
    modifier = codebook.modifiers[index]
    for place, value in enumerate(modifier.values):
        if code := codebook.code_by_key.get(value.key):
            what = f"{modifier.name}: {value.key} cannot answer “{value.name}”, because it is the key of {code.name}"
            line = lines.of("modifier", index, "values", place, "key")
            yield Fault(line, what, "Remove the key of the answer: its digit is enough.", is_note=True)


def _answer_keys(modifier: Modifier, line_of: Callable[[int], int]) -> Iterator[Fault]:
    first: dict[str, ModifierValue] = {}
    for place, one in enumerate(modifier.values):
        if not one.key:
            continue  # its digit is enough
        if problem := answer_key_problem(one.key):
            yield Fault(line_of(place), f"{modifier.name}: {problem}", _OTHER_KEY)
        elif (held := first.setdefault(one.key, one)) is not one:
            what = f"{modifier.name}: {held.name} and {one.name} are both on key {one.key}"
            yield Fault(line_of(place), what, "Give one of them another key.")


def _check_code_references(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    channels = {one_name(channel.id): channel.id for channel in codebook.channels}
    for table, index, code in _all_codes(codebook):
        yield from _check_channel(channels, code, lines.of(table, index, "channel" if code.channel else "id"))
        if missing := [one for one in code.modifiers if one not in codebook.modifier_by_id]:
            what = f"{code.name}: there is no modifier “{missing[0]}”"
            yield Fault(lines.of(table, index, "modifiers"), what, "Add a [[modifier]] with this id, or remove it.")
        yield from check_actor(codebook, code, lines.of(table, index, "actor"))


def _check_channel(channels: dict[str, str], code: Code, line: int) -> Iterator[Fault]:
    if code.channel and channels.get(one_name(code.channel)) != code.channel:
        what = f"{code.name}: there is no channel “{code.channel}”"
        yield Fault(line, what, f"Add a [[channel]] with this id, or use one of: {listed(tuple(channels.values()))}.")
    if not code.channel and (channel := channels.get(one_name(code.id))):
        what = f"{code.name}: it would exclude the codes of channel “{channel}”, which has the same id"
        yield Fault(line, what, "Choose another id, or put it into the channel.")


def _check_passes(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    known = {code.id for code in codebook.codes}
    for index, one in enumerate(codebook.passes):
        line = lines.of("pass", index, "codes")
        if not one.codes:
            yield Fault(line, f"{one.name}: it has no codes to look for", "Add ids of codes, or remove the pass.")
        if missing := [code for code in one.codes if code not in known]:
            what = f"{one.name}: there is no code “{missing[0]}” to look for"
            yield Fault(line, what, "Use ids of codes, or remove it.")


def _check_codes(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for table, index, code in _all_codes(codebook):
        if not code.is_point and not code.offset.strip():
            line = lines.of(table, index, "offset")
            yield Fault(line, f"{code.name}: a state needs a rule for its offset", 'Add offset = "…".')
        if code.is_point and code.offset.strip():
            line = lines.of(table, index, "offset")
            yield Fault(line, f"{code.name}: a point has no offset", 'Remove its offset, or make it a "state".')
        if code.is_point and code.channel:
            what = f"{code.name}: a point has no length and cannot exclude other codes"
            yield Fault(lines.of(table, index, "channel"), what, "Remove its channel.")
        yield from _check_unseen(codebook, code, lines.of(table, index, "unseen"))


def _check_unseen(codebook: Codebook, code: Code, line: int) -> Iterator[Fault]:
    if code.is_point and code.hides:
        what = f"{code.name}: a point has no length in which somebody could be unseen"
        yield Fault(line, what, 'Remove unseen, or make it a "state".')
    if strangers := [who for who in code.hides if codebook.roles and who not in codebook.roles]:
        what = f"{code.name}: “{strangers[0]}”, who is unseen, is not present in any episode"
        yield Fault(line, what, f"Use one of: {listed(codebook.roles)}.")


def _check_colors(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    colored = [("episode", index, one.name, one.color) for index, one in enumerate(codebook.episodes)]
    colored += [(table, index, code.name, code.color) for table, index, code in _all_codes(codebook)]
    for table, index, name, color in colored:
        if not re.fullmatch(COLOR_PATTERN, color):
            what = f"{name}: the colour “{color}” is not written like #4aa3df"
            yield Fault(lines.of(table, index, "color"), what, "Write # and six hexadecimal digits.")


def _check_episodes(codebook: Codebook, lines: Lines) -> Iterator[Fault]:
    for index, episode in enumerate(codebook.episodes):
        if one_name(episode.id) == END_OF_LAST_EPISODE:
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
            yield Fault(line, what, "Use the id of a [[code]], or remove it.")


def _all_codes(codebook: Codebook) -> Iterable[tuple[str, int, Code | RetiredCode]]:
    yield from (("code", index, code) for index, code in enumerate(codebook.codes))
    yield from (("retired", index, code) for index, code in enumerate(codebook.retired))


_CHECKS: tuple[Check, ...] = (
    _check_not_empty,
    _check_ids,
    _check_reserved_ids,
    _check_keys,
    _check_modifiers,
    _check_code_references,
    _check_passes,
    _check_codes,
    _check_colors,
    _check_episodes,
    _check_retired,
)
