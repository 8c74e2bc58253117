"""Keys and colours of an ELAN file: they stand beside it, in the .pfsx of the same name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from annotator.errors import FormatError
from annotator.exchange.front_door import ForeignFile, xml_of
from annotator.exchange.templates.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Preferences:
    """Keys and colours of vocabulary entries, by vocabulary and entry, and colours of tiers by name."""

    keys: Mapping[tuple[str, str], str] = field(default_factory=dict)
    colors: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tier_colors: Mapping[str, str] = field(default_factory=dict)

    def key(self, vocabulary: str, entry: str) -> str:
        """Return the key of an entry, "" if it has none."""
        return self.keys.get((vocabulary, entry), "") if entry else ""

    def color(self, vocabulary: str, entry: str) -> str:
        """Return the colour of an entry, "" if it has none."""
        return self.colors.get((vocabulary, entry), "") if entry else ""


def preferences_of(file: ForeignFile, scheme: Scheme) -> Preferences:
    """Return the preferences that lie beside a file; what cannot be read of them is told, and stops nothing."""
    try:
        beside = file.beside(f"{file.path.stem}.pfsx")
        root = xml_of(beside) if beside is not None else None
    except FormatError as error:
        scheme.left_out.append(f"Keys and colours: {error.what}")
        return Preferences()
    if root is None:
        return Preferences()
    keys, colors = {}, {}
    for vocabulary in root.findall("./prefGroup[@key='CV.ML.Prefs']/prefGroup"):
        for entry in vocabulary.findall("prefGroup"):
            place = (vocabulary.get("key", ""), entry.get("key", ""))
            keys[place] = _key(entry.findtext("pref[@key='KeyCode']/Int", ""))
            colors[place] = _color(entry)
    tiers = root.findall("./prefGroup[@key='TierColors']/pref")
    return Preferences(keys, colors, {one.get("key", ""): _color(one) for one in tiers})


def _key(code: str) -> str:
    """Return the letter or digit of a key code of Java, "" for any other key."""
    found = re.fullmatch(r"\s*([0-9]{2})\s*", code)
    sign = chr(int(found[1])) if found else ""
    return sign if sign.isdigit() or sign.isupper() else ""


def _color(holder: ET.Element) -> str:
    for one in holder.iter("Object"):
        found = re.match(r"\s*([0-9]{1,3}),\s*([0-9]{1,3}),\s*([0-9]{1,3})", one.text or "")
        if one.get("class") == "java.awt.Color" and found and all(int(part) < 256 for part in found.groups()):
            return "#" + "".join(f"{int(part):02x}" for part in found.groups())
    return ""
