"""The vocabularies of an .eaf that is written, and the keys of their values, which stand in the .pfsx."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from annotator.exchange.codings.writers.elan_lines import TierLine
from annotator.exchange.codings.writers.free_names import free_name
from annotator.exchange.codings.writers.xml_words import xml_attributes, xml_text
from annotator.exchange.templates.scheme import SchemeModifier

UNDETERMINED = "und"
"""The id of the one language of a file: nothing tells which it is."""


class Vocabularies:
    """The vocabularies of one file: one for each line, and one for each question with the same answers."""

    def __init__(self, lines: Sequence[TierLine]) -> None:
        self._lines = lines
        self._asked: dict[SchemeModifier, str] = {}
        for line in lines:
            for one in line.code.modifiers:
                if one not in self._asked:
                    self._asked[one] = free_name(f"question: {one.name}", self._asked.values(), "{} [{}]")
        ids = (f"cve{number}" for number in count(1))
        self._codes = {line.type: next(ids) for line in lines}
        self._entries = {one: {value: next(ids) for value, _ in one.values} for one in self._asked}

    def of_code(self, line: TierLine) -> str:
        """Return the id of the one value of a line."""
        return self._codes[line.type]

    def of_question(self, question: SchemeModifier) -> tuple[str, dict[str, str]]:
        """Return what the vocabulary of a question is called, and the ids of its values."""
        return self._asked[question], self._entries[question]

    def questions(self) -> Iterable[str]:
        """Return what the vocabularies of all questions are called."""
        return self._asked.values()

    def written(self) -> Iterator[str]:
        """Yield them all, as they stand in an .eaf."""
        for line in self._lines:
            yield _vocabulary(line.type, ((self._codes[line.type], line.code.name, line.code.definition),))
        for one, name in self._asked.items():
            yield _vocabulary(name, ((entry, value, "") for value, entry in self._entries[one].items()))

    def keys(self) -> Iterator[str]:
        """Yield the keys of all values that have one ELAN knows, as they stand in a .pfsx."""
        for line in self._lines:
            yield _keys(line.type, ((self._codes[line.type], line.code.key),))
        for one, name in self._asked.items():
            yield _keys(name, ((self._entries[one][value], key) for value, key in one.values))


def _vocabulary(name: str, entries: Iterable[tuple[str, str, str]]) -> str:
    said = "".join(
        f'<CV_ENTRY_ML CVE_ID="{entry}"><CVE_VALUE{xml_attributes(LANG_REF=UNDETERMINED, DESCRIPTION=description)}>'
        f"{xml_text(value)}</CVE_VALUE></CV_ENTRY_ML>\n"
        for entry, value, description in entries
    )
    head = f'<CONTROLLED_VOCABULARY{xml_attributes(CV_ID=name)}>\n<DESCRIPTION LANG_REF="{UNDETERMINED}"/>\n'
    return f"{head}{said}</CONTROLLED_VOCABULARY>\n"


def _keys(vocabulary: str, keys: Iterable[tuple[str, str]]) -> str:
    said = "".join(
        f'<prefGroup key="{entry}"><pref key="KeyCode"><Int>{ord(key)}</Int></pref></prefGroup>\n'
        for entry, key in keys
        if re.fullmatch("[A-Z0-9]", key)
    )
    return f"<prefGroup{xml_attributes(key=vocabulary)}>\n{said}</prefGroup>\n" if said else ""
