"""The keys of JWatcher: what they are called (.fmf), and which state ends which (.faf, or a .res with results).

A lab that has none of these files any more writes the keys into a table: see key_table.
"""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from annotator.exchange.front_door import ForeignFile
from annotator.exchange.lines import lines_of
from annotator.exchange.templates.exclusion import exclusive_sets
from annotator.exchange.templates.scheme import MOST_CODES, Scheme, SchemeCode, check_count
from annotator.text import some

_NAMED = re.compile(r"Behaviou?r\.(?P<what>name|description)\.(?P<key>.+?)=(?P<said>.*)")
_RULED = re.compile(r"Behaviou?r\.(?P<what>switchesOff|isEventAnalyzed)\.(?P<key>.+?)=(?P<said>.*)")
_QUESTION = re.compile(r"Question\.(\d{1,3})=(.*)")
_SWITCHES = re.compile(r"\s+(?P<key>\S+) switches off: (?P<said>.*?)\.?\s*$")
_LISTED = re.compile(r"\t(?P<key>[^\t]+)\t(?P<name>[^\t]*)(?:\t(?P<said>.*))?$")
_ANALYSED = re.compile(r"\t(?P<key>\S+) .*")
_ITSELF = "itself"
_YES = "true"


@dataclass(slots=True)
class Keys:
    """What is known of the keys of a coding.

    Attributes:
        names: of the behaviours, by key, in the order of the file.
        definitions: by key.
        questions: of the answers at the head of a coding, by number.
        ends: the states that each state ends when it begins, itself among them, by key.
        as_events: keys that are counted as events.
        of_table: state or point, where a table says it, by key.
        all_exclude: whether every key ends all others.
    """

    names: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    ends: dict[str, set[str]] = field(default_factory=dict)
    as_events: set[str] = field(default_factory=set)
    of_table: dict[str, Literal["state", "point"]] = field(default_factory=dict)
    all_exclude: bool = False

    def kind(self, key: str) -> Literal["state", "point", ""]:
        """Return what a key is; "" where no file says it, or the files say both."""
        is_state = self.all_exclude or bool(self.ends.get(key))
        if key in self.of_table:
            return self.of_table[key]
        if is_state == (key in self.as_events):
            return ""
        return "state" if is_state else "point"

    def ended_by(self, key: str, running: Collection[str]) -> list[str]:
        """Return those of the running states that end when this key is pressed."""
        ends = self.ends.get(key, set())
        return [one for one in running if self.all_exclude or one in ends]

    def code(self, key: str) -> str:
        """Return the name of what a key stands for; the key itself where it has none or another has the same."""
        name = self.names.get(key, "")
        if not name:
            return key
        return name if list(self.names.values()).count(name) == 1 else f"{name} ({key})"


def keys_beside(file: ForeignFile, master: str) -> Keys:
    """Return what the files beside a coding say of its keys.

    Args:
        file: the coding (.dat).
        master: the name of the .fmf that it names, without a folder; "" for none.

    Raises:
        FormatError: if a file beside cannot be read.
    """
    keys, stem = Keys(), file.path.stem
    stems = [stem, *([master[:-4]] if master.lower().endswith(".fmf") and len(master) < 200 else [])]
    _read_master(_lines(file, [f"{one}.fmf" for one in stems]), keys)
    _read_result(_lines(file, [f"{one}{end}" for one in stems for end in (".cd.res", ".tr.res", ".res")]), keys)
    _read_analysis(_lines(file, [f"{one}.faf" for one in stems]), keys)
    key_table(
        _lines(file, [f"{one}{end}" for one in (f"{stem}_keys", "keys") for end in (".csv", ".tsv", ".txt")]), keys
    )
    check_count(file.name, len(keys.names), "keys", MOST_CODES)
    return keys


def key_table(lines: Sequence[str], keys: Keys) -> None:
    """Read a table of keys into keys: the key, what it stands for, and state or point, if it says so.

    The columns are separated by tabs, semicolons or commas; a first row that begins with “key” is their heading.

    >>> keys = Keys()
    >>> key_table(["key;name;kind", "c;crying;state", "s;smile"], keys)
    >>> keys.names, keys.kind("c"), keys.kind("s")
    ({'c': 'crying', 's': 'smile'}, 'state', '')
    """
    first = lines[0] if lines else ""
    mark = next((one for one in "\t;," if one in first), ",")
    for place, row in enumerate(csv.reader(lines, delimiter=mark)):
        key, name, kind = (one.strip() for one in (*row, "", "", "")[:3])
        if not key or (place == 0 and key.lower() == "key"):
            continue
        keys.names[key] = name or key
        if kind.lower() == "state":
            keys.of_table[key] = "state"
        elif kind.lower() == "point":
            keys.of_table[key] = "point"


def scheme_of(keys: Keys, name: str) -> Scheme:
    """Return the codes: states that end each other are a channel."""
    scheme = Scheme(name, "JWatcher")
    states = [key for key in keys.names if keys.kind(key) == "state"]
    ended = {one: set(keys.ended_by(one, states)) for one in states}
    each_other = {one: [two for two in ended[one] if one in ended[two]] for one in states}
    channels = {
        key: " / ".join(keys.code(one) for one in those)
        for those in exclusive_sets(states, each_other)
        for key in those
    }
    for key in keys.names:
        kind: Literal["state", "point"] = keys.kind(key) or "point"
        definition, channel = keys.definitions.get(key, ""), channels.get(key, "")
        scheme.codes.append(SchemeCode(keys.code(key), kind, "Behaviors", key, definition, channel=channel))
    unknown = [keys.code(key) for key in keys.names if not keys.kind(key)]
    if unknown:
        scheme.doubts.append(f"No file says whether these are states or points: {some(unknown)}.")
    return scheme


def _lines(file: ForeignFile, names: Sequence[str]) -> list[str]:
    """Return the lines of the first of these files that lies beside a coding, none where none does."""
    found = (file.beside(one) for one in names)
    first = next((one for one in found if one is not None), None)
    return [] if first is None else lines_of(replace(first, encoding=file.encoding))


def _read_master(lines: Sequence[str], keys: Keys) -> None:
    for line in lines:
        if found := _NAMED.fullmatch(line):
            said = keys.names if found["what"] == "name" else keys.definitions
            said[found["key"]] = found["said"].strip()
        elif found := _QUESTION.fullmatch(line):
            keys.questions[found[1]] = found[2].strip()


def _read_analysis(lines: Sequence[str], keys: Keys) -> None:
    for line in lines:
        if found := _RULED.fullmatch(line):
            key, said = found["key"], found["said"].strip()
            if found["what"] == "switchesOff":
                keys.ends[key] = set(_listed(said, key))
            elif said.lower() == _YES:
                keys.as_events.add(key)
        elif line.replace(" ", "").lower() == f"allcodesmutuallyexclusive={_YES}":
            keys.all_exclude = True


def _read_result(lines: Sequence[str], keys: Keys) -> None:
    part = ""
    for line in lines:
        if line[:1] not in {"\t", " "}:
            part = line.strip()
        elif part == "Behaviors:" and (found := _LISTED.fullmatch(line)):
            keys.names.setdefault(found["key"], found["name"].strip())
            keys.definitions.setdefault(found["key"], (found["said"] or "").strip())
        elif part == "States:" and (found := _SWITCHES.fullmatch(line)):
            keys.ends[found["key"]] = set(_listed(found["said"], found["key"]))
        elif part == "Behaviors analyzed as events:" and (found := _ANALYSED.fullmatch(line)):
            keys.as_events.add(found["key"])


def _listed(said: str, key: str) -> Iterator[str]:
    """Yield the keys of a list, which are separated by commas or blanks; “itself” is the key that it belongs to."""
    for one in said.replace(",", " ").split():
        yield key if one == _ITSELF else one
