"""XML of unknown origin as a tree of bounded size and depth, without any DOCTYPE."""

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

from annotator.errors import FormatError
from annotator.progress import Progress

Taken = Callable[[ET.Element, ET.Element], object]
"""Is given the element that another stands in, with its attributes, and that other one, whole."""

_MOST_ELEMENTS = 1_000_000
_MOST_TAKEN = 4_000_000
_MOST_KEPT = 400_000
_MOST_OF_ONE_ELEMENT = 1000
_DEEPEST = 60
_AT_ONCE = 1 << 20


def parse_xml(
    text: str, name: str, empty: Collection[str], progress: Progress, each: Mapping[str, Taken] = MappingProxyType({})
) -> ET.Element:
    """Return the root of an XML text.

    Args:
        text: decoded; what it declares of its encoding is not looked at.
        name: what messages call the file.
        empty: names of elements of which only is kept that they are there, not what they say.
        progress: told the share done; it may raise to stop.
        each: names of elements that are not kept in the tree, and who takes each once it is whole. Where any are
            named, so many more may be in the file.

    Raises:
        FormatError: if it is beyond the bounds or has a DOCTYPE.
        ElementTree.ParseError: if it is no XML.
    """
    # An element is handed over whole; between two “<” stands one, with all its attributes.
    if any(one[0].count("=") > _MOST_OF_ONE_ELEMENT for one in re.finditer(r"<[^<]{5000,}", text)):
        raise too_much(name, f"an element of more than {_MOST_OF_ONE_ELEMENT:,} attributes")
    parser = ET.XMLParser(target=_Builder(name, empty, each))  # noqa: S314 - no DOCTYPE passes the builder, so no entity grows
    for at in range(0, len(text), _AT_ONCE):
        parser.feed(text[at : at + _AT_ONCE])
        progress(at / len(text))
    root: ET.Element = parser.close()
    return root


def too_much(name: str, what: str) -> FormatError:
    """Return the refusal of a file that holds more than is read."""
    return FormatError(f"{name} holds {what}, too much to read.", "Save a smaller part of it as a file of its own.")


class _Builder:
    """Builds the tree, but not deeper nor larger than the bounds, and not one that has a DOCTYPE."""

    def __init__(self, name: str, empty: Collection[str], each: Mapping[str, Taken]) -> None:
        self._name, self._empty, self._each = name, empty, each
        self._most = _MOST_TAKEN if each else _MOST_ELEMENTS
        self._open: list[tuple[ET.Element, int]] = []  # with how much was kept before it
        self._tree = ET.TreeBuilder()
        self._depth = self._elements = self._kept = 0
        self._left_at = 0  # the depth of the element that is left empty, 0 outside of any
        self._names: set[str] = set()
        self.close = self._tree.close

    def start(self, tag: str, attributes: dict[Any, Any]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEEPEST:
            raise too_much(self._name, f"elements more than {_DEEPEST} deep in each other")
        if not self._left_at:
            self._keep(tag, {} if tag in self._empty else attributes)
            self._left_at = self._depth if tag in self._empty else 0
        if self._each and self._elements > self._most:
            raise too_much(self._name, f"more than {self._most:,} elements")
        if self._elements > self._most or self._kept > _MOST_KEPT or len(self._names) > _MOST_OF_ONE_ELEMENT:
            raise too_much(self._name, f"more than {_MOST_KEPT:,} elements, or too many names of attributes")

    def end(self, tag: str) -> None:
        if self._left_at in {0, self._depth}:
            element = self._tree.end(tag)
            self._left_at = 0
            _, kept_before = self._open.pop()
            if tag in self._each and self._open:
                above = self._open[-1][0]
                self._each[tag](above, element)
                above.remove(element)
                self._kept = kept_before
        self._depth -= 1

    def data(self, text: str) -> None:
        if not self._left_at:
            self._tree.data(text)

    def _keep(self, tag: str, attributes: dict[Any, Any]) -> None:
        before = self._kept
        self._kept += max(1, len(attributes))
        self._names.update(attributes)
        self._open.append((self._tree.start(tag, attributes), before))

    def doctype(self, *_: object) -> None:
        raise FormatError(
            f"{self._name} begins with a DOCTYPE, which may name other files.",
            "Save it again with the program it comes from.",
        )
