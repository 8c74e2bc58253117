"""Codings of JWatcher (.dat): a row a key that was pressed, at so many ms; the last row says when the watching ended.

What the keys stand for stands in other files, which are read where they lie beside it: the master file (.fmf), its
analysis (.faf) or the results of one (.res), or a table of keys (see templates.jwatcher). Without any, a code is a key.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.times import ms_of_ms
from annotator.exchange.front_door import ForeignFile
from annotator.exchange.lines import lines_of
from annotator.exchange.templates.jwatcher import Keys, keys_beside, scheme_of
from annotator.exchange.told import Told
from annotator.text import plain, some

_ROW = re.compile(r"\s*(-?\d[\d.]*)\s*,\s*(\S.*?)\s*")
_HEAD = re.compile(r"(FocalMasterFile|StartTime|StopTime|Answer\.\d{1,3})=(.*)")
_BEGIN, _END = "#BEGIN DATA", "EOF"


@dataclass(frozen=True, slots=True)
class _Press:
    key: str
    at_ms: int
    line: int
    more: tuple[str, ...]


def read(file: ForeignFile) -> ForeignCodings:
    """Return what a JWatcher file says: one observation, from 0 to the row EOF, times in ms.

    A state ends where a key is pressed that switches it off, as the analysis says; one that none switched off has no
    end, for the file gives none. Without an analysis nothing is known of states: no event has a kind or an end.

    Raises:
        FormatError: if it is no such file, or beyond the bounds.
    """
    lines = lines_of(file)
    if not any(line.startswith("FirstLineOfData") or "Focal Data File" in line for line in lines[:50]):
        raise FormatError(
            f"{file.name} is no coding of JWatcher.",
            "Choose a .dat file that JWatcher has saved, or import it as a table.",
        )
    head, told = _head(lines), Told()
    master = head.get("FocalMasterFile", "").replace("\\", "/").rpartition("/")[2]
    keys = keys_beside(file, master)
    presses, end_ms = _presses(file, lines, told)
    observation = Observation(
        file.path.stem,
        tuple(_events(presses, keys)),
        start_ms=0,
        end_ms=end_ms,
        variables=tuple(_variables(head, keys)),
    )
    doubts = list(_doubts(keys, presses, master))
    if end_ms is None:
        doubts.append("The file has no row EOF: it does not say when the watching ended.")
    scheme = scheme_of(keys, file.path.stem)
    return ForeignCodings("JWatcher", [observation], scheme, told.sentences(), tuple(doubts))


def _head(lines: Sequence[str]) -> dict[str, str]:
    head = {}
    for line in lines:
        if line.startswith(_BEGIN):
            break
        if found := _HEAD.fullmatch(line):
            head[found[1]] = found[2].strip()
    return head


def _variables(head: dict[str, str], keys: Keys) -> Iterator[tuple[str, str]]:
    """Yield the answers at the head under the questions of the master file, and when it was watched (ms of 1970)."""
    for name, said in head.items():
        if name != "FocalMasterFile" and said:
            yield keys.questions.get(name.partition(".")[2], "") or name, said


def _presses(file: ForeignFile, lines: Sequence[str], told: Told) -> tuple[list[_Press], int | None]:
    """Return the keys in the order of the file, and the moment of the row EOF in ms, None without one."""
    presses: list[_Press] = []
    is_data, end_ms = not any(line.startswith(_BEGIN) for line in lines), None
    for number, line in enumerate(lines, 1):
        if number % 1000 == 0:
            file.progress(number / len(lines))
        if line.startswith(_BEGIN):
            is_data = True
        elif is_data and (found := _ROW.fullmatch(line)):
            at_ms, (key, *more) = ms_of_ms(found[1]), (one.strip() for one in found[2].split(","))
            if at_ms is None:
                told.say(f"Line {number}: its time is no time within a week.", "lines")
            elif key == _END:
                end_ms = at_ms
            else:
                presses.append(_Press(key or ",", at_ms, number, tuple(filter(None, more))))
        elif is_data and line.strip() and not line.startswith("#") and "=" not in line:
            told.say(f"Line {number} is no time and key.", "lines")
    return presses, end_ms


def _events(presses: Sequence[_Press], keys: Keys) -> Iterator[ForeignEvent]:
    ends = _ends(presses, keys)
    names = {one: keys.code(one) for one in {press.key for press in presses}}
    for place, press in enumerate(presses):
        kind = keys.kind(press.key)
        yield ForeignEvent(
            names[press.key],
            press.at_ms,
            press.at_ms if kind == "point" else ends.get(place),
            kind,
            answers=tuple(("modifier", one) for one in press.more),
            row=f"line {press.line}",
        )


def _ends(presses: Sequence[_Press], keys: Keys) -> dict[int, int]:
    """Return when each state was switched off, by its place among the presses."""
    ends: dict[int, int] = {}
    running: dict[str, int] = {}
    for place in sorted(range(len(presses)), key=lambda one: presses[one].at_ms):
        press = presses[place]
        for key in keys.ended_by(press.key, running):
            ends[running.pop(key)] = press.at_ms
        running[press.key] = place
    return ends


def _doubts(keys: Keys, presses: Sequence[_Press], master: str) -> Iterator[str]:
    if not keys.names:
        named = f" Lay {plain(master)} beside it" if master else " Lay its master file (.fmf) beside it"
        yield f"The file holds keys only, so the codes are keys.{named}, or a table of keys, to read their names."
    elif unknown := sorted({press.key for press in presses} - set(keys.names)):
        yield f"Keys that no file beside it names: {some(unknown)}."
    if not keys.ends and not keys.all_exclude and not keys.of_table:
        yield "No file beside it says which keys are states, nor what ends them (.faf, or the results, .res)."
