"""The controlled vocabularies of an ELAN file, and those that stand in files of their own (.ecv) beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

from annotator.errors import FormatError
from annotator.exchange.front_door import ForeignFile, xml_of
from annotator.exchange.templates.scheme import Scheme

_LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a vocabulary."""

    id: str
    value: str
    description: str


@dataclass(slots=True)
class Vocabulary:
    """A vocabulary; place is the name of the file in which an external one stands, "" where it stands here."""

    entries: list[Entry]
    description: str = ""
    languages: int = 1
    place: str = ""


def name_of(element: ET.Element | None, attribute: str) -> str:
    """Return an attribute, or as much of it as a name can be long."""
    return element.get(attribute, "")[:_LONGEST_NAME] if element is not None else ""


def _file_name(place: str) -> str:
    r"""Return the last part of a place, of whatever computer: what stands before it may name people.

    >>> _file_name("file:/C:/Anna/codes.ecv"), _file_name(r"C:\Anna\codes.ecv")
    ('codes.ecv', 'codes.ecv')
    """
    return PurePosixPath(place.replace("\\", "/")).name


def vocabularies_of(root: ET.Element, file: ForeignFile, scheme: Scheme) -> dict[str, Vocabulary]:
    """Return the vocabularies by id; nothing is fetched, and a file beside that cannot be read is told."""
    places = {one.get("EXT_REF_ID"): _file_name(one.get("VALUE", "")) for one in root.iter("EXTERNAL_REF")}
    found = {name_of(one, "CV_ID"): _vocabulary(one) for one in root.iter("CONTROLLED_VOCABULARY")}
    external = {
        name_of(one, "CV_ID"): places.get(one.get("EXT_REF"), "")
        for one in root.iter("CONTROLLED_VOCABULARY")
        if one.get("EXT_REF")
    }
    written = _beside(file, external.values(), scheme)
    for cv_id, place in external.items():
        if cv_id in written.get(place, {}):
            found[cv_id] = written[place][cv_id]
        else:
            found[cv_id].place = place or "another file"
    return found


def _beside(file: ForeignFile, names: Iterable[str], scheme: Scheme) -> dict[str, dict[str, Vocabulary]]:
    """Return the vocabularies of the .ecv files that lie beside this one, by the names of these files."""
    found: dict[str, dict[str, Vocabulary]] = {}
    for name in dict.fromkeys(one for one in names if one.lower().endswith(".ecv")):
        try:
            beside = file.beside(name)
            root = xml_of(beside) if beside is not None else None
        except FormatError as error:
            scheme.left_out.append(error.what)
            continue
        if root is not None:
            found[name] = {name_of(one, "CV_ID"): _vocabulary(one) for one in root.iter("CONTROLLED_VOCABULARY")}
    return found


def _vocabulary(written: ET.Element) -> Vocabulary:
    """Return the entries, of several languages the first."""
    entries = []
    for one in written:
        if one.tag == "CV_ENTRY":  # before format 2.8
            entries.append(Entry("", (one.text or "").strip(), one.get("DESCRIPTION", "").strip()))
        elif one.tag == "CV_ENTRY_ML" and (value := one.find("CVE_VALUE")) is not None:
            entries.append(
                Entry(one.get("CVE_ID", ""), (value.text or "").strip(), value.get("DESCRIPTION", "").strip())
            )
    described = written.findtext("DESCRIPTION") or written.get("DESCRIPTION") or ""
    languages = {value.get("LANG_REF") for value in written.iter("CVE_VALUE")}
    return Vocabulary([one for one in entries if one.value], described.strip(), len(languages))
